"""One document of a history file under reading: looks at values by path, and notes what is wrong.

Nothing here repeats what the file says: it may be a person's. Lines and known names only.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from helhet.pathway.calendar import Calendar, parse_day
from helhet.pathway.errors import CalendarError, Problem
from helhet.pathway.reading.documents import Document, Path
from helhet.pathway.reading.faults import meant, sentence

MOST_PROBLEMS: Final = 100
DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME: Final = r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?"
STAMP: Final = re.compile(rf"({DAY})(?: {TIME})?")


@dataclass(frozen=True)
class Stamp:
    """A day, and the instant on it if a time was written."""

    day: int
    instant: int | None = None


@dataclass(frozen=True)
class Page:
    """A document, the calendar it is read by, and the problems found so far."""

    document: Document
    calendar: Calendar
    problems: list[Problem]

    def line(self, path: Path) -> int:
        """Return the line of what stands at a path."""
        return self.document.line(path)

    def note(self, path: Path, fault: str, remedy: str) -> None:
        """Keep a problem; of very many the first."""
        if len(self.problems) < MOST_PROBLEMS:
            problem = Problem(self.document.file, self.line(path), fault, remedy)
            self.problems.append(problem)

    def unknown(
        self, path: Path, fault: str, word: str, known: Collection[str], plural: str
    ) -> None:
        """Note a word that is none of the known ones, with what may have been meant."""
        if len(self.problems) < MOST_PROBLEMS:  # comparing words is slow, and a file may be hostile
            self.note(path, fault, meant(word, known, plural))

    def mapping(self, path: Path, value: Any, what: str) -> dict[str, Any]:
        """Return the mapping, or nothing and a note."""
        if isinstance(value, dict):
            return value
        self.note(path, f"{what} is no mapping", "Write keys and values.")
        return {}

    def items(self, path: Path, value: Any, what: str) -> list[Any]:
        """Return the list, or nothing and a note."""
        if isinstance(value, list):
            return value
        self.note(path, f"{what} is no list", "Write one item a line, after '- '.")
        return []

    def text(self, path: Path, value: Any, what: str) -> str | None:
        """Return the text, or None and a note if it is empty or no text."""
        if isinstance(value, str) and value:
            return value
        self.note(path, f"{what} is no text", "Write one.")
        return None

    def name(
        self, path: Path, value: Any, known: Collection[str], kinds: tuple[str, str]
    ) -> str | None:
        """Return the name if it is a known one; `kinds` says what it is one of, and of several."""
        text = self.text(path, value, f"the {kinds[0]}")
        if text is None or text in known:
            return text
        self.unknown(path, f"this is no {kinds[0]} of the pathway", text, known, kinds[1])
        return None

    def keys(self, path: Path, value: dict[str, Any], known: Collection[str], what: str) -> None:
        """Note each key that fits nothing."""
        for key in value:
            if key not in known:
                self.unknown(
                    (*path, key), f"this key does not belong to {what}", key, known, "keys"
                )

    def number(self, path: Path, value: Any, what: str, most: int) -> int | None:
        """Return a whole number from 1 to `most`, or None and a note."""
        if isinstance(value, str) and re.fullmatch("[0-9]{1,6}", value) and 1 <= int(value) <= most:
            return int(value)
        self.note(path, f"{what} is no number from 1 to {most}", "Entries are numbered from 1.")
        return None

    def stamp(self, path: Path, value: Any, what: str) -> Stamp | None:
        """Return a day of the calendar, perhaps with a time, or None and a note."""
        match = STAMP.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            remedy = "Write a day as 2026-05-19, perhaps with a time as 2026-05-19 14:30."
            self.note(path, f"{what} is no day", remedy)
            return None
        day, *time = match.groups()
        try:
            number = parse_day(day)
            at = self.calendar.instant_of(number, *[int(part or 0) for part in time])
        except CalendarError as error:
            self.note(path, f"{what} is no day of the calendar", sentence(str(error)))
            return None
        return Stamp(number, at if time[0] else None)

    def birth(self, path: Path, value: Any) -> int | None:
        """Return a birth date, which may lie before the calendar, or None and a note."""
        try:
            return parse_day(value if isinstance(value, str) else "")
        except CalendarError as error:
            self.note(path, "the birth date is no day", sentence(str(error)))
            return None
