"""Runs counted by clock: few numbers, however long the log, and exact medians."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np

from helhet.measure.times import Column
from helhet.pathway.courses.course import RunOutcome, Why
from helhet.pathway.tables import layout as at

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

    runs: Column = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))
    """Pairs of a code, which says clock, outcome, whether overdue and days, and how many runs there are of it."""
    deviations: Counter[Why] = field(default_factory=Counter)
    unknown_rows: int = 0
    rows_after: int = 0
    """Rows that happened after the as-of day, and were not read."""
    opened_again: int = 0
    """Courses in which an event that opens one stands after the end."""

    def add_runs(self, columns: Mapping[str, Column]) -> None:
        """Count runs by `clock`, `outcome`, `is_overdue` and `days`."""
        code = columns["clock"].astype(np.int64) * len(_OUTCOMES) + columns["outcome"]
        code = (2 * code + columns["is_overdue"]) * at.DAYS + columns["days"]
        counted = np.column_stack(np.unique(code, return_counts=True))
        self.runs = _summed(np.concatenate((self.runs, counted)))

    def add_deviations(self, why: Column) -> None:
        """Count deviations by their code of why."""
        for code, count in zip(*np.unique(why, return_counts=True), strict=True):
            self.deviations[_WHY[code]] += int(count)

    def lines(self, clocks: Sequence[str]) -> list[ClockLine]:
        """Return a line for each clock, in the order of the file."""
        return [self._line(code, name) for code, name in enumerate(clocks)]

    def _told(self, clock: int) -> Iterator[tuple[RunOutcome, bool, int, int]]:
        """Yield outcome, whether overdue, days and number of the runs of a clock."""
        size = 2 * at.DAYS * len(_OUTCOMES)
        first, last = np.searchsorted(self.runs[:, 0], (clock * size, (clock + 1) * size))
        for code, count in self.runs[first:last].tolist():
            outcome, rest = divmod(code - clock * size, 2 * at.DAYS)
            late, days = divmod(rest, at.DAYS)
            yield _OUTCOMES[outcome], bool(late), days, count

    def _line(self, code: int, name: str) -> ClockLine:
        by = Counter[RunOutcome]()
        days = Counter[int]()
        overdue = 0
        for outcome, late, passed, count in self._told(code):
            by[outcome] += count
            overdue += count if late else 0
            days[passed] += count if outcome in ENDED else 0
        known = {*ENDED, RunOutcome.OPEN}
        return ClockLine(
            name,
            by.total(),
            by[RunOutcome.MET],
            by[RunOutcome.LATE],
            by[RunOutcome.DONE],
            sum(n for outcome, n in by.items() if outcome not in known),
            by[RunOutcome.OPEN],
            overdue,
            *_middles(sorted((day, count) for day, count in days.items() if count)),
        )


def _summed(pairs: Column) -> Column:
    """Return pairs of code and count with each code once."""
    codes, which = np.unique(pairs[:, 0], return_inverse=True)
    sums = np.zeros(len(codes), dtype=np.int64)
    np.add.at(sums, which, pairs[:, 1])
    return np.column_stack((codes, sums))


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
