"""What time alone changes: `tick` reads again every course whose next change has passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from helhet.record.models import Course
from helhet.record.renewal.following import read_all_again


def tick(now: datetime) -> Iterator[str | None]:
    """Read again what time has changed; yield for each course None, or what kept it from being read.

    Safe to run again, and while others write.
    """
    waiting = Course.objects.filter(next_change_at__lte=now).order_by("next_change_at", "pk")
    yield from read_all_again(list(waiting.values_list("pk", flat=True)), now)
