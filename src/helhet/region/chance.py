"""Chance from a seed: each subject draws from a stream of their own, so that one more changes nobody else."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar
from uuid import UUID

import numpy as np

from helhet.packs.assumptions import Spread, Step

T = TypeVar("T")


class Chance:
    """One stream of draws, the same for the same numbers."""

    def __init__(self, *seed: int) -> None:
        self._stream = np.random.default_rng(seed)

    def within(self, spread: Spread) -> float:
        """Return a number between the least and the most, the commonest most often (triangular)."""
        least, commonest, most = spread
        return self._stream.triangular(least, commonest, most) if least < most else float(least)

    def whole(self, spread: Spread) -> int:
        """Return a whole number likewise."""
        return round(self.within(spread))

    def until_next(self, a_thousand_a_year: int) -> float:
        """Return days until something that so many of a thousand meet with in a year (exponential)."""
        return self._stream.exponential(365.25 * 1000 / a_thousand_a_year)

    def hits(self, of_a_hundred: int) -> bool:
        """Return whether something comes true that does so many times of a hundred."""
        return self._stream.random() * 100 < of_a_hundred

    def one(self, things: Sequence[T]) -> T:
        """Return one of several things, each as often as the others."""
        return things[self.below(len(things))]

    def some(self, things: Sequence[T], weights: Sequence[int]) -> T:
        """Return one of several things by their weights."""
        sums = list(accumulate(weights))
        return things[bisect(sums, self._stream.random() * sums[-1])]

    def step(self, steps: Sequence[Step]) -> Step | None:
        """Return one of several ways by their shares; None if there is none."""
        shares = [step.share for step in steps]
        return self.some(steps, shares) if any(shares) else None

    def below(self, most: int) -> int:
        """Return a whole number from 0 to below `most`."""
        return int(self._stream.random() * most)

    def uuid(self) -> UUID:
        """Return an identifier."""
        return UUID(bytes=self._stream.bytes(16), version=4)
