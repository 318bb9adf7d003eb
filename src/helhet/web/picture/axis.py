"""The axis of a picture: months, quarters or years, as many as there is room for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from babel.dates import format_date

from helhet.web.picture.lanes import Window

STEPS: Final = (1, 3, 6, 12, 24, 60, 120, 240)
"""How many months may lie between two ticks."""
MONTHS: Final = 12
ROOM: Final = 42
"""Units of width that a tick's words need."""


class Tick(NamedTuple):
    """The first of a month and what stands there: the month, and in January or first of all the year."""

    day: date
    month: str
    year: str


def ticks(window: Window, width: float, language: str) -> Iterator[Tick]:
    """Yield the ticks that a window of a width has room for, the first on or after its first day."""
    step = _step(window, width)
    told = 0
    for day in _firsts(window, step):
        month = "" if step >= MONTHS else format_date(day, "LLL", locale=language).rstrip(".")
        yield Tick(day, month, str(day.year) if day.year != told else "")
        told = day.year


def _step(window: Window, width: float) -> int:
    months = window.days / 30
    return next((step for step in STEPS if width / (months / step) >= ROOM), STEPS[-1])


def _firsts(window: Window, step: int) -> Iterator[date]:
    month = window.first.year * MONTHS + window.first.month - (window.first.day == 1)
    month += -month % step
    while (day := date(month // MONTHS, month % MONTHS + 1, 1)) <= window.last:
        yield day
        month += step
