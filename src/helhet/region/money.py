"""Money and reports of the invented municipalities: a grant's way from allotment to hand, and who works there, year by year.

All figures are made up, by a municipality's size; they stand under a name that is no plan's, beside the plans of the pack as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from helhet.ledger.accounts import Place
from helhet.ledger.booking import book
from helhet.ledger.draft import Draft
from helhet.ledger.shipping import book_plans
from helhet.ledgers.reported import Sent, What, bring
from helhet.plans.model import Channel, Counts, Stage
from helhet.plans.money import ORE_PER_KRONE
from helhet.plans.reading import plans_of
from helhet.record.pathways import pack
from helhet.region.chance import Chance

PLAN: Final = "invented-grants"
SOURCE: Final = "Made up for the demo"
YEARS: Final = 3
POST: Final = "765.62"
A_HEAD: Final = (40_000, 60_000, 90_000)
"""Kroner of a grant for each unit of a municipality's weight. Own choice, as all figures here."""
POSTS: Final = {
    "psychologist": (0, 4, 9),
    "nurse": (20, 45, 80),
    "social-worker": (20, 40, 70),
    "peer-worker": (0, 6, 15),
    "further-trained": (20, 50, 90),
}
"""Hundredths of a post for each unit of weight."""
COUNTED: Final = {"courses-held": (0, 3, 8), "reached-health": (5, 20, 60), "reached-school": (0, 12, 40), "reached-police": (0, 3, 9)}  # fmt: skip


def make_money(weights: Mapping[str, int], chance: Chance, today: date) -> None:
    """Book the pack's plans, and invented grants and reports of municipalities by number and weight, of the whole years before today."""
    plans = plans_of(pack())
    book_plans(plans.plans, today)
    years = range(today.year - YEARS, today.year)
    book(
        [
            one
            for number, weight in sorted(weights.items())
            for year in years
            for one in _grant(number, weight, year, chance)
        ]
    )
    sent = [
        one
        for number, weight in sorted(weights.items())
        for year in years
        for one in _reported(number, weight, year, chance)
    ]
    bring(sent, plans.reportable)


def _grant(number: str, weight: int, year: int, chance: Chance) -> Iterator[Draft]:
    """Yield what was allotted, committed and paid of a grant, and now and then what of it was paid back."""
    ore = weight * chance.whole(A_HEAD) * ORE_PER_KRONE
    unused = ore // 10 if chance.hits(30) else 0
    for stage, amount, month in (
        (Stage.ALLOTTED, ore, 2),
        (Stage.COMMITTED, ore, 4),
        (Stage.PAID, ore, 9),
        (Stage.REPAID, unused, 12),
    ):
        if amount:
            yield Draft(
                origin="demo",
                key=f"{number}-{year}-{stage}",
                source_place=Place(PLAN, is_source=True),
                place=Place(PLAN, Channel.GRANT, "", POST, number, number),
                ore=amount,
                year=year,
                stage=stage,
                counts=Counts.LEVEL,
                booked_on=date(year, month, 1),
                source=SOURCE,
                is_verified=False,
            )


def _reported(number: str, weight: int, year: int, chance: Chance) -> Iterator[Sent]:
    for figure, spread in POSTS.items():
        yield Sent(What(number, year, figure), weight * chance.whole(spread), SOURCE)
    for figure, spread in COUNTED.items():
        yield Sent(
            What(number, year, figure), max(1, weight // 5) * chance.whole(spread) * 100, SOURCE
        )
