"""What moves a course between its states: arrows, happenings that move nothing, and the order of states."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from helhet.pathway.language.model import Event, Pathway


class Cause(NamedTuple):
    """An event, and which of its outcomes; no outcomes: however it turns out."""

    event: str
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """Causes that lead from the same states to the same state.

    No `sources`: they open a course. No `target`: they move nothing.
    """

    sources: tuple[str, ...]
    target: str | None
    fact: bool
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Anywhere:
    """A cause that may come in any state; no `target`: it moves nothing."""

    cause: Cause
    target: str | None
    fact: bool


def causes_of(name: str, event: Event) -> dict[str | None, Cause]:
    """Return the event's causes by the state they lead to; None: they move nothing."""
    target = event.opens or event.to
    if not event.outcomes:
        return {target: Cause(name)}
    grouped: dict[str | None, list[str]] = defaultdict(list)
    for outcome, told in event.outcomes.items():
        grouped[told.to or target].append(outcome)
    if len(grouped) == 1:
        return {to: Cause(name) for to in grouped}
    return {to: Cause(name, tuple(outcomes)) for to, outcomes in grouped.items()}


def moves_of(pathway: Pathway) -> list[Move]:
    """Return all moves from named states and into the pathway, in the order of the file."""
    grouped: dict[tuple[tuple[str, ...], str | None, bool], list[Cause]] = defaultdict(list)
    for name, event in pathway.events.items():
        if not (event.opens or event.from_):
            continue
        for target, cause in causes_of(name, event).items():
            for sources, to in _ways_to(target, event):
                grouped[(sources, to, event.fact)].append(cause)
    return [Move(*key, tuple(causes)) for key, causes in grouped.items()]


def _ways_to(target: str | None, event: Event) -> Iterator[tuple[tuple[str, ...], str | None]]:
    """Yield sources and target; what leads to a state that it may come in leaves the course there."""
    sources = tuple(state for state in event.from_ if state != target)
    if sources or event.opens:
        yield sources, target
    if target in event.from_:
        yield (target,), None


def directed(pathway: Pathway, order: Sequence[str], steps: Mapping[str, str]) -> list[Move]:
    """Return the moves parted into those that go onward in the order of states and those that go back.

    `steps`: from which state each next one of the main way is reached. Such a step stands by itself, so that
    the way shows from state to state; if only what may come anywhere makes it, that does.
    """
    grouped: dict[tuple[tuple[str, ...], str | None, bool], list[Cause]] = defaultdict(list)
    for move in moves_of(pathway):
        for sources in _parted(move, order, steps):
            grouped[(sources, move.target, move.fact)].extend(move.causes)
    made = {(target, source) for sources, target, _ in grouped for source in sources}
    for item in anywhere(pathway):
        source = steps.get(item.target) if item.target else None
        if source and (item.target, source) not in made:
            grouped[((source,), item.target, item.fact)].append(item.cause)
    return [Move(*key, tuple(causes)) for key, causes in grouped.items()]


def _parted(move: Move, order: Sequence[str], steps: Mapping[str, str]) -> list[tuple[str, ...]]:
    if move.target is None or not move.sources:
        return [move.sources]
    target = order.index(move.target)
    step = tuple(name for name in move.sources if steps.get(move.target) == name)
    back = tuple(name for name in move.sources if order.index(name) > target)
    onward = tuple(name for name in move.sources if name not in {*step, *back})
    return [sources for sources in (step, onward, back) if sources]


def anywhere(pathway: Pathway) -> list[Anywhere]:
    """Return what may come in any state, in the order of the file."""
    return [
        Anywhere(cause, target, event.fact)
        for name, event in pathway.events.items()
        if not (event.opens or event.from_)
        for target, cause in causes_of(name, event).items()
    ]


def natural_order(pathway: Pathway) -> tuple[str, ...]:
    """Return the states as a course goes: by the longest way from the opening, the ends last."""
    names = list(pathway.states)
    depth = _depths(pathway)

    def place(name: str) -> tuple[int, int, int]:
        state = pathway.states[name]
        end = 2 if state.final else 1 if state.resting else 0
        return end, depth[name], names.index(name)

    return tuple(sorted(names, key=place))


def _depths(pathway: Pathway) -> dict[str, int]:
    openings = [event.opens for event in pathway.events.values() if event.opens]
    ways = _ways(pathway)
    reached = list(_sources_first(openings, ways))
    place = {name: number for number, name in enumerate(reached)}
    # A way to an earlier place is a way back, and makes nothing later.
    onward = {name: [to for to in ways[name] if place[to] > place[name]] for name in reached}
    depth = dict.fromkeys(reached, 0)
    for source in reached:
        for target in onward[source]:
            depth[target] = max(depth[target], depth[source] + 1)
    return _with_unreached(pathway.states, _late_openings(openings, onward, depth))


def _late_openings(
    openings: Sequence[str], onward: Mapping[str, list[str]], depth: Mapping[str, int]
) -> dict[str, int]:
    """Another way in, as acute help, stands just before where it leads, not at the beginning."""
    late = dict(depth)
    for name in openings[1:]:
        following = [depth[target] for target in onward[name] if target in depth]
        if depth[name] == 0 and name != openings[0] and following:
            late[name] = min(following) - 1
    return late


def _ways(pathway: Pathway) -> dict[str, list[str]]:
    ways: dict[str, set[str]] = {name: set() for name in pathway.states}
    for move in moves_of(pathway):
        for source in move.sources:
            if move.target and not pathway.states[source].is_end:
                ways[source].add(move.target)
    return {name: [to for to in pathway.states if to in ways[name]] for name in pathway.states}


def _sources_first(openings: Iterable[str], ways: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield each state that can be reached before all that it leads to, ways back apart."""
    left: list[str] = []
    seen: set[str] = set()

    def visit(name: str) -> None:
        if name in seen:
            return
        seen.add(name)
        for target in ways[name]:
            visit(target)
        left.append(name)

    for opening in openings:
        visit(opening)
    return reversed(left)


def _with_unreached(names: Iterable[str], depth: Mapping[str, int]) -> dict[str, int]:
    """A state that only comes from anywhere stands beside the one before it in the file."""
    whole: dict[str, int] = {}
    before = 0
    for name in names:
        before = whole[name] = depth.get(name, before)
    return whole
