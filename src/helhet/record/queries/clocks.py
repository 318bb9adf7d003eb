"""Which runs are on clocks of some kind: as the newest edition of each pathway says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from django.db.models import Q

from helhet.pathway.language.model import Pathway
from helhet.pathway.language.phrases import FieldRef
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


def urgent_clocks(newest: Pathway) -> list[str]:
    """Return the clocks that begin when answers tell of danger: by an outcome that an urgent signal decides, or by what it turns on."""
    told = set(_urgent(newest))
    begins = {
        name
        for name, condition in newest.conditions.items()
        if told.intersection(map(str, condition.on))
    }
    told |= {f"on {name}" for name in begins}
    return [name for name, one in newest.clocks.items() if told.intersection(map(str, one.start))]


def is_told_by_time(newest: Pathway, event: str) -> bool:
    """Return whether the order within a day decides if somebody is safe: an answer can tell of danger, or meets such an answer.

    By the day alone an assessment could stand before the answer that it is about, and the alarm would never end.
    """
    stops = (newest.clocks[name].stop for name in urgent_clocks(newest))
    meets = {signal.name for each in stops for signal in each}
    return event in meets | {told.partition(".")[0] for told in _urgent(newest)}


def _urgent(newest: Pathway) -> Iterator[str]:
    for name, event in newest.events.items():
        for outcome, its in event.outcomes.items():
            if any(_is_urgent(newest, one) for one in its.when):
                yield f"{name}.{outcome}"


def _is_urgent(newest: Pathway, told: FieldRef) -> bool:
    form = newest.forms.get(told.form)
    signal = form.signals.get(told.field) if form else None
    return signal is not None and signal.urgent


def charging_clocks(newest: Pathway) -> list[str]:
    """Return the clocks of which each day costs somebody."""
    return [name for name, clock in newest.clocks.items() if clock.charge]
