"""A cell as what it says: a year, a day, a word there is; or why it is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeVar

from helhet.importing.faults import CellFault
from helhet.importing.money.mapping import Format, Told
from helhet.importing.money.sheetrows import Value
from helhet.ledger.models import LONG, NAME
from helhet.packs.csvrecords import is_formula
from helhet.plans.model import Channel, Counts, Stage

E = TypeVar("E", bound=StrEnum)
_YEARS: Final = range(1990, 2101)
_DAYS: Final = {Format.ISO: "%Y-%m-%d", Format.NORWEGIAN: "%d.%m.%Y"}


def read_text(cell: Value, where: Told) -> str:
    """Return a short text; raise CellFault for one that is too long, or would be taken for a formula."""
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
    return (
        read_text(text[:NAME], where) + text[NAME:] if len(text) <= LONG else read_text(text, where)
    )


def _name(cell: Value, where: Told) -> str:
    text = read_text(cell, where)
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


READERS: Final[dict[str, Callable[[Value, Told], object]]] = {
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
"""How each thing that a mapping tells about a row is read; what is not named here is a short text."""
