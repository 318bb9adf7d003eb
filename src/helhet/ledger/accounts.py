"""Accounts: opened when first named, and looked up once for however many postings; and the hold that one writer has."""

from __future__ import annotations

from typing import NamedTuple

from helhet.ledger.models import Account, Hold
from helhet.plans.model import Channel


class Place(NamedTuple):
    """Where money is; what is not known is empty."""

    plan: str
    channel: Channel = Channel.NOT_TOLD
    measure: str = ""
    post: str = ""
    receiver: str = ""
    region: str = ""
    is_source: bool = False


class Accounts:
    """The numbers of accounts, as far as they have been asked for; whoever opens one holds the ledger."""

    def __init__(self) -> None:
        self.numbers: dict[Place, int] = {}
        self._plans: set[str] = set()

    def open(self, places: set[Place]) -> None:
        """See that each place has an account."""
        self._read({one.plan for one in places} - self._plans)
        missing = sorted(places - self.numbers.keys())
        rows = Account.objects.bulk_create([Account(**place._asdict()) for place in missing])
        self.numbers |= {place: row.pk for place, row in zip(missing, rows, strict=True)}

    def _read(self, plans: set[str]) -> None:
        if not plans:
            return
        rows = Account.objects.filter(plan__in=plans).values_list("pk", *Place._fields)
        self.numbers |= {Place(*row[1:]): row[0] for row in rows}
        self._plans |= plans


def hold() -> None:
    """Let nobody else write to the ledger until this transaction ends: sums and closed years need no other lock."""
    Hold.objects.bulk_create([Hold(id=1)], ignore_conflicts=True)
    Hold.objects.select_for_update().get(id=1)
