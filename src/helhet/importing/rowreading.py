"""One row's cells read one by one, and what is wrong with them noted: of each column what was found first."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from helhet.importing.csvfiles import Row
from helhet.importing.faults import CellFault, RowFault

T = TypeVar("T")


class RowReading:
    """Reads a row's cells; `found` has every fault of the row, also those from before its cells were read."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.found: list[RowFault] = list(row.faults)

    def cell(self, column: str, read: Callable[[str], T]) -> T | None:
        """Return what a cell says; None if it is empty, or cannot be read, which is noted."""
        try:
            return read(text) if (text := self.row.get(column)) else None
        except CellFault as error:
            self.note(column, error.fault, error.remedy)
            return None

    def note(self, column: str, fault: str, remedy: str) -> None:
        """Note what is wrong with a column, unless something was noted of it before."""
        if not self.is_noted({column}):
            self.found.append(self.row.fault(column, fault, remedy))

    def is_noted(self, columns: Collection[str]) -> bool:
        """Return whether anything was noted of any of these columns."""
        return any(fault.column in columns for fault in self.found)
