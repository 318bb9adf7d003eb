"""How much each unit has on its hands: counts alone, nobody in particular, so nobody's record is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from django.db.models import Count, Q, QuerySet

from helhet.parties.models import Unit
from helhet.record.models import REGISTER, Course, Run
from helhet.record.pathways import names, pack, table_of, today
from helhet.record.queries.clocks import appointment_clocks, charging_clocks, on
from helhet.record.times import to_day, to_moment

SOON: Final = 7
"""Days from today on. Own choice: a week."""
BY_UNIT: Final = "unit__code"


class Workload(NamedTuple):
    """A unit's open courses and those that wait; deadlines that are late, due today, or within a week of today's
    beginning; appointments of that week; and runs that cost somebody each day."""

    code: str
    name: str
    courses: int
    waiting: int
    overdue: int
    due_today: int
    due_soon: int
    appointments: int
    charging: int


def workloads(now: datetime) -> Iterator[Workload]:
    """Yield what each unit has open as of a moment, in the order of their codes. Eight queries."""
    courses = Course.objects.filter(is_ended=False).exclude(pathway=REGISTER)
    due = Run.objects.filter(outcome="open", due_at__isnull=False)
    appointments, charging = on(appointment_clocks), on(charging_clocks)
    counted = [
        _by_unit(courses),
        _by_unit(courses.filter(_waiting())),
        _by_unit(due.filter(due_at__lte=now)),
        _by_unit(_until(due, now, 1).exclude(appointments)),
        _by_unit(_until(due, now, SOON).exclude(appointments)),
        _by_unit(_until(due, now, SOON).filter(appointments)),
        _by_unit(Run.objects.filter(charging, outcome="open")),
    ]
    for code, name in Unit.objects.order_by("code").values_list("code", "name"):
        counts = [counter[code] for counter in counted]
        if any(counts):
            yield Workload(code, name, *counts)


def _until(runs: QuerySet[Run], now: datetime, days: int) -> QuerySet[Run]:
    """Return the runs that are not late yet, and whose last day is one of so many from today on."""
    starts = pack().calendar.day_start[to_day(today(now)) + days]
    return runs.filter(due_at__gt=now, due_at__lte=to_moment(starts))


def _by_unit(rows: QuerySet[Course] | QuerySet[Run]) -> Counter[str]:
    told = rows.filter(unit__isnull=False).values_list(BY_UNIT).annotate(n=Count("pk"))
    return Counter(dict(told.order_by()))


def _waiting() -> Q:
    """Return which courses wait for help, as their pathways say of their states."""
    told = Q(pk__in=[])
    for name in names():
        states = [state for state, said in table_of(name).newest.states.items() if said.waiting]
        told |= Q(pathway=name, state__in=states)
    return told
