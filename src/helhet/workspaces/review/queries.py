"""Rows of the log in the words of the page's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from helhet.record.queries.readings import Reading
from helhet.signin.roles import role_title
from helhet.web.days import clock_time, long_date
from helhet.workspaces.review.wording import DEEDS, PARTS, PURPOSES, REASONS


class What(NamedTuple):
    """What was done with which parts, and why it was permitted or refused."""

    deed: str | Promise
    parts: tuple[str, ...]
    is_permitted: bool
    reason: str | Promise


class Line(NamedTuple):
    """A row as it is read: who, in which role and unit, for what; of whom; what they did, once or more in a minute."""

    day: str
    at: str
    by: str
    role: str
    unit: str
    purpose: str | Promise
    subject: UUID | None
    subjects: int
    name: str
    what: tuple[What, ...]

    @property
    def is_permitted(self) -> bool:
        """Whether nothing of it was refused."""
        return all(one.is_permitted for one in self.what)


def lines(rows: Iterable[Reading], names: Mapping[UUID, str] | None = None) -> list[Line]:
    """Return rows in words; `names` are those of the persons whom the reader may know."""
    return [_line(row, names or {}) for row in rows]


def gathered(told: Iterable[Line]) -> list[Line]:
    """Return the same with what somebody did in a minute as one line: to open a page asks for its parts one by one."""
    by_minute = [list(same) for _key, same in groupby(told, key=lambda line: line[:-1])]
    return [same[0]._replace(what=tuple(_together(same))) for same in by_minute]


def _together(told: Iterable[Line]) -> Iterator[What]:
    """Yield each deed once for each reason, with all its parts."""
    parts = defaultdict[tuple[str, bool, str], dict[str, None]](dict)
    for one in (one for line in told for one in line.what):
        parts[str(one.deed), one.is_permitted, str(one.reason)] |= dict.fromkeys(one.parts)
    for (deed, is_permitted, reason), names in parts.items():
        # What is not told by name comes last.
        yield What(deed, tuple(sorted(names, key=_("other parts").__eq__)), is_permitted, reason)


def _line(row: Reading, names: Mapping[UUID, str]) -> Line:
    moment = localtime(row.at)
    parts = (str(PARTS.get(part, part)) for part in row.parts)
    what = What(
        DEEDS.get(row.deed, row.deed),
        (*parts, *((_("other parts"),) if row.is_more else ())),
        row.is_permitted,
        REASONS.get(row.reason, row.reason),
    )
    return Line(
        long_date(moment.date()),
        clock_time(row.at),
        row.by or _("the system"),
        role_title(row.role),
        row.unit,
        PURPOSES.get(row.purpose, row.purpose),
        row.subject,
        row.subjects,
        names.get(row.subject, "") if row.subject else "",
        (what,),
    )


def last_week(today: date) -> tuple[date, date]:
    """Return the Monday and the Sunday of the week before: its sample no longer changes."""
    monday = today - timedelta(days=today.weekday() + 7)
    return monday, monday + timedelta(days=6)
