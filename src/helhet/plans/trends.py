"""Where an indicator stands: from its baseline to the newest figure of the same kind of period, and how far from its target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from helhet.plans.model import Better, Figure, Indicator
from helhet.plans.series import Told


class Standing(StrEnum):
    """Which way an indicator has gone."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    UNSAID = "unsaid"
    """Nobody said which way is better, or there is no later figure of the same kind."""


@dataclass(frozen=True)
class Trend:
    """An indicator's figures, the one of its baseline, and the newest that may be set beside it, if there is one."""

    figures: tuple[Figure, ...]
    baseline: Figure
    newest: Figure | None
    standing: Standing
    target: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """How much more the newest is than the baseline."""
        return self.newest.value - self.baseline.value if self.newest else None

    @property
    def percent(self) -> Decimal | None:
        """The same in per cent of the baseline, to one place; None if the baseline is nothing."""
        if self.change is None or not self.baseline.value:
            return None
        return (100 * self.change / self.baseline.value).quantize(Decimal("0.1"))

    @property
    def is_met(self) -> bool | None:
        """Whether the newest figure has reached the target; None without a target or a way that is better."""
        if self.target is None or self.newest is None or self.standing is Standing.UNSAID:
            return None
        beyond = self.newest.value - self.target
        return beyond <= 0 if self.target < self.baseline.value else beyond >= 0


def trend(indicator: Indicator, series: Mapping[str, Told]) -> Trend:
    """Return where an indicator stands. A third of a year is set beside the same third of other years, a year beside years."""
    told = series[indicator.series]
    figures = told.newest(indicator.group or "")
    at = indicator.baseline
    baseline = next(one for one in figures if one.period == at)
    later = [one for one in figures if one.period > at and one.period.third == at.third]
    newest = later[-1] if later else None
    target = indicator.target.value if indicator.target else None
    return Trend(figures, baseline, newest, _standing(told.series.better, baseline, newest), target)


def _standing(better: Better | None, baseline: Figure, newest: Figure | None) -> Standing:
    if better is None or newest is None:
        return Standing.UNSAID
    if newest.value == baseline.value:
        return Standing.SAME
    is_lower = newest.value < baseline.value
    return Standing.BETTER if is_lower is (better is Better.LOWER) else Standing.WORSE
