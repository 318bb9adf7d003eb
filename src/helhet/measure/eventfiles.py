"""The file of `--events`: rows of theirs and ours, as spreadsheets write them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from helhet.measure.errors import LogError
from helhet.measure.events import NOTHING, EventNames, Ours, Told, alike
from helhet.measure.files import check_file
from helhet.packs.csvrecords import DELIMITERS
from helhet.pathway.errors import printable
from helhet.pathway.reading.faults import quoted
from helhet.pathway.tables.table import Table

HEADER: Final = ["theirs", "ours"]
MOST_BYTES: Final = 16_000_000


def read_event_names(path: Path, table: Table) -> EventNames:
    """Read a file of rows `theirs,ours`; ours is an event, `event.outcome`, or nothing: leave it out."""
    plain = EventNames(table)
    theirs: dict[str, Ours] = {}
    lines: dict[str, int] = {}
    for line, row in _rows(path):
        place = f"{printable(path)}:{line}"
        if len(row) != 2 or not row[0]:
            raise LogError(f"{place}: the row is not theirs,ours with a name of theirs. Mend it.")
        key, ours = alike(row[0]), _ours(row[1], plain, place)
        if theirs.setdefault(key, ours) != ours:
            raise LogError(
                f"{place}: {quoted(row[0])} is something else on line {lines[key]}, "
                "and capitals and spaces around make no other name. Keep one."
            )
        lines.setdefault(key, line)
    return EventNames(table, theirs)


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    lines = _lines(path)
    try:
        reader = csv.reader(lines, delimiter=_delimiter(lines))
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells) and [cell.casefold() for cell in cells] != HEADER:
                yield reader.line_num, cells
    except csv.Error:
        raise LogError(
            f"{printable(path)} has a name that is too long. Look for a quotation mark that is not closed."
        ) from None


def _lines(path: Path) -> list[str]:
    check_file(path)
    with path.open("rb") as file:
        told = file.read(MOST_BYTES + 1)
    if len(told) > MOST_BYTES:
        raise LogError(f"{printable(path)} is too long for a file of names. Is it the log?")
    try:
        return told.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise LogError(f"{printable(path)} is not UTF-8. Save it as UTF-8.") from None


def _delimiter(lines: list[str]) -> str:
    """Return the sign that the header has, or else the one that makes two cells of the most rows."""

    def fit(sign: str) -> tuple[bool, int]:
        rows = [
            [cell.strip().casefold() for cell in row] for row in csv.reader(lines, delimiter=sign)
        ]
        return HEADER in rows[:1], sum(len(row) == 2 for row in rows)

    return max(DELIMITERS, key=fit)


def _ours(text: str, names: EventNames, place: str) -> Ours:
    if not text:
        return NOTHING
    told, _, outcome = text.partition(".")
    event = names.event(told.strip())
    if event is None:
        raise LogError(
            f"{place}: {quoted(told)} is no event of the pathway. {names.hint(Told(told))}"
        )
    named = names.outcome(event, outcome.strip()) if outcome else ""
    if named is None:
        hint = names.outcome_hint(event, outcome)
        raise LogError(f"{place}: {quoted(outcome)} is no outcome of {event}. {hint}")
    return event, named
