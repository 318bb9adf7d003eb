"""What is wrong with a row, a cell or a file that somebody sent; no value of a cell is ever repeated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from helhet.pathway.errors import printable


class CannotImport(Exception):  # noqa: N818 - says what is true of the files, for whoever gave them
    """Files of which nothing can be used; the message says which and why, a line each."""


class CellFault(ValueError):  # noqa: N818 - one of the faults that a row is told of
    """A text that is not what its column takes: what is wrong, and what to do."""

    def __init__(self, fault: str, remedy: str) -> None:
        super().__init__(fault)
        self.fault, self.remedy = fault, remedy


@dataclass(frozen=True, order=True)
class RowFault:
    """One thing wrong in a row: `file:line: column: fault. Remedy.`; without a column it is the row's own."""

    file: str
    line: int
    column: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        column = f"{self.column}: " if self.column else ""
        return printable(f"{self.file}:{self.line}: {column}{self.fault}. {self.remedy}")


WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "unknown": (
        "the forms of this event have no such field",
        "Empty the cell, or look at the event.",
    ),
    "required": ("the event's form asks for this", "Fill it in."),
    "one-or-many": ("the form takes several here", "Write at least one."),
    "type": (
        "this is not of the kind that stands here",
        "Look at the kind in the form, or in the list of columns.",
    ),
    "choice": (
        "there is no such choice",
        "Look at the choices in the form, or in the list of columns.",
    ),
    "range": (
        "this lies outside what is allowed",
        "Look at the form's minimum and maximum, or at the other date.",
    ),
    "future": ("the day lies in the future, or after this was recorded", "Mend one of the two."),
    "too-long": ("this is too long", "Shorten it."),
    "unknown-unit": ("there is no such unit", "Write the code of a unit, or make the unit first."),
}
"""What the codes of the record's own checks say of a cell, and what to do."""


def said(code: str) -> tuple[str, str]:
    """Return the words for a code of the record's own checks."""
    return WORDS.get(code, (f"the record does not take this ({code})", "Look at the form."))
