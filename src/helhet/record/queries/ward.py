"""Who is in tonight: open inpatient stays in a reader's units, since when, who is on leave, and what waits to be discharged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import F, Q

from helhet.access.deciding import Reader
from helhet.record.models import Charge, Run, Spell
from helhet.record.pathways import names, table_of
from helhet.record.queries.appointments import Next, last_day, next_appointments
from helhet.record.queries.clocks import appointment_clocks, charging_clocks
from helhet.record.queries.worklist import log_list, names_of, seen_by

SIZE: Final = 200
INPATIENT: Final = "inpatient"
"""The setting of a stay; where nobody has said another, whoever holds a place is in."""
READY: Final = "ready"
"""The state in which somebody waits to be discharged."""
LEAVE: Final = "leave"
"""The clock by which a pathway keeps who is on leave, and until when."""


class Due(NamedTuple):
    """The soonest deadline of a course."""

    clock: str
    start_day: date
    due_at: datetime


class Leave(NamedTuple):
    """That somebody is on leave, since when; the day of the return that was agreed, if one was."""

    since: date
    back_on: date | None


class Cost(NamedTuple):
    """Days for which somebody pays, and what they cost so far; None if a rate is not known."""

    days: int
    ore: int | None


@dataclass(frozen=True)
class Stay:
    """Somebody who is in: since when, in this state since when; no name if it may not be seen."""

    subject: UUID
    course: UUID
    pathway: str
    state: str
    unit: str
    in_since: date
    state_since: date
    due: Due | None
    appointment: Next | None
    leave: Leave | None
    cost: Cost | None
    name: str


class _Row(NamedTuple):
    subject: UUID
    course: UUID
    pathway: str
    state: str
    unit: str
    from_day: date


def ward(reader: Reader, now: datetime, *, first: int = 0, size: int = SIZE) -> list[Stay]:
    """Return who is in, by unit and name; logged before they are returned. Eight queries and up to two commits."""
    rows = _rows(reader, first, size)
    courses = {row.course for row in rows}
    since, runs = _since(courses), _runs(courses)
    costs, upcoming = _costs(courses), next_appointments(courses, now)
    named = names_of(reader, {row.subject for row in rows})
    log_list(reader, {(row.subject, row.pathway) for row in rows}, named)
    found = [
        Stay(
            row.subject,
            row.course,
            row.pathway,
            row.state,
            row.unit,
            since.get(row.course, row.from_day),
            row.from_day,
            _due(row.pathway, runs[row.course]),
            upcoming.get(row.course),
            _leave(runs[row.course]),
            _cost(row.pathway, runs[row.course], costs),
            named.get(row.subject, ""),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.unit, one.name, one.course))


def _rows(reader: Reader, first: int, size: int) -> list[_Row]:
    """Return the courses in which somebody holds a place, each with the day on which its state began. One query."""
    spells = Spell.objects.filter(
        _in(),
        seen_by(reader),
        to_at__isnull=True,
        course__unit__in=reader.units,
        course__is_ended=False,
    )
    found = spells.order_by("course__unit__name", "course").values_list(
        F("course__subject__root"),
        "course",
        "course__pathway",
        "course__state",
        "course__unit__name",
        "from_day",
    )
    return list(map(_Row._make, found[first : first + size]))


def _in() -> Q:
    """Return which spells are stays: in a state that holds a place, of a pathway that knows stays."""
    told = Q(state__in=[])
    for name in names():
        newest = table_of(name).newest
        if INPATIENT in newest.settings:
            held = [state for state, one in newest.states.items() if one.place]
            told |= Q(course__pathway=name, state__in=held, setting__in=(INPATIENT, ""))
    return told


def _since(courses: Collection[UUID]) -> dict[UUID, date]:
    """Return since when each stay lasts: through its states, without a gap. One query."""
    spells = Spell.objects.filter(_in(), course__in=courses).order_by("course", "number")
    found: dict[UUID, tuple[date, date | None]] = {}
    for course, begin, end in spells.values_list("course", "from_day", "to_day"):
        before = found.get(course)
        goes_on = before is not None and before[1] == begin
        found[course] = (before[0] if before and goes_on else begin, end)
    return {course: begin for course, (begin, _) in found.items()}


def _runs(courses: Collection[UUID]) -> Mapping[UUID, list[Run]]:
    """Return the open runs of courses, the soonest due first. One query."""
    found = defaultdict[UUID, list[Run]](list)
    runs = Run.objects.filter(course__in=courses, outcome="open")
    for run in runs.order_by(F("due_at").asc(nulls_last=True), "clock", "key"):
        found[run.course_id].append(run)
    return found


def _due(pathway: str, runs: Iterable[Run]) -> Due | None:
    aside = {LEAVE, *appointment_clocks(table_of(pathway).newest)}
    due = ((run, run.due_at) for run in runs if run.clock not in aside)
    return next((Due(run.clock, run.start_day, at) for run, at in due if at), None)


def _leave(runs: Iterable[Run]) -> Leave | None:
    found = next((run for run in runs if run.clock == LEAVE), None)
    if found is None:
        return None
    return Leave(found.start_day, last_day(found.due_at) if found.due_at else None)


_Key = tuple[UUID, str, str, int]
"""A course, and one run of it by clock, key and number."""


def _costs(courses: Collection[UUID]) -> dict[_Key, Cost]:
    """Return what each run has cost so far. One query."""
    found: dict[_Key, Cost] = {}
    for one in Charge.objects.filter(course__in=courses):
        key = one.course_id, one.clock, one.key, one.run
        before, days = found.get(key, Cost(0, 0)), (one.to_day - one.from_day).days
        is_known = before.ore is not None and one.day_ore is not None
        ore = (before.ore or 0) + days * (one.day_ore or 0) if is_known else None
        found[key] = Cost(before.days + days, ore)
    return found


def _cost(pathway: str, runs: Iterable[Run], costs: Mapping[_Key, Cost]) -> Cost | None:
    """Return what runs for somebody else's account now, if anything does."""
    charging = charging_clocks(table_of(pathway).newest)
    keys = [
        (one.course_id, one.clock, one.key, one.number) for one in runs if one.clock in charging
    ]
    return costs.get(keys[0], Cost(0, 0)) if keys else None
