"""The money as a picture: from the frame over the years of the budgets to the ways by which it reaches a service."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helhet.plans.counting import Count
from helhet.plans.model import Channel, Counts
from helhet.web.picture.drawing import Words
from helhet.web.picture.flow import Flow, Node, draw
from helhet.workspaces.plan.figures import CHANNELS, amount, millions
from helhet.workspaces.plan.shipped import count_of, plan_of, rules_of

WIDTH: Final = 900
FRAME, MISSING, BEYOND = "frame", "missing", "beyond"


class FlowShown(NamedTuple):
    """The picture, and what it shows as rows: from where, to where, millions."""

    picture: SafeString
    rows: tuple[tuple[str, str, str], ...]


@lru_cache(maxsize=128)
def flow_of(plan: str, rule: str, language: str) -> FlowShown | None:
    """Return how the money of a plan flows by one way of counting, or None where it says nothing by year.

    Drawn once a process and language. Raises KeyError for what is not there.
    """
    if rules_of(plan)[rule].counts in (Counts.FRAME, Counts.MEASURE):
        return None
    told = count_of(plan, rule)
    by_way = _by_year_and_channel(plan, told)
    if not by_way:
        return None
    promised = _promised(plan)
    nodes = _nodes(told, by_way, promised)
    flows = _flows(told, by_way, promised)
    titles = {one.key: one.title for one in nodes}
    rows = tuple(
        (titles[one.source], titles[one.target], millions(Fraction(one.amount))) for one in flows
    )
    words = Words(
        language,
        _("The money, year by year"),
        _("All that it shows stands in the table below."),
        "",
    )
    return FlowShown(draw(nodes, flows, words, width=WIDTH, key="flow"), rows)


def _promised(plan: str) -> Fraction | None:
    """Return the frame that a plan promises, in øre, or None if it promises none."""
    return count_of(plan, "promised").ore if "promised" in rules_of(plan) else None


def _by_year_and_channel(plan: str, told: Count) -> dict[tuple[int, Channel], Fraction]:
    """Return what a count takes of each year by each way, as far as it is more than nothing."""
    lines = plan_of(plan).lines
    found: dict[tuple[int, Channel], Fraction] = {}
    for one in told.counted:
        for year, ore in one.by_year.items():
            key = year, lines[one.name].channel
            found[key] = found.get(key, Fraction()) + ore
    return {key: ore for key, ore in sorted(found.items()) if ore > 0}


def _nodes(
    told: Count, by_way: Mapping[tuple[int, Channel], Fraction], promised: Fraction | None
) -> list[Node]:
    first = (
        [Node(FRAME, 0, _("Promised"), amount(promised), "frame")] if promised is not None else []
    )
    if promised is not None and told.ore > promised:
        first.append(
            Node(BEYOND, 0, _("More than was promised"), amount(told.ore - promised), "beyond")
        )
    years = dict.fromkeys(year for year, _channel in by_way)
    sums = {year: sum(ore for key, ore in by_way.items() if key[0] == year) for year in years}
    second = [Node(str(year), 1, str(year), amount(Fraction(sums[year])), "year") for year in years]
    if promised is not None and told.ore < promised:
        second.append(
            Node(MISSING, 1, _("In no line that was found"), amount(promised - told.ore), "missing")
        )
    ways = dict.fromkeys(channel for _year, channel in by_way)
    third = [
        Node(way, 2, str(CHANNELS[way]), amount(_through(by_way, way)), "way")
        for way in sorted(ways, key=lambda way: -_through(by_way, way))
    ]
    return [*first, *second, *third]


def _through(by_way: Mapping[tuple[int, Channel], Fraction], channel: Channel) -> Fraction:
    return sum((ore for key, ore in by_way.items() if key[1] is channel), Fraction())


def _flows(
    told: Count, by_way: Mapping[tuple[int, Channel], Fraction], promised: Fraction | None
) -> list[Flow]:
    found = []
    rest = promised if promised is not None else Fraction()
    for year in dict.fromkeys(year for year, _channel in by_way):
        ore = sum((ore for key, ore in by_way.items() if key[0] == year), Fraction())
        within = min(ore, rest)
        rest -= within
        if promised is not None:
            found += [Flow(FRAME, str(year), float(within))] if within else []
            found += [Flow(BEYOND, str(year), float(ore - within))] if ore > within else []
    if promised is not None and told.ore < promised:
        found.append(Flow(FRAME, MISSING, float(promised - told.ore)))
    found += [Flow(str(year), way, float(ore)) for (year, way), ore in by_way.items()]
    return found
