"""Rows of money as a file: CSV, Excel or Parquet, whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from helhet.packs.csvrecords import harmless

Rows = Iterable[Sequence[str | int]]
MOST_ROWS: Final = 1_048_576
"""How many rows a sheet has in Excel, the header among them: what is beyond would be lost on opening."""


class TooManyError(Exception):
    """There are more rows than a sheet can hold."""


def write(path: Path, header: Sequence[str], rows: Rows) -> int:
    """Write rows to a file by its ending; return how many. The file is there when all of it is."""
    with TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder, path.name)
        n = WRITERS[path.suffix](made, header, rows)
        made.replace(path)
    return n


def _csv(path: Path, header: Sequence[str], rows: Rows) -> int:
    n = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for n, row in enumerate(rows, 1):  # noqa: B007 - counted
            writer.writerow([harmless(cell) for cell in row])
    return n


def _excel(path: Path, header: Sequence[str], rows: Rows) -> int:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(header))
    n = 0
    for n, row in enumerate(rows, 1):
        cells = []
        for cell in row:
            told = WriteOnlyCell(sheet, value=cell)
            if isinstance(cell, str):
                told.data_type = "s"  # a text, whatever it begins with
            cells.append(told)
        if n >= MOST_ROWS:
            sheet.close()
            raise TooManyError
        sheet.append(cells)
    book.save(path)
    return n


def _parquet(path: Path, header: Sequence[str], rows: Rows) -> int:
    import duckdb

    plain = path.with_suffix(".csv")
    n = _plain(plain, header, rows)
    columns = ", ".join(f'"{name}" ' + _TYPES.get(name, "VARCHAR") for name in header)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE told ({columns})")
        connection.execute("COPY told FROM ? (HEADER, NULLSTR '\\N')", [str(plain)])
        connection.execute("COPY told TO ? (FORMAT parquet)", [str(path)])
    return n


def _plain(path: Path, header: Sequence[str], rows: Rows) -> int:
    n = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for n, row in enumerate(rows, 1):  # noqa: B007 - counted
            writer.writerow(["\\N" if cell == "" else cell for cell in row])
    return n


_TYPES: Final = {
    **dict.fromkeys(("posting", "takes-back"), "BIGINT"),
    **dict.fromkeys(("year", "from-year", "price-year"), "SMALLINT"),
    "amount": "DECIMAL(18, 2)",
    "booked-on": "DATE",
}
WRITERS: Final[dict[str, Callable[[Path, Sequence[str], Rows], int]]] = {
    ".csv": _csv,
    ".xlsx": _excel,
    ".parquet": _parquet,
}
