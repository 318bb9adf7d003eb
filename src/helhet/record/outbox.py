"""The outbox: effects wait out the minutes in which a slip can be taken back, and then are delivered, once.

A message that fails is tried again, each time later; after some tries it is set aside and shown.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import DatabaseError
from django.db.models import F

from helhet.record.appending import message_place
from helhet.record.errors import Refusal
from helhet.record.hearing import CannotDeliver, deliver
from helhet.record.models import Message
from helhet.storage.ring import ring

TRIES: Final = 6
FIRST_PAUSE: Final = timedelta(seconds=30)
BATCH: Final = 100


def work(now: datetime, most: int = BATCH) -> int:
    """Deliver what is due, in the order in which it happened; return how many messages were delivered."""
    due = Message.objects.filter(status=Message.Status.WAITING, not_before__lte=now)
    messages = list(due.select_related("course__subject").order_by("not_before", "id")[:most])
    return sum(_try(message, now) for message in messages)


def _try(message: Message, now: datetime) -> bool:
    """Deliver one message; what goes wrong is written on it by its kind alone, never by what it says."""
    if message.is_counter or not _is_withdrawn(message):
        try:
            deliver(message, _told(message), now)
        except (CannotDeliver, Refusal, DatabaseError) as error:
            _put_off(message, error, now)
            return False
    Message.objects.filter(pk=message.pk).update(status=Message.Status.SENT, sent_at=now)
    return True


def _is_withdrawn(message: Message) -> bool:
    """Return whether a later message takes this one back: then there is nothing to tell."""
    return Message.objects.filter(
        course=message.course_id,
        number=message.number,
        name=message.name,
        revision__gt=message.revision,
    ).exists()


def _put_off(message: Message, error: Exception, now: datetime) -> None:
    attempts = message.attempts + 1
    is_last = attempts >= TRIES
    Message.objects.filter(pk=message.pk).update(
        attempts=F("attempts") + 1,
        status=Message.Status.SET_ASIDE if is_last else Message.Status.WAITING,
        not_before=now + FIRST_PAUSE * 2**attempts,
        fault=str(error) if isinstance(error, CannotDeliver) else type(error).__name__,
    )


def try_again(message: Message, now: datetime) -> None:
    """Take a message that was set aside back into the outbox, once its fault has been mended."""
    Message.objects.filter(pk=message.pk, status=Message.Status.SET_ASIDE).update(
        status=Message.Status.WAITING, attempts=0, not_before=now
    )


def _told(message: Message) -> dict[str, Any]:
    place = message_place(message.course_id, message.number, message.name, message.revision)
    told: dict[str, Any] = json.loads(ring().open(bytes(message.sealed), place))
    return told
