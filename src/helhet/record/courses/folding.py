"""Many courses read at once: encoded one by one, folded all together, each as of an instant of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from helhet.pathway.courses import folding
from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import CourseReading
from helhet.pathway.courses.encoding import Encoded, encode
from helhet.pathway.errors import EntryError
from helhet.pathway.tables.table import Table

Fold = Callable[[Table, Sequence[Encoded], Sequence[int]], Sequence[Sequence[int]]]
"""Encoded courses of one table, and as of which instant each → the rows of the out of each."""


class Asked(NamedTuple):
    """A course, the table it is read by, and as of when."""

    table: Table
    core: CoreCourse
    until: int


def plain_fold(
    table: Table, courses: Sequence[Encoded], untils: Sequence[int]
) -> list[Sequence[int]]:
    """Fold in plain Python, at hand at once; the compiled stepping may be given instead of it."""
    return [folding.fold(table, one, until) for one, until in zip(courses, untils, strict=True)]


def read_many(asked: Sequence[Asked], fold: Fold) -> list[CourseReading | EntryError]:
    """Return what each course says, in the order asked; of one that cannot be read, why."""
    found: list[CourseReading | EntryError | None] = [None] * len(asked)
    encoded: dict[Table, list[tuple[int, Encoded]]] = defaultdict(list)
    for place, one in enumerate(asked):
        try:
            encoded[one.table].append((place, encode(one.table, one.core)))
        except EntryError as error:
            found[place] = error
    for table, courses in encoded.items():
        outs = fold(
            table, [one for _, one in courses], [asked[place].until for place, _ in courses]
        )
        for (place, each), out in zip(courses, outs, strict=True):
            found[place] = folding.decode(table, each, out)
    return [one for one in found if one is not None]
