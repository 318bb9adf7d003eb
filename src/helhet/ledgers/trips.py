"""Journeys that no course tells of: counted, taken back, and read as sums in which nobody can be found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.http import Http404

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed, Part
from helhet.ledgers.contacts import OLDEST, week_of
from helhet.ledgers.doors import lists
from helhet.ledgers.errors import Refused
from helhet.ledgers.hiding import Sum, sums_of, told
from helhet.ledgers.models import Trip
from helhet.packs.trips import Trips, read_trips

_WHAT: Final = ("way", "company", "hours", "wait")


@dataclass(frozen=True)
class Made:
    """A journey: in which part of the day, how, with whom, and how long the person waited for it."""

    day: date
    hours: str
    way: str
    company: str
    wait: str


@dataclass(frozen=True)
class TripSums:
    """A unit's journeys of a week: in all, and by each of what is counted, the most first."""

    from_day: date
    to_day: date
    trips: int | None
    ways: tuple[Sum, ...]
    company: tuple[Sum, ...]
    hours: tuple[Sum, ...]
    waits: tuple[Sum, ...]


@cache
def trip_lists() -> Trips | None:
    """Return the pack's lists, None if it counts no journeys; read once a process."""
    return read_trips(Path(settings.PACK))


def may_count_trips(reader: Reader) -> bool:
    """Return whether a page may offer counting to a role; its door asks again."""
    return _is_offered(reader) and doors.may_open(reader, [Part.PLAN])


def add_trip(reader: Reader, made: Made, *, key: UUID) -> None:
    """Count a journey for the reader's unit; sent twice by one key it is counted once. Raises Refused for what cannot be, Http404."""
    unit = _require(reader, Deed.WRITE)
    _check(made, reader.on)
    Trip.objects.get_or_create(id=key, defaults={"unit_id": unit, **vars(made)})


def take_trip_back(reader: Reader, trip: UUID) -> None:
    """Take back a journey that was counted today and was a slip. Nothing if that was done, or it is not there. Raises Http404."""
    unit = _require(reader, Deed.WRITE)
    with transaction.atomic():
        row = Trip.objects.filter(
            pk=trip, unit=unit, takes_back=None, taken_back=None, day=reader.on
        ).first()
        if row is None:
            return
        same = {name: getattr(row, name) for name in ("day", *_WHAT)}
        defaults = {"id": uuid4(), "unit_id": unit, "trips": -row.trips, **same}
        Trip.objects.get_or_create(takes_back=row, defaults=defaults)


def trip_sums(reader: Reader, day: date) -> TripSums:
    """Return the journeys of the reader's unit in the week of a day; logged before. One query. Raises Http404."""
    unit, fewest = _require(reader, Deed.READ), lists().fewest_told
    first, last = week_of(day)
    rows = Trip.objects.filter(unit=unit, day__range=(first, last)).values_list("trips", *_WHAT)
    counted: dict[str, Counter[str]] = {name: Counter() for name in _WHAT}
    in_all = 0
    for trips, *names in rows:
        in_all += trips
        for what, name in zip(_WHAT, names, strict=True):
            counted[what][name] += trips
    return TripSums(
        first, last, told(in_all, fewest), *(sums_of(counted[n], fewest) for n in _WHAT)
    )


def _is_offered(reader: Reader) -> bool:
    known = trip_lists()
    return known is not None and known.pathway in (reader.offers or ())


def _require(reader: Reader, deed: Deed) -> int:
    """Return the unit that somebody counts for; logged, as a refusal is. Raises Http404 where none is counted."""
    if not _is_offered(reader) or reader.unit is None:
        raise Http404
    doors.require_counting(reader, deed, [Part.PLAN])
    return reader.unit


def _check(made: Made, today: date) -> None:
    """Raise Refused for what cannot be."""
    known = trip_lists()
    assert known is not None, "the door has asked"
    if not 0 <= (today - made.day).days <= OLDEST:
        raise Refused("day", "future" if made.day > today else "long-ago")
    names = {
        "hours": lists().hours,
        "way": known.ways,
        "company": known.company,
        "wait": known.waits,
    }
    for field, there in names.items():
        if getattr(made, field) not in there:
            raise Refused(field, "choice")
