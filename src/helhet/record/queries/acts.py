"""What may be recorded in a course now: acts that the pathway foresees from here, and facts, which are always taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed, Part
from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import Deviation, Why
from helhet.pathway.courses.course import Entry as CoreEntry
from helhet.pathway.courses.folding import read_course
from helhet.pathway.tables.table import Table
from helhet.record.courses.reading import until_of
from helhet.record.models import Course
from helhet.record.parts import parts_of
from helhet.record.pathways import table_of, today
from helhet.record.times import to_day

PASSED: Final = frozenset({Why.GATE_OPEN, Why.TIME_MISSING})
"""What keeps no act from being offered: its form asks for a reason, or for the time of day."""


class Gates(NamedTuple):
    """What stands before an event today: a clock of which any outcome asks for a reason; whether its time of day is
    needed; and whether it can be done at all, in any of its outcomes."""

    clock: str | None
    needs_time: bool
    is_possible: bool


class Possible(NamedTuple):
    """An event that may be recorded today; `gate` is a clock that stands before it and asks for a reason."""

    event: str
    is_fact: bool
    gate: str | None


def writable(reader: Reader, course: Course) -> frozenset[Part]:
    """Return the parts of a course in which the reader may write; a door asks again. Two queries."""
    is_own = course.unit_id in reader.units
    granted = doors.may(reader, Deed.WRITE, Part, course.subject_id)
    return frozenset(part for part, one in granted.items() if is_own or not one.own_unit_only)


def possible(
    course: Course, core: CoreCourse, parts: frozenset[Part], now: datetime
) -> Iterator[Possible]:
    """Yield the events that may be recorded today by whoever may write in these parts, in the order of the pathway's file.

    Each is tried on the course as it stands. No query.
    """
    table, day = table_of(course.pathway), to_day(today(now))
    for name, event in table.edition_on(day).events.items():
        is_by_hand = not event.opens and not event.hears
        if is_by_hand and parts.issuperset(parts_of(course.pathway, event.form)):
            found = gates(course, core, name, now)
            if event.fact or found.is_possible:
                yield Possible(name, event.fact, None if event.fact else found.clock)


def gates(course: Course, core: CoreCourse, event: str, now: datetime) -> Gates:
    """Return what stands before an event if it were recorded today, with each of its outcomes. No query."""
    table, day = table_of(course.pathway), to_day(today(now))
    entry = CoreEntry(course.version + 1, day, event)
    outcomes: tuple[str | None, ...] = tuple(table.event_on(day, event).outcomes) or (None,)
    tried = [_tried(table, core, replace(entry, outcome=one), now) for one in outcomes]
    whys = [{one.why for one in found} for found in tried]
    clocks = [one.clock for found in tried for one in found if one.clock]
    return Gates(
        clocks[0] if clocks else None,
        any(Why.TIME_MISSING in each for each in whys),
        any(each <= PASSED for each in whys),
    )


def _tried(table: Table, core: CoreCourse, entry: CoreEntry, now: datetime) -> list[Deviation]:
    """Return what would be unforeseen of an entry."""
    tried = replace(core, entries=(*core.entries, entry))
    reading = read_course(table, tried, until_of(table, tried, now))
    return [one for one in reading.deviations if one.number == entry.number]
