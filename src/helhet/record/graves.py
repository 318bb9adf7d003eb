"""What was erased, written down outside the database: so that an older backup does not bring it back."""

from __future__ import annotations

import json
import os
from datetime import UTC
from pathlib import Path
from typing import Any

from helhet.record.models import Entry, Erasure


def write_graves(file: Path) -> int:
    """Write the erasures that the file does not have yet; return how many. On disk when this returns."""
    known = {(one["course"], one["number"]) for one in read_graves(file)}
    new = [
        one for one in Erasure.objects.order_by("at") if (str(one.course), one.number) not in known
    ]
    if new:
        with file.open("a", encoding="utf-8") as out:
            out.writelines(_line(one) for one in new)
            out.flush()
            os.fsync(out.fileno())
    return len(new)


def read_graves(file: Path) -> list[dict[str, Any]]:
    """Return what a file says was erased; a last line cut short by a crash is passed over."""
    if not file.exists():
        return []
    lines = file.read_text("utf-8").splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith("\n")]


def _line(one: Erasure) -> str:
    entry = Entry.objects.filter(course=one.course, number=one.number).first()
    told = {
        "entry": bytes(entry.hash).hex() if entry else "",
        "course": str(one.course),
        "number": one.number,
        "asked_by": one.asked_by,
        "approved_by": one.approved_by,
        "basis": one.basis,
        "at": one.at.astimezone(UTC).isoformat(),
    }
    return json.dumps(told) + "\n"
