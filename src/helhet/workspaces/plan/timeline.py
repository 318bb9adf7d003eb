"""A plan over time: what was promised and when it came, the money of each year, and what a later year added to what was known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from helhet.pathway.calendar import civil_from_days
from helhet.plans.model import Plan
from helhet.plans.versions import changes, known_in, years_known
from helhet.workspaces.plan.figures import amount
from helhet.workspaces.plan.results import FactShown, fact_of
from helhet.workspaces.plan.shipped import plan_of, years_of_sources


class Version(NamedTuple):
    """What two years knew differently: titles of lines with their amounts, of facts, and of promises that came true."""

    old: int
    new: int
    lines: tuple[tuple[str, str, bool], ...]
    facts: tuple[str, ...]
    came_true: tuple[str, ...]


class Moment(NamedTuple):
    """A year of the plan: what came true in it, and the lines of its budget."""

    year: int
    happened: tuple[FactShown, ...]
    lines: tuple[tuple[str, str, bool], ...]


class Timeline(NamedTuple):
    """The page: year by year, promises with a day to be kept by, and the years there are versions of."""

    moments: tuple[Moment, ...]
    promises: tuple[FactShown, ...]
    versions: tuple[int, ...]


def timeline(name: str, language: str) -> Timeline:
    """Return what happened when; raise KeyError for a plan that is not there."""
    plan = plan_of(name)
    facts = [one for one in plan.facts.values() if one.same_as is None]
    promises = (fact_of(name, one, language) for one in facts if one.promised)
    return Timeline(
        tuple(_moments(name, plan, language)),
        tuple(promises),
        tuple(years_known(plan, years_of_sources())),
    )


def version(name: str, old: int, new: int, language: str) -> Version:
    """Return what became known of a plan between two years."""
    plan, known = plan_of(name), years_of_sources()
    told = changes(known_in(plan, known, old), known_in(plan, known, new))
    return Version(
        old,
        new,
        tuple(_lines(plan, told.lines, language)),
        tuple(plan.facts[key].title.in_(language) for key in told.facts),
        tuple(plan.facts[key].title.in_(language) for key in told.came_true),
    )


def _moments(name: str, plan: Plan, language: str) -> Iterator[Moment]:
    happened: dict[int, list[FactShown]] = {}
    for one in plan.facts.values():
        if one.actual is not None and one.same_as is None:
            happened.setdefault(civil_from_days(one.actual)[0], []).append(
                fact_of(name, one, language)
            )
    lines = {
        year: [key for key, one in plan.lines.items() if one.year == year] for year in _years(plan)
    }
    for year in sorted({*happened, *(year for year, keys in lines.items() if keys)}):
        told = tuple(_lines(plan, tuple(lines.get(year, ())), language))
        yield Moment(year, tuple(happened.get(year, ())), told)


def _years(plan: Plan) -> range:
    return range(plan.from_year, plan.to_year + 1)


def _lines(plan: Plan, keys: tuple[str, ...], language: str) -> Iterator[tuple[str, str, bool]]:
    for key in keys:
        line = plan.lines[key]
        if line.same_as is None:
            yield line.title.in_(language), amount(line.amount), line.verified
