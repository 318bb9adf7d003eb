"""Postings and balances as rows for files: every posting with both its sides, or sums by some dimensions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from helhet.ledger.balances import balances
from helhet.ledger.models import Posting
from helhet.plans.money import ORE_PER_KRONE

POSTING: Final = (
    *("posting", "origin", "key", "plan", "channel", "measure", "post", "receiver", "region"),
    *("year", "from-year", "price-year", "stage", "counts", "amount", "booked-on", "source", "verified", "said-by", "text", "takes-back"),
)  # fmt: skip
"""The columns of a file of postings; amounts in kroner, signed from the plan's purse."""
AT_ONCE: Final = 5_000
Cell = str | int


def posting_rows(**where: str | int) -> Iterator[tuple[Cell, ...]]:
    """Yield the postings as POSTING says, in the order they were booked; `where` are fields of them, as origin or year."""
    rows = Posting.objects.filter(**where).select_related("credit", "debit").order_by("id")
    for row in rows.iterator(chunk_size=AT_ONCE):
        is_out = row.credit.is_source
        place = row.debit if is_out else row.credit
        yield (
            *(row.pk, row.origin, row.key, place.plan, place.channel, place.measure, place.post),
            *(
                place.receiver,
                place.region,
                row.year,
                row.from_year,
                row.price_year,
                row.stage,
                row.counts,
            ),
            *(kroner(row.ore if is_out else -row.ore), row.booked_on.isoformat(), row.source),
            *("yes" if row.is_verified else "no", row.said_by, row.text, row.reverses_id or ""),
        )


def balance_rows(by: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    """Yield the sums by some dimensions, with the amount in kroner last; raise KeyError for what is no dimension."""
    for key, ore in balances(by).items():
        yield (*key, kroner(ore))


def kroner(ore: int) -> str:
    """Return øre as kroner with two decimals and a point, exact."""
    whole, part = divmod(abs(ore), ORE_PER_KRONE)
    return f"{'-' if ore < 0 else ''}{whole}.{part:02}"
