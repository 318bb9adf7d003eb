"""Rows of the log in the words of the page's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from helhet.record.queries.readings import Reading
from helhet.signin.roles import role_title
from helhet.web.days import clock_time, long_date
from helhet.workspaces.review.wording import DEEDS, PARTS, PURPOSES, REASONS


class Line(NamedTuple):
    """A row as it is read: who, in which role and unit, for what; what they did with which parts; of whom."""

    day: str
    at: str
    by: str
    role: str
    unit: str
    purpose: str | Promise
    deed: str | Promise
    parts: str
    is_permitted: bool
    reason: str | Promise
    subject: UUID | None
    subjects: int
    name: str


def lines(rows: Iterable[Reading], names: Mapping[UUID, str] | None = None) -> list[Line]:
    """Return rows in words; `names` are those of the persons whom the reader may know."""
    return [_line(row, names or {}) for row in rows]


def _line(row: Reading, names: Mapping[UUID, str]) -> Line:
    moment = localtime(row.at)
    parts = [str(PARTS.get(part, part)) for part in row.parts]
    return Line(
        long_date(moment.date()),
        clock_time(row.at),
        row.by or _("the system"),
        role_title(row.role),
        row.unit,
        PURPOSES.get(row.purpose, row.purpose),
        DEEDS.get(row.deed, row.deed),
        ", ".join([*parts, *([_("other parts")] if row.is_more else [])]),
        row.is_permitted,
        REASONS.get(row.reason, row.reason),
        row.subject,
        row.subjects,
        names.get(row.subject, "") if row.subject else "",
    )


def last_week(today: date) -> tuple[date, date]:
    """Return the Monday and the Sunday of the week before: its sample no longer changes."""
    monday = today - timedelta(days=today.weekday() + 7)
    return monday, monday + timedelta(days=6)
