"""What may be recorded in a course now: acts that the pathway foresees from here, and facts, which are always taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed
from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import Deviation
from helhet.pathway.courses.course import Entry as CoreEntry
from helhet.pathway.courses.folding import read_course
from helhet.pathway.language.model import Event
from helhet.pathway.tables.table import Table
from helhet.record.courses.reading import core_course, until_of
from helhet.record.models import Course
from helhet.record.parts import parts_of
from helhet.record.pathways import table_of, today
from helhet.record.times import to_day


class Possible(NamedTuple):
    """An event that may be recorded today; `gate` is a clock that stands before it and asks for a reason."""

    event: str
    is_fact: bool
    gate: str | None


def possible(reader: Reader, course: Course, now: datetime) -> Iterator[Possible]:
    """Yield the events that the reader may record today, in the order of the pathway's file.

    Each is tried on the course as it stands: a few tenths of a millisecond an event. Four queries.
    """
    table, core = table_of(course.pathway), core_course(course)
    day = to_day(today(now))
    edition = table.edition_on(day)
    parts = {
        name: parts_of(course.pathway, event.form)
        for name, event in edition.events.items()
        if not event.opens and not event.hears
    }
    asked = {part for each in parts.values() for part in each}
    is_own = course.unit_id in reader.units
    granted = doors.may(reader, Deed.WRITE, asked, course.subject_id)
    open_parts = {part for part, one in granted.items() if is_own or not one.own_unit_only}
    for name, told in parts.items():
        if open_parts.issuperset(told):
            found = _tried(table, core, CoreEntry(course.version + 1, day, name), now)
            yield from _possible(name, edition.events[name], found)


def _tried(table: Table, core: CoreCourse, entry: CoreEntry, now: datetime) -> list[Deviation]:
    """Return what would be unforeseen of an entry, with whichever outcome comes first."""
    outcomes = table.event_on(entry.day, entry.event).outcomes
    entry = replace(entry, outcome=next(iter(outcomes), None))
    tried = replace(core, entries=(*core.entries, entry))
    reading = read_course(table, tried, until_of(table, tried, now))
    return [one for one in reading.deviations if one.number == entry.number]


def _possible(name: str, event: Event, found: list[Deviation]) -> Iterator[Possible]:
    if event.fact:
        yield Possible(name, is_fact=True, gate=None)
    elif not found:
        yield Possible(name, is_fact=False, gate=None)
    elif all(one.clock for one in found):
        yield Possible(name, is_fact=False, gate=found[0].clock)
