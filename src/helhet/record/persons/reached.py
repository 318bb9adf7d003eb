"""What was told of a person in their courses and stands: the messages of deaths, moves and prisons, each with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Subquery

from helhet.parties.models import Subject
from helhet.record.courses.appending import Origin
from helhet.record.courses.outgoing import told_of
from helhet.record.effects import WIDE
from helhet.record.models import IMPORT, Course, Entry, Message
from helhet.record.pathways import events_of_all
from helhet.storage.keys import KeyRingError

DIED: Final = "died"
MOVED: Final = "moved-municipality"
DEATH: Final = WIDE + DIED
MOVE: Final = WIDE + MOVED
# In which role the entry of a message was written.
_ROLE: Final = Subquery(
    Entry.objects.filter(course=OuterRef("course"), number=OuterRef("number")).values("role")
)


class Reached(NamedTuple):
    """What was told of a person, and where: in which course, of which pathway, of which of the subjects that the person is; and whether it was imported."""

    origin: Origin
    pathway: str
    subject: UUID
    told: Mapping[str, Any]
    is_imported: bool

    @property
    def place(self) -> tuple[int, int, UUID, int]:
        """What comes first among all that was told of the person."""
        instant = self.told["instant"]
        return (
            self.told["day"],
            2**62 if instant is None else instant,
            self.origin.course,
            self.origin.number,
        )


def told_elsewhere(course: Course, now: datetime) -> list[Reached]:
    """Return what was told of the person in other courses and stands, in the order in which it happened.

    What waits for its first telling is left out: whoever tells it finds this course.
    """
    root = Subject.objects.filter(pk=course.subject_id).values("root")
    messages = Message.objects.filter(
        course__subject__root__in=root, name__in=[WIDE + name for name in events_of_all()]
    )
    last: dict[tuple[UUID, int, str], Message] = {}
    others = messages.exclude(course=course.pk).select_related("course").annotate(role=_ROLE)
    for message in others.order_by("revision"):
        last[message.course_id, message.number, message.name] = message
    found = [one for message in last.values() if (one := _standing(message, now))]
    return sorted(found, key=lambda one: one.place)


def _standing(message: Message, now: datetime) -> Reached | None:
    """Return what the last message of an effect tells; None if it takes the effect back, or does not open."""
    if message.is_counter or _is_yet_to_come(message, now):
        return None
    with suppress(
        KeyRingError
    ):  # somebody has been in the database; that keeps nobody from opening a course
        course, is_imported = message.course, getattr(message, "role", "") == IMPORT
        return Reached(
            origin_of(message), course.pathway, course.subject_id, told_of(message), is_imported
        )
    return None


def _is_yet_to_come(message: Message, now: datetime) -> bool:
    is_untried = message.status == Message.Status.WAITING and message.attempts == 0
    return is_untried and message.not_before > now


def origin_of(message: Message) -> Origin:
    """Return what an entry that is heard of a message says of where it comes from."""
    return Origin(message.course_id, message.number, message.name, message.revision)


def origin_of_entry(entry: Entry) -> Origin:
    """Return what an entry was heard from, which it must have been."""
    assert entry.origin is not None
    assert entry.origin_number is not None
    assert entry.origin_revision is not None
    return Origin(entry.origin, entry.origin_number, entry.origin_effect, entry.origin_revision)
