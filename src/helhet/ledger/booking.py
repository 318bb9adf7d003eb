"""The one writer of postings: each once, none into a closed year, and none taken back but by its opposite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final

from django.db import transaction

from helhet.ledger.accounts import Accounts, hold
from helhet.ledger.before import booked_before, is_same
from helhet.ledger.draft import Draft
from helhet.ledger.errors import Refused, YearClosed
from helhet.ledger.filling import fill
from helhet.ledger.keeping import Added, Row
from helhet.ledger.models import Posting, Year
from helhet.plans.money import LARGEST_ORE

AT_ONCE: Final = 2_000
_KNOWN: Final = "A row has a key that was booked with another amount, account, year or stage. Reverse that posting, and book this under a new key."


@dataclass(frozen=True)
class Booked:
    """How many were written now, and how many had been before."""

    written: int
    known: int


def book(drafts: Iterable[Draft]) -> Booked:
    """Write what was not written before, all or nothing.

    Raises YearClosed, or Refused for an amount of nothing, for one too large, and for a key that says something else than before.
    """
    accounts, added = Accounts(), Added()
    written = known = 0
    with transaction.atomic():
        hold()
        rest = iter(drafts)
        for some in iter(lambda: [*islice(rest, AT_ONCE)], []):
            new = _new(some)
            _write(new, accounts, added)
            written, known = written + len(new), known + len(some) - len(new)
        added.write()
    return Booked(written, known)


def reverse(posting: int, booked_on: date) -> int:
    """Take a posting back by its opposite, in its own year and stage; return the new posting's number.

    Raises Refused if it has been taken back, or is itself a taking back; YearClosed.
    """
    with transaction.atomic():
        hold()
        row = Posting.objects.select_for_update().filter(pk=posting).first()
        if row is None or row.reverses_id or Posting.objects.filter(reverses=row).exists():
            raise Refused(
                "not-reversible",
                "Name a posting that stands: this one does not, or takes another back.",
            )
        _require_open({row.year})
        mirrored = _mirror(row, booked_on)
        mirrored.save(force_insert=True)
        added = Added()
        added.add([mirrored])
        added.write()
    return mirrored.pk


def closed_years() -> frozenset[int]:
    """Return the years that take no more postings."""
    return frozenset(Year.objects.values_list("year", flat=True))


def close_year(year: int) -> None:
    """Let a year take no more postings; nothing opens it again."""
    with transaction.atomic():
        hold()
        if not Year.objects.filter(year=year).exists():
            Year(year=year).save(force_insert=True)


def _mirror(row: Posting, booked_on: date) -> Posting:
    kept = {
        field.name: getattr(row, field.attname)
        for field in Posting._meta.concrete_fields
        if field.name not in ("id", "key", "credit", "debit", "reverses", "written_at", "booked_on")
    }
    turned = {"credit_id": row.debit_id, "debit_id": row.credit_id, "key": f"-{row.pk}"}
    return Posting(**kept, **turned, reverses=row, booked_on=booked_on)


def _new(drafts: Sequence[Draft]) -> list[Draft]:
    """Return those that were not booked before; raise Refused for what cannot be."""
    by_key = {(one.origin, one.key): one for one in drafts}
    if len(by_key) < len(drafts):
        raise Refused("key-twice", "Two rows have the same key. Give each its own.")
    for one in drafts:
        _check(one)
    known = booked_before(by_key)
    if any(not is_same(row, by_key[key]) for key, row in known.items()):
        raise Refused("key-known", _KNOWN)
    return [one for key, one in by_key.items() if key not in known]


def _write(new: Sequence[Draft], accounts: Accounts, added: Added) -> None:
    _require_open({one.year for one in new})
    accounts.open({place for one in new for place in (one.place, one.source_place)})
    rows = [_row(one, accounts) for one in new]
    fill(Posting, rows)
    added.add(rows)


def _check(draft: Draft) -> None:
    if draft.ore == 0 or abs(draft.ore) > LARGEST_ORE:
        raise Refused("amount", "An amount of nothing, or of more than any budget, is not booked.")
    if draft.place == draft.source_place:
        raise Refused("same-place", "Money moves from one account to another.")


def _require_open(years: set[int]) -> None:
    """Raise YearClosed if one of the years is closed; whoever asks holds the ledger."""
    closed = Year.objects.filter(year__in=years).order_by("year").first()
    if closed is not None:
        raise YearClosed(closed.year)


def _row(draft: Draft, accounts: Accounts) -> Row:
    credit, debit = (accounts.numbers[place] for place in draft.ends)
    return Row(
        draft.origin, draft.key, credit, debit, abs(draft.ore), draft.year, draft.from_year or draft.year,
        draft.price_year or draft.year, draft.stage.value, draft.counts.value, draft.booked_on, draft.source,
        draft.is_verified, draft.said_by, draft.text,
    )  # fmt: skip
