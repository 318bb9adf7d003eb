"""A request that is sent again, under the key that its sender gave it, is answered again and not done again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from helhet.record.errors import KeyReused, Stale
from helhet.record.models import Request
from helhet.record.telling import Told
from helhet.storage.ring import ring


@dataclass(frozen=True)
class Recorded:
    """What was written: the course, the entry's number, and whether it had been before. Of a release its id stands for the course.

    The number is the course's new version too, unless a course that was opened heard of something that had reached its person before.
    """

    course: UUID
    number: int
    is_repeated: bool = False


@dataclass(frozen=True)
class Keyed:
    """Who asks, under which key (None: nobody asks again), and for what: its hash by every key of the ring, the newest first."""

    user: int
    key: UUID | None
    hashes: tuple[bytes, ...]


def keyed(user: int, key: UUID | None, about: UUID, told: Told, pathway: str = "") -> Keyed:
    """Return a request: it may be sent again after a new key has come to the ring."""
    return keyed_as(user, key, [pathway, str(about), plain(told)])


def plain(told: Told) -> dict[str, Any]:
    """Return what is told as it stands in the hash of a request."""
    return {**vars(told), "values": sorted(told.values.items())}


def keyed_as(user: int, key: UUID | None, asked: list[Any]) -> Keyed:
    """Return a request for whatever stands in a list."""
    text = json.dumps(asked, sort_keys=True, default=str)
    # With a key: what was said could otherwise be found by trying, also after it has been erased.
    return Keyed(user, key, tuple(ring().blinds(text, "request")))


def once(request: Keyed, now: datetime, write: Callable[[], Recorded]) -> Recorded:
    """Write in one transaction, or return what was answered before; also if that happens at this very moment."""
    try:
        with transaction.atomic():
            return answered(request) or _kept(request, write(), now)
    except (Stale, IntegrityError):
        if before := answered(request):
            return before
        raise


def answered(request: Keyed) -> Recorded | None:
    """Return what was answered to this key; raise KeyReused if it was another request."""
    if request.key is None:
        return None
    before = Request.objects.filter(user=request.user, key=request.key).first()
    if before is None:
        return None
    if bytes(before.body_hash) not in request.hashes:
        raise KeyReused("the key was used for another request")
    return Recorded(before.course, before.number, is_repeated=True)


def _kept(request: Keyed, done: Recorded, now: datetime) -> Recorded:
    if request.key:
        Request.objects.create(
            user=request.user,
            key=request.key,
            body_hash=request.hashes[0],
            course=done.course,
            number=done.number,
            at=now,
        )
    return done
