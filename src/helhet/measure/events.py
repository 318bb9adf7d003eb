"""What strangers call their events → the events and outcomes of a pathway."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from helhet.measure.errors import LogError
from helhet.pathway.reading.faults import meant, quoted
from helhet.pathway.tables.table import Table

UNKNOWN: Final = -1
LEFT_OUT: Final = (
    -2
)  # said to be no part of this pathway, or a step of an activity's life that is not its end
COMPLETE: Final = "complete"


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


def slug(text: str) -> str:
    """Return a name as pathways spell them: `First Visit (urgent)` → `first-visit-urgent`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


@dataclass(frozen=True)
class EventNames:
    """The pathway's events, and `theirs`: what the user says of a log's own names (None: leave it out)."""

    table: Table = field(repr=False)
    theirs: Mapping[str, tuple[str, str | None] | None] = field(default_factory=dict)

    def code(self, told: Told) -> int:
        """Return the code of the deed that is meant, UNKNOWN or LEFT_OUT."""
        for name in self._mapped(told):
            ours = self.theirs[name]
            return LEFT_OUT if ours is None else self._deed(ours[0], ours[1] or told.outcome)
        if not told.is_complete:
            return LEFT_OUT
        event = self._event(told.event)
        if event is None and "." in told.event and not told.outcome:
            before, _, outcome = told.event.rpartition(".")
            return self.code(Told(before, outcome))
        return UNKNOWN if event is None else self._deed(event, told.outcome)

    def _mapped(self, told: Told) -> Iterator[str]:
        """Yield the names the user may have meant it by, the most exact first."""
        ending = "" if told.is_complete else f"+{told.lifecycle}"
        for name in (f"{told.event}.{told.outcome}{ending}", f"{told.event}{ending}"):
            if name in self.theirs:
                yield name

    def _event(self, name: str) -> str | None:
        return next((n for n in (name, slug(name)) if self.table.event(n) is not None), None)

    def _deed(self, event: str, outcome: str) -> int:
        """An outcome of an event that has none in the pathway makes no difference there, and is not read."""
        codes = self.table.deed_codes
        known = self.outcomes(event)
        if not outcome or not known:
            return codes[(event, None)]
        named = next((n for n in (outcome, slug(outcome)) if n in known), None)
        return UNKNOWN if named is None else codes[(event, named)]

    def outcomes(self, event: str) -> list[str]:
        """Return the outcomes of an event in all editions."""
        return [outcome for name, outcome in self.table.names.deeds if name == event and outcome]

    def hint(self, told: Told) -> str:
        """Return the nearest known name as a question, or all of them."""
        event = self._event(told.event)
        if event is not None and told.outcome:
            return meant(slug(told.outcome), self.outcomes(event), f"outcomes of {event}")
        known = [name for name, outcome in self.table.names.deeds if name and not outcome]
        return meant(slug(told.event), known, "events")


def read_event_names(path: Path, table: Table) -> EventNames:
    """Read a file of rows `theirs,ours`; ours is an event, `event.outcome`, or nothing: leave it out."""
    plain = EventNames(table)
    theirs: dict[str, tuple[str, str | None] | None] = {}
    for line, row in _rows(path):
        if len(row) != 2 or not row[0] or row[0] in theirs:
            fault = "is not theirs,ours with a name of theirs that stands once"
            raise LogError(f"{path}:{line}: the row {fault}. Mend it.")
        theirs[row[0]] = _ours(row[1], plain, f"{path}:{line}") if row[1] else None
    return EventNames(table, theirs)


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        reader = csv.reader(path.read_text("utf-8-sig").splitlines())
    except UnicodeDecodeError:
        raise LogError(f"{path} is not UTF-8. Save it as UTF-8.") from None
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells) and cells != ["theirs", "ours"]:
            yield reader.line_num, cells


def _ours(text: str, names: EventNames, place: str) -> tuple[str, str | None]:
    event, _, outcome = text.partition(".")
    if names.table.event(event) is None:
        raise LogError(
            f"{place}: {quoted(event)} is no event of the pathway. {names.hint(Told(event))}"
        )
    known = names.outcomes(event)
    if outcome and outcome not in known:
        raise LogError(
            f"{place}: {quoted(outcome)} is no outcome of {event}. {meant(outcome, known, 'outcomes')}"
        )
    return event, outcome or None
