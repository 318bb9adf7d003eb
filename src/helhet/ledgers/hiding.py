"""Sums in which nobody can be found: what is few is not told, nor what would give it away."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True)
class Sum:
    """How many there were of some kind; None if fewer than may be told."""

    name: str
    people: int | None


def sums_of(counted: Counter[str], fewest: int) -> tuple[Sum, ...]:
    """Return the sums, the most first; where one alone would be hidden the next is, too, or it could be reckoned."""
    told = [(name, people) for name, people in counted.most_common() if people]
    few = sum(people < fewest for _, people in told)
    hidden = len(told) - (2 if few == 1 else few)
    return tuple(
        Sum(name, None if nth >= hidden else people) for nth, (name, people) in enumerate(told)
    )


def told(people: int, fewest: int) -> int | None:
    """Return a number, or None if it is few."""
    return people if people >= fewest or not people else None
