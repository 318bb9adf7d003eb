"""Rates that the pack lists year by year, as what a day costs; unknown where the file is silent."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from helhet.pathway.errors import DefinitionError, Problem

HEADER: Final = ["year", "kroner", "verified", "source"]
_ROW: Final = re.compile(r"([0-9]{4}),([0-9]{0,9}),(yes|no),([^,]*)")


@dataclass(frozen=True)
class Rate:
    """What a rate is in one year, in whole øre; None if nobody has found it."""

    year: int
    ore: int | None
    is_verified: bool
    source: str


def read_rates(path: Path) -> tuple[Rate, ...]:
    """Return the rows of a rate file, years rising; raise DefinitionError with every bad row."""
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    if rows[:1] != [HEADER]:
        raise DefinitionError([_problem(path, 1, f"the header is not {','.join(HEADER)}")])
    read = [_ROW.fullmatch(",".join(row)) for row in rows[1:]]
    bad = [line for line, row in enumerate(read, 2) if row is None]
    rates = tuple(_rate(row) for row in read if row)
    years = [rate.year for rate in rates]
    if bad or years != sorted(set(years)):
        told = "a row is not a year, whole kroner or nothing, yes or no, and a source"
        problems = [_problem(path, line, told) for line in bad]
        raise DefinitionError(problems or [_problem(path, 2, "the years do not rise")])
    return rates


def _rate(row: re.Match[str]) -> Rate:
    year, kroner, verified, source = row.groups()
    return Rate(int(year), int(kroner) * 100 if kroner else None, verified == "yes", source)


def _problem(path: Path, line: int, fault: str) -> Problem:
    return Problem(str(path), line, fault, "Mend the row.")
