"""Lawful erasure (hpl § 43): two persons decide, the content goes, the chain and the fact of it stay.

What an entry said in its forms is erased, and the same where other courses heard it. That there
was an entry, of what event and by whom, stays: the chain of hashes is made of that.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed, Part
from helhet.record.appending import lock
from helhet.record.errors import NotKnown
from helhet.record.following import read_again
from helhet.record.models import REGISTER, Content, Course, Entry, Erasure, Message
from helhet.record.parts import parts_of
from helhet.record.pathways import table_of


class NotByTwo(Exception):  # noqa: N818 - what is true, for a page that says so
    """One person cannot both ask for an erasure and approve it."""


def erase(
    asks: Reader, approves: Reader, course_id: UUID, number: int, basis: str, now: datetime
) -> int:
    """Erase what an entry said, wherever it was heard; return how many contents went.

    `basis` is the decision's reference, never its reasons. Both must be allowed to write such an entry.
    """
    if asks.user == approves.user:
        raise NotByTwo("one person cannot both ask for an erasure and approve it")
    entry = Entry.objects.filter(course=course_id, number=number).select_related("course").first()
    parts = _parts(entry)
    for reader in (asks, approves):
        for part in parts:
            subject = entry.course.subject_id if entry else course_id
            doors.require(reader, Deed.WRITE, part, subject)
    if entry is None:
        raise NotKnown("the entry is not there")
    with transaction.atomic():
        return _erase(asks, approves, entry, basis, now)


def _parts(entry: Entry | None) -> tuple[Part, ...]:
    if entry is None:
        return parts_of("", ())
    if entry.course.pathway == REGISTER:
        return (Part.ID,)
    event = table_of(entry.course.pathway).event(entry.event)
    return parts_of(entry.course.pathway, event.form if event else ())


def _erase(asks: Reader, approves: Reader, entry: Entry, basis: str, now: datetime) -> int:
    heard = Entry.objects.filter(origin=entry.course_id, origin_number=entry.number)
    places = [(entry.course_id, entry.number), *heard.values_list("course_id", "number")]
    erased = 0
    # In one order for everybody who takes more than one course.
    for course_id, number in sorted(places):
        course = Course.objects.get(pk=course_id)
        lock(course, course.version)
        Erasure.objects.create(
            course=course_id,
            number=number,
            asked_by=asks.user,
            approved_by=approves.user,
            basis=basis,
            at=now,
        )
        erased += erase_content(course, number, now)
    return erased


def erase_content(course: Course, number: int, now: datetime) -> int:
    """Take the content of an entry away, and of the messages that told of it; the course is read again."""
    gone, _ = Content.objects.filter(course=course, number=number).delete()
    Message.objects.filter(course=course, number=number).update(
        sealed=b"", status=Message.Status.SENT
    )
    read_again(course, now)
    return gone
