"""Amounts as they are written, and as they are kept: whole øre."""

from __future__ import annotations

import re
from typing import Annotated, Final

from helhet.pathway.language.spelling import reads, spelt

ORE_PER_KRONE: Final = 100
ORE_PER_MILLION: Final = 1_000_000 * ORE_PER_KRONE
LARGEST_ORE: Final = 10**17
"""A thousand million kroner a thousand times over: more than any budget, and well within eight bytes."""
_PATTERN: Final = r"-?[0-9]{1,9}(\.[0-9]{1,8})?( mill)?"


def read_amount(text: str) -> int:
    """Return `400 mill`, `75.5 mill` or `1200.50` (kroner) as øre; raise ValueError for what is no whole øre.

    Thousands are not set apart, for a point that parts thousands in one country parts decimals in another.
    """
    if not re.fullmatch(_PATTERN, text, re.ASCII):
        raise ValueError("an amount is written as 400 mill, 75.5 mill or 1200.50 kroner")
    number, _, is_million = text.partition(" ")
    whole, _, part = number.lstrip("-").partition(".")
    places = 8 if is_million else 2
    if len(part) > places:
        raise ValueError("an amount has no parts of an øre")
    ore = int(whole + part.ljust(places, "0"))
    if ore == 0 and number.startswith("-"):
        raise ValueError("nothing is not less than nothing: write 0")
    return -ore if number.startswith("-") else ore


def millions(ore: int) -> str:
    """Return øre as exact millions of kroner, with no zeros that say nothing: `868.5`."""
    whole, part = divmod(abs(ore), ORE_PER_MILLION)
    shown = f"{whole}.{part:08}".rstrip("0").rstrip(".")
    return f"-{shown}" if ore < 0 else shown


Amount = Annotated[int, reads(read_amount, int), spelt(f"^{_PATTERN}$")]
