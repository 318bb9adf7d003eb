"""The one definition of what came first: which entries hold, and in which order they are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from helhet.pathway.calendar import Calendar
from helhet.pathway.courses.course import Entry
from helhet.pathway.errors import EntryError
from helhet.pathway.tables.table import Table

FIRST, TIMED, LAST = range(3)


class Correcting(Protocol):
    """What has a number of its own, and may stand in another's place or take it away."""

    @property
    def number(self) -> int: ...
    @property
    def replaces(self) -> int | None: ...
    @property
    def voids(self) -> int | None: ...


E = TypeVar("E", bound=Correcting)


def standing(entries: Iterable[E]) -> dict[int, E]:
    """Return what holds after corrections, by the number in whose place it stands; given in the order of numbers.

    A replacement stands in its original's place; a void removes what stands there.
    """
    found: dict[int, E] = {}
    for entry in entries:
        if entry.voids is not None:
            found.pop(entry.voids, None)
        else:
            found[entry.number if entry.replaces is None else entry.replaces] = entry
    return found


def effective_entries(entries: Sequence[Entry], known_after: int | None = None) -> list[Entry]:
    """Return the entries that hold after corrections, as known after entry `known_after` (None: today).

    A replacement takes its original's number, and so its place among ties.
    """
    told = sorted(entries, key=lambda entry: entry.number)
    known = (entry for entry in told if known_after is None or entry.number <= known_after)
    return [
        entry if entry.replaces is None else replace(entry, number=place, replaces=None)
        for place, entry in standing(known).items()
    ]


def place_in_day(table: Table, entry: Entry) -> int:
    """Return FIRST, TIMED or LAST: a date-only entry stands where its event says."""
    if entry.instant is not None:
        return TIMED
    event = table.event(entry.event)
    return FIRST if event and event.place_in_day == "first" else LAST


def position(table: Table, entry: Entry) -> int:
    """Return the instant that says what is before and after the entry."""
    if entry.instant is not None:
        return entry.instant
    starts, place = table.calendar.day_start, place_in_day(table, entry)
    return starts[entry.day] if place == FIRST else starts[entry.day + 1] - 1


def in_order(table: Table, entries: Sequence[Entry]) -> list[Entry]:
    """Return entries in the order of reading: day, place in the day, instant, rank of the event, number."""

    def key(entry: Entry) -> tuple[int, int, int, int, int]:
        return (
            entry.day,
            place_in_day(table, entry),
            entry.instant or 0,
            table.rank(entry.event),
            entry.number,
        )

    return sorted(entries, key=key)


def check_day(calendar: Calendar, entry: Entry) -> None:
    """Raise EntryError if the entry lies outside the calendar, or its instant on another day."""
    starts = calendar.day_start
    if not 0 <= entry.day < len(starts) - 1:
        raise EntryError(f"entry {entry.number} lies outside the calendar (1970 to 2100)")
    if entry.instant is not None and not starts[entry.day] <= entry.instant < starts[entry.day + 1]:
        raise EntryError(f"entry {entry.number} has a time on another day than its own")


def check_event(table: Table, entry: Entry) -> None:
    """Raise EntryError if the pathway does not know the entry's event, or not with this outcome."""
    if not entry.event or (entry.event, entry.outcome) not in table.deed_codes:
        raise EntryError(
            f"entry {entry.number} has an event or outcome that the pathway does not know"
        )
