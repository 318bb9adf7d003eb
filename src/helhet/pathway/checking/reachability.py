"""Where a course can get to by the ways its pathway foresees, and which signals can ever be raised.

Deviations are not followed: a fact recorded where nobody foresaw it moves clocks and conditions
too, but no definition may count on that.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from helhet.pathway.checking.parts import dues_of
from helhet.pathway.language.model import Condition, Event, Pathway
from helhet.pathway.language.phrases import Signal, SignalKind

Place = str | None
"""A state, or None before the course is opened."""


class Way(NamedTuple):
    """One way an event can turn out: from which places, to which state (None: it stays)."""

    event: str
    outcome: str | None
    sources: frozenset[Place]
    target: str | None

    def signals(self, source: Place) -> frozenset[Signal]:
        """Return what an entry of this raises when it happens at `source`."""
        raised = {Signal(SignalKind.EVENT, self.event)}
        if self.outcome:
            raised.add(Signal(SignalKind.EVENT, self.event, self.outcome))
        if self.target and self.target != source:
            raised.add(Signal(SignalKind.ENTERS, self.target))
            if source:
                raised.add(Signal(SignalKind.LEAVES, source))
        return frozenset(raised)


class Turn(NamedTuple):
    """A way as it is taken at one place: where it ends, and what it raises there."""

    event: str
    place: Place
    signals: frozenset[Signal]


def ways_of(pathway: Pathway) -> Iterator[Way]:
    """Yield every way of every event, an event without outcomes having one."""
    for name, event in pathway.events.items():
        if not event.outcomes:
            yield _way(pathway, name, event, None)
        for outcome in event.outcomes:
            yield _way(pathway, name, event, outcome)


def _way(pathway: Pathway, name: str, event: Event, outcome: str | None) -> Way:
    turned = event.outcomes[outcome].to if outcome else None
    target = turned or event.opens or event.to
    return Way(name, outcome, _sources(pathway, event, target), target)


def _sources(pathway: Pathway, event: Event, target: str | None) -> frozenset[Place]:
    if event.opens:
        return frozenset((None,))
    if event.from_:
        return frozenset(event.from_)
    # Without `from` it may happen anywhere in an opened course; what is final is not left again.
    return frozenset(name for name, state in pathway.states.items() if not (target and state.final))


@dataclass(frozen=True, eq=False)
class Graph:
    """A pathway's states and the ways between them."""

    pathway: Pathway

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """Every way of every event."""
        return tuple(ways_of(self.pathway))

    @cached_property
    def ways_from(self) -> Mapping[Place, list[Way]]:
        """The ways that each place has, to stay or to leave."""
        ways: dict[Place, list[Way]] = defaultdict(list)
        for way in self.ways:
            for source in way.sources:
                ways[source].append(way)
        return ways

    @cached_property
    def turns_at(self) -> Mapping[Place, tuple[Turn, ...]]:
        """What can happen at each place that is reached; worked out once, for every clock walks it."""
        return {
            place: tuple(
                Turn(way.event, way.target or place, way.signals(place))
                for way in self.ways_from[place]
            )
            for place in (None, *self.reachable)
        }

    @cached_property
    def reachable(self) -> frozenset[str]:
        """The states a course can come to."""
        reached: set[Place] = {None}
        todo: list[Place] = [None]
        while todo:
            targets = {way.target for way in self.ways_from[todo.pop()]} - reached
            reached |= targets
            todo.extend(targets)
        return frozenset(place for place in reached if place)

    @cached_property
    def happening(self) -> frozenset[str]:
        """The events that can happen in some state a course can come to."""
        places = {None, *self.reachable}
        return frozenset(way.event for way in self.ways if way.sources & places)

    @cached_property
    def possible(self) -> frozenset[Signal]:
        """The signals that can ever be raised."""
        return self.possible_without(None)

    @cached_property
    def raisers(self) -> Mapping[Signal, set[str]]:
        """For each signal that entries can raise, the events whose entries do."""
        raisers: dict[Signal, set[str]] = defaultdict(set)
        for turns in self.turns_at.values():
            for turn in turns:
                for signal in turn.signals:
                    raisers[signal].add(turn.event)
        return raisers

    def possible_without(self, event: str | None) -> frozenset[Signal]:
        """Return the signals that can be raised though one event never is."""
        possible = {signal for signal, events in self.raisers.items() if events - {event}}
        while more := set(_follow(self.pathway, possible)) - possible:
            possible |= more
        return frozenset(possible)

    def events_behind(self, signal: Signal) -> frozenset[str]:
        """Return the events whose entries can raise a signal; none if only time does."""
        if signal.kind in (SignalKind.ON, SignalKind.OFF, SignalKind.TALLY):
            causes = _causes(self.pathway, signal)
            return frozenset(event for cause in causes for event in self.events_behind(cause))
        return frozenset(self.raisers.get(signal, ()))


def _causes(pathway: Pathway, signal: Signal) -> tuple[Signal, ...]:
    """Return what turns the condition, or fills the tally, that raises a signal."""
    if signal.kind is SignalKind.TALLY:
        return pathway.tallies[signal.name].of
    condition = pathway.conditions[signal.name]
    return condition.on if signal.kind is SignalKind.ON else condition.off


def _follow(pathway: Pathway, possible: set[Signal]) -> Iterator[Signal]:
    """Yield the signals that can follow when these can be raised."""
    for name, tally in pathway.tallies.items():
        if possible.intersection(tally.of):
            yield Signal(SignalKind.TALLY, name)
    for name, condition in pathway.conditions.items():
        yield from _turns(name, condition, possible)
    for name, clock in pathway.clocks.items():
        if (clock.while_ or possible.intersection(clock.start)) and dues_of(clock):
            yield Signal(SignalKind.DUE, name)
            if clock.warn:
                yield Signal(SignalKind.WARN, name)


def _turns(name: str, condition: Condition, possible: set[Signal]) -> Iterator[Signal]:
    if condition.age or possible.intersection(condition.on):
        yield Signal(SignalKind.ON, name)
        if condition.age_under or possible.intersection(condition.off):
            yield Signal(SignalKind.OFF, name)
