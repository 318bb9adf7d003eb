"""Appointments: entries that a later one can fulfil, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from helhet.pathway.courses.course import Course, Entry
from helhet.pathway.courses.ordering import effective_entries, in_order, position
from helhet.pathway.language.model import FieldType, Fulfilment
from helhet.pathway.tables.table import Table


class Status(StrEnum):
    """What became of an appointment; `standing` until an entry fulfils it."""

    STANDING = "standing"
    KEPT = "kept"
    MOVED = "moved"
    MISSED = "missed"


@dataclass(frozen=True)
class Appointment:
    """An entry that others can fulfil. `day` and `instant` are when it was made, `planned_…` what it is for.

    `fulfilled_by` is the number of the entry that `status` comes from, None while it stands.
    """

    number: int
    event: str
    day: int
    instant: int | None
    planned_day: int | None
    planned_at: int | None
    status: Status = Status.STANDING
    fulfilled_by: int | None = None


def appointments(
    table: Table, course: Course, until: int, *, known_after: int | None = None
) -> tuple[Appointment, ...]:
    """Return the appointments made by `until`, in reading order, as they stand then; the latest fulfilment holds."""
    entries = [
        entry
        for entry in in_order(table, effective_entries(course.entries, known_after))
        if position(table, entry) <= until
    ]
    fulfilled = dict(_fulfilments(table, entries))
    names = {name for e in table.editions for event in e.events.values() for name in event.fulfils}
    return tuple(
        _appointment(table, entry, fulfilled.get(entry.number))
        for entry in entries
        if entry.event in names
    )


def _fulfilments(
    table: Table, entries: Sequence[Entry]
) -> Iterator[tuple[int, tuple[Fulfilment, int]]]:
    """Yield each number that an entry fulfils, how, and the entry's own number."""
    events = {entry.number: entry.event for entry in entries}
    for entry in entries:
        how = table.event_on(entry.day, entry.event).fulfils.get(events.get(entry.fulfils or 0, ""))
        if entry.fulfils is not None and how is not None:
            yield entry.fulfils, (how, entry.number)


def _appointment(table: Table, entry: Entry, found: tuple[Fulfilment, int] | None) -> Appointment:
    planned_day, planned_at = planned(table, entry)
    return Appointment(
        number=entry.number,
        event=entry.event,
        day=entry.day,
        instant=entry.instant,
        planned_day=planned_day,
        planned_at=planned_at,
        status=Status(found[0]) if found else Status.STANDING,
        fulfilled_by=found[1] if found else None,
    )


def planned(table: Table, entry: Entry) -> tuple[int | None, int | None]:
    """Return the day and moment an appointment is for, as far as its form says them without doubt.

    A form may have one date, one moment, or one of each; of several dates nobody knows which is meant.
    """
    dates = list(_fields(table, entry, FieldType.DATE))
    moments = list(_fields(table, entry, FieldType.MOMENT))
    if len(dates) > 1 or len(moments) > 1:
        return None, None
    day, at = _value(entry, dates), _value(entry, moments)
    if day is None and at is not None:
        day = table.calendar.day_of(at)
    return day, at


def _fields(table: Table, entry: Entry, kind: FieldType) -> Iterator[str]:
    """Yield the fields of one type in the forms of an entry's event."""
    forms = table.edition_on(entry.day).forms
    for form in table.event_on(entry.day, entry.event).form:
        if form in forms:
            fields = forms[form].fields.items()
            yield from (f"{form}.{name}" for name, field in fields if field.type is kind)


def _value(entry: Entry, fields: Sequence[str]) -> int | None:
    value = entry.values.get(fields[0]) if fields else None
    return value if isinstance(value, int) else None
