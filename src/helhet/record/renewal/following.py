"""A course of whichever kind: one by a pathway, or the register that says who somebody is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from helhet.record.courses.appending import Author, New, append, lock, refresh, write
from helhet.record.courses.folding import Fold, plain_fold
from helhet.record.courses.reading import core_course
from helhet.record.errors import Stale
from helhet.record.models import REGISTER, Course, Entry
from helhet.record.persons import rows as persons
from helhet.record.renewal import batches


def append_to(course: Course, entries: Sequence[New], author: Author, now: datetime) -> list[Entry]:
    """Write entries and all that follows. The course must be locked."""
    if course.pathway != REGISTER:
        return append(course, entries, author, now)
    rows = write(course, entries, author, now)
    persons.follow(course, now)
    return rows


def read_again(course: Course, now: datetime) -> None:
    """Write anew all that follows from a course as of a moment. The course must be locked."""
    if course.pathway == REGISTER:
        persons.follow(course, now)
    else:
        refresh(course, core_course(course), now)


def read_all_again(
    courses: Iterable[UUID], now: datetime, fold: Fold = plain_fold
) -> Iterator[str | None]:
    """Read courses again, many in a transaction; yield for each None, or the kind of what went wrong.

    One that cannot be read keeps no other from being read; one in which somebody writes at that
    moment is left, for whoever writes has read it as of now.
    """
    for batch in batches.batches(courses):
        done = _read_batch_again(batch, now, fold)
        yield from [None] * len(done)
        yield from _read_each_again([course for course in batch if course not in done], now)


def _read_batch_again(courses: list[UUID], now: datetime, fold: Fold) -> set[UUID]:
    try:
        return batches.read_again(courses, now, fold)
    except Exception:  # noqa: BLE001 - one by one they tell which of them it is
        return set()


def _read_each_again(courses: Iterable[UUID], now: datetime) -> Iterator[str | None]:
    for course_id in courses:
        try:
            with transaction.atomic():
                course = Course.objects.get(pk=course_id)
                lock(course, course.version)
                read_again(course, now)
        except Stale:
            continue
        except Exception as error:  # noqa: BLE001 - told of by its kind; what it says may carry values
            yield f"course {course_id}: {type(error).__name__}"
        else:
            yield None
