"""What is not wrong with a log, and yet changes what the table by clock means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from helhet.measure.measuring import Answer, Question
from helhet.measure.midnights import AUTO
from helhet.measure.telling import many
from helhet.pathway.calendar import format_day
from helhet.pathway.courses.course import Why

SHARE_OF_MIDNIGHTS: Final = 100
"""One time of so many at exactly midnight is more than chance would have."""


def remarks(question: Question, answer: Answer) -> Iterator[str]:
    """Yield each remark as a line."""
    yield from _of_midnights(question, answer)
    if again := answer.summary.opened_again:
        was = "was" if again == 1 else "were"
        yield f"{many(again, 'course')} {was} opened again after the end. Where this is a new stay, give each stay an id of its own."
    if older := answer.summary.deviations[Why.BEFORE_FIRST_EDITION]:
        first = format_day(question.table.editions[0].valid.from_)
        yield f"{many(older, 'row')} from before {first}, where the first edition begins: no clock starts there."


def _of_midnights(question: Question, answer: Answer) -> Iterator[str]:
    found, way = answer.midnights, question.midnight
    if way == AUTO and found.are_days:
        yield "every time in the log is exactly midnight, so these are read as days without a time. If they are times, say --midnight time."
    elif way == AUTO and found.count * SHARE_OF_MIDNIGHTS > found.times:
        yield f"exactly midnight: {found.count:,} of {many(found.times, 'time')}. If these are days without a time, say --midnight day."
