"""The naive oracle: a second reading of a course, made of dates, sets and plain re-evaluation.

Written from docs/reference/meaning.md alone, apart from `helhet.pathway.stepping`; § is a section
of that page. Slow on purpose: guards, listeners, editions in force and what time will say next
are asked anew each time, and nothing is kept that can be asked.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from helhet.pathway.calendar import Calendar
from helhet.pathway.courses.course import (
    Course,
    CourseReading,
    Deviation,
    Entry,
    RunOutcome,
    Spell,
    Why,
)
from helhet.pathway.language.limits import Change, Limit
from helhet.pathway.language.model import Clock, Event, Pathway
from helhet.pathway.language.phrases import Duration, FieldRef, Guard, Term, TimeUnit
from tests.agreement import days
from tests.agreement.happenings import Happening, OpenRun, limits_on, standing_entries

DUE, EDITION, AGE, WARN = range(4)


class Saying(NamedTuple):
    """What time alone will say, sorted as §6 sorts it."""

    at: int
    kind: int
    key_rank: int
    place: int
    name: str
    run: OpenRun | None = None


def read_naively(
    editions: Sequence[Pathway],
    calendar: Calendar,
    course: Course,
    until: int,
    *,
    switched_on: frozenset[str] = frozenset(),
    known_after: int | None = None,
) -> CourseReading:
    """Return the reading of `course` as of the instant `until`, as known after an entry."""
    reader = Reader(editions, calendar, switched_on)
    reader.read(course, until, known_after)
    return CourseReading(
        state=reader.state,
        setting=reader.setting,
        unit=reader.unit,
        conditions=frozenset(reader.holding),
        spells=tuple(reader.spells),
        runs=tuple(sorted(run.told(until) for run in reader.runs)),
        deviations=tuple(sorted(reader.deviations)),
        next_change_at=min((s.at for s in reader.sayings() if reader.is_heard(s)), default=None),
    )


NO_WAYS: dict[str, Any] = {"opens": None, "from_": (), "to": None, "outcomes": {}}


class Reader:
    """One reading of one course."""

    def __init__(
        self, editions: Sequence[Pathway], calendar: Calendar, switched_on: frozenset[str]
    ) -> None:
        self.editions = sorted(editions, key=lambda edition: edition.valid.from_)
        self.calendar = calendar
        self.clocks = [
            {name: c for name, c in e.clocks.items() if c.shipped or name in switched_on}
            for e in self.editions
        ]
        self.clock_names = list(dict.fromkeys(name for clocks in self.clocks for name in clocks))
        self.newest = {name: event for e in self.editions for name, event in e.events.items()}
        self.states = {name: state for e in self.editions for name, state in e.states.items()}
        self.conditions = {name: c for e in self.editions for name, c in e.conditions.items()}
        self.tallies = {name: tally for e in self.editions for name, tally in e.tallies.items()}
        self.ahead = self.editions[1:]
        self.birthdays: list[Saying] = []
        self.state: str | None = None
        self.setting: str | None = None
        self.unit: str | None = None
        self.holding: set[str] = set()
        self.counted: dict[str, list[int]] = {}
        self.spells: list[Spell] = []
        self.runs: list[OpenRun] = []
        self.deviations: list[Deviation] = []
        self.keys: list[str] = []
        self.present = self.day = 0
        self.born: int | None = None

    # §8: what the editions say

    def in_force(self, day: int) -> Pathway:
        """Return the newest edition that has begun on `day`; before the first, the first."""
        return [e for e in self.editions if e.valid.from_ <= day or e is self.editions[0]][-1]

    def event(self, entry: Entry) -> Event:
        """Return the event's ways on that day; what else it is, `newest` says. Not there, it has none."""
        ways = self.in_force(entry.day).events.get(entry.event)
        return ways or self.newest[entry.event].model_copy(update=NO_WAYS)

    def is_final(self) -> bool:
        return self.state is not None and self.states[self.state].final

    def is_ended(self) -> bool:
        return self.state is not None and self.states[self.state].is_end

    # §2: entries in their order

    def read(self, course: Course, until: int, known_after: int | None) -> None:
        standing = standing_entries(course, known_after)
        entries = sorted(standing.values(), key=self.order)
        self.keys = [key for entry in entries for key in self.keys_of(entry, standing)]
        first = self.calendar.day_start[entries[0].day] if entries else until + 1
        if course.born is not None and first <= until:
            self.pass_time(first)
            self.hear_birth(course.born, Happening(entries[0].day, first, first))
        for entry in entries:
            if self.position(entry) <= until:
                self.pass_time(self.position(entry))
                self.enter(entry, standing)
        self.pass_time(until)

    def order(self, entry: Entry) -> tuple[int, int, int, int, int]:
        place = 1 if entry.instant is not None else 0 if self.is_first(entry) else 2
        event = list(self.newest).index(entry.event)
        return entry.day, place, entry.instant or 0, event, entry.number

    def is_first(self, entry: Entry) -> bool:
        return self.newest[entry.event].place_in_day == "first"

    def position(self, entry: Entry) -> int:
        if entry.instant is not None:
            return entry.instant
        first, last = self.of_day(entry.day)
        return first if self.is_first(entry) else last

    def of_day(self, day: int) -> tuple[int, int]:
        """Return the first and the last tick of a day."""
        return self.calendar.day_start[day], self.calendar.day_start[day + 1] - days.TICK

    def keys_of(self, entry: Entry, standing: dict[int, Entry]) -> Iterator[str]:
        for name in self.clock_names:
            for clocks in self.clocks:
                if name in clocks and (each := clocks[name].each):
                    yield from Happening(entry=entry, standing=standing).keys(each)

    # §3: what an entry does

    def enter(self, entry: Entry, standing: dict[int, Entry]) -> None:
        event = self.event(entry)
        self.present, self.day = self.position(entry), entry.day
        moment = self.of_day(entry.day)[0] if entry.instant is None else entry.instant
        now = Happening(entry.day, moment, self.present, entry, standing)
        self.look_at_gates(entry, now)
        for why in self.deviations_of(entry, event):
            self.note(why, now)
        state, setting = self.state, self.setting
        self.settle(entry)
        self.state = self.state_after(entry, event)
        now.signals = raised(entry)
        if self.state != state:
            now.changed.add("the state")
            now.signals |= {f"leaves {state}", f"enters {self.state}"}
        if self.setting != setting:
            now.changed |= {"setting"} if setting else {"setting", "the first setting"}
        self.spell(now)
        self.count_tallies(now)
        self.turn_conditions(now)
        self.attend(now)

    def note(self, why: Why, now: Happening, clock: str | None = None) -> None:
        here = self.state, now.day, now.moment
        self.deviations.append(Deviation(now.number, why, clock, *here))

    def deviations_of(self, entry: Entry, event: Event) -> Iterator[Why]:
        if entry.day < self.editions[0].valid.from_:
            yield Why.BEFORE_FIRST_EDITION
        if entry.instant is None and self.needs_time(entry):
            yield Why.TIME_MISSING
        if event.outcomes and entry.outcome not in event.outcomes:
            yield Why.OUTCOME_MISSING
        if not self.may_happen(entry, event):
            if self.state is None:
                yield Why.NOT_OPEN
            elif event.opens:
                yield Why.ALREADY_OPEN
            else:
                yield Why.AFTER_END if self.is_final() else Why.NOT_FROM_HERE

    def may_happen(self, entry: Entry, event: Event) -> bool:
        if entry.event not in self.in_force(entry.day).events:
            return False
        if event.opens or self.state is None:
            return event.opens is not None and self.state is None
        if event.from_:
            return self.state in event.from_
        return self.target(entry, event) is None or not self.is_final()

    def target(self, entry: Entry, event: Event) -> str | None:
        outcome = event.outcomes.get(entry.outcome or "")
        return (outcome and outcome.to) or event.to or event.opens

    def state_after(self, entry: Entry, event: Event) -> str | None:
        return (self.may_happen(entry, event) and self.target(entry, event)) or self.state

    def settle(self, entry: Entry) -> None:
        told = [e.events[entry.event] for e in self.editions if entry.event in e.events]
        outcomes = [event.outcomes.get(entry.outcome or "") for event in told]
        outcome = next((each.setting for each in outcomes if each), None)
        chosen = None if outcome else told[0].setting
        if isinstance(chosen, FieldRef):
            chosen = str(entry.values[str(chosen)]) if str(chosen) in entry.values else None
        moves = self.newest[entry.event].moves
        moved = entry.values.get(str(moves.unit)) if moves else None
        self.setting = entry.setting or outcome or chosen or self.setting
        self.unit = str(moved) if moved else entry.unit or self.unit

    def spell(self, now: Happening) -> None:
        here = self.state, self.setting, self.unit
        last = self.spells[-1] if self.spells else None
        if self.state is None or (last and (last.state, last.setting, last.unit) == here):
            return
        if last:
            self.spells[-1] = last._replace(to_day=now.day, to_at=now.moment)
        self.spells.append(Spell(now.day, now.moment, None, None, self.state, *here[1:]))

    # §7: gates and rights, before anything changes

    def look_at_gates(self, entry: Entry, now: Happening) -> None:
        is_act = not self.newest[entry.event].fact
        for clock in self.clock_names:
            gating = [run for run in self.open(clock) if run.gates(entry.event, now)]
            for run in gating:
                run.is_passed = True
            if gating and is_act:
                self.note(Why.GATE_OPEN, now, clock)
        allowing = [words for _, words in self.definitions() if entry.event in words.allows]
        if allowing and is_act:
            rights = [run for run in self.open() if entry.event in run.words.allows]
            if not any(now.concerns(run) for run in rights):
                self.note(Why.NO_RIGHT, now)

    def needs_time(self, entry: Entry) -> bool:
        """Return whether a clock that ever counts hours starts or stops by this."""
        return any(
            raised(entry) & {str(signal) for signal in clock.start + clock.stops}
            for days_, clock in self.definitions()
            if any(counts_hours(clock, day) for day in days_)
        )

    def definitions(self) -> Iterator[tuple[list[int], Clock]]:
        """Yield every definition that is ever in force, and the days on which its limits turn."""
        for edition, clocks in zip(self.editions, self.clocks, strict=True):
            for clock in clocks.values():
                turns = {edition.valid.from_}
                turns |= {part.from_ for part in clock.periods if part.from_ is not None}
                turns |= {part.to + 1 for part in clock.periods if part.to is not None}
                if days_ := [day for day in turns if self.holds_on(edition, day)]:
                    yield days_, clock

    def holds_on(self, edition: Pathway, day: int) -> bool:
        is_begun = edition.valid.from_ <= day <= (edition.valid.to or day)
        return is_begun and self.in_force(day) is edition

    # §5: tallies and conditions

    def count_tallies(self, now: Happening) -> None:
        for name, tally in self.tallies.items():
            if now.hears(tally.reset):
                self.counted[name] = []
            if now.hears(tally.of):
                self.counted.setdefault(name, []).append(now.day)
                counted = [self.is_within(day, tally.within) for day in self.counted[name]]
                if sum(counted) == tally.reaches:
                    now.signals.add(f"tally {name}")

    def is_within(self, counted: int, within: Duration | None) -> bool:
        last = days.day_after(self.calendar, counted, within) if within else None
        return last is None or self.day <= last

    def turn_conditions(self, now: Happening) -> None:
        for name, condition in self.conditions.items():
            if now.hears(condition.on):
                self.turn(name, now, on=True)
            elif now.hears(condition.off):
                self.turn(name, now, on=False)

    def turn(self, name: str, now: Happening, *, on: bool) -> None:
        if (name in self.holding) is not on:
            self.holding ^= {name}
            now.changed.add(name)
            now.signals.add(f"on {name}" if on else f"off {name}")

    def hear_birth(self, born: int, now: Happening) -> None:
        self.present, self.day, self.born = now.position, now.day, born
        for place, (name, condition) in enumerate(self.conditions.items()):
            if condition.age is not None:
                birthday = days.months_after(born, 12 * condition.age)
                self.turn(name, now, on=(condition.age_from is None) is (now.day < birthday))
                if now.day < birthday and days.is_inside(self.calendar, birthday):
                    at = self.of_day(birthday)[0]
                    self.birthdays.append(Saying(at, AGE, -1, place, name))
        self.attend(now)

    # §4: clocks

    def open(self, clock: str | None = None) -> list[OpenRun]:
        return [r for r in self.runs if r.ended is None and clock in (r.clock, None)]

    def attend(self, now: Happening) -> None:
        for name in self.clock_names:
            for run in self.open(name):
                if now.concerns(run):
                    self.hear(run, now)
                if run.ended is None and now.changed and self.is_unguarded(run.words):
                    run.stop(now)
                if run.ended is None and self.is_ended() and not run.words.outlives:
                    run.close(RunOutcome.CLOSED, now)
                if run.ended is None:
                    self.change(run, now)
            self.start(name, now)

    def hear(self, run: OpenRun, now: Happening) -> None:
        run.hear_marks(now)
        if now.hears(run.words.stops):
            run.stop(now)
        elif now.hears(run.words.cancel):
            run.close(RunOutcome.CANCELLED, now)
        elif now.entry and now.entry.event in run.words.sets_due:
            run.values = now.values
            run.give(self.due(run), self.earliest(run))

    def is_guarded(self, clock: Clock) -> bool:
        """Return whether the clock has a `while` and it holds."""
        is_alive = self.state is not None and (clock.outlives or not self.is_ended())
        return is_alive and clock.while_ is not None and self.holds(clock.while_)

    def is_unguarded(self, clock: Clock) -> bool:
        return clock.while_ is not None and not self.is_guarded(clock)

    def holds(self, guard: Guard | None) -> bool:
        return guard is None or all(self.is_so(term) is not term.denied for term in guard)

    def is_so(self, term: Term) -> bool:
        here = {self.state} if term.is_state else {self.setting, *self.holding}
        return not here.isdisjoint(term.names)

    def start(self, name: str, now: Happening) -> None:
        """Open runs under the definition that is in force on the day they start."""
        for edition, clocks in zip(self.editions, self.clocks, strict=True):
            clock = clocks.get(name)
            if clock is None or (self.is_ended() and not clock.outlives):
                continue
            day, at = self.start_of(clock, now)
            is_called = now.hears(clock.start) and self.holds(clock.when)
            is_called = is_called or (bool(now.changed) and self.is_guarded(clock))
            if is_called and self.holds_on(edition, day):
                for key in now.keys(clock.each) if clock.each else [None]:
                    self.begin(OpenRun(name, key, clock, edition.edition, day, at, now))

    def start_of(self, clock: Clock, now: Happening) -> tuple[int, int]:
        given = now.values.get(str(clock.start_at))
        if isinstance(given, int) and given < now.day:
            return given, self.of_day(given)[0]
        return now.day, now.moment

    def begin(self, run: OpenRun) -> None:
        before = [other for other in self.runs if (other.clock, other.key) == (run.clock, run.key)]
        if before and before[-1].ended is None:
            if run.words.while_ or run.words.on_restart == "ignore":
                return
            before[-1].close(RunOutcome.SUPERSEDED, run.begun)
        run.number = len(before) + 1
        run.unit, run.setting = self.unit, self.setting
        run.give(self.due(run), self.earliest(run))
        self.runs.append(run)

    def change(self, run: OpenRun, now: Happening) -> None:
        """Recount or restart an open run whose setting or conditions have changed."""
        words = run.words.on_change
        changes = {words.of.get(name) for name in now.changed} if words else set()
        is_first = "the first setting" in now.changed and run.due is None
        if not (is_first or changes & {Change.RECOUNT, Change.RESTART}):
            return
        if run.due is not None and now.position >= run.due:
            return  # what is late stays late
        if Change.RESTART in changes:
            run.counted_day, run.counted_at = now.day, now.moment
        due = self.due(run)
        if due is not None and words and words.not_before and not is_first:
            least = self.falls(now.day, now.moment, Limit(limit=words.not_before))
            sooner = [at for at in (run.due, least and least[1] + days.TICK) if at is not None]
            due = max(due, min(sooner)) if sooner else None  # beyond the calendar, as both are
        run.give(due, self.earliest(run))

    def due(self, run: OpenRun) -> int | None:
        within, _ = limits_on(run.words, run.start_day)
        return min((last + days.TICK for _, last in self.fallen(run, within)), default=None)

    def earliest(self, run: OpenRun) -> int | None:
        _, no_sooner = limits_on(run.words, run.start_day)
        return max((first for first, _ in self.fallen(run, no_sooner)), default=None)

    def fallen(self, run: OpenRun, limits: tuple[Limit, ...]) -> Iterator[tuple[int, int]]:
        """Yield the first and last tick of where each limit that applies falls."""
        for limit in limits:
            day = self.counted_from(run, limit)
            falls = None if day is None else self.falls(day, run.counted_at, limit)
            if falls and self.holds(limit.when):
                yield falls

    def counted_from(self, run: OpenRun, limit: Limit) -> int | None:
        """Return the day that a limit counts on or back from; None where nobody has said it."""
        if limit.limit:
            return run.counted_day
        if limit.at_age and self.born is not None:
            birthday = days.months_after(self.born, 12 * limit.at_age)
            return birthday if days.is_inside(self.calendar, birthday) else None
        date = run.values.get(str(limit.date_from))
        return date if isinstance(date, int) else None

    def falls(self, day: int, moment: int, limit: Limit) -> tuple[int, int] | None:
        """Return the first and last tick of where one limit falls, None outside the calendar."""
        if limit.limit and limit.limit.unit is TimeUnit.HOURS:
            at = moment + limit.limit.amount * days.HOUR
            return (at, at) if at < self.calendar.day_start[-1] else None
        if limit.limit:
            on = days.day_after(self.calendar, day, limit.limit)
        else:
            on = days.day_before(self.calendar, day, limit.less or Duration(0, TimeUnit.DAYS))
        return None if on is None else self.of_day(on)

    # §6: what time alone does

    def sayings(self) -> Iterator[Saying]:
        """Yield what is yet to be said: of open runs, coming editions and birthdays."""
        for run in self.open():
            if run.due is not None:
                key_rank = self.keys.index(run.key) if run.key else -1
                whose = key_rank, self.clock_names.index(run.clock)
                if "due" not in run.said:
                    yield Saying(run.due, DUE, *whose, f"due {run.clock}", run)
                if run.words.warn and "warn" not in run.said:
                    at = self.warned_at(run.due, run.words.warn)
                    yield Saying(at, WARN, *whose, f"warn {run.clock}", run)
        for edition in self.ahead:
            yield Saying(self.of_day(edition.valid.from_)[0], EDITION, -1, 0, "edition")
        yield from self.birthdays

    def warned_at(self, due: int, ahead: Duration) -> int:
        last = due - days.TICK
        if ahead.unit is TimeUnit.HOURS:
            return last - ahead.amount * days.HOUR
        day = days.day_before(self.calendar, days.day_of(self.calendar, last), ahead)
        return self.of_day(day or 0)[0]

    def is_heard(self, saying: Saying) -> bool:
        """Return whether somebody listens; a right's due is heard by the right itself."""
        if saying.run is None or (saying.kind == DUE and saying.run.words.allows):
            return True
        clocks = [clock for clocks in self.clocks for clock in clocks.values()]
        heard = [c.start + c.stops + c.cancel + c.marks.patient + c.marks.service for c in clocks]
        heard += [condition.on + condition.off for condition in self.conditions.values()]
        return saying.name in {str(signal) for signals in heard for signal in signals}

    def pass_time(self, to: int) -> None:
        """Say, in its order, all that time says up to and including the instant `to`."""
        while (next_ := min(self.sayings(), key=lambda s: s[:4], default=None)) and next_.at <= to:
            at = next_.at - days.TICK if next_.kind == DUE else next_.at
            self.present = max(self.present, at)
            self.day = days.day_of(self.calendar, self.present)
            now = Happening(self.day, self.present, self.present, speaker=next_.run)
            self.say(next_, now)
            self.count_tallies(now)
            self.turn_conditions(now)
            self.attend(now)

    def say(self, saying: Saying, now: Happening) -> None:
        if saying.run is not None:
            now.signals = {saying.name}
            saying.run.said.add(saying.name.split()[0])
            if saying.kind == DUE and saying.run.words.allows:
                saying.run.close(RunOutcome.LAPSED, now)
        elif saying.kind == AGE:
            self.birthdays.remove(saying)
            self.turn(saying.name, now, on=self.conditions[saying.name].age_from is not None)
        else:
            now.changed.add("the edition")
            migrates = self.ahead.pop(0).migrates
            self.state = migrates.get(self.state, self.state) if self.state else None
            self.spell(now)


def raised(entry: Entry) -> set[str]:
    """Return the signals that an entry of an event raises, whatever comes of it."""
    return {entry.event} | ({f"{entry.event}.{entry.outcome}"} if entry.outcome else set())


def counts_hours(clock: Clock, day: int) -> bool:
    limits = [limit.limit for part in limits_on(clock, day) for limit in part]
    return any(limit is not None and limit.unit is TimeUnit.HOURS for limit in limits)
