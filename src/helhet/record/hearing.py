"""What a course hears of others: entries written once, however often they are told, and taken back with their origin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q

from helhet.parties.models import Person, Residence, Subject, Unit
from helhet.record import forms
from helhet.record.appending import Author, New, Origin, births, lock
from helhet.record.following import append_to
from helhet.record.models import REGISTER, Course, Entry, Message
from helhet.record.pathways import table_of
from helhet.record.times import moment_or_none, to_date, to_day

# Nobody in particular: what is heard was decided where it happened.
SYSTEM: Final = Author(user=0, role="system")
DIED: Final = "died"


class CannotDeliver(Exception):  # noqa: N818 - says what is missing, for whoever mends it
    """A message that cannot be delivered as things are; says what is missing, never a value."""


def deliver(message: Message, told: Mapping[str, Any], now: datetime) -> None:
    """Write what a message tells where it belongs, or take it back. Each course in a transaction of its own."""
    if message.is_counter:
        _take_back(message, now)
    elif told["kind"] == "opens":
        _open(message, told, now)
    elif told["kind"] == "hears":
        _hear_all(message, told, now, [told["pathway"]])
    else:
        _hear_all(message, told, now, None)


def _open(message: Message, told: Mapping[str, Any], now: datetime) -> None:
    origin = message.course
    if told["subject"] is not None:
        raise CannotDeliver(
            "the course is for another subject than this one's, which nobody has told apart yet"
        )
    unit = _unit(told["unit"], origin, to_date(told["day"]))
    event = opening_event(told["pathway"])
    # The same id however often it is tried, so that a second try finds the first.
    opened = uuid5(origin.pk, f"{message.number} {message.name} {message.revision}")
    with transaction.atomic():
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
            entry = _heard(message, event, told, unit.pk, _carried(told["pathway"], event, told))
            append_to(course, [*births(course, entry.happened_on), entry], SYSTEM, now)


def opening_event(pathway: str) -> str:
    """Return the event that opens a course of a pathway when another course asks for it: its first one."""
    events = table_of(pathway).newest.events.items()
    return next(name for name, event in events if event.opens)


def _hear_all(
    message: Message, told: Mapping[str, Any], now: datetime, pathways: Iterable[str] | None
) -> None:
    """Write what is told into every course of the same person that listens for it.

    Raises Stale if somebody writes in one of them at that moment; the next try finds the others done.
    """
    for course in _others(message.course, pathways):
        entry = (
            _of_register(message, told)
            if course.pathway == REGISTER
            else _listened(course, message, told)
        )
        if entry is None:
            continue
        with transaction.atomic():
            lock(course, course.version)
            if not course.entries.filter(**_heard_from(_origin(message))).exists():
                append_to(course, [entry], SYSTEM, now)


def _listened(course: Course, message: Message, told: Mapping[str, Any]) -> New | None:
    """Return the entry that a course hears, None if its pathway does not listen."""
    if told["kind"] == "birth":
        # What the register says now: an older message may come after a newer one.
        born = _born(message.course.subject_id)
        content = {"born": None if born is None else to_day(born)}
        return New(Entry.Kind.BIRTH, to_date(told["day"]), origin=_origin(message), content=content)
    if table_of(course.pathway).event(told["event"]) is None:
        return None
    values = _carried(course.pathway, told["event"], told)
    return _heard(message, told["event"], told, None, values)


def _of_register(message: Message, told: Mapping[str, Any]) -> New | None:
    """Return what a person's register hears: that the person has died, and nothing else."""
    if told.get("event") != DIED:
        return None
    on = to_date(told["day"])
    content = {"facts": {"died_on": on.isoformat()}}
    return New(Entry.Kind.EVENT, on, event=DIED, origin=_origin(message), content=content)


def _others(origin: Course, pathways: Iterable[str] | None) -> list[Course]:
    """Return the other courses of the person, in one order for everybody; those of a hidden origin stay apart."""
    same = Course.objects.filter(subject__root=origin.subject.root).exclude(pk=origin.pk)
    if pathways is not None:
        same = same.filter(pathway__in=pathways)
    return [
        course
        for course in same.order_by("pk")
        if pathways is None or not _is_hidden_from(origin, course)
    ]


def _is_hidden_from(one: Course, other: Course) -> bool:
    return (one.is_origin_hidden and one.opened_by == other.pk) or (
        other.is_origin_hidden and other.opened_by == one.pk
    )


def _take_back(message: Message, now: datetime) -> None:
    """Void whatever was heard of the effect when it was last told."""
    origin = _origin(message)._replace(revision=message.revision - 1)
    heard = Entry.objects.filter(**_heard_from(origin), kind=Entry.Kind.EVENT)
    for entry in heard.select_related("course"):
        course = entry.course
        with transaction.atomic():
            lock(course, course.version)
            if not course.entries.filter(voids=entry.number).exists():
                void = New(Entry.Kind.VOID, entry.happened_on, voids=entry.number, origin=origin)
                append_to(course, [void], SYSTEM, now)


def _origin(message: Message) -> Origin:
    return Origin(message.course_id, message.number, message.name, message.revision)


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
        _outcome(message, event, told),
        unit=unit,
        origin=_origin(message),
        content={"values": values},
    )


def _outcome(message: Message, event: str, told: Mapping[str, Any]) -> str:
    """Return the outcome of a person-wide event, which is the same event everywhere."""
    return (told.get("outcome") or "") if told["kind"] == "person" else ""


def _carried(pathway: str, event: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return of what is told that for which the hearing event has a field."""
    fields = forms.fields_of(table_of(pathway), told["day"], event)
    return {name: value for name, value in told["values"].items() if name in fields}


def _born(subject: UUID) -> date | None:
    return Person.objects.filter(pk=subject).values_list("born_on", flat=True).first()


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
