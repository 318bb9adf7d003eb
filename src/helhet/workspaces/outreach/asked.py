"""What an address asks for: a day, or what was counted last."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from django.http import QueryDict

from helhet.record.times import to_date
from helhet.signin.rules import StaffRequest

SEVEN: Final = 7
"""Days: the first week of the calendar is not asked for, and none lies before it."""


def asked_day(request: StaffRequest, today: date) -> date:
    """Return the day that the address asks for; today for one that is none, is to come, or lies before the calendar."""
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return asked if to_date(SEVEN) <= asked <= today else today


def asked_key(told: QueryDict) -> UUID | None:
    """Return what was counted last, None if nothing is told that can be it."""
    try:
        return UUID(told.get("done", ""))
    except ValueError:
        return None
