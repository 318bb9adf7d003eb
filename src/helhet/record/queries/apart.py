"""Entries of which not even that they are there is a reader's to know: a report to child welfare, a course with a hidden origin (ADR 7).

Whoever only reads the course reads it as it would read without: its numbers, its states, its open clocks. Whoever may write
in it sees where it stands, and no line of what is closed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final, NamedTuple

from helhet.access.deciding import Reader
from helhet.access.doors import weighed
from helhet.access.relations import Ground
from helhet.access.table import Deed
from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import Entry as CoreEntry
from helhet.record.models import Entry
from helhet.record.parts import kept_apart, way_part

_POINTERS: Final = ("fulfils", "replaces", "voids")


class Closed(NamedTuple):
    """The places in a course of what is not there for a reader; `leaves_gaps` for whoever may write in it: they must know
    where it stands, and name its last entry, so of it they are shown no line and no more."""

    places: frozenset[int]
    leaves_gaps: bool


def closed_places(reader: Reader, pathway: str, rows: Iterable[Entry], ground: Ground) -> Closed:
    """Return what is closed to a reader of the entries of a course. What a unit wrote itself is open to whoever writes there.

    Nothing is logged: whoever shows the course logs that.
    """
    apart, way = kept_apart(pathway), (way_part(pathway), Deed.WRITE)
    asked = {way, *((part, Deed.SUMMARY) for part in apart.values())}
    granted = weighed(asked, ground)
    may_write = way in granted

    def is_open(row: Entry) -> bool:
        decision = granted.get((apart[row.event], Deed.SUMMARY))
        is_own = row.by_unit_id in reader.units
        if decision is None:
            return may_write and is_own
        return is_own or not decision.own_unit_only

    closed = (row for row in rows if row.event in apart and not is_open(row))
    return Closed(frozenset(row.replaces or row.number for row in closed), may_write)


def closed_events(reader: Reader, pathway: str, ground: Ground) -> frozenset[str]:
    """Return the events of a pathway without which a reader reads a course's states and clocks; none for whoever may write in it."""
    apart, way = kept_apart(pathway), (way_part(pathway), Deed.WRITE)
    asked = {way, *((part, Deed.SUMMARY) for part in apart.values())}
    granted = weighed(asked, ground)
    closed = (name for name, part in apart.items() if (part, Deed.SUMMARY) not in granted)
    return frozenset() if way in granted else frozenset(closed)


def without(rows: Iterable[Entry], places: Collection[int]) -> list[Entry]:
    """Return the rows of a course but for what was written in some places."""
    return [row for row in rows if not {row.number, row.replaces, row.voids}.intersection(places)]


def close_up(rows: Collection[Entry]) -> dict[int, int]:
    """Number rows from 1 without a gap, for a gap tells as much as a line; return the new numbers by the old. Nothing is saved."""
    numbers = {row.number: nth for nth, row in enumerate(rows, 1)}
    for row in rows:
        row.number = numbers[row.number]
        for name in _POINTERS:
            told = getattr(row, name)
            setattr(row, name, told and numbers.get(told))
    return numbers


def core_without(core: CoreCourse, closed: Collection[str]) -> CoreCourse:
    """Return a course as it would read without some events, numbered without a gap as rows are."""
    places = {entry.replaces or entry.number for entry in core.entries if entry.event in closed}
    if not places:
        return core
    gone = sorted(entry.number for entry in core.entries if _is_in(entry, places))
    kept = [entry for entry in core.entries if not _is_in(entry, places)]
    there = {entry.number for entry in kept}

    def moved_up(number: int | None) -> int | None:
        return number - bisect_left(gone, number) if number in there and number else None

    def closed_up(entry: CoreEntry) -> CoreEntry:
        return replace(
            entry,
            number=entry.number - bisect_left(gone, entry.number),
            fulfils=moved_up(entry.fulfils),
            replaces=moved_up(entry.replaces),
            voids=moved_up(entry.voids),
        )

    return replace(core, entries=tuple(map(closed_up, kept)))


def _is_in(entry: CoreEntry, places: Collection[int]) -> bool:
    return not {entry.number, entry.replaces, entry.voids}.isdisjoint(places)
