"""Follow one run through its course, and note every due that it is given, and on what ground.

The stepping itself is what is followed, one happening at a time: nothing is read a second way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from helhet.pathway.courses.course import Course, Entry, Run
from helhet.pathway.courses.encoding import encode
from helhet.pathway.courses.folding import work_size
from helhet.pathway.courses.ordering import effective_entries, in_order
from helhet.pathway.explaining.limits import Facts
from helhet.pathway.language.limits import Change
from helhet.pathway.stepping.courses import begin_course
from helhet.pathway.stepping.entries import step
from helhet.pathway.stepping.runs import run_of
from helhet.pathway.stepping.signals import settle
from helhet.pathway.stepping.time import next_instant, speak
from helhet.pathway.tables import layout as at
from helhet.pathway.tables.table import Table


@dataclass(frozen=True)
class Giving:
    """One due and earliest instant that a run was given, and what they were counted from.

    `day` is when, `entry` what spoke then (None: time), `old_setting` and `turned` what became
    another at that moment; `is_set` says that the entry gave a date itself (`sets-due`). A change that
    the clock heeds is weighed, and is a giving, also where the due stays; where it has passed
    (`is_late`) nothing is counted, for no change moves it.
    """

    facts: Facts
    due: int | None
    earliest: int | None
    day: int
    entry: Entry | None
    old_setting: str | None = None
    turned: frozenset[str] = frozenset()
    is_set: bool = False
    is_late: bool = False

    @property
    def changed(self) -> frozenset[str]:
        """The conditions that turned, and "setting" if that became another."""
        return self.turned | ({"setting"} if self.facts.setting != self.old_setting else set())


def trace(
    table: Table, course: Course, run: Run, until: int, known_after: int | None = None
) -> tuple[Giving, ...]:
    """Return what a run was given, the first at its start, then each that was another or weighed a change.

    `run` is of the reading of the same course as of `until`, as known after `known_after`.
    """
    return tuple(_Tracer(table, course, run, known_after).givings(until))


class _Tracer:
    """Steps through a course and looks at the place of one run after each happening."""

    def __init__(self, table: Table, course: Course, run: Run, known_after: int | None) -> None:
        encoded = encode(table, course, known_after)
        self.table, self.run = table, run
        self.t, self.e, self.end = table.ints, encoded.ints, encoded.end
        self.w = [0] * work_size(table, len(encoded.keys))
        self.o = [0] * at.OUT_SIZE  # what comes of the course is not wanted here
        self.p = at.WORK_HEADER
        key = encoded.keys.index(run.key) + 1 if run.key else 0
        self.place = run_of(self.t, self.p, self._row(), key)
        self.entries = in_order(table, effective_entries(course.entries, known_after))
        self.before_entries = encoded.end - len(self.entries) * self.t[at.ENTRY_SIZE]
        begin_course(self.t, self.w, self.p, 0, len(encoded.keys))

    def _row(self) -> int:
        """Return where a definition of the clock stands: they all share the place of its runs."""
        number = [definition.name for definition in self.table.rows].index(self.run.clock)
        return self.t[at.AT_ROWS] + number * at.ROW_SIZE

    def givings(self, until: int) -> Iterator[Giving]:
        last: Giving | None = None
        read_from = at.NONE
        for _ in self._happenings(until):
            if not self._is_open():
                continue
            entry = self.w[self.place + at.RUN_ENTRY]
            is_set = last is not None and entry != read_from
            is_late = last is not None and not is_set and self._has_passed(last.due)
            giving = self._giving(is_set=is_set, is_late=is_late)
            read_from = entry
            if last is None or self._is_weighed(giving) or _is_other(giving, last):
                yield giving
            last = giving

    def _happenings(self, until: int) -> Iterator[None]:
        """Let each entry, and each thing that time alone says, happen up to and including `until`."""
        for n in range(0, self.end, self.t[at.ENTRY_SIZE]):
            position = self.e[n + at.ENTRY_POSITION]
            yield from self._pass_time(min(position, until))
            if position > until:
                return
            step(self.t, self.e, self.w, self.p, self.o, n)
            yield
        yield from self._pass_time(until)

    def _pass_time(self, until: int) -> Iterator[None]:
        while (instant := next_instant(self.t, self.w, self.p)) <= until:
            speak(self.t, self.w, self.p, self.o, instant)
            settle(self.t, self.e, self.w, self.p, self.o)
            yield

    def _is_open(self) -> bool:
        return (
            self.w[self.place + at.RUN_ROW] != 0
            and self.w[self.place + at.RUN_NUMBER] == self.run.number
        )

    def _has_passed(self, due: int | None) -> bool:
        return due is not None and due <= self.w[self.p + at.NOW]

    def _giving(self, *, is_set: bool, is_late: bool) -> Giving:
        w, p, place = self.w, self.p, self.place
        due, earliest = w[place + at.RUN_DUE], w[place + at.RUN_EARLIEST]
        return Giving(
            facts=self._facts(),
            due=None if due == at.FAR else due,
            earliest=None if earliest == at.MISSING else earliest,
            day=w[p + at.DAY],
            entry=self._entry(w[p + at.ENTRY]),
            old_setting=self._setting(w[p + at.OLD_SETTING]),
            turned=self._conditions(w[p + at.TURNED]),
            is_set=is_set,
            is_late=is_late,
        )

    def _is_weighed(self, giving: Giving) -> bool:
        """Return whether anything that the clock heeds became another at that moment."""
        clock = self.table.clock(self.run.clock, self.run.start_day)
        asked = clock.on_change.of if clock and clock.on_change else {}
        return any(asked.get(name, Change.KEEP) is not Change.KEEP for name in giving.changed)

    def _facts(self) -> Facts:
        w, p, place = self.w, self.p, self.place
        entry = self._entry(w[place + at.RUN_ENTRY])
        return Facts(
            day=w[place + at.RUN_COUNT_DAY],
            moment=w[place + at.RUN_COUNT_AT],
            state=self.table.names.states[w[p + at.STATE]] or None,
            setting=self._setting(w[p + at.SETTING]),
            conditions=self._conditions(w[p + at.CONDITIONS]),
            values=entry.values if entry else {},
        )

    def _setting(self, code: int) -> str | None:
        return None if code == at.NONE else self.table.names.settings[code]

    def _conditions(self, mask: int) -> frozenset[str]:
        names = self.table.names.conditions
        return frozenset(name for code, name in enumerate(names) if mask >> code & 1)

    def _entry(self, n: int) -> Entry | None:
        """Return the entry whose record stands at `n`; None for time, and for the birth, which is no entry."""
        if n < self.before_entries:
            return None
        return self.entries[(n - self.before_entries) // self.t[at.ENTRY_SIZE]]


def _is_other(giving: Giving, last: Giving) -> bool:
    return (giving.due, giving.earliest) != (last.due, last.earliest)
