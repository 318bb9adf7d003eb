"""What a consent to a summary, or no objection to one, opens of a course: a few named facts, and never its way (`security.md` 3.4).

Of a part of justice: that it goes on, the conditions that bind treatment, the next meeting in court. Of the plan: who the
coordinator is. Of substance use: that an overdose was written down lately, and the day, not where. What else there is of the
course, its states, clocks and entries, is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from helhet.access.table import Part
from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import CourseReading, RunOutcome
from helhet.pathway.courses.ordering import effective_entries, in_order
from helhet.pathway.tables.table import Table
from helhet.record.parts import form_part, way_part
from helhet.record.queries.appointments import last_day
from helhet.record.queries.clocks import appointment_clocks
from helhet.record.queries.coordinators import FORM, Coordinator, coordinator
from helhet.record.times import to_date, to_moment

KEYS: Final = "condition.no"
TEXT: Final = "condition-text.text"
BINDS: Final = "condition-text.binds-treatment"
"""What pathways of justice call the number of a condition, what it says, and whether it binds treatment."""
COURT: Final = "court"
"""Who owns the clock of a meeting that is one in court."""
OVERDOSE: Final = frozenset({"overdose", "overdose-reported", "overdose-again"})
"""What pathways call it that somebody has had an overdose."""
LATELY: Final = timedelta(days=28)
"""How long it is told of: the weeks in which somebody who sees the person should know (own choice; no limit was read)."""


class Brief(NamedTuple):
    """The named facts of one course; what is not of its part is empty."""

    pathway: str
    part: Part
    conditions: tuple[str, ...] = ()
    hearing: date | None = None
    coordinator: Coordinator | None = None
    overdose: date | None = None


def overdose_of(cores: Iterable[CoreCourse], on: date) -> Brief | None:
    """Return that an overdose was written down lately, in whichever of some courses; which one it was is not told."""
    entries = (entry for core in cores for entry in effective_entries(core.entries))
    days = [to_date(entry.day) for entry in entries if entry.event in OVERDOSE]
    told = max((day for day in days if on - LATELY <= day <= on), default=None)
    return Brief("", Part.SUD, overdose=told) if told else None


def brief_of(
    pathway: str,
    table: Table,
    core: CoreCourse,
    reading: CourseReading,
    on: date,
    *,
    is_graded: bool,
) -> Brief | None:
    """Return the named facts of a course that goes on; None if there are none. What a condition says may tell where somebody is:
    of whoever has a graded address it is left out."""
    part = way_part(pathway)
    if part is Part.COURT:
        told = () if is_graded else tuple(_conditions(table, core, reading))
        return Brief(pathway, part, told, _hearing(table, reading, on))
    if part is Part.PLAN and form_part(pathway, FORM) is Part.PLAN:
        named = coordinator(table, core, reading)
        return Brief(pathway, part, coordinator=named) if named else None
    return None


def _conditions(table: Table, core: CoreCourse, reading: CourseReading) -> Iterator[str]:
    """Yield what the conditions say that are in force and bind treatment, in the order in which they were set."""
    clocks = {name for name, clock in table.newest.clocks.items() if str(clock.each) == KEYS}
    runs = (run for run in reading.runs if run.clock in clocks)
    in_force = {run.key for run in runs if run.outcome is RunOutcome.OPEN}
    said: dict[str, str] = {}
    for entry in in_order(table, effective_entries(core.entries)):
        for key in _keys(entry.values.get(KEYS)) if TEXT in entry.values else ():
            said[key] = str(entry.values[TEXT]) if entry.values.get(BINDS) else ""
    yield from (text for key, text in said.items() if text and key in in_force)


def _keys(told: object) -> list[str]:
    return [str(one) for one in told] if isinstance(told, list | tuple) else [str(told)]


def _hearing(table: Table, reading: CourseReading, on: date) -> date | None:
    """Return the day of the next meeting in court that is set; one that has passed is none, whether or not it was held."""
    owned = {
        name
        for name in appointment_clocks(table.newest)
        if table.newest.clocks[name].owner == COURT
    }
    days = (
        last_day(to_moment(run.due))
        for run in reading.runs
        if run.clock in owned and run.outcome is RunOutcome.OPEN and run.due is not None
    )
    return min((day for day in days if day >= on), default=None)
