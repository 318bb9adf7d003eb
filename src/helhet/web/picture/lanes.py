"""What a picture of a way is made of: lanes with stretches of days, what was late, and what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple


class Sort(StrEnum):
    """What a stretch is; each has a look that does not rest on colour alone."""

    WAITING = "waiting"
    GOING = "going"
    PLACE = "place"
    ENDED = "ended"


class Sign(StrEnum):
    """What a mark stands for; each has a shape of its own."""

    DUE = "due"
    OVERDUE = "overdue"
    APPOINTMENT = "appointment"


class Stretch(NamedTuple):
    """Days in one state; `end` is the first day after it, None while it lasts. `hint` says it in full."""

    begin: date
    end: date | None
    title: str
    sort: Sort
    hint: str


class Late(NamedTuple):
    """Days on which something was owed and not done; `end` is None while it is not."""

    begin: date
    end: date | None
    hint: str


class Mark(NamedTuple):
    """A day on which something falls."""

    day: date
    sign: Sign
    hint: str


@dataclass(frozen=True)
class Lane:
    """One course. `label` says in a sentence where it stands; `address` is where it leads, empty for nowhere."""

    title: str
    place: str
    label: str
    address: str = ""
    stretches: tuple[Stretch, ...] = ()
    lates: tuple[Late, ...] = ()
    marks: tuple[Mark, ...] = ()


class Window(NamedTuple):
    """The days that a picture shows, the last included, and which of them is today."""

    first: date
    last: date
    today: date

    @property
    def days(self) -> int:
        """How many days it shows."""
        return (self.last - self.first).days + 1

    def holds(self, begin: date, end: date | None) -> bool:
        """Return whether days from one up to another, today if that is not known, touch the window."""
        until = end or self.today + timedelta(days=1)
        return begin <= self.last and until > self.first
