"""An amount as a file writes it, in whole øre: exact, or refused."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from helhet.importing.faults import CellFault
from helhet.importing.money.mapping import AmountTold, Unit
from helhet.plans.money import LARGEST_ORE

PLACES: Final = {Unit.ORE: 0, Unit.KRONER: 2, Unit.THOUSAND: 5, Unit.MILLION: 8}
"""How many decimals of the unit make whole øre."""
_SPACES: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-"})


def read_amount(cell: str | float, told: AmountTold) -> int:
    """Return a cell as øre; raise CellFault for what is no amount, is nothing, or has parts of an øre."""
    is_text = isinstance(cell, str)
    sign, whole, part = _parts(str(cell), told) if is_text else _of_number(cell)  # type: ignore[arg-type]
    places = PLACES[told.unit]
    if part[places:].strip("0"):
        raise CellFault(
            "this has parts of an øre",
            "Look at the unit, and at what parts the thousands, in the mapping.",
        )
    ore = int(whole + part[:places].ljust(places, "0"))
    if ore > LARGEST_ORE:
        raise CellFault("this is more than any budget", "Look at the unit in the mapping.")
    if ore == 0:
        raise CellFault("nothing is not booked", "Take the row out.")
    return -ore if sign else ore


def _parts(text: str, told: AmountTold) -> tuple[str, str, str]:
    """Return the sign, the digits before and those behind the decimal sign."""
    found = _pattern(told.decimal, told.thousands).fullmatch(text.strip().translate(_SPACES))
    if found is None:
        raise CellFault(
            "this is no amount as the mapping says they are written",
            "Write digits alone, or say in the mapping what parts thousands and decimals; a currency stands in a column of its own.",
        )
    sign, whole, part = found.groups("")
    return sign, whole.replace(told.thousands, "") if told.thousands else whole, part


def _of_number(number: float) -> tuple[str, str, str]:
    exact = Decimal(repr(number))
    if not exact.is_finite() or abs(exact) > LARGEST_ORE:
        raise CellFault("this is more than any budget", "Look at the unit in the mapping.")
    whole, _, part = f"{abs(exact):f}".partition(".")
    return "-" if exact < 0 else "", whole, part


@lru_cache
def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    whole = r"[0-9]{1,15}"
    if thousands:
        whole = rf"{whole}|[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}}){{1,4}}"
    return re.compile(rf"(-?)({whole})(?:{re.escape(decimal)}([0-9]{{1,8}}))?", re.ASCII)
