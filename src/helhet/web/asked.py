"""What stands in an address after the question mark, as what it should be."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.http import Http404
from django.utils.timezone import localtime, make_aware

LARGEST: Final = 1_000_000


def whole_number(told: str | None, *, largest: int = LARGEST) -> int:
    """Return a number from 0 up, 0 if nothing was told; raise Http404 for what is none: nobody's page links there."""
    if not told:
        return 0
    is_short = len(told) <= len(str(largest))
    if not (told.isascii() and told.isdecimal() and is_short and int(told) <= largest):
        raise Http404
    return int(told)


def end_of_day(told: str | None, now: datetime) -> datetime | None:
    """Return the last moment of a day that is told as YYYY-MM-DD, or now if that comes first; None if none was told.

    Raises Http404 for what is no day, or one that has not come.
    """
    if not told:
        return None
    day = _day(told)
    if day > localtime(now).date():
        raise Http404
    after = make_aware(datetime.combine(day + timedelta(days=1), time()))
    return min(after - timedelta(microseconds=1), now)


def day_near(told: str | None, today: date, *, years: int = 10) -> date:
    """Return a day that is told as YYYY-MM-DD, today if none was told; raise Http404 for what is no day, or years away."""
    day = _day(told) if told else today
    if abs((day - today).days) > years * 366:
        raise Http404
    return day


def _day(told: str) -> date:
    """Return a day that is told as YYYY-MM-DD, and in no other way."""
    try:
        day = date.fromisoformat(told)
    except ValueError:
        raise Http404 from None
    if day.isoformat() != told:
        raise Http404
    return day


def one_id(told: str | None) -> UUID | None:
    """Return an id, None if none was told; raise Http404 for what is none."""
    try:
        return UUID(told) if told else None
    except ValueError:
        raise Http404 from None
