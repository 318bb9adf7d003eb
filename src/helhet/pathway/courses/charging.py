"""What the days of a run cost: days × dated rate, split by who pays and by the year's rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from helhet.pathway.calendar import civil_from_days
from helhet.pathway.courses.course import Course, Run
from helhet.pathway.courses.ordering import effective_entries, in_order
from helhet.pathway.language.model import Clock
from helhet.pathway.tables.table import Table

ORE_PER_KRONE: Final = 100


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
