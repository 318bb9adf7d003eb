"""A plan at a glance: what it promised, how the money is counted, and each goal with its measures and results."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from helhet.plans.model import Counts, Plan
from helhet.plans.results import lines_of
from helhet.workspaces.plan.counts import WayShown, ways
from helhet.workspaces.plan.figures import amount, years
from helhet.workspaces.plan.results import FactShown, IndicatorShown, fact_of, indicator_of
from helhet.workspaces.plan.shipped import plan_of, plans, source


class PlanCard(NamedTuple):
    """A plan in the list of plans."""

    name: str
    title: str
    years: str
    frame: str
    goals: int


class GoalShown(NamedTuple):
    """A goal: its measures with what each was to cost, what is measured, and what was promised."""

    name: str
    title: str
    measures: tuple[tuple[str, str, str], ...]
    indicators: tuple[IndicatorShown, ...]
    facts: tuple[FactShown, ...]


class Glance(NamedTuple):
    """The page of a plan."""

    name: str
    title: str
    years: str
    frame: str
    note: str
    source: str
    ways: tuple[WayShown, ...]
    goals: tuple[GoalShown, ...]
    facts: tuple[FactShown, ...]
    budget_years: tuple[int, ...]

    @property
    def is_measured(self) -> bool:
        """Whether there are figures over time of any of its goals."""
        return any(goal.indicators for goal in self.goals)


def cards(language: str) -> list[PlanCard]:
    """Return all plans, the newest first."""
    told = sorted(plans().plans.items(), key=lambda one: -one[1].from_year)
    return [
        PlanCard(
            name,
            one.title.in_(language),
            years(one.from_year, one.to_year),
            frame_of(one),
            len(one.goals),
        )
        for name, one in told
    ]


@lru_cache(maxsize=64)
def glance(name: str, language: str) -> Glance:
    """Return the page of a plan, made once a process and language; raise KeyError for one that is not there."""
    plan = plan_of(name)
    rest = (one for one in plan.facts.values() if one.goal is None and one.same_as is None)
    return Glance(
        name,
        plan.title.in_(language),
        years(plan.from_year, plan.to_year),
        frame_of(plan),
        plan.note.in_(language) if plan.note else "",
        source(plan.source),
        tuple(ways(name, language)),
        tuple(_goal(name, plan, goal, language) for goal in plan.goals),
        tuple(fact_of(name, one, language) for one in rest),
        tuple(budget_years(plan)),
    )


def frame_of(plan: Plan) -> str:
    """Return what a plan promises in all, in words; nothing if it promises no sum."""
    frames = [one.amount for one in plan.lines.values() if one.counts is Counts.FRAME]
    return amount(frames[0]) if frames else ""


def budget_years(plan: Plan) -> list[int]:
    """Return the years of which a plan has lines of a budget."""
    kinds = Counts.INCREASE, Counts.LEVEL
    return sorted({one.year for one in plan.lines.values() if one.year and one.counts in kinds})


def _goal(name: str, plan: Plan, goal: str, language: str) -> GoalShown:
    measures = (
        (key, one.title.in_(language), _cost(plan, key))
        for key, one in plan.measures.items()
        if one.goal == goal
    )
    facts = (
        fact_of(name, one, language)
        for one in plan.facts.values()
        if one.goal == goal and one.same_as is None
    )
    indicators = (key for key, one in plan.indicators.items() if one.goal == goal)
    return GoalShown(
        goal,
        plan.goals[goal].title.in_(language),
        tuple(measures),
        tuple(indicator_of(name, key, language) for key in indicators),
        tuple(facts),
    )


def _cost(plan: Plan, measure: str) -> str:
    lines = lines_of(plan, measure)
    return amount(sum(one.amount for one in lines)) if lines else ""
