"""A plan over time: what was promised and when it came, the money of each year, and what a later year added to what was known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from helhet.pathway.calendar import civil_from_days
from helhet.plans.model import Plan
from helhet.plans.versions import changes, known_in, years_known
from helhet.workspaces.plan.budget import counted_in
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


class MomentLine(NamedTuple):
    """A line of a budget; one that the sum of yearly increases leaves out says so."""

    title: str
    amount: str
    is_sure: bool
    is_counted: bool


class Moment(NamedTuple):
    """A year of the plan: what came true in it, the lines of its budget, and whether there is a page of them."""

    year: int
    happened: tuple[FactShown, ...]
    lines: tuple[MomentLine, ...]
    total: str


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
        tuple(_titles(plan, told.facts, language)),
        tuple(_titles(plan, told.came_true, language)),
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
        counted, total = counted_in(name, year)
        told = tuple(_of_year(plan, lines.get(year, []), counted, language))
        yield Moment(year, tuple(happened.get(year, ())), told, amount(total) if told else "")


def _of_year(
    plan: Plan, keys: Sequence[str], counted: Collection[str], language: str
) -> Iterator[MomentLine]:
    told = [key for key in keys if plan.lines[key].same_as is None]
    for key, shown in zip(told, _lines(plan, told, language), strict=True):
        yield MomentLine(*shown, key in counted)


def _years(plan: Plan) -> range:
    return range(plan.from_year, plan.to_year + 1)


def _titles(plan: Plan, keys: Sequence[str], language: str) -> Iterator[str]:
    """Yield what facts are called, each once: what two pages tell is one."""
    for key in keys:
        if plan.facts[key].same_as is None:
            yield plan.facts[key].title.in_(language)


def _lines(plan: Plan, keys: Sequence[str], language: str) -> Iterator[tuple[str, str, bool]]:
    for key in keys:
        line = plan.lines[key]
        if line.same_as is None:
            yield line.title.in_(language), amount(line.amount), line.verified
