"""The lines and figures of a plan as files, for whoever wants to count for themselves."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

from helhet.packs.csvrecords import harmless
from helhet.plans.money import millions
from helhet.workspaces.plan.shipped import plan_of, plans, source

LINES: Final = (
    "line",
    "title",
    "from-year",
    "to-year",
    "million-kroner",
    "counts",
    "stage",
    "channel",
    "post",
    "measure",
    "same-as",
    "part-of",
    "instead-of",
    "is-carried",
    "is-outside",
    "said-by",
    "verified",
    "source",
)
FIGURES: Final = (
    "indicator",
    "series",
    "group",
    "period",
    "value",
    "unit",
    "vintage",
    "mark",
    "source",
)


def lines_csv(plan: str, language: str) -> str:
    """Return the lines of a plan as CSV; raise KeyError for a plan that is not there."""
    rows = (
        (
            key,
            one.title.in_(language),
            one.first_year,
            one.last_year,
            millions(one.amount),
            one.counts,
            one.stage,
            one.channel,
            one.post or "",
            one.measure or "",
            one.same_as or "",
            one.part_of or "",
            one.instead_of or "",
            *(_flag(told) for told in (one.is_carried, one.is_outside)),
            one.said_by or "",
            _flag(one.verified),
            source(one.source),
        )
        for key, one in plan_of(plan).lines.items()
    )
    return _csv(LINES, rows)


def figures_csv(plan: str) -> str:
    """Return the figures of a plan's indicators as CSV, every vintage; raise KeyError for a plan that is not there."""
    rows = (
        (
            key,
            told.series,
            told.group,
            told.period,
            told.value,
            unit,
            told.vintage,
            told.mark,
            told.source,
        )
        for key, one in plan_of(plan).indicators.items()
        for unit in [plans().series[one.series].series.unit]
        for told in plans().series[one.series].groups.get(one.group or "", ())
    )
    return _csv(FIGURES, rows)


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV that no spreadsheet takes for a formula. The mark in front tells a spreadsheet that it is UTF-8: Norwegian letters else break."""
    file = StringIO()
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue()


def _flag(told: bool) -> str:  # noqa: FBT001 - a cell
    return "yes" if told else "no"
