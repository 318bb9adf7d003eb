"""What may be recorded in a course now: acts that the pathway foresees from here, and facts, which are always taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import count
from typing import Final, NamedTuple

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed, Part
from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import Deviation, Why
from helhet.pathway.courses.course import Entry as CoreEntry
from helhet.pathway.courses.trying import deviations_of
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

    Each is tried on the course as it stands, which is read once. No query.
    """
    table, day = table_of(course.pathway), to_day(today(now))
    events = {
        name: event
        for name, event in table.edition_on(day).events.items()
        if not event.opens and not event.hears
    }
    open_ones = [
        name
        for name, event in events.items()
        if parts.issuperset(parts_of(course.pathway, event.form))
    ]
    for name, found in gates(course, core, open_ones, now).items():
        is_fact = events[name].fact
        if is_fact or found.is_possible:
            yield Possible(name, is_fact, None if is_fact else found.clock)


def gates(
    course: Course, core: CoreCourse, events: Iterable[str], now: datetime
) -> dict[str, Gates]:
    """Return what stands before events if they were recorded today, each alone and with each of its outcomes. No query."""
    table, day = table_of(course.pathway), to_day(today(now))
    numbers = count(course.version + 1)
    tried = [
        CoreEntry(next(numbers), day, event, outcome)
        for event in events
        for outcome in (*table.event_on(day, event).outcomes,) or (None,)
    ]
    found = deviations_of(table, core, tried)
    told = defaultdict[str, list[list[Deviation]]](list)
    for entry in tried:
        told[entry.event].append(found[entry.number])
    return {event: _gates(each) for event, each in told.items()}


def _gates(found: list[list[Deviation]]) -> Gates:
    """Return what stands before an event, from what is unforeseen of each outcome."""
    whys = [{one.why for one in each} for each in found]
    clocks = [one.clock for each in found for one in each if one.clock]
    return Gates(
        clocks[0] if clocks else None,
        any(Why.TIME_MISSING in each for each in whys),
        any(each <= PASSED for each in whys),
    )
