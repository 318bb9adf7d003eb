"""A row as what is to be booked, or all that is wrong with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any, Final, TypeVar

from helhet.importing.faults import CellFault, RowFault
from helhet.importing.money.amounts import read_amount
from helhet.importing.money.mapping import Format, MoneyMapping, Told
from helhet.importing.money.sheets import SheetRow, Value
from helhet.ledger.accounts import Place
from helhet.ledger.draft import Draft
from helhet.ledger.models import LONG, NAME
from helhet.packs.csvrecords import is_formula
from helhet.plans.model import Channel, Counts, Stage

E = TypeVar("E", bound=StrEnum)
_YEARS: Final = range(1990, 2101)
_DAYS: Final = {Format.ISO: "%Y-%m-%d", Format.NORWEGIAN: "%d.%m.%Y"}
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
        return _READERS.get(name, _text)(cell, where)

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


def _text(cell: Value, where: Told) -> str:
    text = str(cell)
    if is_formula(text):
        raise CellFault("a spreadsheet would take this for a formula", "Begin it with a letter.")
    if any(ord(sign) < 32 for sign in text):
        raise CellFault("this has signs that are no letters", "Write it anew.")
    if len(text) > NAME:
        raise CellFault(f"this is longer than {NAME} letters", "Shorten it.")
    return text


def _long(cell: Value, where: Told) -> str:
    text = str(cell)
    return _text(text[:NAME], where) + text[NAME:] if len(text) <= LONG else _text(text, where)


def _name(cell: Value, where: Told) -> str:
    text = _text(cell, where)
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", text):
        raise CellFault("this is no name of a plan", "Write small letters, digits and hyphens.")
    return text


def _year(cell: Value, where: Told) -> int:
    text = str(cell)
    if not re.fullmatch(r"[0-9]{4}", text, re.ASCII) or int(text) not in _YEARS:
        raise CellFault("this is no budget year", "Write it as 2016.")
    return int(text)


def _day(cell: Value, where: Told) -> date:
    if isinstance(cell, date):
        return cell
    try:
        return datetime.strptime(str(cell), _DAYS[where.format]).date()  # noqa: DTZ007 - a day, no moment
    except ValueError:
        raise CellFault(
            f"this is no day written {where.format}", "Mend it, or the format in the mapping."
        ) from None


def _flag(cell: Value, where: Told) -> bool:
    if cell not in ("yes", "no"):
        raise CellFault("this is neither yes nor no", "Translate it under 'values' in the mapping.")
    return cell == "yes"


def _one_of(kind: type[E]) -> Callable[[Value, Told], E]:
    def read(cell: Value, where: Told) -> E:
        if cell not in tuple(kind):
            told = ", ".join(kind)
            raise CellFault(
                "this is none of the words there are",
                f"Translate it under 'values' into one of {told}.",
            )
        return kind(str(cell))

    return read


_NEEDED: Final = {"plan", "year", "stage", "counts", "booked_on", "source"}
_READERS: Final[dict[str, Callable[[Value, Told], object]]] = {
    "plan": _name,
    "year": _year,
    "from_year": _year,
    "price_year": _year,
    "stage": _one_of(Stage),
    "counts": _one_of(Counts),
    "channel": _one_of(Channel),
    "booked_on": _day,
    "verified": _flag,
    "source": _long,
    "text": _long,
}
