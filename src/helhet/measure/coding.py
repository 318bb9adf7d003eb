# ruff: noqa: S608 - only numbers, names of ours and texts through `sql_text` are put into SQL here
"""A bucket of rows → integer columns in the order of reading; names become codes, local times instants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import duckdb
import numpy as np

from helhet.measure.database import one_row
from helhet.measure.errors import LogError
from helhet.measure.events import LEFT_OUT, UNKNOWN, EventNames, Told
from helhet.measure.staging import Reading, Staged
from helhet.measure.times import DATE, ZONED, Column, local_days, utc_days, wall_sql
from helhet.pathway.courses.ordering import FIRST, LAST, TIMED
from helhet.pathway.language.phrases import FieldRef
from helhet.pathway.tables import layout as at

MOST_EVENT_NAMES = 100_000


@dataclass(frozen=True)
class Named:
    """An event as the log names it, what it was taken for, and how many rows have it."""

    told: Told
    code: int
    rows: int
    is_shared: bool = False
    """Whether an unknown one stands in several courses: else it may be a note on a person, and is not shown."""


def name_events(
    connection: duckdb.DuckDBPyConnection, staged: Staged, reading: Reading, names: EventNames
) -> list[Named]:
    """Take each event of the log for one of the pathway; what came of it is the table `deeds`."""
    found = connection.execute(
        f"SELECT event, outcome, lifecycle, count(*) FROM {staged.everything} WHERE fault = 0 "
        f"GROUP BY ALL ORDER BY ALL LIMIT {MOST_EVENT_NAMES + 1}"
    ).fetchall()
    if len(found) > MOST_EVENT_NAMES:
        raise LogError(
            f"The log has more than {MOST_EVENT_NAMES:,} different events, so this is no column of events. "
            "Say which is with --columns event=…"
        )
    told = [Told(*(text.strip() for text in texts)) for *texts, _ in found]
    named = [
        Named(each, names.code(each), rows) for each, (*_, rows) in zip(told, found, strict=True)
    ]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE deeds (event VARCHAR, outcome VARCHAR, lifecycle VARCHAR, "
        "deed SMALLINT, rank SMALLINT, in_day TINYINT, unit_text SMALLINT, setting_text SMALLINT)"
    )
    rows = [
        (*texts, *_deed_row(each.code, reading))
        for (*texts, _), each in zip(found, named, strict=True)
    ]
    connection.execute(
        "INSERT INTO deeds SELECT " + ", ".join(["unnest(?)"] * 8),
        [list(c) for c in zip(*rows, strict=True)],
    )
    shared = _shared(connection, staged) if any(each.code == UNKNOWN for each in named) else set()
    return [
        replace(each, is_shared=tuple(texts) in shared)
        for each, (*texts, _) in zip(named, found, strict=True)
    ]


def _shared(connection: duckdb.DuckDBPyConnection, staged: Staged) -> set[tuple[str, ...]]:
    """Return the unknown events that stand in several courses. Needs the table `deeds`."""
    found = connection.execute(
        f"SELECT event, outcome, lifecycle FROM {staged.everything} JOIN deeds USING (event, outcome, lifecycle) "
        f"WHERE fault = 0 AND deed = {UNKNOWN} GROUP BY ALL HAVING min(course) <> max(course)"
    )
    return {tuple(texts) for texts in found.fetchall()}


def _deed_row(code: int, reading: Reading) -> tuple[int, ...]:
    table, texts = reading.table, reading.texts
    if code < 0:
        return (code, 0, LAST, -1, -1)
    name, _ = table.names.deeds[code]
    event = table.event(name)
    assert event is not None, "a deed's event is one of the table's"
    in_day = FIRST if event.place_in_day == "first" else LAST
    unit = str(event.moves.unit) if event.moves else ""
    said = table.names.deed_settings[code]
    setting = str(said) if isinstance(said, FieldRef) else ""
    columns = (texts.index(name) if name in texts else -1 for name in (unit, setting))
    return (code, table.rank(name), in_day, *columns)


def register_calendar(connection: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    """Make the tables `local_days` and `utc_days`."""
    for name, columns in (
        ("local_days", local_days(reading.calendar)),
        ("utc_days", utc_days(reading.calendar)),
    ):
        connection.register("columns", columns)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM columns")
        connection.unregister("columns")


@dataclass(frozen=True)
class Bucket:
    """The entries of some courses in the order of reading, one column each; `dates` and `cells` by field.

    `cells` are codes of what stands in the columns of keys, NONE where nothing does; `cell_texts` the texts.
    """

    course: Column
    number: Column
    deed: Column
    setting: Column
    unit: Column
    place: Column
    position: Column
    day: Column
    dates: list[Column]
    cells: list[Column]
    cell_texts: list[str]
    names: Column
    """The name of each course, and an empty text at the end; likewise `units`."""
    units: Column
    born: Column
    """The birth day of each course, MISSING where it is not told."""

    def deed_of(self, course: Column, number: Column) -> Column:
        """Return the deeds of some entries."""
        first, deeds = self._deeds
        found: Column = deeds[first[course] + number]
        return found

    @cached_property
    def _deeds(self) -> tuple[Column, Column]:
        """Return the deed of each number of each course, and where those of each course begin."""
        most = np.zeros(len(self.born) + 1, dtype=np.int64)
        np.maximum.at(most, self.course + 1, self.number + 1)
        first = np.cumsum(most)
        deeds = np.zeros(first[-1], dtype=np.int16)
        deeds[first[self.course] + self.number] = self.deed
        return first, deeds


def code_bucket(connection: duckdb.DuckDBPyConnection, bucket: str, reading: Reading) -> Bucket:
    """Return the entries of a bucket; leaves the table `coded` for the results."""
    is_born = "born" in reading.parts
    born = "arg_min(born, row) FILTER (born IS NOT NULL)" if is_born else "NULL::INTEGER"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE courses AS SELECT course AS name, "
        f"(row_number() OVER (ORDER BY min(row)) - 1)::INTEGER AS code, {born} AS born "
        f"FROM {bucket} WHERE fault = 0 GROUP BY course"
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE told AS {_told_sql(bucket, reading)}")
    _code_texts(connection, "units", ["unit"])
    _code_texts(connection, "cells", [f"text_{number}" for number in key_columns(reading)])
    connection.execute(f"CREATE OR REPLACE TEMP TABLE coded AS {_coded_sql(connection, reading)}")
    connection.execute("DROP TABLE told")
    return _fetch(connection, reading)


def key_columns(reading: Reading) -> list[int]:
    """Return the numbers of the text columns that hold keys."""
    return [n for n, name in enumerate(reading.texts) if name in reading.table.names.keys]


def _told_sql(bucket: str, reading: Reading) -> str:
    texts = range(len(reading.texts))
    units = " ".join(f"WHEN {n} THEN coalesce(nullif(text_{n}, ''), unit)" for n in texts)
    unit = f"CASE unit_text {units} ELSE unit END" if units else "unit"
    settings = " ".join(f"WHEN {n} THEN {_setting_text(n, reading)}" for n in texts)
    setting = (
        f"CASE WHEN setting <> -1 THEN setting ELSE CASE setting_text {settings} ELSE -1 END END"
    )
    kept = [f"day_{n}" for n in range(len(reading.dates))]
    kept += [f"text_{n}" for n in key_columns(reading)]
    return (
        "SELECT courses.code AS course, row, deed, rank, in_day, kind, us, "
        "(row_number() OVER (PARTITION BY courses.code ORDER BY row))::INTEGER AS number, "
        f"({setting if settings else 'setting'})::SMALLINT AS setting, {', '.join((f'{unit} AS unit', *kept))} "
        f"FROM {bucket} AS staged JOIN courses ON staged.course = courses.name "
        "JOIN deeds USING (event, outcome, lifecycle) WHERE fault = 0"
    )


def _setting_text(number: int, reading: Reading) -> str:
    fields = {str(e.setting) for p in reading.table.editions for e in p.events.values()}
    return f"setting_{number}" if reading.texts[number] in fields else "-1"


def _code_texts(connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str]) -> None:
    """Make a table of all texts of some columns of `told`, each with a code."""
    texts = " UNION ".join(f"SELECT DISTINCT {column} AS text FROM told" for column in columns)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT text, (row_number() OVER (ORDER BY text) - 1)::INTEGER "
        f"AS code FROM ({texts or 'SELECT NULL::VARCHAR AS text'}) WHERE text <> ''"
    )


def _coded_sql(connection: duckdb.DuckDBPyConnection, reading: Reading) -> str:
    """Return the query that gives each row its day, its place in the day and its position."""
    is_zoned = one_row(connection, "SELECT max(kind) FROM told")[0] == ZONED
    wall, joined = wall_sql("told", is_zoned=is_zoned)
    dates = [f"day_{n}" for n in range(len(reading.dates))]
    cells = [f"text_{n}" for n in key_columns(reading)]
    keyed = "".join(f" LEFT JOIN cells AS {c}_cell ON {c}_cell.text = told.{c}" for c in cells)
    codes = [f"coalesce({c}_cell.code, -1) AS {c}" for c in cells]
    kind = "told.kind"
    if reading.is_midnight_a_day:
        kind = f"CASE WHEN {wall} % {at.TICKS_PER_DAY} = 0 THEN {DATE} ELSE told.kind END"
    inner = f"SELECT told.* REPLACE ({kind} AS kind), {wall} AS wall FROM told {joined}"
    return (
        "SELECT course, row, number, deed, rank, setting, coalesce(units.code, -1) AS unit, "
        f"(CASE WHEN kind = {DATE} THEN in_day ELSE {TIMED} END)::TINYINT AS place, local_days.day::INTEGER AS day, "
        f"CASE WHEN kind = {DATE} THEN CASE in_day WHEN {FIRST} THEN start ELSE next - 1 END "
        f"WHEN kind = {ZONED} THEN us ELSE wall - CASE WHEN wall < change THEN ahead ELSE after END END AS position, "
        f"{', '.join(('wall', *dates, *codes))} FROM ({inner}) AS told "
        f"JOIN local_days ON local_days.day = wall // {at.TICKS_PER_DAY} "
        f"LEFT JOIN units ON units.text = told.unit{keyed}"
    )


def _fetch(connection: duckdb.DuckDBPyConnection, reading: Reading) -> Bucket:
    dates = [f"coalesce(day_{n}, {at.MISSING}) AS day_{n}" for n in range(len(reading.dates))]
    cells = [f"text_{n}" for n in key_columns(reading)]
    columns = ["course", "number", "deed", "setting", "unit", "place", "position", "day"]
    # The one order (helhet.pathway.courses.ordering): within a day positions rise from place to place.
    told = connection.execute(
        f"SELECT {', '.join((*columns, *dates, *cells))} FROM coded WHERE deed >= 0 "
        "ORDER BY course, position, place, rank, number"
    ).fetchnumpy()
    courses = connection.execute(
        f"SELECT name, coalesce(born, {at.MISSING}) AS born FROM courses ORDER BY code"
    ).fetchnumpy()
    return Bucket(
        **{name: told[name] for name in columns},
        dates=[_in_calendar(told[f"day_{n}"]) for n in range(len(reading.dates))],
        cells=[told[name] for name in cells],
        cell_texts=_texts(connection, "cells"),
        names=np.append(courses["name"], ""),
        units=np.array([*_texts(connection, "units"), ""], dtype=object),
        born=courses["born"],
    )


def _texts(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    found = connection.execute(f"SELECT text FROM {table} ORDER BY code").fetchall()
    return [text for (text,) in found]


def _in_calendar(days: Column) -> Column:
    """A date outside the calendar is none to the stepping, as in `helhet.pathway.courses.encoding`."""
    return np.where((days >= 0) & (days < at.DAYS), days, at.MISSING)


def unknown_events(named: Sequence[Named]) -> Iterator[Named]:
    """Yield the events that the pathway does not know, the most frequent first."""
    unknown = (each for each in named if each.code == UNKNOWN)
    yield from sorted(unknown, key=lambda each: (not each.is_shared, -each.rows, each.told.name))


def left_out(named: Sequence[Named]) -> int:
    """Return how many rows are no part of the pathway by what was said of them."""
    return sum(each.rows for each in named if each.code == LEFT_OUT)
