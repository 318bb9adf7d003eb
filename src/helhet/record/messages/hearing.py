"""What a course hears of others: entries written once, however often they are told, and taken back with their origin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q

from helhet.parties.models import Residence, Subject, Unit
from helhet.pathway.courses.effects import effects
from helhet.record.courses.appending import New, Origin, births, born_as, lock, told_of
from helhet.record.courses.reading import core_course
from helhet.record.courses.undoing import standing_row
from helhet.record.effects import BIRTH, OPENS, WIDE
from helhet.record.messages.righting import (
    SYSTEM,
    CannotDeliver,
    origin_of_entry,
    set_right,
    standing_heard,
)
from helhet.record.models import REGISTER, Course, Entry, Message
from helhet.record.pathways import table_of
from helhet.record.persons.reaching import at_opening, carried, hold, origin_of
from helhet.record.renewal.following import append_to
from helhet.record.times import moment_or_none, to_date


def deliver(message: Message, told: Mapping[str, Any], now: datetime) -> None:
    """Write what a message tells where it belongs, or take it back. Each course in a transaction of its own."""
    if message.is_counter:
        _take_back(message, now)
    elif told["kind"] == "opens":
        _open(message, told, now)
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
    return _courses_of(_roots(message.course.subject_id, *map(UUID, told["others"])))


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


def _open(message: Message, told: Mapping[str, Any], now: datetime) -> None:
    origin = message.course
    if told["subject"] is not None:
        raise CannotDeliver(
            "the course is for another subject than this one's, which nobody has told apart yet"
        )
    unit = _unit(told["unit"], origin, to_date(told["day"]))
    event = opening_event(told["pathway"])
    opened = opened_id(origin_of(message))
    with transaction.atomic():
        hold(origin.subject_id)
        told = _told_now(message)
        course, is_new = Course.objects.get_or_create(
            pk=opened,
            defaults={
                "subject_id": origin.subject_id,
                "pathway": told["pathway"],
                "opened_by": origin.pk,
                "is_origin_hidden": told["hidden"],
            },
        )
        if is_new:
            entry = _heard(message, event, told, unit.pk, carried(told["pathway"], event, told))
            born = births(course, entry.happened_on)
            append_to(course, [*born, entry, *at_opening(course, entry, now)], SYSTEM, now)


def _told_now(message: Message) -> dict[str, Any]:
    """Return what a message tells now: it may have been erased since it was opened. The person must be held."""
    return told_of(Message.objects.get(pk=message.pk))


def opened_id(origin: Origin) -> UUID:
    """Return the id of a course that an effect opens: the same however often it is tried, so that a second try finds the first."""
    return uuid5(origin.course, f"{origin.number} {origin.effect} {origin.revision}")


def opening_event(pathway: str) -> str:
    """Return the event that opens a course of a pathway when another course asks for it: its first one."""
    events = table_of(pathway).newest.events.items()
    return next(name for name, event in events if event.opens)


def _hear(course: Course, message: Message, now: datetime) -> None:
    """Write what a course hears of another, once; nothing if the two are two persons' by now."""
    if _has_heard(course, message) or not _is_of_same_person(course, message):
        return
    told = _told_now(message)
    event = told["event"]
    entry = _heard(message, event, told, None, carried(course.pathway, event, told))
    append_to(course, [entry], SYSTEM, now)


def _hear_birth(course: Course, message: Message, told: Mapping[str, Any], now: datetime) -> None:
    """Write the birth date as the register has it now: an older message may come after a newer one."""
    is_deaf = course.pathway == REGISTER or not _is_of_same_person(course, message)
    if is_deaf or _has_heard(course, message):
        return
    day, subject = to_date(told["day"]), message.course.subject_id
    append_to(course, [born_as(subject, day, origin_of(message))], SYSTEM, now)


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
    others = [one for one in _others(origin) if one.pathway == told["pathway"]]
    return [one for one in others if not _is_hidden_from(origin, one)]


def _asked_by(message: Message) -> Course | None:
    """Return the course that asked for this one, and wanted to be told of such an event in return; None if none did."""
    course, told = message.course, standing_row(message.course, message.number)
    first = course.entries.filter(origin_effect__startswith=OPENS).first()
    if first is None or first.origin is None or told is None:
        return None
    asked = Course.objects.get(pk=first.origin)
    key = (first.origin_number, first.origin_effect)
    does = [one for one in effects(table_of(asked.pathway), core_course(asked)) if one.key == key]
    return asked if any(told.event in one.tells_back for one in does) else None


def _others(origin: Course) -> list[Course]:
    """Return the other courses of the person."""
    return [one for one in _courses_of(_roots(origin.subject_id)) if one.pk != origin.pk]


def _roots(*subjects: UUID) -> set[UUID]:
    return set(Subject.objects.filter(pk__in=subjects).values_list("root", flat=True))


def _courses_of(roots: Iterable[UUID]) -> list[Course]:
    """Return all courses of persons, in one order for everybody; one that is being opened is waited for."""
    with transaction.atomic():
        hold(*roots)
        return list(Course.objects.filter(subject__root__in=roots).order_by("pk"))


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


def _heard(
    message: Message, event: str, told: Mapping[str, Any], unit: int | None, values: dict[str, Any]
) -> New:
    return New(
        Entry.Kind.EVENT,
        to_date(told["day"]),
        moment_or_none(told["instant"]),
        event,
        unit=unit,
        origin=origin_of(message),
        content={"values": values},
    )


def _unit(told: str | None, origin: Course, day: date) -> Unit:
    """Return the unit that is meant: one by its code, the home municipality of that day, or the origin's own."""
    if told is None:
        unit = origin.unit
    elif told == "home-municipality":
        unit = _home(origin.subject, day)
    else:
        unit = Unit.objects.filter(code=told).first()
    if unit is None:
        raise CannotDeliver(
            "the home municipality is not known, or has no unit here"
            if told == "home-municipality"
            else "the unit that should have the course is not known"
        )
    return unit


def _home(subject: Subject, day: date) -> Unit | None:
    homes = Residence.objects.filter(
        Q(to_day__isnull=True) | Q(to_day__gte=day),
        person__subject__root=subject.root,
        kind=Residence.Kind.HOME,
        from_day__lte=day,
    )
    number = homes.order_by("-from_day").values_list("municipality", flat=True).first()
    return Unit.objects.filter(kind=Unit.Kind.MUNICIPALITY, municipality=number or "-").first()
