"""What stands in an address after the question mark, as what it should be."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from django.http import Http404
from django.utils.timezone import make_aware

LARGEST: Final = 1_000_000


def whole_number(told: str | None, *, largest: int = LARGEST) -> int:
    """Return a number from 0 up, 0 if nothing was told; raise Http404 for what is none: nobody's page links there."""
    if not told:
        return 0
    if not (told.isascii() and told.isdecimal() and len(told) < 9 and int(told) <= largest):
        raise Http404
    return int(told)


def end_of_day(told: str | None) -> datetime | None:
    """Return the end of a day that is told as YYYY-MM-DD, None if none was; raise Http404 for what is no day."""
    if not told:
        return None
    try:
        day = date.fromisoformat(told) + timedelta(days=1)
        return make_aware(datetime.combine(day, time()))
    except (ValueError, OverflowError):
        raise Http404 from None
