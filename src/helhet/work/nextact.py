"""What to do about a deadline: the act that would meet it, or the first on the shortest way there from where a course stands.

Read from the definition alone, for a list folds no course.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from helhet.access import doors
from helhet.access.deciding import Reader, enough
from helhet.access.table import Deed
from helhet.pathway.language.model import Clock, Event, Pathway
from helhet.pathway.language.phrases import Signal, SignalKind
from helhet.record.parts import parts_of
from helhet.record.pathways import table_of
from helhet.record.times import to_day


def next_act(reader: Reader, pathway: str, state: str, clock: str, start_day: date) -> str | None:
    """Return the event to offer beside a deadline, one that the role may write; its own page asks again. No query."""
    first = _towards(pathway, state, clock, to_day(start_day))
    if first is None or not may_write(reader, pathway, table_of(pathway).newest.events[first]):
        return None
    return first


# A list asks the same of many rows, and the pack stays as it is while the process lives.
@lru_cache(maxsize=10_000)
def _towards(pathway: str, state: str, clock: str, start_day: int) -> str | None:
    """Return the first event on the shortest way from a state to where a clock is stopped."""
    table = table_of(pathway)
    if (told := table.clock(clock, start_day)) is None:
        return None
    events, states = dict.fromkeys(_meeting(table.newest, told)), _entered(told)
    ways = list(_ways(table.newest, state))
    # Of several that would do here and now the one that the clock names first: contact, before what makes it needless.
    here = {name for _, at, name in ways if at == state}
    if meets := next((name for name in events if name in here), None):
        return meets
    is_there = (
        first for first, at, name in ways if name in events or (at != state and at in states)
    )
    return next(is_there, None)


def _meeting(newest: Pathway, clock: Clock) -> Iterator[str]:
    """Yield the events that end a run of a clock: by name, or by what they turn on or off."""
    for signal in clock.stops:
        yield from _events(newest, signal)
    for term in clock.while_ or ():
        for condition in (newest.conditions.get(name) for name in term.names if term.denied):
            for signal in condition.on if condition else ():
                yield from _events(newest, signal)


def _events(newest: Pathway, signal: Signal) -> Iterator[str]:
    condition = newest.conditions.get(signal.name)
    if signal.kind is SignalKind.EVENT:
        yield signal.name
    elif condition and signal.kind in (SignalKind.ON, SignalKind.OFF):
        told = condition.on if signal.kind is SignalKind.ON else condition.off
        yield from (one.name for one in told if one.kind is SignalKind.EVENT)


def _entered(clock: Clock) -> set[str]:
    return {signal.name for signal in clock.stops if signal.kind is SignalKind.ENTERS}


def _ways(newest: Pathway, state: str) -> Iterator[tuple[str, str, str]]:
    """Yield the acts that can come next, then those after one of them, and so on: each with the first on the way
    to it, and a state from which it is done or into which it leads."""
    seen, waiting = {state}, deque([(state, "")])
    while waiting:
        at, first = waiting.popleft()
        for name, event in newest.events.items():
            if not _is_from(event, at):
                continue
            yield first or name, at, name
            for to in (one for one in _leads_to(event) if one not in seen):
                seen.add(to)
                yield first or name, to, ""
                waiting.append((to, first or name))


def _is_from(event: Event, state: str) -> bool:
    is_act = not (event.fact or event.opens or event.hears)
    return is_act and (not event.from_ or state in event.from_)


def _leads_to(event: Event) -> list[str]:
    told = [event.to, *(outcome.to for outcome in event.outcomes.values())]
    return [state for state in told if state]


def may_come(reader: Reader, pathway: str, event: str, state: str) -> bool:
    """Return whether an act can come next where a course stands, and a role may write it. No query."""
    told = table_of(pathway).newest.events.get(event)
    return told is not None and _is_from(told, state) and may_write(reader, pathway, told)


def may_write(reader: Reader, pathway: str, event: Event) -> bool:
    """Return whether a role may write an event of somebody it is tied to; its door asks again."""
    parts = parts_of(pathway, event.form)
    return all(enough(doors.table(), reader, Deed.WRITE, part) for part in parts)
