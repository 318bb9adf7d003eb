"""What a krone of one year is worth in another, by a pack's table of prices."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from helhet.pathway.errors import DefinitionError, Problem

HEADER: Final = ["year", "index", "verified", "source"]
_YEAR: Final = re.compile(r"[12][0-9]{3}", re.ASCII)
_INDEX: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?", re.ASCII)


class PriceUnknown(Exception):  # noqa: N818 - what is not known, and of which year
    """A year whose prices the table does not have: no amount is guessed for it."""

    def __init__(self, year: int) -> None:
        super().__init__(f"The prices of {year} are not known. Add the year to deflators.csv.")
        self.year = year


@dataclass(frozen=True)
class Prices:
    """The index of each known year; only their ratios mean anything."""

    index: Mapping[int, Decimal]

    def in_prices_of(self, ore: int, year: int, other: int) -> Fraction:
        """Return an amount of one year in the prices of another, exactly; raise PriceUnknown where either is not known."""
        if year == other:
            return Fraction(ore)
        return ore * Fraction(self._of(other)) / Fraction(self._of(year))

    def _of(self, year: int) -> Decimal:
        if year not in self.index:
            raise PriceUnknown(year)
        return self.index[year]


def read_prices(text: str, file: str = "deflators.csv") -> Prices:
    """Return the table of `year,index,verified,source`; raise DefinitionError with all its problems."""
    rows = list(csv.reader(text.splitlines()))
    if not rows or rows[0] != HEADER:
        fault = "the header is not year,index,verified,source"
        raise DefinitionError(
            [Problem(file, 1, fault, "Write these four names as the first line.")]
        )
    found: dict[int, Decimal] = {}
    problems = []
    for line, row in enumerate(rows[1:], 2):
        if fault_told := _fault(row, found):
            problems.append(Problem(file, line, *fault_told))
        else:
            found[int(row[0])] = Decimal(row[1])
    if problems:
        raise DefinitionError(problems)
    return Prices(found)


def _fault(row: list[str], found: Mapping[int, Decimal]) -> tuple[str, str] | None:
    if len(row) != len(HEADER):
        return f"the row has not {len(HEADER)} columns", "Write year,index,verified,source."
    year, index, verified, source = row
    if not _YEAR.fullmatch(year) or int(year) in found:
        return "the year is no year, or stands there twice", "Give each year one row, as 2016."
    if not _INDEX.fullmatch(index) or not Decimal(index):
        return "the index is no number above nothing", "Write it as 103.5."
    if verified not in ("yes", "no") or not source:
        return "it is not said where the index was read", "Write yes or no, and a source."
    return None
