"""What can go wrong in the core; views and commands turn these into answers and exit codes."""

from collections.abc import Iterable
from dataclasses import dataclass


def printable(text: object) -> str:
    """Return the text with all that is no visible sign as its escape, as \\u001b; line breaks too.

    What strangers wrote in files, names and arguments must not steer a terminal, nor turn the
    direction of writing: such marks, too, `str.isprintable` denies (each is of category Cf).
    """
    told = str(text)
    return told if told.isprintable() else "".join(map(_visible, told))


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


class CalendarError(ValueError):
    """A day or instant the calendar does not hold, or a calendar file that cannot be read.

    The message names what is wrong and where, never the day itself: it may be a person's.
    """


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a file someone wrote: where, what is true, and what to do.

    `fault` is a sentence without its full stop, `remedy` one or more with theirs. What comes from
    a history names lines and known names only: anything else there may be a person's.
    """

    file: str
    line: int
    fault: str
    remedy: str

    def __str__(self) -> str:
        return printable(f"{self.file}:{self.line}: {self.fault}. {self.remedy}")


class FileError(Exception):
    """Files that cannot be used, with every problem of all of them, in order of file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class DefinitionError(FileError):
    """Pathway files that cannot be used."""


class HistoryError(FileError):
    """Drawn histories that cannot be read."""


class EntryError(ValueError):
    """An entry that its pathway's table cannot hold; the message names its number, never its values."""
