"""Figures over time that a plan is measured by: what was read where, first and as revised, for one group or several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from helhet.packs.words import problems_in, read_word
from helhet.pathway.errors import DefinitionError, Problem
from helhet.plans.model import Figure, Series, SeriesFile
from helhet.plans.periods import Period
from helhet.plans.tables import read_table


@dataclass(frozen=True)
class Told:
    """A series with its figures: by group, in the order of time, each vintage."""

    series: Series
    groups: Mapping[str, tuple[Figure, ...]]

    def newest(self, group: str = "") -> tuple[Figure, ...]:
        """Return the figures of a group, of each period the last that was published; none for a group that is not there."""
        found = {one.period: one for one in self.groups.get(group, ())}
        return tuple(found.values())

    def at(self, period: Period, group: str = "") -> Figure | None:
        """Return the newest figure of a period, if there is one."""
        return next((one for one in self.newest(group) if one.period == period), None)

    def earlier(self, figure: Figure) -> tuple[Figure, ...]:
        """Return what was published for the same group and period before."""
        told = self.groups.get(figure.group, ())
        return tuple(
            one for one in told if one.period == figure.period and one.vintage < figure.vintage
        )


def read_series(folder: Path) -> dict[str, Told]:
    """Return the series of a folder of plans by name, none if it has none; raise DefinitionError with all that is wrong in them."""
    if not (folder / "series.yaml").exists():
        return {}
    named = read_word(folder / "series.yaml", SeriesFile).series
    rows = read_table(folder / "series.csv", Figure)
    problems = list(_problems(rows, named, str(folder / "series.csv")))
    if problems:
        raise DefinitionError(problems)
    return {name: Told(series, _groups(name, rows)) for name, series in named.items()}


def series_problems(folder: Path) -> tuple[Problem, ...]:
    """Return all that is wrong in the series of a folder of plans."""
    return problems_in(lambda: read_series(folder))


def _groups(name: str, rows: list[Figure]) -> dict[str, tuple[Figure, ...]]:
    found: dict[str, list[Figure]] = {}
    for row in rows:
        if row.series == name:
            found.setdefault(row.group, []).append(row)
    return {
        group: tuple(sorted(told, key=lambda one: (one.period, one.vintage)))
        for group, told in found.items()
    }


def _problems(rows: list[Figure], named: Mapping[str, Series], file: str) -> Iterator[Problem]:
    seen = set()
    for line, row in enumerate(rows, 2):
        key = row.series, row.group, row.period, row.vintage
        if row.series not in named or (row.group and row.group not in named[row.series].groups):
            fault = "there is no such series or group"
            yield Problem(file, line, fault, "Name it in series.yaml, or mend the name.")
        elif key in seen:
            fault = "the figure stands there twice"
            yield Problem(file, line, fault, "Give a figure that was revised the next vintage.")
        seen.add(key)
