"""The stepping's counting of days, at the edges of the calendar and of each day, in three zones."""

from collections.abc import Iterator

import pytest

from helhet.pathway.calendar import Calendar, months_later, parse_day
from helhet.pathway.calendarfiles import read_calendar
from helhet.pathway.stepping.counting import (
    day_of,
    day_start,
    days_after,
    days_before,
    hours_after,
    months_after,
)
from helhet.pathway.tables.layout import (
    DAYS,
    FAR,
    IN_DAYS,
    NONE,
    TICKS_PER_DAY,
    TICKS_PER_HOUR,
    WORKING_DAYS,
)
from helhet.pathway.tables.table import compile_pathway
from tests.unit.explained import NORWAY, TEXTS, pathway

LAST = DAYS - 1
EDITION = pathway("within: 7 days")
EDGES = [*range(15), *range(LAST - 14, DAYS)]
"""The first and the last two weeks of the calendar."""


def zone(minutes: int) -> Calendar:
    """Return the calendar of a country without summer time."""
    return read_calendar(TEXTS[0], f"from_utc,offset_minutes\n1969-12-30T00:00:00Z,{minutes}\n")


def ints(calendar: Calendar) -> list[int]:
    return compile_pathway([EDITION], calendar).ints


T = ints(NORWAY)


@pytest.mark.parametrize(
    "calendar", [NORWAY, zone(-300), zone(0), zone(720)], ids=["Norway", "-5 h", "0 h", "+12 h"]
)
def test_each_instant_lies_on_the_day_that_its_clock_shows(calendar: Calendar) -> None:
    t = ints(calendar)

    for day in [*EDGES, *range(parse_day("2026-03-20"), parse_day("2026-11-01"))]:
        first, after = calendar.day_start[day], calendar.day_start[day + 1]
        assert (day_start(t, day), day_start(t, day + 1)) == (first, after)
        for instant in (first, first + 1, (first + after) // 2, after - 1):
            assert day_of(t, instant) == day


def test_instants_outside_the_calendar_lie_on_its_first_and_last_day() -> None:
    assert day_of(T, NORWAY.day_start[0] - 1) == 0
    assert day_of(T, NORWAY.day_start[0] - 2 * TICKS_PER_DAY) == 0
    assert day_of(T, NORWAY.day_start[DAYS]) == LAST
    assert day_of(T, NORWAY.day_start[DAYS] + 2 * TICKS_PER_DAY) == LAST


def test_days_and_hours_end_with_the_calendar() -> None:
    assert [days_after(T, IN_DAYS, LAST, n) for n in (0, 1)] == [LAST, NONE]
    assert [days_before(T, IN_DAYS, 3, n) for n in (0, 3, 4)] == [3, 0, NONE]
    end = NORWAY.day_start[DAYS]
    assert hours_after(T, end - TICKS_PER_HOUR - 1, 1) == end
    assert hours_after(T, end - TICKS_PER_HOUR, 1) == FAR


def later(day: int, n: int) -> int:
    """Count working days one by one; NONE past the end."""
    if n == 0:
        return next((each for each in range(day, DAYS) if NORWAY.is_working(each)), NONE)
    after = (each for each in range(day + 1, DAYS) if NORWAY.is_working(each))
    return next((each for number, each in enumerate(after, 1) if number == n), NONE)


def earlier(day: int, n: int) -> int:
    """Return the latest working day from which n working days lie up to a day; for 0 the day itself."""
    if n == 0:
        return day
    before = (each for each in range(day, -1, -1) if NORWAY.is_working(each))
    return next((each for number, each in enumerate(before) if number == n), NONE)


def edges() -> Iterator[tuple[int, int]]:
    return ((day, n) for day in EDGES for n in range(12))


def test_working_days_count_one_by_one_at_both_ends_of_the_calendar() -> None:
    for day, n in edges():
        assert days_after(T, WORKING_DAYS, day, n) == later(day, n), (day, n)
        assert days_before(T, WORKING_DAYS, day, n) == earlier(day, n), (day, n)


def test_months_count_from_the_first_month_to_the_last() -> None:
    for day in (0, 30, 31, 58, parse_day("2024-02-29"), parse_day("2026-05-31"), LAST - 30, LAST):
        for n in range(-1600, 1600):
            expected = months_later(day, n)
            expected = expected if 0 <= expected < DAYS else NONE
            assert months_after(T, day, n) == expected, (day, n)


def test_days_before_the_calendar_are_none() -> None:
    assert days_before(T, IN_DAYS, 3, 3) == 0
    assert days_before(T, IN_DAYS, 3, 5) == NONE
