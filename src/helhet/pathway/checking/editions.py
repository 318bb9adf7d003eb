"""Editions of one pathway beside each other: whose days are whose, and where courses go on."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from helhet.pathway.checking.names import MOST
from helhet.pathway.language.model import Pathway, State
from helhet.pathway.reading.faults import Fault, meant, quoted, thing

MEANINGS: Final = {
    "states": ("final", "resting"),
    "conditions": ("on", "off", "age_under", "age_from"),
    "tallies": ("of", "reaches", "within", "reset"),
    "events": ("fact", "place_in_day", "setting", "moves"),
}
"""What a name must keep from edition to edition, for a course reads all of them in one table."""

RENAME: Final = "Give it a new name: a course may span both editions."


class Edition(NamedTuple):
    """One edition, and its number among the pathways that are checked together."""

    of: int
    pathway: Pathway


def edition_faults(pathways: Sequence[Pathway]) -> Iterator[Fault]:
    """Yield the faults that editions of one pathway show only side by side."""
    editions: dict[str, list[Edition]] = defaultdict(list)
    for number, pathway in enumerate(pathways):
        editions[pathway.pathway].append(Edition(number, pathway))
    for several in editions.values():
        several.sort(key=lambda edition: edition.pathway.valid.from_)
        yield from _moves({}, several[0])
        for before, after in pairwise(several):
            yield from _days(before, after)
            yield from _identity(before, after)
            yield from _moves(before.pathway.states, after)
            yield from _gone(before, after)
        yield from _together(several)


def _days(before: Edition, after: Edition) -> Iterator[Fault]:
    earlier, later = before.pathway, after.pathway
    told = f"edition {quoted(later.edition)} of {quoted(later.pathway)}"
    if earlier.valid.from_ == later.valid.from_:
        fault = f"{told} begins on the same day as {quoted(earlier.edition)}"
        yield Fault(("valid", "from"), fault, "Give each edition a first day of its own.", after.of)
    if earlier.valid.to is not None:
        overlap = earlier.valid.to >= later.valid.from_
        fault = (
            f"edition {quoted(earlier.edition)} has a last day, and {quoted(later.edition)} follows"
        )
        if overlap:
            fault = f"editions {quoted(earlier.edition)} and {quoted(later.edition)} overlap"
        remedy = "Delete its 'to': an edition holds until the next begins."
        yield Fault(("valid", "to"), fault, remedy, before.of)


def _identity(before: Edition, after: Edition) -> Iterator[Fault]:
    earlier, later = before.pathway, after.pathway
    if earlier.edition == later.edition:
        fault = f"there is another edition {quoted(later.edition)} of {quoted(later.pathway)}"
        yield Fault(("edition",), fault, "Give it a name of its own.", after.of)
    for key in ("subject", "label"):
        was, becomes = getattr(earlier, key), getattr(later, key)
        if was != becomes:
            fault = f"the {key} was {quoted(was)} in edition {quoted(earlier.edition)}"
            remedy = "Keep it, or make this a pathway of its own."
            yield Fault((key,), f"{fault} and becomes {quoted(becomes)}", remedy, after.of)
    yield from _outcome_settings(before, after)
    for plural, words in MEANINGS.items():
        old, new = getattr(earlier, plural), getattr(later, plural)
        for name in old.keys() & new.keys():
            if any(getattr(old[name], word) != getattr(new[name], word) for word in words):
                fault = (
                    f"{thing((plural, name))} is another than in edition {quoted(earlier.edition)}"
                )
                yield Fault((plural, name), fault, RENAME, after.of)


def _outcome_settings(before: Edition, after: Edition) -> Iterator[Fault]:
    old, new = before.pathway.events, after.pathway.events
    for name in old.keys() & new.keys():
        for outcome in old[name].outcomes.keys() & new[name].outcomes.keys():
            if old[name].outcomes[outcome].setting != new[name].outcomes[outcome].setting:
                path = ("events", name, "outcomes", outcome)
                told = quoted(before.pathway.edition)
                fault = f"{thing(path)} brings another setting than in edition {told}"
                yield Fault(path, fault, RENAME, after.of)


def _moves(old: Mapping[str, State], after: Edition) -> Iterator[Fault]:
    new = after.pathway.states
    for name, target in after.pathway.migrates.items():
        path = ("migrates", name)
        if name not in old:
            fault = f"'migrates' moves {quoted(name)}, which is no state of the edition before"
            yield Fault(path, fault, meant(name, old, "earlier states"), after.of)
        elif target not in new:
            fault = f"'migrates' moves to {quoted(target)}, which is no state here"
            yield Fault(path, fault, meant(target, new, "states"), after.of)
        elif old[name].is_end != new[target].is_end:
            ends = "ended" if new[target].is_end else "not ended"
            fault = f"'migrates' moves {quoted(name)} to {quoted(target)}, which is {ends}"
            remedy = "A new edition ends no course and opens none again: name another state."
            yield Fault(path, fault, remedy, after.of)


def _gone(before: Edition, after: Edition) -> Iterator[Fault]:
    old, new = before.pathway.states, after.pathway.states
    for name in old.keys() - new.keys() - after.pathway.migrates.keys():
        fault = f"{thing(('states', name))} of edition {quoted(before.pathway.edition)} is gone"
        yield Fault(("states",), fault, f"Say under 'migrates' where {name} goes.", after.of)


def _together(editions: Sequence[Edition]) -> Iterator[Fault]:
    """Yield what all editions have too much of: they are compiled into one table."""
    last = editions[-1]
    for plural in ("states", "settings", "conditions", "tallies", "clocks"):
        names = {name for edition in editions for name in getattr(edition.pathway, plural)}
        if len(getattr(last.pathway, plural)) <= MOST < len(names):
            fault = f"all editions together have {len(names)} {plural}; {MOST} is the most"
            yield Fault((plural,), fault, "Keep names from edition to edition.", last.of)
