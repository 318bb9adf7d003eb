"""What a unit has on its shelf, by kit and batch: the sum of its movements, which never falls below nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Sum

from helhet.access.deciding import Reader
from helhet.ledgers.contacts import Met, check, write
from helhet.ledgers.doors import lists, require_counting, require_reading
from helhet.ledgers.errors import Refused
from helhet.ledgers.models import Movement
from helhet.parties.models import Unit

MOST_KITS: Final = 10_000
IN: Final = (Movement.Why.RECEIVED, Movement.Why.RETURNED)
OUT: Final = (Movement.Why.HANDED_OUT, Movement.Why.EXPIRED, Movement.Why.LOST)


@dataclass(frozen=True)
class Batch:
    """Kits of one kind that expire on one day, under the maker's batch number."""

    kit: str
    batch: str
    expires_on: date


@dataclass(frozen=True)
class Shelf:
    """How many kits of a batch there are; expired, or soon."""

    batch: Batch
    kits: int
    is_expired: bool
    is_soon: bool


def move(
    reader: Reader, batch: Batch, why: Movement.Why, kits: int, *, key: UUID | None = None
) -> UUID:
    """Write that kits came or went in the reader's unit; `kits` is how many, and for `counted` how many there are now.

    Sent twice by one key it is written once. Raises Refused for what cannot be: more than there are, an expired batch handed out.
    """
    unit, key = require_counting(reader), key or uuid4()
    _check(batch, why, kits, reader.on)
    _write(unit, reader.on, batch, why, kits, key)
    return key


def _write(unit: int, today: date, batch: Batch, why: Movement.Why, kits: int, key: UUID) -> None:
    with transaction.atomic():
        Unit.objects.select_for_update().get(
            pk=unit
        )  # one after the other, or two could take the last one
        if Movement.objects.filter(pk=key).exists():
            return
        there = _there(unit, batch)
        moved = kits if why in IN else -kits if why in OUT else kits - there
        if there + moved < 0:
            raise Refused("kits", "too-many")
        if moved:
            Movement.objects.create(
                id=key,
                unit_id=unit,
                kit=batch.kit,
                batch=batch.batch,
                expires_on=batch.expires_on,
                day=today,
                why=why,
                kits=moved,
            )


def hand_out(reader: Reader, batch: Batch, kits: int, met: Met, *, key: UUID) -> None:
    """Hand kits out to somebody who is not asked who they are: the shelf and the count, both or none."""
    unit, why = require_counting(reader), Movement.Why.HANDED_OUT
    check(met, reader.on)
    _check(batch, why, kits, reader.on)
    with transaction.atomic():
        _write(unit, reader.on, batch, why, kits, key)
        write(unit, met, key)


def to_hand_out(reader: Reader, batch: Batch, kits: int) -> Callable[[], None]:
    """Ask whether kits may leave the shelf, to somebody whose own record says so; logged. Return what writes it, in a transaction of the caller's.

    It has an id of its own and the day, no more: no way leads from here to whom it was for. Raises Refused, and so may the writing.
    """
    unit, why = require_counting(reader), Movement.Why.HANDED_OUT
    _check(batch, why, kits, reader.on)
    return partial(_write, unit, reader.on, batch, why, kits, uuid4())


def to_put_back(reader: Reader, batch: Batch, kits: int) -> Callable[[], None]:
    """Return what writes that kits lie on the shelf again, in a transaction of the caller's; logged."""
    unit, why = require_counting(reader), Movement.Why.RETURNED
    return partial(_write, unit, reader.on, batch, why, kits, uuid4())


def handed_out_of(reader: Reader, batch: str, expires_on: date) -> Batch | None:
    """Return the batch of the reader's unit that has this number and day and of which some were handed out; None if there is none. Logged."""
    unit, why = require_reading(reader), Movement.Why.HANDED_OUT
    gone = Movement.objects.filter(unit=unit, batch=batch, expires_on=expires_on, why=why)
    kit = gone.order_by("kit").values_list("kit", flat=True).first()
    return Batch(kit, batch, expires_on) if kit else None


def take_back(reader: Reader, movement: UUID) -> None:
    """Take back a movement of today that was a slip. Nothing if that was done, or it is not there; Refused if it is gone from the shelf."""
    unit = require_counting(reader)
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit)
        row = Movement.objects.filter(
            pk=movement, unit=unit, takes_back=None, taken_back=None, day=reader.on
        ).first()
        if row is None:
            return
        if _there(unit, Batch(row.kit, row.batch, row.expires_on)) < row.kits:
            raise Refused("kits", "too-many")
        Movement.objects.create(
            id=uuid4(),
            unit_id=unit,
            kit=row.kit,
            batch=row.batch,
            expires_on=row.expires_on,
            day=row.day,
            why=Movement.Why.TAKEN_BACK,
            kits=-row.kits,
            takes_back=row,
        )


def shelves(reader: Reader) -> list[Shelf]:
    """Return what the reader's unit has, what expires first first; logged before. One query."""
    unit = require_reading(reader)
    rows = Movement.objects.filter(unit=unit).values_list("kit", "batch", "expires_on")
    summed = (
        rows.annotate(left=Sum("kits")).filter(left__gt=0).order_by("expires_on", "kit", "batch")
    )
    return [
        _shelf(Batch(kit, batch, expires_on), left, reader.on)
        for kit, batch, expires_on, left in summed
    ]


def _shelf(batch: Batch, kits: int, today: date) -> Shelf:
    kit = lists().kits.get(batch.kit)
    warned = batch.expires_on - timedelta(days=kit.warn_days if kit else 0)
    is_expired = batch.expires_on < today
    return Shelf(batch, kits, is_expired, not is_expired and warned <= today)


def _there(unit: int, batch: Batch) -> int:
    of_batch = Movement.objects.filter(
        unit=unit, kit=batch.kit, batch=batch.batch, expires_on=batch.expires_on
    )
    return of_batch.aggregate(left=Sum("kits"))["left"] or 0


def _check(batch: Batch, why: Movement.Why, kits: int, today: date) -> None:
    if batch.kit not in lists().kits:
        raise Refused("kit", "choice")
    if not batch.batch.strip() or len(batch.batch) > 40:
        raise Refused("batch", "required")
    if why is Movement.Why.TAKEN_BACK:
        raise Refused("why", "choice")
    if not (0 if why is Movement.Why.COUNTED else 1) <= kits <= MOST_KITS:
        raise Refused("kits", "range")
    if why is Movement.Why.HANDED_OUT and batch.expires_on < today:
        raise Refused("batch", "expired")
