"""The appointments of some days, in the words and order of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import groupby
from typing import Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.pathway.courses.appointments import Status
from helhet.pathway.language.model import FieldType
from helhet.record.forms import fields_of
from helhet.record.pathways import table_of
from helhet.record.queries import agenda
from helhet.record.queries.appointments import Breaks, broken_by, next_appointments
from helhet.record.times import to_day
from helhet.web.days import clock_time, last_day, long_date, short_date
from helhet.web.ics import Event
from helhet.workspaces.care.values import shown
from helhet.workspaces.care.wording import clock_of, event_title, pathway_title, said, state_title

WEEK: Final = 7
SATURDAY: Final = 5
AHEAD: Final = 90
"""Days that a calendar outside is told of: own choice, and so is how many of them."""
MOST: Final = 1000
_TONES: Final = {Status.KEPT: "success", Status.MOVED: "neutral", Status.MISSED: "warning"}


class Card(NamedTuple):
    """An appointment as it is read; `time` is empty if none is known, `deeds` are events and their titles."""

    course: UUID
    number: int
    name: str
    time: str
    what: str
    pathway: str
    state: str
    unit: str
    said: tuple[str, ...]
    status: str
    tone: str
    breaks: tuple[str, ...]
    deeds: tuple[tuple[str, str], ...]
    is_ahead: bool


class Day(NamedTuple):
    """A day and its appointments, by the time of day."""

    day: date
    title: str
    is_today: bool
    cards: tuple[Card, ...]


class Page(NamedTuple):
    """Some days; `before` and `after` are days to turn to, `next_from` where the list goes on, if it does."""

    title: str
    days: tuple[Day, ...]
    before: date
    after: date
    total: int
    next_from: int | None
    person: str
    settable: tuple[tuple[UUID, str, str], ...]


def days_of(day: date, view: str) -> tuple[date, date]:
    """Return the first and the last day of a view: a day, or the week from Monday on in which it lies."""
    if view == "day":
        return day, day
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=WEEK - 1)


def appointments_page(
    reader: Reader, days: tuple[date, date], now: datetime, subject: UUID | None, first: int = 0
) -> Page:
    """Return the appointments of some days in the reader's units, or of one person there; logged before they are returned."""
    person = ""
    if subject is not None:
        subject, name = agenda.whose(reader, subject)
        person = name or _("name not shown")
    rows, goes_on = agenda.agenda(reader, days, subject=subject, first=first)
    length = (days[1] - days[0]).days + 1
    return Page(
        _title(days),
        tuple(_days(reader, rows, days, now)),
        days[0] - timedelta(days=length),
        days[0] + timedelta(days=length),
        len(rows),
        first + agenda.SIZE if goes_on else None,
        person,
        tuple(_settable(reader, subject)) if subject else (),
    )


def _title(days: tuple[date, date]) -> str:
    first, last = days
    if first == last:
        return long_date(first)
    return _("Week %(number)d, %(first)s – %(last)s") % {
        "number": first.isocalendar().week,
        "first": short_date(first),
        "last": long_date(last),
    }


def _settable(reader: Reader, subject: UUID) -> Iterator[tuple[UUID, str, str]]:
    for course, pathway, event in agenda.settable(reader, subject):
        yield course, event, f"{event_title(pathway, event)} · {pathway_title(pathway)}"


def _days(
    reader: Reader, rows: Sequence[agenda.Appointment], days: tuple[date, date], now: datetime
) -> Iterator[Day]:
    """Yield each day, of a weekend only today and those with something on them."""
    upcoming = next_appointments({row.course for row in rows}, now)
    broken = broken_by(upcoming, now)
    of_day = {day: list(told) for day, told in groupby(rows, key=lambda row: row.day)}
    for nth in range((days[1] - days[0]).days + 1):
        day = days[0] + timedelta(days=nth)
        cards = [_card(reader, row, broken) for row in of_day.get(day, ())]
        if cards or day.weekday() < SATURDAY or day in (reader.on, days[0]):
            yield Day(day, short_date(day), day == reader.on, tuple(cards))


def _card(
    reader: Reader,
    row: agenda.Appointment,
    broken: Mapping[tuple[UUID, int], tuple[Breaks, ...]],
) -> Card:
    clock = clock_of(row.pathway, row.clock, to_day(row.start_day))
    return Card(
        row.course,
        row.number,
        row.name,
        clock_time(row.at) if row.at else "",
        said(clock.title if clock else None, row.clock),
        pathway_title(row.pathway),
        state_title(row.pathway, row.state),
        row.unit if len(reader.units) > 1 else "",
        tuple(_said(row)),
        _status(row, reader.on),
        _TONES.get(row.status, "danger"),
        tuple(_breaks(row.pathway, one) for one in broken.get((row.course, row.number), ())),
        tuple((event, event_title(row.pathway, event)) for event in row.deeds),
        row.day > reader.on,
    )


def _status(row: agenda.Appointment, today: date) -> str:
    """Return what became of it; of one that is ahead nothing."""
    words = {Status.KEPT: _("kept"), Status.MOVED: _("moved"), Status.MISSED: _("did not come")}
    if row.status is Status.STANDING and row.day < today:
        return _("not accounted for")
    return words.get(row.status, "")


def _said(row: agenda.Appointment) -> Iterator[str]:
    """Yield what the form says beside day and time; long texts are read in the course."""
    made = table_of(row.pathway).clock(row.clock, to_day(row.start_day))
    event = made.start[0].name if made else ""
    for name, field in fields_of(table_of(row.pathway), to_day(row.start_day), event).items():
        if field.type in (FieldType.TEXT, FieldType.CHOICE) and name in row.values:
            yield f"{said(field.title, name)}: {shown(field, row.values[name])}"


def _breaks(pathway: str, one: Breaks) -> str:
    clock = clock_of(pathway, one.clock, to_day(one.start_day))
    return _("%(clock)s by %(day)s: will be broken") % {
        "clock": said(clock.title if clock else None, one.clock),
        "day": short_date(last_day(one.due_at)),
    }


def calendar_events(reader: Reader, now: datetime, key: bytes, page: str) -> list[Event]:
    """Return when appointments are, from a week ago on, for a calendar outside: its key makes their names known in no other."""
    days = reader.on - timedelta(days=WEEK), reader.on + timedelta(days=AHEAD)
    return [
        Event(
            f"{_uid(key, *one.place)}@helhet",
            one.day,
            one.at,
            _("Helhet: appointment"),
            f"{page}?day={one.day.isoformat()}&view=day",
        )
        for one in agenda.planned_times(reader, days, now, size=MOST)
    ]


def _uid(key: bytes, course: UUID, number: int) -> str:
    return sha256(key + course.bytes + number.to_bytes(8)).hexdigest()[:32]
