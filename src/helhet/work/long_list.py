"""A long list: the index of each rank has its first deadlines, and no more is read than a page needs."""

from __future__ import annotations

from datetime import datetime
from heapq import merge
from typing import Final, cast
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Value
from django.db.models.lookups import GreaterThan

from helhet.access.deciding import Reader
from helhet.record.courses.ranking import Rank
from helhet.record.models import Run
from helhet.work.order import Counts, Days, Narrowed, Place, Stretch, days_of, worst_of
from helhet.work.owing import ROOT, in_hand, owing, set_aside

RUNS_A_PERSON: Final = 2
"""How many deadlines a person is guessed to have; more are asked for if it was too few."""


def first_people(
    runs: QuerySet[Run], days: Days, stretch: Stretch | None, first: int, size: int
) -> list[UUID]:
    """Return the persons of a page. One query a rank: of one rank the index has the deadlines by their days."""
    limit = (first + size) * RUNS_A_PERSON
    while True:
        found = [_of_rank(runs, rank, days, limit) for rank in Rank]
        cut = min((ranked[-1].moment for ranked in found if len(ranked) == limit), default=None)
        worst = worst_of(merge(*found), cut)
        people = [one.subject for one in worst if stretch in (None, one.stretch)]
        page = people[first : first + size]
        if cut is None or len(page) == size:
            return page
        limit *= RUNS_A_PERSON


def _of_rank(runs: QuerySet[Run], rank: Rank, days: Days, limit: int) -> list[Place]:
    """Return the first deadlines of a rank, by their place."""
    ranked = runs.filter(rank=rank).order_by("due_at").values_list("due_at", ROOT)
    told = cast("list[tuple[datetime, UUID]]", list(ranked[:limit]))
    return sorted(Place(days.stretch(due), rank, due, root) for due, root in told)


def counts(reader: Reader, now: datetime, narrowed: Narrowed) -> Counts:
    """Return how many persons stand in each stretch, whichever one the list is narrowed to: nobody in particular, so
    nothing is logged. One query."""
    days = days_of(now, reader.on)
    # Each rank is named, for its index goes on to the days.
    soon = Q(rank__in=list(Rank), due_at__lte=days.then)
    chosen = chosen_runs(reader, now, narrowed).filter(soon)
    people = chosen.order_by().values(ROOT).annotate(first=Min("due_at"))
    found = people.aggregate(
        late=Count("first", filter=Q(first__lte=days.now)),
        today=Count("first", filter=Q(first__gt=days.now, first__lte=days.tomorrow)),
        soon=Count("first", filter=Q(first__gt=days.tomorrow)),
    )
    return Counts(**found)


def chosen_runs(reader: Reader, now: datetime, narrowed: Narrowed) -> QuerySet[Run]:
    """Return the runs that the list is narrowed to."""
    runs = owing(reader, now)
    if narrowed.unit is not None:
        runs = runs.filter(unit=narrowed.unit)
    if narrowed.pathway is not None:
        runs = runs.filter(course__pathway=narrowed.pathway)
    if narrowed.rank is not None:
        runs = runs.filter(rank=narrowed.rank)
    if narrowed.held_by is not None:
        runs = runs.filter(_held(reader, narrowed.held_by))
    aside = _snoozed(reader, now)
    return runs.filter(aside if narrowed.aside else ~aside)


def _held(reader: Reader, users: frozenset[int]) -> Q:
    """Return which runs are of courses that users have in hand; without users, of those that nobody has."""
    open_ones = in_hand(reader).filter(course=OuterRef("course"))
    return Q(Exists(open_ones.filter(user__in=users))) if users else ~Q(Exists(open_ones))


def _snoozed(reader: Reader, now: datetime) -> Exists:
    """Return which runs are set aside: none that has become late since."""
    is_to_come = GreaterThan(OuterRef("due_at"), Value(now))
    return Exists(
        set_aside(reader).filter(
            Q(was_late=True) | Q(is_to_come),
            course=OuterRef("course"),
            clock=OuterRef("clock"),
            key=OuterRef("key"),
            number=OuterRef("number"),
        )
    )
