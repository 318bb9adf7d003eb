"""A pathway's open courses in a reader's units, for a board: each where it stands, since when, what is due, what could be done meanwhile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed
from helhet.pathway.language.model import Event, Pathway
from helhet.pathway.language.phrases import Signal, SignalKind
from helhet.record.models import Course, Run, Spell
from helhet.record.pathways import table_of
from helhet.record.queries.appointments import Next, next_appointments
from helhet.record.queries.clocks import appointment_clocks
from helhet.record.queries.flags import flags_on, told_of
from helhet.record.queries.worklist import log_list, names_of, seen_courses

SIZE: Final = 200
"""Cards on a board; more than that nobody overlooks. Own choice."""


class Due(NamedTuple):
    """The soonest deadline of a course."""

    clock: str
    start_day: date
    due_at: datetime


class Card(NamedTuple):
    """Somebody in a pathway: no name if it may not be seen, or for a thing. `meanwhile` are clocks that are open without a
    deadline, and that something stops which could be done now."""

    subject: UUID
    course: UUID
    state: str
    since: date | None
    due: Due | None
    appointment: Next | None
    meanwhile: tuple[tuple[str, date], ...]
    flags: tuple[str, ...]
    name: str


class _Row(NamedTuple):
    subject: UUID
    course: UUID
    state: str
    conditions: list[str]


def boards(reader: Reader) -> list[str]:
    """Return the pathways of which the reader's units have open courses that may be seen: those that the own unit offers first, and of
    these the one with most people. One query."""
    counted = _open(reader).values("pathway").annotate(people=Count("pk"))
    there = dict(counted.values_list("pathway", "people"))
    own = reader.offers or frozenset()
    return sorted(there, key=lambda name: (name not in own, -there[name], name))


def board(
    reader: Reader, now: datetime, pathway: str, *, only: Q | None = None, size: int = SIZE
) -> list[Card]:
    """Return the cards of a pathway, logged before they are returned. Ten queries and up to three commits.

    `only` narrows the courses. What is late comes first, then what is due soonest, then who has stood there longest.
    """
    courses = _open(reader).filter(only or Q(), pathway=pathway)
    found = courses.order_by("pk").values_list(F("subject__root"), "pk", "state", "conditions")[
        :size
    ]
    rows = list(map(_Row._make, found))
    ids = {row.course for row in rows}
    since, runs, upcoming = _since(ids), _runs(ids), next_appointments(ids, now)
    named = names_of(reader, {row.subject for row in rows})
    log_list(reader, {(row.subject, pathway) for row in rows}, named)
    flags = flags_on(reader, pathway, {row.course: row.conditions for row in rows})
    _log_flags(reader, pathway, rows, flags)
    cards = [
        Card(
            row.subject,
            row.course,
            row.state,
            since.get(row.course),
            _due(pathway, runs[row.course]),
            upcoming.get(row.course),
            tuple(_meanwhile(pathway, row.state, runs[row.course])),
            flags.get(row.course, ()),
            named.get(row.subject, ""),
        )
        for row in rows
    ]
    return sorted(cards, key=_order)


def _log_flags(
    reader: Reader, pathway: str, rows: Iterable[_Row], flags: Mapping[UUID, tuple[str, ...]]
) -> None:
    """Log what flags tell besides the way, of those who have one that does."""
    told = {row.subject: told_of(pathway, flags.get(row.course, ())) for row in rows}
    parts, subjects = set().union(*told.values()), sorted(one for one in told if told[one])
    if subjects:
        doors.shown(reader, Deed.READ, sorted(parts), subjects)


def _open(reader: Reader) -> QuerySet[Course]:
    return Course.objects.filter(seen_courses(reader), unit__in=reader.units, is_ended=False)


def _order(card: Card) -> tuple[bool, float, date, UUID]:
    at = card.due.due_at.timestamp() if card.due else 0.0
    return (card.due is None, at, card.since or date.max, card.course)


def _since(courses: Collection[UUID]) -> dict[UUID, date]:
    """Return since when each course is in its state. One query."""
    spells = Spell.objects.filter(course__in=courses, to_at__isnull=True)
    return dict(spells.values_list("course", "from_day"))


def _runs(courses: Collection[UUID]) -> dict[UUID, list[Run]]:
    """Return the open runs of courses, the soonest due first. One query."""
    found = defaultdict[UUID, list[Run]](list)
    runs = Run.objects.filter(course__in=courses, outcome="open")
    for run in runs.order_by(F("due_at").asc(nulls_last=True), "start_day", "clock", "key"):
        found[run.course_id].append(run)
    return found


def _due(pathway: str, runs: Iterable[Run]) -> Due | None:
    aside = {*appointment_clocks(table_of(pathway).newest)}
    due = ((run, run.due_at) for run in runs if run.clock not in aside)
    return next((Due(run.clock, run.start_day, at) for run, at in due if at), None)


def _meanwhile(pathway: str, state: str, runs: Iterable[Run]) -> Iterable[tuple[str, date]]:
    doable = meanwhile(pathway, state)
    told = (run for run in runs if run.due_at is None and run.clock in doable)
    return dict.fromkeys((run.clock, run.start_day) for run in told)


@cache
def meanwhile(pathway: str, state: str) -> frozenset[str]:
    """Return the clocks of a pathway that something stops which may be done in a state, and which leads to no other."""
    newest = table_of(pathway).newest
    return frozenset(
        name
        for name, clock in newest.clocks.items()
        if any(_is_doable(newest, state, signal) for signal in clock.stop)
    )


def _is_doable(newest: Pathway, state: str, signal: Signal) -> bool:
    event: Event | None = newest.events.get(signal.name)
    if signal.kind is not SignalKind.EVENT or event is None or event.fact:
        return False
    outcome = event.outcomes.get(signal.outcome or "")
    to = outcome.to if outcome and outcome.to else event.to
    return to is None and (not event.from_ or state in event.from_)
