"""What must hold in a folder of plans as a whole: what is named is there, no part is more than its whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from helhet.packs.files import read_text
from helhet.packs.words import problems_in, read_data, read_word, validated
from helhet.pathway.errors import Problem
from helhet.pathway.reading.documents import Path as Place
from helhet.plans.deflating import read_prices
from helhet.plans.folders import plan_files, read_reportable
from helhet.plans.golden import golden_problems
from helhet.plans.model import Fact, Indicator, Line, Plan, Rules
from helhet.plans.series import Told, read_series, series_problems

Fault = tuple[Place, str, str]
"""Where in the file, what is true, and what to do."""


def plan_problems(folder: Path, sources: frozenset[str]) -> tuple[Problem, ...]:
    """Return all that is wrong in a folder of plans; a pack need not have one."""
    if not folder.exists():
        return ()
    told = [*series_problems(folder), *golden_problems(folder)]
    told += problems_in(partial(read_reportable, folder))
    series = {} if series_problems(folder) else read_series(folder)
    told += [one for file in plan_files(folder) for one in problems_of(file, sources, series)]
    told += problems_in(partial(read_word, folder / "counting.yaml", Rules))
    told += () if told else _between(folder)
    prices = folder / "deflators.csv"
    told += problems_in(lambda: read_prices(read_text(prices), str(prices)))
    return tuple(told)


def problems_of(
    file: Path, sources: frozenset[str], series: Mapping[str, Told]
) -> tuple[Problem, ...]:
    """Return all that is wrong in a plan's file, each with its line; whether it continues another's measures is not looked at."""
    if found := problems_in(partial(read_word, file, Plan)):
        return found
    document = read_data(file)
    plan = validated(document, (), document.data, Plan)
    faults = faults_of(plan, sources, series)
    return tuple(Problem(str(file), document.line(place), *one) for place, *one in faults)


def _between(folder: Path) -> Iterator[Problem]:
    """Yield what one plan says of another that is not so."""
    files = {file.parent.name: file for file in plan_files(folder)}
    plans = {name: read_word(file, Plan) for name, file in files.items()}
    for name, plan in plans.items():
        others = {other: one.measures for other, one in plans.items() if other != name}
        for key, measure in plan.measures.items():
            before, _, continued = (measure.continues or "").partition("/")
            if before and continued not in others.get(before, {}):
                line = read_data(files[name]).line(("measures", key, "continues"))
                fault = f"measure '{key}' continues one that is not there"
                remedy = "Name a measure of another plan, as plan/measure."
                yield Problem(str(files[name]), line, fault, remedy)


def faults_of(
    plan: Plan, sources: frozenset[str], series: Mapping[str, Told] = {}
) -> Iterator[Fault]:
    """Yield what does not hold in a plan as a whole, each with its place and its remedy."""
    for name, indicator in plan.indicators.items():
        yield from _indicator_faults(name, indicator, plan, series)
    for name, line in plan.lines.items():
        yield from _line_faults(name, line, plan)
    for name, fact in plan.facts.items():
        yield from _fact_faults(name, fact, plan)
    for name, measure in plan.measures.items():
        yield from _goal_faults(("measures", name), measure.goal, plan)
    yield from _source_faults(plan, sources | plan.sources.keys())


def _source_faults(plan: Plan, sources: frozenset[str]) -> Iterator[Fault]:
    """Yield what names a source that neither the pack nor the plan has."""
    remedy = "Add it to the plan's `sources`, or to sources.yaml."
    if plan.source not in sources:
        yield ("source",), f"there is no source '{plan.source}'", remedy
    for part in ("goals", "measures", "lines", "facts"):
        for name, one in getattr(plan, part).items():
            if one.source not in sources:
                fault = f"'{name}' names a source that is not there: '{one.source}'"
                yield (part, name, "source"), fault, remedy
    for name, one in plan.indicators.items():
        if one.target is not None and one.target.source not in sources:
            fault = (
                f"the target of '{name}' names a source that is not there: '{one.target.source}'"
            )
            yield ("indicators", name, "target", "source"), fault, remedy


def _goal_faults(place: Place, goal: str | None, plan: Plan) -> Iterator[Fault]:
    if goal is not None and goal not in plan.goals:
        kind, name = str(place[0]).removesuffix("s"), place[1]
        fault = f"{kind} '{name}' names a goal that is not there"
        yield (*place, "goal"), fault, "Name one of the plan's goals."


def _line_faults(name: str, line: Line, plan: Plan) -> Iterator[Fault]:
    place = ("lines", name)
    named = {"same-as": line.same_as, "instead-of": line.instead_of, "part-of": line.part_of}
    for key, other in named.items():
        if other is not None and (other == name or other not in plan.lines):
            fault = f"line '{name}' names a line that is not there"
            yield (*place, key), fault, "Name another line of the plan."
    if line.measure is not None and line.measure not in plan.measures:
        fault = f"line '{name}' names a measure that is not there"
        yield (*place, "measure"), fault, "Name one of the plan's measures."
    same = plan.lines.get(line.same_as or "") if line.same_as != name else None
    if same is not None and (same.amount, same.same_as) != (line.amount, None):
        fault = f"line '{name}' says other money than '{line.same_as}'"
        yield (*place, "same-as"), fault, "Say the same amount, of the first line that says it."
    whole = plan.lines.get(line.part_of or "")
    if whole is not None and abs(line.amount) > abs(whole.amount):
        fault = f"line '{name}' is more than what it is a part of"
        yield (*place, "part-of"), fault, "A part is no more than the whole."


def _indicator_faults(
    name: str, indicator: Indicator, plan: Plan, series: Mapping[str, Told]
) -> Iterator[Fault]:
    place = ("indicators", name)
    yield from _goal_faults(place, indicator.goal, plan)
    told = series.get(indicator.series)
    figures = told.newest(indicator.group or "") if told else ()
    if not figures:
        fault = f"indicator '{name}' names a series that has no figures"
        yield (*place, "series"), fault, "Name one of series.yaml."
    elif indicator.baseline not in {one.period for one in figures}:
        fault = f"indicator '{name}' has no figure of its baseline"
        yield (*place, "baseline"), fault, "Name a period that the series has."


def _fact_faults(name: str, fact: Fact, plan: Plan) -> Iterator[Fault]:
    place = ("facts", name)
    yield from _goal_faults(place, fact.goal, plan)
    if fact.same_as is not None and (fact.same_as == name or fact.same_as not in plan.facts):
        fault = f"fact '{name}' names a fact that is not there"
        yield (*place, "same-as"), fault, "Name another fact of the plan."
    if fact.measure is not None and fact.measure not in plan.measures:
        fault = f"fact '{name}' names a measure that is not there"
        yield (*place, "measure"), fault, "Name one of the plan's measures."
    if any(line not in plan.lines for line in fact.bought_by):
        fault = f"fact '{name}' is paid for by a line that is not there"
        yield (*place, "bought-by"), fault, "Name lines of the plan."
    if fact.to_value is not None and (fact.value is None or fact.to_value < fact.value):
        fault = f"the estimate of fact '{name}' goes backwards"
        yield (*place, "to-value"), fault, "Write the lower number first."
