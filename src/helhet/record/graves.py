"""What was erased, written down outside the database: so that an older backup does not bring it back."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from helhet.record.appending import lock
from helhet.record.erasing import erase_content
from helhet.record.models import Course, Erasure


def write_graves(file: Path) -> int:
    """Write the erasures that the file does not have yet; return how many. On disk when this returns."""
    known = {(one["course"], one["number"]) for one in _read(file)}
    new = [
        one for one in Erasure.objects.order_by("at") if (str(one.course), one.number) not in known
    ]
    if new:
        with file.open("a", encoding="utf-8") as out:
            out.writelines(_line(one) for one in new)
            out.flush()
            os.fsync(out.fileno())
    return len(new)


def bury_again(file: Path, now: datetime) -> int:
    """Erase again what was erased after the backup that has just been restored; return how many."""
    return sum(_bury(one, now) for one in _read(file))


def _bury(told: dict[str, str | int], now: datetime) -> bool:
    course = Course.objects.filter(pk=UUID(str(told["course"]))).first()
    number = int(told["number"])
    if course is None or Erasure.objects.filter(course=course.pk, number=number).exists():
        return False
    with transaction.atomic():
        lock(course, course.version)
        Erasure.objects.create(
            course=course.pk,
            number=number,
            asked_by=told["asked_by"],
            approved_by=told["approved_by"],
            basis=told["basis"],
            at=datetime.fromisoformat(str(told["at"])),
        )
        erase_content(course, number, now)
    return True


def _read(file: Path) -> list[dict[str, str | int]]:
    if not file.exists():
        return []
    lines = file.read_text("utf-8").splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith("\n")]


def _line(one: Erasure) -> str:
    told = {
        "course": str(one.course),
        "number": one.number,
        "asked_by": one.asked_by,
        "approved_by": one.approved_by,
        "basis": one.basis,
        "at": one.at.astimezone(UTC).isoformat(),
    }
    return json.dumps(told) + "\n"
