"""Contacts that are about nobody: counted, taken back, and read as sums in which nobody can be found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from helhet.access.deciding import Reader
from helhet.ledgers.doors import lists, require_counting, require_reading
from helhet.ledgers.errors import Refused
from helhet.ledgers.hiding import Sum, sums_of, told
from helhet.ledgers.models import Contact, Total
from helhet.ledgers.totals import What, is_counted_otherwise

MOST_PEOPLE: Final = 200
"""At once, for a drop-in of an evening. Own choice."""
OLDEST: Final = 31
"""Days back that something may still be counted. Own choice."""


@dataclass(frozen=True)
class Met:
    """Whom one has met: how, where, when in the day, what they asked for, how many they were."""

    day: date
    hours: str
    kind: str
    place: str
    needs: tuple[str, ...] = ()
    people: int = 1


@dataclass(frozen=True)
class Sums:
    """A unit's contacts of some days: in all, and by kind, need and part of the day, each the most first; and what others counted by the month,
    of the month in which the week begins."""

    from_day: date
    to_day: date
    people: int | None
    kinds: tuple[Sum, ...]
    needs: tuple[Sum, ...]
    hours: tuple[Sum, ...]
    month_kinds: tuple[Sum, ...] = ()
    month_needs: tuple[Sum, ...] = ()


def count(reader: Reader, met: Met, *, key: UUID | None = None) -> UUID:
    """Count a contact for the reader's unit; sent twice by one key it is counted once. Raises Refused for what cannot be."""
    unit, key = require_counting(reader), key or uuid4()
    check(met, reader.on)
    write(unit, met, key)
    return key


def write(unit: int, met: Met, key: UUID) -> None:
    """Write a contact that has been checked; once for one key."""
    told = {"day": met.day, "hours": met.hours, "kind": met.kind, "place": met.place}
    needs = sorted(set(met.needs))
    defaults = {"unit_id": unit, "needs": needs, "people": met.people, **told}
    Contact.objects.get_or_create(id=key, defaults=defaults)


def take_back(reader: Reader, contact: UUID) -> None:
    """Take back a contact of today that was a slip: a row that counts it away again. Nothing if that was done, or it is not there."""
    unit = require_counting(reader)
    with transaction.atomic():
        row = Contact.objects.filter(
            pk=contact, unit=unit, takes_back=None, taken_back=None, day=reader.on
        ).first()
        if row is None:
            return
        told = {"day": row.day, "hours": row.hours, "kind": row.kind, "place": row.place}
        defaults = {"id": uuid4(), "unit_id": unit, "needs": row.needs, "people": -row.people}
        Contact.objects.get_or_create(takes_back=row, defaults=defaults | told)


def check(met: Met, today: date) -> None:
    """Raise Refused for what cannot be."""
    known = lists()
    if not 0 <= (today - met.day).days <= OLDEST:
        raise Refused("day", "future" if met.day > today else "long-ago")
    for field, name, names in (
        ("hours", met.hours, known.hours),
        ("kind", met.kind, known.kinds),
        ("place", met.place, known.places),
        *(("needs", need, known.needs) for need in met.needs),
    ):
        if name not in names:
            raise Refused(field, "choice")
    if not 1 <= met.people <= MOST_PEOPLE:
        raise Refused("people", "range")


def add_total(
    reader: Reader, kind: str, period: tuple[date, date], contacts: int, *, key: UUID
) -> None:
    """Write how many contacts of a kind somebody else has counted in a period. Raises Refused for what cannot be."""
    unit, (first, last) = require_counting(reader), period
    if kind not in lists().kinds:
        raise Refused("kind", "choice")
    if first > last or first > reader.on:
        raise Refused("to_day", "range")
    if contacts < 0:
        raise Refused("contacts", "range")
    if is_counted_otherwise(unit, What(kind, first, last)):
        raise Refused("kind", "across")
    told = {"kind": kind, "from_day": first, "to_day": last, "contacts": contacts}
    Total.objects.get_or_create(id=key, defaults={"unit_id": unit, **told})


def week_of(day: date) -> tuple[date, date]:
    """Return the Monday and the Sunday of a day's week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of a day's month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def sums(reader: Reader, day: date) -> Sums:
    """Return what the reader's unit has met in the week of a day; logged before. Two queries.

    Whole weeks alone: from two periods that one chooses, what is hidden in one could be reckoned.
    """
    unit, fewest = require_reading(reader), lists().fewest_told
    from_day, to_day = week_of(day)
    rows = Contact.objects.filter(unit=unit, day__range=(from_day, to_day))
    kinds, needs, hours = Counter[str](), Counter[str](), Counter[str]()
    for kind, asked, part, people in rows.values_list("kind", "needs", "hours", "people"):
        kinds[kind] += people
        hours[part] += people
        for need in asked:
            needs[need] += people
    month = month_of(from_day)
    month_kinds, month_needs = Counter[str](), Counter[str]()
    totals = Total.objects.filter(
        Q(from_day__gte=from_day, to_day__lte=to_day) | Q(from_day=month[0], to_day=month[1]),
        unit=unit,
    )
    for kind, need, first, last, contacts in totals.values_list(
        "kind", "need", "from_day", "to_day", "contacts"
    ):
        of_kinds, of_needs = (
            (month_kinds, month_needs) if (first, last) == month else (kinds, needs)
        )
        (of_needs if need else of_kinds)[need or kind] += contacts
    return Sums(
        from_day,
        to_day,
        told(kinds.total(), fewest),
        sums_of(kinds, fewest),
        sums_of(needs, fewest),
        sums_of(hours, fewest),
        sums_of(month_kinds, fewest),
        sums_of(month_needs, fewest),
    )
