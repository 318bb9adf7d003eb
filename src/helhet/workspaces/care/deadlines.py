"""A deadline in words: which clock, on which day, how far off, how far it binds."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from helhet.pathway.language.model import Binding, Clock
from helhet.web.days import in_days, last_day, short_date
from helhet.workspaces.care.wording import said


class Deadline(NamedTuple):
    """An open clock with a due; `binding` is law, guidance, target, right or none; `date` and `when` are words."""

    clock: str
    day: date
    date: str
    when: str
    is_late: bool
    binding: str
    is_uncertain: bool


def deadline(
    name: str, clock: Clock | None, due_at: datetime, now: datetime, today: date
) -> Deadline:
    """Return a deadline as it is read; `due_at` is the first instant too late."""
    day = last_day(due_at)
    return Deadline(
        said(clock.title if clock else None, name),
        day,
        short_date(day),
        in_days(day, today),
        due_at <= now,
        clock.binding.value if clock else Binding.NONE.value,
        clock is not None and not clock.verified,
    )
