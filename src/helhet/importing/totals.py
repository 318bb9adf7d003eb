"""A file of totals that others have counted: `period,kind,place,need,count`. Names from the pack's short lists and numbers, nothing else: no cell can hold a person.

Written whole or not at all. A file that came before is known again by what it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from helhet.access.deciding import Reader
from helhet.importing.csvfiles import Row, open_csv
from helhet.importing.faults import CellFault, RowFault
from helhet.importing.rowreading import RowReading
from helhet.ledgers.totals import Brought, Counted, What, bring

KIND: Final = "totals"
_WEEK: Final = re.compile(r"([0-9]{4})-W([0-9]{2})")
_MONTH: Final = re.compile(r"([0-9]{4})-([0-9]{2})")
_FIRST, _LAST = 2000, 2099
_WORDS: Final = {
    "choice": ("this is none of the pack's list", "Look at the lists in contacts.yaml."),
    "not-over": ("the period is not over", "Import it when it is, for its number still grows."),
    "range": ("this number cannot be", "Look at it once more."),
    "twice": ("the same is counted twice in what was sent", "Keep one of the rows."),
    "other-number": (
        "another number has been written of the same",
        "If this one is right, import with --replace.",
    ),
    "across": (
        "some of these days are counted already, by another period of the same kind",
        "Send weeks or months of a kind, not both.",
    ),
    "no-total": (
        "how many asked for this is told, and not how many contacts there were",
        "Add the row of the same period, kind and place without a need.",
    ),
    "more-than-all": (
        "more asked for something than there were contacts",
        "Mend this row, or the one without a need.",
    ),
}


@dataclass(frozen=True)
class Imported:
    """What came of a file: what was written, or what is wrong with it, row by row."""

    brought: Brought
    faults: tuple[RowFault, ...] = ()


def import_totals(
    reader: Reader, path: Path, *, replace: bool = False, rehearse: bool = False
) -> Imported:
    """Import a file for the reader's unit; raise CannotImport if it is none of this kind."""
    rows = list(open_csv(path, KIND).rows())
    read = [_read(row) for row in rows]
    if faults := [fault for one in read if isinstance(one, list) for fault in one]:
        return Imported(Brought(), tuple(sorted(faults)))
    sent = [one for one in read if isinstance(one, Counted)]
    brought = bring(reader, sent, replace=replace, rehearse=rehearse)
    return Imported(brought, _said(rows, brought))


def _read(row: Row) -> Counted | list[RowFault]:
    reading = RowReading(row)
    period, contacts = reading.cell("period", read_period), reading.cell("count", _read_count)
    for column, told in (("period", period), ("kind", row.get("kind")), ("count", contacts)):
        if told in (None, ""):
            reading.note(column, "this is needed", "Fill it in.")
    if reading.found or period is None or contacts is None:
        return reading.found
    return Counted(What(row.get("kind"), *period, row.get("place"), row.get("need")), contacts)


def read_period(text: str) -> tuple[date, date]:
    """Return the first and the last day of a week, written 2026-W07, or of a month, written 2026-02."""
    try:
        if week := _WEEK.fullmatch(text):
            return _within(date.fromisocalendar(int(week[1]), int(week[2]), 1), 7)
        if month := _MONTH.fullmatch(text):
            first = date(int(month[1]), int(month[2]), 1)
            return _within(first, _days_in(first))
    except ValueError:
        pass
    raise CellFault(
        "this is no week or month between 2000 and 2099", "Write it as 2026-W07 or 2026-02."
    )


def _within(first: date, days: int) -> tuple[date, date]:
    last = first + timedelta(days=days - 1)
    if not (first.year >= _FIRST and last.year <= _LAST):
        raise ValueError
    return first, last


def _days_in(first: date) -> int:
    return ((first + timedelta(days=31)).replace(day=1) - first).days


def _read_count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise CellFault("this is no whole number", "Write at most nine digits, and nothing else.")
    return int(text)


def _said(rows: Sequence[Row], brought: Brought) -> tuple[RowFault, ...]:
    return tuple(rows[nth].fault(field, *_WORDS[code]) for nth, field, code in brought.wrong)
