"""Projections made anew from the entries, and compared with those that are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import CourseReading
from helhet.pathway.courses.folding import read_course
from helhet.pathway.tables.table import Table
from helhet.record import projecting, register
from helhet.record.appending import lock
from helhet.record.errors import Stale
from helhet.record.following import read_again
from helhet.record.models import REGISTER, Course
from helhet.record.pathways import table_of
from helhet.record.reading import core_course
from helhet.record.times import to_instant

Fold = Callable[[Table, CoreCourse, int], CourseReading]
"""How a course is read; the compiled stepping can be given instead of the plain one."""


@dataclass(frozen=True)
class Difference:
    """A course whose kept rows are not those that follow from its entries, and in which tables."""

    course: str
    tables: tuple[str, ...]


def differences(
    courses: QuerySet[Course] | None = None, fold: Fold = read_course
) -> Iterator[Difference]:
    """Yield the courses that a rebuild would change, each as of the moment it was last read."""
    every = Course.objects.all() if courses is None else courses
    for course in every.order_by("pk").iterator():
        if found := _differs(course, fold):
            yield Difference(str(course.pk), found)


def _differs(course: Course, fold: Fold) -> tuple[str, ...]:
    if course.pathway == REGISTER:
        return ("person",) if register.differs(course) else ()
    if course.as_of is None:
        return ("course",)
    table, core, until = table_of(course.pathway), core_course(course), to_instant(course.as_of)
    anew = projecting.project(course, table, core, fold(table, core, until), until)
    kept = projecting.stored(course)
    tables = [
        model._meta.model_name or ""
        for model, rows in anew.rows.items()
        if _in_order(rows) != _in_order(kept[model])
    ]
    own = any(getattr(course, name) != value for name, value in anew.course.items())
    return tuple(["course"] * own + tables)


def _in_order(rows: list[projecting.Row]) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in rows)


def rebuild(now: datetime, courses: QuerySet[Course] | None = None) -> int:
    """Make the projections of all courses anew as of `now`; return of how many. Safe to run while others write."""
    every = Course.objects.all() if courses is None else courses
    return sum(_rebuild(course, now) for course in every.order_by("pk").iterator())


def _rebuild(course: Course, now: datetime) -> bool:
    with transaction.atomic():
        try:
            lock(course, course.version)
        except Stale:
            return False  # whoever wrote has read it as of now
        read_again(course, now)
    return True
