"""Weigh the limits of a clock: which apply, where each falls in the calendar, which one holds.

The stepping counts on integers what is counted here with `Calendar`, limit by limit, so that each
count can be told (docs/reference/meaning.md §4); the tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from helhet.pathway.calendar import (
    FIRST_DAY,
    LAST_DAY,
    MICROSECONDS_PER_HOUR,
    Calendar,
    months_later,
)
from helhet.pathway.courses.course import Value
from helhet.pathway.errors import CalendarError
from helhet.pathway.language.model import Clock, Limit
from helhet.pathway.language.phrases import Duration, FieldRef, Guard, Term, TimeUnit

DAYS_IN_WEEK = 7


@dataclass(frozen=True)
class Facts:
    """What limits are counted from (`day`, `moment`), and what they ask about and read."""

    day: int
    moment: int
    state: str | None = None
    setting: str | None = None
    conditions: frozenset[str] = frozenset()
    values: Mapping[str, Value] = field(default_factory=dict)
    born: int | None = None

    def hold(self, guard: Guard | None) -> bool:
        """Return whether a guard holds; none always does."""
        return all(self._is_so(term) is not term.denied for term in guard or ())

    def given_day(self, ref: FieldRef) -> int | None:
        """Return the date in a form field, or None if it is empty or outside the calendar."""
        value = self.values.get(str(ref))
        if isinstance(value, int) and not isinstance(value, bool):
            return _inside(value)
        return None

    def counted_from(self, limit: Limit) -> int | None:
        """Return the day that a limit is counted from, or back from; None if it is not known or outside the calendar."""
        if limit.date_from:
            return self.given_day(limit.date_from)
        if limit.at_age:
            return (
                None if self.born is None else _inside(months_later(self.born, 12 * limit.at_age))
            )
        return self.day

    def _is_so(self, term: Term) -> bool:
        here = {self.state} if term.is_state else {self.setting, *self.conditions}
        return not here.isdisjoint(term.names)


@dataclass(frozen=True)
class Fall:
    """Where a limit falls: on a day, or in hours at an instant.

    `counted_from` is None if the form gives no date, or nobody knows when the age is reached. `first` is the first instant of the day, or the
    instant itself, `too_late` the first after it; both None if it falls nowhere.
    """

    limit: Limit
    counted_from: int | None
    first: int | None = None
    too_late: int | None = None


@dataclass(frozen=True)
class Weighed:
    """The limits that apply, those that do not, and the one that holds, if any."""

    applying: tuple[Fall, ...]
    others: tuple[Limit, ...]
    held: Fall | None

    @property
    def due(self) -> int | None:
        """The first instant too late, None without a due."""
        return self.held.too_late if self.held else None

    @property
    def earliest(self) -> int | None:
        """The first instant allowed, None if every one is."""
        return self.held.first if self.held else None


def weigh_due(calendar: Calendar, limits: Sequence[Limit], facts: Facts) -> Weighed:
    """Weigh `within`: the limit that falls first holds."""
    applying, others = _apply(calendar, limits, facts)
    falling = (fall for fall in applying if fall.too_late is not None)
    held = min(falling, key=lambda fall: fall.too_late or 0, default=None)
    return Weighed(applying, others, held)


def weigh_earliest(calendar: Calendar, limits: Sequence[Limit], facts: Facts) -> Weighed:
    """Weigh `no-sooner`: the limit that falls last holds."""
    applying, others = _apply(calendar, limits, facts)
    falling = (fall for fall in applying if fall.first is not None)
    held = max(falling, key=lambda fall: fall.first or 0, default=None)
    return Weighed(applying, others, held)


def _apply(
    calendar: Calendar, limits: Sequence[Limit], facts: Facts
) -> tuple[tuple[Fall, ...], tuple[Limit, ...]]:
    applying = tuple(fall_of(calendar, each, facts) for each in limits if facts.hold(each.when))
    return applying, tuple(each for each in limits if not facts.hold(each.when))


def counts_hours(clock: Clock) -> bool:
    """Return whether any limit of a clock, in whatever period, is in hours: its start then has a time."""
    periods = (limit for period in clock.periods for limit in (*period.within, *period.no_sooner))
    lengths = (each.limit for each in (*clock.within, *clock.no_sooner, *periods))
    return any(length and length.unit is TimeUnit.HOURS for length in lengths)


def fall_of(calendar: Calendar, limit: Limit, facts: Facts) -> Fall:
    """Return where one limit falls."""
    if limit.limit and limit.limit.unit is TimeUnit.HOURS:
        instant = facts.moment + limit.limit.amount * MICROSECONDS_PER_HOUR
        is_inside = instant < calendar.day_start[LAST_DAY + 1]
        return Fall(limit, facts.day, *((instant, instant + 1) if is_inside else ()))
    start = facts.counted_from(limit)
    day = None if start is None else _counted(calendar, limit, start)
    if day is None:
        return Fall(limit, start)
    return Fall(limit, start, calendar.day_start[day], calendar.day_start[day + 1])


def _counted(calendar: Calendar, limit: Limit, start: int) -> int | None:
    try:
        if limit.limit:
            return _inside(_after(calendar, start, limit.limit))
        return _inside(_before(calendar, start, limit.less) if limit.less else start)
    except CalendarError:
        return None


def _after(calendar: Calendar, day: int, length: Duration) -> int:
    if length.unit is TimeUnit.WORKING_DAYS:
        return calendar.add_working_days(day, length.amount)
    if length.unit is TimeUnit.MONTHS:
        return calendar.add_months(day, length.amount)
    return day + _days(length)


def _before(calendar: Calendar, day: int, length: Duration) -> int:
    if length.unit is TimeUnit.WORKING_DAYS:
        return calendar.subtract_working_days(day, length.amount)
    if length.unit is TimeUnit.MONTHS:
        return calendar.add_months(day, -length.amount)
    return day - _days(length)


def _days(length: Duration) -> int:
    return length.amount * (DAYS_IN_WEEK if length.unit is TimeUnit.WEEKS else 1)


def _inside(day: int) -> int | None:
    return day if FIRST_DAY <= day <= LAST_DAY else None
