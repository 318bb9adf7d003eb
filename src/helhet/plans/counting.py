"""One rule of counting read on the lines of a plan: a figure, and which lines made it, or why they did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from helhet.plans.deflating import Prices
from helhet.plans.model import Counts, Line, Plan, Rule, Way


class Left(StrEnum):
    """Why a line is not in a count."""

    OTHER_KIND = "other-kind"
    SAME_MONEY = "same-money"
    INSTEAD = "instead"
    PART = "part"
    CARRIED = "carried"
    OUTSIDE = "outside"
    CHANNEL = "channel"
    CUT = "cut"
    NOT_BELIEVED = "not-believed"


@dataclass(frozen=True)
class Counted:
    """A line that a count takes, with what it adds in each year: øre, exact, perhaps no whole ones in fixed prices."""

    name: str
    by_year: Mapping[int, Fraction]

    @property
    def ore(self) -> Fraction:
        """All that the line adds."""
        return sum(self.by_year.values(), Fraction())


@dataclass(frozen=True)
class Count:
    """What a rule makes of a plan's lines."""

    rule: str
    counted: tuple[Counted, ...]
    left: Mapping[str, Left]

    @property
    def ore(self) -> Fraction:
        """The figure."""
        return sum((one.ore for one in self.counted), Fraction())

    @property
    def by_year(self) -> dict[int, Fraction]:
        """The figure of each year; a line of several years stands in its last."""
        found: dict[int, Fraction] = {}
        for one in self.counted:
            for year, ore in one.by_year.items():
                found[year] = found.get(year, Fraction()) + ore
        return dict(sorted(found.items()))


NO_PRICES: Final = Prices({})


def count(plan: Plan, name: str, rule: Rule, prices: Prices = NO_PRICES) -> Count:
    """Return what a rule counts; raise PriceUnknown if it asks for prices of a year that the table does not have."""
    left = {key: why for key, line in plan.lines.items() if (why := _left(key, line, plan, rule))}
    taken = {key: line for key, line in plan.lines.items() if key not in left}
    counted = (Counted(key, _years(line, plan, rule, prices)) for key, line in taken.items())
    return Count(name, tuple(counted), left)


def differences(one: Count, other: Count) -> dict[str, Fraction]:
    """Return the lines that make one count more than the other, and by how much: their sum is the difference of the figures."""
    mine, its = _ore_by_line(one), _ore_by_line(other)
    apart = {
        key: mine.get(key, Fraction()) - its.get(key, Fraction())
        for key in dict.fromkeys([*mine, *its])
    }
    return {key: ore for key, ore in apart.items() if ore}


def _ore_by_line(one: Count) -> dict[str, Fraction]:
    return {line.name: line.ore for line in one.counted}


def _left(key: str, line: Line, plan: Plan, rule: Rule) -> Left | None:
    """Return why a line is left out, the first reason that holds, or None if it is counted."""
    is_believed = line.said_by in rule.believes
    reasons = (
        (Left.NOT_BELIEVED, line.counts is Counts.CLAIM and not is_believed),
        (Left.OTHER_KIND, line.counts is not Counts.CLAIM and line.counts is not rule.counts),
        (Left.SAME_MONEY, line.same_as is not None),
        (Left.INSTEAD, _is_beaten(key, line, plan, rule)),
        (Left.CARRIED, line.is_carried and line.part_of is None and not rule.with_carried),
        (Left.PART, line.part_of is not None),
        (Left.OUTSIDE, line.is_outside and not rule.with_outside),
        (Left.CHANNEL, line.channel in rule.without_channels and not is_believed),
        (Left.CUT, line.amount < 0 and not rule.net_of_cuts),
    )
    return next((why for why, holds in reasons if holds), None)


def _is_beaten(key: str, line: Line, plan: Plan, rule: Rule) -> bool:
    """Return whether another line stands where this one would, of two of which only one may be counted."""
    if line.instead_of is not None:
        return not rule.takes_higher
    rivals = (one for one in plan.lines.values() if one.instead_of == key)
    return rule.takes_higher and any(one.said_by in rule.believes for one in rivals)


def _years(line: Line, plan: Plan, rule: Rule, prices: Prices) -> dict[int, Fraction]:
    """Return what a line adds in each year, without what of it is carried on from before."""
    year = line.last_year
    ore = line.amount - _carried_in(line, plan, rule)
    worth = prices.in_prices_of(ore, year, rule.fixed_prices_of or year)
    if rule.way is Way.LEVEL and line.counts is Counts.INCREASE:
        return dict.fromkeys(range(year, plan.to_year + 1), worth)
    return {year: worth}


def _carried_in(line: Line, plan: Plan, rule: Rule) -> int:
    if rule.with_carried:
        return 0
    parts = (one for one in plan.lines.values() if one.is_carried and one.part_of)
    return sum(one.amount for one in parts if plan.lines.get(one.part_of or "") is line)


def rules_for(plan: Plan, rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """Return the rules that mean something for a plan: one that believes somebody, only where they have said something."""
    said = {line.said_by for line in plan.lines.values()}
    kinds = {line.counts for line in plan.lines.values()}
    return {
        name: rule
        for name, rule in rules.items()
        if rule.counts in kinds and said.issuperset(rule.believes)
    }
