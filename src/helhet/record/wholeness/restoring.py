"""After a copy has taken the place of the database: it is said so outside, and what came back is sealed anew."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db.models import Max

from helhet.access.checkpoints import Restore, write_restore
from helhet.access.models import Access, Seal
from helhet.access.sealing import seal_log
from helhet.record.models import Entry
from helhet.record.wholeness.verifying import seal_heads


def begin_again(checkpoints: Path, by: str, now: datetime) -> Restore:
    """Write down the restore and seal what the copy had not sealed yet; return what is known to be lost."""
    restore = write_restore(checkpoints, by, _last_moment(), now)
    seal_log(checkpoints)
    seal_heads(checkpoints)
    return restore


def _last_moment() -> datetime | None:
    """Return when the last thing was written that came back, None if nothing did."""
    asked = ((Entry, "recorded_at"), (Access, "at"), (Seal, "sealed_at"))
    found = [model.objects.aggregate(last=Max(name))["last"] for model, name in asked]
    return max((moment for moment in found if moment), default=None)
