"""What time alone changes: `tick` reads again every course whose next change has passed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from helhet.record.appending import lock
from helhet.record.errors import Stale
from helhet.record.following import read_again
from helhet.record.models import Course


def tick(now: datetime) -> int:
    """Read again what time has changed; return how many courses. Safe to run again, and while others write."""
    waiting = Course.objects.filter(next_change_at__lte=now).order_by("next_change_at", "pk")
    return sum(_tick(course, now) for course in waiting.iterator())


def _tick(course: Course, now: datetime) -> bool:
    with transaction.atomic():
        try:
            lock(course, course.version)
        except Stale:
            return False  # whoever wrote has read it as of now
        read_again(course, now)
    return True
