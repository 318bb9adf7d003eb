"""A file of money beside the ledger: what is the same in both, what is only in one, and what differs. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from helhet.importing.money.bringing import AT_ONCE, Brought, parts, right_rows_of
from helhet.importing.money.mapping import MoneyMapping
from helhet.ledger.draft import Draft
from helhet.ledger.models import Account, Posting

MOST_TOLD: Final = 1_000
_SAME: Final = ("year", "stage", "counts")


class Differing(NamedTuple):
    """A row of the file and the posting that has its key: øre and year in each, and the names of what differs."""

    line: int
    posting: int
    ore: int
    booked_ore: int
    year: int
    booked_year: int
    what: tuple[str, ...]


@dataclass
class Reconciled:
    """How many are the same, only in the file, only in the ledger, and different; of each but the first the foremost MOST_TOLD.

    `taken_back` counts rows of the file whose posting was taken back: they stand in the file alone.
    """

    matched: int = 0
    only_file: int = 0
    only_ledger: int = 0
    differing: int = 0
    taken_back: int = 0
    lines: list[int] = field(default_factory=list)
    postings: list[int] = field(default_factory=list)
    differences: list[Differing] = field(default_factory=list)
    read: Brought = field(default_factory=Brought)

    @property
    def agrees(self) -> bool:
        """Whether file and ledger say the same."""
        return not (self.only_file or self.only_ledger or self.differing or self.read.faulty)


def reconcile(
    path: Path, mapping: MoneyMapping, *, progress: Callable[[int], None] = lambda rows: None
) -> Reconciled:
    """Set a file beside what the ledger has of the same origin; `progress` is told how many rows are done.

    Raises CannotImport if it is none.
    """
    done = Reconciled()
    seen: set[str] = set()
    for some in parts(right_rows_of(path, mapping, done.read)):
        booked = _booked(mapping.origin, [draft.key for _row, draft in some])
        for row, draft in some:
            seen.add(draft.key)
            _compare(row.line, draft, booked.get(draft.key), done)
        progress(len(seen))
    for posting, key in _standing(mapping.origin):
        if key not in seen:
            done.only_ledger += 1
            _keep(done.postings, posting)
    return done


def _compare(line: int, draft: Draft, row: Posting | None, done: Reconciled) -> None:
    if row is None or hasattr(row, "reversed_by"):
        done.only_file += 1
        done.taken_back += row is not None
        _keep(done.lines, line)
    elif not (what := _differing(row, draft)):
        done.matched += 1
    else:
        done.differing += 1
        if len(done.differences) < MOST_TOLD:
            amounts = draft.ore, _signed(row)
            done.differences.append(Differing(line, row.pk, *amounts, draft.year, row.year, what))


def _booked(origin: str, keys: list[str]) -> dict[str, Posting]:
    found: dict[str, Posting] = {}
    for first in range(0, len(keys), 2_000):
        rows = Posting.objects.filter(origin=origin, key__in=keys[first : first + 2_000])
        found |= {row.key: row for row in rows.select_related("credit", "debit", "reversed_by")}
    return found


def _standing(origin: str) -> Iterator[tuple[int, str]]:
    rows = Posting.objects.filter(origin=origin, reverses=None, reversed_by=None)
    yield from rows.order_by("id").values_list("pk", "key").iterator(chunk_size=AT_ONCE)


def _signed(row: Posting) -> int:
    return row.ore if row.credit.is_source else -row.ore


def _differing(row: Posting, draft: Draft) -> tuple[str, ...]:
    """Return by name in what a posting and a row are not the same."""
    place = row.debit if row.credit.is_source else row.credit
    years = draft.from_year or draft.year, draft.price_year or draft.year
    pairs = {
        "amount": (_signed(row), draft.ore),
        **{name: (getattr(row, name), getattr(draft, name)) for name in _SAME},
        "from-year": (row.from_year, years[0]),
        "price-year": (row.price_year, years[1]),
        **{name: (getattr(place, name), getattr(draft.place, name)) for name in Account.DIMENSIONS},
    }
    return tuple(name for name, (booked, told) in pairs.items() if booked != told)


def _keep(told: list[int], one: int) -> None:
    if len(told) < MOST_TOLD:
        told.append(one)
