"""The main way of a pathway: from where courses first open, state by state, to where they end."""

from collections.abc import Mapping, Sequence

from helhet.drawing.moves import anywhere, moves_of
from helhet.pathway.language.model import Pathway


def main_way(pathway: Pathway, order: Sequence[str]) -> tuple[str, ...]:
    """Return the states of the longest way onward in the order of states, from the first opening.

    An end is reached by an act where one leads there; a fact, as a death, is no main way's end. Of two ways
    as long the one holds whose end is not to be had so early, then the one that ends the course for good.
    """
    onward = _onward(pathway, order)
    longest: dict[str, tuple[str, ...]] = {}

    def worth(way: Sequence[str]) -> tuple[int, int, bool]:
        earliest = next(
            place for place, name in enumerate(order) if way[-1] in (name, *onward[name])
        )
        return len(way), earliest, pathway.states[way[-1]].final

    for name in reversed(order):
        longest[name] = (name, *max((longest[to] for to in onward[name]), key=worth, default=()))
    openings = (event.opens for event in pathway.events.values() if event.opens)
    return longest[next(openings, order[0])]


def _onward(pathway: Pathway, order: Sequence[str]) -> Mapping[str, list[str]]:
    """Return where each state leads, further on in the order; ends lead nowhere."""
    going = [name for name in order if not pathway.states[name].is_end]
    targets: dict[str, set[str]] = {name: set() for name in order}
    for move in moves_of(pathway):
        for source in move.sources:
            if move.target and source in going and (move.target in going or not move.fact):
                targets[source].add(move.target)
    anyhow = {item.target for item in anywhere(pathway) if item.target in going}
    for name in going:
        targets[name].update(to for to in anyhow if to)
    place = {name: number for number, name in enumerate(order)}
    return {name: [to for to in order[place[name] + 1 :] if to in targets[name]] for name in order}
