"""Days and times for the oracle: dates and loops over days; only midnights and holidays are looked up."""

from calendar import monthrange
from datetime import MINYEAR, date, timedelta
from functools import lru_cache

from helhet.pathway.calendar import Calendar
from helhet.pathway.language.phrases import Duration, TimeUnit

EPOCH = date(1970, 1, 1)
SATURDAY, SUNDAY = 5, 6
HOUR = 3_600_000_000
TICK = 1


def is_inside(calendar: Calendar, day: int) -> bool:
    return 0 <= day < len(calendar.day_start) - 1


def is_working(calendar: Calendar, day: int) -> bool:
    weekday = (EPOCH + timedelta(days=day)).weekday()
    is_weekend = weekday == SUNDAY or (weekday == SATURDAY and not calendar.saturday_is_working)
    return not (is_weekend or day in calendar.holidays or day in calendar.closed)


def day_of(calendar: Calendar, at: int) -> int:
    """Return the civil day of an instant."""
    day = max(0, at // (24 * HOUR))
    while calendar.day_start[day] > at:
        day -= 1
    while calendar.day_start[day + 1] <= at:
        day += 1
    return day


def months_after(day: int, months: int) -> int:
    """Return the same day so many months on, or that month's last day; -1 for one before year 1."""
    start = EPOCH + timedelta(days=day)
    year, month = divmod(12 * start.year + start.month - 1 + months, 12)
    if year < MINYEAR:
        return -1
    last = monthrange(year, month + 1)[1]
    return (date(year, month + 1, min(start.day, last)) - EPOCH).days


def day_after(calendar: Calendar, day: int, length: Duration) -> int | None:
    """Return the day that is `length` after `day`, or None if the calendar has it not."""
    return _inside(calendar, _moved(calendar, day, length, 1))


def day_before(calendar: Calendar, day: int, length: Duration) -> int | None:
    return _inside(calendar, _moved(calendar, day, length, -1))


def _inside(calendar: Calendar, day: int) -> int | None:
    return day if is_inside(calendar, day) else None


def _moved(calendar: Calendar, day: int, length: Duration, way: int) -> int:
    if length.unit is TimeUnit.MONTHS:
        return months_after(day, way * length.amount)
    if length.unit is TimeUnit.WORKING_DAYS:
        count = _working_days_after if way > 0 else _working_days_before
        return count(calendar, day, length.amount)
    return day + way * length.amount * (7 if length.unit is TimeUnit.WEEKS else 1)


@lru_cache(maxsize=100_000)
def _working_days_after(calendar: Calendar, day: int, amount: int) -> int:
    if amount == 0 and is_working(calendar, day):
        return day
    left = max(amount, 1)
    while left and is_inside(calendar, day):
        day += 1
        left -= is_working(calendar, day)
    return day


@lru_cache(maxsize=100_000)
def _working_days_before(calendar: Calendar, day: int, amount: int) -> int:
    """Return the latest working day after which `amount` working days lie, the last by `day`."""
    passed = 0
    while amount and day >= 0 and not (passed == amount and is_working(calendar, day)):
        passed += is_working(calendar, day)
        day -= 1
    return day
