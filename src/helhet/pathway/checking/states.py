"""States and events on the map: what cannot be reached, left, ended, or happen at all."""

from collections.abc import Iterator

from helhet.pathway.checking.reachability import Graph
from helhet.pathway.language.model import Pathway
from helhet.pathway.reading.faults import Fault, quoted, thing


def end_faults(graph: Graph) -> Iterator[Fault]:
    """Yield a fault where no course begins, or where its end is none."""
    pathway = graph.pathway
    yield from _double_ends(pathway)
    yield from _leaving_final(graph)
    if not _has_opening(pathway):
        yield Fault(
            ("events",), "no event opens a course", "Give the event it begins with 'opens: STATE'."
        )


def state_faults(graph: Graph) -> Iterator[Fault]:
    """Yield a fault for each state or event that the map leaves stranded."""
    if not _has_opening(graph.pathway):
        return  # nothing can be reached, and one fault says so
    yield from _unreachable(graph)
    yield from _never_happening(graph)
    yield from _stuck(graph)


def _has_opening(pathway: Pathway) -> bool:
    return any(event.opens for event in pathway.events.values())


def _double_ends(pathway: Pathway) -> Iterator[Fault]:
    for name, state in pathway.states.items():
        if state.final and state.resting:
            fault = f"state {quoted(name)} is both final and resting"
            yield Fault(("states", name), fault, "Keep 'final' if nobody returns from it.")


def _leaving_final(graph: Graph) -> Iterator[Fault]:
    final = {name for name, state in graph.pathway.states.items() if state.final}
    for way in graph.ways:
        left = sorted(place for place in way.sources if place in final and place != way.target)
        if way.target and left:
            fault = f"event {quoted(way.event)} leads out of {quoted(left[0])}, which is final"
            remedy = "Make the state resting, or take it out of 'from'."
            yield Fault(("events", way.event, "from"), fault, remedy)


def _unreachable(graph: Graph) -> Iterator[Fault]:
    for name, state in graph.pathway.states.items():
        if name not in graph.reachable:
            end = "end in" if state.is_end else "come to"
            fault = f"a course can never {end} state {quoted(name)}"
            yield Fault(("states", name), fault, "Let an event lead to it, or delete it.")


def _never_happening(graph: Graph) -> Iterator[Fault]:
    for name in graph.pathway.events:
        if name not in graph.happening:
            fault = f"event {quoted(name)} can never happen: no course comes to where it may"
            yield Fault(("events", name, "from"), fault, "Name states in 'from' that are reached.")


def _stuck(graph: Graph) -> Iterator[Fault]:
    """Yield the states that a course cannot leave, or from which it never comes to an end.

    Person-wide events are no way out: if death counted, every state would have one.
    """
    states = graph.pathway.states
    if not any(state.is_end for state in states.values()):
        yield Fault(("states",), "no state is final or resting", "Say where a course ends.")
        return
    ending = _ending(graph)
    for name in graph.pathway.states:
        if name in graph.reachable - ending:
            yield Fault(("states", name), *_why_stuck(graph, name))


def _why_stuck(graph: Graph, name: str) -> tuple[str, str]:
    told = thing(("states", name))
    if _leads(graph, name):
        return f"from {told} a course never comes to an end", "Lead it to a final or resting state."
    wide = any(way.target not in (None, name) for way in graph.ways_from[name])
    what = "nothing but a person-wide event" if wide else "nothing"
    return (
        f"{what} leads out of {told}, which is neither final nor resting",
        "Give an event that leads on, or make the state final or resting.",
    )


def _ending(graph: Graph) -> set[str]:
    """Return the states from which some course comes to an end, and the ends."""
    ending = {name for name, state in graph.pathway.states.items() if state.is_end}
    while more := {name for name in graph.reachable - ending if _leads(graph, name) & ending}:
        ending |= more
    return ending


def _leads(graph: Graph, source: str) -> set[str]:
    """Return the other states that one can go to from here, but for person-wide events."""
    events = graph.pathway.events
    ways = (way for way in graph.ways_from[source] if not events[way.event].person_wide)
    return {way.target for way in ways if way.target} - {source}
