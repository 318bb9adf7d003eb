"""A row as what is to be booked, or all that is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from hashlib import blake2b
from typing import Any, Final

from helhet.importing.faults import CellFault, RowFault
from helhet.importing.money.amounts import read_amount
from helhet.importing.money.cells import READERS, read_text
from helhet.importing.money.mapping import MoneyMapping, Told
from helhet.importing.money.sheetrows import SheetRow, Value
from helhet.ledger.accounts import Place
from helhet.ledger.draft import Draft
from helhet.plans.model import Channel

_NEEDED: Final = {"plan", "year", "stage", "counts", "booked_on", "source"}
MOST_KEPT: Final = 10_000
_BETWEEN: Final = " | "
_SHORT: Final = 40
"""Keys shorter than a digest stand as they are: they can be read, and keep their order in the index."""


class Drafting:
    """Reads the rows of one file in their order: what a row is known by may rest on those before it."""

    def __init__(self, mapping: MoneyMapping) -> None:
        self._mapping = mapping
        self._seen: Counter[str] = Counter()
        self._rows = [*mapping.rows.told()]
        self._places: dict[tuple[Any, ...], tuple[Place, Place]] = {}
        self._kept: dict[str, dict[Value | None, object]] = {name: {} for name, _ in self._rows}
        self._same = dict(self._read_once())
        self._rows = [one for one in self._rows if one[0] not in self._same]

    def draft(self, row: SheetRow) -> Draft | list[RowFault]:
        """Return what a row is to be booked as, or its faults."""
        if row.faults and not row.cells:
            return list(row.faults)
        faults = list(row.faults)
        told = dict(self._same)
        for name, where in self._rows:
            try:
                told[name] = self._told(row, name, where)
            except CellFault as error:
                faults.append(row.fault(where.column or name, error.fault, error.remedy))
        ore = self._amount(row, faults)
        self._check_currency(row, faults)
        if faults:
            return faults
        if (columns := self._mapping.key) and not any(map(row.cells.get, columns)):
            return [row.fault(columns[0], "this row has no key", "Give each row its own key.")]
        key = self._key(row, told, ore)
        if key is None:
            return [
                row.fault("", "the same key stands in a row before", "Give each row its own key.")
            ]
        return self._drafted(told, ore, key)

    def _read_once(self) -> Iterator[tuple[str, object]]:
        """Yield what is the same for all rows; what is wrong with it is told by each row."""
        for name, where in self._rows:
            if where.is_ is not None:
                with suppress(CellFault):
                    yield name, self._read(where.is_, name, where)

    def _told(self, row: SheetRow, name: str, where: Told) -> object:
        cell: Value | None = where.is_ if where.column is None else row.cells.get(where.column)
        kept = self._kept[name]
        if (found := kept.get(cell, kept)) is not kept:
            return found
        told = self._read(cell, name, where)
        if len(kept) < MOST_KEPT:  # the same few words stand in most rows
            kept[cell] = told
        return told

    def _read(self, cell: Value | None, name: str, where: Told) -> object:
        if where.values and isinstance(cell, str | int):
            if str(cell) not in where.values:
                raise CellFault("the mapping has no translation of this", "Add it under 'values'.")
            cell = where.values[str(cell)]
        if cell is None:
            if name in _NEEDED:
                raise CellFault("this is needed", "Fill it in.")
            return None
        return READERS.get(name, read_text)(cell, where)

    def _amount(self, row: SheetRow, faults: list[RowFault]) -> int:
        column = self._mapping.amount.column
        cell = row.cells.get(column)
        try:
            if cell is None or isinstance(cell, date):
                raise CellFault("here an amount is needed", "Fill it in.")
            return read_amount(cell, self._mapping.amount)
        except CellFault as error:
            if not any(one.column == column for one in faults):
                faults.append(row.fault(column, error.fault, error.remedy))
            return 0

    def _check_currency(self, row: SheetRow, faults: list[RowFault]) -> None:
        currency = self._mapping.currency
        if currency and row.cells.get(currency.column) != currency.only:
            faults.append(
                row.fault(
                    currency.column,
                    "this is another currency than the mapping's, or none",
                    "Change the amount to kroner by a rate you know, or take the row out.",
                )
            )

    def _key(self, row: SheetRow, told: dict[str, object], ore: int) -> str | None:
        """Return what the row is known by, readable if it is short; None if it is that of a row before."""
        columns = self._mapping.key
        if columns:
            cells = [str(row.cells.get(column, "")) for column in columns]
            joined = _BETWEEN.join(cells)
            is_short = len(joined) < _SHORT and _BETWEEN not in "".join(cells)
            is_short &= not joined.startswith(
                "-"
            )  # what takes a posting back is known by such a key
            key = joined if is_short else _digest(cells)
        else:
            key = _digest((*sorted((name, str(value)) for name, value in told.items()), ore))
        self._seen[key] += 1
        nth = self._seen[key]
        if nth == 1:
            return key
        return None if columns else f"{key}-{nth}"

    def _drafted(self, told: dict[str, Any], ore: int, key: str) -> Draft:
        get = told.get
        names = (
            told["plan"],
            get("channel"),
            get("measure"),
            get("post"),
            get("receiver"),
            get("region"),
        )
        source_place, place = self._places.get(names) or self._placed(names)
        return Draft(
            self._mapping.origin, key, source_place, place, ore, told["year"], told["stage"], told["counts"],
            told["booked_on"], told["source"], get("verified") is not False, get("said_by") or "", get("text") or "",
            get("from_year"), get("price_year"),
        )  # fmt: skip

    def _placed(self, names: tuple[Any, ...]) -> tuple[Place, Place]:
        plan, channel, *rest = names
        measure, post, receiver, region = (one or "" for one in rest)
        place = Place(plan, channel or Channel.NOT_TOLD, measure, post, receiver, region)
        self._places[names] = Place(plan, is_source=True), place
        return self._places[names]


def _digest(parts: object) -> str:
    return blake2b(repr(parts).encode(errors="surrogateescape"), digest_size=20).hexdigest()
