"""Two ways of counting side by side: the figures, the years, and the lines that make them differ."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helhet.plans.counting import Count, Left, differences
from helhet.plans.model import Counts, Line, Rule
from helhet.workspaces.plan.figures import COUNTED, STAGES, millions, years
from helhet.workspaces.plan.shipped import count_of, plan_of, rules_of, source

PROMISED: Final = "promised"
WHY_LEFT: Final[dict[Left, str | Promise]] = {
    Left.OTHER_KIND: _("It is a figure of another kind."),
    Left.SAME_MONEY: _("The same money stands in another line."),
    Left.INSTEAD: _("Another line stands instead of it."),
    Left.PART: _("It is a part of another line."),
    Left.CARRIED: _("It was there before: no new money."),
    Left.OUTSIDE: _("It lies outside what the plan promises."),
    Left.CHANNEL: _("Money by this way is not counted."),
    Left.CUT: _("Cuts are not counted."),
    Left.NOT_BELIEVED: _("It is a figure of others, not counted in this way."),
}


class WayShown(NamedTuple):
    """A way of counting: whose it is, what it comes to in all (millions) and by year; and as a share of the largest, with what was promised.

    `unsure` is how much of it stands in lines that nobody has checked in a source; nothing if all were.
    """

    name: str
    title: str
    explains: str
    said_by: str
    total: str
    by_year: tuple[tuple[int, str], ...]
    share: float
    promised: float | None
    unsure: str


class LineShown(NamedTuple):
    """A line: what each of two ways takes of it in millions, or why it leaves it out; what it rests on, and whose it is if somebody's."""

    name: str
    title: str
    years: str
    amounts: tuple[str, ...]
    whys: tuple[str | Promise, ...]
    counts: str | Promise
    stage: str | Promise
    source: str
    note: str
    is_sure: bool
    is_disputed: bool


class Comparison(NamedTuple):
    """Two ways, the lines by which they differ, the difference in all, the years in which one says something, and all lines."""

    ways: tuple[WayShown, WayShown]
    differing: tuple[LineShown, ...]
    difference: str
    years: tuple[tuple[int, str, str], ...]
    lines: tuple[LineShown, ...]


def ways(plan: str, language: str) -> list[WayShown]:
    """Return every way of counting that means something for a plan."""
    rules = rules_of(plan)
    most = _most(plan)
    return [_way(plan, name, rule, language, most) for name, rule in rules.items()]


def compare(plan: str, one: str, other: str, language: str) -> Comparison:
    """Return two ways side by side; raise KeyError for what is not there."""
    rules = rules_of(plan)
    most = _most(plan)
    counts = count_of(plan, one), count_of(plan, other)
    both = (
        _way(plan, one, rules[one], language, most),
        _way(plan, other, rules[other], language, most),
    )
    apart = differences(*counts)
    lines = [
        _line(plan, name, counts, language, is_disputed=name in apart)
        for name in plan_of(plan).lines
    ]
    return Comparison(
        both,
        tuple(line for line in lines if line.is_disputed),
        millions(sum(apart.values(), Fraction())),
        tuple(_years(*both)),
        tuple(lines),
    )


def _most(plan: str) -> Fraction:
    """Return the most that any way makes of a plan: the whole length of a bar."""
    return max(
        (abs(count_of(plan, name).ore) for name in rules_of(plan)), default=Fraction()
    ) or Fraction(1)


def _way(plan: str, name: str, rule: Rule, language: str, most: Fraction) -> WayShown:
    told = count_of(plan, name)
    of_years = {} if rule.counts in (Counts.FRAME, Counts.MEASURE) else told.by_year
    lines = plan_of(plan).lines
    unsure = sum(abs(one.ore) for one in told.counted if not lines[one.name].verified)
    return WayShown(
        name,
        rule.title.in_(language),
        rule.explains.in_(language),
        rule.said_by.in_(language) if rule.said_by else "",
        millions(told.ore),
        tuple((year, millions(ore)) for year, ore in of_years.items()),
        _share(told.ore, most),
        _share(count_of(plan, PROMISED).ore, most) if PROMISED in rules_of(plan) else None,
        millions(unsure) if unsure else "",
    )


def _share(ore: Fraction | int, most: Fraction) -> float:
    return round(float(100 * abs(Fraction(ore)) / most), 1)


def _line(
    plan: str, name: str, counts: tuple[Count, ...], language: str, *, is_disputed: bool
) -> LineShown:
    line: Line = plan_of(plan).lines[name]
    taken = [{one.name: one.ore for one in told.counted} for told in counts]
    return LineShown(
        name,
        line.title.in_(language),
        years(line.first_year, line.last_year),
        tuple(millions(told[name]) if name in told else "" for told in taken),
        tuple(WHY_LEFT[told.left[name]] if name in told.left else "" for told in counts),
        COUNTED[line.counts],
        STAGES[line.stage],
        source(line.source),
        line.note.in_(language) if line.note else "",
        line.verified,
        is_disputed,
    )


def _years(one: WayShown, other: WayShown) -> Iterator[tuple[int, str, str]]:
    """Yield each year in which a way says something, with both figures in millions."""
    mine, its = dict(one.by_year), dict(other.by_year)
    for year in sorted(mine.keys() | its.keys()):
        yield year, mine.get(year, ""), its.get(year, "")
