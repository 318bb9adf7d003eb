"""The rows of a CSV file or an Excel sheet, one at a time, each with its line."""

from collections.abc import Iterator
from pathlib import Path

from helhet.importing.money.mapping import MoneyMapping
from helhet.importing.money.sheetrows import SheetRow
from helhet.importing.money.textfiles import rows_of_text
from helhet.importing.money.workbooks import rows_of_workbook


def rows_of(path: Path, mapping: MoneyMapping) -> Iterator[SheetRow]:
    """Yield the rows of a file; raise CannotImport if it is neither kind, or its columns are not those of the mapping."""
    with path.open("rb") as file:
        is_workbook = file.read(4) == b"PK\x03\x04"
    return rows_of_workbook(path, mapping) if is_workbook else rows_of_text(path, mapping)
