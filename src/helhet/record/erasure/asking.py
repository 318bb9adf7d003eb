"""An erasure is asked for by one person and decided by another; each step is let in and logged by the doors."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed, Part
from helhet.pathway.courses.ordering import standing
from helhet.record.erasure.erasing import erase
from helhet.record.erasure.graves import write_graves
from helhet.record.errors import Fault, NotAsTheFormSays, NotByTwo, NotKnown, NotOpen, StillMerged
from helhet.record.forms import is_storable
from helhet.record.models import NAME, REGISTER, Entry, Erasure, ErasureRequest
from helhet.record.owning import require_own
from helhet.record.parts import parts_of
from helhet.record.pathways import table_of
from helhet.record.persons.facts import MERGED
from helhet.storage.keys import KeyRingError
from helhet.storage.ring import ring

Status = ErasureRequest.Status
# What the blind index of a request is for: whoever has the database alone cannot ask in another's name.
PLACE: Final = "erasure-request"


class Asked(NamedTuple):
    """A request: the entry whose content is to go, and how often that has been asked."""

    course: UUID
    number: int
    asking: int


def ask_erasure(reader: Reader, course: UUID, number: int, basis: str, *, now: datetime) -> Asked:
    """Ask that what an entry said be erased; somebody else decides.

    `basis` is the decision's reference, never its reasons. Raises NotKnown for an entry that is not
    there or is erased, NotOpen if the same has been asked already, StillMerged for a merge that stands.
    """
    if not is_storable(basis) or not 0 < len(basis) <= NAME:
        raise NotAsTheFormSays([Fault("basis", "type")])
    entry = _let_in(reader, course, number)
    if Erasure.objects.filter(course=course, number=number).exists():
        raise NotKnown("what the entry said is erased already")
    _check_parts_nobody(entry)
    before = ErasureRequest.objects.filter(course=course, number=number)
    asked = Asked(course, number, before.count() + 1)
    row = ErasureRequest(**asked._asdict(), asked_by=reader.user, basis=basis, asked_at=now)
    row.proof = ring().blind(_text(row, entry), PLACE)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise NotOpen("the erasure has been asked for already; decide that first") from None
    return asked


def approve_erasure(reader: Reader, request: Asked, *, now: datetime) -> int:
    """Erase what was asked for, wherever it was heard; return how many contents went.

    Raises NotByTwo for whoever asked, NotOpen for a request that is not open, StillMerged for a merge that stands.
    """
    entry, row = _by_another(reader, request)
    _check_parts_nobody(entry)
    with transaction.atomic():
        _close(reader, row, Status.APPROVED, now)
        erased = erase(
            entry, asked_by=row.asked_by, approved_by=reader.user, basis=row.basis, at=now
        )
    # At once: a backup of this morning must not bring back what was erased before noon.
    write_graves(Path(settings.ERASURES_FILE))
    return erased


def refuse_erasure(reader: Reader, request: Asked, *, now: datetime) -> None:
    """Refuse what somebody else asked for; it may be asked again."""
    _, row = _by_another(reader, request)
    _close(reader, row, Status.REFUSED, now)


def withdraw_erasure(reader: Reader, request: Asked, *, now: datetime) -> None:
    """Withdraw what one asked for oneself."""
    _, row = _open(reader, request)
    if row.asked_by != reader.user:
        raise PermissionDenied
    _close(reader, row, Status.WITHDRAWN, now)


def unproved_by_newest() -> list[ErasureRequest]:
    """Return the open requests whose proof is not by the newest key."""
    waiting = ErasureRequest.objects.filter(status=Status.OPEN).order_by("pk")
    return [row for row in waiting if bytes(row.proof) != _proofs(row)[0]]


def prove_anew(row: ErasureRequest) -> None:
    """Prove an open request by the newest key; raise KeyRingError if no key proves it."""
    newest, *_ = proofs = _proofs(row)
    if bytes(row.proof) not in proofs:
        raise KeyRingError("A request was altered, or its entry is not there.")
    same = ErasureRequest.objects.filter(pk=row.pk, status=Status.OPEN)
    same.update(proof=newest)


def _proofs(row: ErasureRequest) -> list[bytes]:
    """Return the proof of a request by every key, the newest first; one that proves nothing if its entry is gone."""
    entry = Entry.objects.filter(course=row.course, number=row.number).first()
    return ring().blinds(_text(row, entry), PLACE) if entry else [b""]


def _by_another(reader: Reader, request: Asked) -> tuple[Entry, ErasureRequest]:
    entry, row = _open(reader, request)
    if row.asked_by == reader.user:
        raise NotByTwo("one person cannot both ask for an erasure and decide it")
    return entry, row


def _open(reader: Reader, request: Asked) -> tuple[Entry, ErasureRequest]:
    """Return a request that is open and was made through the door, for somebody who may write such an entry."""
    entry = _let_in(reader, request.course, request.number)
    row = ErasureRequest.objects.filter(**request._asdict(), status=Status.OPEN).first()
    if row is None or bytes(row.proof) not in ring().blinds(_text(row, entry), PLACE):
        raise NotOpen("no such request is open; it may have been decided or withdrawn")
    return entry, row


def _check_parts_nobody(entry: Entry) -> None:
    """Refuse to erase a merge that stands: that would part two persons without asking who may."""
    if entry.event == MERGED and entry.number in standing(entry.course.entries.order_by("number")):
        raise StillMerged("the entry says that two persons are one; take the merge back first")


def _close(
    reader: Reader, row: ErasureRequest, status: ErasureRequest.Status, now: datetime
) -> None:
    """Close a request; of two who do so at once one is refused."""
    same = ErasureRequest.objects.filter(
        course=row.course, number=row.number, asking=row.asking, status=Status.OPEN
    )
    if not same.update(status=status, closed_by=reader.user, closed_at=now):
        raise NotOpen("no such request is open; it may have been decided or withdrawn")


def _let_in(reader: Reader, course: UUID, number: int) -> Entry:
    """Return an entry for somebody who may write such a one; one that is not there looks like one of a stranger's."""
    entry = Entry.objects.filter(course=course, number=number).select_related("course").first()
    subject = entry.course.subject_id if entry else course
    decision = doors.require(reader, Deed.WRITE, _parts(entry), subject)
    if entry is None:
        raise Http404
    require_own(reader, entry.course, decision)
    return entry


def _parts(entry: Entry | None) -> tuple[Part, ...]:
    if entry is None:
        return parts_of("", ())
    if entry.course.pathway == REGISTER:
        return (Part.ID,)
    event = table_of(entry.course.pathway).event(entry.event)
    return parts_of(entry.course.pathway, event.form if event else ())


def _text(row: ErasureRequest, entry: Entry) -> str:
    told = (row.course, row.number, row.asking, row.asked_by, row.basis, bytes(entry.hash).hex())
    return " ".join(map(str, told))
