"""Holds a drawn history's expected answer against its reading (docs/reference/histories.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from helhet.pathway.calendar import MICROSECONDS_PER_MINUTE, Calendar, format_day
from helhet.pathway.courses.charging import ChargeLine
from helhet.pathway.courses.course import CourseReading, Deviation, Run, Spell
from helhet.pathway.courses.effects import Effect
from helhet.pathway.errors import Problem
from helhet.pathway.histories.expected import (
    Expectation,
    ExpectedCharge,
    ExpectedDeviation,
    ExpectedEffect,
    ExpectedRun,
    ExpectedSpell,
)
from helhet.pathway.histories.history import History
from helhet.pathway.histories.pages import Stamp
from helhet.pathway.histories.telling import (
    told_charge,
    told_deviation,
    told_expected_charge,
    told_instant,
    told_run,
    told_spell,
)

REMEDY = "Count again, or mend the history or the pathway."


def judge_effects(history: History, effects: Sequence[Effect]) -> list[Problem]:
    """Return a problem if the courses that a history opens elsewhere are not those expected."""
    if history.expect.effects is None:
        return []
    wanted = sorted((each.number, each.pathway) for each in history.expect.effects)
    read = sorted((effect.number, effect.pathway) for effect in effects)
    if wanted == read:
        return []
    told = "; ".join(f"{number} {pathway}" for number, pathway in read) or "none"
    return [
        _problem(
            history,
            history.expect.effects,
            f"the effects are not as expected: the reading says {told}",
        )
    ]


def judge_charges(history: History, charges: Sequence[ChargeLine]) -> list[Problem]:
    """Return a problem if what a history costs is not what it expects, line by line."""
    if history.expect.charges is None:
        return []
    wanted = sorted(map(told_expected_charge, history.expect.charges))
    read = [told_charge(line) for line in charges]
    if wanted == sorted(read):
        return []
    told = "; ".join(read) or "none"
    return [
        _problem(
            history,
            history.expect.charges,
            f"the charges are not as expected: the reading says {told}",
        )
    ]


def _problem(
    history: History, expected: Sequence[ExpectedEffect | ExpectedCharge], fault: str
) -> Problem:
    return Problem(history.file, expected[0].line if expected else history.line, fault, REMEDY)


def judge(history: History, reading: CourseReading, calendar: Calendar) -> list[Problem]:
    """Return a problem for each thing expected that the reading does not say; none if all is as expected.

    `effects` and `charges` are not a course's reading: `judge_effects` and `judge_charges` answer for them.
    """
    found = list(_Judge(history, reading, calendar).faults())
    if found and history.expect.deviations is None and reading.deviations:
        told = "; ".join(map(told_deviation, reading.deviations))
        found.append((history.line, f"there are deviations, which may be why: {told}"))
    return [Problem(history.file, line, fault, REMEDY) for line, fault in found]


class _Judge:
    def __init__(self, history: History, reading: CourseReading, calendar: Calendar) -> None:
        self.history, self.reading, self.calendar = history, reading, calendar
        self.expect: Expectation = history.expect

    def faults(self) -> Iterator[tuple[int, str]]:
        yield from self._stands()
        for (clock, key), runs in self.expect.runs.items():
            read = [run for run in self.reading.runs if (run.clock, run.key) == (clock, key)]
            yield from self._runs(f"{clock} {key}" if key else clock, runs, read)
        if self.expect.spells is not None:
            yield from self._spells(self.expect.spells)
        if self.expect.deviations is not None:
            yield from self._deviations(self.expect.deviations)

    def _stands(self) -> Iterator[tuple[int, str]]:
        """Compare where the course stands at the end."""
        reading, expect = self.reading, self.expect
        pairs = {
            "state": (expect.state, reading.state),
            "setting": (expect.setting, reading.setting),
            "unit": (expect.unit, reading.unit),
            "next-change": (_day(expect.next_change), self._next_change()),
        }
        for name, (expected, read) in pairs.items():
            if expected is not None and expected != read:
                yield (
                    self.history.line,
                    f"'{name}' is not as expected: the reading says {read or 'none'}",
                )
        if expect.conditions is not None and expect.conditions != reading.conditions:
            held = ", ".join(sorted(reading.conditions)) or "none"
            yield self.history.line, f"'conditions' are not as expected: those that hold are {held}"

    def _next_change(self) -> str:
        at = self.reading.next_change_at
        return "never" if at is None else told_instant(at, self.calendar)

    def _runs(
        self, name: str, expected: Sequence[ExpectedRun], read: Sequence[Run]
    ) -> Iterator[tuple[int, str]]:
        for wanted, run in zip_longest(expected, read):
            line = wanted.line if wanted else self.history.line
            told = told_run(run, self.calendar) if run else "no such run"
            if not (wanted and run and self._is_run(wanted, run)):
                yield line, f"the runs of '{name}' are not as expected: the reading says {told}"

    def _is_run(self, wanted: ExpectedRun, run: Run) -> bool:
        last_in_time = None if run.due is None else run.due - 1
        return (
            (wanted.outcome, wanted.breach) == (run.outcome, run.breach)
            and self._is_then(wanted.start, run.start_at)
            and self._is_then(wanted.stop, run.stop_at)
            and self._is_then(wanted.due, last_in_time)
        )

    def _spells(self, expected: Sequence[ExpectedSpell]) -> Iterator[tuple[int, str]]:
        for wanted, spell in zip_longest(expected, self.reading.spells):
            line = wanted.line if wanted else self.history.line
            told = told_spell(spell, self.calendar) if spell else "no such spell"
            if not (wanted and spell and self._is_spell(wanted, spell)):
                yield line, f"the spells are not as expected: the reading says {told}"

    def _is_spell(self, wanted: ExpectedSpell, spell: Spell) -> bool:
        return (
            (wanted.state, wanted.setting) == (spell.state, spell.setting)
            and self._is_then(wanted.from_, spell.from_at)
            and self._is_then(wanted.to, spell.to_at)
        )

    def _deviations(self, expected: Sequence[ExpectedDeviation]) -> Iterator[tuple[int, str]]:
        wanted = sorted((each.number, each.why, each.clock or "") for each in expected)
        read = sorted(map(_deviation_key, self.reading.deviations))
        if wanted != read:
            told = "; ".join(map(told_deviation, self.reading.deviations)) or "none"
            line = expected[0].line if expected else self.history.line
            yield line, f"the deviations are not as expected: the reading says {told}"

    def _is_then(self, wanted: Stamp | None, at: int | None) -> bool:
        """Whether an instant is the day, or to the minute the time, that was written."""
        if wanted is None or at is None:
            return wanted is None and at is None
        if wanted.instant is None:
            return wanted.day == self.calendar.wall_time(at)[0]
        return wanted.instant // MICROSECONDS_PER_MINUTE == at // MICROSECONDS_PER_MINUTE


def _day(told: int | str | None) -> str | None:
    return format_day(told) if isinstance(told, int) else told


def _deviation_key(deviation: Deviation) -> tuple[int, str, str]:
    return deviation.number, deviation.why, deviation.clock or ""
