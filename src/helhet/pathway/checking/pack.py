"""Pathways of one pack beside each other: what they open and hear, what may pass, what they cite."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from helhet.pathway.checking.parts import bases, courses_opened
from helhet.pathway.language.forms import Form
from helhet.pathway.language.model import Event, FieldType, OpensCourse, Pathway, SubjectKind
from helhet.pathway.reading.documents import Path
from helhet.pathway.reading.faults import Fault, meant, quoted, thing

FIREWALL: Final = "Between labels only an event with 'release: true' passes, done by a human."


@dataclass(frozen=True)
class PackNames:
    """What a pack has lists of: person-wide events, laws and pages, sources, rates."""

    person_wide: frozenset[str] = field(default_factory=frozenset)
    laws: frozenset[str] = field(default_factory=frozenset)
    sources: frozenset[str] = field(default_factory=frozenset)
    rates: frozenset[str] = field(default_factory=frozenset)


Editions = Mapping[str, Sequence[Pathway]]


def pack_faults(pathways: Sequence[Pathway], names: PackNames) -> Iterator[Fault]:
    """Yield the faults that pathways show only beside each other, and beside the pack's lists."""
    editions: dict[str, list[Pathway]] = defaultdict(list)
    for pathway in pathways:
        editions[pathway.pathway].append(pathway)
    for number, pathway in enumerate(pathways):
        for fault in _faults(pathway, editions, names):
            yield Fault(fault.path, fault.fault, fault.remedy, number)


def _faults(pathway: Pathway, editions: Editions, names: PackNames) -> Iterator[Fault]:
    for path, opener, opened in courses_opened(pathway):
        yield from _opened(pathway, path, pathway.events[opener], opened, editions)
    yield from _left_team(pathway)
    for name, event in pathway.events.items():
        for number, other in enumerate(event.moves_up):
            yield from _moved_up(pathway, ("events", name, "moves-up", number), other, editions)
        yield from _person_wide(("events", name), event, names)
        for number, heard in enumerate(event.hears):
            yield from _heard(pathway, ("events", name, "hears", number), heard, editions)
    yield from _cited(pathway, names)


def _opened(
    pathway: Pathway, path: Path, event: Event, opened: OpensCourse, editions: Editions
) -> Iterator[Fault]:
    others = editions.get(opened.pathway)
    if not others:
        fault = f"{thing(path)} names {quoted(opened.pathway)}, which is no pathway of this pack"
        yield Fault((*path, "pathway"), fault, meant(opened.pathway, editions, "pathways"))
        return
    other = others[-1]
    yield from _subject(pathway, path, opened, other)
    if other.label != pathway.label and not event.release:
        fault = f"{thing(path)} tells {other.label} what is {pathway.label}'s"
        yield Fault(path, fault, FIREWALL)
    for number, ref in enumerate(opened.carry):
        here, there = pathway.field(ref), [each.field(ref) for each in others]
        if here is not None and not any(each and each.type is here.type for each in there):
            fault = f"{thing(path)} carries {quoted(ref)}, which is no field of that type there"
            remedy = f"Give pathway {quoted(other.pathway)} the same form, or leave the field out."
            yield Fault((*path, "carry", number), fault, remedy)
    for number, name in enumerate(opened.tells_back):
        heard = f"{opened.pathway}.{name}"
        yield from _told_back(pathway, (*path, "tells-back", number), heard, editions)


def _told_back(pathway: Pathway, path: Path, heard: str, editions: Editions) -> Iterator[Fault]:
    """Yield what is wrong with an answer that is asked for; one that no event hears is told to nobody."""
    faults = list(_heard(pathway, path, heard, editions))
    yield from faults
    told = (one for event in pathway.events.values() for one in event.hears)
    if not faults and not any(one == heard or one.startswith(f"{heard}.") for one in told):
        fault = f"{thing(path)} asks to be told of {quoted(heard)}, which no event here hears"
        yield Fault(path, fault, "Let an event hear it, or do not ask.")


def _subject(pathway: Pathway, path: Path, opened: OpensCourse, other: Pathway) -> Iterator[Fault]:
    if opened.for_ is None:
        if other.subject is not pathway.subject:
            fault = f"{thing(path)} opens a course about another subject, {quoted(other.subject)}"
            yield Fault(path, fault, "Name a form field with 'for' that says which one.")
        return
    if opened.origin == "hidden" and opened.unit is None:
        fault = f"{thing(path)} hides where it comes from, and opens in the unit that it comes from"
        yield Fault(path, fault, "Name the unit with 'unit', or a form field that says which.")
    here = pathway.field(opened.for_)
    is_person = other.subject is SubjectKind.PERSON
    if here is not None and is_person and here.type is not FieldType.PERSON:
        fault = (
            f"{thing((*path, 'for'))} names a person by {quoted(opened.for_)}, which is {here.type}"
        )
        yield Fault((*path, "for"), fault, "Name a field of type person.")


def _left_team(pathway: Pathway) -> Iterator[Fault]:
    """Yield what would take somebody who is known to one team alone out of it."""
    if pathway.subject is SubjectKind.ALIAS:
        moved = (("events", name, "moves") for name, event in pathway.events.items() if event.moves)
        for path in (*(path for path, _, _ in courses_opened(pathway)), *moved):
            fault = (
                f"{thing(path)} tells another unit of an alias, which is known to one team alone"
            )
            yield Fault(
                path, fault, "Take it out: elsewhere somebody is registered as who they are."
            )


def _moved_up(pathway: Pathway, path: Path, name: str, editions: Editions) -> Iterator[Fault]:
    """Yield what is wrong with a pathway that an alias may move up to, by name."""
    event = pathway.events[str(path[1])]
    if pathway.subject is not SubjectKind.ALIAS:
        fault = (
            f"{thing(path)} moves up to a name, but the pathway is about {quoted(pathway.subject)}"
        )
        yield Fault(path, fault, "Take it out: only somebody known by an alias moves up.")
    others = editions.get(name)
    if not others:
        fault = f"{thing(path)} names {quoted(name)}, which is no pathway of this pack"
        yield Fault(path, fault, meant(name, editions, "pathways"))
        return
    other = others[-1]
    if other.subject is not SubjectKind.PERSON:
        fault = f"{thing(path)} moves up to {quoted(name)}, which is about {quoted(other.subject)}"
        yield Fault(path, fault, "Name a pathway about a person.")
    if not any(one.opens and not one.hears for one in other.events.values()):
        fault = f"{thing(path)} moves up to {quoted(name)}, which nobody opens by hand"
        yield Fault(path, fault, "Name one that is opened by an event that is not heard.")
    if other.label != pathway.label and not event.release:
        fault = f"{thing(path)} tells {other.label} what is {pathway.label}'s"
        yield Fault(path, fault, FIREWALL)


def _heard(pathway: Pathway, path: Path, heard: str, editions: Editions) -> Iterator[Fault]:
    name, event_name, *outcome = heard.split(".")
    others = editions.get(name)
    if not others:
        fault = f"{thing(path)} hears {quoted(heard)}, but there is no pathway {quoted(name)}"
        yield Fault(path, fault, meant(name, editions, "pathways"))
        return
    events = [each.events[event_name] for each in others if event_name in each.events]
    known = {event for each in others for event in each.events}
    if not events:
        fault = f"{thing(path)} hears {quoted(heard)}, which is no event of {quoted(name)}"
        yield Fault(path, fault, meant(event_name, known, "events", where="there"))
        return
    outcomes = {outcome for event in events for outcome in event.outcomes}
    if outcome and outcome[0] not in outcomes:
        fault = f"{thing(path)} hears {quoted(heard)}, which is no outcome of {quoted(event_name)}"
        yield Fault(path, fault, meant(outcome[0], outcomes, "outcomes", where="there"))
    label = others[-1].label
    if label != pathway.label and not all(event.release for event in events):
        fault = f"{thing(path)} lets {pathway.label} hear {quoted(heard)}, which is {label}'s"
        yield Fault(path, fault, FIREWALL)


def _person_wide(path: Path, event: Event, names: PackNames) -> Iterator[Fault]:
    if not event.person_wide:
        return
    at = (*path, "person-wide")
    if not event.fact:
        yield Fault(at, f"{thing(path)} is person-wide, but no fact", "Say 'fact: true'.")
    name = str(path[1])
    if name not in names.person_wide:
        fault = f"{thing(path)} is person-wide, but not in the pack's list of such events"
        yield Fault(at, fault, meant(name, names.person_wide, "person-wide events"))


def _cited(pathway: Pathway, names: PackNames) -> Iterator[Fault]:
    """Yield laws, sources and rates that the pack has not."""
    for path, basis in bases(pathway):
        yield from _unlisted((*path, "ref"), basis.ref, names.laws, "laws")
        yield from _unlisted((*path, "source"), basis.source, names.sources, "sources")
    for name, clock in pathway.clocks.items():
        at = ("clocks", name)
        yield from _unlisted((*at, "source"), clock.source, names.sources, "sources")
        for number, period in enumerate(clock.periods):
            source = (*at, "periods", number, "source")
            yield from _unlisted(source, period.source, names.sources, "sources")
        rate = clock.charge.rate if clock.charge else None
        yield from _unlisted((*at, "charge", "rate"), rate, names.rates, "rates")
    for name, form in pathway.forms.items():
        for place, told in _form_sources(("forms", name), form):
            yield from _unlisted((*place, "source"), told, names.sources, "sources")


def _form_sources(path: Path, form: Form) -> Iterator[tuple[Path, str | None]]:
    yield path, form.source
    if form.licence:
        yield (*path, "licence"), form.licence.source
    for key, score in form.scores.items():
        at = (*path, "scores", key)
        yield at, score.source
        yield from (((*at, "bands", name), band.source) for name, band in score.bands.items())


def _unlisted(path: Path, name: str | None, known: frozenset[str], plural: str) -> Iterator[Fault]:
    if name is not None and name not in known:
        fault = f"{thing(path)} names {quoted(name)}, which is not among the {plural} of the pack"
        yield Fault(path, fault, meant(name, known, plural))
