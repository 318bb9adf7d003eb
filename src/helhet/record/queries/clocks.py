"""Which runs are on clocks of some kind: as the newest edition of each pathway says of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.db.models import Q

from helhet.pathway.language.model import Pathway
from helhet.record.pathways import names, table_of


@cache
def on(clocks: Callable[[Pathway], list[str]]) -> Q:
    """Return which runs are on some clocks of each pathway."""
    told = Q(clock__in=[])
    for name in names():
        if found := clocks(table_of(name).newest):
            told |= Q(course__pathway=name, clock__in=found)
    return told


def appointment_clocks(newest: Pathway) -> list[str]:
    """Return the clocks of appointments: those that an entry starts which a later one fulfils."""
    kept = {other for event in newest.events.values() for other in event.fulfils}
    return [name for name, clock in newest.clocks.items() if {s.name for s in clock.start} & kept]


def charging_clocks(newest: Pathway) -> list[str]:
    """Return the clocks of which each day costs somebody."""
    return [name for name, clock in newest.clocks.items() if clock.charge]
