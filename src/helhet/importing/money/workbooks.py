"""The rows of an Excel sheet, one at a time: what is no plain value is a fault of its row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.exceptions import InvalidFileException

from helhet.importing.faults import CannotImport, RowFault
from helhet.importing.money.mapping import MoneyMapping
from helhet.importing.money.sheetrows import SheetRow, Value, check_columns
from helhet.pathway.errors import printable

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
_CURRENCY: Final = (
    "this is shown as another currency than kroner",
    "Change the amount to kroner by a rate you know, and format it as a plain number; or take the row out.",
)


def rows_of_workbook(path: Path, mapping: MoneyMapping) -> Iterator[SheetRow]:
    """Yield the rows of a sheet; raise CannotImport if it cannot be read as it stands, or its columns are not those of the mapping."""
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
            check_columns(name, header, mapping)
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
