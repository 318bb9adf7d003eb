"""What is to be booked, as it comes from a file or a plan."""

from datetime import date
from typing import NamedTuple

from helhet.ledger.accounts import Place
from helhet.plans.model import Counts, Stage


class Draft(NamedTuple):
    """What is to be booked. `ore` may be below nothing: then it goes the other way."""

    origin: str
    key: str
    source_place: Place
    place: Place
    ore: int
    year: int
    stage: Stage
    counts: Counts
    booked_on: date
    source: str
    is_verified: bool = True
    said_by: str = ""
    text: str = ""
    from_year: int | None = None
    price_year: int | None = None

    @property
    def ends(self) -> tuple[Place, Place]:
        """From where the amount goes, and to where."""
        both = self.source_place, self.place
        return both if self.ore > 0 else both[::-1]
