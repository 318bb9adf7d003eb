"""What is owed in a reader's units: one row a person, by their worst deadline; the late first, law before advice."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum
from heapq import merge
from typing import Final, NamedTuple, cast
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.lookups import GreaterThan

from helhet.access.deciding import Reader
from helhet.record.courses.ranking import Rank
from helhet.record.models import Course, Run
from helhet.record.pathways import pack
from helhet.record.queries.appointments import Next, next_appointments, will_break
from helhet.record.queries.clocks import appointment_clocks, on
from helhet.record.queries.worklist import due_runs, log_list, names_of
from helhet.record.times import to_day, to_moment
from helhet.work.models import Assignment, Snooze

SOON_DAYS: Final = 7
"""How many days, today among them, are soon. Own choice: a week."""
ROOT: Final = "course__subject__root"
RUNS_A_PERSON: Final = 2
"""How many deadlines a person is guessed to have; more are asked for if it was too few."""


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


class Owed(NamedTuple):
    """One deadline: what is owed, and by when; who has the course in hand; whether it is set aside, until when and why.

    Overdue is `due_at <= now`."""

    subject: UUID
    course: UUID
    pathway: str
    state: str
    unit: int
    clock: str
    key: str
    number: int
    start_day: date
    due_at: datetime
    rank: int
    started_by: int
    held_by: int | None
    holder: str | None
    until: date | None
    why: str | None


class Row(NamedTuple):
    """A person with what is owed, the worst first; no name if it may not be seen, or for a thing.

    `appointment` is the next one in the course of the worst; `will_break` says that it comes too late for it.
    """

    subject: UUID
    name: str
    stretch: Stretch
    worst: Owed
    others: tuple[Owed, ...]
    appointment: Next | None
    will_break: bool


class Counts(NamedTuple):
    """How many persons have their first deadline in each stretch but the last."""

    late: int
    today: int
    soon: int


class Listed(NamedTuple):
    """A page of the list, and how many there are in each stretch of what is not set aside."""

    rows: list[Row]
    counts: Counts


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


def worklist(
    reader: Reader, now: datetime, narrowed: Narrowed, *, first: int = 0, size: int = 50
) -> Listed:
    """Return a page of the list, logged before it is returned. Twelve queries and a commit; one more if the list is long."""
    days = days_of(now, reader.on)
    subjects, all_of_it = _page(_chosen(reader, now, narrowed), days, narrowed.stretch, first, size)
    owed = defaultdict[UUID, list[Owed]](list)
    for one in _owed(reader, now, subjects):
        owed[one.subject].append(one)
    names = names_of(reader, subjects)
    log_list(reader, {(one.subject, one.pathway) for of in owed.values() for one in of}, names)
    # Somebody may have met the last of it since they were chosen.
    order = [_in_order(owed[one], days, narrowed) for one in subjects if one in owed]
    found = next_appointments({rows[0].course for rows in order}, now)
    listed = [_row(rows, names, days, found.get(rows[0].course)) for rows in order]
    if all_of_it is None or narrowed.aside:
        return Listed(listed, counts(reader, now, replace(narrowed, aside=False)))
    in_each = Counter(place.stretch for place in all_of_it)
    return Listed(listed, Counts(*(in_each[one] for one in list(Stretch)[:3])))


def of_course(reader: Reader, now: datetime, course: UUID) -> list[Owed]:
    """Return all that is owed in a course in the reader's units, the soonest first; whoever shows it has decided. One query."""
    return sorted(_read(reader, now, Course.objects.filter(pk=course)), key=_by_due)


def _by_due(one: Owed) -> tuple[datetime, str, str]:
    return one.due_at, one.clock, one.key


def counts(reader: Reader, now: datetime, narrowed: Narrowed) -> Counts:
    """Return how many persons stand in each stretch, whichever one the list is narrowed to: nobody in particular, so
    nothing is logged. One query."""
    days = days_of(now, reader.on)
    # Each rank is named, for its index goes on to the days.
    soon = Q(rank__in=list(Rank), due_at__lte=days.then)
    chosen = _chosen(reader, now, narrowed).filter(soon)
    people = chosen.order_by().values(ROOT).annotate(first=Min("due_at"))
    found = people.aggregate(
        late=Count("first", filter=Q(first__lte=days.now)),
        today=Count("first", filter=Q(first__gt=days.now, first__lte=days.tomorrow)),
        soon=Count("first", filter=Q(first__gt=days.tomorrow)),
    )
    return Counts(**found)


def _chosen(reader: Reader, now: datetime, narrowed: Narrowed) -> QuerySet[Run]:
    """Return the runs that the list is narrowed to."""
    runs = _owing(reader, now)
    if narrowed.unit is not None:
        runs = runs.filter(unit=narrowed.unit)
    if narrowed.pathway is not None:
        runs = runs.filter(course__pathway=narrowed.pathway)
    if narrowed.rank is not None:
        runs = runs.filter(rank=narrowed.rank)
    if narrowed.held_by is not None:
        runs = runs.filter(_held(reader, narrowed.held_by))
    aside = Exists(_snoozes(reader, now))
    return runs.filter(aside if narrowed.aside else ~aside)


def _owing(reader: Reader, now: datetime) -> QuerySet[Run]:
    """Return the runs on which something is owed: no appointment is, before its day is over and nobody has said what became of it."""
    return due_runs(reader).exclude(on(appointment_clocks), due_at__gt=now)


def _held(reader: Reader, users: frozenset[int]) -> Q:
    """Return which runs are of courses that users have in hand; without users, of those that nobody has."""
    open_ones = _assignments(reader)
    return Q(Exists(open_ones.filter(user__in=users))) if users else ~Q(Exists(open_ones))


def _assignments(reader: Reader) -> QuerySet[Assignment]:
    """Return who has the course of a run in hand in the reader's units."""
    return Assignment.objects.filter(
        course=OuterRef("course"), to_at__isnull=True, unit__in=reader.units
    )


def _snoozes(reader: Reader, now: datetime) -> QuerySet[Snooze]:
    """Return what sets a run aside today: not if it has become late since."""
    is_to_come = GreaterThan(OuterRef("due_at"), Value(now))
    return Snooze.objects.filter(
        Q(was_late=True) | Q(is_to_come),
        course=OuterRef("course"),
        clock=OuterRef("clock"),
        key=OuterRef("key"),
        number=OuterRef("number"),
        unit__in=reader.units,
        ended_at__isnull=True,
        until__gt=reader.on,
    )


class _Place(NamedTuple):
    """Where a deadline stands on the list."""

    stretch: Stretch
    rank: int
    due_at: datetime
    subject: UUID

    @property
    def moment(self) -> tuple[Stretch, int, datetime]:
        """Where all stand that fall at the same instant: by whom is not how they are read."""
        return self[:3]


def _page(
    runs: QuerySet[Run], days: Days, stretch: Stretch | None, first: int, size: int
) -> tuple[list[UUID], list[_Place] | None]:
    """Return the persons of a page, and the worst places of all if there are no more than had to be read.

    One query a rank: of one rank the index has the deadlines by their days.
    """
    limit = (first + size) * RUNS_A_PERSON
    while True:
        found = [_of_rank(runs, rank, days, limit) for rank in Rank]
        cut = min((ranked[-1].moment for ranked in found if len(ranked) == limit), default=None)
        worst = list(_worst(merge(*found), cut))
        people = [one.subject for one in worst if stretch in (None, one.stretch)]
        page = people[first : first + size]
        if cut is None:
            return page, worst
        if len(page) == size:
            return page, None
        limit *= RUNS_A_PERSON


def _of_rank(runs: QuerySet[Run], rank: Rank, days: Days, limit: int) -> list[_Place]:
    """Return the first deadlines of a rank, by their place."""
    ranked = runs.filter(rank=rank).order_by("due_at").values_list("due_at", ROOT)
    told = cast("list[tuple[datetime, UUID]]", list(ranked[:limit]))
    return sorted(_Place(days.stretch(due), rank, due, root) for due, root in told)


def _worst(places: Iterable[_Place], cut: tuple[Stretch, int, datetime] | None) -> Iterator[_Place]:
    """Yield the worst place of each person; no further than to the instant of which more may follow that were not read."""
    seen: set[UUID] = set()
    for place in places:
        if cut is not None and place.moment >= cut:
            return
        if place.subject not in seen:
            seen.add(place.subject)
            yield place


def _owed(reader: Reader, now: datetime, subjects: list[UUID]) -> Iterator[Owed]:
    """Yield all that is owed about persons in the reader's units. Two queries."""
    return _read(reader, now, Course.objects.filter(subject__root__in=subjects))


def _read(reader: Reader, now: datetime, courses: QuerySet[Course]) -> Iterator[Owed]:
    snoozes, holders = _snoozes(reader, now), _assignments(reader)
    # Asked for first: SQLite would rather read all runs of the unit than those of some courses.
    told = list(courses.values_list("pk", flat=True))
    rows = (
        _owing(reader, now)
        .filter(course__in=told)
        .values_list(
            F(ROOT),
            "course",
            "course__pathway",
            "course__state",
            "unit",
            "clock",
            "key",
            "number",
            "start_day",
            "due_at",
            "rank",
            "started_by",
            Subquery(holders.values("user")[:1]),
            Subquery(holders.values("user__name")[:1]),
            Subquery(snoozes.values("until")[:1]),
            Subquery(snoozes.values("why")[:1]),
        )
    )
    yield from (Owed(*row) for row in rows)


def _in_order(owed: list[Owed], days: Days, narrowed: Narrowed) -> list[Owed]:
    """Return what is owed about somebody, the worst of what the list is narrowed to first."""
    return sorted(
        owed,
        key=lambda one: (
            (one.until is not None) is not narrowed.aside,
            not _fits(one, narrowed),
            days.stretch(one.due_at),
            one.rank,
            one.due_at,
            one.course,
            one.clock,
            one.key,
        ),
    )


def _row(owed: list[Owed], names: dict[UUID, str], days: Days, appointment: Next | None) -> Row:
    worst, *others = owed
    return Row(
        worst.subject,
        names.get(worst.subject, ""),
        days.stretch(worst.due_at),
        worst,
        tuple(others),
        appointment,
        will_break(worst.pathway, worst.clock, worst.due_at, appointment, days.now),
    )


def _fits(one: Owed, narrowed: Narrowed) -> bool:
    """Return whether a deadline is one of those that the list is narrowed to, but for what is set aside."""
    users = narrowed.held_by
    return (
        (users is None or (one.held_by in users if users else one.held_by is None))
        and narrowed.unit in (None, one.unit)
        and narrowed.pathway in (None, one.pathway)
        and narrowed.rank in (None, one.rank)
    )
