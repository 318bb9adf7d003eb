"""A measure: what it was to cost, what it promised and did, what it pays for in the record, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helhet.ledger.balances import balances
from helhet.plans.model import Counts, Measure, Plan, Stage, Status
from helhet.plans.results import lines_of
from helhet.record.pathways import table_of
from helhet.record.queries.activity import begun_by_year
from helhet.workspaces.plan.figures import STAGES, amount, courses, millions, years
from helhet.workspaces.plan.results import FactShown, fact_of
from helhet.workspaces.plan.shipped import plan_of, plans, source

STATUSES: Final[dict[Status, str | Promise]] = {
    Status.PLANNED: gettext_lazy("planned"),
    Status.UNDER_WAY: gettext_lazy("under way"),
    Status.DONE: gettext_lazy("done"),
    Status.STOPPED: gettext_lazy("stopped"),
}


class ActivityShown(NamedTuple):
    """A pathway, and how many courses of it began in each whole year."""

    pathway: str
    title: str
    by_year: tuple[tuple[int, str], ...]


class Other(NamedTuple):
    """A measure of another plan."""

    plan: str
    name: str
    title: str


class MeasureShown(NamedTuple):
    """All that the page of a measure tells."""

    name: str
    title: str
    goal: str
    goal_name: str
    owner: str
    for_whom: str
    status: str | Promise
    continues: tuple[Other, ...]
    continued_by: tuple[Other, ...]
    amount: str
    years: str
    risks: tuple[str, ...]
    money: tuple[tuple[str, str | Promise, str], ...]
    facts: tuple[FactShown, ...]
    activity: tuple[ActivityShown, ...]
    unknown: tuple[str, ...]
    source: str


def measure_of(plan: str, name: str, language: str, today: date) -> MeasureShown:
    """Return the page of a measure; raise KeyError for one that is not there. Two queries, and one a day more."""
    told = plan_of(plan)
    one = told.measures[name]
    lines = lines_of(told, name)
    facts = tuple(
        fact_of(plan, fact, language) for fact in told.facts.values() if fact.measure == name
    )
    money = _money(plan, name)
    return MeasureShown(
        name,
        one.title.in_(language),
        told.goals[one.goal].title.in_(language) if one.goal else "",
        one.goal or "",
        one.owner.in_(language),
        one.for_whom.in_(language) if one.for_whom else "",
        STATUSES[one.status] if one.status else "",
        tuple(_continued(one.continues, language)),
        tuple(_continuing(f"{plan}/{name}", language)),
        amount(sum(line.amount for line in lines)) if lines else "",
        years(min(line.first_year for line in lines), max(line.last_year for line in lines))
        if lines
        else years(told.from_year, told.to_year),
        tuple(risk.in_(language) for risk in one.risks),
        money,
        facts,
        tuple(_activity(one, told, language, today)),
        tuple(_unknown(one, told, name, facts)),
        source(one.source),
    )


def _continued(told: str | None, language: str) -> Iterator[Other]:
    if told is not None:
        plan, _slash, name = told.partition("/")
        yield Other(plan, name, plan_of(plan).measures[name].title.in_(language))


def _continuing(told: str, language: str) -> Iterator[Other]:
    for plan, one in plans().plans.items():
        for name, measure in one.measures.items():
            if measure.continues == told:
                yield Other(plan, name, measure.title.in_(language))


def _money(plan: str, measure: str) -> tuple[tuple[str, str | Promise, str], ...]:
    """Return what the ledger has for a measure beside what was announced: year, stage, millions."""
    told = balances(["year", "stage"], plan=plan, measure=measure)
    return tuple(
        (str(year), STAGES[Stage(str(stage))], millions(ore))
        for (year, stage), ore in told.items()
        if stage != Stage.ANNOUNCED
    )


def _activity(one: Measure, plan: Plan, language: str, today: date) -> Iterator[ActivityShown]:
    begun = _begun(one.pathways, today)
    for pathway in one.pathways:
        title = table_of(pathway).newest.title
        by_year = sorted(
            (year, n) for (name, year), n in begun if name == pathway and year < today.year
        )
        yield ActivityShown(
            pathway,
            title.in_(language) if title else pathway,
            tuple((year, courses(n)) for year, n in by_year),
        )


@lru_cache(maxsize=256)
def _begun(pathways: tuple[str, ...], _today: date) -> tuple[tuple[tuple[str, int], int], ...]:
    """Return how many courses began, asked once a day: it changes slowly, and anybody may ask."""
    return tuple(begun_by_year(pathways).items()) if pathways else ()


def _unknown(one: Measure, plan: Plan, name: str, facts: tuple[FactShown, ...]) -> Iterator[str]:
    """Yield what nobody has said, in whole sentences."""
    yearly = (line for line in plan.lines.values() if line.counts is Counts.INCREASE)
    if not any(line.measure == name for line in yearly):
        yield _(
            "Which lines of the yearly budgets belong to this measure is not said in the sources."
        )
    if not any(fact.cost for fact in facts):
        yield _(
            "What each result cost is not known: no source tells both the money and the number."
        )
    if one.for_whom is None:
        yield _("For whom it is, beyond its title, was not found.")
    if one.status is None:
        yield _("How far it came is not said in the sources that were read.")
    if not one.risks:
        yield _("No source that was read names its risks.")
