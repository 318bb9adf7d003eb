"""A file of what municipalities report: `municipality,year,figure,value,source`. Numbers and names of the pack's list: no cell can hold a person.

Written whole or not at all. A file that came before is known again by what it says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from helhet.importing.csvfiles import Row, open_csv
from helhet.importing.faults import CellFault, RowFault
from helhet.importing.rowreading import RowReading
from helhet.ledgers.reported import Brought, Sent, What, bring
from helhet.plans.model import Reportable

KIND: Final = "reported"
LONGEST_SOURCE: Final = 200
_WORDS: Final = {
    "choice": ("this is no figure of the pack's list", "Look at the names in plans/reported.yaml."),
    "whole": ("this is counted whole", "Write it without a decimal point."),
    "range": ("this number cannot be", "Look at it once more."),
    "twice": ("the same is told twice in what was sent", "Keep one of the rows."),
    "other-number": (
        "another number has been reported of the same",
        "If this one is right, import with --replace: the one before is kept too.",
    ),
}


@dataclass(frozen=True)
class Imported:
    """What came of a file: what was written, or what is wrong with it, row by row."""

    brought: Brought
    faults: tuple[RowFault, ...] = ()


def import_reported(
    path: Path,
    reportable: Mapping[str, Reportable],
    *,
    replace: bool = False,
    rehearse: bool = False,
) -> Imported:
    """Import a file; raise CannotImport if it is none of this kind."""
    rows = list(open_csv(path, KIND).rows())
    read = [_read(row) for row in rows]
    if faults := [fault for one in read if isinstance(one, list) for fault in one]:
        return Imported(Brought(), tuple(sorted(faults)))
    sent = [one for one in read if isinstance(one, Sent)]
    brought = bring(sent, reportable, replace=replace, rehearse=rehearse)
    return Imported(brought, _said(rows, brought))


def _read(row: Row) -> Sent | list[RowFault]:
    reading = RowReading(row)
    number = reading.cell("municipality", _read_municipality)
    year, value = reading.cell("year", _read_year), reading.cell("value", _read_value)
    source = reading.cell("source", _read_source)
    told = {"municipality": number, "year": year, "value": value, "source": source}
    for column, found in {**told, "figure": row.get("figure") or None}.items():
        if found is None:
            reading.note(column, "this is needed", "Fill it in.")
    if reading.found or number is None or year is None or value is None or source is None:
        return reading.found
    return Sent(What(number, year, row.get("figure")), value, source)


def _read_municipality(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}", text, re.ASCII):
        raise CellFault("this is no number of a municipality", "Write its four digits, as 0301.")
    return text


def _read_year(text: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", text, re.ASCII):
        raise CellFault("this is no year", "Write it as 2016.")
    return int(text)


def _read_value(text: str) -> int:
    """Return a number of at most two decimals as hundredths."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,2})?", text, re.ASCII):
        raise CellFault("this is no number", "Write it as 12 or 12.5, with a point and no spaces.")
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


def _read_source(text: str) -> str:
    if len(text) > LONGEST_SOURCE:
        raise CellFault("this is too long", "Shorten it.")
    return text


def _said(rows: Sequence[Row], brought: Brought) -> tuple[RowFault, ...]:
    return tuple(rows[nth].fault(column, *_WORDS[code]) for nth, column, code in brought.wrong)
