"""A course that another one opens: with what is carried over, in the unit that is meant, and under an id that a second try finds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q

from helhet.parties.models import Residence, Unit
from helhet.record.courses.appending import New, Origin, births
from helhet.record.courses.outgoing import told_now
from helhet.record.effects import HOME
from helhet.record.messages.righting import SYSTEM, CannotDeliver
from helhet.record.models import Course, Entry, Message
from helhet.record.pathways import table_of
from helhet.record.persons.named import person_named
from helhet.record.persons.reached import origin_of
from helhet.record.persons.reaching import at_opening, carried, hold
from helhet.record.renewal.following import append_to
from helhet.record.times import moment_or_none, to_date


def open_elsewhere(message: Message, told: Mapping[str, Any], now: datetime) -> None:
    """Open the course that a message asks for, once; raise CannotDeliver if it is not known where, or for whom."""
    origin = message.course
    subject = _subject(told["subject"], origin)
    unit = _unit(told["unit"], origin, to_date(told["day"]))
    event = opening_event(told["pathway"])
    with transaction.atomic():
        hold(origin.subject_id, subject)
        told = told_now(message)
        course, is_new = Course.objects.get_or_create(
            pk=opened_id(origin_of(message)),
            defaults={
                "subject_id": subject,
                "pathway": told["pathway"],
                "opened_by": origin.pk,
                "is_origin_hidden": told["hidden"],
            },
        )
        if is_new:
            entry = heard(message, told["pathway"], event, told, unit.pk)
            born = births(course, entry.happened_on)
            append_to(course, [*born, entry, *at_opening(course, entry, now)], SYSTEM, now)


def opened_id(origin: Origin) -> UUID:
    """Return the id of a course that an effect opens: the same however often it is tried, so that a second try finds the first."""
    return uuid5(origin.course, f"{origin.number} {origin.effect} {origin.revision}")


def opening_event(pathway: str) -> str:
    """Return the event that opens a course of a pathway when another course asks for it: its first one."""
    events = table_of(pathway).newest.events.items()
    return next(name for name, event in events if event.opens)


def heard(
    message: Message, pathway: str, event: str, told: Mapping[str, Any], unit: int | None = None
) -> New:
    """Return what a course of a pathway hears, as this event of its own, of what a message tells."""
    return New(
        Entry.Kind.EVENT,
        to_date(told["day"]),
        moment_or_none(told["instant"]),
        event,
        unit=unit,
        origin=origin_of(message),
        content={"values": carried(pathway, event, told)},
    )


def _subject(told: str | None, origin: Course) -> UUID:
    """Return whose the course is: the same subject's, or the person's whom the form named."""
    if told is None:
        return origin.subject_id
    if (found := person_named(told)) is None:
        raise CannotDeliver("the person whom the course is for is not known")
    return found.pk


def _unit(told: str | None, origin: Course, day: date) -> Unit:
    """Return the unit that is meant: one by its code, the home municipality of that day, or the origin's own."""
    if told is None:
        unit = origin.unit
    elif told == HOME:
        unit = _home(origin.subject.root_id, day)
    else:
        unit = Unit.objects.filter(code=told).first()
    if unit is None:
        raise CannotDeliver(
            "the home municipality is not known, or has no unit here"
            if told == HOME
            else "the unit that should have the course is not known"
        )
    return unit


def _home(root: UUID, day: date) -> Unit | None:
    homes = Residence.objects.filter(
        Q(to_day__isnull=True) | Q(to_day__gte=day),
        person__subject__root=root,
        kind=Residence.Kind.HOME,
        from_day__lte=day,
    )
    number = homes.order_by("-from_day").values_list("municipality", flat=True).first()
    return Unit.objects.filter(kind=Unit.Kind.MUNICIPALITY, municipality=number or "-").first()
