"""Clocks that wake each other: a round of due signals must take a whole day, or it never ends.

A node is a clock's `due` or `warn`. Its weight is the time from the run's beginning (or its latest
count) until it speaks; only whether that is a whole day matters. A round of nodes that all may
take less is refused: time would stand still in it.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from helhet.pathway.checking.parts import dues_of
from helhet.pathway.language.limits import Change, Limit
from helhet.pathway.language.model import Clock, Pathway
from helhet.pathway.language.phrases import Duration, Signal, SignalKind, TimeUnit
from helhet.pathway.reading.faults import Fault, quoted

LEAST_HOURS: Final = {TimeUnit.HOURS: 1, TimeUnit.WEEKS: 7 * 24, TimeUnit.MONTHS: 28 * 24}
"""Hours that a unit has at the least; those of days and working days are 24."""
MOST_HOURS: Final = {
    TimeUnit.HOURS: 1,
    TimeUnit.WORKING_DAYS: 7 * 25,
    TimeUnit.WEEKS: 7 * 25,
    TimeUnit.MONTHS: 31 * 25,
}
"""Hours that a unit has at the most; a day of autumn has 25, and Easter lies between working days."""

Links = Mapping[Signal, frozenset[Signal]]


def cycle_faults(pathway: Pathway) -> Iterator[Fault]:
    """Yield a fault for each clock that stands in a round without a whole day in it."""
    links = {signal: frozenset(_woken(pathway, signal)) for signal in _spoken(pathway)}
    told: set[Signal] = set()
    for signal in links:
        round_ = _followers(links, signal)
        if signal in round_ - told:
            told |= round_
            fault = f"{quoted(signal)} leads back to itself without a whole day between"
            remedy = "Give one clock of the round a limit of a day or more, counted from its start."
            yield Fault(("clocks", signal.name), fault, remedy)


def _spoken(pathway: Pathway) -> Iterator[Signal]:
    for name, clock in pathway.clocks.items():
        if dues_of(clock):
            yield Signal(SignalKind.DUE, name)
            if clock.warn:
                yield Signal(SignalKind.WARN, name)


def _followers(links: Links, signal: Signal) -> set[Signal]:
    """Return all that a signal may lead to on the same day."""
    reached: set[Signal] = set()
    todo = [signal]
    while todo:
        new = links[todo.pop()] - reached
        reached |= new
        todo.extend(new)
    return reached


def _woken(pathway: Pathway, signal: Signal) -> Iterator[Signal]:
    """Yield what may speak within a day of a signal because of it."""
    turned = set(_turned(pathway, signal))
    changed = {turn.name for turn in turned}
    for name, clock in pathway.clocks.items():
        changes = clock.on_change.of if clock.on_change else {}
        done = {changes.get(condition) for condition in changed}
        guarded = any(term.names[0] in changed for term in clock.while_ or ())
        starts = guarded or not {signal, *turned}.isdisjoint(clock.start)
        if Change.RECOUNT in done:
            yield from _speaking(name, clock, at_once=True)
        elif starts or Change.RESTART in done:
            yield from _speaking(name, clock, at_once=False)


def _turned(pathway: Pathway, signal: Signal) -> Iterator[Signal]:
    for name, condition in pathway.conditions.items():
        if signal in condition.on:
            yield Signal(SignalKind.ON, name)
        if signal in condition.off:
            yield Signal(SignalKind.OFF, name)


def _speaking(name: str, clock: Clock, *, at_once: bool) -> Iterator[Signal]:
    limits = dues_of(clock)
    if not limits:
        return
    if at_once or not all(_is_a_day(limit) for limit in limits):
        yield Signal(SignalKind.DUE, name)
    if clock.warn and (at_once or not all(_is_a_day_less(limit, clock.warn) for limit in limits)):
        yield Signal(SignalKind.WARN, name)


def _is_a_day(limit: Limit) -> bool:
    """Return whether a limit is a whole day at the least; a date from a form may be today."""
    return limit.limit is not None and _least_hours(limit.limit) >= 24


def _is_a_day_less(limit: Limit, warning: Duration) -> bool:
    """Return whether a whole day passes before the warning."""
    if limit.limit is None:
        return False
    if limit.limit.unit is warning.unit:
        return _least_hours(Duration(limit.limit.amount - warning.amount, warning.unit)) >= 24
    return _least_hours(limit.limit) - _most_hours(warning) >= 24


def _least_hours(time: Duration) -> int:
    return time.amount * LEAST_HOURS.get(time.unit, 24)


def _most_hours(time: Duration) -> int:
    return time.amount * MOST_HOURS.get(time.unit, 25)
