"""What was booked before under the same keys, and whether it says the same now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from helhet.ledger.accounts import Place
from helhet.ledger.draft import Draft
from helhet.ledger.models import Posting

KEYS_AT_ONCE: Final = 2_000


class Before(NamedTuple):
    """What a posting that was booked before says."""

    ore: int
    year: int
    from_year: int
    price_year: int
    stage: str
    counts: str
    credit: Place
    debit: Place


_SAID: Final = Before._fields[: Before._fields.index("credit")]
_ENDS: Final = [f"{end}__{name}" for end in ("credit", "debit") for name in Place._fields]


def compared(drafts: Sequence[Draft]) -> dict[str, bool]:
    """Return, by key, those of one origin that were booked before, and whether they say the same now."""
    origins = {one.origin for one in drafts}
    if not Posting.objects.filter(origin__in=origins).exists():
        return {}
    by_key = {(one.origin, one.key): one for one in drafts}
    return {
        key: is_same(row, by_key[origin, key])
        for (origin, key), row in booked_before(by_key).items()
    }


def booked_before(drafts: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Before]:
    """Return, of pairs of origin and key, what was booked under them."""
    by_origin: dict[str, list[str]] = {}
    for origin, key in drafts:
        by_origin.setdefault(origin, []).append(key)
    return {
        (origin, row[0]): _before(row[1:])
        for origin, keys in by_origin.items()
        for first in range(0, len(keys), KEYS_AT_ONCE)
        for row in _booked(origin, keys[first : first + KEYS_AT_ONCE])
    }


def _booked(origin: str, keys: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    rows = Posting.objects.filter(origin=origin, key__in=keys)
    return rows.values_list("key", *_SAID, *_ENDS)


def _before(row: tuple[Any, ...]) -> Before:
    credit = len(_SAID)
    debit = credit + len(Place._fields)
    return Before._make((*row[:credit], Place(*row[credit:debit]), Place(*row[debit:])))


def is_same(row: Before, draft: Draft) -> bool:
    """Return whether the same money goes the same way; in which words it was told may differ."""
    return row == (
        *(abs(draft.ore), draft.year, draft.from_year or draft.year),
        *(draft.price_year or draft.year, draft.stage, draft.counts, *draft.ends),
    )
