"""The rows of a CSV file, one at a time: what cannot be read is a fault of its row."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from helhet.importing.faults import CannotImport, RowFault
from helhet.importing.money.mapping import MoneyMapping
from helhet.importing.money.sheetrows import SheetRow, Value, check_columns
from helhet.packs.csvrecords import Broken, Record, header_of, is_escaped, records
from helhet.pathway.errors import printable

_NOT_TEXT: Final = ("this is not UTF-8", "Save the file as UTF-8.")
_TORN: Final = (
    "the row cannot be parted into its cells",
    "Quote what holds a delimiter or a quotation mark.",
)


def rows_of_text(path: Path, mapping: MoneyMapping) -> Iterator[SheetRow]:
    """Yield the rows of a CSV file; raise CannotImport if its columns are not those of the mapping."""
    name = printable(path)
    first, delimiter = header_of(partial(_records, path))
    if first is None or first.broken or any(map(is_escaped, first.cells)):
        raise CannotImport(
            f"{name}: the first line cannot be read. Begin the file with the names of its columns, in UTF-8."
        )
    header = [cell.strip() for cell in first.cells]
    check_columns(name, header, mapping)
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
