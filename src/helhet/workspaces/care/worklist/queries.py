"""What is owed in a reader's units, in the words and order of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Final, NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helhet.access.deciding import Reader
from helhet.record.queries.worklist import Owed
from helhet.record.queries.worklist import worklist as owed
from helhet.record.times import to_day
from helhet.workspaces.care.deadlines import Deadline, deadline
from helhet.workspaces.care.wording import clock_of, pathway_title, state_title

SIZE: Final = 50
WEEK: Final = 7


class Row(NamedTuple):
    """One deadline, as the list shows it, and whose it is."""

    course: UUID
    name: str
    pathway: str
    state: str
    deadline: Deadline


class Section(NamedTuple):
    """The rows of one stretch of days."""

    name: str | Promise
    tone: str
    rows: list[Row]


class Page(NamedTuple):
    """A page of the list; `after` is where the next one begins, if there is one."""

    sections: list[Section]
    before: int | None
    after: int | None


def worklist(reader: Reader, now: datetime, first: int = 0) -> Page:
    """Return a page of what is owed in the reader's units, by the days on which it falls."""
    # No more is asked than is shown, for whoever is asked of stands in the log: so a last page may be empty.
    rows = [_row(one, now, reader.on) for one in owed(reader, first=first, size=SIZE)]
    after = first + SIZE if len(rows) == SIZE else None
    before = max(first - SIZE, 0) if first else None
    return Page(list(_sections(rows, reader.on)), before, after)


def _row(one: Owed, now: datetime, today: date) -> Row:
    clock = clock_of(one.pathway, one.clock, to_day(one.start_day))
    return Row(
        one.course,
        one.name,
        pathway_title(one.pathway),
        state_title(one.pathway, one.state),
        deadline(one.clock, clock, one.due_at, now, today),
    )


def _sections(rows: Iterable[Row], today: date) -> Iterator[Section]:
    for (name, tone), told in groupby(rows, key=lambda row: _stretch(row, today)):
        yield Section(name, tone, list(told))


def _stretch(row: Row, today: date) -> tuple[str | Promise, str]:
    """Return the stretch of days in which a row stands, and its tone."""
    days = (row.deadline.day - today).days
    if row.deadline.is_late:
        return _("Late"), "danger"
    if days <= 0:
        return _("Today"), "warning"
    if days < WEEK:
        return _("The next seven days"), "info"
    return _("Later"), "neutral"
