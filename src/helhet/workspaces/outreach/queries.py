"""What the pages show: what is urgent, whom nobody has seen for a while, the shelf, the sums of a week; in the words of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.ledgers import contacts, stock
from helhet.ledgers.doors import lists
from helhet.ledgers.hiding import Sum
from helhet.pathway.language.words import Title
from helhet.record.queries.unseen import Unseen, unseen
from helhet.record.times import to_day
from helhet.web.days import days_ago, long_date, short_date
from helhet.work.nextact import may_come
from helhet.work.order import Narrowed
from helhet.work.worklist import worklist
from helhet.workspaces.care.deadlines import Deadline, deadline
from helhet.workspaces.care.wording import clock_of, event_title, pathway_title

URGENT: Final = 5
"""So many stand on the first page; the rest on the worklist."""
A_WHILE: Final = timedelta(days=14)
"""From so long ago on nobody has seen somebody for a while. Own choice."""


class Urgent(NamedTuple):
    """Somebody whom something is owed, and the worst of it."""

    course: UUID
    name: str
    pathway: str
    deadline: Deadline


class Missed(NamedTuple):
    """Somebody whom nobody has seen for a while; `acts` write that they were met, or got a kit: events and titles."""

    course: UUID
    name: str
    pathway: str
    since: str
    acts: tuple[tuple[str, str], ...]


class OnShelf(NamedTuple):
    """A batch on the shelf, in words; `state` is expired, soon or nothing."""

    title: str
    batch: str
    expires: str
    kits: int
    state: str


class Bar(NamedTuple):
    """A sum with the share of a hundred it is of the greatest; words instead of a number that may not be told."""

    title: str
    told: str
    share: int


class Week(NamedTuple):
    """The sums of a week."""

    title: str
    people: str
    tables: tuple[tuple[str, tuple[Bar, ...]], ...]
    before: str
    after: str


def urgent(reader: Reader, now: datetime) -> list[Urgent]:
    """Return those whom most is owed in the reader's units; logged before."""
    rows = worklist(reader, now, Narrowed(), size=URGENT).rows
    return [
        Urgent(
            row.worst.course,
            row.name,
            pathway_title(row.worst.pathway),
            deadline(
                row.worst.clock,
                clock_of(row.worst.pathway, row.worst.clock, to_day(row.worst.start_day)),
                row.worst.due_at,
                now,
                reader.on,
            ),
        )
        for row in rows
    ]


def missed(reader: Reader) -> list[Missed]:
    """Return those whom the reader's units wrote nothing of for a while; logged before."""
    return [
        Missed(
            one.course,
            one.name,
            pathway_title(one.pathway),
            days_ago(one.last_on, reader.on),
            tuple(_acts(reader, one)),
        )
        for one in unseen(reader)
        if reader.on - one.last_on >= A_WHILE
    ]


def _acts(reader: Reader, one: Unseen) -> Iterator[tuple[str, str]]:
    """Yield what is written most outside: to have met, and to have handed out a kit."""
    known, handed = lists(), lists().handed_out.get(one.pathway)
    for event in (known.met.get(one.pathway), handed and handed.event):
        if event and may_come(reader, one.pathway, event, one.state):
            yield event, event_title(one.pathway, event)


def on_shelf(shelves: Sequence[stock.Shelf]) -> list[OnShelf]:
    """Return the shelf in words."""
    kits = {name: kit.title for name, kit in lists().kits.items()}
    return [
        OnShelf(
            _said(kits, one.batch.kit),
            one.batch.batch,
            long_date(one.batch.expires_on),
            one.kits,
            "expired" if one.is_expired else "soon" if one.is_soon else "",
        )
        for one in shelves
    ]


def week_of(reader: Reader, day: date) -> Week:
    """Return the sums of the week of a day; logged before."""
    told, known = contacts.sums(reader, day), lists()
    hours = {name: one.title for name, one in known.hours.items()}
    after = told.to_day + timedelta(days=1)
    return Week(
        _("%(first)s to %(last)s")
        % {"first": short_date(told.from_day), "last": short_date(told.to_day)},
        number(told.people),
        (
            (_("How people were met"), bars(told.kinds, known.kinds)),
            (_("What it was about"), bars(told.needs, known.needs)),
            (_("When in the day"), bars(told.hours, hours)),
            (_("The whole month, counted by others"), bars(told.month_kinds, known.kinds)),
            (_("The whole month: what it was about"), bars(told.month_needs, known.needs)),
        ),
        (told.from_day - timedelta(days=1)).isoformat(),
        after.isoformat() if after <= reader.on else "",
    )


def bars(sums: Sequence[Sum], titles: Mapping[str, Title]) -> tuple[Bar, ...]:
    """Return sums in words, each with its share of the greatest."""
    most = max((one.people or 0 for one in sums), default=0) or 1
    return tuple(
        Bar(_said(titles, one.name), number(one.people), round(100 * (one.people or 0) / most))
        for one in sums
    )


def number(people: int | None) -> str:
    """Return a number as it may be told."""
    return _("few") if people is None else str(people)


def _said(titles: Mapping[str, Title], name: str) -> str:
    return titles[name].in_(get_language() or "nb") if name in titles else name
