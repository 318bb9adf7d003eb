"""What the invented region's teams outside have counted and have on their shelves: about nobody, as such things are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from helhet.ledgers.doors import lists
from helhet.ledgers.models import Contact, Movement, Trip
from helhet.ledgers.trips import trip_lists
from helhet.parties.models import Unit
from helhet.record.courses.appending import Author
from helhet.region.chance import Chance

ROLE: Final = "outreach-worker"
WEEKS: Final = 4
A_DAY: Final = (4, 11, 24)
"""Contacts a day. Own choice, as all figures here."""
TRIPS: Final = (0, 2, 5)
"""Journeys a day."""
BATCHES: Final = (("A1407", -12, 3), ("B2210", 21, 14), ("C3318", 300, 40))
"""A batch's number, in how many days it expires, and how many kits of it are there."""


def make_outside(staff: Mapping[str, Sequence[Author]], chance: Chance, today: date) -> None:
    """Write the last weeks' contacts and the shelves of each team that works outside, and the journeys of those who drive."""
    teams = sorted(
        {one.unit for all_ in staff.values() for one in all_ if one.role == ROLE and one.unit}
    )
    Contact.objects.bulk_create(_contacts(teams, chance, today), batch_size=500)
    Movement.objects.bulk_create(_received(teams, chance, today))
    Trip.objects.bulk_create(_trips(chance, today), batch_size=500)


def _contacts(teams: Sequence[int], chance: Chance, today: date) -> Iterator[Contact]:
    known = lists()
    kinds, places = list(known.kinds)[:4], list(known.places)[:4]
    for team in teams:
        for back in range(1, 7 * WEEKS):
            for _ in range(chance.whole(A_DAY)):
                yield Contact(
                    id=chance.uuid(),
                    unit_id=team,
                    day=today - timedelta(days=back),
                    hours=chance.one(list(known.hours)[1:]),
                    kind=chance.one(kinds),
                    place=chance.one(places),
                    needs=[chance.one(list(known.needs))],
                    people=1,
                )


def _received(teams: Sequence[int], chance: Chance, today: date) -> Iterator[Movement]:
    kit = next(iter(lists().kits))
    for team in teams:
        for batch, days, kits in BATCHES:
            yield Movement(
                id=chance.uuid(),
                unit_id=team,
                kit=kit,
                batch=batch,
                expires_on=today + timedelta(days=days),
                day=today - timedelta(days=7 * WEEKS),
                why=Movement.Why.RECEIVED,
                kits=kits,
            )


def _trips(chance: Chance, today: date) -> Iterator[Trip]:
    known = trip_lists()
    if known is None:
        return
    offering = [
        one.pk for one in Unit.objects.order_by("pk") if known.pathway in (one.offers or ())
    ]
    for unit in offering:
        for back in range(1, 7 * WEEKS):
            for _ in range(chance.whole(TRIPS)):
                yield Trip(
                    id=chance.uuid(),
                    unit_id=unit,
                    day=today - timedelta(days=back),
                    hours=chance.one(list(lists().hours)),
                    way=chance.one(list(known.ways)[:2]),
                    company=chance.one(list(known.company)[:3]),
                    wait=chance.one(list(known.waits)),
                )
