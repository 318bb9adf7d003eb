"""A file of rows: UTF-8, a header, commas or semicolons between; each row with its lines, or its fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from helhet.importing import columns
from helhet.importing.faults import CannotImport, RowFault
from helhet.packs.csvrecords import DELIMITERS, Broken, Record, records
from helhet.pathway.errors import printable

# What spreadsheets write where a formula stood: the value is lost, and the text would run again where it is opened.
_FORMULAS: Final = ("=", "@", "#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
_BROKEN: Final = {
    Broken.QUOTE: (
        "a quotation mark is not closed, or text stands after a closing one",
        "Double it inside a quoted value.",
    ),
    Broken.LONG: ("the row is too long", "Look for a quotation mark that is not closed."),
    Broken.ENCODING: ("the row is not UTF-8", "Save the file as UTF-8."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it stands, and its cells by column, those that are empty left out."""

    file: CsvFile = field(repr=False)
    line: int
    lines: int
    cells: Mapping[str, str] = field(repr=False)

    def get(self, column: str) -> str:
        """Return a cell, empty if there is none."""
        return self.cells.get(column, "")

    def fault(self, column: str, fault: str, remedy: str) -> RowFault:
        """Return a fault of this row."""
        return RowFault(self.file.name, self.line, column, fault, remedy)


@dataclass(frozen=True)
class CsvFile:
    """A file of one kind of rows: persons, courses or entries."""

    path: Path
    kind: str
    header: tuple[str, ...]
    delimiter: str
    header_lines: int = 1

    @property
    def name(self) -> str:
        """What messages call it."""
        return printable(self.path)

    def rows(self) -> Iterator[Row | tuple[Row, RowFault]]:
        """Yield the rows below the header; one that cannot be read comes without cells, with its fault."""
        kept: dict[str, str] = {}
        for number, record in enumerate(_records(self.path, self.delimiter)):
            if number and (record.broken or any(record.cells)):
                told = _fault(record, len(self.header))
                cells = {} if told else self._cells(record, kept)
                row = Row(self, record.line, record.lines, cells)
                yield (row, row.fault("", *told)) if told else row

    def _cells(self, record: Record, kept: dict[str, str]) -> dict[str, str]:
        """Return the cells; one text is kept once, for the same events and days stand in every row."""
        told = zip(self.header, map(str.strip, record.cells), strict=False)
        return {name: kept.setdefault(cell, cell) for name, cell in told if cell and name}


def open_csv(path: Path, kind: str) -> CsvFile:
    """Find out how a file is written from its header; raise CannotImport if it has none that fits."""
    name = printable(path)
    record, delimiter = _header(path)
    if record is None:
        raise CannotImport(
            f"{name} is empty, or its first line cannot be read. Begin it with the names of its columns; the file must be UTF-8."
        )
    names = tuple(cell.strip() for cell in record.cells)
    if lacking := columns.missing(kind, names):
        raise CannotImport(
            f"{name}:1: the header lacks {', '.join(lacking)}. Write the columns' names in the first line, with commas, semicolons or tabs between."
        )
    if found := list(columns.header_faults(kind, names)):
        raise CannotImport("\n".join(f"{name}:1: {fault}. {remedy}" for fault, remedy in found))
    return CsvFile(path, kind, names, delimiter, record.line + record.lines - 1)


def _header(path: Path) -> tuple[Record | None, str]:
    """Return the header and its delimiter: the sign that makes most columns of it."""
    firsts = [(next(_records(path, sign), None), sign) for sign in DELIMITERS]
    return max(firsts, key=lambda each: _width(each[0]))


def _width(record: Record | None) -> int:
    return 0 if record is None else len(record.cells)


def _records(path: Path, delimiter: str) -> Iterator[Record]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        yield from records(file, delimiter)


def _fault(record: Record, width: int) -> tuple[str, str] | None:
    """Return why a row cannot be read. Empty cells too many are delimiters that some programs put at its end."""
    if record.broken:
        return _BROKEN[record.broken]
    cells = record.cells
    if len(cells) < width or any(cells[width:]):
        return (
            f"the row has {len(cells)} cells, and the header {width}",
            "Quote what holds a delimiter, and give each column its cell.",
        )
    if any("\0" in cell for cell in cells):
        return "a cell holds a zero byte", "Take it out; save the file as UTF-8."
    if any(cell.lstrip().startswith(_FORMULAS) for cell in cells):
        return (
            "a cell begins like a formula, or is what a broken one leaves",
            "Export values, not formulas.",
        )
    return None
