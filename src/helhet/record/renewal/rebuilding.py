"""Projections made anew from the entries, and compared with those that are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from helhet.access.models import Tie
from helhet.parties.models import Subject
from helhet.pathway.courses.folding import read_course
from helhet.record.courses import keeping, projecting
from helhet.record.courses.folding import Fold, plain_fold
from helhet.record.courses.reading import core_course
from helhet.record.models import REGISTER, Course
from helhet.record.pathways import table_of
from helhet.record.persons import rows as persons
from helhet.record.persons.rows import root_of
from helhet.record.renewal.batches import BATCH, unchanged
from helhet.record.renewal.following import read_all_again
from helhet.record.times import to_instant


@dataclass(frozen=True)
class Difference:
    """A course whose kept rows are not those that follow from its entries, and in which tables."""

    course: str
    tables: tuple[str, ...]


def differences(
    courses: QuerySet[Course] | None = None, fold: Fold = plain_fold
) -> Iterator[Difference]:
    """Yield the courses that a rebuild would change, each as of the moment it was last read; and rows of nothing."""
    for batch in _batches(Course.objects.all() if courses is None else courses):
        same = _unchanged(batch, fold)
        for course_id in batch:
            # Whoever writes meanwhile is no finding: a difference must be there twice.
            if course_id not in same and _found(course_id) and (found := _found(course_id)):
                yield Difference(str(course_id), found)
    if courses is None:
        for origin in _ties_of_nothing().values_list("origin", flat=True).distinct():
            yield Difference(str(origin), ("tie",))
        for subject in _roots_astray():
            yield Difference(str(subject), ("subject",))


def _batches(courses: QuerySet[Course]) -> Iterator[list[UUID]]:
    """Yield the courses' ids, so many at a time: of a million not all need be at hand."""
    last = UUID(int=0)
    while batch := list(
        courses.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        yield batch
        last = batch[-1]


def _unchanged(courses: list[UUID], fold: Fold) -> set[UUID]:
    try:
        return unchanged(courses, fold)
    except Exception:  # noqa: BLE001 - one by one they tell which of them it is
        return set()


def _found(course_id: UUID) -> tuple[str, ...]:
    try:
        return _differs(Course.objects.get(pk=course_id))
    except Exception as error:  # noqa: BLE001 - told of by its kind; what it says may carry values
        return (type(error).__name__,)


def _differs(course: Course) -> tuple[str, ...]:
    if course.pathway == REGISTER:
        return ("person",) if persons.differs(course) else ()
    if course.as_of is None:
        return ("course",)
    table, core, until = table_of(course.pathway), core_course(course), to_instant(course.as_of)
    anew = projecting.project(course, table, core, read_course(table, core, until), until)
    others = keeping.changed(course, anew, keeping.stored_of([course.pk]))
    own = any(getattr(course, name) != value for name, value in anew.course.items())
    return ("course",) * own + tuple(sorted(model._meta.model_name or "" for model in others))


def rebuild(
    now: datetime, courses: QuerySet[Course] | None = None, fold: Fold = plain_fold
) -> Iterator[str | None]:
    """Make the projections of all courses anew as of `now`; yield for each None, or what kept it from being read.

    Ties of courses that are not there are taken away. Safe to run while others write.
    """
    if courses is None:
        _ties_of_nothing().delete()
    for batch in _batches(Course.objects.all() if courses is None else courses):
        yield from read_all_again(batch, now, fold)


def _ties_of_nothing() -> QuerySet[Tie]:
    """Return the ties of care whose course is not there: nobody may see anybody by those."""
    known = Course.objects.filter(pk=OuterRef("origin"))
    return Tie.objects.filter(~Exists(known), kind=Tie.Kind.CARE)


def _roots_astray() -> Iterator[UUID]:
    """Yield the subjects whose root is not the last on the way of what they were merged into."""
    merged = Subject.objects.filter(~Q(root=F("id")) | Q(merged_into__isnull=False))
    for subject, root in merged.values_list("pk", "root_id"):
        if root_of(subject) != root:
            yield subject
