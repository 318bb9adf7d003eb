# ruff: noqa: S608 - only numbers, names of ours and texts through `sql_text` are put into SQL here
"""What to do with times that cannot be read: by their shape, never by what they say."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import product
from typing import Final

import duckdb

from helhet.measure.columns import REQUIRED, plain_name
from helhet.measure.database import one_row, sql_text
from helhet.measure.logs import Log
from helhet.measure.staging import TIME_OF_DAY, Reading, raw_time, time_type
from helhet.measure.times import kind_sql
from helhet.pathway.errors import printable

SOUGHT: Final = 100_000
"""Rows of the log among which such times are sought: a long log is not read twice for a hint."""
LOOKED_AT: Final = 1_000
EXAMPLE: Final = datetime(2026, 12, 31, 14, 5)  # noqa: DTZ001 - shows how a time is written, and is none

_DAYS: Final = (
    *("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y"),
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
)
_TIMES: Final = ("", " %H:%M", " %H:%M:%S", " %H.%M", " %H:%M:%S.%f", "T%H:%M:%S", " %I:%M %p", " %I:%M:%S %p")  # fmt: skip
FORMATS: Final = tuple(day + time for day, time in product(_DAYS, _TIMES))
_TIME_ALONE: Final = r"\d{1,2}[:.]\d\d(:\d\d([.,]\d+)?)?( ?[AaPp][Mm])?"
_SHORT_YEAR: Final = r"\d{1,2}[./-]\d{1,2}[./-]\d\d( .*)?"
_SERIAL: Final = r"\d{5}([.,]\d+)?"


def date_hints(
    connection: duckdb.DuckDBPyConnection, log: Log, reading: Reading
) -> tuple[str, ...]:
    """Return what to say or mend so that times which cannot be read can be; nothing if nobody can tell."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE strange AS {_strange(log, reading)}")
    return (*_format_hints(connection, reading), *_shape_hints(connection, log, reading))


def _strange(log: Log, reading: Reading) -> str:
    """Return the query for some of the times that cannot be read."""
    parts = [part for part in ("happened_at", "born", *reading.dates) if part in reading.parts]
    texts = [p for p in parts if time_type(log.rows, reading, p) == "VARCHAR"]
    columns = ", ".join(raw_time(log.rows, reading, part) for part in texts)
    listed = f"SELECT unnest([{columns}]) AS told FROM {log.rows.scan} LIMIT {SOUGHT}"
    kind = kind_sql("told", "VARCHAR", reading.formats)
    return f"SELECT told FROM ({listed}) WHERE told <> '' AND ({kind}) IS NULL LIMIT {LOOKED_AT}"


def _format_hints(connection: duckdb.DuckDBPyConnection, reading: Reading) -> Iterator[str]:
    readable = _readable(connection, reading)
    found = list(_fewest(readable))
    if found:
        shown = " and ".join(EXAMPLE.strftime(FORMATS[number]) for number in found)
        said = " ".join(f"--date-format {shlex.quote(FORMATS[number])}" for number in found)
        yield f"Some are written like {shown}: say {said}."
    if any(_is_either_way(readable, number) for number in found):
        yield "Whether day or month stands first, these rows do not show: look, and change %d and %m if need be."


def _readable(connection: duckdb.DuckDBPyConnection, reading: Reading) -> list[tuple[bool, ...]]:
    """Return for each strange time which of FORMATS would read it."""
    parsed = (f"try_strptime(told, {sql_text(written)})" for written in FORMATS)
    tests = ", ".join(f"coalesce(year({each}) BETWEEN 1900 AND 2100, false)" for each in parsed)
    return connection.execute(f"SELECT {tests} FROM strange").fetchall()


def _fewest(readable: Sequence[tuple[bool, ...]]) -> Iterator[int]:
    """Yield the formats that read them together, the one that reads most first."""
    left = list(readable)
    while left:
        counts = [sum(column) for column in zip(*left, strict=True)]
        if not max(counts):
            return
        best = counts.index(max(counts))
        yield best
        left = [row for row in left if not row[best]]


def _is_either_way(readable: Sequence[tuple[bool, ...]], number: int) -> bool:
    """Whether a format with its day and month changed would read the same times."""
    swapped = FORMATS[number].replace("%d", "%x").replace("%m", "%d").replace("%x", "%m")
    if swapped not in FORMATS:
        return False
    other = FORMATS.index(swapped)
    return all(row[other] for row in readable if row[number])


def _shape_hints(
    connection: duckdb.DuckDBPyConnection, log: Log, reading: Reading
) -> Iterator[str]:
    shapes = (_TIME_ALONE, _SHORT_YEAR, _SERIAL)
    counts = ", ".join(f"count(*) FILTER (regexp_full_match(told, '{each}'))" for each in shapes)
    times, short_years, serials = one_row(connection, f"SELECT {counts} FROM strange")
    if times and TIME_OF_DAY not in reading.parts:
        day, time = _day_column(log), log.columns["happened_at"]
        said = f"--columns happened_at={printable(day)},{TIME_OF_DAY}={printable(time)}"
        yield f"Some are a time of day alone, like 14:05. If the day stands in another column, say {said}."
    if short_years:
        yield "Some have a year of two digits, and nobody can tell the century: write four in the file."
    if serials:
        yield "Some are numbers, as spreadsheets count days: show that column as a date there, and save the file anew."


def _day_column(log: Log) -> str:
    """Return the column that is likeliest to hold the day, or `…`."""
    taken = {log.parts[part] for part in REQUIRED}
    free = [name for number, name in enumerate(log.rows.names) if number not in taken]
    return next((name for name in free if _sounds_like_a_day(name)), "…")


def _sounds_like_a_day(name: str) -> bool:
    return any(word in plain_name(name) for word in ("dato", "date", "dag", "day"))
