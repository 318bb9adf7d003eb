"""One course, read live: entries in, spells, runs and deviations out, as of an instant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter

from helhet.pathway.courses.course import (
    Breach,
    Course,
    CourseReading,
    Deviation,
    Run,
    RunOutcome,
    Spell,
    Why,
)
from helhet.pathway.courses.encoding import Encoded, encode
from helhet.pathway.stepping import courses
from helhet.pathway.tables import layout as at
from helhet.pathway.tables.table import Table

_RUN_ORDER = itemgetter(at.OUT_CLOCK, at.OUT_KEY, at.OUT_NUMBER)
_OUTCOMES, _BREACHES, _WHY = tuple(RunOutcome), tuple(Breach), tuple(Why)


def read_course(
    table: Table, course: Course, until: int, *, known_after: int | None = None
) -> CourseReading:
    """Return what a course says as of `until`; with `known_after`, as was known after that entry.

    Raises EntryError for entries that the table cannot hold. About 0.2 ms for a course of twelve entries.
    """
    encoded = encode(table, course, known_after)
    return decode(table, encoded, fold(table, encoded, until))


def fold(table: Table, encoded: Encoded, until: int) -> list[int]:
    """Return the rows of the out of one course, one after the other; more room is made where it is needed."""
    t = table.ints
    given = [0, 0, encoded.end, len(encoded.keys)]
    work = [0] * work_size(table, len(encoded.keys))
    room = 16 + 2 * encoded.end // t[at.ENTRY_SIZE]
    while True:
        out = [0] * (room * at.OUT_SIZE)
        if courses.read_courses(t, encoded.ints, work, out, given, 0, until):
            return out[: work[at.N_OUT]]
        room *= 4


def decode(table: Table, encoded: Encoded, out: Sequence[int]) -> CourseReading:
    """Return rows of the out of one course as records with names."""
    return _Decoder(table, encoded).reading(out)


def deviations_in(table: Table, encoded: Encoded, out: Sequence[int]) -> list[Deviation]:
    """Return the deviations among rows of the out, in order and each once."""
    return _Decoder(table, encoded).deviations(list(_rows(out)))


def work_size(table: Table, n_keys: int) -> int:
    """Return how many integers the work of one course takes that has this many keys."""
    t = table.ints
    return at.WORK_HEADER + t[at.RUNS_IN_COURSE] + (n_keys + 1) * t[at.N_CLOCKS] * at.RUN_SIZE


class _Decoder:
    """Turns rows of the out into records with names."""

    def __init__(self, table: Table, encoded: Encoded) -> None:
        self.table, self.names, self.encoded = table, table.names, encoded

    def reading(self, out: Sequence[int]) -> CourseReading:
        rows = list(_rows(out))
        last = rows[-1]
        runs = sorted(_of(rows, at.RUN_OUT), key=_RUN_ORDER)
        return CourseReading(
            state=self.names.states[last[at.OUT_STATE]] or None,
            setting=_named(self.names.settings, last[at.OUT_LAST_SETTING]),
            unit=_named(self.encoded.units, last[at.OUT_LAST_UNIT]),
            conditions=frozenset(
                n for i, n in enumerate(self.names.conditions) if last[at.OUT_CONDITIONS] >> i & 1
            ),
            spells=tuple(map(self._spell, _of(rows, at.SPELL_OUT))),
            runs=tuple(map(self._run, runs)),
            deviations=tuple(self.deviations(rows)),
            next_change_at=_instant(last[at.OUT_NEXT]),
        )

    def deviations(self, rows: Sequence[Sequence[int]]) -> list[Deviation]:
        return sorted(set(map(self._deviation, _of(rows, at.DEVIATION_OUT))))

    def _run(self, row: Sequence[int]) -> Run:
        outcome, breach = divmod(row[at.OUT_OUTCOME_BREACH], 8)
        return Run(
            clock=self.names.clocks[row[at.OUT_CLOCK]],
            key=_named(self.encoded.keys, row[at.OUT_KEY] - 1),
            number=row[at.OUT_NUMBER],
            edition=self.table.edition_on(row[at.OUT_START_DAY]).edition,
            unit=_named(self.encoded.units, row[at.OUT_UNIT]),
            setting=_named(self.names.settings, row[at.OUT_SETTING]),
            start_day=row[at.OUT_START_DAY],
            start_at=row[at.OUT_START_AT],
            due=_instant(row[at.OUT_DUE]),
            earliest=None if row[at.OUT_EARLIEST] == at.MISSING else row[at.OUT_EARLIEST],
            stop_day=_given(row[at.OUT_STOP_DAY]),
            stop_at=_given(row[at.OUT_STOP_AT]),
            outcome=_OUTCOMES[outcome],
            breach=_BREACHES[breach],
            started_by=row[at.OUT_STARTED_BY],
            stopped_by=_given(row[at.OUT_STOPPED_BY]),
        )

    def _spell(self, row: Sequence[int]) -> Spell:
        return Spell(
            from_day=row[at.OUT_FROM_DAY],
            from_at=row[at.OUT_FROM_AT],
            to_day=_given(row[at.OUT_TO_DAY]),
            to_at=_given(row[at.OUT_TO_AT]),
            state=self.names.states[row[at.OUT_STATE]],
            setting=_named(self.names.settings, row[at.OUT_SPELL_SETTING]),
            unit=_named(self.encoded.units, row[at.OUT_SPELL_UNIT]),
        )

    def _deviation(self, row: Sequence[int]) -> Deviation:
        return Deviation(
            number=row[at.OUT_ENTRY_NUMBER],
            why=_WHY[row[at.OUT_WHY]],
            clock=_named(self.names.clocks, row[at.OUT_GATE]),
            state=self.names.states[row[at.OUT_STATE]] or None,
            day=row[at.OUT_ON_DAY],
            at=row[at.OUT_ON_AT],
        )


def _rows(out: Sequence[int]) -> Iterator[Sequence[int]]:
    return (out[row : row + at.OUT_SIZE] for row in range(0, len(out), at.OUT_SIZE))


def _of(rows: Sequence[Sequence[int]], kind: int) -> list[Sequence[int]]:
    return [row for row in rows if row[at.OUT_KIND] == kind]


def _named(names: Sequence[str], code: int) -> str | None:
    return names[code] if code >= 0 else None


def _given(number: int) -> int | None:
    return None if number == at.NONE else number


def _instant(instant: int) -> int | None:
    return None if instant == at.FAR else instant
