"""The kept sums: what postings add to them, written once for however many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, Final, NamedTuple

from helhet.ledger.models import Balance, Posting

Key = tuple[int, int, str, str]
"""An account, a year, a stage, and what the amounts are figures of."""
_KEY: Final = ("account_id", "year", "stage", "counts")
_ORE: Final = ("debit_ore", "credit_ore")
_AT_ONCE: Final = 5_000


class Row(NamedTuple):
    """A posting on its way into its table: as the columns are called there."""

    origin: str
    key: str
    credit_id: int
    debit_id: int
    ore: int
    year: int
    from_year: int
    price_year: int
    stage: str
    counts: str
    booked_on: date
    source: str
    is_verified: bool
    said_by: str
    text: str


class Added:
    """What postings have added that is not written yet; their years are held by whoever writes."""

    def __init__(self) -> None:
        self._debit, self._credit = Counter[Key](), Counter[Key]()

    def add(self, rows: Iterable[Posting | Row]) -> None:
        """Add postings."""
        for row in rows:
            self._debit[row.debit_id, row.year, row.stage, row.counts] += row.ore
            self._credit[row.credit_id, row.year, row.stage, row.counts] += row.ore

    def write(self) -> None:
        """Write the sums anew."""
        keys = sorted(self._debit.keys() | self._credit.keys())
        for first in range(0, len(keys), _AT_ONCE):
            self._write_some(keys[first : first + _AT_ONCE])

    def _write_some(self, keys: list[Key]) -> None:
        named = Balance.objects.filter(
            account_id__in={key[0] for key in keys}, year__in={key[1] for key in keys}
        )
        kept = {row[:4]: row[4:] for row in named.values_list(*_KEY, *_ORE)}
        rows = [Balance(**self._sum(key, *kept.get(key, (0, 0)))) for key in keys]
        Balance.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["account", "year", "stage", "counts"],
            update_fields=_ORE,
        )

    def _sum(self, key: Key, debit: int, credit: int) -> dict[str, Any]:
        sums = {"debit_ore": debit + self._debit[key], "credit_ore": credit + self._credit[key]}
        return {**dict(zip(_KEY, key, strict=True)), **sums}
