"""What a unit sets aside for a while, with a reason: it comes back on its day, or as soon as it is late."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from helhet.access.deciding import Reader
from helhet.parties.models import Unit
from helhet.record.models import Course, Run
from helhet.work.dividing import seen_course
from helhet.work.models import Snooze

LONGEST_DAYS: Final = 30
"""How long something can be set aside at a time. Own choice: a month, so that nothing is forgotten."""


class Which(NamedTuple):
    """One deadline: the natural key of its run."""

    course: UUID
    clock: str
    key: str
    number: int


class NotSoLong(Exception):  # noqa: N818 - says what is true
    """Nothing is set aside until a day that has come, or for longer than `LONGEST_DAYS`."""


def set_aside(reader: Reader, which: Which, until: date, why: Snooze.Why, now: datetime) -> None:
    """Set a deadline aside until the morning of a day; logged before it is done. A later one takes the place of an earlier.

    Raises NotSoLong for a day that is none of the next ones; Http404 if the reader sees no such open deadline.
    """
    if not reader.on < until <= reader.on + timedelta(days=LONGEST_DAYS):
        raise NotSoLong
    course, unit = seen_course(reader, which.course)
    with transaction.atomic():
        run = _locked(course, which)
        _open(unit, which).update(ended_at=now)
        Snooze.objects.create(
            **which._asdict() | {"course": course},
            unit=unit,
            until=until,
            why=why,
            was_late=run.due_at is not None and run.due_at <= now,
            user=reader.user,
            at=now,
        )


def bring_back(reader: Reader, which: Which, now: datetime) -> None:
    """Put a deadline among the others again; logged before it is done. Done twice it is done once."""
    course, unit = seen_course(reader, which.course)
    with transaction.atomic():
        _locked(course, which)
        _open(unit, which).update(ended_at=now)


def _locked(course: Course, which: Which) -> Run:
    """Return the open run of a course that is kept from others until the transaction ends."""
    Course.objects.select_for_update().get(pk=course.pk)
    run = Run.objects.filter(**which._asdict(), outcome="open", due_at__isnull=False).first()
    if run is None:
        raise Http404
    return run


def _open(unit: Unit, which: Which) -> QuerySet[Snooze]:
    return Snooze.objects.filter(**which._asdict(), unit=unit, ended_at__isnull=True)
