# ruff: noqa: S608 - only numbers, names of ours and texts through `sql_text` are put into SQL here
"""Any log → rows that DuckDB can scan. What a file is, its first bytes say; its ending only seconds them."""

from __future__ import annotations

import codecs
import gzip
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb

from helhet.measure.columns import play_parts
from helhet.measure.csvlogs import CsvFile, open_csv
from helhet.measure.database import glob_safe, one_row
from helhet.measure.encodings import encoding_of
from helhet.measure.errors import LogError
from helhet.measure.files import check_file, check_name
from helhet.measure.rows import BROKEN_PACKING, Fault, Rows
from helhet.measure.xes import read_xes
from helhet.pathway.errors import printable

_GZIP: Final = b"\x1f\x8b"
_PARQUET: Final = b"PAR1"
_ZIP: Final = b"PK\x03\x04"
_HEAD: Final = 1 << 12
_NUMBER: Final = "file_row_number"
"""What DuckDB calls a column of its own, if it is asked for one: a file may have one called so, too."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a log: columns for parts (`--columns`), the encoding, and the form fields that matter."""

    columns: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    encoding: str | None = None


@dataclass
class Log:
    """A log that has been opened: its rows, which column plays which part, and the rows already found bad."""

    rows: Rows
    parts: Mapping[str, int]
    file: CsvFile | None = None
    bad: list[tuple[int, Fault]] = field(default_factory=list)

    @property
    def columns(self) -> Mapping[str, str]:
        """The name of the column that plays each part."""
        return {part: self.rows.names[number] for part, number in self.parts.items()}

    def rewrite(self, folder: Path) -> bool:
        """Read a CSV file record by record instead; False if that has been done or is no remedy."""
        if self.file is None or self.rows.line is not None:
            return False
        self.rows = self.file.rewrite(folder / "log.csv", set(self.parts.values()), self.bad)
        return True


def open_log(path: Path, asked: Asked, connection: duckdb.DuckDBPyConnection, folder: Path) -> Log:
    """Open a CSV, Parquet or XES file, perhaps packed; `folder` is for what is made on the way."""
    try:
        return _open(path, asked, connection, folder)
    except BROKEN_PACKING:
        raise LogError(
            f"{printable(path)} is packed, and the packing is broken. Get the whole file."
        ) from None


def _open(path: Path, asked: Asked, connection: duckdb.DuckDBPyConnection, folder: Path) -> Log:
    check_file(path)
    check_name(path)
    head, is_gzip = _head(path)
    if head.startswith(_ZIP):
        raise LogError(
            f"{printable(path)} is a ZIP archive or a workbook. Unpack it, or save its sheet as CSV UTF-8."
        )
    if head.startswith(_PARQUET):
        rows = _parquet(_unpacked(path, folder) if is_gzip else path, connection)
        return Log(rows, play_parts(rows.names, asked.columns, asked.fields))
    if _is_xml(head):
        bad: list[tuple[int, Fault]] = []
        wanted = {*asked.fields, *asked.columns.values()}
        rows = read_xes(path, folder / "log.csv", wanted, bad, is_gzip=is_gzip)
        return Log(rows, _xes_parts(path, rows, asked, bad), bad=bad)
    file = open_csv(path, encoding_of(asked.encoding), is_gzip=is_gzip)
    log = Log(file.rows(), play_parts(file.names, asked.columns, asked.fields), file)
    if not file.is_plain:
        log.rewrite(folder)
    return log


def _head(path: Path) -> tuple[bytes, bool]:
    """Return the first bytes, unpacked, and whether the file is packed."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.startswith(_GZIP):
        return head, False
    with gzip.open(path) as file:
        return file.read(_HEAD), True


def _is_xml(head: bytes) -> bool:
    return head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<")


def _unpacked(path: Path, folder: Path) -> Path:
    to = folder / "log.parquet"
    with gzip.open(path) as packed, to.open("wb") as file:
        shutil.copyfileobj(packed, file)
    return to


def _parquet(path: Path, connection: duckdb.DuckDBPyConnection) -> Rows:
    plain = f"read_parquet({glob_safe(path)}"
    told = connection.execute(f"DESCRIBE SELECT * FROM {plain})").fetchall()
    (count,) = one_row(connection, f"SELECT count(*) FROM {plain})")
    names = tuple(str(row[0]) for row in told)
    is_numbered = _NUMBER not in map(str.lower, names)
    scan = f"{plain}, {_NUMBER} = true)" if is_numbered else f"{plain})"
    number = f"{_NUMBER} + 1" if is_numbered else "row_number() OVER ()"
    columns = tuple('"' + name.replace('"', '""') + '"' for name in names)
    types = tuple(str(row[1]) for row in told)
    return Rows(scan, names, columns, types, count, number)


def _xes_parts(
    path: Path, rows: Rows, asked: Asked, bad: Collection[tuple[int, Fault]]
) -> dict[str, int]:
    if not rows.estimate and Fault.LONG not in (fault for _, fault in bad):
        raise LogError(
            f"{printable(path)} has no events: no <event> within a <trace> within a <log>."
        )
    return play_parts(rows.names, asked.columns, asked.fields)
