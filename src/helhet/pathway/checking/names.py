"""Every name in a definition must be somebody's: what points at nothing, and what is meant perhaps."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from helhet.pathway.checking.parts import (
    FROM_ENTRIES,
    Listening,
    courses_opened,
    guards,
    limits_of,
    listeners,
)
from helhet.pathway.language.model import Clock, Pathway
from helhet.pathway.language.phrases import FieldRef, Guard, Signal, SignalKind
from helhet.pathway.reading.documents import Path
from helhet.pathway.reading.faults import Fault, meant, quoted, thing

MOST: Final = 62
"""Each fits one bit of an integer in the tables, with room for a sign and for "none"."""
MOST_WAYS: Final = 500
"""Events and outcomes together; a pathway that somebody can read has a tenth of them."""

RESERVED: Final = frozenset(
    ("in", "not", "setting", "of", "not-before", "limit", "date-from", "at-age", "less", "when")
)
"""Words of guards, limits and `on-change`, where settings and conditions stand beside them."""

PLURALS: Final = {
    SignalKind.EVENT: "events",
    SignalKind.ENTERS: "states",
    SignalKind.LEAVES: "states",
    SignalKind.ON: "conditions",
    SignalKind.OFF: "conditions",
    SignalKind.DUE: "clocks",
    SignalKind.WARN: "clocks",
    SignalKind.TALLY: "tallies",
}
SINGULARS: Final = {
    "events": "event",
    "states": "state",
    "conditions": "condition",
    "clocks": "clock",
    "tallies": "tally",
    "settings": "setting",
    "forms": "form",
}


class Pointing(NamedTuple):
    """One name that points at something of `plural`."""

    path: Path
    name: str
    plural: str


def name_faults(pathway: Pathway) -> Iterator[Fault]:
    """Yield a fault for each unknown or doubtful name, and for too many of one sort."""
    yield from _too_many(pathway)
    yield from _collisions(pathway)
    for pointing in (*_event_names(pathway), *_clock_names(pathway)):
        yield from _unknown(pathway, pointing)
    for path, ref in _field_refs(pathway):
        yield from _unknown_field(pathway, path, ref)
    for listening in listeners(pathway):
        yield from _unheard(pathway, listening)
    for path, guard in guards(pathway):
        yield from _unknown_terms(pathway, path, guard)


def _too_many(pathway: Pathway) -> Iterator[Fault]:
    for plural in ("states", "settings", "conditions", "tallies", "clocks"):
        if (count := len(getattr(pathway, plural))) > MOST:
            yield Fault(
                (plural,), f"there are {count} {plural}; {MOST} is the most", "Divide the pathway."
            )
    if sum(1 + len(event.outcomes) for event in pathway.events.values()) > MOST_WAYS:
        fault = f"there are more than {MOST_WAYS:,} events and outcomes"
        yield Fault(("events",), fault, "Divide the pathway.")


def _collisions(pathway: Pathway) -> Iterator[Fault]:
    for name in pathway.conditions:
        if name in pathway.settings:
            fault = f"{quoted(name)} is both a setting and a condition"
            yield Fault(("conditions", name), fault, "Rename one: a guard could mean either.")
    for plural in ("settings", "conditions"):
        for name in RESERVED & getattr(pathway, plural).keys():
            fault = f"{thing((plural, name))} has a name that is a word of the language"
            yield Fault((plural, name), fault, "Rename it.")


def _event_names(pathway: Pathway) -> Iterator[Pointing]:
    for name, event in pathway.events.items():
        path = ("events", name)
        yield from _pointing((*path, "opens"), event.opens, "states")
        yield from _pointing((*path, "from"), event.from_, "states")
        yield from _pointing((*path, "to"), event.to, "states")
        yield from _pointing((*path, "setting"), event.setting, "settings")
        yield from _pointing((*path, "form"), event.form, "forms")
        for other in event.fulfils:
            yield Pointing((*path, "fulfils", other), other, "events")
        for outcome, told in event.outcomes.items():
            yield from _pointing((*path, "outcomes", outcome, "to"), told.to, "states")
            yield from _pointing((*path, "outcomes", outcome, "setting"), told.setting, "settings")


def _clock_names(pathway: Pathway) -> Iterator[Pointing]:
    for name, clock in pathway.clocks.items():
        path = ("clocks", name)
        yield from _pointing((*path, "each"), clock.each, "events")
        yield from _pointing((*path, "allows"), clock.allows, "events")
        yield from _pointing((*path, "sets-due"), clock.sets_due, "events")
        yield from _pointing((*path, "before"), clock.before, "events")
        for changed in clock.on_change.of if clock.on_change else ():
            if changed != "setting":
                yield Pointing((*path, "on-change", changed), changed, "conditions")


def _pointing(
    path: Path, names: tuple[str, ...] | str | FieldRef | None, plural: str
) -> Iterator[Pointing]:
    if isinstance(names, str):
        yield Pointing(path, names, plural)
    elif isinstance(names, tuple):
        yield from (Pointing((*path, n), name, plural) for n, name in enumerate(names))


def _unknown(pathway: Pathway, pointing: Pointing) -> Iterator[Fault]:
    path, name, plural = pointing
    known: Mapping[str, object] = getattr(pathway, plural)
    if name not in known:
        who = thing(path[:-1] if path[-1] == name else path)
        fault = f"{who} names {quoted(name)}, which is no {SINGULARS[plural]} here"
        yield Fault(path, fault, meant(name, known, plural))


def _field_refs(pathway: Pathway) -> Iterator[tuple[Path, FieldRef]]:
    """Yield every form field that the definition names, and where."""
    for name, event in pathway.events.items():
        yield from _ref(("events", name, "setting"), event.setting)
        if event.moves:
            yield ("events", name, "moves", "unit"), event.moves.unit
    for path, _, opened in courses_opened(pathway):
        yield from _ref((*path, "unit"), opened.unit)
        yield from _ref((*path, "for"), opened.for_)
        yield from (((*path, "carry", n), ref) for n, ref in enumerate(opened.carry))
    for name, clock in pathway.clocks.items():
        yield from _clock_refs(("clocks", name), clock)


def _clock_refs(path: Path, clock: Clock) -> Iterator[tuple[Path, FieldRef]]:
    yield from _ref((*path, "each"), clock.each)
    yield from _ref((*path, "start-at"), clock.start_at)
    if clock.charge:
        yield (*path, "charge", "payer"), clock.charge.payer
    for at, limit in limits_of(clock, path):
        yield from _ref((*at, "date-from"), limit.date_from)


def _ref(path: Path, ref: FieldRef | str | None) -> Iterator[tuple[Path, FieldRef]]:
    if isinstance(ref, FieldRef):
        yield path, ref


def _unknown_field(pathway: Pathway, path: Path, ref: FieldRef) -> Iterator[Fault]:
    told = f"{thing(path)} names {quoted(ref)}"
    form = pathway.forms.get(ref.form)
    if form is None:
        remedy = meant(ref.form, pathway.forms, "forms")
        yield Fault(path, f"{told}, but there is no form {quoted(ref.form)} here", remedy)
    elif ref.field not in form.fields:
        fault = f"{told}, but form {quoted(ref.form)} has no field {quoted(ref.field)}"
        yield Fault(path, fault, meant(ref.field, form.fields, "fields"))


def _unheard(pathway: Pathway, listening: Listening) -> Iterator[Fault]:
    path, told, signal, kinds = listening
    who = f"{thing(path[:2])} {told} {quoted(signal)}"
    plural = PLURALS[signal.kind]
    known: Mapping[str, object] = getattr(pathway, plural)
    if signal.kind not in kinds:
        yield Fault(path, f"{who}, which it cannot hear", _hearable(kinds))
    elif signal.name not in known:
        fault = f"{who}, {_absent(signal, SINGULARS[plural])}"
        yield Fault(path, fault, meant(signal.name, known, plural))
    elif signal.outcome and signal.outcome not in pathway.events[signal.name].outcomes:
        fault = f"{who}, but event {quoted(signal.name)} has no outcome {quoted(signal.outcome)}"
        outcomes = pathway.events[signal.name].outcomes
        yield Fault(path, fault, meant(signal.outcome, outcomes, "outcomes"))


def _absent(signal: Signal, singular: str) -> str:
    if signal.kind is SignalKind.EVENT:
        return "which is no event here"
    return f"but there is no {singular} {quoted(signal.name)} here"


def _hearable(kinds: frozenset[SignalKind]) -> str:
    if kinds == FROM_ENTRIES:
        return "A tally hears events, their outcomes, 'enters' and 'leaves'."
    return "A condition hears all but conditions; name what turns that condition."


def _unknown_terms(pathway: Pathway, path: Path, guard: Guard) -> Iterator[Fault]:
    # A limit by setting has a 'when' that nobody wrote.
    who = thing(
        path[:-2] if path[-1] == "when" and len(path) > len(("clocks", "name", "when")) else path
    )
    for term in guard:
        known = pathway.states if term.is_state else {**pathway.settings, **pathway.conditions}
        told = "state" if term.is_state else "setting or condition"
        plural = "states" if term.is_state else "settings and conditions"
        for name in term.names:
            if name not in known:
                fault = f"{who} names {quoted(name)}, which is no {told} here"
                remedy = _term_remedy(pathway, name) or meant(name, known, plural)
                yield Fault(path, fault, remedy)


def _term_remedy(pathway: Pathway, name: str) -> str | None:
    """Return what to write for a state without its `in`, and for an outcome; None for other names."""
    if name in pathway.states:
        return f"It is a state: write 'in {name}'."
    if name in pathway.settings or name in pathway.conditions:
        return f"It is no state: write '{name}' without 'in'."
    for event, told in pathway.events.items():
        if name in told.outcomes:
            condition = f"conditions: {{{name}: {{on: {event}.{name}}}}}"
            return f"It is an outcome: make it a condition, '{condition}'."
    return None
