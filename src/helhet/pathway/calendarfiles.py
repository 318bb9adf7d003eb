"""Read the two texts of a calendar: the holidays, and when the clocks change.

A script has written them (tools/write_calendar.py); no library is asked for days, for an upgrade
would change deadlines that have been given.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, compress, count, cycle, islice, pairwise

from helhet.pathway.calendar import (
    FIRST_DAY,
    LAST_DAY,
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_MINUTE,
    MICROSECONDS_PER_SECOND,
    SATURDAY,
    Calendar,
    Holiday,
    in_calendar,
    parse_day,
    weekday,
)
from helhet.pathway.errors import CalendarError

# [0-9], not \d, which also takes digits of other scripts.
_INSTANT = re.compile(r"([0-9-]{10})T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])Z")
_MINUTES = re.compile(r"-?[0-9]{1,4}")


def read_calendar(
    holidays_text: str,
    offsets_text: str,
    *,
    saturday_is_working: bool = False,
    closed_days: Iterable[int] = (),
) -> Calendar:
    """Return the calendar that the texts of `holidays.csv` and `offsets.csv` describe.

    Raises CalendarError with file and line at the first bad row: a script writes these files, so
    one fault means all is suspect. Costs about 15 ms: read once, not once a request.
    """
    holidays = dict(_read_holidays(holidays_text))
    offset_from, offset = zip(*_read_offsets(offsets_text), strict=True)
    closed = frozenset(in_calendar(day) for day in closed_days)
    is_open = _open_days(holidays.keys() | closed, saturday_is_working=saturday_is_working)
    return Calendar(
        day_start=tuple(_day_starts(offset_from, offset)),
        working_index=tuple(accumulate(is_open)),
        nth_working=(-1, *compress(count(FIRST_DAY), is_open)),
        offset_from=offset_from,
        offset=offset,
        holidays=holidays,
        saturday_is_working=saturday_is_working,
        closed=closed,
    )


def _open_days(free: Iterable[int], *, saturday_is_working: bool) -> bytearray:
    """Return 1 for each working day of the calendar and 0 for each other."""
    last_weekday = SATURDAY if saturday_is_working else SATURDAY - 1
    week = bytes(weekday(day) <= last_weekday for day in range(7))
    is_open = bytearray(islice(cycle(week), LAST_DAY + 1))
    for day in free:
        is_open[day] = 0
    return is_open


def _day_starts(offset_from: Sequence[int], offset: Sequence[int]) -> Iterator[int]:
    """Yield the instant of each civil midnight, to the one that ends the last day.

    Each offset has its own run of midnights. They join without gap or overlap because
    `_read_offsets` takes no change of the clock that touches a midnight.
    """
    end = LAST_DAY + 2
    changes = [
        -(-(at + ahead) // MICROSECONDS_PER_DAY)  # the first midnight not before the change
        for at, ahead in zip(offset_from, offset, strict=True)
    ]
    bounds = [min(max(day, FIRST_DAY), end) for day in (*changes, end)]
    for (first, stop), ahead in zip(pairwise(bounds), offset, strict=True):
        yield from (day * MICROSECONDS_PER_DAY - ahead for day in range(first, stop))


def _read_holidays(text: str) -> Iterator[Holiday]:
    """Yield the rows `date,LANGUAGE,…`, whose dates must rise; a name in each language."""
    rows = _rows(text, "holidays")
    line, header = next(rows, (1, []))
    if header[:1] != ["date"] or not header[1:]:
        raise _fault("holidays", line, "the header is not date and then languages")
    last = FIRST_DAY - 1
    for line, row in rows:
        if len(row) != len(header) or not all(row):
            raise _fault("holidays", line, f"a row has {len(header)} filled columns")
        day = _day_in_row(row[0], line)
        if day <= last:
            raise _fault("holidays", line, "the date is not after the one above")
        yield Holiday(day, dict(zip(header[1:], row[1:], strict=True)))
        last = day


def _day_in_row(text: str, line: int) -> int:
    try:
        return in_calendar(parse_day(text))
    except CalendarError as error:
        raise _fault("holidays", line, str(error)) from error


def _read_offsets(text: str) -> Iterator[tuple[int, int]]:
    """Yield the rows `from_utc,offset_minutes` as (instant, microseconds ahead of UTC)."""
    rows = _rows(text, "offsets")
    line, header = next(rows, (1, []))
    if header != ["from_utc", "offset_minutes"]:
        raise _fault("offsets", line, "the header is not from_utc,offset_minutes")
    last: tuple[int, int] | None = None
    for line, row in rows:
        change = _offset_in_row(row, line)
        _check_change(last, change, line)
        yield change
        last = change
    if last is None:
        raise _fault("offsets", line + 1, "there is no row")


def _offset_in_row(row: Sequence[str], line: int) -> tuple[int, int]:
    if len(row) != 2 or not _MINUTES.fullmatch(row[1]) or abs(int(row[1])) >= 24 * 60:
        raise _fault("offsets", line, "a row is an instant and whole minutes, 1439 at most")
    match = _INSTANT.fullmatch(row[0])
    if match is None:
        raise _fault("offsets", line, "an instant is written YYYY-MM-DDThh:mm:ssZ")
    try:
        day = parse_day(match[1])
    except CalendarError as error:
        raise _fault("offsets", line, str(error)) from error
    seconds = (int(match[2]) * 60 + int(match[3])) * 60 + int(match[4])
    at = day * MICROSECONDS_PER_DAY + seconds * MICROSECONDS_PER_SECOND
    return at, int(row[1]) * MICROSECONDS_PER_MINUTE


def _check_change(last: tuple[int, int] | None, change: tuple[int, int], line: int) -> None:
    """Refuse a first row too late to cover 1970, rows out of order, and changes at midnight.

    A midnight that is skipped or comes twice would give a day two starts, or none. Zones that
    have had such (Cuba, Lebanon) need a rule here first; Oslo changes at 01:00 UTC.
    """
    at, after = change
    if last is None:
        if at > -MICROSECONDS_PER_DAY:
            raise _fault("offsets", line, "the first row is after 1969-12-31T00:00:00Z")
        return
    # Two days apart, changes cannot overtake one another in local time, so bisecting finds them.
    if at < last[0] + 2 * MICROSECONDS_PER_DAY:
        raise _fault("offsets", line, "the instant is not two days or more after the one above")
    earlier, later = sorted((at + last[1], at + after))
    if (earlier - 1) // MICROSECONDS_PER_DAY != later // MICROSECONDS_PER_DAY:
        raise _fault("offsets", line, "the clock changes at midnight, which is not foreseen")


def _rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of its line, the header first."""
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise _fault(file, reader.line_num, str(error)) from error


def _fault(file: str, line: int, fault: str) -> CalendarError:
    return CalendarError(f"{file}.csv:{line}: {fault}")
