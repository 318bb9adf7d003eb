"""What the postings add up to, by any dimension; and whether the kept sums are what the postings say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import F, Q, Sum

from helhet.ledger.models import Account, Balance, Posting

DIMENSIONS: Final = {
    **{name: f"account__{name}" for name in Account.DIMENSIONS},
    **{name: name for name in ("year", "stage", "counts")},
}
"""By what balances may be asked for, and where it stands."""


def balances(by: Sequence[str], **where: str | int) -> dict[tuple[str | int, ...], int]:
    """Return what came to the accounts that are no sources, in øre, by some of DIMENSIONS and where others have a value.

    One query, of the kept sums. Raises KeyError for what is no dimension.
    """
    columns = [DIMENSIONS[name] for name in by]
    chosen = {DIMENSIONS[name]: value for name, value in where.items()}
    rows = Balance.objects.filter(account__is_source=False, **chosen).values_list(*columns)
    totals = rows.annotate(ore=Sum(F("debit_ore") - F("credit_ore"))).order_by(*columns)
    return {tuple(row[:-1]): row[-1] for row in totals}


def faults() -> list[str]:
    """Return where the kept sums are not what the postings say; nothing if all is whole."""
    kept = {
        (row.account_id, row.year, row.stage, row.counts): (row.debit_ore, row.credit_ore)
        for row in Balance.objects.all()
    }
    told = _sums()
    return [
        f"account {key[0]}, {key[1]}, {key[2]}, {key[3]}: the kept sum is not what the postings say"
        for key in sorted(kept.keys() | told.keys())
        if kept.get(key, (0, 0)) != told.get(key, (0, 0))
    ]


def _sums() -> dict[tuple[int, int, str, str], tuple[int, int]]:
    found: dict[tuple[int, int, str, str], tuple[int, int]] = {}
    for end in ("debit", "credit"):
        rows = Posting.objects.values_list(f"{end}_id", "year", "stage", "counts")
        for account, year, stage, counts, ore in rows.annotate(sum=Sum("ore")).filter(Q(sum__gt=0)):
            debit, credit = found.get((account, year, stage, counts), (0, 0))
            more = (ore, 0) if end == "debit" else (0, ore)
            found[account, year, stage, counts] = (debit + more[0], credit + more[1])
    return found
