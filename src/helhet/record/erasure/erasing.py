"""Lawful erasure (hpl § 43): two persons decide, the content goes, the chain and the fact of it stay.

What an entry said in its forms is erased, and the same where other courses heard it. That there
was an entry, of what event and by whom, stays: the chain of hashes is made of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q

from helhet.parties.models import Person
from helhet.record.content import opened
from helhet.record.courses.appending import lock
from helhet.record.courses.outgoing import told_of
from helhet.record.erasure.graves import entry_of, is_proved, write_graves
from helhet.record.erasure.proving import mark_erased
from helhet.record.messages.outbox import silence
from helhet.record.models import (
    Content,
    Course,
    Entry,
    Erasure,
    Message,
    ReleasedItem,
    ReleasedWords,
    Request,
)
from helhet.record.persons.facts import day
from helhet.record.persons.moved import forget
from helhet.record.persons.reaching import hold
from helhet.record.renewal.following import read_again
from helhet.record.times import to_day
from helhet.storage.lines import read_lines


def erase(entry: Entry, *, asked_by: int, approved_by: int, basis: str, at: datetime) -> int:
    """Erase what an entry said, wherever it was heard; return how many contents went. Call inside a transaction.

    Nobody is asked here: two persons have decided (asking.py).
    """
    hold(entry.course.subject_id)
    said = _said(entry)
    decided = {"asked_by": asked_by, "approved_by": approved_by, "basis": basis, "at": at}
    erased = _erase_each([entry, *_said_again(entry, said), *_heard(entry, said)], decided)
    return erased + _erase_each(_births(entry.course, said), decided)


def _said(entry: Entry) -> dict[str, Any]:
    told = Content.objects.filter(course=entry.course_id, number=entry.number)
    return opened(told).get(entry.number, {})


def _said_again(entry: Entry, said: Mapping[str, Any]) -> Iterator[Entry]:
    """Yield what says the same in the place of an entry: whoever undoes a correction says it under a new number."""
    place = entry.replaces or entry.number
    same = Q(number=place) | Q(replaces=place)
    for one in Entry.objects.filter(same, course=entry.course_id, kind=Entry.Kind.EVENT):
        told = _said(one)
        if (told.get("values") or told) == (said.get("values") or said):
            yield one


def _heard(entry: Entry, said: Mapping[str, Any]) -> Iterator[Entry]:
    """Yield what others heard of what an entry said; not what they heard of another one in its place."""
    # What a replacement says is told under the number of what it replaces.
    numbers = {entry.number, entry.replaces or entry.number}
    heard = Entry.objects.filter(origin=entry.course_id, origin_number__in=numbers)
    for one in heard.filter(kind=Entry.Kind.EVENT):
        if _is_of(_said(one), said):
            yield one


def _is_of(told: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Whether all the values that are told are what was said."""
    return bool(told.get("values", {}).items() <= said.get("values", {}).items())


def _births(register: Course, said: Mapping[str, Any]) -> Iterator[Entry]:
    """Yield where courses say a birth date that was erased from their register, unless it says the same elsewhere."""
    born = day(said.get("facts", {}).get("born_on"))
    if born is None or Person.objects.filter(pk=register.subject_id, born_on=born).exists():
        return
    own = Q(course__subject=register.subject_id) | Q(origin=register.pk)
    for one in Entry.objects.filter(own, kind=Entry.Kind.BIRTH):
        if _said(one).get("born") == to_day(born):
            yield one


def _erase_each(entries: Iterable[Entry], decided: Mapping[str, Any]) -> int:
    """Erase what is not erased yet, and return how many contents went."""
    places = {(one.course_id, one.number): one for one in entries}
    gone = Erasure.objects.filter(course__in=[course for course, _ in places])
    erased = 0
    # In one order for everybody who takes more than one course.
    for course_id, number in sorted(places.keys() - set(gone.values_list("course", "number"))):
        course = Course.objects.get(pk=course_id)
        lock(course, course.version)
        mark_erased(places[course_id, number], **decided)
        erased += erase_content(course, number, decided["at"])
    return erased


def erase_content(course: Course, number: int, now: datetime) -> int:
    """Take the content of an entry away, and from the messages that tell it; the course is read again."""
    said = opened(course.contents.filter(number=number)).get(number)
    gone, _ = Content.objects.filter(course=course, number=number).delete()
    Request.objects.filter(course=course.pk, number=number).delete()
    _erase_released(course, number)
    replaced = course.entries.filter(number=number).values_list("replaces", flat=True).first()
    for message in Message.objects.filter(course=course, number__in={number, replaced or number}):
        if said is None or _is_of(told_of(message), said):
            silence(message)
    read_again(course, now)
    forget(course, number)
    return gone


def _erase_released(course: Course, number: int) -> None:
    """Take away what was passed on of an entry, and the note beside it, which may say the same."""
    rows = ReleasedItem.objects.filter(course=course, number=number)
    for release, nth in rows.values_list("release", "nth"):
        ReleasedWords.objects.filter(release=release, nth__in={0, nth}).delete()
        Request.objects.filter(course=release).delete()


def bury_again(file: Path, now: datetime, *, unproved_too: bool = False) -> int:
    """Erase again what was erased after the backup that has just been restored; return how many.

    A line that nothing proves erases nothing, unless whoever restores answers for all of them.
    """
    lines = [told for told in read_lines(file) if unproved_too or is_proved(told)]
    erased = sum(_bury(told, now) for told in lines)
    write_graves(file)
    return erased


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
