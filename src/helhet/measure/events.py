"""What strangers call their events → the events and outcomes of a pathway."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final
from unicodedata import category, normalize

from helhet.pathway.reading.faults import meant
from helhet.pathway.tables.table import Table

UNKNOWN: Final = -1
LEFT_OUT: Final = (
    -2
)  # said to be no part of this pathway, or a step of an activity's life that is not its end
COMPLETE: Final = "complete"

Ours = tuple[str, str]
"""An event of the pathway and an outcome, perhaps in their words; `''` for none."""
NOTHING: Final[Ours] = ("", "")
ANY: Final = ".*"
"""Ends a name of theirs that is said of the event with any outcome that has no row of its own."""


@dataclass(frozen=True)
class Told:
    """An event as the log tells it; `''` for what it does not tell."""

    event: str
    outcome: str = ""
    lifecycle: str = ""

    @property
    def name(self) -> str:
        """The name under which the user finds it again."""
        named = f"{self.event}.{self.outcome}" if self.outcome else self.event
        return named if self.is_complete else f"{named}+{self.lifecycle}"

    @property
    def is_complete(self) -> bool:
        """Whether this is the end of an activity, which is when it happened, or a log without such steps."""
        return self.lifecycle.casefold() in ("", COMPLETE)


SEPARATING: Final = ("Zs", "Pd", "Pc", "Ps", "Pe", "Pi", "Pf")
"""The categories of signs that say nothing between words: spaces, dashes, low lines, brackets, quotation marks."""
ALSO_SEPARATING: Final = ".,:;/\\'\"&"


def slug(text: str) -> str:
    """Return a name as pathways spell them: `First Visit (urgent)` → `first-visit-urgent`.

    No letter is dropped, of whatever script, nor a sign that may say something: `не held`, `≠ held`
    and `held?` are not `held`.
    """
    told = normalize("NFC", text).lower()
    return re.sub("-+", "-", "".join("-" if _separates(sign) else sign for sign in told)).strip("-")


def _separates(sign: str) -> bool:
    return sign.isspace() or sign in ALSO_SEPARATING or category(sign) in SEPARATING


def alike(text: str) -> str:
    """Return what names of theirs have in common that are taken for one: capitals and spaces around do not matter."""
    return normalize("NFC", text).strip().casefold()


@dataclass(frozen=True)
class EventNames:
    """The pathway's events, and `theirs`: what the user says of a log's own names, by `alike` (NOTHING: leave it out)."""

    table: Table = field(repr=False)
    theirs: Mapping[str, Ours] = field(default_factory=dict)

    def code(self, told: Told) -> int:
        """Return the code of the deed that is meant, UNKNOWN or LEFT_OUT."""
        ours = self._ours(told)
        if ours is None:
            return UNKNOWN
        return LEFT_OUT if ours == NOTHING else self._deed(*ours)

    def _ours(self, told: Told) -> Ours | None:
        """Return the event that is meant, with its outcome as the log or the user tells it; None if it is unknown."""
        for ours in self._renamed(told):
            return ours
        if not told.is_complete:
            return NOTHING
        if (known := self.event(told.event)) is not None:
            return known, told.outcome
        before, stop, outcome = told.event.rpartition(".")
        return self._ours(Told(before, outcome)) if stop and not told.outcome else None

    def _renamed(self, told: Told) -> Iterator[Ours]:
        """Yield what the user may have said of it, the most exact first.

        A row for the event alone leaves the log's outcome as it is, to be looked for.
        """
        ending = "" if told.is_complete else f"+{told.lifecycle}"
        for name in (f"{told.event}.{told.outcome}{ending}", f"{told.event}{ANY}{ending}"):
            if told.outcome and (key := alike(name)) in self.theirs:
                yield self.theirs[key]
        if (key := alike(f"{told.event}{ending}")) in self.theirs:
            event, outcome = self.theirs[key]
            yield (event, told.outcome or outcome) if event else NOTHING

    def event(self, name: str) -> str | None:
        """Return the event of this name, as it stands or as pathways spell it."""
        return next((n for n in (name, slug(name)) if self.table.event(n) is not None), None)

    def outcome(self, event: str, name: str) -> str | None:
        """Return the outcome of this name, as it stands or as pathways spell it."""
        known = self.outcomes(event)
        return next((n for n in (name, slug(name)) if n in known), None)

    def outcomes(self, event: str) -> list[str]:
        """Return the outcomes of an event in all editions."""
        return [outcome for name, outcome in self.table.names.deeds if name == event and outcome]

    def _deed(self, event: str, outcome: str) -> int:
        """With an outcome that the event does not have it is not the event alone: that may be its very opposite."""
        codes = self.table.deed_codes
        if not outcome:
            return codes[(event, None)]
        named = self.outcome(event, outcome)
        return UNKNOWN if named is None else codes[(event, named)]

    def hint(self, told: Told) -> str:
        """Return the nearest known name as a question, or all of them."""
        event, outcome = self._ours(told) or NOTHING
        if event:
            return self.outcome_hint(event, outcome)
        known = [name for name, outcome in self.table.names.deeds if name and not outcome]
        return meant(slug(told.event), known, "events")

    def near(self, told: Told) -> str:
        """Return a hint only if it says something of this very event."""
        hint = self.hint(told)
        return hint if self._ours(told) or hint.startswith("Did you mean") else ""

    def outcome_hint(self, event: str, outcome: str) -> str:
        """Return the nearest outcome of an event as --events would name it, or all of them; repeats no name of theirs."""
        if not self.outcomes(event):
            return f"{event} has no outcomes. If it counts with any, write a row 'NAME{ANY},{event}' in --events."
        if near := get_close_matches(slug(outcome), self.outcomes(event), n=1):
            return f"Did you mean '{event}.{near[0]}'?"
        listed = [f"{event}.{outcome}" for outcome in self.outcomes(event)]
        return meant("", listed, f"outcomes of {event}")
