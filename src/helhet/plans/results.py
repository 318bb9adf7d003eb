"""What a result cost: money over quantity, from the least to the most that the sources allow; nothing where they say too little."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from helhet.plans.model import Counts, Fact, Line, Plan


@dataclass(frozen=True)
class Between:
    """A number that is known to lie between two; they are the same where one figure stands alone."""

    least: Fraction
    most: Fraction

    @property
    def is_one(self) -> bool:
        """Whether there is but one figure: how sure it is, nobody said."""
        return self.least == self.most


def quantity(fact: Fact) -> Between | None:
    """Return how much a fact tells of, or None if it tells no number."""
    if fact.value is None:
        return None
    return Between(Fraction(fact.value), Fraction(fact.to_value or fact.value))


def paid(plan: Plan, fact: Fact) -> Between | None:
    """Return the øre that paid for what a fact tells, or None if no line is named.

    Of lines that stand instead of one another one is taken, the lowest or the highest; others are added up.
    """
    if not fact.bought_by:
        return None
    rivals = [sorted(one.amount for one in told) for told in _rivals(plan, fact.bought_by)]
    return Between(
        Fraction(sum(one[0] for one in rivals)), Fraction(sum(one[-1] for one in rivals))
    )


def cost_per_result(plan: Plan, fact: Fact) -> Between | None:
    """Return the øre for each of what a fact tells of, from the least money over the most results to the contrary; None if unknown."""
    money, results = paid(plan, fact), quantity(fact)
    if money is None or results is None or results.least <= 0:
        return None
    return Between(money.least / results.most, money.most / results.least)


def lines_of(plan: Plan, measure: str) -> list[Line]:
    """Return the lines that say what a measure is to cost, each money once."""
    return [
        one
        for one in plan.lines.values()
        if one.measure == measure and one.counts is Counts.MEASURE and one.same_as is None
    ]


def _rivals(plan: Plan, names: Sequence[str]) -> Iterable[list[Line]]:
    """Return the named lines, those that stand instead of one another together."""
    found: dict[str, list[Line]] = {}
    for name in names:
        line = plan.lines[name]
        found.setdefault(line.instead_of or name, []).append(line)
    return found.values()
