"""What stands in an address after the question mark, as what it should be."""

from __future__ import annotations

from typing import Final

from django.http import Http404

LARGEST: Final = 1_000_000


def whole_number(told: str | None, *, largest: int = LARGEST) -> int:
    """Return a number from 0 up, 0 if nothing was told; raise Http404 for what is none: nobody's page links there."""
    if not told:
        return 0
    if not (told.isascii() and told.isdecimal() and len(told) < 9 and int(told) <= largest):
        raise Http404
    return int(told)
