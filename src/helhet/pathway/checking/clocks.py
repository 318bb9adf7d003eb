"""Clocks that could not do what they are for: never start, never stop, stand where no gate may stand."""

from collections.abc import Iterator
from typing import Final

from helhet.pathway.checking.parts import dues_of, limits_of, listeners
from helhet.pathway.checking.reachability import Graph
from helhet.pathway.checking.walking import Walk
from helhet.pathway.language.limits import Change
from helhet.pathway.language.model import Binding, Clock, Pathway, Period
from helhet.pathway.language.phrases import Signal, SignalKind
from helhet.pathway.reading.documents import Path
from helhet.pathway.reading.faults import Fault, quoted, thing

NO_GATE: Final = "No gate may ever stand before acute help, dispensing of OAT, naloxone or a report to child welfare."


def clock_faults(pathway: Pathway) -> Iterator[Fault]:
    """Yield the faults that a clock shows by itself, without the map."""
    for name, clock in pathway.clocks.items():
        path = ("clocks", name)
        yield from _change_faults(path, clock)
        yield from _unlimited(path, clock)
        yield from _never_gated(pathway, path, clock)
        yield from _periods(path, clock)
        for number, event in enumerate(clock.allows):
            if pathway.events[event].fact:
                fault = f"{thing(path)} allows {quoted(event)}, which is a fact"
                remedy = "A fact needs no leave and is never refused: name an act."
                yield Fault((*path, "allows", number), fault, remedy)
    yield from _silent(pathway)


def _change_faults(path: Path, clock: Clock) -> Iterator[Fault]:
    change = clock.on_change
    if change is None:
        return
    at = (*path, "on-change")
    changes = set(change.of.values())
    if Change.RECOUNT in changes and change.not_before is None:
        fault = f"{thing(path)} recounts without 'not-before'"
        yield Fault(at, fault, "Say how long is left at least, as 'not-before: 7 days'.")
    if change.not_before and not changes & {Change.RECOUNT, Change.RESTART}:
        fault = f"{thing(path)} has 'not-before' but recounts nothing"
        yield Fault((*at, "not-before"), fault, "Delete it, or say what recounts.")


def _unlimited(path: Path, clock: Clock) -> Iterator[Fault]:
    limited = bool(dues_of(clock))
    if clock.warn and not limited:
        fault = f"{thing(path)} warns before a due that it never has"
        yield Fault((*path, "warn"), fault, "Give it 'within', or delete 'warn'.")
    if limited and clock.start and not clock.stops and clock.binding is not Binding.NONE:
        fault = f"{thing(path)} has a limit that binds, but nothing stops it"
        yield Fault(path, fault, "Say with 'stop' what meets the limit.")


def _never_gated(pathway: Pathway, path: Path, clock: Clock) -> Iterator[Fault]:
    """Yield each way the clock could make someone wait for help that nobody may hold up."""
    has_earliest = any("no-sooner" in at for at, _ in limits_of(clock, path))
    stops = [signal.name for signal in clock.stop if signal.kind is SignalKind.EVENT]
    standing = [("before", clock.before), ("allows", clock.allows)]
    if has_earliest:
        standing.append(("no-sooner", (*clock.before, *stops)))
    for word, events in standing:
        for event in events:
            if (help_ := pathway.events[event].never_gated) is not None:
                fault = f"{thing(path)} stands before {quoted(event)}, which is {help_}"
                yield Fault((*path, word), fault, f"{NO_GATE} Take it out of {quoted(word)}.")


def _periods(path: Path, clock: Clock) -> Iterator[Fault]:
    for number, period in enumerate(clock.periods):
        at = (*path, "periods", number)
        if period.from_ is not None and period.to is not None and period.from_ > period.to:
            yield Fault(at, f"a period of {thing(path)} ends before it begins", "Mend its days.")
        if any(_overlap(period, earlier) for earlier in clock.periods[:number]):
            fault = f"a period of {thing(path)} overlaps one above it"
            yield Fault(at, fault, "A run has the limits of one period: part their days.")


def _overlap(one: Period, other: Period) -> bool:
    return _begins_by_the_end(one, other) and _begins_by_the_end(other, one)


def _begins_by_the_end(one: Period, other: Period) -> bool:
    return one.from_ is None or other.to is None or one.from_ <= other.to


def _silent(pathway: Pathway) -> Iterator[Fault]:
    """Yield who listens to a `due` or `warn` that never speaks."""
    for path, told, signal, _ in listeners(pathway):
        if signal.kind not in (SignalKind.DUE, SignalKind.WARN):
            continue
        clock = pathway.clocks[signal.name]
        who = f"{thing(path[:2])} {told} {quoted(signal)}"
        if not dues_of(clock):
            yield Fault(path, f"{who}, but that clock has no limit", "Give the clock 'within'.")
        elif signal.kind is SignalKind.WARN and clock.warn is None:
            yield Fault(path, f"{who}, but that clock does not warn", "Give the clock 'warn'.")


def run_faults(graph: Graph) -> Iterator[Fault]:
    """Yield clocks whose runs cannot start or end, gates that stay shut, and states that nobody minds."""
    owed: set[str | None] = set()
    for name, clock in graph.pathway.clocks.items():
        walk = Walk(graph, clock)
        yield from _starting(name, clock, walk)
        if walk.running:
            yield from _stopping(name, clock, walk)
            yield from _gates(name, clock, graph)
        if clock.shipped and (clock.while_ or dues_of(clock)):
            owed |= {node.place for node in walk.running}
    yield from _unowed(graph, owed)


def _starting(name: str, clock: Clock, walk: Walk) -> Iterator[Fault]:
    if walk.running:
        return
    told = thing(("clocks", name))
    if clock.while_:
        fault = f"the 'while' of {told} can never hold"
        yield Fault(
            ("clocks", name, "while"), fault, "Name a state that is reached before the end."
        )
        return
    if clock.when and Walk(walk.graph, clock.model_copy(update={"when": None})).running:
        fault = f"the 'when' of {told} can never hold as it starts"
        yield Fault(("clocks", name, "when"), fault, "Name what can hold when a start is heard.")
        return
    fault = f"nothing can start {told}"
    remedy = "Let it start on something that can happen."
    if walk.graph.possible.intersection(clock.start):
        fault = f"{told} starts only where the course has ended"
        remedy = "Say 'outlives: true' if it goes on after the end."
    yield Fault(("clocks", name, "start"), fault, remedy)


def _stopping(name: str, clock: Clock, walk: Walk) -> Iterator[Fault]:
    told = thing(("clocks", name))
    if clock.stops and not walk.can_stop:
        fault = f"nothing that stops {told} can happen while it runs"
        yield Fault(("clocks", name, "stop"), fault, "Name in 'stop' what can happen then.")
    elif not walk.can_end:
        fault = f"nothing can end a run of {told}"
        yield Fault(("clocks", name), fault, "Give it a 'stop' or 'cancel'.")


def _gates(name: str, clock: Clock, graph: Graph) -> Iterator[Fault]:
    """Yield gates that stay shut. One with `no-sooner` opens by time; facts pass every gate."""
    if any("no-sooner" in at for at, _ in limits_of(clock, ())):
        return
    for number, event in enumerate(clock.before):
        if graph.pathway.events[event].fact or _opens(clock, graph, event):
            continue
        told, act = thing(("clocks", name)), quoted(event)
        fault = f"the gate of {told} before {act} can never open"
        remedy = f"Let something stop the clock before {act} is to happen."
        if any(signal == Signal(SignalKind.EVENT, event, signal.outcome) for signal in clock.stops):
            fault = f"{act} is refused while {told} runs, and nothing else can stop it"
            remedy = "Let another event stop the clock, or take the gate away."
        yield Fault(("clocks", name, "before", number), fault, remedy)


def _opens(clock: Clock, graph: Graph, event: str) -> bool:
    """Return whether the act can come after a run, or no run ever stands before it.

    That the course ends and begins again opens no gate: the run is taken to outlive the end.
    """
    walk = Walk(graph, clock.model_copy(update={"outlives": True}), held=event)
    turns = graph.turns_at.items()
    sources = {place for place, at in turns if any(turn.event == event for turn in at)}
    if not any(node.place in sources for node in walk.running):
        return True
    reached = set(walk.running)
    todo = list(reached)
    while todo:
        new = set(walk.steps(todo.pop())) - reached
        reached |= new
        todo.extend(new)
    return any(node.place in sources for node in reached if not node.running)


def _unowed(graph: Graph, owed: set[str | None]) -> Iterator[Fault]:
    for name, state in graph.pathway.states.items():
        if name in graph.reachable - owed and not state.is_end:
            fault = f"nobody owes anything in {thing(('states', name))}"
            remedy = "Let a clock with a limit or a 'while' run there, or make it final or resting."
            yield Fault(("states", name), fault, remedy)
