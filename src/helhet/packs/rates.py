"""Read the rates of a pack: what a day costs in each calendar year."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import Final

from helhet.pathway.courses.charging import ORE_PER_KRONE, Rate, Rates
from helhet.pathway.errors import DefinitionError, Problem

HEADER: Final = ["year", "kroner", "verified", "source"]
_YEAR = re.compile(r"[12][0-9]{3}")
_KRONER = re.compile(r"([0-9]{1,7})(?:\.([0-9]{2}))?")


def read_rates(text: str, file: str = "rates.csv") -> Rates:
    """Return the rates of a file of `year,kroner,verified,source`; raise DefinitionError with all its problems.

    An empty `kroner` says that the year's rate is not known; the years rise.
    """
    rates: dict[int, Rate] = {}
    problems: list[Problem] = []
    last = 0
    for line, row in _rows(text, file):
        if fault := _fault(row, last):
            problems.append(Problem(file, line, *fault))
            continue
        last = int(row[0])
        if row[1]:
            rates[last] = Rate(_ore(row[1]), row[2] == "yes", row[3] or None)
    if problems:
        raise DefinitionError(problems)
    return Rates(rates)


def _rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows below the header, each with the number of its line."""
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        if next(reader, None) != HEADER:
            fault = "the header is not year,kroner,verified,source"
            raise DefinitionError(
                [Problem(file, 1, fault, "Write these four names as the first line.")]
            )
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        fault = f"the line cannot be read ({error})"
        problem = Problem(file, reader.line_num, fault, "Look at its quotation marks.")
        raise DefinitionError([problem]) from error


def _fault(row: Sequence[str], last: int) -> tuple[str, str] | None:
    """Return what is wrong with a row, and the remedy."""
    if len(row) != len(HEADER):
        return (
            f"the row has not {len(HEADER)} columns",
            "Write an empty one as nothing, as 2026,,no,.",
        )
    year, kroner, verified, _ = row
    if not _YEAR.fullmatch(year):
        return "the year is no year", "Write four digits, as 2022."
    if int(year) <= last:
        return "the year is not after the one above", "Give each year one row, in order."
    if kroner and not _KRONER.fullmatch(kroner):
        return (
            "the amount is no amount",
            "Write kroner, as 5306 or 5306.50, or nothing if not known.",
        )
    if verified not in ("yes", "no"):
        return (
            "'verified' is neither yes nor no",
            "Write yes if somebody read the rate in its source.",
        )
    if verified == "yes" and not kroner:
        return "an unknown rate is called verified", "Write the amount, or no."
    return None


def _ore(kroner: str) -> int:
    match = _KRONER.fullmatch(kroner)
    assert match is not None, "looked at before"
    return int(match[1]) * ORE_PER_KRONE + int(match[2] or 0)
