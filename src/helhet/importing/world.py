"""As of when rows are read, in which calendar; and what holds of ids and moments in each of the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from helhet.importing.cells import read_moment
from helhet.importing.csvfiles import Row
from helhet.importing.faults import CellFault, said
from helhet.pathway.calendar import Calendar
from helhet.record.pathways import today

LONGEST_ID: Final = 200


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


def id_faults(row: Row, column: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one of the sender's ids."""
    told = row.get(column)
    if not told:
        yield "the id is missing", "Write the id that the sender has for it."
    elif len(told) > LONGEST_ID:
        yield said("too-long")


def past_moment(text: str, world: World) -> datetime:
    """Return a moment that has been."""
    told = read_moment(text, world.calendar)
    if told > world.now:
        raise CellFault("the moment lies in the future", "Mend it.")
    return told
