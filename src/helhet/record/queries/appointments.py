"""Appointments: entries that a later one fulfils. Which comes next, which deadlines it breaks, and those of some days.

Each has a run of its own on its pathway's clock, due when its planned day is over: so the day is known without
opening a form. The time of day stands in the form alone, and is opened for whoever may read it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from helhet.pathway.language.model import Fulfilment, Pathway
from helhet.pathway.language.phrases import SignalKind
from helhet.record.models import Run
from helhet.record.pathways import pack, table_of
from helhet.record.queries.clocks import appointment_clocks, on
from helhet.record.times import to_date, to_instant


class Next(NamedTuple):
    """The next appointment of a course: the number of its entry, its clock, and its planned day."""

    number: int
    clock: str
    day: date


class Breaks(NamedTuple):
    """A deadline that runs out before the first appointment at which it would be kept."""

    clock: str
    start_day: date
    due_at: datetime


def next_appointments(courses: Collection[UUID], now: datetime) -> dict[UUID, Next]:
    """Return the next appointment of each course that has one, today's among them. One query.

    Whoever asks has decided and logged that these courses are shown.
    """
    runs = Run.objects.filter(on(appointment_clocks), course__in=courses, outcome="open")
    rows = runs.filter(due_at__gt=now).order_by("due_at", "number")
    found: dict[UUID, Next] = {}
    for run in rows.only("course", "started_by", "clock", "due_at"):
        if run.due_at:
            found.setdefault(run.course_id, Next(run.started_by, run.clock, last_day(run.due_at)))
    return found


def will_break(
    pathway: str, clock: str, due_at: datetime, appointment: Next | None, now: datetime
) -> bool:
    """Return whether a deadline that is not late yet will be when the next appointment comes, at which it would be kept."""
    if appointment is None or due_at <= now or clock not in kept_clocks(pathway):
        return False
    return appointment.day > last_day(due_at)


def broken_by(
    found: Mapping[UUID, Next], now: datetime
) -> dict[tuple[UUID, int], tuple[Breaks, ...]]:
    """Return the deadlines that the next appointments of courses will break, by course and the appointment's entry.

    One query; whoever asks has decided and logged that these courses are shown.
    """
    runs = Run.objects.filter(on(_kept), course__in=found, outcome="open", due_at__gt=now)
    told: dict[tuple[UUID, int], tuple[Breaks, ...]] = {}
    for run in runs.select_related("course").order_by("due_at", "clock"):
        upcoming, due_at = found[run.course_id], run.due_at
        if due_at and will_break(run.course.pathway, run.clock, due_at, upcoming, now):
            place = run.course_id, upcoming.number
            told[place] = (*told.get(place, ()), Breaks(run.clock, run.start_day, due_at))
    return told


@cache
def kept_clocks(pathway: str) -> frozenset[str]:
    """Return the clocks that are stopped by coming to an appointment."""
    return frozenset(_kept(table_of(pathway).newest))


def _kept(newest: Pathway) -> list[str]:
    kept = {name for name, one in newest.events.items() if Fulfilment.KEPT in one.fulfils.values()}
    own = appointment_clocks(newest)
    return [
        name
        for name, clock in newest.clocks.items()
        if name not in own
        and any(s.kind is SignalKind.EVENT and s.name in kept for s in clock.stops)
    ]


def last_day(due_at: datetime) -> date:
    """Return the last civil day before an instant: of an appointment its planned day, for it is due when that is over."""
    return to_date(pack().calendar.day_of(to_instant(due_at) - 1))
