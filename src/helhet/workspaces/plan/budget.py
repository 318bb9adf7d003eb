"""A budget year, line by line as the sources tell it: what is new, what is told twice, carried on, or outside the plan."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from helhet.plans.model import Counts, Line, Plan
from helhet.workspaces.plan.figures import CHANNELS, COUNTED, STAGES, millions, post
from helhet.workspaces.plan.shipped import count_of, plan_of, rules_of, source


class BudgetLine(NamedTuple):
    """A line of a budget; `remarks` says what keeps it out of a sum, and what the source adds."""

    number: str
    title: str
    amount: str
    counts: str | Promise
    channel: str | Promise
    stage: str | Promise
    post: str
    remarks: tuple[str, ...]
    source: str
    is_sure: bool
    is_counted: bool


class BudgetShown(NamedTuple):
    """The lines of a year, what the increases come to and what the source says they do, and the facts that stand beside them."""

    year: int
    lines: tuple[BudgetLine, ...]
    total: str
    said: str
    agrees: bool


def budget_of(plan: str, year: int, language: str) -> BudgetShown:
    """Return a budget year; raise KeyError for a year of which nothing is told."""
    told = plan_of(plan)
    lines = {key: one for key, one in told.lines.items() if one.year == year}
    if not lines:
        raise KeyError(year)
    counted, total = counted_in(plan, year)
    sums = [one.amount for one in lines.values() if _is_sum(one)]
    return BudgetShown(
        year,
        tuple(_line(told, one, language, is_counted=key in counted) for key, one in lines.items()),
        millions(total),
        millions(sums[0]) if sums else "",
        bool(sums) and sums[0] == total,
    )


def _is_sum(line: Line) -> bool:
    return line.counts is Counts.LEVEL and line.channel.value == "not-told"


def counted_in(plan: str, year: int) -> tuple[set[str], Fraction]:
    """Return the lines that the sum of yearly increases takes of a year, and what they come to."""
    if "yearly-increases" not in rules_of(plan):
        return set(), Fraction()
    told = count_of(plan, "yearly-increases")
    of_year = {one.name for one in told.counted if year in one.by_year}
    return of_year, told.by_year.get(year, Fraction())


def _line(plan: Plan, line: Line, language: str, *, is_counted: bool) -> BudgetLine:
    return BudgetLine(
        str(line.number or ""),
        line.title.in_(language),
        millions(line.amount),
        COUNTED[line.counts],
        CHANNELS[line.channel],
        STAGES[line.stage],
        post(line.post) if line.post else "",
        tuple(_remarks(plan, line, language)),
        source(line.source),
        line.verified,
        is_counted,
    )


def _remarks(plan: Plan, line: Line, language: str) -> Iterator[str]:
    for key, told in (
        (line.same_as, _("The same money as “%(line)s”.")),
        (line.part_of, _("A part of “%(line)s”.")),
        (line.instead_of, _("Stands instead of “%(line)s”.")),
    ):
        if key is not None:
            yield told % {"line": plan.lines[key].title.in_(language)}
    if line.is_carried:
        yield _("Carried on from before: no new money.")
    if line.is_outside:
        yield _("Outside what the plan promises.")
    if line.amount < 0 and line.counts is not Counts.CLAIM:
        yield _("A cut.")
    if line.note is not None:
        yield line.note.in_(language)
