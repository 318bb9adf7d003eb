"""What is owed: the open deadlines of a reader's units, who has them in hand, and what is set aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from helhet.access.deciding import Reader
from helhet.record.models import Run
from helhet.record.queries.clocks import appointment_clocks, on
from helhet.record.queries.worklist import due_runs
from helhet.work.models import Assignment, Snooze

ROOT: Final = "course__subject__root"
_COLUMNS: Final = (
    ROOT,
    "course",
    "course__pathway",
    "course__state",
    "course__unit",
    "unit",
    "clock",
    "key",
    "number",
    "start_day",
    "due_at",
    "rank",
    "started_by",
)
_Deadline = tuple[UUID, str, str, int]
"""A course, and a run in it by its clock, key and number."""


class Owed(NamedTuple):
    """One deadline: what is owed by which unit, and by when; in which the course stands, for who decided still owes what another does; who has the course in hand, each unit's; until when it is set aside, and why.

    Overdue is `due_at <= now`."""

    subject: UUID
    course: UUID
    pathway: str
    state: str
    stands_in: int | None
    unit: int
    clock: str
    key: str
    number: int
    start_day: date
    due_at: datetime
    rank: int
    started_by: int
    held_by: frozenset[int] = frozenset()
    holder: str = ""
    until: date | None = None
    why: str | None = None


def owing(reader: Reader, now: datetime) -> QuerySet[Run]:
    """Return the runs on which something is owed: no appointment is, before its day is over and nobody has said what became of it."""
    return due_runs(reader).exclude(on(appointment_clocks), due_at__gt=now)


def in_hand(reader: Reader) -> QuerySet[Assignment]:
    """Return who has which course in hand in the reader's units."""
    return Assignment.objects.filter(to_at__isnull=True, unit__in=reader.units)


def set_aside(reader: Reader) -> QuerySet[Snooze]:
    """Return which deadlines are set aside today in the reader's units, also those that have become late since."""
    return Snooze.objects.filter(unit__in=reader.units, ended_at__isnull=True, until__gt=reader.on)


def read(reader: Reader, now: datetime, runs: QuerySet[Run]) -> list[Owed]:
    """Return what is owed on runs of `owing`. Three queries."""
    return _with_work(reader, now, _rows(runs))


def read_few(reader: Reader, now: datetime, most: int) -> list[Owed] | None:
    """Return all that is owed, or None if it is more than so much. Three queries, or one."""
    found = _rows(owing(reader, now)[: most + 1])
    return _with_work(reader, now, found) if len(found) <= most else None


def _rows(runs: QuerySet[Run]) -> list[Owed]:
    return [Owed(*row) for row in runs.values_list(*_COLUMNS)]


def _with_work(reader: Reader, now: datetime, found: list[Owed]) -> list[Owed]:
    courses = {one.course for one in found}
    holders, snoozes = _holders(reader, courses), _snoozes(reader, courses)
    return [_aside(_held(one, holders), now, snoozes) for one in found]


def _holders(reader: Reader, courses: Collection[UUID]) -> dict[UUID, dict[int, str]]:
    """Return who has which courses in hand: their numbers and names."""
    found = defaultdict[UUID, dict[int, str]](dict)
    rows = in_hand(reader).filter(course__in=courses).order_by("pk")
    for course, user, name in rows.values_list("course", "user", "user__name"):
        found[course][user] = name
    return found


def _snoozes(reader: Reader, courses: Collection[UUID]) -> dict[_Deadline, Snooze]:
    rows = set_aside(reader).filter(course__in=courses)
    return {(one.course_id, one.clock, one.key, one.number): one for one in rows}


def _held(one: Owed, holders: dict[UUID, dict[int, str]]) -> Owed:
    users = holders.get(one.course)
    if users is None:
        return one
    return one._replace(held_by=frozenset(users), holder=", ".join(users.values()))


def _aside(one: Owed, now: datetime, snoozes: dict[_Deadline, Snooze]) -> Owed:
    snooze = snoozes.get((one.course, one.clock, one.key, one.number))
    # What has become late since does not stay aside.
    if snooze is None or not (snooze.was_late or one.due_at > now):
        return one
    return one._replace(until=snooze.until, why=snooze.why)
