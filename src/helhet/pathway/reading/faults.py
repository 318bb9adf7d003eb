"""What a check found: where in the definition, what is true, what to do; and how such things are told."""

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from helhet.pathway.errors import printable as printable  # it stands there for `Problem`, too
from helhet.pathway.reading.documents import Path

LONGEST_QUOTE: Final = 64
MOST_LISTED: Final = 12
# Comparing with every name of a hostile file would take seconds; no pathway has so many.
MOST_COMPARED: Final = 300

KINDS: Final = {
    "states": "state",
    "settings": "setting",
    "conditions": "condition",
    "tallies": "tally",
    "events": "event",
    "outcomes": "outcome",
    "clocks": "clock",
    "forms": "form",
    "fields": "field",
    "choices": "choice",
    "scores": "score",
    "signals": "signal",
    "bands": "band",
}


@dataclass(frozen=True)
class Fault:
    """Something a definition must not have. `of` says which of several pathways, counted from 0."""

    path: Path
    fault: str
    remedy: str
    of: int = 0


def quoted(text: object) -> str:
    """Return the text in quotes, printable, and cut if somebody wrote a page."""
    told = str(text)
    return f"'{printable(told if len(told) <= LONGEST_QUOTE else told[:LONGEST_QUOTE] + '…')}'"


def thing(path: Path) -> str:
    """Name what a path leads to as a writer would: `'start' of clock 'told-of-right'`."""
    return " of ".join(reversed(list(_things(path)))) or "the pathway"


def _things(path: Path) -> Iterator[str]:
    steps = iter([step for step in path if isinstance(step, str)])
    for step in steps:
        name = next(steps, None) if step in KINDS else None
        yield quoted(step) if name is None else f"{KINDS[step]} {quoted(name)}"


def meant(
    word: str,
    known: Collection[str],
    plural: str,
    most: int = MOST_LISTED,
    where: Literal["here", "there"] = "here",
) -> str:
    """Return the remedy for an unknown word: the nearest known one, or else all of them."""
    comparable = len(word) <= LONGEST_QUOTE and len(known) <= MOST_COMPARED
    if near := difflib.get_close_matches(word, sorted(known)) if comparable else []:
        return f"Did you mean '{near[0]}'?"
    if not known:
        return f"There are no {plural} {where}."
    listed = ", ".join(sorted(known)[:most])
    return f"The {plural} {where} are {listed}{', …' if len(known) > most else ''}."


def sentence(text: str) -> str:
    """Return the text as a sentence: a capital first and a full stop last."""
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
