"""A pack's `plans/`, read: each plan, the rules of counting, the prices; and what must hold in them as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from helhet.packs.files import read_text
from helhet.packs.pack import Pack
from helhet.packs.words import problems_in, read_word
from helhet.pathway.errors import DefinitionError, Problem
from helhet.plans.deflating import Prices, read_prices
from helhet.plans.golden import Golden, golden_problems, read_golden
from helhet.plans.model import (
    Fact,
    Goal,
    Indicator,
    Line,
    Measure,
    Plan,
    Reportable,
    ReportableFile,
    Rule,
    Rules,
)
from helhet.plans.series import Told, read_series, series_problems


@dataclass(frozen=True)
class Plans:
    """The plans of a pack by name, and how they are counted."""

    plans: Mapping[str, Plan]
    rules: Mapping[str, Rule]
    prices: Prices
    series: Mapping[str, Told]
    golden: Golden
    reportable: Mapping[str, Reportable]


def plans_of(pack: Pack) -> Plans:
    """Return the plans of a pack; raise as `read_plans` does."""
    return read_plans(pack.folder / "plans", frozenset(pack.sources))


def read_plans(folder: Path, sources: frozenset[str]) -> Plans:
    """Return what a folder of plans says, nothing without one; `sources` are those the pack knows.

    Raises DefinitionError with all that is wrong in it.
    """
    problems = plan_problems(folder, sources)
    if problems:
        raise DefinitionError(problems)
    if not folder.exists():
        return Plans({}, {}, Prices({}), {}, Golden((), (), ()), {})
    prices = folder / "deflators.csv"
    return Plans(
        {file.parent.name: read_word(file, Plan) for file in _files(folder)},
        read_word(folder / "counting.yaml", Rules).rules,
        read_prices(read_text(prices), str(prices)),
        read_series(folder),
        read_golden(folder),
        _reportable(folder),
    )


def _reportable(folder: Path) -> Mapping[str, Reportable]:
    file = folder / "reported.yaml"
    return read_word(file, ReportableFile).figures if file.exists() else {}


def plan_problems(folder: Path, sources: frozenset[str]) -> tuple[Problem, ...]:
    """Return all that is wrong in a folder of plans; a pack need not have one."""
    if not folder.exists():
        return ()
    told = [*series_problems(folder), *golden_problems(folder)]
    told += problems_in(partial(_reportable, folder))
    series = {} if series_problems(folder) else read_series(folder)
    told += [problem for file in _files(folder) for problem in _problems_of(file, sources, series)]
    told += problems_in(partial(read_word, folder / "counting.yaml", Rules))
    told += () if told else _between(folder)
    prices = folder / "deflators.csv"
    told += problems_in(lambda: read_prices(read_text(prices), str(prices)))
    return tuple(told)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/plan.yaml"))


def _problems_of(
    file: Path, sources: frozenset[str], series: Mapping[str, Told]
) -> tuple[Problem, ...]:
    if found := problems_in(partial(read_word, file, Plan)):
        return found
    faults = faults_of(read_word(file, Plan), sources, series)
    return tuple(Problem(str(file), 1, *one) for one in faults)


def _between(folder: Path) -> Iterator[Problem]:
    """Yield what one plan says of another that is not so."""
    plans = {file.parent.name: read_word(file, Plan) for file in _files(folder)}
    for name, plan in plans.items():
        for key, measure in plan.measures.items():
            before, _, other = (measure.continues or "").partition("/")
            if before and (
                before == name or before not in plans or other not in plans[before].measures
            ):
                fault = f"measure '{key}' continues one that is not there"
                remedy = "Name a measure of another plan, as plan/measure."
                yield Problem(str(folder / name / "plan.yaml"), 1, fault, remedy)


def faults_of(
    plan: Plan, sources: frozenset[str], series: Mapping[str, Told] = {}
) -> Iterator[tuple[str, str]]:
    """Yield what does not hold in a plan as a whole, each with its remedy."""
    for name, indicator in plan.indicators.items():
        yield from _indicator_faults(name, indicator, plan, series)
    for name, line in plan.lines.items():
        yield from _line_faults(name, line, plan)
    for name, fact in plan.facts.items():
        yield from _fact_faults(name, fact, plan)
    for name, measure in plan.measures.items():
        if measure.goal is not None and measure.goal not in plan.goals:
            yield (
                f"measure '{name}' names a goal that is not there",
                "Name one of the plan's goals.",
            )
    told: Sequence[Mapping[str, Goal | Measure | Line | Fact]] = (
        plan.goals,
        plan.measures,
        plan.lines,
        plan.facts,
    )
    for name, one in chain.from_iterable(things.items() for things in told):
        if one.source not in sources:
            yield f"'{name}' names a source that the pack does not have", "Add it to sources.yaml."


def _line_faults(name: str, line: Line, plan: Plan) -> Iterator[tuple[str, str]]:
    for key in (line.same_as, line.instead_of, line.part_of):
        if key is not None and (key == name or key not in plan.lines):
            yield f"line '{name}' names a line that is not there", "Name another line of the plan."
    if line.measure is not None and line.measure not in plan.measures:
        yield f"line '{name}' names a measure that is not there", "Name one of the plan's measures."
    same = plan.lines.get(line.same_as or "") if line.same_as != name else None
    if same is not None and (same.amount, same.same_as) != (line.amount, None):
        yield (
            f"line '{name}' says other money than '{line.same_as}'",
            "Say the same amount, of the first line that says it.",
        )
    whole = plan.lines.get(line.part_of or "")
    if whole is not None and abs(line.amount) > abs(whole.amount):
        yield (
            f"line '{name}' is more than what it is a part of",
            "A part is no more than the whole.",
        )


def _indicator_faults(
    name: str, indicator: Indicator, plan: Plan, series: Mapping[str, Told]
) -> Iterator[tuple[str, str]]:
    if indicator.goal not in plan.goals:
        yield f"indicator '{name}' names a goal that is not there", "Name one of the plan's goals."
    told = series.get(indicator.series)
    figures = told.newest(indicator.group or "") if told else ()
    if not figures:
        yield f"indicator '{name}' names a series that has no figures", "Name one of series.yaml."
        return
    if indicator.baseline not in {one.period for one in figures}:
        yield (
            f"indicator '{name}' has no figure of its baseline",
            "Name a period that the series has.",
        )


def _fact_faults(name: str, fact: Fact, plan: Plan) -> Iterator[tuple[str, str]]:
    if fact.same_as is not None and (fact.same_as == name or fact.same_as not in plan.facts):
        yield f"fact '{name}' names a fact that is not there", "Name another fact of the plan."
    if fact.goal is not None and fact.goal not in plan.goals:
        yield f"fact '{name}' names a goal that is not there", "Name one of the plan's goals."
    if fact.measure is not None and fact.measure not in plan.measures:
        yield f"fact '{name}' names a measure that is not there", "Name one of the plan's measures."
    if any(line not in plan.lines for line in fact.bought_by):
        yield f"fact '{name}' is paid for by a line that is not there", "Name lines of the plan."
    if fact.to_value is not None and (fact.value is None or fact.to_value < fact.value):
        yield f"the estimate of fact '{name}' goes backwards", "Write the lower number first."
