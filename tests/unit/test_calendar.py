"""Days, working days and civil midnights: every count held against a slower way to it.

The oracles walk day by day over sets of dates, and zoneinfo may speak here, as it may not in
the program: it holds the written offsets against today's rules.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhet.pathway import calendar as subject
from helhet.pathway.calendar import (
    CLOSED_NAMES,
    FIRST_BIRTHDAY,
    FIRST_DAY,
    LAST_DAY,
    LAST_DAY_TEXT,
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_HOUR,
    MICROSECONDS_PER_MINUTE,
    Calendar,
    civil_from_days,
    days_from_civil,
    format_day,
    months_later,
    parse_day,
    weekday,
)
from helhet.pathway.calendarfiles import read_calendar
from helhet.pathway.errors import CalendarError
from tools import write_calendar

FOLDER = Path(__file__).parents[2] / "src/helhet/content/norway/calendar"
HOLIDAYS = (FOLDER / "holidays.csv").read_text("utf-8")
OFFSETS = (FOLDER / "offsets.csv").read_text("utf-8")

NORWAY = read_calendar(HOLIDAYS, OFFSETS)
SIX_DAYS = read_calendar(HOLIDAYS, OFFSETS, saturday_is_working=True)
CHRISTMAS_EVES = [days_from_civil(year, 12, 24) for year in range(1970, 2101)]
SHUT_ON_EVES = read_calendar(HOLIDAYS, OFFSETS, closed_days=CHRISTMAS_EVES)
CALENDARS = st.sampled_from([NORWAY, SIX_DAYS, SHUT_ON_EVES])

EPOCH = date(1970, 1, 1)
EPOCH_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)
# Thirty working days and the longest holiday fit between these and either end.
INNER_DAYS = st.integers(FIRST_DAY + 100, LAST_DAY - 100)
ANY_DAY = st.integers(FIRST_DAY, LAST_DAY)


def day(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


def on(number: int) -> date:
    return EPOCH + timedelta(days=number)


def oslo() -> ZoneInfo:
    with resources.files("tzdata.zoneinfo.Europe").joinpath("Oslo").open("rb") as file:
        return ZoneInfo.from_file(file, key="Europe/Oslo")


def instant(at: datetime) -> int:
    return (at - EPOCH_INSTANT) // timedelta(microseconds=1)


def utc(text: str) -> int:
    return instant(datetime.fromisoformat(text).replace(tzinfo=UTC))


def easter(year: int) -> date:
    """Return Easter Sunday by the "anonymous Gregorian" rule of 1876 (Meeus, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    f = (b + 8) // 25
    h = (19 * a + b - b // 4 - (b - f + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, before = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, before + 1)


def public_holidays(year: int) -> dict[date, set[str]]:
    """Return the days of the two acts, with their English names, from Easter and the dates."""
    found: dict[date, set[str]] = {}
    for month, of_month, name in (
        (1, 1, "New Year's Day"),
        (5, 1, "Labour Day"),
        (5, 17, "Constitution Day"),
        (12, 25, "Christmas Day"),
        (12, 26, "Second Christmas Day"),
    ):
        found.setdefault(date(year, month, of_month), set()).add(name)
    for after, name in (
        (-3, "Maundy Thursday"),
        (-2, "Good Friday"),
        (0, "Easter Sunday"),
        (1, "Easter Monday"),
        (39, "Ascension Day"),
        (49, "Whit Sunday"),
        (50, "Whit Monday"),
    ):
        found.setdefault(easter(year) + timedelta(days=after), set()).add(name)
    return found


FREE = {free for year in range(1970, 2101) for free in public_holidays(year)}


def works(calendar: Calendar, number: int) -> bool:
    """Return whether the day is a working day, by the date and sets alone."""
    week = 6 if calendar is SIX_DAYS else 5
    is_eve = calendar is SHUT_ON_EVES and (on(number).month, on(number).day) == (12, 24)
    return on(number).weekday() < week and on(number) not in FREE and not is_eve


def last_after(calendar: Calendar, number: int, n: int) -> int:
    """Return the n-th working day after a day, walking."""
    while n:
        number += 1
        n -= works(calendar, number)
    return number


def assert_refused(message: str, *asked: Callable[[], object]) -> None:
    for ask in asked:
        with pytest.raises(CalendarError, match=f"^{re.escape(message)}$"):
            ask()


# The files


def test_holidays_are_those_of_the_acts_in_every_year() -> None:
    expected = {
        (found, name)
        for year in range(1970, 2101)
        for found, names in public_holidays(year).items()
        for name in names
    }

    listed = {
        (on(number), name)
        for number, names in NORWAY.holidays.items()
        for name in names["en"].split("; ")
    }

    assert listed == expected


def test_easter_rule_gives_the_easters_of_the_almanac() -> None:
    almanac = ["1970-03-29", "2000-04-23", "2008-03-23", "2026-04-05", "2038-04-25", "2076-04-19"]

    assert [easter(int(text[:4])).isoformat() for text in almanac] == almanac


def test_eves_are_working_days_and_no_holidays() -> None:
    assert all(number not in NORWAY.holidays for number in CHRISTMAS_EVES)
    assert NORWAY.is_working(day("2026-12-24"))
    assert NORWAY.is_working(day("2026-12-31"))


def test_two_holidays_on_one_date_share_its_row() -> None:
    assert NORWAY.holidays[day("2008-05-01")] == {
        "en": "Labour Day; Ascension Day",
        "nb": "Arbeidernes dag; Kristi himmelfartsdag",
        "nn": "Arbeidardagen; Kristi himmelfartsdag",
    }


def test_every_midnight_of_131_years_is_as_zoneinfo_has_it() -> None:
    zone = oslo()
    expected = [
        instant(datetime.combine(on(number), time.min, tzinfo=zone))
        for number in range(LAST_DAY + 2)
    ]

    assert list(read_calendar(HOLIDAYS, OFFSETS).day_start) == expected


def test_readme_names_the_rows_and_hash_of_each_file() -> None:
    readme = (FOLDER / "README.md").read_text("utf-8")

    said = re.findall(r"^\| (\S+\.csv) \| .* \| (\d+) \| `(\w+)` \|$", readme, re.MULTILINE)

    assert said == [
        (name, str(text.count("\n") - 1), hashlib.sha256(text.encode()).hexdigest())
        for name, text in (("holidays.csv", HOLIDAYS), ("offsets.csv", OFFSETS))
    ]
    assert [rows for _, rows, _ in said] == ["1561", "243"]


def test_files_are_what_the_script_would_write_today(tmp_path: Path) -> None:
    first = write_calendar.write(tmp_path / "calendar")
    again = write_calendar.write(tmp_path / "calendar")

    assert first == ["holidays.csv", "offsets.csv", "README.md"]
    assert again == []
    for name in ("holidays.csv", "offsets.csv"):
        assert (tmp_path / "calendar" / name).read_bytes() == (FOLDER / name).read_bytes()


def test_script_never_overwrites_a_file_with_other_rows(tmp_path: Path) -> None:
    (tmp_path / "offsets.csv").write_text("from_utc,offset_minutes\n", "utf-8")

    with pytest.raises(SystemExit, match="never overwritten"):
        write_calendar.write(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["offsets.csv"]


# Civil dates


def test_civil_dates_are_exact_from_1800_to_2200() -> None:
    first, last = (date(1800, 1, 1) - EPOCH).days, (date(2200, 12, 31) - EPOCH).days
    for number in range(first, last + 1):
        real = on(number)
        assert civil_from_days(number) == (real.year, real.month, real.day)
        assert days_from_civil(real.year, real.month, real.day) == number
        assert weekday(number) == real.weekday()


def test_bounds_are_the_days_they_are_called() -> None:
    assert day(LAST_DAY_TEXT) == LAST_DAY
    assert day("1970-01-01") == FIRST_DAY
    assert day("1800-01-01") == FIRST_BIRTHDAY
    assert timedelta(days=1) // timedelta(microseconds=1) == MICROSECONDS_PER_DAY


@given(st.dates(date(1800, 1, 1), date(2200, 12, 31)))
def test_a_day_reads_as_it_is_written(real: date) -> None:
    assert parse_day(real.isoformat()) == (real - EPOCH).days
    assert format_day((real - EPOCH).days) == real.isoformat()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-5-19",
        "19.05.2026",
        "2026-05-19 ",
        "2026-05-19\n",
        "2026-02-29",
        "2100-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-04-31",
        "2026-01-00",
        "1799-12-31",
        "2201-01-01",
        "0202-01-01",
        "\u0662\u0660\u0662\u0666-\u0660\u0665-\u0661\u0669",  # 2026-05-19 in Arabic digits
    ],
)
def test_what_is_no_day_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(CalendarError) as caught:
        parse_day(text)

    assert str(caught.value) in (
        "A day is written YYYY-MM-DD, as in 2026-05-19.",
        "The year is not between 1800 and 2200.",
        "There is no such day: month or day of month is too high or 0.",
    )


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2000-01-31", 1, "2000-02-29"),
        ("2099-12-31", 2, "2100-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-05-19", 0, "2026-05-19"),
        ("1944-02-29", 12 * 18, "1962-02-28"),
        ("1960-06-30", 12 * 23, "1983-06-30"),
        ("1800-01-31", 1, "1800-02-28"),
        ("1800-01-01", 0, "1800-01-01"),
        ("2100-11-30", 1, "2100-12-30"),
        ("2100-12-31", 0, "2100-12-31"),
    ],
)
def test_months_keep_the_day_or_end_with_the_month(start: str, n: int, expected: str) -> None:
    assert format_day(NORWAY.add_months(day(start), n)) == expected


@given(st.dates(date(1800, 1, 1), date(2200, 12, 31)), st.integers(-600, 600))
def test_months_later_is_the_last_real_date_not_after_the_same_day(real: date, n: int) -> None:
    later = date(1970, 1, 1) + timedelta(days=months_later((real - EPOCH).days, n))

    assert 12 * later.year + later.month == 12 * real.year + real.month + n
    assert later.day == real.day or (
        later.day < real.day and (later + timedelta(days=1)).month != later.month
    )


@pytest.mark.parametrize(
    ("start", "n"),
    [
        ("2100-12-01", 1),
        ("1800-01-31", -1),
        ("2101-01-01", -1),
        ("1799-12-31", 1),
        ("2026-05-19", 10**9),
    ],
)
def test_months_that_leave_the_calendar_are_refused(start: str, n: int) -> None:
    assert_refused(
        "Months are counted from 1800-01-01 to 2100-12-31 only.",
        lambda: NORWAY.add_months(day(start), n),
    )


# Working days


def test_ten_working_days_from_4_may_2026_end_on_tuesday_19_for_ascension_day_is_free() -> None:
    due = NORWAY.add_working_days(day("2026-05-04"), 10)

    assert format_day(due) == "2026-05-19"
    assert weekday(due) == 1
    [(free, names)] = NORWAY.skipped(day("2026-05-04"), due)
    assert format_day(free) == "2026-05-14"
    assert names["nb"] == "Kristi himmelfartsdag"


@pytest.mark.parametrize("calendar", [NORWAY, SIX_DAYS, SHUT_ON_EVES])
def test_every_day_of_131_years_works_or_not_as_the_walk_says(calendar: Calendar) -> None:
    count, worked = 0, [-1]
    for number in range(LAST_DAY + 1):
        if works(calendar, number):
            count += 1
            worked.append(number)
        assert calendar.is_working(number) == works(calendar, number)
        assert calendar.working_index[number] == count
    assert list(calendar.nth_working) == worked
    assert len(calendar.working_index) == LAST_DAY + 1
    assert len(calendar.day_start) == LAST_DAY + 2


@given(CALENDARS, INNER_DAYS, st.integers(1, 50))
def test_nth_working_day_after_is_the_one_a_walk_reaches(
    calendar: Calendar, start: int, n: int
) -> None:
    assert calendar.add_working_days(start, n) == last_after(calendar, start, n)


@given(CALENDARS, INNER_DAYS, st.integers(1, 50))
def test_subtracting_finds_the_latest_working_day_with_n_behind_it(
    calendar: Calendar, stop: int, n: int
) -> None:
    walked, behind = stop, 0
    while not (works(calendar, walked) and behind == n):
        behind += works(calendar, walked)
        walked -= 1

    assert calendar.subtract_working_days(stop, n) == walked
    assert calendar.working_days_between(walked, stop) == n


@given(CALENDARS, INNER_DAYS, st.integers(0, 90))
def test_working_days_between_counts_stop_but_not_start(
    calendar: Calendar, start: int, length: int
) -> None:
    walked = sum(works(calendar, number) for number in range(start + 1, start + length + 1))

    assert calendar.working_days_between(start, start + length) == walked
    assert calendar.working_days_between(start + length, start) == -walked


@given(CALENDARS, INNER_DAYS)
def test_no_working_days_from_a_free_day_end_on_the_next_working_day(
    calendar: Calendar, start: int
) -> None:
    expected = start if works(calendar, start) else last_after(calendar, start, 1)

    assert calendar.add_working_days(start, 0) == expected
    assert calendar.subtract_working_days(start, 0) == start


def test_no_working_days_from_a_sunday_is_monday_not_the_friday_before() -> None:
    assert format_day(NORWAY.add_working_days(day("2026-05-10"), 0)) == "2026-05-11"


@given(CALENDARS, INNER_DAYS, st.integers(0, 60))
def test_skipped_are_the_weekdays_without_work_after_start_up_to_stop(
    calendar: Calendar, start: int, length: int
) -> None:
    week = 6 if calendar is SIX_DAYS else 5
    walked = [
        number
        for number in range(start + 1, start + length + 1)
        if on(number).weekday() < week and not works(calendar, number)
    ]

    assert [number for number, _ in calendar.skipped(start, start + length)] == walked


def test_saturday_works_only_where_the_pack_says_so() -> None:
    friday, saturday = day("2026-05-08"), day("2026-05-09")
    five = read_calendar(HOLIDAYS, OFFSETS)
    six = read_calendar(HOLIDAYS, OFFSETS, saturday_is_working=True)

    assert not five.is_working(saturday)
    assert five.add_working_days(friday, 1) == day("2026-05-11")
    assert six.add_working_days(friday, 1) == saturday
    assert not six.is_working(day("2026-05-10"))
    # Second Christmas Day 2026 is a Saturday: a day to explain only where Saturdays count.
    assert not six.is_working(day("2026-12-26"))
    assert five.skipped(day("2026-12-25"), day("2026-12-27")) == []
    assert len(six.skipped(day("2026-12-25"), day("2026-12-27"))) == 1


def test_closed_days_are_free_and_said_to_be_closed() -> None:
    shut = read_calendar(
        HOLIDAYS, OFFSETS, closed_days=[day("2026-12-24"), day("2026-12-25"), day("2026-12-27")]
    )

    free = shut.skipped(day("2026-12-23"), day("2026-12-28"))

    assert format_day(shut.add_working_days(day("2026-12-23"), 1)) == "2026-12-28"
    assert [names for _, names in free] == [
        CLOSED_NAMES,
        {"en": "Christmas Day", "nb": "Første juledag", "nn": "Første juledag"},
    ]
    assert len(shut.closed) == 3


# Instants


def test_summer_time_begins_and_a_time_that_never_comes_is_an_hour_later() -> None:
    spring = day("2026-03-29")

    assert NORWAY.instant_of(spring, 1, 59) == utc("2026-03-29T00:59")
    assert NORWAY.instant_of(spring, 3) == utc("2026-03-29T01:00")
    assert NORWAY.instant_of(spring, 2, 30) == NORWAY.instant_of(spring, 3, 30)
    assert NORWAY.instant_of(spring, 2, 30, fold=1) == NORWAY.instant_of(spring, 3, 30)
    assert NORWAY.day_start[spring + 1] - NORWAY.day_start[spring] == 23 * MICROSECONDS_PER_HOUR


def test_summer_time_ends_and_the_hour_that_comes_twice_is_told_apart_by_fold() -> None:
    autumn = day("2026-10-25")

    assert NORWAY.instant_of(autumn, 2, 30) == utc("2026-10-25T00:30")
    assert NORWAY.instant_of(autumn, 2, 30, fold=1) == utc("2026-10-25T01:30")
    assert NORWAY.instant_of(autumn, 1, 59, fold=1) == utc("2026-10-24T23:59")
    assert NORWAY.instant_of(autumn, 3) == utc("2026-10-25T02:00")
    assert NORWAY.day_start[autumn + 1] - NORWAY.day_start[autumn] == 25 * MICROSECONDS_PER_HOUR


@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 12, 31, 23, 59, 59, 999999)))  # noqa: DTZ001 - wall time
def test_wall_time_and_day_are_as_zoneinfo_has_them(wall: datetime) -> None:
    zone = oslo()
    number = (wall.date() - EPOCH).days
    parts = (wall.hour, wall.minute, wall.second, wall.microsecond)
    for fold in (0, 1):
        at = NORWAY.instant_of(number, *parts, fold=fold)
        seen = (EPOCH_INSTANT + timedelta(microseconds=at)).astimezone(zone)

        assert NORWAY.day_of(at) == number
        assert at == instant(wall.replace(tzinfo=zone, fold=fold))
        assert seen.replace(tzinfo=None) == wall.replace(fold=seen.fold)


def test_each_quarter_hour_around_each_change_is_as_zoneinfo_has_it() -> None:
    zone = oslo()
    assert len(NORWAY.offset_from) == 243
    for change in NORWAY.offset_from[1:]:
        number = NORWAY.day_of(change)
        for quarter in range(4 * 5):
            hour, minute = quarter // 4, quarter % 4 * 15
            wall = datetime.combine(on(number), time(hour, minute), tzinfo=zone)
            is_gap = instant(wall) > instant(wall.replace(fold=1))
            for fold in (0, 1):
                at = NORWAY.instant_of(number, hour, minute, fold=fold)
                assert at == instant(wall.replace(fold=0 if is_gap else fold))


def test_each_day_holds_its_first_and_last_microsecond() -> None:
    for number in range(LAST_DAY + 1):
        assert NORWAY.day_of(NORWAY.day_start[number]) == number
        assert NORWAY.day_of(NORWAY.day_start[number + 1] - 1) == number
        assert NORWAY.instant_of(number) == NORWAY.day_start[number]


# Ends of the calendar


@pytest.mark.parametrize("outside", [FIRST_DAY - 1, LAST_DAY + 1, -LAST_DAY, 10**12])
def test_a_day_outside_the_calendar_is_refused_everywhere(outside: int) -> None:
    inside = day("2026-05-19")
    assert_refused(
        "The day is not between 1970-01-01 and 2100-12-31.",
        lambda: NORWAY.is_working(outside),
        lambda: NORWAY.instant_of(outside),
        lambda: NORWAY.add_working_days(outside, 1),
        lambda: NORWAY.add_working_days(outside, 0),
        lambda: NORWAY.subtract_working_days(outside, 1),
        lambda: NORWAY.subtract_working_days(outside, 0),
        lambda: NORWAY.working_days_between(outside, inside),
        lambda: NORWAY.working_days_between(inside, outside),
        lambda: NORWAY.skipped(outside, inside),
        lambda: NORWAY.skipped(inside, outside),
        lambda: read_calendar(HOLIDAYS, OFFSETS, closed_days=[outside]),
    )


def test_an_instant_outside_the_calendar_is_refused() -> None:
    first, end = NORWAY.day_start[FIRST_DAY], NORWAY.day_start[LAST_DAY + 1]

    assert NORWAY.day_of(first) == FIRST_DAY
    assert NORWAY.day_of(end - 1) == LAST_DAY
    assert_refused(
        "The moment is not between 1970-01-01 and 2100-12-31.",
        lambda: NORWAY.day_of(first - 1),
        lambda: NORWAY.day_of(end),
    )


def test_a_count_of_working_days_that_leaves_the_calendar_is_refused() -> None:
    last_friday, first_friday = day("2100-12-31"), day("1970-01-02")

    assert NORWAY.add_working_days(last_friday - 1, 1) == last_friday
    assert NORWAY.subtract_working_days(day("1970-01-05"), 1) == first_friday
    assert_refused(
        "The count leaves the calendar, 1970-01-01 to 2100-12-31.",
        lambda: NORWAY.add_working_days(last_friday, 1),
        lambda: NORWAY.add_working_days(FIRST_DAY, 10**9),
        lambda: NORWAY.subtract_working_days(first_friday, 1),
        lambda: NORWAY.subtract_working_days(first_friday, 10**9),
        lambda: NORWAY.subtract_working_days(FIRST_DAY, 1),
    )


def test_no_working_day_is_left_after_a_free_last_day() -> None:
    shut = read_calendar(HOLIDAYS, OFFSETS, closed_days=[LAST_DAY])

    assert_refused(
        "The count leaves the calendar, 1970-01-01 to 2100-12-31.",
        lambda: shut.add_working_days(LAST_DAY, 0),
    )


def test_a_negative_number_of_working_days_is_refused_both_ways() -> None:
    assert_refused(
        "The number of working days is negative: count the other way.",
        lambda: NORWAY.add_working_days(day("2026-05-19"), -1),
        lambda: NORWAY.subtract_working_days(day("2026-05-19"), -1),
    )


@pytest.mark.parametrize(
    "parts",
    [
        {"hour": 24},
        {"hour": -1},
        {"minute": 60},
        {"second": 60},
        {"microsecond": 10**6},
        {"fold": 2},
    ],
)
def test_a_time_that_no_clock_shows_is_refused(parts: dict[str, int]) -> None:
    assert_refused(
        "The time is not between 00:00:00 and 23:59:59.999999, fold 0 or 1.",
        lambda: NORWAY.instant_of(day("2026-05-19"), **parts),
    )


# Reading


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holidays.csv:1: the header is not date and then languages"),
        ("\n", "holidays.csv:1: the header is not date and then languages"),
        ("date\n", "holidays.csv:1: the header is not date and then languages"),
        ("day,en\n", "holidays.csv:1: the header is not date and then languages"),
        ("date,en\n2026-01-01\n", "holidays.csv:2: a row has 2 filled columns"),
        ("date,en\n2026-01-01,\n", "holidays.csv:2: a row has 2 filled columns"),
        ("date,en\n2026-01-01,a,b\n", "holidays.csv:2: a row has 2 filled columns"),
        ("date,en\n2026-01-01,a\n\n2026-01-02,b\n", "holidays.csv:3: a row has 2 filled columns"),
        (
            "date,en\n2026-02-30,a\n",
            "holidays.csv:2: There is no such day: month or day of month is too high or 0.",
        ),
        ("date,en\n1/1/2026,a\n", "holidays.csv:2: A day is written YYYY-MM-DD, as in 2026-05-19."),
        (
            "date,en\n1969-12-25,a\n",
            "holidays.csv:2: The day is not between 1970-01-01 and 2100-12-31.",
        ),
        (
            "date,en\n2101-01-01,a\n",
            "holidays.csv:2: The day is not between 1970-01-01 and 2100-12-31.",
        ),
        (
            "date,en\n2026-01-02,a\n2026-01-01,b\n",
            "holidays.csv:3: the date is not after the one above",
        ),
        (
            "date,en\n2026-01-01,a\n2026-01-01,b\n",
            "holidays.csv:3: the date is not after the one above",
        ),
        ('date,en\n2026-01-01,"a\n', "holidays.csv:2: unexpected end of data"),
    ],
)
def test_a_bad_row_of_holidays_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(CalendarError, match=f"^{re.escape(message)}$"):
        read_calendar(text, OFFSETS)


START = "from_utc,offset_minutes\n1969-01-01T00:00:00Z,60\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "offsets.csv:1: the header is not from_utc,offset_minutes"),
        ("from_utc,minutes\n", "offsets.csv:1: the header is not from_utc,offset_minutes"),
        ("from_utc,offset_minutes\n", "offsets.csv:2: there is no row"),
        (
            START + "1980-04-06T01:00:00Z\n",
            "offsets.csv:3: a row is an instant and whole minutes, 1439 at most",
        ),
        (
            START + "1980-04-06T01:00:00Z,120,1\n",
            "offsets.csv:3: a row is an instant and whole minutes, 1439 at most",
        ),
        (
            START + "1980-04-06T01:00:00Z,+120\n",
            "offsets.csv:3: a row is an instant and whole minutes, 1439 at most",
        ),
        (
            START + "1980-04-06T01:00:00Z,1.5\n",
            "offsets.csv:3: a row is an instant and whole minutes, 1439 at most",
        ),
        (
            START + "1980-04-06T01:00:00Z,1440\n",
            "offsets.csv:3: a row is an instant and whole minutes, 1439 at most",
        ),
        (
            START + "1980-04-06T01:00:00Z,-1440\n",
            "offsets.csv:3: a row is an instant and whole minutes, 1439 at most",
        ),
        (START + '1980-04-06T01:00:00Z,"120\n', "offsets.csv:3: unexpected end of data"),
        (
            START + "1980-04-06T01:00:00,120\n",
            "offsets.csv:3: an instant is written YYYY-MM-DDThh:mm:ssZ",
        ),
        (
            START + "1980-04-06T24:00:00Z,120\n",
            "offsets.csv:3: an instant is written YYYY-MM-DDThh:mm:ssZ",
        ),
        (
            START + "1980-04-06T01:60:00Z,120\n",
            "offsets.csv:3: an instant is written YYYY-MM-DDThh:mm:ssZ",
        ),
        (
            START + "1980-04-31T01:00:00Z,120\n",
            "offsets.csv:3: There is no such day: month or day of month is too high or 0.",
        ),
        (
            START + "1968-04-06T01:00:00Z,120\n",
            "offsets.csv:3: the instant is not two days or more after the one above",
        ),
        (
            START + "1969-01-02T23:00:00Z,120\n",
            "offsets.csv:3: the instant is not two days or more after the one above",
        ),
        (
            START + "1980-04-06T23:00:00Z,120\n",
            "offsets.csv:3: the clock changes at midnight, which is not foreseen",
        ),
        (
            START + "1980-04-06T22:00:00Z,120\n",
            "offsets.csv:3: the clock changes at midnight, which is not foreseen",
        ),
        (
            START + "1980-04-06T23:30:00Z,0\n",
            "offsets.csv:3: the clock changes at midnight, which is not foreseen",
        ),
        (
            START + "1980-04-06T23:00:00Z,0\n",
            "offsets.csv:3: the clock changes at midnight, which is not foreseen",
        ),
        (
            "from_utc,offset_minutes\n1969-12-31T00:00:01Z,60\n",
            "offsets.csv:2: the first row is after 1969-12-31T00:00:00Z",
        ),
    ],
)
def test_a_bad_row_of_offsets_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(CalendarError, match=f"^{re.escape(message)}$"):
        read_calendar(HOLIDAYS, text)


@pytest.mark.parametrize(("minutes", "ahead"), [("-300", -300), ("1439", 1439), ("-1439", -1439)])
def test_a_zone_may_be_behind_utc_or_far_ahead(minutes: str, ahead: int) -> None:
    rows = f"from_utc,offset_minutes\n1969-12-31T00:00:00Z,{minutes}\n"

    calendar = read_calendar("date,en\n", rows)

    assert calendar.day_start[FIRST_DAY] == -ahead * MICROSECONDS_PER_MINUTE
    assert len(calendar.day_start) == LAST_DAY + 2
    assert len(calendar.working_index) == LAST_DAY + 1
    assert calendar.nth_working[:4] == (-1, day("1970-01-01"), day("1970-01-02"), day("1970-01-05"))
    assert calendar.instant_of(LAST_DAY, 12) == (
        LAST_DAY * MICROSECONDS_PER_DAY + 12 * MICROSECONDS_PER_HOUR - calendar.offset[0]
    )


def test_changes_two_days_apart_are_read() -> None:
    rows = START + "1969-01-03T00:30:00Z,30\n1969-01-05T00:30:00Z,60\n"

    assert len(read_calendar("date,en\n", rows).offset) == 3


def test_a_change_is_read_to_the_second() -> None:
    calendar = read_calendar("date,en\n", START + "1980-04-06T01:02:03Z,120\n")

    assert calendar.offset_from[1] == utc("1980-04-06T01:02:03")


def test_changes_before_1970_and_after_2100_move_no_midnight() -> None:
    rows = START + "1969-04-06T01:00:00Z,120\n1969-09-28T01:00:00Z,60\n2150-01-01T01:00:00Z,120\n"

    calendar = read_calendar("date,en\n", rows)

    steady = range(
        -MICROSECONDS_PER_HOUR,
        (LAST_DAY + 2) * MICROSECONDS_PER_DAY - MICROSECONDS_PER_HOUR,
        MICROSECONDS_PER_DAY,
    )
    assert list(calendar.day_start) == list(steady)
    assert calendar.instant_of(day("2026-07-01"), 12) == utc("2026-07-01T11:00")


def test_the_languages_of_the_names_are_those_of_the_header() -> None:
    calendar = read_calendar('date,se\n2026-02-06,"Sámi álbmotbeaivi, 6.2."\n', OFFSETS)

    assert calendar.holidays == {day("2026-02-06"): {"se": "Sámi álbmotbeaivi, 6.2."}}
    assert not calendar.is_working(day("2026-02-06"))
    assert calendar.is_working(day("2026-05-14"))


def test_the_core_asks_no_library_for_days() -> None:
    assert not {"datetime", "zoneinfo", "holidays", "time"} & set(vars(subject))


@given(
    day=st.integers(0, LAST_DAY),
    second=st.integers(4 * 3600, 86_399),
    microsecond=st.integers(0, 999_999),
)
def test_wall_time_is_the_way_back_from_an_instant(
    calendar: Calendar, day: int, second: int, microsecond: int
) -> None:
    hour, minute = divmod(second // 60, 60)

    instant = calendar.instant_of(day, hour, minute, second % 60, microsecond)

    assert calendar.wall_time(instant) == (day, hour, minute, second % 60, microsecond)
