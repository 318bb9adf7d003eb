"""The plans of this installation, read once a process."""

from __future__ import annotations

from functools import cache, lru_cache

from helhet.packs.pack import Source
from helhet.plans.counting import Count, count, rules_for
from helhet.plans.model import Plan, Rule
from helhet.plans.reading import Plans, plans_of
from helhet.record.pathways import pack


@cache
def plans() -> Plans:
    """Return the plans of the pack, their ways of counting, prices, series, and what was read of the golden rule."""
    return plans_of(pack())


def plan_of(name: str) -> Plan:
    """Return a plan; raise KeyError for one that is not there."""
    return plans().plans[name]


@cache
def rules_of(name: str) -> dict[str, Rule]:
    """Return the ways of counting that mean something for a plan."""
    return rules_for(plan_of(name), plans().rules)


@lru_cache(maxsize=256)
def count_of(name: str, rule: str) -> Count:
    """Return what a way of counting makes of a plan; raise KeyError for what is not there."""
    return count(plan_of(name), rule, rules_of(name)[rule], plans().prices)


@cache
def sources() -> dict[str, Source]:
    """Return the sources of the pack and of its plans, by name."""
    own = (plan.sources for plan in plans().plans.values())
    return {name: one for some in (*own, pack().sources) for name, one in some.items()}


@cache
def years_of_sources() -> dict[str, int]:
    """Return in what year each source was written, as far as that is said."""
    return {name: int(one.year) for name, one in sources().items() if one.year}


def source(name: str) -> str:
    """Return a source as it is cited."""
    return str(sources()[name])
