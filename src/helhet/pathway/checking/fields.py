"""Form fields: are they of the right type, and does the entry that should bring them have them?"""

from collections.abc import Collection, Iterator
from typing import Final

from helhet.pathway.checking.parts import carries, courses_opened, dues_of, limits_of
from helhet.pathway.checking.reachability import Graph
from helhet.pathway.language.model import Clock, Event, FieldType, FormField, Pathway
from helhet.pathway.language.phrases import FieldRef, Signal, SignalKind
from helhet.pathway.reading.documents import Path
from helhet.pathway.reading.faults import Fault, quoted, thing

KEY_LIKE: Final = (
    FieldType.KEY,
    FieldType.PERSON,
    FieldType.UNIT,
    FieldType.MUNICIPALITY,
    FieldType.CHOICE,
)
"""What can tell one child, kit or risk from another."""
UNITS: Final = (FieldType.UNIT, FieldType.MUNICIPALITY)
COUNTED: Final = (FieldType.NUMBER, FieldType.MONEY)
SEVERAL: Final = (*KEY_LIKE, FieldType.TEXT)
"""Types of which one field may hold several: names and texts."""


def field_faults(graph: Graph) -> Iterator[Fault]:
    """Yield a fault for each field of the wrong type, or that no entry brings in time."""
    pathway = graph.pathway
    yield from _own_faults(pathway)
    yield from _unused_forms(pathway)
    for name, event in pathway.events.items():
        yield from _event_faults(pathway, ("events", name), event)
    yield from _opened_faults(pathway)
    for name, clock in pathway.clocks.items():
        path = ("clocks", name)
        yield from _payer(pathway, path, clock)
        yield from _dates(graph, path, clock)
        yield from _keys(graph, path, clock)


def _own_faults(pathway: Pathway) -> Iterator[Fault]:
    for name, form in pathway.forms.items():
        for key, field in form.fields.items():
            path = ("forms", name, "fields", key)
            yield from _many(path, field)
            yield from _bounds(path, field)


def _many(path: Path, field: FormField) -> Iterator[Fault]:
    if field.many and field.type not in SEVERAL:
        fault = f"{thing(path)} has 'many', and is a {field.type}"
        remedy = f"Several can be of type {_listed(SEVERAL)}; ask for others one at a time."
        yield Fault((*path, "many"), fault, remedy)


def _bounds(path: Path, field: FormField) -> Iterator[Fault]:
    low, high = field.minimum, field.maximum
    if (low is not None or high is not None) and field.type not in COUNTED:
        fault = f"{thing(path)} has a 'minimum' or 'maximum', and is a {field.type}"
        yield Fault(path, fault, "Only numbers and money have these: delete it.")
    if low is not None and high is not None and low > high:
        yield Fault(path, f"the minimum of {thing(path)} is above its maximum", "Mend one.")


def _unused_forms(pathway: Pathway) -> Iterator[Fault]:
    used = {form for event in pathway.events.values() for form in event.form}
    for name in pathway.forms:
        if name not in used:
            fault = f"no event uses form {quoted(name)}"
            yield Fault(("forms", name), fault, "Name it in an event's 'form', or delete it.")


def _event_faults(pathway: Pathway, path: Path, event: Event) -> Iterator[Fault]:
    if event.moves:
        at = (*path, "moves", "unit")
        yield from _typed(pathway, at, event.moves.unit, (FieldType.UNIT,))
        yield from _carried(at, event.moves.unit, event)
    if isinstance(event.setting, FieldRef):
        at = (*path, "setting")
        yield from _typed(pathway, at, event.setting, (FieldType.CHOICE,))
        yield from _carried(at, event.setting, event)
        yield from _settings(pathway, at, event.setting)


def _settings(pathway: Pathway, path: Path, ref: FieldRef) -> Iterator[Fault]:
    field = pathway.field(ref)
    assert field is not None, "names are checked before"
    for choice in field.choices:
        if choice not in pathway.settings:
            fault = (
                f"{thing(path)} is chosen in {quoted(ref)}, where {quoted(choice)} is no setting"
            )
            yield Fault(path, fault, "Let the field offer settings only.")


def _opened_faults(pathway: Pathway) -> Iterator[Fault]:
    for path, name, opened in courses_opened(pathway):
        event = pathway.events[name]
        if isinstance(opened.unit, FieldRef):
            at = (*path, "unit")
            yield from _typed(pathway, at, opened.unit, UNITS)
            yield from _carried(at, opened.unit, event)
        if opened.for_:
            yield from _carried((*path, "for"), opened.for_, event)


def _payer(pathway: Pathway, path: Path, clock: Clock) -> Iterator[Fault]:
    if clock.charge:
        yield from _typed(pathway, (*path, "charge", "payer"), clock.charge.payer, UNITS)


def _typed(
    pathway: Pathway, path: Path, ref: FieldRef, types: Collection[FieldType]
) -> Iterator[Fault]:
    field = pathway.field(ref)
    assert field is not None, "names are checked before"
    if field.type not in types:
        fault = (
            f"{thing(path)} needs a field of type {_listed(types)}; {quoted(ref)} is {field.type}"
        )
        yield Fault(path, fault, "Name another field, or change its type.")


def _listed(types: Collection[FieldType]) -> str:
    return " or ".join(", ".join(types).rsplit(", ", 1))


def _carried(path: Path, ref: FieldRef, event: Event) -> Iterator[Fault]:
    if not carries(event, ref):
        fault = f"{thing(path)} is taken from {quoted(ref)}, but the event has no form {quoted(ref.form)}"
        yield Fault(path, fault, f"Add {quoted(ref.form)} to the event's 'form'.")


def _dates(graph: Graph, path: Path, clock: Clock) -> Iterator[Fault]:
    """Yield dates that are none, or that the entry which starts or sets a due does not bring."""
    pathway = graph.pathway
    starting = _starting(graph, clock)
    if clock.start_at:
        at = (*path, "start-at")
        yield from _typed(pathway, at, clock.start_at, (FieldType.DATE,))
        yield from _brought(pathway, at, clock.start_at, starting)
    for limit_path, limit in limits_of(clock, path):
        if limit.date_from:
            at = (*limit_path, "date-from")
            yield from _typed(pathway, at, limit.date_from, (FieldType.DATE,))
            yield from _brought(pathway, at, limit.date_from, starting | {*clock.sets_due})
    forms = {limit.date_from.form for limit in dues_of(clock) if limit.date_from}
    for number, event in enumerate(clock.sets_due):
        if not forms.intersection(pathway.events[event].form):
            fault = f"{quoted(event)} sets the due of {thing(path)}, but brings no date for it"
            remedy = "Give the clock a limit with 'date-from' a form of that event."
            yield Fault((*path, "sets-due", number), fault, remedy)


def _starting(graph: Graph, clock: Clock) -> frozenset[str]:
    """Return the events whose entries can start a run; a guard may come to hold at any entry."""
    if clock.while_:
        return frozenset(graph.pathway.events)
    return frozenset(event for signal in clock.start for event in graph.events_behind(signal))


def _brought(
    pathway: Pathway, path: Path, ref: FieldRef, events: frozenset[str]
) -> Iterator[Fault]:
    if not any(carries(pathway.events[event], ref) for event in events):
        fault = (
            f"{thing(path)} reads {quoted(ref)}, but no event that starts the clock has that form"
        )
        yield Fault(
            path, fault, f"Add {quoted(ref.form)} to the 'form' of the event that starts it."
        )


def _keys(graph: Graph, path: Path, clock: Clock) -> Iterator[Fault]:
    if clock.each is None:
        return
    if isinstance(clock.each, FieldRef):
        yield from _typed(graph.pathway, (*path, "each"), clock.each, KEY_LIKE)
    for number, signal in enumerate(clock.start):
        if not _brings_key(graph, signal, clock.each):
            fault = f"{thing(path)} has a run for each {quoted(clock.each)}, but {quoted(signal)} brings none"
            remedy = "Start on an event that has the form, or add the form to the event."
            if isinstance(clock.each, str):
                remedy = f"Start on {quoted(clock.each)}, or on an event that fulfils it."
            yield Fault((*path, "start", number), fault, remedy)


def _brings_key(graph: Graph, signal: Signal, each: FieldRef | str) -> bool:
    pathway = graph.pathway
    if signal.kind in (SignalKind.DUE, SignalKind.WARN):
        return pathway.clocks[signal.name].each == each
    events = graph.events_behind(signal)
    if isinstance(each, FieldRef):
        return any(carries(pathway.events[event], each) for event in events)
    return any(event == each or each in pathway.events[event].fulfils for event in events)
