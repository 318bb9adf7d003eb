"""What comes next for a person and what is missing, of all courses: only what their clocks and gates say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from helhet.pathway.courses.course import Run, RunOutcome
from helhet.pathway.language.model import Binding, Clock
from helhet.record.queries.clocks import appointment_clocks
from helhet.record.queries.person import Way
from helhet.record.times import to_date, to_moment
from helhet.web.days import long_date
from helhet.workspaces.care.deadlines import Deadline, deadline
from helhet.workspaces.care.person.naming import Naming
from helhet.workspaces.care.wording import pathway_title, said

WEIGHT: Final = ("law", "right", "guidance", "target", "none")
"""How far a deadline binds, the farthest first: of two on one day the law comes before guidance."""


class Next(NamedTuple):
    """Something that falls on a day: what, who owes it, in which course; `times` if it is owed several times."""

    deadline: Deadline
    owner: str
    pathway: str
    course: UUID
    is_appointment: bool
    times: int = 1


class Missing(NamedTuple):
    """Something that is not there: a deadline that has passed, or what the pathway foresees and nobody has done;
    `since` is the day in words, and `waits` what cannot be done before."""

    what: str
    since: str
    late: str
    waits: tuple[str, ...]
    owner: str
    pathway: str
    course: UUID
    binding: str
    is_uncertain: bool


def coming(ways: Iterable[Way], naming: Naming, now: datetime, today: date) -> list[Next]:
    """Return what falls on a day from now on, the soonest first, law before guidance."""
    found: dict[tuple[UUID, str, date], Next] = {}
    for way, run, clock in _open(ways):
        if run.due is None or to_moment(run.due) <= now:
            continue
        told = deadline(run.clock, clock, to_moment(run.due), now, today)
        key = way.course.pk, run.clock, told.day
        times = found[key].times + 1 if key in found else 1
        found[key] = Next(
            told,
            naming.owner(clock, run.unit),
            pathway_title(way.course.pathway),
            way.course.pk,
            run.clock in appointment_clocks(way.table.newest),
            times,
        )
    return sorted(found.values(), key=lambda one: (one.deadline.day, *_weight(one.deadline)))


def missing(ways: Iterable[Way], naming: Naming, now: datetime, today: date) -> list[Missing]:
    """Return what is late, what a gate waits for, and what a rule of law says should not last; law first, then the oldest."""
    found = [
        _missing(way, run, clock, naming, now, today)
        for way, run, clock in _open(ways)
        if clock is not None and _lacks(run, clock, now)
    ]
    return sorted(dict.fromkeys(found), key=lambda one: WEIGHT.index(one.binding))


def _open(ways: Iterable[Way]) -> Iterator[tuple[Way, Run, Clock | None]]:
    """Yield the runs that go on, by when they started."""
    runs = [
        (way, run) for way in ways for run in way.reading.runs if run.outcome is RunOutcome.OPEN
    ]
    for way, run in sorted(runs, key=lambda told: (told[1].start_at, told[1].clock)):
        yield way, run, way.table.clock(run.clock, run.start_day)


def _lacks(run: Run, clock: Clock, now: datetime) -> bool:
    """Return whether an open run says that something is not there which should be.

    A right that may be used lacks nothing, nor does a least time, nor what only counts days that cost; nor does a state
    that keeps something from being done: that no test is taken unless one is needed is as it should be.
    """
    if clock.allows or clock.no_sooner or (clock.while_ is not None and clock.before):
        return False
    if run.due is not None:
        return to_moment(run.due) <= now or bool(clock.before)
    is_state = clock.while_ is not None and clock.binding is not Binding.NONE
    return bool(clock.before) or (is_state and clock.charge is None)


def _missing(
    way: Way, run: Run, clock: Clock, naming: Naming, now: datetime, today: date
) -> Missing:
    due = to_moment(run.due) if run.due is not None else None
    told = deadline(run.clock, clock, due, now, today) if due else None
    events = way.table.newest.events
    return Missing(
        said(clock.title, run.clock),
        long_date(to_date(run.start_day)),
        told.when if told and told.is_late else "",
        tuple(said(events[name].title, name) for name in clock.before if name in events),
        naming.owner(clock, run.unit),
        pathway_title(way.course.pathway),
        way.course.pk,
        clock.binding.value,
        not clock.verified,
    )


def _weight(told: Deadline) -> tuple[int, bool, str]:
    return WEIGHT.index(told.binding), told.is_uncertain, told.clock
