"""What the days of a run cost: days × dated rate, split by who pays and by the year's rate."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from helhet.pathway.calendar import civil_from_days
from helhet.pathway.courses.course import Course, Run
from helhet.pathway.courses.ordering import effective_entries, in_order
from helhet.pathway.errors import DefinitionError, Problem
from helhet.pathway.language.model import Clock
from helhet.pathway.tables.table import Table

HEADER: Final = ["year", "kroner", "verified", "source"]
ORE_PER_KRONE: Final = 100
_YEAR = re.compile(r"[12][0-9]{3}")
_KRONER = re.compile(r"([0-9]{1,7})(?:\.([0-9]{2}))?")


@dataclass(frozen=True)
class Rate:
    """What a day costs in one calendar year, in whole øre; whether that was read, and where."""

    day_ore: int
    is_verified: bool = True
    source: str | None = None


@dataclass(frozen=True)
class Rates:
    """A rate by calendar year. A year whose rate is not known is not among them."""

    by_year: Mapping[int, Rate] = field(default_factory=dict)


@dataclass(frozen=True)
class ChargeLine:
    """Days from `from_day` up to, not with, `to_day`, that one payer owes at one rate.

    An unknown payer or rate is None; the days count all the same, and no amount is guessed.
    """

    run: Run
    from_day: int
    to_day: int
    payer: str | None
    rate: Rate | None

    @property
    def days(self) -> int:
        """The number of days owed."""
        return self.to_day - self.from_day

    @property
    def amount_ore(self) -> int | None:
        """Days × rate, or None: not known."""
        return None if self.rate is None else self.days * self.rate.day_ore

    @property
    def unknown(self) -> tuple[str, ...]:
        """What is not known of the line: "payer", "rate", both or nothing."""
        known = {"payer": self.payer, "rate": self.rate}
        return tuple(name for name, value in known.items() if value is None)


def charges(
    run: Run, clock: Clock, payers: Sequence[tuple[int, str]], rates: Rates, until_day: int
) -> list[ChargeLine]:
    """Return what a run costs, in lines of one payer and one year's rate; a clock without `charge` costs nothing.

    The days are half-open: the start day is owed, the stop day is not, and of an open run neither is
    the as-of day `until_day`. Started and stopped on one day is no day.
    """
    if clock.charge is None:
        return []
    to_day = until_day if run.stop_day is None else run.stop_day

    def split(day: int) -> tuple[str | None, int]:
        return _payer_on(payers, day), civil_from_days(day)[0]

    lines = []
    for (payer, year), group in groupby(range(run.start_day, to_day), split):
        days = list(group)
        rate = rates.by_year.get(year)
        lines.append(ChargeLine(run, days[0], days[-1] + 1, payer, rate))
    return lines


def _payer_on(payers: Sequence[tuple[int, str]], day: int) -> str | None:
    """Return who pays a day: the last one named by then, so a move counts from its own day."""
    return next((payer for from_day, payer in reversed(payers) if from_day <= day), None)


def payers_of(
    table: Table, course: Course, clock: Clock, known_after: int | None = None
) -> list[tuple[int, str]]:
    """Return who pays from which day on: every entry that names a payer, in reading order."""
    if clock.charge is None:
        return []
    name = str(clock.charge.payer)
    entries = in_order(table, effective_entries(course.entries, known_after))
    told = ((entry.day, entry.values.get(name)) for entry in entries)
    return [(day, payer) for day, payer in told if isinstance(payer, str)]


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
