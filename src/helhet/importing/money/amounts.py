"""An amount as a file writes it, in whole øre: exact, or refused."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from helhet.importing.faults import CellFault
from helhet.importing.money.mapping import AmountTold, Unit
from helhet.plans.money import LARGEST_ORE

ORE: Final = {Unit.ORE: 1, Unit.KRONER: 100, Unit.THOUSAND: 100_000, Unit.MILLION: 100_000_000}
_SPACES: Final = re.compile("[\u00a0\u202f\u2009]")
_MINUS: Final = "\u2212"


def read_amount(cell: str | float, told: AmountTold) -> int:
    """Return a cell as øre; raise CellFault for what is no amount, is nothing, or has parts of an øre."""
    number = _of_text(cell, told) if isinstance(cell, str) else Decimal(repr(cell))
    ore = number * ORE[told.unit]
    if not ore.is_finite() or abs(ore) > LARGEST_ORE:
        raise CellFault("this is more than any budget", "Look at the unit in the mapping.")
    if ore != ore.to_integral_value():
        raise CellFault(
            "this has parts of an øre",
            "Look at the unit, and at what parts the thousands, in the mapping.",
        )
    if ore == 0:
        raise CellFault("nothing is not booked", "Take the row out.")
    return int(ore)


def _of_text(text: str, told: AmountTold) -> Decimal:
    plain = _SPACES.sub(" ", text.strip()).replace(_MINUS, "-")
    if not _pattern(told.decimal, told.thousands).fullmatch(plain):
        raise CellFault(
            "this is no amount as the mapping says they are written",
            "Write digits alone, or say in the mapping what parts thousands and decimals; a currency stands in a column of its own.",
        )
    if told.thousands:
        plain = plain.replace(told.thousands, "")
    number = Decimal(plain.replace(told.decimal, "."))
    if number == 0 and plain.startswith("-"):
        raise CellFault("nothing is not less than nothing", "Take the row out.")
    return number


@lru_cache
def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    whole = r"[0-9]{1,15}"
    if thousands:
        whole = rf"(?:{whole}|[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}}){{1,4}})"
    return re.compile(rf"-?{whole}(?:{re.escape(decimal)}[0-9]{{1,8}})?", re.ASCII)
