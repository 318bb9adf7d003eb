"""As of when rows are read, in which calendar; and what holds of ids and moments in each of the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from helhet.importing.cells import read_moment
from helhet.importing.csvfiles import Row
from helhet.importing.faults import CellFault, RowFault, said
from helhet.pathway.calendar import Calendar
from helhet.record.pathways import today

LONGEST_ID: Final = 200
SAME_ID: Final = "has the same id", "Keep one, or give each its own."


@dataclass(frozen=True)
class World:
    """As of when rows are read, in which calendar, and whether national numbers are made up."""

    now: datetime
    calendar: Calendar
    is_synthetic: bool

    @property
    def today(self) -> date:
        """The civil day."""
        return today(self.now)

    def day_of(self, moment: datetime) -> date:
        """Return the civil day of a moment."""
        return today(moment)


def id_faults(row: Row, column: str) -> Iterator[RowFault]:
    """Yield what is wrong with one of the sender's ids, also that it could not be read."""
    told = row.get(column)
    yield from (fault for fault in row.faults if fault.column == column)
    if not told:
        yield row.fault(column, "the id is missing", "Write the id that the sender has for it.")
    elif len(told) > LONGEST_ID:
        yield row.fault(column, *said("too-long"))


def same_faults(
    rows: Sequence[Row], column: str, fault: str, remedy: str
) -> Iterator[tuple[Row, RowFault]]:
    """Yield of several rows that tell the same each with its fault, in which another of them is named."""
    for row in rows if len(rows) > 1 else ():
        other = rows[1] if row is rows[0] else rows[0]
        yield row, row.fault(column, f"{other.seen_from(row)} {fault}", remedy)


def past_moment(text: str, world: World) -> datetime:
    """Return a moment that has been."""
    told = read_moment(text, world.calendar)
    if told > world.now:
        raise CellFault("the moment lies in the future", "Mend it.")
    return told
