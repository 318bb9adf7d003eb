"""The golden rule: in the country by each growth, by region as it was judged, and waits by both ways of comparing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helhet.plans.golden import Shorter, growth, is_met, shorter, total_growth
from helhet.plans.model import Compared, Cost, Figure, Growth, Said, Sector, Verdict
from helhet.plans.periods import Period
from helhet.workspaces.plan.figures import number, years
from helhet.workspaces.plan.results import MARKS
from helhet.workspaces.plan.shipped import plans

SECTORS: Final[dict[Sector, str | Promise]] = {
    Sector.SOMATIC: _("Somatic care"),
    Sector.TSB: _("Specialised treatment (TSB)"),
    Sector.ADULT: _("Mental health care, adults"),
    Sector.YOUNG: _("Mental health care, children and young"),
    Sector.MENTAL: _("Mental health care"),
}
COMPARED: Final[dict[Compared, str | Promise]] = {
    Compared.COST: _("Cost"),
    Compared.POSTS: _("Posts"),
    Compared.INPATIENT: _("Inpatient treatment"),
    Compared.OUTPATIENT: _("Outpatient consultations"),
    Compared.WAITING: _("Mean wait"),
}
REGIONS: Final[dict[str, str | Promise]] = {
    "south-east": _("South-Eastern Norway"),
    "west": _("Western Norway"),
    "central": _("Central Norway"),
    "north": _("Northern Norway"),
    "all": _("All"),
}
COST_UNITS: Final[dict[str, str | Promise]] = {
    "mill": _("Million kr"),
    "kr-per-person": _("Kroner for each inhabitant"),
}
BEFORE, AFTER = Period(2015, 2), Period(2016, 2)
"""The thirds of years of which every sector's wait was read."""


class Cited(NamedTuple):
    """Where a row of figures was read, and how it is known."""

    source: str
    mark: str | Promise


class GrowthShown(NamedTuple):
    """A growth in the country, in per cent, and whether the rule was kept; None where a figure is missing."""

    years: str
    measure: str | Promise
    tsb: str
    mental: str
    somatic: str
    tsb_met: bool | None
    mental_met: bool | None
    cited: tuple[Cited, ...]


class WaitShown(NamedTuple):
    """How a wait went, and the verdict in days and in per cent; `flips` if they say the contrary."""

    sector: str | Promise
    before: str
    after: str
    days: str
    percent: str
    in_days: bool | None
    in_percent: bool | None
    flips: bool


class RegionShown(NamedTuple):
    """A region and sector: what the source says by each way of comparing; None where it says nothing."""

    region: str | Promise
    sector: str | Promise
    verdicts: tuple[tuple[str | Promise, bool | None], ...]


class JudgedShown(NamedTuple):
    """How the regions were judged in a year, and where that was read."""

    year: int
    rows: tuple[RegionShown, ...]
    cited: tuple[Cited, ...]


class CostShown(NamedTuple):
    """A cost in two years: the growth as published, and as its own figures give it."""

    region: str | Promise
    before: str
    after: str
    published: str
    reckoned: str
    agrees: bool


class CostsShown(NamedTuple):
    """The costs of a sector: what they are counted in, the year whose prices they are in, and how the sum of the regions grew."""

    sector: str | Promise
    unit: str | Promise
    prices_of: int
    rows: tuple[CostShown, ...]
    added_up: str
    cited: tuple[Cited, ...]


class GoldenPage(NamedTuple):
    """All that the page tells."""

    growths: tuple[GrowthShown, ...]
    waits: tuple[WaitShown, ...]
    waits_cited: tuple[Cited, ...]
    measures: tuple[str | Promise, ...]
    regions: tuple[JudgedShown, ...]
    costs: tuple[CostsShown, ...]


def golden_page() -> GoldenPage:
    """Return the page in the language of the day."""
    told = plans().golden
    shown = [one for one in Compared if any(each.measure is one for each in told.verdicts)]
    waits = shorter(plans().series, BEFORE, AFTER)
    return GoldenPage(
        tuple(_growth(one) for one in told.growths),
        tuple(_wait(one) for one in waits),
        _cited(figure for one in waits for figure in one.figures),
        tuple(COMPARED[one] for one in shown),
        tuple(_judged(told.verdicts, shown)),
        tuple(_costs(told.costs)),
    )


def _percent(value: Decimal | Fraction | None) -> str:
    return "" if value is None else number(value)


def _cited(told: Iterable[Figure | Growth | Verdict | Cost]) -> tuple[Cited, ...]:
    """Return each source once: a table may rest on several."""
    return tuple(dict.fromkeys(Cited(one.source, MARKS[one.mark]) for one in told))


def _growth(one: Growth) -> GrowthShown:
    return GrowthShown(
        years(one.from_year, one.to_year),
        COMPARED[one.measure],
        _percent(one.tsb),
        _percent(one.mental),
        _percent(one.somatic),
        is_met(one.tsb, one.somatic),
        is_met(one.mental, one.somatic),
        _cited([one]),
    )


def _wait(one: Shorter) -> WaitShown:
    return WaitShown(
        SECTORS[one.sector],
        number(one.before),
        number(one.after),
        number(one.days),
        number(one.percent),
        one.in_days,
        one.in_percent,
        one.in_days is not one.in_percent,
    )


def _judged(verdicts: Sequence[Verdict], measures: Sequence[Compared]) -> Iterator[JudgedShown]:
    for year in dict.fromkeys(one.year for one in verdicts):
        told = [one for one in verdicts if one.year == year]
        yield JudgedShown(year, tuple(_regions(told, measures)), _cited(told))


def _regions(verdicts: Sequence[Verdict], measures: Sequence[Compared]) -> Iterator[RegionShown]:
    for region, sector in dict.fromkeys((one.region, one.sector) for one in verdicts):
        rows = [one for one in verdicts if (one.region, one.sector) == (region, sector)]
        yield RegionShown(REGIONS.get(region, region), SECTORS[sector], _meant(rows, measures))


def _meant(
    verdicts: Sequence[Verdict], measures: Sequence[Compared]
) -> tuple[tuple[str | Promise, bool | None], ...]:
    meant = {Said.YES: True, Said.NO: False}
    said = {one.measure: meant.get(one.better) for one in verdicts}
    return tuple((COMPARED[one], said.get(one)) for one in measures)


def _costs(told: Sequence[Cost]) -> Iterator[CostsShown]:
    for sector in (Sector.TSB, Sector.SOMATIC):
        if mine := [one for one in told if one.sector is sector]:
            unit, year = COST_UNITS[mine[0].unit], mine[0].year
            rows = tuple(_cost(one) for one in mine)
            yield CostsShown(SECTORS[sector], unit, year, rows, _added_up(mine), _cited(mine))


def _added_up(costs: Sequence[Cost]) -> str:
    """Return how the sum of the regions grew; nothing of what is counted for each inhabitant, which has no sum."""
    regions = [one for one in costs if one.region != "all" and one.unit == "mill"]
    return number(round(total_growth(regions), 1)) if regions else ""


def _cost(one: Cost) -> CostShown:
    reckoned = round(growth(one), 1)
    return CostShown(
        REGIONS.get(one.region, one.region),
        number(one.before),
        number(one.after),
        number(one.published),
        number(reckoned),
        abs(growth(one) - Fraction(one.published)) <= Fraction(1, 2),
    )
