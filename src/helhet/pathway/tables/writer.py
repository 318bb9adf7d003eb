"""Writes the integers of a table: a header, then one section of records after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from helhet.pathway.calendar import Calendar, days_from_civil
from helhet.pathway.language.model import (
    Change,
    Clock,
    Condition,
    Event,
    Limit,
    Pathway,
    Tally,
)
from helhet.pathway.language.phrases import Duration, Guard, Signal, SignalKind, TimeUnit
from helhet.pathway.tables import layout as at
from helhet.pathway.tables.definitions import Definition
from helhet.pathway.tables.names import Names

ALL = (1 << at.MOST) - 1
"""Every bit of a mask."""

NO_DAYS = Duration(0, TimeUnit.DAYS)

_KINDS = {
    TimeUnit.HOURS: at.HOURS,
    TimeUnit.DAYS: at.IN_DAYS,
    TimeUnit.WEEKS: at.IN_DAYS,
    TimeUnit.WORKING_DAYS: at.WORKING_DAYS,
    TimeUnit.MONTHS: at.IN_MONTHS,
}
_CHANGES = {Change.KEEP: at.KEEP, Change.RECOUNT: at.RECOUNT, Change.RESTART: at.RESTART}


class Writer:
    """Writes the table: a header, then one section of records after the other."""

    def __init__(
        self,
        editions: Sequence[Pathway],
        rows: Sequence[Definition],
        names: Names,
        calendar: Calendar,
    ) -> None:
        self.editions, self.rows, self.names, self.calendar = editions, rows, names, calendar
        self.t: list[int] = [0] * at.TABLE_HEADER

    def ints(self) -> list[int]:
        self._counts()
        self._lay_out()
        for edition in range(len(self.editions)):
            self._write_edition(edition)
        self._write_deeds()
        self._write_conditions()
        self._write_tallies()
        for number, row in enumerate(self.rows):
            self._write_row(number, row)
        self._write_heard()
        return self.t + calendar_section(self.calendar)

    def _counts(self) -> None:
        t, names = self.t, self.names
        ages = [c for c in map(self._condition, names.conditions) if c.age]
        t[at.N_CLOCKS], t[at.N_ROWS] = len(names.clocks), len(self.rows)
        t[at.N_TALLIES], t[at.N_AGES] = len(names.tallies), len(ages)
        t[at.N_EDITIONS], t[at.N_DEEDS], t[at.N_STATES] = (
            len(self.editions),
            len(names.deeds),
            len(names.states),
        )
        t[at.ENTRY_SIZE] = at.ENTRY_VALUES + len(names.fields)
        t[at.TALLIES_IN_COURSE] = at.COURSE_SIZE + len(ages)
        t[at.KEY_SIZE] = len(names.clocks) * at.RUN_SIZE
        t[at.RUNS_IN_COURSE] = t[at.TALLIES_IN_COURSE] + len(names.tallies) * at.COUNTED_SIZE

    def _lay_out(self) -> None:
        t = self.t
        sizes = {
            at.AT_DEEDS: t[at.N_DEEDS] * at.DEED_SIZE,
            at.AT_WAYS: t[at.N_EDITIONS] * t[at.N_DEEDS] * at.WAY_SIZE,
            at.AT_STATES: t[at.N_STATES] * at.STATE_SIZE,
            at.AT_CONDITIONS: len(self.names.conditions) * at.CONDITION_SIZE,
            at.AT_TALLIES: t[at.N_TALLIES] * at.TALLY_SIZE,
            at.AT_AGES: t[at.N_AGES] * at.AGE_SIZE,
            at.AT_EDITIONS: t[at.N_EDITIONS] * (at.EDITION_STATES + t[at.N_STATES]),
            at.AT_ROWS: t[at.N_ROWS] * at.ROW_SIZE,
        }
        limits = sum(len(row.clock.within) + len(row.clock.no_sooner) for row in self.rows)
        for header, size in sizes.items():
            t[header] = len(t)
            t.extend([0] * size)
        self.next_limit = len(t)
        t.extend([0] * limits * at.LIMIT_SIZE)
        t[at.AT_NO_SIGNAL] = t[at.AT_DEEDS] + at.BIRTH * at.DEED_SIZE
        t[at.AT_CALENDAR] = len(t)

    # --- where things stand
    def _deed(self, code: int) -> int:
        return self.t[at.AT_DEEDS] + code * at.DEED_SIZE

    def _state(self, name: str) -> int:
        return self.names.states.index(name)

    def _condition(self, name: str) -> Condition:
        return next(e.conditions[name] for e in reversed(self.editions) if name in e.conditions)

    def _tally(self, name: str) -> Tally:
        return next(e.tallies[name] for e in reversed(self.editions) if name in e.tallies)

    def _event(self, name: str) -> Event:
        return next(e.events[name] for e in reversed(self.editions) if name in e.events)

    def _deed_codes(self, event: str, outcome: str | None = None) -> list[int]:
        return [
            c
            for c, (e, o) in enumerate(self.names.deeds)
            if c and e == event and outcome in (None, o)
        ]

    def _signal_places(self, signal: Signal) -> list[int]:
        """Return the places of the signal records that speak this signal."""
        t, names = self.t, self.names
        if signal.kind is SignalKind.EVENT:
            return [self._deed(code) for code in self._deed_codes(signal.name, signal.outcome)]
        if signal.kind in (SignalKind.ENTERS, SignalKind.LEAVES):
            part = at.STATE_ENTERED if signal.kind is SignalKind.ENTERS else at.STATE_LEFT
            return [t[at.AT_STATES] + self._state(signal.name) * at.STATE_SIZE + part]
        if signal.kind in (SignalKind.ON, SignalKind.OFF):
            part = at.CONDITION_ON if signal.kind is SignalKind.ON else at.CONDITION_OFF
            return [
                t[at.AT_CONDITIONS] + names.conditions.index(signal.name) * at.CONDITION_SIZE + part
            ]
        if signal.kind is SignalKind.TALLY:
            return [t[at.AT_TALLIES] + names.tallies.index(signal.name) * at.TALLY_SIZE]
        part = at.ROW_DUE_SIGNAL if signal.kind is SignalKind.DUE else at.ROW_WARN_SIGNAL
        return [
            self._row(number) + part
            for number, row in enumerate(self.rows)
            if row.name == signal.name
        ]

    def _row(self, number: int) -> int:
        return self.t[at.AT_ROWS] + number * at.ROW_SIZE

    def _listen(self, signals: Iterable[Signal], listening: int, bit: int) -> None:
        for signal in signals:
            for place in self._signal_places(signal):
                self.t[place + listening] |= bit

    # --- editions: ways between states
    def _write_edition(self, number: int) -> None:
        t, edition = self.t, self.editions[number]
        record = t[at.AT_EDITIONS] + number * (at.EDITION_STATES + t[at.N_STATES])
        t[record + at.EDITION_START] = self.calendar.day_start[edition.valid.from_]
        for code, name in enumerate(self.names.states):
            t[record + at.EDITION_STATES + code] = self._state(edition.migrates.get(name, name))
        for code, (event, outcome) in enumerate(self.names.deeds):
            way = t[at.AT_WAYS] + (number * t[at.N_DEEDS] + code) * at.WAY_SIZE
            t[way + at.WAY_TO] = at.NONE
            if event in edition.events:
                self._write_way(way, edition, edition.events[event], outcome)

    def _write_way(self, way: int, edition: Pathway, event: Event, outcome: str | None) -> None:
        told = event.outcomes.get(outcome or "")
        to = (told and told.to) or event.to or event.opens
        flags = at.NEEDS_OUTCOME if event.outcomes and told is None else 0
        self.t[way + at.WAY_FROM] = self._from_mask(edition, event, to)
        self.t[way + at.WAY_TO] = self._state(to) if to else at.NONE
        self.t[way + at.WAY_FLAGS] = flags | (at.OPENS if event.opens else 0)

    def _from_mask(self, edition: Pathway, event: Event, to: str | None) -> int:
        if event.opens:
            return 1
        states = event.from_ or [
            n for n, state in edition.states.items() if not (to and state.final)
        ]
        return sum(1 << self._state(name) for name in states)

    # --- deeds, conditions, tallies
    def _write_deeds(self) -> None:
        self.t[self._deed(at.BIRTH) + at.DEED_FLAGS] = at.IS_BIRTH
        for code, (name, _) in enumerate(self.names.deeds):
            place, setting = self._deed(code), self.names.deed_settings[code]
            is_fixed = isinstance(setting, str)
            self.t[place + at.DEED_SETTING] = (
                self.names.settings.index(setting) if is_fixed else at.NONE
            )
            if code and not self._event(name).fact:
                self.t[place + at.DEED_FLAGS] |= at.IS_ACT

    def _write_conditions(self) -> None:
        age_record = self.t[at.AT_AGES]
        for number, name in enumerate(self.names.conditions):
            condition = self._condition(name)
            self._listen(condition.on, at.TURNS_ON, 1 << number)
            self._listen(condition.off, at.TURNS_OFF, 1 << number)
            if condition.age:
                self.t[age_record + at.AGE_CONDITION] = number
                self.t[age_record + at.AGE_VALUE] = self.names.fields.index(str(condition.age))
                self.t[age_record + at.AGE_HOLDS_FROM] = int(condition.age_from is not None)
                age_record += at.AGE_SIZE

    def _write_tallies(self) -> None:
        for number, name in enumerate(self.names.tallies):
            tally, record = self._tally(name), self.t[at.AT_TALLIES] + number * at.TALLY_SIZE
            self._listen(tally.of, at.COUNTS, 1 << number)
            self._listen(tally.reset, at.RESETS, 1 << number)
            self.t[record + at.TALLY_REACHES] = tally.reaches
            self.t[record + at.TALLY_WITHIN] = _amount(tally.within) if tally.within else at.NONE

    # --- rows
    def _write_row(self, number: int, row: Definition) -> None:
        clock, place, bit = row.clock, self._row(number), 1 << number
        self._write_listening(clock, bit)
        self._write_masks(clock, bit)
        t, names = self.t, self.names
        t[place + at.ROW_BIT] = bit
        clock_code = names.clocks.index(row.name)
        t[place + at.ROW_CLOCK] = clock_code
        t[place + at.ROW_RUN] = t[at.RUNS_IN_COURSE] + clock_code * at.RUN_SIZE
        t[place + at.ROW_FLAGS] |= _row_flags(clock)
        t[place + at.ROW_EACH] = names.keys.index(str(clock.each)) if clock.each else at.NONE
        t[place + at.ROW_FROM_DAY], t[place + at.ROW_TO_DAY] = row.from_day, row.to_day
        t[place + at.ROW_START_VALUE] = (
            names.fields.index(str(clock.start_at)) if clock.start_at else at.NONE
        )
        self._write_guard(place + at.ROW_GUARD, clock.while_ or clock.when)
        t[place + at.ROW_LIMITS], t[place + at.ROW_LIMITS_END] = self._write_limits(clock.within)
        t[place + at.ROW_MINIMA], t[place + at.ROW_MINIMA_END] = self._write_limits(clock.no_sooner)
        self._write_change(place, clock)
        t[place + at.ROW_WARN_KIND], t[place + at.ROW_WARN] = _counted(clock.warn)

    def _write_listening(self, clock: Clock, bit: int) -> None:
        self._listen(clock.start, at.STARTS, bit)
        self._listen(clock.stops, at.STOPS, bit)
        self._listen(clock.cancel, at.CANCELS, bit)
        self._listen((Signal(SignalKind.EVENT, event) for event in clock.sets_due), at.SETS, bit)
        self._listen(clock.marks.patient, at.PATIENT, bit)
        self._listen(clock.marks.service, at.SERVICE, bit)
        for event in clock.before:
            self._flag_deeds(self._deed_codes(event), at.DEED_GATES, bit)
        for event in clock.allows:
            self._flag_deeds(self._deed_codes(event), at.DEED_RIGHTS, bit)
        if any(
            limit.limit and limit.limit.unit is TimeUnit.HOURS
            for limit in (*clock.within, *clock.no_sooner)
        ):
            for signal in (*clock.start, *clock.stops):
                if signal.kind is SignalKind.EVENT:
                    self._flag_deeds(
                        self._deed_codes(signal.name, signal.outcome), at.DEED_FLAGS, at.NEEDS_TIME
                    )

    def _flag_deeds(self, codes: Iterable[int], part: int, bits: int) -> None:
        for code in codes:
            self.t[self._deed(code) + part] |= bits

    def _write_masks(self, clock: Clock, bit: int) -> None:
        t = self.t
        t[at.WHILE_ROWS] |= bit if clock.while_ else 0
        t[at.CHANGING_ROWS] |= (
            bit
            if clock.on_change or any(limit.when for limit in (*clock.within, *clock.no_sooner))
            else 0
        )

    def _write_guard(self, place: int, guard: Guard | None) -> None:
        states, settings, on, off = ALL, ALL, 0, 0
        for term in guard or ():
            if term.is_state:
                named = sum(1 << self._state(name) for name in term.names)
                states &= ~named if term.denied else named
            elif term.names[0] in self.names.settings:
                named = 1 << (self.names.settings.index(term.names[0]) + 1)
                settings &= ~named if term.denied else named
            else:
                named = 1 << self.names.conditions.index(term.names[0])
                on, off = (on, off | named) if term.denied else (on | named, off)
        self.t[place : place + at.GUARD_SIZE] = [states & ALL, settings & ALL, on, off]

    def _write_limits(self, limits: Sequence[Limit]) -> tuple[int, int]:
        start = self.next_limit
        for limit in limits:
            self._write_guard(self.next_limit, limit.when)
            kind, amount = _counted(limit.limit or limit.less or NO_DAYS)
            read, less_kind = limit.date_from or limit.at_age, at.NONE
            if read:
                kind, less_kind = at.DATE if limit.date_from else at.AGE, kind
            column = self.names.fields.index(str(read)) if read else at.NONE
            record = [kind, amount, column, less_kind]
            self.t[self.next_limit + at.GUARD_SIZE : self.next_limit + at.LIMIT_SIZE] = record
            self.next_limit += at.LIMIT_SIZE
        return start, self.next_limit

    def _write_change(self, place: int, clock: Clock) -> None:
        t, change = self.t, clock.on_change
        t[place + at.ROW_NOT_BEFORE_KIND], t[place + at.ROW_NOT_BEFORE] = _counted(
            change.not_before if change else None
        )
        for name, asked in change.of.items() if change else ():
            if name == "setting":
                t[place + at.ROW_ON_SETTING] = _CHANGES[asked]
            elif asked is not Change.KEEP:
                part = at.ROW_RECOUNTS if asked is Change.RECOUNT else at.ROW_RESTARTS
                t[place + part] |= 1 << self.names.conditions.index(name)

    # --- who is heard
    def _write_heard(self) -> None:
        t = self.t
        for place in self._all_signals():
            t[place + at.HEARD] = int(any(t[place : place + at.HEARD]))
        for number in range(len(self.rows)):
            row = self._row(number)
            is_warning = (
                t[row + at.ROW_WARN_SIGNAL + at.HEARD] and t[row + at.ROW_WARN_KIND] != at.NONE
            )
            t[row + at.ROW_FLAGS] |= at.IS_DUE_HEARD if t[row + at.ROW_DUE_SIGNAL + at.HEARD] else 0
            t[row + at.ROW_FLAGS] |= at.IS_WARN_HEARD if is_warning else 0
        ends = [
            (name, e.states[name])
            for e in self.editions
            for name in e.states
            if e.states[name].is_end
        ]
        for name, state in ends:
            t[at.ENDS] |= 1 << self._state(name)
            t[at.FINALS] |= 1 << self._state(name) if state.final else 0

    def _all_signals(self) -> Iterator[int]:
        t = self.t
        yield from range(t[at.AT_DEEDS], t[at.AT_WAYS], at.DEED_SIZE)
        yield from range(t[at.AT_STATES], t[at.AT_CONDITIONS], at.SIGNAL_SIZE)
        yield from range(t[at.AT_CONDITIONS], t[at.AT_TALLIES], at.SIGNAL_SIZE)
        yield from range(t[at.AT_TALLIES], t[at.AT_AGES], at.TALLY_SIZE)
        for number in range(len(self.rows)):
            yield self._row(number) + at.ROW_DUE_SIGNAL
            yield self._row(number) + at.ROW_WARN_SIGNAL


def _amount(duration: Duration) -> int:
    return duration.amount * 7 if duration.unit is TimeUnit.WEEKS else duration.amount


def _counted(duration: Duration | None) -> tuple[int, int]:
    return (_KINDS[duration.unit], _amount(duration)) if duration else (at.NONE, 0)


def _row_flags(clock: Clock) -> int:
    flags = {
        at.IS_WHILE: clock.while_ is not None,
        at.OUTLIVES: clock.outlives,
        at.IS_RIGHT: bool(clock.allows),
        at.SUPERSEDES: clock.on_restart == "supersede",
        at.HAS_MINIMUM: bool(clock.no_sooner),
        at.ASKS: clock.when is not None,
    }
    return sum(flag for flag, holds in flags.items() if holds)


@lru_cache(maxsize=8)
def calendar_section(calendar: Calendar) -> list[int]:
    """Return the calendar as the table carries it; laid out once for each calendar."""
    firsts = [
        days_from_civil(1970 + month // 12, month % 12 + 1, 1) for month in range(at.MONTHS + 1)
    ]
    months = [
        month
        for month, (first, following) in enumerate(pairwise(firsts))
        for _ in range(first, following)
    ]
    nth = list(calendar.nth_working)
    nth += [at.NONE] * (at.DAYS + 1 - len(nth))
    return [*calendar.day_start, *calendar.working_index, *nth, *months, *firsts]
