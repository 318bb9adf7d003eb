"""The outbox: effects wait out the minutes in which a slip can be taken back, and then are delivered, once.

A message that fails is tried again, each time later; after some tries it is set aside and shown.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from helhet.record.courses.outgoing import sealed_for, told_of
from helhet.record.messages.hearing import deliver
from helhet.record.messages.righting import CannotDeliver
from helhet.record.models import Message

# Own choice: six tries, each pause twice the last, some half an hour in all.
TRIES: Final = 6
FIRST_PAUSE: Final = timedelta(minutes=1)
BATCH: Final = 100


def work(now: datetime, most: int = BATCH) -> int:
    """Deliver what is due, in the order in which it happened; return how many messages were delivered."""
    due = Message.objects.filter(status=Message.Status.WAITING, not_before__lte=now)
    waiting = list(due.order_by("not_before", "id").values_list("pk", flat=True)[:most])
    return sum(_try(message, now) for message in waiting)


def _try(message_id: int, now: datetime) -> bool:
    """Deliver one message; what goes wrong is written on it by its kind alone, never by what it says."""
    message = _claim(message_id, now)
    if message is None:
        return False
    try:
        if message.is_counter or not _is_withdrawn(message):
            deliver(message, {} if message.is_counter else told_of(message), now)
    except Exception as error:  # noqa: BLE001 - one message must not keep the others from being delivered
        _put_off(message, error)
        return False
    Message.objects.filter(pk=message.pk, attempts=message.attempts).update(
        status=Message.Status.SENT, sent_at=now
    )
    return True


def _claim(message_id: int, now: datetime) -> Message | None:
    """Return the message as it is now, taken for this worker until its next try; None if it is not to be had.

    A counter-message waits until what it takes back has been told, or is known to be withdrawn.
    """
    message = Message.objects.select_related("course__subject").get(pk=message_id)
    earlier = _of_same_effect(message).filter(revision__lt=message.revision)
    if message.is_counter and earlier.filter(status=Message.Status.WAITING).exists():
        return None
    attempts = message.attempts + 1
    taken = Message.objects.filter(
        pk=message_id, status=Message.Status.WAITING, attempts=message.attempts, not_before__lte=now
    ).update(attempts=attempts, not_before=now + _pause(attempts))
    message.attempts = attempts
    return message if taken else None


def _of_same_effect(message: Message) -> QuerySet[Message]:
    return Message.objects.filter(
        course=message.course_id, number=message.number, name=message.name
    )


def _pause(attempts: int) -> timedelta:
    return FIRST_PAUSE * (1 << (attempts - 1))


def _is_withdrawn(message: Message) -> bool:
    """Return whether a later message takes this one back: then there is nothing to tell."""
    return _of_same_effect(message).filter(revision__gt=message.revision).exists()


def _put_off(message: Message, error: Exception) -> None:
    """Let a message wait for its next try, or set it aside after the last."""
    is_last = message.attempts >= TRIES
    Message.objects.filter(pk=message.pk, attempts=message.attempts).update(
        status=Message.Status.SET_ASIDE if is_last else Message.Status.WAITING,
        fault=str(error) if isinstance(error, CannotDeliver) else type(error).__name__,
    )


def try_again(message: Message, now: datetime) -> None:
    """Take a message that was set aside back into the outbox, once its fault has been mended."""
    Message.objects.filter(pk=message.pk, status=Message.Status.SET_ASIDE).update(
        status=Message.Status.WAITING, attempts=0, not_before=now
    )


def silence(message: Message) -> None:
    """Take out of a message what its entry said, for that has been erased; that it happened is told all the same."""
    sealed = sealed_for(message, {**told_of(message), "values": {}})
    Message.objects.filter(pk=message.pk).update(sealed=sealed)
