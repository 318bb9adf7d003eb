"""Many courses made anew at once: read in few queries, folded together, and only what differs is written.

Nothing is locked while they are read. Whoever writes in a course meanwhile is left in peace: the
course is then not among those that are done, and may be read again alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import CourseReading
from helhet.pathway.errors import EntryError
from helhet.record.courses import keeping, projecting
from helhet.record.courses.folding import Asked, Fold, read_many
from helhet.record.courses.keeping import Stored
from helhet.record.courses.projecting import Kept, Projection, Units
from helhet.record.courses.reading import core_courses, unit_ids, until_of
from helhet.record.models import REGISTER, Course, Erasure
from helhet.record.pathways import table_of
from helhet.record.persons import rows as persons
from helhet.record.times import to_instant

T = TypeVar("T")
BATCH: Final = 500


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Yield the items, so many at a time."""
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch


@dataclass(frozen=True)
class _Anew:
    """A course as it was found, and what follows from its entries: of that, `own` and `tables` are kept otherwise."""

    course: Course
    projection: Projection
    own: dict[str, Any]
    tables: frozenset[Kept]


def unchanged(courses: Collection[UUID], fold: Fold) -> set[UUID]:
    """Return the courses of which the rows that are kept are those that follow, as of when each was last read."""
    rows = list(_by_pathways(courses).filter(as_of__isnull=False))
    same = {one.course.pk for one in _anew(rows, None, fold) if not (one.own or one.tables)}
    return same | persons.unchanged(courses)


def read_again(courses: Collection[UUID], now: datetime, fold: Fold) -> set[UUID]:
    """Write anew what follows from courses as of a moment; return those that are done."""
    rows, erased = list(_by_pathways(courses)), _erased(courses)
    anew, same = _anew(rows, now, fold), persons.unchanged(courses)
    with transaction.atomic():
        held = _held(rows, erased)
        whole = [one for one in anew if one.course.pk in held]
        keeping.write_over((one.course, one.projection, one.tables) for one in whole)
        _write_own(whole)
        Course.objects.filter(pk__in=same).update(as_of=now)
    return {one.course.pk for one in whole} | same


def _by_pathways(courses: Collection[UUID]) -> QuerySet[Course]:
    return Course.objects.filter(pk__in=courses).exclude(pathway=REGISTER)


def _anew(rows: Sequence[Course], now: datetime | None, fold: Fold) -> list[_Anew]:
    """Read courses as of a moment, or each as of when it was last read; one that cannot be is left out."""
    ids = [course.pk for course in rows]
    stored, cores = keeping.stored_of(ids), core_courses(ids)
    asked = [_asked(course, cores[course.pk], now) for course in rows]
    readings = read_many(asked, fold)
    read = [one for one in readings if not isinstance(one, EntryError)]
    units = unit_ids(code for one in read for code in projecting.units_of(one))
    return [
        _compared(course, one, reading, units, stored)
        for course, one, reading in zip(rows, asked, readings, strict=True)
        if not isinstance(reading, EntryError)
    ]


def _asked(course: Course, core: CoreCourse, now: datetime | None) -> Asked:
    table = table_of(course.pathway)
    if now is None:
        assert course.as_of is not None, "it has been read"
        return Asked(table, core, to_instant(course.as_of))
    return Asked(table, core, until_of(table, core, now))


def _compared(
    course: Course, asked: Asked, reading: CourseReading, units: Units, stored: Stored
) -> _Anew:
    table, core, until = asked
    made = projecting.project(course, table, core, reading, until, units)
    own = {name: told for name, told in made.course.items() if getattr(course, name) != told}
    return _Anew(course, made, own, keeping.changed(course, made, stored))


def _erased(courses: Collection[UUID]) -> dict[UUID, int]:
    """Return how often something was erased from courses: that changes neither version nor, perhaps, `as_of`."""
    found = Erasure.objects.filter(course__in=courses).values_list("course", flat=True)
    return Counter(found)


def _held(rows: Sequence[Course], erased: Mapping[UUID, int]) -> set[UUID]:
    """Take courses for this transaction; return those in which nobody writes, or has since they were found."""
    found = {course.pk: (course.version, course.as_of) for course in rows}
    free = Course.objects.filter(pk__in=found).select_for_update(skip_locked=True, no_key=True)
    held = free.values_list("pk", "version", "as_of")
    same = {pk for pk, *state in held if found[pk] == tuple(state)}
    again = _erased(same)
    return {pk for pk in same if again.get(pk) == erased.get(pk)}


def _write_own(courses: Iterable[_Anew]) -> None:
    """Write what differs of the courses' own rows; a query for each way in which they do, mostly one."""
    ways = defaultdict[str, list[_Anew]](list)
    for one in courses:
        ways[repr(sorted(one.own.items()))].append(one)
    for alike in ways.values():
        if alike[0].own:
            Course.objects.filter(pk__in=[one.course.pk for one in alike]).update(**alike[0].own)
