"""What may be written in a course now, in words: acts the pathway foresees, facts, and what comes first where a gate stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from helhet.access.table import Part
from helhet.pathway.language.model import Clock, Event
from helhet.pathway.language.phrases import SignalKind
from helhet.record.queries.acts import Possible, possible
from helhet.record.queries.looking import Look
from helhet.workspaces.care.wording import said


@dataclass(frozen=True)
class Act:
    """Something that may be recorded now: an act the pathway foresees, or a fact; `leads_on` if it leads to another
    state, or makes an appointment; `gate` is a clock that stands before it, `first` the acts that would meet that."""

    event: str
    title: str
    is_fact: bool
    leads_on: bool
    gate: str = ""
    first: tuple[Act, ...] = ()


def acts_of(seen: Look, parts: frozenset[Part], now: datetime) -> Iterator[Act]:
    """Yield what may be written by whoever may write in these parts, in the order of the pathway's file."""
    edition = seen.table.newest
    made = {name for event in edition.events.values() for name in event.fulfils}
    found = list(possible(seen.course, seen.core, parts, now))
    plain = {one.event: _act(seen, one, made) for one in found}
    for one in found:
        clock = edition.clocks.get(one.gate or "")
        if one.gate is None:
            yield plain[one.event]
        else:
            gate = said(clock.title if clock else None, one.gate)
            first = tuple(plain[name] for name in stops(clock) if name in plain)
            yield replace(plain[one.event], gate=gate, first=first)


def _act(seen: Look, one: Possible, made: Collection[str]) -> Act:
    told = seen.table.event(one.event)
    leads_on = told is not None and (_moves(told) or one.event in made)
    return Act(one.event, said(told.title if told else None, one.event), one.is_fact, leads_on)


def stops(clock: Clock | None) -> list[str]:
    """Return the events that stop a clock, in the order of its definition."""
    signals = clock.stops if clock else ()
    return [signal.name for signal in signals if signal.kind is SignalKind.EVENT]


def _moves(event: Event) -> bool:
    """Return whether an event can lead to another state."""
    return bool(event.to or any(outcome.to for outcome in event.outcomes.values()))
