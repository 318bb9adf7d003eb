"""In which states a clock can run, and what can end its runs: every way through the map, by clock."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from helhet.pathway.checking.parts import dues_of
from helhet.pathway.checking.reachability import Graph, Place, Turn
from helhet.pathway.language.model import Clock
from helhet.pathway.language.phrases import Guard, Signal, SignalKind, Term

ALONE = (SignalKind.ON, SignalKind.OFF, SignalKind.DUE, SignalKind.WARN, SignalKind.TALLY)
"""Signals whose moment the map does not show: taken as possible in every opened state."""


class Effect(NamedTuple):
    """What entries at one place do to the clock, many events alike: its walk need not know which."""

    place: Place
    ends: bool
    starts: bool
    is_held: bool


class Node(NamedTuple):
    """Where a course is, and whether the clock runs."""

    place: Place
    running: bool


@dataclass(frozen=True, eq=False)
class Walk:
    """All that can happen to the runs of one clock.

    `held` is an act that is refused while the clock runs: the walk of a gate.
    """

    graph: Graph
    clock: Clock
    held: str | None = None

    @cached_property
    def nodes(self) -> frozenset[Node]:
        """The places a course can be in, with and without a run."""
        reached = {Node(None, running=False)}
        todo = list(reached)
        while todo:
            new = set(self.steps(todo.pop())) - reached
            reached |= new
            todo.extend(new)
        return frozenset(reached)

    @cached_property
    def running(self) -> frozenset[Node]:
        """The nodes in which the clock runs."""
        return frozenset(node for node in self.nodes if node.running)

    @property
    def can_end(self) -> bool:
        """Whether a run, once started, can be over: stopped, cancelled, lapsed or closed."""
        return any(not step.running for node in self.running for step in self.steps(node))

    @property
    def can_stop(self) -> bool:
        """Whether what stops the clock can happen while it runs."""
        stops = frozenset(self.clock.stops)
        return not stops.isdisjoint(self._alone) or any(
            not stops.isdisjoint(turn.signals)
            for node in self.running
            for turn in self.graph.turns_at[node.place]
        )

    def steps(self, node: Node) -> Iterator[Node]:
        """Yield where an entry, or time alone, can take a course from here."""
        for effect in self._effects_at[node.place]:
            if not (node.running and effect.is_held):
                yield from self._after(node, effect)
        if node.place:
            yield from self._in_place(node)

    @cached_property
    def _effects_at(self) -> Mapping[Place, frozenset[Effect]]:
        return {
            place: frozenset(self._effects(turns)) for place, turns in self.graph.turns_at.items()
        }

    def _effects(self, turns: Iterable[Turn]) -> Iterator[Effect]:
        """Yield what these turns do, those that the clock does not hear once for each place."""
        starts, ends = frozenset(self.clock.start), self._ends
        heard = starts | ends
        unheard: set[Place] = set()
        for turn in turns:
            if turn.event != self.held and heard.isdisjoint(turn.signals):
                unheard.add(turn.place)
            else:
                ending, starting = ends & turn.signals, starts & turn.signals
                yield Effect(turn.place, bool(ending), bool(starting), turn.event == self.held)
        for place in unheard:
            yield Effect(place, ends=False, starts=False, is_held=False)

    def _after(self, node: Node, effect: Effect) -> Iterator[Node]:
        """Yield what an entry leads to, the run ended, started and closed in this order."""
        if self.clock.while_:
            yield from self._by_guard(node, effect.place)
            return
        starts = effect.starts and self._may_start(effect.place)
        running = (node.running and not effect.ends) or starts
        yield Node(effect.place, running and self._may_run(effect.place))

    def _in_place(self, node: Node) -> Iterator[Node]:
        if self.clock.while_:
            yield from self._by_guard(node, node.place)
        elif not node.running:
            starts = bool(self._alone.intersection(self.clock.start))
            starts = starts and self._may_start(node.place)
            yield Node(node.place, starts and self._may_run(node.place))
        elif self._lapses or self._alone & self._ends:
            yield Node(node.place, running=False)

    def _by_guard(self, node: Node, place: Place) -> Iterator[Node]:
        guard = self.clock.while_
        assert guard is not None
        assert place is not None, "a guard is looked at in opened courses only"
        if self._may_run(place) and self._may_hold(guard, place):
            yield Node(place, running=True)
        if not self._may_run(place) or self._may_fail(guard, node, place):
            yield Node(place, running=False)

    def _may_run(self, place: Place) -> bool:
        is_ended = place is not None and self.graph.pathway.states[place].is_end
        return self.clock.outlives or not is_ended

    def _may_start(self, place: Place) -> bool:
        return self.clock.when is None or self._may_hold(self.clock.when, place)

    def _may_hold(self, guard: Guard, place: Place) -> bool:
        terms = [term for term in guard if not term.is_state]
        wanted = {term.names[0] for term in terms if not term.denied}
        denied = {term.names[0] for term in terms if term.denied}
        settings = wanted & self.graph.pathway.settings.keys()
        turned = all(Signal(SignalKind.ON, name) in self._possible for name in wanted - settings)
        return turned and len(settings) < 2 and not wanted & denied and _is_in(guard, place)

    def _may_fail(self, guard: Guard, node: Node, place: str) -> bool:
        terms = [term for term in guard if not term.is_state]
        return not _is_in(guard, place) or any(self._may_differ(term, node) for term in terms)

    def _may_differ(self, term: Term, node: Node) -> bool:
        """Return whether a term may not hold; one that held must be able to turn."""
        name = term.names[0]
        if name in self.graph.pathway.settings:
            return True
        if term.denied:
            return Signal(SignalKind.ON, name) in self._possible
        return not node.running or Signal(SignalKind.OFF, name) in self._possible

    @cached_property
    def _possible(self) -> frozenset[Signal]:
        return self.graph.possible_without(self.held) if self.held else self.graph.possible

    @cached_property
    def _alone(self) -> frozenset[Signal]:
        return frozenset(signal for signal in self._possible if signal.kind in ALONE)

    @cached_property
    def _ends(self) -> frozenset[Signal]:
        return frozenset(self.clock.stops + self.clock.cancel)

    @property
    def _lapses(self) -> bool:
        return bool(self.clock.allows and dues_of(self.clock))


def _is_in(guard: Guard, place: Place) -> bool:
    return all((place in term.names) != term.denied for term in guard if term.is_state)
