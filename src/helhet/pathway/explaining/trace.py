"""Follow one run through its course, and note every due that it is given, and on what ground.

The stepping itself is what is followed, one happening at a time: nothing is read a second way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def traces(
    table: Table, course: Course, runs: Sequence[Run], until: int, known_after: int | None = None
) -> list[tuple[Giving, ...]]:
    """Return what each of some runs was given: the first at its start, then each that was another or weighed a change.

    `runs` are of the reading of the same course as of `until`, as known after `known_after`. It is stepped through once for
    all of them.
    """
    walk = _Walk(table, course, known_after)
    followed = [_Followed(walk, run) for run in runs]
    for _ in walk.happenings(until):
        for one in followed:
            one.look()
    return [tuple(one.givings) for one in followed]


class _Walk:
    """Steps through a course, one happening at a time."""

    def __init__(self, table: Table, course: Course, known_after: int | None) -> None:
        encoded = encode(table, course, known_after)
        self.table, self.keys, self.born = table, encoded.keys, course.born
        self.t, self.e, self.end = table.ints, encoded.ints, encoded.end
        self.w = [0] * work_size(table, len(encoded.keys))
        self.o = [0] * at.OUT_SIZE  # what comes of the course is not wanted here
        self.p = at.WORK_HEADER
        self.entries = in_order(table, effective_entries(course.entries, known_after))
        self.before_entries = encoded.end - len(self.entries) * self.t[at.ENTRY_SIZE]
        begin_course(self.t, self.w, self.p, 0, len(encoded.keys))

    def place_of(self, run: Run) -> int:
        """Return where a run of a clock and key stands: all definitions of the clock share it."""
        number = [definition.name for definition in self.table.rows].index(run.clock)
        key = self.keys.index(run.key) + 1 if run.key else 0
        return run_of(self.t, self.p, self.t[at.AT_ROWS] + number * at.ROW_SIZE, key)

    def happenings(self, until: int) -> Iterator[None]:
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

    def setting(self, code: int) -> str | None:
        return None if code == at.NONE else self.table.names.settings[code]

    def conditions(self, mask: int) -> frozenset[str]:
        names = self.table.names.conditions
        return frozenset(name for code, name in enumerate(names) if mask >> code & 1)

    def entry(self, n: int) -> Entry | None:
        """Return the entry whose record stands at `n`; None for time, and for the birth, which is no entry."""
        if n < self.before_entries:
            return None
        return self.entries[(n - self.before_entries) // self.t[at.ENTRY_SIZE]]


class _Followed:
    """Looks at the place of one run after each happening, and keeps what it was given."""

    def __init__(self, walk: _Walk, run: Run) -> None:
        self.walk, self.run, self.place = walk, run, walk.place_of(run)
        clock = walk.table.clock(run.clock, run.start_day)
        self.asked = clock.on_change.of if clock and clock.on_change else {}
        self.givings: list[Giving] = []
        self.last: Giving | None = None
        self.read_from = at.NONE

    def look(self) -> None:
        """See whether the run was given another due, or anything that it heeds was weighed."""
        if not self._is_open():
            return
        last, entry = self.last, self.walk.w[self.place + at.RUN_ENTRY]
        is_set = last is not None and entry != self.read_from
        is_late = last is not None and not is_set and self._has_passed(last.due)
        giving = self._giving(is_set=is_set, is_late=is_late)
        self.read_from, self.last = entry, giving
        if last is None or self._is_weighed(giving) or _is_other(giving, last):
            self.givings.append(giving)

    def _is_open(self) -> bool:
        return (
            self.walk.w[self.place + at.RUN_ROW] != 0
            and self.walk.w[self.place + at.RUN_NUMBER] == self.run.number
        )

    def _has_passed(self, due: int | None) -> bool:
        return due is not None and due <= self.walk.w[self.walk.p + at.NOW]

    def _giving(self, *, is_set: bool, is_late: bool) -> Giving:
        walk, place = self.walk, self.place
        w, p = walk.w, walk.p
        due, earliest = w[place + at.RUN_DUE], w[place + at.RUN_EARLIEST]
        return Giving(
            facts=self._facts(),
            due=None if due == at.FAR else due,
            earliest=None if earliest == at.MISSING else earliest,
            day=w[p + at.DAY],
            entry=walk.entry(w[p + at.ENTRY]),
            old_setting=walk.setting(w[p + at.OLD_SETTING]),
            turned=walk.conditions(w[p + at.TURNED]),
            is_set=is_set,
            is_late=is_late,
        )

    def _is_weighed(self, giving: Giving) -> bool:
        """Return whether anything that the clock heeds became another at that moment."""
        return any(self.asked.get(name, Change.KEEP) is not Change.KEEP for name in giving.changed)

    def _facts(self) -> Facts:
        walk, place = self.walk, self.place
        w, p = walk.w, walk.p
        entry = walk.entry(w[place + at.RUN_ENTRY])
        return Facts(
            day=w[place + at.RUN_COUNT_DAY],
            moment=w[place + at.RUN_COUNT_AT],
            state=walk.table.names.states[w[p + at.STATE]] or None,
            setting=walk.setting(w[p + at.SETTING]),
            conditions=walk.conditions(w[p + at.CONDITIONS]),
            values=entry.values if entry else {},
            born=walk.born,
        )


def _is_other(giving: Giving, last: Giving) -> bool:
    return (giving.due, giving.earliest) != (last.due, last.earliest)
