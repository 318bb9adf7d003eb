"""A file of rows: UTF-8, a header, commas, semicolons, tabs or bars between; each row with its lines and its faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

from helhet.importing import columns
from helhet.importing.faults import CannotImport, RowFault
from helhet.packs.csvrecords import Broken, Record, header_of, is_escaped, records
from helhet.pathway.errors import printable

# What spreadsheets write where a formula stood: the value is lost, and the text would run again where it is opened.
_FORMULAS: Final = ("=", "@", "#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
_BROKEN: Final = {
    Broken.QUOTE: (
        "a quotation mark is not closed, or text stands after a closing one",
        "Double it inside a quoted value.",
    ),
    Broken.LONG: ("the row is too long", "Look for a quotation mark that is not closed."),
}
_NAMELESS: Final = "something stands here, and the column has no name", "Name it, or take it out."
_UNREAD: Final = "\0"
"""Stands for a cell that cannot be read: no cell that can be is the same."""
_WORKBOOK: Final = "PK\3\4"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it stands, and its cells by column, those that are empty left out.

    `faults` are what was wrong before anybody asked what it means; a row that could not be parted has no cells.
    """

    file: CsvFile = field(repr=False)
    line: int
    lines: int
    cells: Mapping[str, str] = field(repr=False)
    faults: tuple[RowFault, ...] = ()

    def get(self, column: str) -> str:
        """Return a cell, empty if there is none."""
        return self.cells.get(column, "")

    def is_read(self, column: str) -> bool:
        """Return whether a column's cell could be read, or is empty."""
        return self.get(column) != _UNREAD

    def fault(self, column: str, fault: str, remedy: str) -> RowFault:
        """Return a fault of this row."""
        return RowFault(self.file.name, self.line, column, fault, remedy)

    def seen_from(self, other: Row) -> str:
        """Return where this row stands, for a message about another one."""
        is_near = self.file is other.file
        return f"line {self.line}" if is_near else f"{self.file.name}:{self.line}"


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

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header, also those that cannot be read, with their faults."""
        kept: dict[str, str] = {}
        for number, record in enumerate(_records(self.path, self.delimiter)):
            if number and (record.broken or any(map(str.strip, record.cells))):
                yield self._row(record, kept)

    def _row(self, record: Record, kept: dict[str, str]) -> Row:
        """Return a row; one text is kept once, for the same events and days stand in every row."""
        bare = Row(self, record.line, record.lines, {})
        if torn := _torn(record, len(self.header)):
            return replace(bare, faults=(bare.fault("", *torn),))
        cells: dict[str, str] = {}
        faults: list[RowFault] = []
        for place, cell in enumerate(map(str.strip, record.cells), start=1):
            if not cell:
                continue
            name = self.header[place - 1]
            if words := _NAMELESS if not name else _unread(cell):
                faults.append(bare.fault(name or f"column {place}", *words))
            cells[name] = _UNREAD if words else kept.setdefault(cell, cell)
        return replace(bare, cells=cells, faults=tuple(faults))


def open_csv(path: Path, kind: str) -> CsvFile:
    """Find out how a file is written from its header; raise CannotImport if it has none that fits."""
    name = printable(path)
    record, delimiter = header_of(partial(_records, path))
    if record is None or not record.cells:
        raise CannotImport(
            f"{name} is empty, or its first line cannot be read. Begin it with the names of its columns; the file must be UTF-8."
        )
    names = tuple(cell.strip() for cell in record.cells)
    unlike = _unlike_a_header(names)
    if found := [unlike] if unlike else list(columns.header_faults(kind, names)):
        raise CannotImport("\n".join(f"{name}:1: {fault}. {remedy}" for fault, remedy in found))
    return CsvFile(path, kind, names, delimiter, record.line + record.lines - 1)


def _unlike_a_header(names: Sequence[str]) -> tuple[str, str] | None:
    """Return what a first line is that can be no header, in words that say what the file is."""
    if names[0].startswith(_WORKBOOK):
        return "this is a workbook", "Export each sheet as CSV, in UTF-8."
    if any("\0" in name for name in names):
        return "this is UTF-16, or no text", "Save the file as UTF-8."
    if any(map(is_escaped, names)):
        return "the header is not UTF-8", "Save the file as UTF-8."
    if names[0].lower().startswith("sep="):
        return (
            "this line is for spreadsheets alone",
            "Take it out: the columns' names come first.",
        )
    return None


def _records(path: Path, delimiter: str) -> Iterator[Record]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        yield from records(file, delimiter)


def _torn(record: Record, width: int) -> tuple[str, str] | None:
    """Return why a row cannot be parted into its cells."""
    if words := _BROKEN.get(record.broken) if record.broken else None:
        return words
    if not record.fits(width):
        return (
            f"the row has {len(record.cells)} cells, and the header {width}",
            "Quote what holds a delimiter, and give each column its cell.",
        )
    return None


def _unread(cell: str) -> tuple[str, str] | None:
    """Return why a cell cannot be read."""
    if is_escaped(cell):
        return "this is not UTF-8", "Save the file as UTF-8."
    if "\0" in cell:
        return "a zero byte stands here", "Take it out; save the file as UTF-8."
    if cell.startswith(_FORMULAS):
        return (
            "this begins like a formula, or is what a broken one leaves",
            'Export values, not formulas: 9901, and not ="9901".',
        )
    return None
