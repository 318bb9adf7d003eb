# ruff: noqa: S608 - only numbers, names of ours and texts through `sql_text` are put into SQL here
"""The bad rows of a log: where they stand, why they cannot be read, and a file of them all."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from helhet.measure.database import one_row
from helhet.measure.datehints import date_hints
from helhet.measure.logs import Log
from helhet.measure.rows import SAID, Fault
from helhet.measure.staging import Reading
from helhet.pathway.reading.faults import quoted

MOST_SHOWN = 10
FILE = "bad-rows.csv"


@dataclass(frozen=True)
class BadRows:
    """How many rows are bad for each reason, and the places of the first; `place` is `line` or `row`."""

    reasons: Mapping[str, int]
    first: Mapping[str, Sequence[int]]
    place: str
    files: Sequence[Path] = ()
    hints: Sequence[str] = ()
    """What may help."""

    @property
    def count(self) -> int:
        return sum(self.reasons.values())


def bad_rows(
    connection: duckdb.DuckDBPyConnection, log: Log, records: int, reading: Reading, to: Path | None
) -> BadRows:
    """Return the bad rows of a log of so many records; with `to`, write them all to a file there."""
    connection.execute("CREATE OR REPLACE TEMP TABLE bad_lines (place BIGINT, fault SMALLINT)")
    if log.bad:
        places, faults = [list(column) for column in zip(*log.bad, strict=True)]
        connection.execute("INSERT INTO bad_lines SELECT unnest(?), unnest(?)", [places, faults])
    place = _place(connection, log, records)
    said = {code: _said(code, reading) for (code,) in _codes(connection)}
    reasons, first = {}, {}
    for code, why in said.items():
        query = f"SELECT place FROM bad_lines WHERE fault = {code} ORDER BY place"
        found = connection.execute(f"{query} LIMIT {MOST_SHOWN}").fetchall()
        reasons[why] = one_row(connection, f"SELECT count(*) FROM ({query})")[0]
        first[why] = [place for (place,) in found]
    files = [_write(connection, to / FILE, place, said)] if to else []
    hints = date_hints(connection, log, reading) if any(map(_is_of_a_time, said)) else ()
    return BadRows(reasons, first, place, files, hints)


def _is_of_a_time(code: int) -> bool:
    return code in (Fault.TIME, Fault.BORN) or code >= Fault.FORM_DATE


def _codes(connection: duckdb.DuckDBPyConnection) -> list[tuple[int]]:
    return connection.execute("SELECT DISTINCT fault FROM bad_lines ORDER BY fault").fetchall()


def _place(connection: duckdb.DuckDBPyConnection, log: Log, records: int) -> str:
    """Say of each bad row where it stands: on which line, or else which row it is."""
    insert = "INSERT INTO bad_lines SELECT {} AS place, fault FROM bad {}"
    if log.rows.line is not None:
        connection.execute(insert.format("line", ""))
        return "line"
    rows = connection.execute("SELECT row FROM bad ORDER BY row").fetchnumpy()["row"]
    if not len(rows):
        return "line" if log.rows.lines else "row"
    lines = log.rows.lines(rows, records) if log.rows.lines else None
    if lines is None:
        connection.execute(insert.format("row", ""))
        return "row"
    connection.register("found", {"row": rows, "line": lines})
    connection.execute(insert.format("found.line", "JOIN found USING (row)"))
    connection.unregister("found")
    return "line"


def _said(code: int, reading: Reading) -> str:
    if code < Fault.FORM_DATE:
        return SAID[Fault(code)]
    return f"has a date {quoted(reading.dates[code - Fault.FORM_DATE])} that cannot be read"


def _write(
    connection: duckdb.DuckDBPyConnection, to: Path, place: str, said: Mapping[int, str]
) -> Path:
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((place, "why"))
        writer.writerows((line, said[code]) for line, code in _all(connection))
    return to


def _all(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, int]]:
    found = connection.execute("SELECT place, fault FROM bad_lines ORDER BY place, fault")
    while some := found.fetchmany(10_000):
        yield from some
