"""Count days and working days: plain integers in, plain integers out.

A day is an int, days since 1970-01-01 (0). An instant is an int, microseconds since
1970-01-01T00:00Z. Which days are free and when the clocks change is read from two texts that a
script has written (tools/write_calendar.py); no library is asked, for an upgrade would change
deadlines that have been given. No message here carries a day: it may be somebody's birth date.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from helhet.pathway.errors import CalendarError

FIRST_DAY: Final = 0
LAST_DAY: Final = 47_846
LAST_DAY_TEXT: Final = "2100-12-31"

MICROSECONDS_PER_SECOND: Final = 1_000_000
MICROSECONDS_PER_MINUTE: Final = 60 * MICROSECONDS_PER_SECOND
MICROSECONDS_PER_HOUR: Final = 60 * MICROSECONDS_PER_MINUTE
# Twenty-four hours. Two civil days a year are an hour shorter or longer: use `day_start` there.
MICROSECONDS_PER_DAY: Final = 24 * MICROSECONDS_PER_HOUR

SATURDAY: Final = 5
SUNDAY: Final = 6

# Births are read and aged with the same functions as deadlines, so years before 1970 count too.
FIRST_YEAR: Final = 1800
LAST_YEAR: Final = 2200
FIRST_BIRTHDAY: Final = -62_091  # 1800-01-01

CLOSED_NAMES: Final[Mapping[str, str]] = {"en": "closed", "nb": "stengt", "nn": "stengt"}

# [0-9], not \d, which also takes digits of other scripts.
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def days_from_civil(year: int, month: int, day: int) -> int:
    """Return the day number of a civil date, negative before 1970.

    Plain arithmetic, exact for 1800..2200, compilable; asks nothing of month and day: a date
    that somebody wrote goes through `parse_day`, which does.
    """
    # The year is counted from March, so that the leap day is its last and moves no other.
    months = (month + 9) % 12
    years = year - months // 10
    day_of_year = (153 * months + 2) // 5 + day - 1
    return 365 * years + years // 4 - years // 100 + years // 400 + day_of_year - 719_468


def civil_from_days(day: int) -> tuple[int, int, int]:
    """Return (year, month, day of month) of a day number; the reverse of `days_from_civil`."""
    # The Gregorian calendar repeats every 400 years, which are 146,097 days.
    era, day_of_era = divmod(day + 719_468, 146_097)
    leaps = day_of_era // 1_460 - day_of_era // 36_524 + day_of_era // 146_096
    year_of_era = (day_of_era - leaps) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    months = (5 * day_of_year + 2) // 153
    year = 400 * era + year_of_era + months // 10
    return year, (months + 2) % 12 + 1, day_of_year - (153 * months + 2) // 5 + 1


def months_later(day: int, n: int) -> int:
    """Return the same day `n` months on, or that month's last day if it is shorter.

    31 January and one month is 28 or 29 February. `n` may be negative. Plain arithmetic without
    a calendar's limits, compilable; `Calendar.add_months` has the limits.
    """
    year, month, day_of_month = civil_from_days(day)
    month_number = 12 * year + month - 1 + n
    first = days_from_civil(month_number // 12, month_number % 12 + 1, 1)
    next_first = days_from_civil((month_number + 1) // 12, (month_number + 1) % 12 + 1, 1)
    return min(first + day_of_month, next_first) - 1


def weekday(day: int) -> int:
    """Return 0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday."""
    return (day + 3) % 7


def parse_day(text: str) -> int:
    """Return the day written "YYYY-MM-DD", of a year from 1800 to 2200.

    So far back for births, so far ahead for typing errors to be seen where they are used.
    """
    match = _DAY.fullmatch(text)
    if match is None:
        raise CalendarError("A day is written YYYY-MM-DD, as in 2026-05-19.")
    year, month, day_of_month = (int(part) for part in match.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CalendarError(f"The year is not between {FIRST_YEAR} and {LAST_YEAR}.")
    day = days_from_civil(year, month, day_of_month)
    if civil_from_days(day) != (year, month, day_of_month):
        raise CalendarError("There is no such day: month or day of month is too high or 0.")
    return day


def format_day(day: int) -> str:
    """Return the day as "YYYY-MM-DD"."""
    year, month, day_of_month = civil_from_days(day)
    return f"{year:04}-{month:02}-{day_of_month:02}"


class Holiday(NamedTuple):
    """A day free by its date, not by its weekday: a public holiday or a closed day.

    `names` is language → name, for the sentence that explains a due date.
    """

    day: int
    names: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Calendar:
    """The days 1970-01-01 to 2100-12-31 of one time zone, made by `calendarfiles.read_calendar`.

    The sequences are for compiled code and stand open to it; whoever indexes them checks the
    day first, for a negative index wraps silently. The methods check, and raise CalendarError.
    """

    day_start: Sequence[int]  # instant of each civil midnight; [LAST_DAY + 1] ends the last day
    working_index: Sequence[int]  # number of working days on or before each day
    nth_working: Sequence[int]  # the k-th working day, k from 1; [0] is -1, no day
    offset_from: Sequence[int]  # instants from which…
    offset: Sequence[int]  # …local time is so many microseconds ahead of UTC
    holidays: Mapping[int, Mapping[str, str]]  # day → language → name
    saturday_is_working: bool
    closed: frozenset[int]  # days on which the pack's offices are closed, beside the holidays

    def is_working(self, day: int) -> bool:
        """Return whether `day` is a working day."""
        return self.nth_working[self.working_index[in_calendar(day)]] == day

    def day_of(self, instant: int) -> int:
        """Return the civil day of an instant."""
        if not self.day_start[FIRST_DAY] <= instant < self.day_start[LAST_DAY + 1]:
            raise CalendarError(f"The moment is not between 1970-01-01 and {LAST_DAY_TEXT}.")
        return bisect_right(self.day_start, instant) - 1

    def instant_of(
        self,
        day: int,
        hour: int = 0,
        minute: int = 0,
        second: int = 0,
        microsecond: int = 0,
        *,
        fold: int = 0,
    ) -> int:
        """Return the instant of a local wall time.

        In autumn one hour comes twice: fold 0 means the first, summer time, fold 1 the second.
        In spring one hour never comes: 02:30 is then read with the offset of before the change,
        so becomes 03:30, whatever the fold, as a clock that nobody has put forward yet.
        """
        _check_wall_time(hour, minute, second, microsecond, fold)
        wall = (
            in_calendar(day) * MICROSECONDS_PER_DAY
            + hour * MICROSECONDS_PER_HOUR
            + minute * MICROSECONDS_PER_MINUTE
            + second * MICROSECONDS_PER_SECOND
            + microsecond
        )
        return wall - self._offset_at_wall(wall, fold)

    def wall_time(self, instant: int) -> tuple[int, int, int, int, int]:
        """Return (day, hour, minute, second, microsecond) as local clocks show the instant."""
        ahead = self.offset[bisect_right(self.offset_from, instant) - 1]
        day, rest = divmod(instant + ahead, MICROSECONDS_PER_DAY)
        hour, rest = divmod(rest, MICROSECONDS_PER_HOUR)
        minute, rest = divmod(rest, MICROSECONDS_PER_MINUTE)
        return in_calendar(day), hour, minute, *divmod(rest, MICROSECONDS_PER_SECOND)

    def _offset_at_wall(self, wall: int, fold: int) -> int:
        """Return microseconds ahead of UTC at local time `wall`, microseconds since 1970 local."""

        def holds_from(change: int) -> int:
            before, after = self.offset[change - 1], self.offset[change]
            return self.offset_from[change] + (after if fold else max(before, after))

        changes = range(1, len(self.offset))
        return self.offset[bisect_right(changes, wall, key=holds_from)]

    def add_working_days(self, day: int, n: int) -> int:
        """Return the `n`-th working day after `day`, which is not itself counted.

        With n = 0: the day itself if it is a working day, otherwise the next one, so that a
        limit of no days never falls due before it began (a bare index would say Friday for a
        Sunday). A negative n is refused: `subtract_working_days` counts back.
        """
        before = self.working_index[in_calendar(day)]
        if _not_negative(n) == 0:
            return day if self.nth_working[before] == day else self._working_day(before + 1)
        return self._working_day(before + n)

    def subtract_working_days(self, day: int, n: int) -> int:
        """Return the latest working day after which `n` working days lie, the last on `day`.

        If `day` is free the last of them is the nearest working day before it. With n = 0: the
        day itself, free or not. So for n > 0 and a working `day`, adding n again gives `day`.
        """
        index = self.working_index[in_calendar(day)]
        return day if _not_negative(n) == 0 else self._working_day(index - n)

    def _working_day(self, k: int) -> int:
        if not 1 <= k < len(self.nth_working):
            raise _leaves_calendar()
        return self.nth_working[k]

    def add_months(self, day: int, n: int) -> int:
        """Return `months_later`; days before 1970 are allowed, back to 1800, for ages.

        A result after the calendar's end is refused. One before 1970 is for comparing only: it
        has no entry in `day_start`.
        """
        later = months_later(day, n)
        if not (FIRST_BIRTHDAY <= day <= LAST_DAY and FIRST_BIRTHDAY <= later <= LAST_DAY):
            raise CalendarError(f"Months are counted from 1800-01-01 to {LAST_DAY_TEXT} only.")
        return later

    def working_days_between(self, start: int, stop: int) -> int:
        """Return the number of working days after `start` up to and including `stop`.

        Negative if `stop` is the earlier: the working days since, as in "3 days overdue".
        """
        index = self.working_index
        return index[in_calendar(stop)] - index[in_calendar(start)]

    def skipped(self, day_from: int, day_to: int) -> list[Holiday]:
        """Return the free days after `day_from` up to and including `day_to`, with their names.

        Only days that a reader would have counted: no ordinary weekend. This is what an
        explanation says of a due date. On a day both closed and holy the holiday's name stands.
        """
        days = range(in_calendar(day_from) + 1, in_calendar(day_to) + 1)
        last_weekday = SATURDAY if self.saturday_is_working else SATURDAY - 1
        return [
            Holiday(day, self.holidays.get(day, CLOSED_NAMES))
            for day in days
            if weekday(day) <= last_weekday and not self.is_working(day)
        ]


def in_calendar(day: int) -> int:
    """Return `day`; refuses one that an index would wrap or miss."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise CalendarError(f"The day is not between 1970-01-01 and {LAST_DAY_TEXT}.")
    return day


def _leaves_calendar() -> CalendarError:
    return CalendarError(f"The count leaves the calendar, 1970-01-01 to {LAST_DAY_TEXT}.")


def _not_negative(n: int) -> int:
    if n < 0:
        raise CalendarError("The number of working days is negative: count the other way.")
    return n


def _check_wall_time(hour: int, minute: int, second: int, microsecond: int, fold: int) -> None:
    parts = ((hour, 24), (minute, 60), (second, 60), (microsecond, 1_000_000), (fold, 2))
    if not all(0 <= part < limit for part, limit in parts):
        raise CalendarError("The time is not between 00:00:00 and 23:59:59.999999, fold 0 or 1.")
