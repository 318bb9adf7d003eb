"""A file of money into the ledger: read whole first, so that nothing of a faulty file is booked; then booked in parts, each row once.
What was found right waits in a file without a name, so that a file that changes meanwhile changes nothing.

Who is stopped in the middle starts again: what was booked is known.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from helhet.importing.faults import RowFault
from helhet.importing.money.aside import Aside
from helhet.importing.money.drafting import Drafting
from helhet.importing.money.mapping import MoneyMapping
from helhet.importing.money.sheetrows import SheetRow
from helhet.importing.money.sheets import rows_of
from helhet.ledger.before import compared
from helhet.ledger.booking import book, closed_years
from helhet.ledger.draft import Draft
from helhet.plans.model import Stage

AT_ONCE: Final = 50_000
MOST_FAULTS: Final = 1_000
SELDOM: Final = 200_000
"""After how many new objects Python looks for circles among them. Own choice."""
Progress = Callable[[int], None]
Right = tuple[SheetRow, Draft]
_OTHERWISE: Final = (
    "this row is booked, and says something else than then",
    "Take that posting back, or give the row a key of its own.",
)
_CLOSED: Final = ("this year is closed", "Take the row out, or book it in a year that is open.")


@dataclass
class Brought:
    """What came of a file: rows that are right, new and known ones, sums in øre by year and stage of the new, and faults in order.

    At most MOST_FAULTS faults are kept; `faulty` counts the rows that have any.
    """

    rows: int = 0
    new: int = 0
    known: int = 0
    written: int = 0
    faulty: int = 0
    sums: dict[tuple[int, Stage], int] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)


def bring(
    path: Path,
    mapping: MoneyMapping,
    *,
    rehearse: bool = False,
    right_rows: bool = False,
    progress: Progress = lambda _: None,
) -> Brought:
    """Import a file; raise CannotImport if it is none. With any fault nothing is booked, unless the right rows are asked for."""
    done = Brought()
    with Aside() as aside, seldom_swept():
        for some in parts(right_rows_of(path, mapping, done)):
            new = _new(some, done)
            if not rehearse:
                aside.put(new)
            progress(done.rows)
        done.faults.sort()
        if rehearse or (done.faulty and not right_rows):
            return done
        for drafts in aside.take():
            done.written += book(drafts).written
            progress(done.written)
    return done


@contextmanager
def seldom_swept() -> Iterator[None]:
    """Let Python look for circles less often: rows have none, and looking took a quarter of the time."""
    before = gc.get_threshold()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def right_rows_of(path: Path, mapping: MoneyMapping, done: Brought) -> Iterator[Right]:
    """Yield the rows that can be booked as far as they tell themselves, each with its draft; note the others in `done`."""
    drafting = Drafting(mapping)
    for row in rows_of(path, mapping):
        told = drafting.draft(row)
        if isinstance(told, list):
            _note(done, told)
        else:
            done.rows += 1
            yield row, told


def _note(done: Brought, faults: list[RowFault]) -> None:
    done.faulty += 1
    done.faults += faults[: MOST_FAULTS - len(done.faults)]


def parts(rows: Iterator[Right]) -> Iterator[list[Right]]:
    """Yield rows, many at a time."""
    return iter(lambda: [*islice(rows, AT_ONCE)], [])


def _new(some: list[Right], done: Brought) -> list[Draft]:
    """Return those that were not booked before; note what the ledger refuses, and what the new ones come to."""
    closed, before = closed_years(), compared([draft for _row, draft in some])
    new = []
    for row, draft in some:
        is_same = before.get(draft.key)
        if is_same:
            done.known += 1
        elif is_same is False:
            _note(done, [row.fault("", *_OTHERWISE)])
        elif draft.year in closed:
            _note(done, [row.fault("", *_CLOSED)])
        else:
            new.append(draft)
            key = draft.year, draft.stage
            done.sums[key] = done.sums.get(key, 0) + draft.ore
    done.new += len(new)
    return new
