"""A course as it was known: on a day that has passed, or after one of its entries."""

from __future__ import annotations

from datetime import datetime

from helhet.pathway.courses.course import CourseReading
from helhet.pathway.courses.folding import read_course
from helhet.record.courses.reading import core_course, until_of
from helhet.record.models import Course
from helhet.record.pathways import table_of


def known_at(course: Course, moment: datetime) -> CourseReading | None:
    """Return what the course said at a moment, by what had been recorded then; None if nothing had.

    Entries are recorded in the order of their numbers, so what was known is always the first so many.
    """
    last = course.entries.filter(recorded_at__lte=moment).order_by("-number").first()
    if last is None:
        return None
    table, core = table_of(course.pathway), core_course(course, last.number)
    return read_course(table, core, until_of(table, core, moment))
