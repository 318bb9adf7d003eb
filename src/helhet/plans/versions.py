"""A plan as it was known in a year, and what a later year added: a line is known when its source was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from helhet.pathway.calendar import civil_from_days
from helhet.plans.model import Plan


@dataclass(frozen=True)
class Changes:
    """What is known in a later year and was not before: lines and facts, and promises that came true, by name."""

    lines: tuple[str, ...]
    facts: tuple[str, ...]
    came_true: tuple[str, ...]


def years_known(plan: Plan, sources: Mapping[str, int]) -> list[int]:
    """Return the years in which something of a plan became known; `sources` says in what year each was written."""
    told = {sources[one.source] for one in plan.lines.values()}
    told |= {sources[one.source] for one in plan.facts.values()}
    return sorted(told | {_year_of(one.actual) for one in plan.facts.values() if one.actual})


def known_in(plan: Plan, sources: Mapping[str, int], year: int) -> Plan:
    """Return the plan as the sources written by the end of a year tell it; what happened later is not in it.

    A line that refers to one not yet known stands without it. Raises KeyError for a source that `sources` does not have.
    """
    lines = {key: one for key, one in plan.lines.items() if sources[one.source] <= year}
    lines = {
        key: one.model_copy(
            update={
                name: None
                for name in ("same_as", "instead_of", "part_of")
                if getattr(one, name) not in lines
            }
        )
        for key, one in lines.items()
    }
    facts = {
        key: one.model_copy(update={"actual": None}) if _is_after(one.actual, year) else one
        for key, one in plan.facts.items()
        if sources[one.source] <= year
    }
    return plan.model_copy(update={"lines": lines, "facts": facts})


def changes(old: Plan, new: Plan) -> Changes:
    """Return what a plan has that an earlier version of it had not."""
    came_true = (
        key
        for key, one in new.facts.items()
        if one.actual is not None and (key not in old.facts or old.facts[key].actual is None)
    )
    return Changes(
        tuple(key for key in new.lines if key not in old.lines),
        tuple(key for key in new.facts if key not in old.facts),
        tuple(came_true),
    )


def _is_after(day: int | None, year: int) -> bool:
    return day is not None and _year_of(day) > year


def _year_of(day: int) -> int:
    return civil_from_days(day)[0]
