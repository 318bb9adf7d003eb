"""What a course tells others, on its way: each effect sealed for its place, waiting in the outbox until its time has come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from helhet.pathway.calendar import LAST_DAY
from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.effects import changed_effects
from helhet.record.effects import Effects, Key, effects_of
from helhet.record.models import Course, Message
from helhet.record.pathways import pack, table_of
from helhet.record.times import to_moment
from helhet.storage.ring import ring

# How long an effect waits, so that a slip can be taken back before anybody has heard of it. Own choice: no source says.
UNDO: Final = timedelta(minutes=5)
# No letter goes to the dead: of a death others hear at once.
AT_ONCE: Final = frozenset({"died"})


def write_messages(course: Course, before: CoreCourse, after: CoreCourse, now: datetime) -> None:
    """Put into the outbox what a course does to others by having become another, and what it does no more."""
    table = table_of(course.pathway)
    if effects_of(table, course.pathway, before) == effects_of(table, course.pathway, after):
        return
    heard = heard_in(course)
    to_send, to_counter = changed_effects(
        effects_of(table, course.pathway, before, heard),
        effects_of(table, course.pathway, after, heard),
    )
    enqueue(course, to_counter, now, is_counter=True)
    enqueue(course, to_send, now, is_counter=False)


def heard_in(course: Course) -> frozenset[int]:
    """Return the numbers of the entries that a course has heard. One query."""
    heard = course.entries.filter(origin__isnull=False)
    return frozenset(heard.values_list("number", flat=True))


def enqueue(course: Course, effects: Effects, now: datetime, *, is_counter: bool) -> None:
    """Put effects into the outbox, each under its next revision."""
    for (number, name), told in effects.items():
        known = Message.objects.filter(course=course, number=number, name=name)
        message = message_of(course, (number, name), told, now, known.count() + 1)
        if is_counter:
            message.is_counter, message.not_before = True, max(now, _begins(told["day"]))
        message.save(force_insert=True)


def message_of(
    course: Course, key: Key, told: Mapping[str, Any], now: datetime, revision: int = 1
) -> Message:
    """Return the row of an effect that waits in the outbox, not yet saved."""
    number, name = key
    waits = timedelta(0) if told.get("event") in AT_ONCE else UNDO
    message = Message(course=course, number=number, name=name, revision=revision)
    message.not_before = max(now + waits, _begins(told["day"]))
    message.sealed = sealed_for(message, told)
    return message


def _begins(day: int) -> datetime:
    """Return when a day begins: nobody hears today that somebody moves tomorrow."""
    return to_moment(pack().calendar.day_start[min(max(day, 0), LAST_DAY)])


def place_of(message: Message) -> str:
    """Return the place that a message is sealed for."""
    return f"message/{message.course_id}/{message.number}/{message.name}/{message.revision}"


def sealed_for(message: Message, told: Mapping[str, Any]) -> bytes:
    """Return what a message is to tell, sealed for it."""
    return ring().seal(json.dumps(told, sort_keys=True).encode(), place_of(message))


def told_of(message: Message) -> dict[str, Any]:
    """Return what a message tells, opened."""
    told: dict[str, Any] = json.loads(ring().open(bytes(message.sealed), place_of(message)))
    return told


def told_now(message: Message) -> dict[str, Any]:
    """Return what a message tells now: it may have been erased since it was opened. The person must be held."""
    return told_of(Message.objects.get(pk=message.pk))
