"""What was erased, written down outside the database, so that an older backup does not bring it back; and whether both agree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any, Final

from helhet.access.chains import Finding, Kind
from helhet.record.models import Content, Entry, Erasure
from helhet.record.proving import fault_of
from helhet.storage.lines import append_lines, read_lines

CHAIN: Final = "erasure"


def write_graves(file: Path) -> int:
    """Write the erasures that the file does not have yet; return how many. On disk when this returns.

    One that is not proved is left out: `verify` tells of it, and a restore must not repeat it.
    """
    known = {(one["course"], one["number"]) for one in read_lines(file)}
    new = [
        one
        for one in Erasure.objects.order_by("at")
        if (str(one.course), one.number) not in known and fault_of(one) is None
    ]
    append_lines(file, map(_line, new))
    return len(new)


def check_erasures(file: Path) -> Iterator[Finding]:
    """Yield erasures that nobody decided, and such as were taken back: by their proofs, and by the file."""
    for row in Erasure.objects.order_by("course", "number").iterator():
        where = f"course {row.course} entry {row.number}"
        if fault := fault_of(row):
            yield Finding(fault, CHAIN, where)
        if Content.objects.filter(course=row.course, number=row.number).exists():
            yield Finding(Kind.ALTERED, CHAIN, f"{where}: its content is there again")
    for told in read_lines(file):
        place = {"course": told["course"], "number": told["number"]}
        if entry_of(told) and not Erasure.objects.filter(**place).exists():
            yield Finding(Kind.MISSING, CHAIN, f"course {told['course']} entry {told['number']}")


def entry_of(told: dict[str, Any]) -> Entry | None:
    """Return the very entry that a line says was erased; None if this database does not have it, or another in its place."""
    found = Entry.objects.filter(course=told["course"], number=told["number"])
    entry = found.select_related("course").first()
    return entry if entry is not None and bytes(entry.hash).hex() == told["entry"] else None


def _line(one: Erasure) -> dict[str, Any]:
    entry = Entry.objects.filter(course=one.course, number=one.number).first()
    return {
        "entry": bytes(entry.hash).hex() if entry else "",
        "course": str(one.course),
        "number": one.number,
        "asked_by": one.asked_by,
        "approved_by": one.approved_by,
        "basis": one.basis,
        "at": one.at.astimezone(UTC).isoformat(),
    }
