"""The compiled stepping for courses that have been encoded one by one: what the live record is made anew with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain

import numpy as np

from helhet.measure.kernels import Array, kernel
from helhet.pathway.courses.encoding import Encoded
from helhet.pathway.courses.folding import work_size
from helhet.pathway.tables import layout as at
from helhet.pathway.tables.table import Table

ROWS_IN_COURSE = 16
"""Rows of the out that a course has room for at first, beside two for each entry."""


def compiled_fold(
    table: Table, courses: Sequence[Encoded], untils: Sequence[int]
) -> list[Sequence[int]]:
    """Return the rows of the out of each course, as of an instant of its own; one call for each instant."""
    found: list[Sequence[int]] = [()] * len(courses)
    places: dict[int, list[int]] = defaultdict(list)
    for place, until in enumerate(untils):
        places[until].append(place)
    for until, those in places.items():
        outs = _fold(table, [courses[place] for place in those], until)
        for place, out in zip(those, outs, strict=True):
            found[place] = out
    return found


def _fold(table: Table, courses: Sequence[Encoded], until: int) -> list[list[int]]:
    entries, given = lay_together(courses, table.ints[at.ENTRY_SIZE])
    work = np.zeros(work_size(table, max(len(one.keys) for one in courses)), np.int64)
    room = ROWS_IN_COURSE * len(courses) + 2 * len(entries) // table.ints[at.ENTRY_SIZE]
    ints, read, outs = np.array(table.ints, np.int64), 0, []
    while read < len(courses):
        out = np.empty(room * at.OUT_SIZE, np.int64)
        read = kernel().read(ints, entries, work, out, given, read, until)
        outs += _parted(out[: work[at.N_OUT]])
        room *= 4
    return outs


def _parted(out: Array) -> list[list[int]]:
    """Return the rows of each course; where a course stood at the end is its last row."""
    is_last = out[at.OUT_KIND :: at.OUT_SIZE] == at.LAST_OUT
    ends = (np.flatnonzero(is_last) + 1) * at.OUT_SIZE
    rows, begin, parted = out.tolist(), 0, []
    for end in ends.tolist():
        parted.append(rows[begin:end])
        begin = end
    return parted


def lay_together(courses: Sequence[Encoded], size: int) -> tuple[Array, Array]:
    """Return the records of many courses one after the other, and where each stands (`given` of the layout)."""
    entries = np.array(list(chain.from_iterable(one.ints for one in courses)), np.int64)
    given, place = [], 0
    for number, one in enumerate(courses):
        entries[place + at.ENTRY_KEYS : place + one.end : size] += place
        given += [number, place, place + one.end, len(one.keys)]
        place += len(one.ints)
    return entries, np.array(given, np.int64)
