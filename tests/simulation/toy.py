"""A toy simulator: persons move through a pathway, share places, and step with the core's own `step`.

It knows nothing of clocks. It draws when the next event comes and which way it goes; what that means
is asked of `helhet.pathway.stepping`, for each person in a record of one shared work array, the
persons' events interleaved as time brings them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from helhet.pathway.courses.course import Course, Entry
from helhet.pathway.courses.encoding import encode
from helhet.pathway.courses.folding import work_size
from helhet.pathway.stepping import courses, entries
from helhet.pathway.tables import layout as at
from helhet.pathway.tables.table import Table

TICKS_PER_DAY = 24 * 3_600_000_000


@dataclass(frozen=True)
class Way:
    """One thing that can happen next in a state: how likely it is, and after how many days on average."""

    event: str
    outcome: str | None
    share: float
    mean_days: float
    needs_place: bool = False


@dataclass
class Simulation:
    """Persons arrive, wait for one of `places`, are treated, leave; all by chance from one generator."""

    table: Table
    ways: dict[str, list[Way]]
    opening: str
    places: int
    chance: np.random.Generator
    start: int
    until: int
    persons: int
    settings: tuple[str, ...] = ()
    histories: dict[int, list[Entry]] = field(default_factory=dict)
    out: list[int] = field(default_factory=list)

    def run(self) -> None:
        """Run to the end; `histories` and `out` (rows of `layout`) are what came of it."""
        size = work_size(self.table, 0)
        self.work = [0] * (at.WORK_HEADER + self.persons * size)
        self.records: list[int] = []
        self.out = [0] * (at.OUT_SIZE * 200 * self.persons)
        self.now, self.free = self.start, self.places
        self.queue: list[tuple[int, int, int, str, str | None]] = []
        self.waiting: list[tuple[int, Way]] = []
        self.order = iter(range(10**9))
        for person in range(self.persons):
            courses.begin_course(self.table.ints, self.work, self._at(person), person, 0)
            self.histories[person] = []
            self._plan(person, self.opening, None, self.chance.exponential(30.0))
        for moment, _, person, event, outcome in self._due():
            self._happen(person, moment, event, outcome)
        for person in range(self.persons):
            courses.end_course(
                self.table.ints, self.records, self.work, self._at(person), self.out, self.until
            )

    def _at(self, person: int) -> int:
        return at.WORK_HEADER + person * work_size(self.table, 0)

    def _due(self) -> Iterator[tuple[int, int, int, str, str | None]]:
        while self.queue and self.queue[0][0] <= self.until:
            yield heapq.heappop(self.queue)

    def _plan(self, person: int, event: str, outcome: str | None, days: float) -> None:
        moment = self.now + 1 + int(days * TICKS_PER_DAY)
        heapq.heappush(self.queue, (moment, next(self.order), person, event, outcome))

    def _happen(self, person: int, moment: int, event: str, outcome: str | None) -> None:
        """Write the entry down, let the core step, and plan what comes next from the state it says."""
        self.now = moment
        before = self.work[self._at(person) + at.STATE]
        number = len(self.histories[person]) + 1
        day = self.table.calendar.day_of(moment)
        setting = (
            str(self.chance.choice(self.settings))
            if self.settings and self.chance.random() < 0.3
            else None
        )
        entry = Entry(number, day, event, outcome, moment, setting=setting)
        self.histories[person].append(entry)
        self._step(person, entry)
        after = self.work[self._at(person) + at.STATE]
        if before != after:
            self._leave(before)
            self._go_on(person, self.table.names.states[after])

    def _step(self, person: int, entry: Entry) -> None:
        n = len(self.records)
        self.records += encode(self.table, Course((entry,))).ints
        self.records[n + at.ENTRY_KEYS] = len(self.records)
        entries.step(self.table.ints, self.records, self.work, self._at(person), self.out, n)

    def _leave(self, state: int) -> None:
        name = self.table.names.states[state]
        if name and self.table.newest.states[name].place:
            self.free += 1
            if self.waiting:
                self.free -= 1
                person, way = self.waiting.pop(0)
                self._plan(person, way.event, way.outcome, 0.01)

    def _go_on(self, person: int, state: str) -> None:
        ways = self.ways.get(state, [])
        if not ways:
            return
        way = ways[int(self.chance.choice(len(ways), p=[each.share for each in ways]))]
        if way.needs_place and self.free == 0:
            self.waiting.append((person, way))
            return
        self.free -= way.needs_place
        self._plan(person, way.event, way.outcome, self.chance.exponential(way.mean_days))
