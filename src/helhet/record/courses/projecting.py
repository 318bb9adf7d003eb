"""What a course says becomes rows: spells, runs, deviations, charges, and the ties of units to its subject.

They have natural keys, and made anew they are equal (keeping.py writes and compares them).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import models

from helhet.access.models import Tie
from helhet.packs.reading import charge_lines
from helhet.pathway.courses.charging import ChargeLine
from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import CourseReading, RunOutcome
from helhet.pathway.courses.course import Deviation as CoreDeviation
from helhet.pathway.courses.course import Run as CoreRun
from helhet.pathway.courses.course import Spell as CoreSpell
from helhet.pathway.tables.table import Table
from helhet.record.courses.ranking import rank_of
from helhet.record.courses.reading import is_ended, unit_ids
from helhet.record.models import Charge, Course, Deviation, Run, Spell
from helhet.record.pathways import pack
from helhet.record.times import date_or_none, moment_or_none, to_date, to_moment

Row = dict[str, Any]
Kept = type[models.Model]
"""A table of what follows from courses."""
Units = dict[str, int]


@dataclass(frozen=True)
class Projection:
    """All that follows from a course as of an instant: values of its own row, and rows by table."""

    course: Row
    rows: dict[Kept, list[Row]]


KEYS: Final[dict[Kept, tuple[str, ...]]] = {
    Spell: ("number",),
    Run: ("clock", "key", "number"),
    Deviation: ("number", "why", "clock"),
    Charge: ("clock", "key", "run", "from_day"),
    Tie: ("number",),
}


def project(
    course: Course,
    table: Table,
    core: CoreCourse,
    reading: CourseReading,
    until: int,
    units: Units | None = None,
) -> Projection:
    """Return what follows from a reading. One query, for the ids of units, unless they are given."""
    lines = charge_lines(table, core, reading, pack(), until)
    if units is None:
        units = unit_ids(units_of(reading))
    rows: dict[Kept, list[Row]] = {
        Spell: [_spell(n, spell, units) for n, spell in enumerate(reading.spells, start=1)],
        Run: [_run(table, run, units) for run in reading.runs],
        Deviation: list(
            {key_of(Deviation, r): r for r in map(_deviation, reading.deviations)}.values()
        ),
        Charge: [_charge(line) for line in lines],
        Tie: list(_ties(course, table, reading, units)),
    }
    return Projection(_course(table, reading, units, until), rows)


def units_of(reading: CourseReading) -> list[str | None]:
    """Return the codes of the units that a reading names."""
    return [reading.unit, *(s.unit for s in reading.spells), *(r.unit for r in reading.runs)]


def _course(table: Table, reading: CourseReading, units: Units, until: int) -> Row:
    return {
        "unit_id": units.get(reading.unit or ""),
        "state": reading.state or "",
        "setting": reading.setting or "",
        "conditions": sorted(reading.conditions),
        "is_ended": is_ended(table, reading.state),
        "as_of": to_moment(until),
        "next_change_at": _next_change(table, reading, until),
    }


def _next_change(table: Table, reading: CourseReading, until: int) -> datetime | None:
    """Return when time alone changes the course; what each day costs changes at midnight."""
    changes = [] if reading.next_change_at is None else [reading.next_change_at]
    if any(_is_charging(table, run) for run in reading.runs):
        today = table.calendar.day_of(until)
        changes.append(table.calendar.day_start[today + 1])
    return to_moment(min(changes)) if changes else None


def _is_charging(table: Table, run: CoreRun) -> bool:
    clock = table.clock(run.clock, run.start_day)
    return run.outcome is RunOutcome.OPEN and clock is not None and clock.charge is not None


def _spell(number: int, spell: CoreSpell, units: Units) -> Row:
    return {
        "number": number,
        "state": spell.state,
        "setting": spell.setting or "",
        "unit_id": units.get(spell.unit or ""),
        "from_day": to_date(spell.from_day),
        "from_at": to_moment(spell.from_at),
        "to_day": date_or_none(spell.to_day),
        "to_at": moment_or_none(spell.to_at),
    }


def _run(table: Table, run: CoreRun, units: Units) -> Row:
    return {
        "clock": run.clock,
        "key": run.key or "",
        "number": run.number,
        "edition": run.edition,
        "unit_id": units.get(run.unit or ""),
        "setting": run.setting or "",
        "start_day": to_date(run.start_day),
        "start_at": to_moment(run.start_at),
        "due_at": moment_or_none(run.due),
        "earliest_at": moment_or_none(run.earliest),
        "stop_day": date_or_none(run.stop_day),
        "stop_at": moment_or_none(run.stop_at),
        "outcome": run.outcome.value,
        "breach": run.breach.value,
        "started_by": run.started_by,
        "stopped_by": run.stopped_by,
        "rank": rank_of(table.clock(run.clock, run.start_day)).value,
    }


def _deviation(deviation: CoreDeviation) -> Row:
    return {
        "number": deviation.number,
        "why": deviation.why.value,
        "clock": deviation.clock or "",
        "state": deviation.state or "",
        "day": to_date(deviation.day),
    }


def _charge(line: ChargeLine) -> Row:
    return {
        "clock": line.run.clock,
        "key": line.run.key or "",
        "run": line.run.number,
        "from_day": to_date(line.from_day),
        "to_day": to_date(line.to_day),
        "payer": line.payer or "",
        "day_ore": None if line.rate is None else line.rate.day_ore,
    }


Held = tuple[int, int, int | None]
"""A unit, the day from which it has a course, and its last one; None if it has it still."""


def _ties(course: Course, table: Table, reading: CourseReading, units: Units) -> Iterator[Row]:
    """Yield a tie for each stretch in which one unit has the course open; the day it leaves is its last.

    Of a course that has ended, the unit that had it last is tied until it owes nothing there any more: whoever has to
    send a discharge summary must be able to write that it was sent.
    """
    held = _held(table, reading.spells, units)
    if held and is_ended(table, reading.state):
        held[-1] = _while_owing(table, reading.runs, held[-1], units)
    for number, (unit, from_day, to_day) in enumerate(held, start=1):
        yield {
            "number": number,
            "subject_id": course.subject_id,
            "unit_id": unit,
            "kind": Tie.Kind.CARE.value,
            "from_day": to_date(from_day),
            "to_day": date_or_none(to_day),
        }


def _held(table: Table, spells: Sequence[CoreSpell], units: Units) -> list[Held]:
    held: list[Held] = []
    for spell in spells:
        unit = units.get(spell.unit or "")
        if unit is None or is_ended(table, spell.state):
            continue
        if held and held[-1][0] == unit and held[-1][2] == spell.from_day:
            held[-1] = (unit, held[-1][1], spell.to_day)
        else:
            held.append((unit, spell.from_day, spell.to_day))
    return held


def _while_owing(table: Table, runs: Sequence[CoreRun], last: Held, units: Units) -> Held:
    """Return the last stretch until the unit's deadlines that outlive the course have stopped; none of them is a wait."""
    unit, from_day, to_day = last
    owing = [
        run
        for run in runs
        if run.due is not None and units.get(run.unit or "") == unit and _outlives(table, run)
    ]
    if any(run.outcome is RunOutcome.OPEN for run in owing):
        return unit, from_day, None
    stops = (run.stop_day for run in owing if run.stop_day is not None)
    return unit, from_day, max([*stops, to_day or 0])


def _outlives(table: Table, run: CoreRun) -> bool:
    clock = table.clock(run.clock, run.start_day)
    return clock is not None and clock.outlives


def key_of(model: Kept, row: Row) -> tuple[Any, ...]:
    """Return what a row is known by among those of its course."""
    return tuple(row[name] for name in KEYS[model])
