"""Entries tried on a course, each alone: what would be unforeseen of it. The course is read once, up to where they would stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from helhet.pathway.courses.course import Course, Deviation, Entry
from helhet.pathway.courses.encoding import encode
from helhet.pathway.courses.folding import deviations_in, work_size
from helhet.pathway.courses.ordering import effective_entries, in_order
from helhet.pathway.stepping.courses import begin_course
from helhet.pathway.stepping.entries import step
from helhet.pathway.tables import layout as at
from helhet.pathway.tables.table import Table

_ROOM: Final = 8
"""Rows that a step may write before more room is made for them."""


def deviations_of(
    table: Table, course: Course, tried: Sequence[Entry]
) -> dict[int, list[Deviation]]:
    """Return by its number what would be unforeseen of each entry, were it written in the course without the others.

    The entries are new: their numbers are those of none in the course, they correct and fulfil nothing, and none is of a day
    before the course's first. Raises EntryError as `read_course` does.
    """
    trial = _Trial(table, replace(course, entries=(*course.entries, *tried)))
    numbers = {entry.number for entry in tried}
    places = [place for place, number in trial.steps if number in numbers]
    others = [place for place, number in trial.steps if number not in numbers]
    shared = [place for place in others if place < min(places, default=trial.end)]
    before = trial.after(trial.begun(), shared)
    return {
        number: trial.tried(before, [n for n in others[len(shared) :] if n < place], place, number)
        for place, number in trial.steps
        if number in numbers
    }


class _Trial:
    """A course with all that is tried on it, encoded once; `steps` are the places of its entries, each with its number."""

    def __init__(self, table: Table, together: Course) -> None:
        self.table, self.encoded = table, encode(table, together)
        entries = in_order(table, effective_entries(together.entries))
        self.end, size = self.encoded.end, table.ints[at.ENTRY_SIZE]
        self.first = self.end - len(entries) * size
        places = range(self.first, self.end, size)
        self.steps = [(n, one.number) for n, one in zip(places, entries, strict=True)]

    def begun(self) -> list[int]:
        """Return the work of a course that has heard of its birth, if it has one, and of nothing else."""
        n_keys = len(self.encoded.keys)
        w = [0] * work_size(self.table, n_keys)
        begin_course(self.table.ints, w, at.WORK_HEADER, 0, n_keys)
        return self.after(w, range(0, self.first, self.table.ints[at.ENTRY_SIZE]))

    def after(self, w: list[int], places: Sequence[int]) -> list[int]:
        """Return the work after the entries of some places; what comes of them is not wanted."""
        w, out = list(w), [0] * at.OUT_SIZE
        for place in places:
            step(self.table.ints, self.encoded.ints, w, at.WORK_HEADER, out, place)
        w[at.N_OUT] = w[at.OUT_FULL] = 0
        return w

    def tried(
        self, before: list[int], between: Sequence[int], place: int, number: int
    ) -> list[Deviation]:
        """Return what is unforeseen of the entry of a place, after those of some others."""
        start, room = self.after(before, between), _ROOM
        while True:
            w, out = list(start), [0] * (room * at.OUT_SIZE)
            step(self.table.ints, self.encoded.ints, w, at.WORK_HEADER, out, place)
            if not w[at.OUT_FULL]:
                told = deviations_in(self.table, self.encoded, out[: w[at.N_OUT]])
                return [one for one in told if one.number == number]
            room *= 4
