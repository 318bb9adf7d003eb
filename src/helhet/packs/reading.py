"""A drawn history read with what its pack knows: its reading, and what it was expected to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from helhet.packs.pack import Pack
from helhet.pathway.calendar import Calendar
from helhet.pathway.courses.charging import ChargeLine, Rates, charges, payers_of
from helhet.pathway.courses.course import Course, CourseReading
from helhet.pathway.courses.effects import Effect, effects
from helhet.pathway.courses.folding import read_course
from helhet.pathway.errors import Problem
from helhet.pathway.histories.history import History
from helhet.pathway.histories.judging import judge, judge_charges, judge_effects
from helhet.pathway.language.model import Pathway
from helhet.pathway.tables.table import Table, compile_pathway


@dataclass(frozen=True)
class HistoryReading:
    """What a history says, by which table, and what it says otherwise than drawn."""

    table: Table
    reading: CourseReading
    problems: tuple[Problem, ...]


def read_history(history: History, pathways: Sequence[Pathway], pack: Pack) -> HistoryReading:
    """Read a history by its pathway's editions and hold it against what it expects."""
    editions = tuple(pathway for pathway in pathways if pathway.pathway == history.pathway)
    table = _table(_Editions(editions), pack.calendar, history.switched_on)
    reading = read_course(table, history.course, history.until, known_after=history.known_after)
    problems = judge(history, reading, pack.calendar)
    problems += judge_effects(history, effects_of(table, history))
    problems += judge_charges(history, charges_of(table, history, reading, pack))
    return HistoryReading(table, reading, tuple(problems))


def effects_of(table: Table, history: History) -> tuple[Effect, ...]:
    """Return the courses that a history opens elsewhere."""
    return effects(table, history.course, until=history.until, known_after=history.known_after)


def charges_of(
    table: Table, history: History, reading: CourseReading, pack: Pack
) -> list[ChargeLine]:
    """Return what a history costs and who pays, by the rates of the pack."""
    return charge_lines(
        table, history.course, reading, pack, history.until, known_after=history.known_after
    )


def charge_lines(
    table: Table,
    course: Course,
    reading: CourseReading,
    pack: Pack,
    until: int,
    *,
    known_after: int | None = None,
) -> list[ChargeLine]:
    """Return what a course that reads so costs up to an instant, and who pays, by the rates of the pack."""
    as_of = pack.calendar.wall_time(until)[0]
    lines: list[ChargeLine] = []
    for run in reading.runs:
        clock = table.clock(run.clock, run.start_day)
        if clock and clock.charge:
            payers = payers_of(table, course, clock, known_after)
            rates = pack.rates.get(clock.charge.rate, Rates())
            lines += charges(run, clock, payers, rates, as_of)
    return lines


class _Editions(tuple[Pathway, ...]):
    """Editions that are the same only if they are the same objects: models are costly to compare."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Editions) and [*map(id, self)] == [*map(id, other)]

    def __hash__(self) -> int:
        return hash(tuple(map(id, self)))


@lru_cache(maxsize=32)
def _table(editions: _Editions, calendar: Calendar, switched_on: frozenset[str]) -> Table:
    return compile_pathway(editions, calendar, switched_on)
