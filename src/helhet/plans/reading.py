"""A pack's `plans/`, read: each plan, the rules of counting, the prices, the figures over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from helhet.packs.files import read_text
from helhet.packs.pack import Pack
from helhet.packs.words import read_word
from helhet.pathway.errors import DefinitionError
from helhet.plans.checking import plan_problems, problems_of
from helhet.plans.deflating import Prices, read_prices
from helhet.plans.folders import plan_files, read_reportable
from helhet.plans.golden import Golden, read_golden
from helhet.plans.model import Plan, Reportable, Rule, Rules
from helhet.plans.series import Told, read_series


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
        {file.parent.name: read_word(file, Plan) for file in plan_files(folder)},
        read_word(folder / "counting.yaml", Rules).rules,
        read_prices(read_text(prices), str(prices)),
        read_series(folder),
        read_golden(folder),
        read_reportable(folder),
    )


def read_plan(file: Path, pack: Pack) -> Plan:
    """Return a plan that lies anywhere, held against a pack's sources and series; raise DefinitionError with all that is wrong in it."""
    problems = problems_of(file, frozenset(pack.sources), read_series(pack.folder / "plans"))
    if problems:
        raise DefinitionError(problems)
    return read_word(file, Plan)
