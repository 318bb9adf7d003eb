"""The order of a list: the late first, of those law before advice; one place a person. And what it can be narrowed to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Final, NamedTuple
from uuid import UUID

from helhet.record.courses.ranking import Rank
from helhet.record.pathways import pack
from helhet.record.times import to_day, to_moment
from helhet.work.owing import Owed

SOON_DAYS: Final = 7
"""How many days, today among them, are soon. Own choice: a week."""


class Stretch(IntEnum):
    """When a deadline falls: it has passed, its last day is today, within a week, or after that."""

    LATE = 0
    TODAY = 1
    SOON = 2
    LATER = 3


@dataclass(frozen=True)
class Narrowed:
    """What a reader narrows the list to; None narrows nothing.

    `held_by` are the users who have the course in hand, none of them for what nobody has; `aside` shows what is set
    aside in place of what is not.
    """

    held_by: frozenset[int] | None = None
    unit: int | None = None
    pathway: str | None = None
    rank: Rank | None = None
    stretch: Stretch | None = None
    aside: bool = False


class Counts(NamedTuple):
    """How many persons have their first deadline in each stretch but the last."""

    late: int
    today: int
    soon: int


class Days(NamedTuple):
    """The ends of the first three stretches, as of a moment: each the first instant after it."""

    now: datetime
    tomorrow: datetime
    then: datetime

    def stretch(self, due_at: datetime) -> Stretch:
        """Return the stretch in which a deadline falls."""
        return Stretch(bisect_left(self, due_at))


def days_of(now: datetime, today: date) -> Days:
    """Return the stretches as of a moment of a day."""
    starts, day = pack().calendar.day_start, to_day(today)
    return Days(now, to_moment(starts[day + 1]), to_moment(starts[day + SOON_DAYS]))


def fits(one: Owed, narrowed: Narrowed) -> bool:
    """Return whether a deadline is one of those that the list is narrowed to, but for what is set aside."""
    users = narrowed.held_by
    return (
        (users is None or (bool(one.held_by & users) if users else not one.held_by))
        and narrowed.unit in (None, one.unit)
        and narrowed.pathway in (None, one.pathway)
        and narrowed.rank in (None, one.rank)
    )


class Place(NamedTuple):
    """Where a deadline stands on the list."""

    stretch: Stretch
    rank: int
    due_at: datetime
    subject: UUID

    @property
    def moment(self) -> tuple[Stretch, int, datetime]:
        """Where all stand that fall at the same instant: by whom is not how they are read."""
        return self[:3]


def worst_of(places: Iterable[Place], cut: tuple[Stretch, int, datetime] | None) -> Iterator[Place]:
    """Yield the worst place of each person; no further than to the instant of which more may follow that were not read."""
    seen: set[UUID] = set()
    for place in places:
        if cut is not None and place.moment >= cut:
            return
        if place.subject not in seen:
            seen.add(place.subject)
            yield place
