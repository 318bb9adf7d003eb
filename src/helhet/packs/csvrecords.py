"""Records of CSV text, each with its lines; a quotation mark left open costs its own line and no other."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DELIMITERS: Final = ",;\t|"
MOST_LINES: Final = 2_000  # of one record: a quotation mark left open must not swallow the file
MOST_CHARACTERS: Final = 2_000_000
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would run."""
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Broken(StrEnum):
    """Why a record cannot be read: by its quotation marks, its length, its bytes, or since the file breaks off."""

    QUOTE = "quote"
    LONG = "long"
    ENCODING = "encoding"
    FILE = "file"


@dataclass(frozen=True)
class Record:
    """One record: the line on which it begins, its cells, how many lines it has, or why it cannot be read."""

    line: int
    cells: list[str]
    lines: int = 1
    broken: Broken | None = None

    def fits(self, width: int) -> bool:
        """Return whether each of so many columns has its cell; empty ones too many are put at the end by some programs."""
        return len(self.cells) >= width and not any(self.cells[width:])


def records(
    file: Iterable[str], delimiter: str, broken_by: tuple[type[Exception], ...] = ()
) -> Iterator[Record]:
    """Yield the records; one whose quotation marks do not close is given up, and reading goes on at the next line.

    Empty ones are passed over. Bytes that are no text come as lone surrogates; `broken_by` is what
    the file raises where it breaks off.
    """
    csv.field_size_limit(MOST_CHARACTERS)
    feed = _Feed(iter(file), delimiter)
    while True:
        reader = csv.reader(feed, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                if len(cells) > 1 or any(cell.strip() for cell in cells):
                    yield Record(feed.first_line, cells, len(feed.given), _encoding(cells))
                feed.forget()
        except csv.Error:
            yield Record(feed.first_line, [], 1, feed.broken)
            feed.go_back()
        except broken_by:
            yield Record(feed.first_line, [], 1, Broken.FILE)
            return
        else:
            return


def header_of(read: Callable[[str], Iterator[Record]]) -> tuple[Record | None, str]:
    """Return the first record and its delimiter: the sign that makes most cells of it. None if there is no record."""
    firsts = [(next(read(sign), None), sign) for sign in DELIMITERS]
    return max(firsts, key=lambda first: len(first[0].cells) if first[0] else 0)


class _Feed:
    """Hands lines to the reader, and keeps those of the present record in case it must be given up."""

    def __init__(self, file: Iterator[str], delimiter: str) -> None:
        self.file = file
        # Spaces between a delimiter and a quotation mark are nothing, as DuckDB has it.
        sign = re.escape(delimiter)
        self.spaces = re.compile(rf'(?:(?<={sign})|^) +(?=")|(?<=") +(?={sign}|[\r\n]|$)')
        self.again: deque[str] = deque()
        self.given: list[str] = []
        self.characters = 0
        self.first_line = 1

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self.given) >= MOST_LINES or self.characters > MOST_CHARACTERS:
            raise csv.Error("a record without end")
        line = self.again.popleft() if self.again else next(self.file)
        self.given.append(line)
        self.characters += len(line)
        return self.spaces.sub("", line) if ' "' in line or '" ' in line else line

    @property
    def broken(self) -> Broken:
        """Why a record had to be given up."""
        return Broken.LONG if len(self.given[0]) > MOST_CHARACTERS else Broken.QUOTE

    def forget(self) -> None:
        self.first_line += len(self.given)
        self.given.clear()
        self.characters = 0

    def go_back(self) -> None:
        """Give up the first line of the record, and give out the others again."""
        self.again.extendleft(reversed(self.given[1:]))
        self.given = self.given[:1]
        self.forget()


def is_escaped(cell: str) -> bool:
    """Return whether a text holds bytes that were no text."""
    return not cell.isascii() and _SURROGATE.search(cell) is not None


def _encoding(cells: list[str]) -> Broken | None:
    return Broken.ENCODING if is_escaped("".join(cells)) else None


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would run a text."""
    return text.startswith(FORMULAS)


def harmless(cell: object) -> object:
    """Return a text that a spreadsheet would run with an apostrophe before it; a number, also one below nothing, as it is."""
    text = str(cell)
    return f"'{text}" if is_formula(text) and not _NUMBER.fullmatch(text) else cell
