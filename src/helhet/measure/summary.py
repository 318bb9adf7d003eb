"""Runs counted by clock: few numbers, however long the log, and exact medians."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import numpy as np

from helhet.measure.coding import Column
from helhet.pathway.course import RunOutcome, Why

_OUTCOMES, _WHY = tuple(RunOutcome), tuple(Why)
ENDED = (RunOutcome.MET, RunOutcome.LATE, RunOutcome.DONE)
"""The outcomes whose days are averaged: what was waited for has come."""


@dataclass(frozen=True)
class ClockLine:
    """One clock's line of the printed table; days are of the runs in ENDED, None without any."""

    clock: str
    runs: int
    met: int
    late: int
    done: int
    other: int
    open: int
    overdue: int
    mean: float | None
    median: float | None
    p90: int | None


@dataclass
class Summary:
    """What has been counted so far."""

    runs: Counter[tuple[int, int, bool, int]] = field(default_factory=Counter)
    """By clock, outcome, whether overdue, and days."""
    deviations: Counter[Why] = field(default_factory=Counter)
    unknown_rows: int = 0

    def add_runs(self, clock: Column, outcome: Column, is_overdue: Column, days: Column) -> None:
        told = np.column_stack((clock, outcome, is_overdue, days)).astype(np.int64)
        for (c, o, late, d), n in _counted(told):
            self.runs[c, o, bool(late), d] += n

    def add_deviations(self, why: Column) -> None:
        for (code,), n in _counted(why.astype(np.int64)[:, np.newaxis]):
            self.deviations[_WHY[code]] += n

    def lines(self, clocks: Sequence[str]) -> list[ClockLine]:
        """Return a line for each clock, in the order of the file."""
        return [self._line(code, name) for code, name in enumerate(clocks)]

    def _line(self, code: int, name: str) -> ClockLine:
        mine = [(_OUTCOMES[o], late, d, n) for (c, o, late, d), n in self.runs.items() if c == code]
        by = Counter[RunOutcome]()
        for outcome, _, _, n in mine:
            by[outcome] += n
        days = sorted((d, n) for outcome, _, d, n in mine if outcome in ENDED)
        known = {*ENDED, RunOutcome.OPEN}
        return ClockLine(
            name,
            by.total(),
            by[RunOutcome.MET],
            by[RunOutcome.LATE],
            by[RunOutcome.DONE],
            sum(n for outcome, n in by.items() if outcome not in known),
            by[RunOutcome.OPEN],
            sum(n for _, late, _, n in mine if late),
            *_middles(days),
        )


def _counted(rows: Column) -> Iterator[tuple[Any, int]]:
    """Yield each different row with how often it stands there."""
    if not len(rows):
        return
    spans = rows.max(axis=0) + 1
    code = np.ravel_multi_index(tuple(rows.T), tuple(spans))
    codes, counts = np.unique(code, return_counts=True)
    found = np.column_stack(np.unravel_index(codes, tuple(spans)))
    yield from zip(map(tuple, found.tolist()), counts.tolist(), strict=True)


def _middles(days: Sequence[tuple[int, int]]) -> tuple[float | None, float | None, int | None]:
    """Return mean, median and 90th percentile of (days, how often), sorted.

    The median of an even number is the mean of the middle two; the percentile is the least number
    of days within which at least nine of ten ended.
    """
    n = sum(count for _, count in days)
    if not n:
        return None, None, None
    mean = sum(d * count for d, count in days) / n
    reached = list(accumulate(count for _, count in days))
    nths = ((n + 1) // 2, n // 2 + 1, -(-9 * n // 10))
    low, high, p90 = (days[bisect_left(reached, nth)][0] for nth in nths)
    return mean, (low + high) / 2, p90
