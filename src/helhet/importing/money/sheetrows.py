"""A row of a file of money, of whichever kind; and that the columns are those of the mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from helhet.importing.faults import CannotImport, RowFault
from helhet.importing.money.mapping import MoneyMapping

Value = str | int | float | date


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


def check_columns(name: str, header: list[str], mapping: MoneyMapping) -> None:
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
