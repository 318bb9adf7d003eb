"""Proofs of erasures: whoever holds the database alone cannot make up that something was erased by law.

A proof is nothing, sealed for a place that says the whole erasure and the hash of its entry: it
opens for that erasure alone, and only the ring of keys makes one.
"""

from __future__ import annotations

from datetime import UTC, datetime

from helhet.access.chains import Kind, leaf
from helhet.record.models import Entry, Erasure, ErasureProof
from helhet.storage.keys import KeyRingError
from helhet.storage.ring import ring


def mark_erased(
    entry: Entry, *, asked_by: int, approved_by: int, basis: str, at: datetime
) -> Erasure:
    """Write that an entry's content was erased, with the proof. Call inside the transaction that erases it."""
    row = Erasure.objects.create(
        course=entry.course_id,
        number=entry.number,
        asked_by=asked_by,
        approved_by=approved_by,
        basis=basis,
        at=at,
    )
    sealed = ring().seal(b"", _place(row, entry))
    ErasureProof.objects.create(course=row.course, number=row.number, sealed=sealed)
    return row


def _place(row: Erasure, entry: Entry) -> str:
    told = [
        str(row.course),
        row.number,
        bytes(entry.hash).hex(),
        row.asked_by,
        row.approved_by,
        row.basis,
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
    ]
    return f"erasure/{leaf(told).hex()}"


def place_of_proof(proof: ErasureProof) -> str | None:
    """Return the place that a proof is sealed for; None if its erasure or its entry is not there."""
    row = Erasure.objects.filter(course=proof.course, number=proof.number).first()
    return None if row is None else _place_of(row)


def _place_of(row: Erasure) -> str | None:
    entry = Entry.objects.filter(course=row.course, number=row.number).first()
    return None if entry is None else _place(row, entry)


def fault_of(row: Erasure) -> Kind | None:
    """Return what is wrong with an erasure: made up, or altered since; None if it is proved. Two queries."""
    proof = ErasureProof.objects.filter(course=row.course, number=row.number).first()
    place = None if proof is None else _place_of(row)
    if proof is None or place is None:
        return Kind.MADE_UP
    try:
        ring().open(bytes(proof.sealed), place)
    except KeyRingError:
        return Kind.ALTERED
    return None
