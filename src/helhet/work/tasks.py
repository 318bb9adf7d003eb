"""Tasks outside any pathway: something to remember, for a colleague, a role, or whoever works in the unit; about somebody or nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import Http404

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed, Part
from helhet.record.queries.worklist import names_of
from helhet.storage.ring import ring
from helhet.work.dividing import NotAColleague, absent_colleagues, colleagues
from helhet.work.models import Task

LONGEST_TEXT: Final = 1000
"""Characters. Own choice."""
ABOUT: Final = Part.PLAN
"""What part of a record a task about somebody is; its text says more than a summary does, so it is read or not at all."""


@dataclass(frozen=True)
class NewTask:
    """What is to be done, for whom, by when, and about whom; for whoever works in the unit if no user and no role is named."""

    text: str
    user: int | None = None
    role: str = ""
    due_on: date | None = None
    subject: UUID | None = None


@dataclass(frozen=True)
class ToDo:
    """A task as it is read; `name` of whom it is about, if that may be seen."""

    task: Task
    text: str
    name: str
    is_mine: bool


def add_task(reader: Reader, new: NewTask, now: datetime, *, key: UUID | None = None) -> Task:
    """Write a task in the reader's own unit. About somebody only who may write in their plan; logged before.

    `key` names the task: sent twice it is written once. Raises Http404 or PermissionDenied if not, NotAColleague for
    a user who does not work in the reader's units.
    """
    if new.subject is not None:
        doors.require(reader, Deed.WRITE, [ABOUT], new.subject)
    if reader.unit is None or not _may_have(reader):
        raise PermissionDenied
    if new.user is not None and not colleagues(reader).filter(pk=new.user).exists():
        raise NotAColleague
    task = Task(
        id=key or uuid4(),
        unit_id=reader.unit,
        role=new.role,
        user_id=new.user,
        subject_id=new.subject,
        due_on=new.due_on,
        by_id=reader.user,
        at=now,
    )
    task.text = ring().seal(new.text.encode(), task.place)
    Task.objects.bulk_create([task], ignore_conflicts=True)
    return task


def tasks(
    reader: Reader,
    *,
    mine: bool = False,
    done: bool = False,
    about: UUID | None = None,
    first: int = 0,
    size: int = 50,
) -> list[ToDo]:
    """Return a page of tasks in the reader's units, those with a day first; those about somebody only if their plan
    may be seen, and logged; `about` one person alone, if one is named. Eight queries and a commit at most."""
    order = (F("done_at").desc(),) if done else (F("due_on").asc(nulls_last=True), F("at").asc())
    own = _own(reader)
    found = (
        _visible(reader, own if mine else None)
        .filter(done_at__isnull=not done)
        .order_by(*order, "pk")
    )
    if about is not None:
        found = found.filter(subject__root=about)
    related = found.select_related("by", "user", "unit", "done_by", "subject")
    page = list(related[first : first + size])
    whom = sorted({task.subject.root_id for task in page if task.subject})
    names = names_of(reader, whom) if whom else {}
    _log(reader, whom, names)
    return [
        ToDo(
            task,
            _text(task),
            names.get(task.subject.root_id, "") if task.subject else "",
            task.user_id in own,
        )
        for task in page
    ]


def settle_task(reader: Reader, task: UUID, now: datetime, *, is_done: bool) -> None:
    """Say that a task is done, or after all is not; Http404 if the reader does not see it. Done twice it is done once."""
    found = _visible(reader, None).filter(pk=task)
    told = found.values_list("subject", flat=True)
    if not told:
        raise Http404
    if told[0] is not None:
        doors.require(reader, Deed.READ, [ABOUT], told[0])
    changed = Task.objects.filter(pk=task, done_at__isnull=is_done)
    changed.update(done_at=now if is_done else None, done_by=reader.user if is_done else None)


def _visible(reader: Reader, own: frozenset[int] | None) -> QuerySet[Task]:
    """Return the tasks of the reader's units; of those users alone, the reader's role, and for nobody in particular, if some are named."""
    if not _may_have(reader):
        return Task.objects.none()
    seen = Q(subject__isnull=True) | Q(
        subject__root__in=doors.listed(reader, Deed.READ, ABOUT).values("pk")
    )
    found = Task.objects.filter(seen, unit__in=reader.units)
    if own is not None:
        found = found.filter(Q(user__in=own) | Q(user__isnull=True, role__in=["", reader.role]))
    return found


def _may_have(reader: Reader) -> bool:
    return reader.is_current and bool(doors.table().purposes(reader.role))


def _own(reader: Reader) -> frozenset[int]:
    return absent_colleagues(reader) | {reader.user}


def _text(task: Task) -> str:
    return ring().open(bytes(task.text), task.place).decode()


def _log(reader: Reader, about: Iterable[UUID], names: dict[UUID, str]) -> None:
    for parts, subjects in (
        ([ABOUT, Part.ID], [one for one in about if one in names]),
        ([ABOUT], [one for one in about if one not in names]),
    ):
        if subjects:
            doors.shown(reader, Deed.READ, parts, subjects)
