"""What answers score, as a course's page shows it: the newest of each form, its band and what comes next, and how it has changed.

Only of what the reader may read: an answer that is closed, or not given, makes no score.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from helhet.pathway.courses.course import RunOutcome, Value
from helhet.pathway.forms.deciding import signals
from helhet.pathway.forms.scoring import Scored, bands, scored
from helhet.pathway.language.forms import Band, Form, Score
from helhet.record.queries.looking import Line, Look
from helhet.record.times import to_day
from helhet.web.days import short_date
from helhet.workspaces.care.wording import said

WIDE: Final = 120
HIGH: Final = 32


class Point(NamedTuple):
    """One score that was made: when, how much as a number and in words, and where its point stands in the small picture."""

    day: str
    told: str
    x: int
    y: int


class BandShown(NamedTuple):
    """What a score is called, what comes next, and whether the limit is checked in no source."""

    title: str
    next: str
    is_uncertain: bool


class Measure(NamedTuple):
    """A score of a form: its newest value of at most so much, the share of a hundred that it is; None unanswered questions; all there were, the oldest first."""

    title: str
    value: str
    most: str
    share: int
    bands: tuple[BandShown, ...]
    unanswered: int
    points: tuple[Point, ...]

    @property
    def line(self) -> str:
        """The points of the small picture."""
        return " ".join(f"{one.x},{one.y}" for one in self.points)


class Answered(NamedTuple):
    """The newest answers to a form: when, what they score, and whether its limits are others' words to check."""

    title: str
    day: str
    measures: tuple[Measure, ...]


class Alarm(NamedTuple):
    """What answers tell that must not wait."""

    title: str
    day: str


class _Given(NamedTuple):
    line: Line
    name: str
    form: Form
    values: Mapping[str, Value]

    @property
    def on(self) -> date:
        return self.line.entry.happened_on


def answers(seen: Look) -> tuple[Answered, ...]:
    """Return what was answered of the forms that score, the newest first. No query."""
    by_form = defaultdict[str, list[_Given]](list)
    for one in _given(seen):
        if one.form.scores:
            by_form[one.name].append(one)
    newest = sorted(by_form.values(), key=lambda those: those[-1].on, reverse=True)
    return tuple(_answered(those) for those in newest)


def alarms(seen: Look, today: date) -> tuple[Alarm, ...]:
    """Return the urgent signals of answers that are of today, or after which something is still owed. No query."""
    owed = {run.started_by for run in seen.reading.runs if run.outcome is RunOutcome.OPEN}
    return tuple(
        Alarm(said(one.form.signals[signal].title, signal), short_date(one.on))
        for one in _given(seen)
        if one.on == today or one.line.place in owed
        for signal in signals(one.name, one.form, one.values)
        if one.form.signals[signal].urgent
    )


def _given(seen: Look) -> Iterator[_Given]:
    """Yield the answers that stand, in the order in which they were given."""
    for line in seen.lines:
        if not line.stands or not line.values or seen.table.event(line.entry.event) is None:
            continue
        day = to_day(line.entry.happened_on)
        forms = seen.table.edition_on(day).forms
        for name in seen.table.event_on(day, line.entry.event).form:
            if name in forms and name not in line.closed:
                yield _Given(line, name, forms[name], line.values)


def _answered(those: Sequence[_Given]) -> Answered:
    last = those[-1]
    measures = (_measure(those, key, score) for key, score in last.form.scores.items())
    told = tuple(one for one in measures if one is not None)
    return Answered(said(last.form.title, last.name), short_date(last.on), told)


def _measure(those: Sequence[_Given], key: str, score: Score) -> Measure | None:
    """Return a score as it is now and as it was; None if nothing of it was answered last time."""
    made = [
        (one.on, scored(one.name, one.form, key, one.values))
        for one in those
        if key in one.form.scores
    ]
    now = made[-1][1]
    if len(now.unanswered) == len(score.of):
        return None
    reached = now.points
    return Measure(
        said(score.title, key),
        "" if reached is None else _number(reached),
        _number(now.most),
        0 if reached is None else _of_a_hundred(reached, now),
        () if reached is None else tuple(_bands(score, reached)),
        len(now.unanswered),
        tuple(_points(made)),
    )


def _bands(score: Score, reached: Fraction) -> Iterator[BandShown]:
    """Yield the band a score lies in; two, each with whom it is for, where women and men have other limits."""
    names = bands(score, reached)
    for name, sex in zip(names, ("female", "male"), strict=False):
        band = score.bands[name]
        title = said(band.title, name)
        yield _band(band, title if len(names) == 1 else _for_whom(title, sex))


def _for_whom(title: str, sex: str) -> str:
    words = _("%(band)s for women") if sex == "female" else _("%(band)s for men")
    return words % {"band": title}


def _band(band: Band, title: str) -> BandShown:
    return BandShown(title, said(band.next, "") if band.next else "", not band.verified)


def _points(made: Sequence[tuple[date, Scored]]) -> Iterator[Point]:
    """Yield the scores that were made, spread over the days between the first and the last."""
    told = [(on, one.points, one) for on, one in made if one.points is not None]
    first, last = (told[0][0], told[-1][0]) if told else (date.min, date.min)
    days = max((last - first).days, 1)
    for on, reached, one in told:
        y = HIGH - round(HIGH * _of_a_hundred(reached, one) / 100)
        yield Point(short_date(on), _number(reached), round(WIDE * (on - first).days / days), y)


def _of_a_hundred(reached: Fraction, one: Scored) -> int:
    """Return how far a score is from its least to its most."""
    return (
        round(100 * (reached - one.least) / (one.most - one.least)) if one.most > one.least else 0
    )


def _number(number: Fraction) -> str:
    return format_decimal(round(float(number), 2), locale=get_language() or "nb")
