"""What a review is asked for, as it stands in an address: days, a user by their number, a kind; no name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from django.http import Http404

from helhet.record.queries.review_kinds import Asked, Kind
from helhet.web.asked import day_near, whole_number

LONGEST: Final = timedelta(days=30)
"""Days between the first and the last that are looked at in one go. Own choice."""
WEEK: Final = timedelta(days=6)
YEARS: Final = 100
"""How far back a log may be asked for. Own choice."""


def asked_for(told: Mapping[str, str], today: date) -> Asked:
    """Return what an address asks for: without days the last seven; of too many the last ones. Http404 for what is none."""
    last = min(day_near(told.get("to"), today, years=YEARS), today)
    first = min(day_near(told.get("from"), last - WEEK, years=YEARS), last)
    user = whole_number(told.get("user")) or None
    try:
        kind = Kind(told.get("kind") or Kind.ALL)
    except ValueError:
        raise Http404 from None
    return Asked(max(first, last - LONGEST), last, user, kind)


def address_of(asked: Asked, **other: object) -> str:
    """Return the part of an address that asks for something else beside what is asked."""
    told: dict[str, object] = {
        "from": asked.first.isoformat(),
        "to": asked.last.isoformat(),
        "user": asked.user or "",
        "kind": asked.kind.value,
    }
    return urlencode({name: value for name, value in (told | other).items() if value})
