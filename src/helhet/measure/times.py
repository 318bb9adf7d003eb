"""Times as strangers write them → microseconds and days, in SQL; local time by the calendar's own tables.

No time zone database is asked at run time, so an upgrade of a library moves no time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import duckdb
import numpy as np

from helhet.measure.database import sql_text
from helhet.measure.errors import LogError
from helhet.pathway.calendar import FIRST_BIRTHDAY, Calendar
from helhet.pathway.reading.faults import quoted
from helhet.pathway.tables import layout as at

Column = np.ndarray[Any, np.dtype[Any]]

DATE, WALL, ZONED = 1, 2, 3
"""How exactly a time is told: a day; local wall time; an instant, with its offset from UTC."""

ISO: Final = r"\d{4}-\d\d-\d\d([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d{1,9})?)?( ?(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?))?)?"
_TIME_DIRECTIVES: Final = ("%H", "%I", "%-H", "%-I")
_REFUSED_DIRECTIVES: Final = ("%z", "%Z", "%y")
_TIMESTAMPS: Final = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
_TIMESTAMPTZ: Final = "TIMESTAMP WITH TIME ZONE"
TIMED_TYPES: Final = (*_TIMESTAMPS, _TIMESTAMPTZ, "DATE")
"""The types of columns that hold times beside texts."""
_TRIED: Final = datetime(2026, 12, 31, 14, 5)  # noqa: DTZ001 - only written and read again


def check_format(text: str) -> str:
    """Return a date format if it is one that can be read; raise LogError otherwise."""
    missing = [part for part in ("%d", "%m", "%Y") if part not in text.replace("%-", "%")]
    refused = [part for part in _REFUSED_DIRECTIVES if part in text]
    if missing or refused or not _reads_back(text):
        raise LogError(
            f"--date-format {quoted(text)} cannot be used. Write day, month and four-digit year as %d, %m and %Y, "
            "perhaps with %H:%M:%S or %I:%M %p, as in %d.%m.%Y; a zone or a year of two digits cannot be told."
        )
    return text


def _reads_back(written: str) -> bool:
    """Whether a time that is written so is read as itself: `%s` is never, nor `%I` without `%p`."""
    expected = _TRIED if _has_time(written) else _TRIED.replace(hour=0, minute=0)
    query = "SELECT date_trunc('hour', strptime(strftime($1::TIMESTAMP, $2), $2))"
    with duckdb.connect() as connection:
        try:
            found = connection.execute(query, [_TRIED, written]).fetchall()
        except duckdb.Error:
            return False
    return found == [(expected.replace(minute=0),)]


def _has_time(written: str) -> bool:
    return any(part in written for part in _TIME_DIRECTIVES)


def kind_sql(text: str, kind: str, formats: Sequence[str]) -> str:
    """Return SQL for the kind of a time in the column `text` of this type; NULL if it cannot be read."""
    if kind in _TIMESTAMPS:
        return str(WALL)
    if kind in (_TIMESTAMPTZ, "DATE"):
        return str(ZONED if kind == _TIMESTAMPTZ else DATE)
    zoned = f"suffix({text}, 'Z') OR contains({text}, '+') OR contains(substring({text}, 11), '-')"
    iso = f"CASE WHEN strlen({text}) = 10 THEN {DATE} WHEN {zoned} THEN {ZONED} ELSE {WALL} END"
    cases = [f"WHEN regexp_full_match({text}, '{ISO}') THEN {iso}"]
    for written in formats:
        told = WALL if _has_time(written) else DATE
        cases.append(f"WHEN {_strptime(text, written)} IS NOT NULL THEN {told}")
    return f"CASE {' '.join(cases)} END"


def microseconds_sql(text: str, kind: str, told: str, formats: Sequence[str]) -> str:
    """Return SQL for the microseconds of a time, whose kind is the column `told`; NULL if there is no such time.

    Since 1970-01-01T00:00Z for an instant, since 1970-01-01 00:00 local for the others.
    """
    if kind != "VARCHAR":
        zone = "TIMESTAMPTZ" if kind == _TIMESTAMPTZ else "TIMESTAMP"
        return f"CASE WHEN isfinite({text}) THEN epoch_us(TRY_CAST({text} AS {zone})) END"
    zoned = f"regexp_replace(replace({text}, ',', '.'), ' (Z|[+-])', '\\1')"
    iso = f"CASE {told} WHEN {ZONED} THEN epoch_us(TRY_CAST({zoned} AS TIMESTAMPTZ)) "
    iso += f"ELSE epoch_us(TRY_CAST(replace({text}, ',', '.') AS TIMESTAMP)) END"
    if not formats:
        return f"CASE WHEN {told} IS NOT NULL THEN {iso} END"
    others = ", ".join(f"epoch_us({_strptime(text, written)})" for written in formats)
    return f"CASE WHEN regexp_full_match({text}, '{ISO}') THEN {iso} ELSE coalesce({others}) END"


def day_sql(text: str, kind: str, formats: Sequence[str]) -> str:
    """Return SQL for the day of a date, perhaps with a local time; NULL if it cannot be read."""
    if kind == _TIMESTAMPTZ:
        raise LogError(
            "A column of dates holds instants with a zone. Give it plain dates: their day depends on the place."
        )
    if kind != "VARCHAR":
        return f"CASE WHEN isfinite({text}) THEN TRY_CAST({text} AS DATE) - DATE '1970-01-01' END"
    told = f"({kind_sql(text, kind, formats)})"
    cast = f"CASE WHEN {told} < {ZONED} THEN TRY_CAST({text}[:10] AS DATE) END"
    dates = ", ".join((cast, *(f"{_strptime(text, written)}::DATE" for written in formats)))
    return f"coalesce({dates}) - DATE '1970-01-01'"


def _strptime(text: str, written: str) -> str:
    return f"try_strptime({text}, {sql_text(written)})"


def wall_sql(rows: str, *, is_zoned: bool) -> tuple[str, str]:
    """Return SQL for the local wall time of staged rows, and what must be joined to them for it."""
    if not is_zoned:
        return f"{rows}.us", ""
    ahead = f"CASE WHEN {rows}.us < utc_days.change THEN utc_days.ahead ELSE utc_days.after END"
    # Floor division: // goes towards zero, and the first hour of 1970 lies before it.
    day = f"({rows}.us + {2 * at.TICKS_PER_DAY}) // {at.TICKS_PER_DAY} - 2"
    wall = f"CASE WHEN {rows}.kind = {ZONED} THEN {rows}.us + {ahead} ELSE {rows}.us END"
    return f"({wall})", f"JOIN utc_days ON utc_days.day = {day}"


def is_inside_sql(microseconds: str, told: str, calendar: Calendar) -> str:
    """Return SQL for whether a time lies in the calendar."""
    first, end = calendar.day_start[0], calendar.day_start[at.DAYS]
    zoned = f"{microseconds} >= {first} AND {microseconds} < {end}"
    local = f"{microseconds} >= 0 AND {microseconds} < {at.DAYS * at.TICKS_PER_DAY}"
    return f"CASE {told} WHEN {ZONED} THEN {zoned} ELSE {local} END"


def is_birthday_sql(day: str) -> str:
    """Return SQL for whether a day can be a birth date."""
    return f"{day} BETWEEN {FIRST_BIRTHDAY} AND {at.DAYS - 1}"


@dataclass(frozen=True, eq=False)
class Days:
    """A calendar's sequences as arrays: first instants of days, working days, changes of the clock."""

    start: Column
    working: Column
    offset_from: Column
    offset: Column

    def day_of(self, instants: Column) -> Column:
        """Return the civil days of instants in the calendar."""
        return self.start.searchsorted(instants, side="right") - 1

    def local(self, instants: Column) -> Column:
        """Return the local wall time of instants, as microseconds since 1970-01-01 00:00 local."""
        place = np.maximum(self.offset_from.searchsorted(instants, side="right") - 1, 0)
        local: Column = instants + self.offset[place]
        return local


@lru_cache(maxsize=8)
def days_of(calendar: Calendar) -> Days:
    """Return a calendar's arrays; a calendar is the same as itself only, so they are made once for each."""
    sequences = (calendar.day_start, calendar.working_index, calendar.offset_from, calendar.offset)
    return Days(*(np.array(sequence, dtype=np.int64) for sequence in sequences))


def local_days(calendar: Calendar) -> Mapping[str, Column]:
    """Return the columns of a table of all days: first instant, first of the next, and how local time runs ahead of UTC.

    `ahead_after` holds from the wall time `change` on. In the spring gap the offset of before holds,
    in the autumn overlap the first, as `Calendar.instant_of` has it.
    """
    start, day = days_of(calendar).start, np.arange(at.DAYS, dtype=np.int64)
    ahead = day * at.TICKS_PER_DAY - start[:-1]
    change, after = np.full(at.DAYS, at.FAR), ahead.copy()
    offset = days_of(calendar).offset
    walls = days_of(calendar).offset_from[1:] + np.maximum(offset[:-1], offset[1:])
    inside = (walls >= 0) & (walls < at.DAYS * at.TICKS_PER_DAY)
    change[walls[inside] // at.TICKS_PER_DAY] = walls[inside]
    after[walls[inside] // at.TICKS_PER_DAY] = offset[1:][inside]
    return {
        "day": day,
        "start": start[:-1],
        "next": start[1:],
        "change": change,
        "ahead": ahead,
        "after": after,
    }


def utc_days(calendar: Calendar) -> Mapping[str, Column]:
    """Return the columns of a table of days as UTC has them: how local time runs ahead, until and from `change`."""
    changes, offsets = (
        np.array(c, dtype=np.int64) for c in (calendar.offset_from, calendar.offset)
    )
    day = np.arange(-2, at.DAYS + 2, dtype=np.int64)
    ends = (day * at.TICKS_PER_DAY, (day + 1) * at.TICKS_PER_DAY - 1)
    first, last = (np.maximum(changes.searchsorted(end, side="right") - 1, 0) for end in ends)
    change = np.where(last > first, changes[last], at.FAR)
    return {"day": day, "change": change, "ahead": offsets[first], "after": offsets[last]}
