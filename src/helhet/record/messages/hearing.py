"""What a course hears of others: entries written once, however often they are told, and taken back with their origin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from helhet.parties.models import Subject
from helhet.pathway.courses.effects import effects
from helhet.record.courses.appending import New, Origin, born_as, lock
from helhet.record.courses.outgoing import told_now
from helhet.record.courses.reading import core_course, standing_row
from helhet.record.effects import BIRTH, WIDE
from helhet.record.messages.opening import heard, open_elsewhere
from helhet.record.messages.righting import (
    SYSTEM,
    answers_to,
    opened_from,
    set_right,
    standing_heard,
)
from helhet.record.models import REGISTER, Course, Entry, Message
from helhet.record.parts import answers_alone
from helhet.record.pathways import table_of
from helhet.record.persons.reached import origin_of, origin_of_entry
from helhet.record.persons.reaching import hold
from helhet.record.renewal.following import append_to
from helhet.record.times import to_date


def deliver(message: Message, told: Mapping[str, Any], now: datetime) -> None:
    """Write what a message tells where it belongs, or take it back. Each course in a transaction of its own."""
    if message.is_counter:
        _take_back(message, now)
    elif told["kind"] == "opens":
        open_elsewhere(message, told, now)
    elif told["kind"] == "hears":
        _in_each(message, _hearers(message, told), lambda course: _hear(course, message, now))
    elif told["kind"] == BIRTH:
        hearers = _others(message.course)
        _in_each(message, hearers, lambda course: _hear_birth(course, message, told, now))
    else:
        origin = origin_of(message)
        _in_each(message, _reached(message, told), lambda course: set_right(course, origin, now))


def _reached(message: Message, told: Mapping[str, Any]) -> list[Course]:
    """Return the courses that a person-wide event reaches; or all of those who have become one person, or two."""
    if told["kind"] == "person":
        return _others(message.course)
    return _courses_of(message.course.subject_id, *map(UUID, told["others"]))


def _in_each(message: Message, courses: Iterable[Course], hear: Callable[[Course], None]) -> None:
    """Let each course hear, in a transaction of its own; one that cannot keeps no other from hearing.

    Raises what went wrong first: Stale, if somebody wrote in a course at that moment. The next try
    finds the others done.
    """
    failed: Exception | None = None
    for course in courses:
        try:
            with transaction.atomic():
                hold(message.course.subject_id, course.subject_id)
                lock(course, course.version)
                hear(course)
        except Exception as error:  # noqa: BLE001 - raised when all have been told
            failed = failed or error
    if failed is not None:
        raise failed


def _hear(course: Course, message: Message, now: datetime) -> None:
    """Write what a course hears of another, once; nothing if the two are two persons' by now, unless it is an answer."""
    if _has_heard(course, message):
        return
    if not (_is_of_same_person(course, message) or answers_to(message.course) == course.pk):
        return
    told = told_now(message)
    append_to(course, [heard(message, course.pathway, told["event"], told)], SYSTEM, now)


def _hear_birth(course: Course, message: Message, told: Mapping[str, Any], now: datetime) -> None:
    """Write the birth date as the register has it now, if the course has another: an older message may come after a newer one."""
    is_deaf = course.pathway == REGISTER or not _is_of_same_person(course, message)
    if is_deaf or _has_heard(course, message):
        return
    day, subject = to_date(told["day"]), message.course.subject_id
    born, core = born_as(subject, day, origin_of(message)), core_course(course)
    if core.born != born.content["born"]:
        append_to(course, [born], SYSTEM, now)


def _has_heard(course: Course, message: Message) -> bool:
    return course.entries.filter(**_heard_from(origin_of(message))).exists()


def _is_of_same_person(course: Course, message: Message) -> bool:
    root = Subject.objects.filter(pk=message.course.subject_id).values("root")
    return Course.objects.filter(pk=course.pk, subject__root__in=root).exists()


def _hearers(message: Message, told: Mapping[str, Any]) -> list[Course]:
    """Return the courses that hear an event: the one that it answers to (`tells-back`), or all of the pathway that may know."""
    origin = message.course
    asked = _asked_by(message)
    if asked is not None:
        return [asked] if asked.pathway == told["pathway"] else []
    if _is_told_back_alone(message):
        return []
    others = [one for one in _others(origin) if one.pathway == told["pathway"]]
    return [one for one in others if not _is_hidden_from(origin, one)]


def _asked_by(message: Message) -> Course | None:
    """Return the course that asked for this one, and wanted to be told of such an event in return; None if none did."""
    course, told = message.course, standing_row(message.course, message.number)
    first = opened_from(course)
    if first is None or first.origin is None or told is None:
        return None
    asked = Course.objects.get(pk=first.origin)
    key = (first.origin_number, first.origin_effect)
    does = [one for one in effects(table_of(asked.pathway), core_course(asked)) if one.key == key]
    return asked if any(told.event in one.tells_back for one in does) else None


def _is_told_back_alone(message: Message) -> bool:
    """Return whether an event answers somebody else's course or nobody: what is a child's is not told to a course of
    the child's own that happens to hear the same."""
    told = standing_row(message.course, message.number)
    return told is not None and answers_alone(message.course.pathway, told.event)


def _others(origin: Course) -> list[Course]:
    """Return the other courses of the person."""
    return [one for one in _courses_of(origin.subject_id) if one.pk != origin.pk]


def _courses_of(*subjects: UUID) -> list[Course]:
    """Return all courses of persons, in one order for everybody; one that is being opened is waited for."""
    with transaction.atomic():
        return list(Course.objects.filter(subject__root__in=hold(*subjects)).order_by("pk"))


def _is_hidden_from(one: Course, other: Course) -> bool:
    return (one.is_origin_hidden and one.opened_by == other.pk) or (
        other.is_origin_hidden and other.opened_by == one.pk
    )


def _take_back(message: Message, now: datetime) -> None:
    """Void whatever was heard of the effect when it was last told.

    Where that reached the whole person, their courses ask anew: without a release, a prison lasts.
    """
    origin = origin_of(message)._replace(revision=message.revision - 1)
    heard = Entry.objects.filter(**_heard_from(origin), kind=Entry.Kind.EVENT).values("course")

    def take_back(course: Course) -> None:
        voids = [
            New(Entry.Kind.VOID, row.happened_on, voids=place, origin=origin)
            for place, row in standing_heard(course).items()
            if origin_of_entry(row) == origin
        ]
        if voids:
            append_to(course, voids, SYSTEM, now)

    _in_each(message, Course.objects.filter(pk__in=heard).order_by("pk"), take_back)
    if message.name.startswith(WIDE):
        _in_each(message, _others(message.course), lambda course: set_right(course, None, now))


def _heard_from(origin: Origin) -> dict[str, Any]:
    return {
        "origin": origin.course,
        "origin_number": origin.number,
        "origin_effect": origin.effect,
        "origin_revision": origin.revision,
    }
