"""The golden rule: in the country by each growth, by region as it was judged, and waits by both ways of comparing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helhet.plans.golden import Shorter, growth, is_met, shorter, total_growth
from helhet.plans.model import Compared, Cost, Said, Sector, Verdict
from helhet.plans.periods import Period
from helhet.workspaces.plan.figures import number, years
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
BEFORE, AFTER = Period(2015, 2), Period(2016, 2)
"""The thirds of years of which every sector's wait was read."""


class GrowthShown(NamedTuple):
    """A growth in the country, in per cent, and whether the rule was kept; None where a figure is missing."""

    years: str
    measure: str | Promise
    tsb: str
    mental: str
    somatic: str
    tsb_met: bool | None
    mental_met: bool | None


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
    """A region and sector in a year: what the source says of each measure; None where it says nothing."""

    year: int
    region: str | Promise
    sector: str | Promise
    verdicts: tuple[bool | None, ...]


class CostShown(NamedTuple):
    """A cost in two years: the growth as published, and as its own figures give it."""

    region: str | Promise
    before: str
    after: str
    published: str
    reckoned: str
    agrees: bool


class GoldenPage(NamedTuple):
    """All that the page tells."""

    growths: tuple[GrowthShown, ...]
    waits: tuple[WaitShown, ...]
    measures: tuple[str | Promise, ...]
    regions: tuple[RegionShown, ...]
    costs: tuple[tuple[str | Promise, tuple[CostShown, ...]], ...]
    sum_of_rows: str


def golden_page() -> GoldenPage:
    """Return the page in the language of the day."""
    told = plans().golden
    shown = [one for one in Compared if any(each.measure is one for each in told.verdicts)]
    tsb = [one for one in told.costs if one.sector is Sector.TSB]
    return GoldenPage(
        tuple(
            GrowthShown(
                years(one.from_year, one.to_year),
                COMPARED[one.measure],
                _percent(one.tsb),
                _percent(one.mental),
                _percent(one.somatic),
                is_met(one.tsb, one.somatic),
                is_met(one.mental, one.somatic),
            )
            for one in told.growths
        ),
        tuple(_wait(one) for one in shorter(plans().series, BEFORE, AFTER)),
        tuple(COMPARED[one] for one in shown),
        tuple(_regions(told.verdicts, shown)),
        tuple(
            (SECTORS[sector], tuple(_cost(one) for one in told.costs if one.sector is sector))
            for sector in (Sector.TSB, Sector.SOMATIC)
        ),
        _percent(total_growth([one for one in tsb if one.region != "all"])) if tsb else "",
    )


def _percent(value: Decimal | Fraction | None) -> str:
    return "" if value is None else number(value)


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


def _regions(verdicts: Sequence[Verdict], measures: Sequence[Compared]) -> list[RegionShown]:
    keys = dict.fromkeys((one.year, one.region, one.sector) for one in verdicts)
    said = {(one.year, one.region, one.sector, one.measure): one.better for one in verdicts}
    meant = {Said.YES: True, Said.NO: False}
    return [
        RegionShown(
            year,
            REGIONS.get(region, region),
            SECTORS[sector],
            tuple(
                meant.get(said.get((year, region, sector, one), Said.NOT_SAID)) for one in measures
            ),
        )
        for year, region, sector in keys
    ]


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
