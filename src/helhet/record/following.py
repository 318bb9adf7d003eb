"""A course of whichever kind: one by a pathway, or the register that says who somebody is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from helhet.record import register
from helhet.record.appending import Author, New, append, refresh, write
from helhet.record.models import REGISTER, Course, Entry
from helhet.record.reading import core_course


def append_to(course: Course, entries: Sequence[New], author: Author, now: datetime) -> list[Entry]:
    """Write entries and all that follows. The course must be locked."""
    if course.pathway != REGISTER:
        return append(course, entries, author, now)
    rows = write(course, entries, author, now)
    register.follow(course, now)
    return rows


def read_again(course: Course, now: datetime) -> None:
    """Write anew all that follows from a course as of a moment. The course must be locked."""
    if course.pathway == REGISTER:
        register.follow(course, now)
    else:
        refresh(course, core_course(course), now)
