"""The rows of a CSV file or an Excel sheet, one at a time, each with its line: what is no plain value is a fault of its row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.exceptions import InvalidFileException

from helhet.importing.faults import CannotImport, RowFault
from helhet.importing.money.mapping import MoneyMapping
from helhet.packs.csvrecords import Broken, Record, header_of, is_escaped, records
from helhet.pathway.errors import printable

Value = str | int | float | date
_MERGED: Final = re.compile(rb"<(?:[\w.-]{1,50}:)?mergeCell[\s/>]")
"""A merged cell, whatever name the writer gave the space of its elements."""
_LONGEST_NAME: Final = 64
_SHOWN: Final = re.compile(
    r"\[\$([^\]-]*)(?:-([0-9A-Fa-f]+))?[^\]]*\]|([€£¥]|\b(?:EUR|USD|GBP|SEK|DKK|CHF)\b)"
)
"""A currency in the format of a cell: its sign and its land, or a sign that stands alone."""
_LANDS: Final = {"", "414", "814", "14", "7814", "7c14"}
"""Norwegian, as formats number the lands: a krone of another land is another krone."""
_EVERYWHERE: Final = frozenset(BUILTIN_FORMATS.values())
LARGEST: Final = 2_000_000_000
"""How many bytes a workbook may unfold to."""
_FORMULA: Final = ("this is a formula, or would be taken for one", "Put its value there.")
_ERROR: Final = ("this is the error of a formula", "Put a value there.")
_NOT_TEXT: Final = ("this is not UTF-8", "Save the file as UTF-8.")
_CURRENCY: Final = (
    "this is shown as another currency than kroner",
    "Change the amount to kroner by a rate you know, and format it as a plain number; or take the row out.",
)
_TORN: Final = (
    "the row cannot be parted into its cells",
    "Quote what holds a delimiter or a quotation mark.",
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: its line, its cells by column without the empty ones, and what is wrong with it already."""

    file: str
    line: int
    cells: Mapping[str, Value]
    faults: tuple[RowFault, ...] = ()

    def fault(self, column: str, fault: str, remedy: str) -> RowFault:
        """Return a fault of this row."""
        return RowFault(self.file, self.line, column, fault, remedy)


def rows_of(path: Path, mapping: MoneyMapping) -> Iterator[SheetRow]:
    """Yield the rows of a file; raise CannotImport if it is neither kind, or its columns are not those of the mapping."""
    with path.open("rb") as file:
        is_workbook = file.read(4) == b"PK\x03\x04"
    return _of_workbook(path, mapping) if is_workbook else _of_text(path, mapping)


@lru_cache
def is_foreign(number_format: str) -> bool:
    """Return whether the format of a cell shows an amount in another currency than Norwegian kroner.

    The formats that every program brings along say nothing: their sign is that of whoever looks.
    """
    if number_format in _EVERYWHERE:
        return False
    return any(_is_other(*found.groups()) for found in _SHOWN.finditer(number_format))


def _is_other(sign: str | None, land: str | None, alone: str | None) -> bool:
    if alone or not sign:
        return bool(alone)
    told = sign.strip(' ."').upper()
    return told != "NOK" and (told != "KR" or (land or "").lstrip("0").lower() not in _LANDS)


def _of_text(path: Path, mapping: MoneyMapping) -> Iterator[SheetRow]:
    name = printable(path)
    first, delimiter = header_of(partial(_records, path))
    if first is None or first.broken or any(map(is_escaped, first.cells)):
        raise CannotImport(
            f"{name}: the first line cannot be read. Begin the file with the names of its columns, in UTF-8."
        )
    header = [cell.strip() for cell in first.cells]
    _check(name, header, mapping)
    told = _records(path, delimiter)
    next(told, None)
    for one in told:
        if one.broken not in (None, Broken.ENCODING) or not one.fits(len(header)):
            yield SheetRow(name, one.line, {}, (RowFault(name, one.line, "", *_TORN),))
        elif any(one.cells):
            yield _plain(name, one, header)


def _records(path: Path, delimiter: str) -> Iterator[Record]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        yield from records(file, delimiter)


def _plain(name: str, record: Record, header: list[str]) -> SheetRow:
    pairs = zip(header, record.cells, strict=False)
    cells: dict[str, Value] = {column: text for column, cell in pairs if (text := cell.strip())}
    if record.broken is None and "\0" not in "".join(record.cells):
        return SheetRow(name, record.line, cells)
    faults = [
        RowFault(name, record.line, column, *_NOT_TEXT)
        for column, text in cells.items()
        if is_escaped(str(text)) or "\0" in str(text)
    ]
    return SheetRow(name, record.line, cells, tuple(faults))


def _check(name: str, header: list[str], mapping: MoneyMapping) -> None:
    """Raise CannotImport unless each column is named once, and is in the mapping or ignored by it."""
    told: list[str] = []
    twice = sorted({one for one in header if one and header.count(one) > 1})
    if twice:
        told.append(f"{len(twice)} columns have the name of another. Give each its own.")
    if missing := sorted(mapping.columns() - {*header}):
        told.append(
            f"the columns {', '.join(missing)} of the mapping are not there. Mend one of the two."
        )
    known = {*mapping.columns(), *mapping.ignored, ""}
    unknown = [place for place, one in enumerate(header, 1) if one not in known]
    if unknown:
        told.append(
            f"the mapping says nothing of column {', '.join(map(str, unknown))}. Name it under 'rows', or under 'ignored'."
        )
    if told:
        raise CannotImport("\n".join(f"{name}:1: {one}" for one in told))


def _of_workbook(path: Path, mapping: MoneyMapping) -> Iterator[SheetRow]:
    name = printable(path)
    _look_into(path, name)
    try:
        book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise CannotImport(
            f"{name} is no Excel workbook that can be read. Save it anew as .xlsx."
        ) from error
    with closing(book):
        yield from _of_sheet(_sheet(book, mapping, name), mapping, name)


def _look_into(path: Path, name: str) -> None:
    """Raise CannotImport for a workbook that unfolds to too much, or has cells put together: the others' values are not there."""
    try:
        with ZipFile(path) as folded:
            sizes = sum(one.file_size for one in folded.infolist())
            if sizes > LARGEST:
                raise CannotImport(
                    f"{name} unfolds to more than {LARGEST // 10**9} GB. Save it as CSV."
                )
            for one in folded.namelist():
                if one.startswith("xl/worksheets/") and _holds(folded, one, _MERGED):
                    raise CannotImport(
                        f"{name} has merged cells, of which only the first has a value. Unmerge them, and fill in each."
                    )
    except BadZipFile as error:
        raise CannotImport(
            f"{name} is no Excel workbook that can be read. Save it anew as .xlsx."
        ) from error


def _holds(folded: ZipFile, member: str, what: re.Pattern[bytes]) -> bool:
    """Return whether a member holds an element, read in parts."""
    with folded.open(member) as file:
        before = b""
        while part := file.read(1 << 20):
            if what.search(before + part):
                return True
            before = (before + part)[-_LONGEST_NAME:]
    return False


def _sheet(book: Any, mapping: MoneyMapping, name: str) -> Any:
    if mapping.sheet is None and len(book.sheetnames) > 1:
        raise CannotImport(
            f"{name} has {len(book.sheetnames)} sheets. Name one in the mapping, as 'sheet'."
        )
    if mapping.sheet is not None and mapping.sheet not in book.sheetnames:
        raise CannotImport(f"{name} has no sheet '{mapping.sheet}'. Name one that it has.")
    return book[mapping.sheet or book.sheetnames[0]]


def _of_sheet(sheet: Any, mapping: MoneyMapping, name: str) -> Iterator[SheetRow]:
    rows = enumerate(sheet.iter_rows(), 1)
    header: list[str] = []
    for line, cells in rows:
        if not header:
            header = [str(cell.value).strip() if cell.value is not None else "" for cell in cells]
            _check(name, header, mapping)
        elif any(cell.value is not None for cell in cells):
            yield _of_cells(name, line, cells, header, mapping.amount.column)
    if not header:
        raise CannotImport(f"{name} has an empty sheet. Begin it with the names of its columns.")


def _of_cells(name: str, line: int, cells: Any, header: list[str], amount: str) -> SheetRow:
    found: dict[str, Value] = {}
    faults = []
    for place, cell in enumerate(cells):
        if cell.value is None:
            continue
        column = header[place] if place < len(header) else ""
        value = cell.value
        if (
            cell.data_type == "f"
            or not isinstance(value, (str, int, float, date))
            or isinstance(value, bool)
        ):
            faults.append(RowFault(name, line, column, *_FORMULA))
        elif cell.data_type == "e":
            faults.append(RowFault(name, line, column, *_ERROR))
        elif column == amount and is_foreign(cell.number_format):
            faults.append(RowFault(name, line, column, *_CURRENCY))
        elif isinstance(value, datetime):
            found[column] = value.date()
        elif not isinstance(value, str) or value.strip():
            found[column] = value.strip() if isinstance(value, str) else value
    return SheetRow(name, line, found, tuple(faults))
