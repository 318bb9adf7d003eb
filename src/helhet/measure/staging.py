# ruff: noqa: S608 - only numbers, names of ours and texts through `sql_text` are put into SQL here
"""The rows of a log → what each tells, row by row, in buckets of whole courses.

A table if the log is small; else Parquet files, so that never more than a bucket is held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from helhet.measure.database import glob_safe, one_row, sql_text
from helhet.measure.errors import LogError
from helhet.measure.events import ALSO_SEPARATING, SEPARATING
from helhet.measure.rows import Fault, Rows
from helhet.measure.times import (
    TIMED_TYPES,
    ZONED,
    day_sql,
    is_birthday_sql,
    is_inside_sql,
    kind_sql,
    microseconds_sql,
)
from helhet.pathway.calendar import Calendar
from helhet.pathway.reading.faults import quoted
from helhet.pathway.tables.table import Table

BUCKET_ROWS = 3_000_000
"""Together with all else about a gigabyte while they are read (20 million rows: 1.2 GB at the most, measured)."""
TIME_OF_DAY: Final = "time_of_day"
"""The part that is put behind the day in `happened_at`, where a log has them in two columns."""
SPACES: Final = " \t\r\n\u00a0"
"""What is not part of the name of a course or a unit at its ends; the last does not break lines."""
_CATEGORIES: Final = "".join("\\p{" + each + "}" for each in SEPARATING)
_BETWEEN_WORDS: Final = sql_text(f"[\\s{re.escape(ALSO_SEPARATING)}{_CATEGORIES}]+")
"""What `helhet.measure.events.slug` takes for spaces, as a pattern in SQL."""


@dataclass(frozen=True)
class Reading:
    """How a log is read: the pathway's table, column numbers by part, and date formats beside ISO."""

    table: Table
    parts: Mapping[str, int]
    formats: Sequence[str] = ()
    is_midnight_a_day: bool = False
    """Whether a time of exactly midnight is taken for a day without a time."""

    @property
    def calendar(self) -> Calendar:
        return self.table.calendar

    @property
    def dates(self) -> list[str]:
        """The form fields with dates that the log has, in the order of the table's value columns."""
        return [name for name in self.table.names.fields if name in self.parts]

    @property
    def texts(self) -> list[str]:
        """The form fields with keys, units or settings that the log has."""
        return [name for name in text_fields(self.table) if name in self.parts]


def text_fields(table: Table) -> list[str]:
    """Return the form fields of a pathway whose text is read: keys, and where a unit or a setting is named."""
    events = [event for edition in table.editions for event in edition.events.values()]
    units = [str(event.moves.unit) for event in events if event.moves]
    named = [str(event.setting) for event in events if event.setting and "." in str(event.setting)]
    keys = [name for name in table.names.keys if "." in name]
    return list(dict.fromkeys((*keys, *units, *named)))


@dataclass(frozen=True)
class Staged:
    """What the rows tell: one SQL relation a bucket, the last day told of, and how many rows there are.

    `records` are all that were scanned, also those of nothing that spreadsheets leave at the end.
    """

    buckets: tuple[str, ...]
    everything: str
    rows: int
    records: int
    last_day: int | None
    is_zoned: bool
    """Whether a time has an offset from UTC."""


def stage(
    connection: duckdb.DuckDBPyConnection,
    rows: Rows,
    reading: Reading,
    folder: Path,
    bucket_rows: int = BUCKET_ROWS,
) -> Staged:
    """Read all rows once. Bad ones come to the table `bad` (row, line, fault), the others to buckets."""
    buckets = -(-rows.estimate // bucket_rows) or 1
    query = stage_sql(rows, reading)
    connection.execute("CREATE OR REPLACE TEMP TABLE bad (row BIGINT, line BIGINT, fault SMALLINT)")
    if buckets == 1:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE staged AS {query}")
        relations = ["staged"]
    else:
        relations = _write_buckets(connection, query, folder / "staged", buckets)
    everything = relations[0] if buckets == 1 else _parquet(folder / "staged", "/*")
    connection.execute(f"INSERT INTO bad SELECT row, line, fault FROM {everything} WHERE fault > 0")
    return _told(connection, relations, everything, reading.calendar)


def _write_buckets(
    connection: duckdb.DuckDBPyConnection, query: str, folder: Path, buckets: int
) -> list[str]:
    connection.execute(
        f"COPY (SELECT *, hash(course) % {buckets} AS bucket FROM ({query})) TO {sql_text(str(folder))} "
        "(FORMAT parquet, PARTITION_BY (bucket), OVERWRITE true)"
    )
    return [_parquet(found) for found in sorted(folder.iterdir())]


def _parquet(folder: Path, below: str = "") -> str:
    return f"read_parquet({glob_safe(folder, f'{below}/*.parquet')}, hive_partitioning = false)"


def _told(
    connection: duckdb.DuckDBPyConnection,
    relations: Sequence[str],
    everything: str,
    calendar: Calendar,
) -> Staged:
    zoned = f"kind = {ZONED} AND fault = 0"
    local = f"kind < {ZONED} AND fault = 0"
    count, records, last_local, last_instant = one_row(
        connection,
        f"SELECT count(*) FILTER (fault <> {Fault.EMPTY}), count(*), max(us) FILTER ({local}), "
        f"max(us) FILTER ({zoned}) FROM {everything}",
    )
    days = [last_local // 86_400_000_000] if last_local is not None else []
    days += [calendar.day_of(last_instant)] if last_instant is not None else []
    last_day, is_zoned = max(days, default=None), last_instant is not None
    return Staged(tuple(relations), everything, count, records, last_day, is_zoned)


def stage_sql(rows: Rows, reading: Reading) -> str:
    """Return the query that tells each row: texts as they stand, times as microseconds, and its first fault."""
    return (
        f"SELECT *, {_fault_sql(reading)} AS fault FROM ("
        f"SELECT {', '.join(_told_columns(rows, reading))} FROM ("
        f"SELECT {', '.join(_raw_columns(rows, reading))} FROM {rows.scan}))"
    )


def _raw_columns(rows: Rows, reading: Reading) -> Iterator[str]:
    """Yield the columns that play a part, typed ones as they are and all others as text."""
    yield f"{rows.number} AS row"
    yield f"{rows.line or 'NULL'} AS line"
    for part in ("course", "unit"):
        yield f"{_trimmed(_text(rows, reading, part))} AS {part}"
    for part in ("event", "outcome", "lifecycle", "setting"):
        yield f"{_text(rows, reading, part)} AS {part}"
    yield f"{raw_time(rows, reading, 'happened_at')} AS happened"
    if "born" in reading.parts:
        yield f"{raw_time(rows, reading, 'born')} AS born_text"
    for number, name in enumerate(reading.dates):
        yield f"{raw_time(rows, reading, name)} AS date_{number}"
    for number, name in enumerate(reading.texts):
        yield f"{_list(rows, reading, name)} AS text_{number}"


def _text(rows: Rows, reading: Reading, part: str) -> str:
    number = reading.parts.get(part)
    return "''" if number is None else f"coalesce({rows.columns[number]}::VARCHAR, '')"


def _trimmed(text: str) -> str:
    """Return SQL for a text without spaces around it; the first tests are cheap, as nearly every row fails them all."""
    if text == "''":
        return text
    ends = " OR ".join(f"suffix({text}, '{space}')" for space in SPACES)
    is_spaced = f"{text} < '!' OR {text} > '~' OR {ends}"
    return f"CASE WHEN {is_spaced} THEN trim({text}, '{SPACES}') ELSE {text} END"


def _list(rows: Rows, reading: Reading, part: str) -> str:
    """Return a text that may hold several, with ';' between; a list of a Parquet file becomes such a text."""
    number = reading.parts[part]
    if rows.types[number].endswith("[]"):
        return f"coalesce(array_to_string({rows.columns[number]}, ';'), '')"
    return _trimmed(_text(rows, reading, part))


def time_type(rows: Rows, reading: Reading, part: str) -> str:
    """Return the type of a column of times; a day and a time of day become one text."""
    is_put_together = part == "happened_at" and TIME_OF_DAY in reading.parts
    return "VARCHAR" if is_put_together else rows.types[reading.parts[part]]


def raw_time(rows: Rows, reading: Reading, part: str) -> str:
    """Return SQL for a time as the log has it, NULL where it has none."""
    if part == "happened_at" and TIME_OF_DAY in reading.parts:
        # An export that parts the two often leaves a midnight behind the day.
        day = f"regexp_replace(trim({_text(rows, reading, part)}), '[ T]00:00(:00([.,]0+)?)?$', '')"
        return f"CASE WHEN {day} <> '' THEN trim({day} || ' ' || trim({_text(rows, reading, TIME_OF_DAY)})) END"
    number = reading.parts[part]
    column, kind = rows.columns[number], rows.types[number]
    if kind == "VARCHAR":
        return f"nullif(trim({column}), '')"
    if kind in TIMED_TYPES:
        return column
    raise LogError(
        f"The column {quoted(rows.names[number])} is taken as {part}, but holds {kind.lower()}. "
        "Give it dates or times, or say with --columns which column has them."
    )


def _told_columns(rows: Rows, reading: Reading) -> Iterator[str]:
    kinds = {part: time_type(rows, reading, part) for part in reading.parts}
    formats, at = reading.formats, kinds["happened_at"]
    yield "row, line, course, event, outcome, lifecycle, unit, happened IS NULL AS timeless"
    yield f"{_setting_sql('setting', reading.table)}::SMALLINT AS setting"
    yield f"({kind_sql('happened', at, formats)})::TINYINT AS kind"
    yield f"{microseconds_sql('happened', at, 'kind', formats)} AS us"
    if "born" in kinds:
        yield f"born_text IS NOT NULL AS has_born, ({day_sql('born_text', kinds['born'], formats)})::INTEGER AS born"
    for number, name in enumerate(reading.dates):
        day = day_sql(f"date_{number}", kinds[name], formats)
        yield f"date_{number} IS NOT NULL AS has_{number}, ({day})::INTEGER AS day_{number}"
    for number, name in enumerate(reading.texts):
        yield f"text_{number}"
        if name in _setting_fields(reading.table):
            yield f"{_setting_sql(f'text_{number}', reading.table)}::SMALLINT AS setting_{number}"


def _setting_fields(table: Table) -> set[str]:
    events = (event for edition in table.editions for event in edition.events.values())
    return {str(event.setting) for event in events if event.setting}


def _setting_sql(text: str, table: Table) -> str:
    """Return SQL for the code of a setting by its name or its slug; NULL for an unknown one, -1 for none."""
    if not table.names.settings:
        return "-1"
    slug = f"trim(regexp_replace(lower({text}), {_BETWEEN_WORDS}, '-', 'g'), '-')"
    cases = " ".join(f"WHEN '{name}' THEN {code}" for code, name in enumerate(table.names.settings))
    return f"CASE {text} WHEN '' THEN -1 {cases} ELSE CASE {slug} WHEN '' THEN -1 {cases} END END"


def _blank(text: str) -> str:
    """Return SQL for whether a text is nothing or spaces; `trim` on every row would cost a tenth of all staging."""
    is_spaced = f"{text} < '!' OR prefix({text}, '\u00a0')"
    return f"({text} = '' OR (({is_spaced}) AND trim({text}, '{SPACES}') = ''))"


def _fault_sql(reading: Reading) -> str:
    """Return SQL for the first fault of a row, 0 if it has none."""
    cases = [
        f"WHEN course = '' AND {_blank('event')} AND timeless THEN {Fault.EMPTY}",
        f"WHEN course = '' THEN {Fault.NO_COURSE}",
        f"WHEN {_blank('event')} THEN {Fault.NO_EVENT}",
        f"WHEN timeless THEN {Fault.NO_TIME}",
        f"WHEN us IS NULL THEN {Fault.TIME}",
        f"WHEN NOT ({is_inside_sql('us', 'kind', reading.calendar)}) THEN {Fault.TIME_OUTSIDE}",
        f"WHEN setting IS NULL THEN {Fault.SETTING}",
    ]
    for number, name in enumerate(reading.texts):
        if name in _setting_fields(reading.table):
            cases.append(f"WHEN setting_{number} IS NULL THEN {Fault.SETTING}")
    if "born" in reading.parts:
        told = f"born IS NOT NULL AND {is_birthday_sql('born')}"
        cases.append(f"WHEN has_born AND NOT ({told}) THEN {Fault.BORN}")
    for number in range(len(reading.dates)):
        is_bad = f"has_{number} AND day_{number} IS NULL"
        cases.append(f"WHEN {is_bad} THEN {Fault.FORM_DATE + number}")
    return f"(CASE {' '.join(cases)} ELSE 0 END)::SMALLINT"
