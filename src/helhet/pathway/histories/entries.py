"""The entries of a drawn history: one line each, and what they correct or fulfil."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from helhet.pathway.courses.course import Entry, Value
from helhet.pathway.forms.deciding import decided, is_decided
from helhet.pathway.histories.pages import DAY, TIME, Page, Stamp
from helhet.pathway.histories.values import read_value
from helhet.pathway.language.model import Event, FormField, Pathway
from helhet.pathway.language.phrases import NAME
from helhet.pathway.reading.documents import Path

LINE: Final = re.compile(rf"({DAY}(?: {TIME})?)(?: ({NAME})(?:\.({NAME}))?)?")
MOST_ENTRIES: Final = 10_000
WORDS: Final = ("setting", "unit", "fulfils", "replaces", "voids")


@dataclass(frozen=True)
class Vocabulary:
    """What entries of a pathway may name, in any of its editions."""

    editions: tuple[Pathway, ...]

    @cached_property
    def events(self) -> Mapping[str, tuple[Event, ...]]:
        """Each event as it stands in the editions that have it."""
        names = dict.fromkeys(name for edition in self.editions for name in edition.events)
        return {
            name: tuple(each.events[name] for each in self.editions if name in each.events)
            for name in names
        }

    def edition_on(self, day: int, event: str) -> Pathway:
        """Return the edition of a day, or the newest that has the event."""
        those = [one for one in self.editions if event in one.events]
        return next((one for one in reversed(those) if one.valid.from_ <= day), those[-1])

    def fields(self, event: str) -> dict[str, FormField]:
        """Return the fields of the event's forms by `form.field`, the newest edition's if several."""
        return {
            f"{form}.{key}": field
            for edition in self.editions
            if event in edition.events
            for form in edition.events[event].form
            for key, field in edition.forms[form].fields.items()
        }

    def outcomes(self, event: str) -> tuple[str, ...]:
        """Return the outcomes that the event has in any edition."""
        return tuple(dict.fromkeys(name for each in self.events[event] for name in each.outcomes))

    def names(self, plural: str) -> tuple[str, ...]:
        """Return the names of all editions' states, settings, conditions or clocks."""
        return tuple(
            dict.fromkeys(n for edition in self.editions for n in getattr(edition, plural))
        )


def read_entries(page: Page, value: Any, vocabulary: Vocabulary) -> tuple[Entry, ...]:
    """Return the entries, numbered from 1 in the order they stand; those that do not read are noted."""
    items = page.items(("entries",), value, "'entries'")
    if len(items) > MOST_ENTRIES:
        page.note(
            ("entries",), f"there are more than {MOST_ENTRIES:,} entries", "Divide the history."
        )
        return ()
    entries: list[Entry] = []
    for number, item in enumerate(items, start=1):
        entry = _EntryReader(page, vocabulary, number).read(item)
        entries.append(entry)
        _check_links(page, vocabulary, entries)
    return tuple(entries)


@dataclass(frozen=True)
class _EntryReader:
    page: Page
    vocabulary: Vocabulary
    number: int

    @property
    def path(self) -> Path:
        return ("entries", self.number - 1)

    def read(self, item: Any) -> Entry:
        """Return the entry; what cannot be read of it is noted and left out."""
        line, told, path = self._parts(item)
        match = LINE.fullmatch(line)
        if match is None:
            remedy = (
                "Write 'DAY EVENT', 'DAY TIME EVENT.OUTCOME' or 'DAY: {voids: NUMBER}',"
                " as '2026-05-19 14:30 talk-held'."
            )
            self.page.note(path, "this is not how an entry begins", remedy)
            return Entry(self.number, 0)
        stamp = self.page.stamp(path, match[1], "the entry's day") or Stamp(0)
        event, outcome = self._deed(path, match[5], match[6], told)
        return self._entry(stamp, event, outcome, told, path)

    def _parts(self, item: Any) -> tuple[str, dict[str, Any], Path]:
        if isinstance(item, str):
            return item, {}, self.path
        if isinstance(item, dict) and len(item) == 1:
            [(line, told)] = item.items()
            path = (*self.path, line)
            return line, self.page.mapping(path, told, "what the entry says"), path
        return "", {}, self.path

    def _deed(
        self, path: Path, event: str | None, outcome: str | None, told: dict[str, Any]
    ) -> tuple[str, str | None]:
        if event is None:
            if "voids" not in told:
                self.page.note(path, "the entry has no event", "Name one, or say what it voids.")
            return "", None
        if event not in self.vocabulary.events:
            fault = "the entry's event is none of the pathway's"
            self.page.unknown(path, fault, event, self.vocabulary.events, "events")
            return "", None
        if outcome and any(is_decided(one) for one in self.vocabulary.events[event]):
            fault = f"the answers decide how '{event}' turned out"
            self.page.note(path, fault, "Write the event alone, and the answers behind it.")
        elif outcome and outcome not in (outcomes := self.vocabulary.outcomes(event)):
            fault = f"event '{event}' has no such outcome"
            self.page.unknown(path, fault, outcome, outcomes, "outcomes")
        return event, outcome

    def _entry(
        self, stamp: Stamp, event: str, outcome: str | None, told: dict[str, Any], path: Path
    ) -> Entry:
        if "voids" in told and (event or len(told) > 1):
            self.page.note(path, "an entry that voids another says nothing else", "Divide it.")
        values = dict(self._values(path, event, told))
        return Entry(
            number=self.number,
            day=stamp.day,
            instant=stamp.instant,
            event=event,
            outcome=self._turned_out(path, stamp.day, event, values) or outcome,
            setting=self._setting(path, told),
            unit=self._unit(path, told),
            values=values,
            fulfils=self._earlier(path, told, "fulfils"),
            replaces=self._earlier(path, told, "replaces"),
            voids=self._earlier(path, told, "voids"),
        )

    def _turned_out(
        self, path: Path, day: int, event: str, values: Mapping[str, Value]
    ) -> str | None:
        """Return the outcome that the answers decide; None if the event's is written in the history."""
        if not event:
            return None
        edition = self.vocabulary.edition_on(day, event)
        return (
            decided(edition, edition.events[event], values)
            if is_decided(edition.events[event])
            else None
        )

    def _setting(self, path: Path, told: dict[str, Any]) -> str | None:
        if "setting" not in told:
            return None
        known = self.vocabulary.names("settings")
        return self.page.name((*path, "setting"), told["setting"], known, ("setting", "settings"))

    def _unit(self, path: Path, told: dict[str, Any]) -> str | None:
        return self.page.text((*path, "unit"), told["unit"], "the unit") if "unit" in told else None

    def _earlier(self, path: Path, told: dict[str, Any], word: str) -> int | None:
        if word not in told:
            return None
        what = f"'{word}'"
        if self.number == 1:
            self.page.note((*path, word), f"{what} stands in the first entry", "Delete it.")
            return None
        return self.page.number((*path, word), told[word], what, self.number - 1)

    def _values(self, path: Path, event: str, told: dict[str, Any]) -> Iterator[tuple[str, Value]]:
        fields = self.vocabulary.fields(event)
        for key, value in told.items():
            if key in WORDS or not event:
                continue
            if key not in fields:
                fault = f"event '{event}' has no such field in its forms"
                self.page.unknown((*path, key), fault, key, [*fields, *WORDS], "keys")
                continue
            read = read_value(self.page, (*path, key), fields[key], value)
            if read is not None:
                yield key, read


def _check_links(page: Page, vocabulary: Vocabulary, entries: Sequence[Entry]) -> None:
    """Note a link to a correction, and a fulfilment of what the event does not fulfil."""
    entry = entries[-1]
    path = ("entries", entry.number - 1)
    for word in ("fulfils", "replaces", "voids"):
        number = getattr(entry, word)
        if number and (entries[number - 1].replaces or entries[number - 1].voids):
            page.note(path, f"'{word}' names a correction", "Name the entry that it corrected.")
    if entry.fulfils and entry.event:
        earlier = entries[entry.fulfils - 1].event
        if not any(earlier in event.fulfils for event in vocabulary.events[entry.event]):
            fault = f"event '{entry.event}' does not fulfil what entry {entry.fulfils} is"
            page.note(path, fault, "Name an appointment that the event fulfils.")
