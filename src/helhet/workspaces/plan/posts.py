"""What municipalities report: posts by profession, courses held, people reached by sector; of one municipality, or of all that have reported."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from helhet.ledgers.reported import What, reported
from helhet.plans.model import Group, Reportable, ReportedUnit
from helhet.workspaces.plan.figures import number, people
from helhet.workspaces.plan.results import FactShown, IndicatorShown, fact_of, indicator_of
from helhet.workspaces.plan.shipped import plan_of, plans

GROUPS: Final[dict[Group, str | Promise]] = {
    Group.ALL: gettext_lazy("Posts"),
    Group.PROFESSION: gettext_lazy("Posts by profession"),
    Group.COMPETENCE: gettext_lazy("Competence"),
    Group.SECTOR: gettext_lazy("People reached by training courses, by sector"),
}
DUTY: Final = "psychologist"
"""The profession that every municipality must have."""
RUS, POSTS, RECRUITED = "rus-2016-2020", "municipal-posts", "psychologist-posts"


class GroupShown(NamedTuple):
    """Figures that belong together: the years told, and each figure with its value in each."""

    title: str | Promise
    years: tuple[int, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


class Duty(NamedTuple):
    """A year: how many municipalities have reported of psychologists, how many of them have any, and how many posts."""

    year: int
    told: int
    with_any: int
    posts: str


class PostsPage(NamedTuple):
    """Of all municipalities that have reported: sums by group; the psychologists; what was promised and what the country counts."""

    groups: tuple[GroupShown, ...]
    duty: tuple[Duty, ...]
    promised: FactShown | None
    country: IndicatorShown | None


def posts_page(language: str) -> PostsPage:
    """Return the page of all municipalities. One query."""
    told = reported()
    plan = plans().plans.get(RUS)
    facts = plan.facts if plan else {}
    indicators = plan.indicators if plan else {}
    return PostsPage(
        groups_of(_summed(told), language),
        _duty(told),
        fact_of(RUS, plan_of(RUS).facts[RECRUITED], language) if RECRUITED in facts else None,
        indicator_of(RUS, POSTS, language) if POSTS in indicators else None,
    )


def posts_of(municipality: str, language: str) -> tuple[GroupShown, ...]:
    """Return what one municipality has reported. One query."""
    told = reported([municipality])
    return groups_of({(what.figure, what.year): value for what, value in told.items()}, language)


def groups_of(told: Mapping[tuple[str, int], int], language: str) -> tuple[GroupShown, ...]:
    """Return figures by figure and year (hundredths) in their groups; what the pack no longer names is not shown."""
    known = {
        name: one for name, one in plans().reportable.items() if any(key[0] == name for key in told)
    }
    return tuple(
        _group(
            group, {name: one for name, one in known.items() if one.group is group}, told, language
        )
        for group in Group
        if any(one.group is group for one in known.values())
    )


def _group(
    group: Group,
    names: Mapping[str, Reportable],
    told: Mapping[tuple[str, int], int],
    language: str,
) -> GroupShown:
    years = tuple(sorted({year for name, year in told if name in names}))
    rows = (
        (one.title.in_(language), tuple(_value(told.get((name, year)), one.unit) for year in years))
        for name, one in names.items()
    )
    return GroupShown(GROUPS[group], years, tuple(rows))


def _value(hundredths: int | None, unit: ReportedUnit) -> str:
    """Return a figure as it is written; people to the nearest five, and of a few only that they are few."""
    if hundredths is None:
        return ""
    if unit is ReportedUnit.PERSONS:
        return people(hundredths // 100)
    return number(Decimal(hundredths) / 100)


def _summed(told: Mapping[What, int]) -> dict[tuple[str, int], int]:
    found: dict[tuple[str, int], int] = {}
    for what, value in told.items():
        key = what.figure, what.year
        found[key] = found.get(key, 0) + value
    return found


def _duty(told: Mapping[What, int]) -> tuple[Duty, ...]:
    years = sorted({what.year for what in told if what.figure == DUTY})
    return tuple(
        _duty_in(year, [value for what, value in told.items() if what[1:] == (year, DUTY)])
        for year in years
    )


def _duty_in(year: int, values: Collection[int]) -> Duty:
    return Duty(
        year, len(values), sum(value > 0 for value in values), number(Decimal(sum(values)) / 100)
    )
