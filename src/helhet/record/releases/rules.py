"""What may be passed on, and on which basis: read from the decision table's own word `released`.

To the court nothing of health goes without the person's yes in writing to just that (`practice.md` 7 and 16, ADR 17).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from helhet.access.deciding import Reader
from helhet.access.table import Cell, DecisionTable, Deed, Part, Relation

COURT: Final = "court"
OWN: Final = "own"
HEALTH: Final = frozenset({Part.SUD, Part.PSY})
NEVER: Final = frozenset({Part.VNOTE, Part.OUTA, Part.LOG, Part.STAT, Part.GRANT})
"""Notes held closest never leave their unit; the others are about nobody, or are not what anybody says of a person."""


class NotReleasable(Exception):  # noqa: N818 - what is refused, and why
    """A release that cannot be; `field` and `code` say which and why, for a page that has words for them."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


def purposes(table: DecisionTable) -> frozenset[str]:
    """Return for what something can be passed on to a unit: each purpose of which a cell says `released`."""
    cells = ((row, cell) for row in table.rows for told in row.cells.values() for cell in told)
    return frozenset(row.purpose for row, cell in cells if cell.is_released_only) - {OWN}


def passable(table: DecisionTable, purpose: str) -> frozenset[Part]:
    """Return the parts that somebody who acts for a purpose may be sent: those that a role reads, or reads where it is released."""
    return frozenset(
        part
        for row in table.rows
        if row.purpose == purpose
        for part, cells in row.cells.items()
        if any(map(_is_received, cells)) and part not in NEVER
    )


def receiving(table: DecisionTable, purpose: str) -> frozenset[str]:
    """Return the roles that may be sent something for a purpose."""
    cells = ((row, cell) for row in table.rows for told in row.cells.values() for cell in told)
    return frozenset(
        row.role for row, cell in cells if row.purpose == purpose and _is_received(cell)
    )


def receives(
    table: DecisionTable, reader: Reader, relations: Collection[Relation], part: Part
) -> bool:
    """Return whether a reader with these relations is shown what has been released of a part. No relation opens nothing."""
    cells = (table.cells(reader.role, one, reader.purpose, part) for one in relations)
    return part not in NEVER and any(_is_received(cell) for told in cells for cell in told)


def check_basis(purpose: str, parts: Collection[Part], basis: str) -> None:
    """Raise NotReleasable where another basis than the person's consent would carry health to the court."""
    if purpose == COURT and HEALTH & set(parts) and basis != "consent":
        raise NotReleasable("basis", "court-by-consent")


def check_day(field: str, day: date | None, on: date) -> None:
    """Raise NotReleasable for a day that is needed and lacking, or that has not come."""
    if day is None:
        raise NotReleasable(field, "required")
    if day > on:
        raise NotReleasable(field, "future")


def _is_received(cell: Cell) -> bool:
    reads = cell.deed is not None and cell.deed >= Deed.READ and cell.need is None
    return cell.is_released_only or reads
