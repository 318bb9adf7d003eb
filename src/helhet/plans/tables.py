"""CSV files of a pack: each row a record of words, or every problem with its line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from helhet.packs.files import read_text
from helhet.pathway.errors import DefinitionError, Problem
from helhet.pathway.language.words import Word

T = TypeVar("T", bound=Word)


def read_table(file: Path, kind: type[T]) -> list[T]:
    """Return the rows of a file; its header has the names of the record's fields, and an empty cell says nothing.

    Raises DefinitionError with all that is wrong in it.
    """
    header = [name.rstrip("_").replace("_", "-") for name in kind.model_fields]
    rows = list(csv.reader(read_text(file).splitlines()))
    problems: list[Problem] = []
    if not rows or rows[0] != header:
        fault = f"the header is not {','.join(header)}"
        raise DefinitionError(
            [Problem(str(file), 1, fault, "Write these names as the first line.")]
        )
    found: list[T] = []
    for line, row in enumerate(rows[1:], 2):
        if told := list(_faults(row, header, kind, found)):
            problems += (Problem(str(file), line, *one) for one in told)
    if problems:
        raise DefinitionError(problems)
    return found


def _faults(
    row: list[str], header: list[str], kind: type[T], found: list[T]
) -> Iterator[tuple[str, str]]:
    """Put a row among those found, or yield what is wrong in it."""
    if len(row) != len(header):
        yield f"the row has not {len(header)} columns", f"Write {','.join(header)}."
        return
    told = {name: cell for name, cell in zip(header, row, strict=True) if cell}
    try:
        found.append(kind.model_validate(told, by_alias=True, by_name=False))
    except ValidationError as error:
        for one in error.errors(include_url=False):
            place = ".".join(map(str, one["loc"])) or "the row"
            remedy = one["msg"].removeprefix("Value error, ").rstrip(".")
            yield f"'{place}' is not as it should be", f"{remedy}."
