"""Entries read in a CPU second: one course at a time in plain Python, and all at once compiled."""

from __future__ import annotations

import numpy as np

from bench.clinic import UNTIL, clinic, courses
from bench.timing import Line, best_cpu_seconds
from helhet.measure.folding import lay_together
from helhet.measure.kernels import kernel
from helhet.packs.pack import open_pack
from helhet.pathway.courses.encoding import encode
from helhet.pathway.courses.folding import fold, read_course, work_size
from helhet.pathway.tables import layout as at
from helhet.pathway.tables.table import Table

FEW, MANY, CHUNK = 400, 20_000, 500


def lines() -> list[Line]:
    """Return the figures of the stepping; what is counted are recorded entries, births not among them."""
    calendar = open_pack().calendar
    table, until = clinic(calendar), calendar.day_start[UNTIL]
    few = courses(calendar, FEW)
    encoded = [encode(table, course) for course in few]
    entries = sum(len(course.entries) for course in few)
    plain = entries / best_cpu_seconds(lambda: [fold(table, each, until) for each in encoded], 15)
    whole = entries / best_cpu_seconds(
        lambda: [read_course(table, course, until) for course in few]
    )
    compiled = _compiled(table, until)
    return [
        Line("stepping, entries a CPU second", "plain Python", f"{plain / 1e6:.3f} M", "1"),
        Line(
            "with entries encoded and rows given names",
            "plain Python",
            f"{whole / 1e6:.3f} M",
            f"{whole / plain:.2f}",
        ),
        Line(
            "stepping, entries a CPU second",
            "compiled",
            f"{compiled / 1e6:.1f} M",
            f"{compiled / plain:.0f}",
        ),
    ]


def _compiled(table: Table, until: int) -> float:
    many = courses(table.calendar, MANY, seed=2)
    encoded = [encode(table, course) for course in many]
    entries, given = lay_together(encoded, table.ints[at.ENTRY_SIZE])
    work = np.zeros(work_size(table, max(len(each.keys) for each in encoded)), np.int64)
    out = np.zeros(CHUNK * 60 * at.OUT_SIZE, np.int64)
    ints, read = np.array(table.ints, np.int64), kernel().read
    chunks = [
        given[first : first + CHUNK * at.GIVEN_SIZE]
        for first in range(0, len(given), CHUNK * at.GIVEN_SIZE)
    ]

    def read_all() -> int:
        return sum(read(ints, entries, work, out, chunk, 0, until) for chunk in chunks)

    assert read_all() == MANY, "each chunk finds room"
    return sum(len(course.entries) for course in many) / best_cpu_seconds(read_all, 15)
