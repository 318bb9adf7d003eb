"""How much each unit has on its hands: counts alone, nobody in particular, so nobody's record is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db.models import Count, Q, QuerySet

from helhet.parties.models import Unit
from helhet.record.models import REGISTER, Course, Run
from helhet.record.pathways import names, table_of

SOON: Final = timedelta(days=7)
BY_UNIT: Final = "unit__code"


class Workload(NamedTuple):
    """A unit's open courses, those that wait, open runs that are late, due within a week, or cost somebody each day."""

    code: str
    name: str
    courses: int
    waiting: int
    overdue: int
    due_soon: int
    charging: int


def workloads(now: datetime) -> Iterator[Workload]:
    """Yield what each unit has open as of a moment, in the order of their codes. Six queries."""
    courses = Course.objects.filter(is_ended=False).exclude(pathway=REGISTER)
    due = Run.objects.filter(outcome="open", due_at__isnull=False)
    counted = [
        _by_unit(courses),
        _by_unit(courses.filter(_waiting())),
        _by_unit(due.filter(due_at__lte=now)),
        _by_unit(due.filter(due_at__gt=now, due_at__lte=now + SOON)),
        _by_unit(Run.objects.filter(_charging(), outcome="open")),
    ]
    for code, name in Unit.objects.order_by("code").values_list("code", "name"):
        counts = [counter[code] for counter in counted]
        if any(counts):
            yield Workload(code, name, *counts)


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


def _charging() -> Q:
    """Return which runs cost somebody each day."""
    told = Q(clock__in=[])
    for name in names():
        clocks = [clock for clock, said in table_of(name).newest.clocks.items() if said.charge]
        told |= Q(course__pathway=name, clock__in=clocks)
    return told
