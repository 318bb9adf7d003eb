"""Lawful erasure (hpl § 43): two persons decide, the content goes, the chain and the fact of it stay.

What an entry said in its forms is erased, and the same where other courses heard it. That there
was an entry, of what event and by whom, stays: the chain of hashes is made of that.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from helhet.record.appending import lock
from helhet.record.following import read_again
from helhet.record.graves import entry_of
from helhet.record.models import Content, Course, Entry, Erasure, Message, Request
from helhet.record.outbox import silence
from helhet.record.proving import mark_erased
from helhet.record.reaching import hold
from helhet.storage.lines import read_lines


def erase(entry: Entry, *, asked_by: int, approved_by: int, basis: str, at: datetime) -> int:
    """Erase what an entry said, wherever it was heard; return how many contents went. Call inside a transaction.

    Nobody is asked here: two persons have decided (asking.py).
    """
    hold(entry.course.subject_id)
    # What a replacement says is told under the number of what it replaces.
    numbers = {entry.number, entry.replaces or entry.number}
    heard = Entry.objects.filter(origin=entry.course_id, origin_number__in=numbers)
    places = {(one.course_id, one.number): one for one in (entry, *heard)}
    gone = Erasure.objects.filter(course__in=[course for course, _ in places])
    erased = 0
    # In one order for everybody who takes more than one course.
    for course_id, number in sorted(places.keys() - set(gone.values_list("course", "number"))):
        course = Course.objects.get(pk=course_id)
        lock(course, course.version)
        mark_erased(
            places[course_id, number],
            asked_by=asked_by,
            approved_by=approved_by,
            basis=basis,
            at=at,
        )
        erased += erase_content(course, number, at)
    return erased


def erase_content(course: Course, number: int, now: datetime) -> int:
    """Take the content of an entry away, and from the messages that tell of it; the course is read again."""
    gone, _ = Content.objects.filter(course=course, number=number).delete()
    Request.objects.filter(course=course.pk, number=number).delete()
    replaced = course.entries.filter(number=number).values_list("replaces", flat=True).first()
    for message in Message.objects.filter(course=course, number__in={number, replaced or number}):
        silence(message)
    read_again(course, now)
    return gone


def bury_again(file: Path, now: datetime) -> int:
    """Erase again what was erased after the backup that has just been restored; return how many."""
    return sum(_bury(told, now) for told in read_lines(file))


def _bury(told: dict[str, Any], now: datetime) -> bool:
    """Erase what a line says, if it is the very entry and has not been erased in this database."""
    entry = entry_of(told)
    if (
        entry is None
        or Erasure.objects.filter(course=entry.course_id, number=entry.number).exists()
    ):
        return False
    with transaction.atomic():
        lock(entry.course, entry.course.version)
        mark_erased(
            entry,
            asked_by=told["asked_by"],
            approved_by=told["approved_by"],
            basis=told["basis"],
            at=datetime.fromisoformat(told["at"]),
        )
        erase_content(entry.course, entry.number, now)
    return True
