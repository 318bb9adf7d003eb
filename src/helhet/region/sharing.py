"""How the staff of an invented region have shared the work: who has which open course in hand, and what they want to remember."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from helhet.record.courses.appending import Author
from helhet.record.models import REGISTER, Course
from helhet.record.pathways import today
from helhet.region.chance import Chance
from helhet.storage.ring import ring
from helhet.work.models import Assignment, Task

IN_HAND: Final = 70
"""Of a hundred open courses those that somebody has in hand. Own choice."""
TASKS: Final = 2
"""How many things a unit wants to remember. Own choice."""
DUE: Final = (-2, 2, 14)
"""In how many days they are due. Own choice."""
Staff = Mapping[str, Sequence[Author]]


def share_work(staff: Staff, texts: Sequence[str], chance: Chance, now: datetime) -> None:
    """Write who has what in hand, and the tasks of each unit."""
    Assignment.objects.bulk_create(_in_hand(staff, chance, now), batch_size=500)
    Task.objects.bulk_create(_tasks(staff, texts, chance, now))


def _in_hand(staff: Staff, chance: Chance, now: datetime) -> Iterator[Assignment]:
    courses = Course.objects.filter(is_ended=False).exclude(pathway=REGISTER).order_by("pk")
    for course, unit, code in courses.values_list("pk", "unit", "unit__code"):
        if code in staff and chance.hits(IN_HAND):
            user = chance.one(staff[code]).user
            yield Assignment(course_id=course, unit_id=unit, user_id=user, from_at=now, by=user)


def _tasks(staff: Staff, texts: Sequence[str], chance: Chance, now: datetime) -> Iterator[Task]:
    for authors in staff.values() if texts else ():
        for _nth in range(TASKS):
            by, due = chance.one(authors), today(now) + timedelta(days=chance.whole(DUE))
            assert by.unit is not None
            task = Task(id=chance.uuid(), unit_id=by.unit, by_id=by.user, at=now, due_on=due)
            task.text = ring().seal(chance.one(texts).encode(), task.place)
            yield task
