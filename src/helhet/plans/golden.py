"""The golden rule: specialised treatment and mental health care are each to grow more than somatic care, in every region.

Whether a wait has become shorter by more can be said in days or in per cent, and the two may say the contrary: both are told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from helhet.packs.words import problems_in
from helhet.pathway.errors import Problem
from helhet.plans.model import Cost, Figure, Growth, Sector, Verdict
from helhet.plans.periods import Period
from helhet.plans.series import Told
from helhet.plans.tables import read_table

WAITS = {
    Sector.TSB: "wait-tsb",
    Sector.ADULT: "wait-adult",
    Sector.YOUNG: "wait-young",
    Sector.SOMATIC: "wait-somatic",
}
"""The series of each sector's wait."""


@dataclass(frozen=True)
class Golden:
    """What was read of the rule: growth in the country, verdicts by region, and costs that can be reckoned again."""

    growths: tuple[Growth, ...]
    verdicts: tuple[Verdict, ...]
    costs: tuple[Cost, ...]


@dataclass(frozen=True)
class Shorter:
    """How a sector's mean wait went between two periods, in days, and whether it went better than somatic care's."""

    sector: Sector
    figures: tuple[Figure, Figure]
    in_days: bool | None
    in_percent: bool | None

    @property
    def before(self) -> Decimal:
        """The wait in the first period."""
        return self.figures[0].value

    @property
    def after(self) -> Decimal:
        """The wait in the second."""
        return self.figures[1].value

    @property
    def days(self) -> Decimal:
        """How many days shorter."""
        return self.before - self.after

    @property
    def percent(self) -> Fraction:
        """How much shorter, in per cent of before."""
        return Fraction(100) * Fraction(self.days) / Fraction(self.before)


def read_golden(folder: Path) -> Golden:
    """Return what a folder of plans has of the rule; nothing if it has none. Raises DefinitionError."""
    if not (folder / "golden").exists():
        return Golden((), (), ())
    return Golden(
        tuple(read_table(folder / "golden" / "growth.csv", Growth)),
        tuple(read_table(folder / "golden" / "verdicts.csv", Verdict)),
        tuple(read_table(folder / "golden" / "costs.csv", Cost)),
    )


def golden_problems(folder: Path) -> tuple[Problem, ...]:
    """Return all that is wrong in it."""
    return problems_in(lambda: read_golden(folder))


def is_met(own: Decimal | None, somatic: Decimal | None) -> bool | None:
    """Return whether a growth is higher than somatic care's; None if one is not known."""
    return None if own is None or somatic is None else own > somatic


def shorter(series: Mapping[str, Told], before: Period, after: Period) -> list[Shorter]:
    """Return how the waits went, somatic care first, by both ways of comparing; sectors without both figures are not there."""
    waits = {one: _wait(series, name, before, after) for one, name in WAITS.items()}
    somatic = waits.pop(Sector.SOMATIC)
    if somatic is None:
        return []
    found = [Shorter(Sector.SOMATIC, somatic, None, None)]
    for sector, wait in waits.items():
        if wait is not None:
            mine = Shorter(sector, wait, None, None)
            in_days, in_percent = mine.days > found[0].days, mine.percent > found[0].percent
            found.append(Shorter(sector, wait, in_days, in_percent))
    return found


def growth(cost: Cost) -> Fraction:
    """Return the growth of a cost in per cent, reckoned from its own figures."""
    return Fraction(100) * (Fraction(cost.after) / Fraction(cost.before) - 1)


def total_growth(costs: list[Cost]) -> Fraction:
    """Return the growth of the sum of costs, in per cent."""
    before = sum((Fraction(one.before) for one in costs), Fraction())
    after = sum((Fraction(one.after) for one in costs), Fraction())
    return Fraction(100) * (after / before - 1)


def _wait(
    series: Mapping[str, Told], name: str, before: Period, after: Period
) -> tuple[Figure, Figure] | None:
    told = series.get(name)
    first, second = (told.at(before), told.at(after)) if told else (None, None)
    return (first, second) if first and second else None
