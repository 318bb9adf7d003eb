"""Tasks in the words and order of their page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.http import Http404
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed, Part
from helhet.parties.models import Subject
from helhet.record.queries.worklist import names_of
from helhet.signin.roles import role_title
from helhet.web.days import in_days, long_date, short_date
from helhet.work.tasks import ABOUT, ToDo, tasks

SIZE: Final = 50
WHICH: Final = ("mine", "unit", "done")


class Row(NamedTuple):
    """A task in words: when it is for (empty without a day), whose it is, about whom."""

    id: UUID
    text: str
    when: str
    day: date | None
    date: str
    is_late: bool
    whose: str
    by: str
    done: str
    subject: UUID | None
    name: str


class Page(NamedTuple):
    """A page of tasks; `which` of them; `after` is where the next page begins, if there is one."""

    which: str
    tabs: list[tuple[str, str]]
    rows: list[Row]
    before: int | None
    after: int | None


def page_of(reader: Reader, which: str, first: int) -> Page:
    """Return a page of tasks, logged before it is returned; Http404 for a list that no page links to."""
    if which not in WHICH:
        raise Http404
    found = tasks(reader, mine=which == "mine", done=which == "done", first=first, size=SIZE)
    return Page(
        which,
        [("mine", _("For me")), ("unit", _("My unit's")), ("done", _("Done"))],
        list(_rows(found, reader.on)),
        max(first - SIZE, 0) if first else None,
        first + SIZE if len(found) == SIZE else None,
    )


def waiting_about(reader: Reader, subject: UUID) -> list[Row]:
    """Return what waits to be done about somebody, in the reader's units, logged before it is returned."""
    return list(_rows(tasks(reader, about=subject, size=SIZE), reader.on))


def name_of(reader: Reader, about: UUID | None) -> str:
    """Return the name of whom a new task is about, logged; Http404 or PermissionDenied if none may be written there."""
    if about is None:
        return ""
    doors.require(reader, Deed.WRITE, [ABOUT], about)
    root = Subject.objects.values_list("root", flat=True).get(pk=about)
    name = names_of(reader, [root]).get(root, "")
    if name:
        doors.shown(reader, Deed.SUMMARY, [Part.ID], [root])
    return name


def _rows(found: list[ToDo], today: date) -> Iterator[Row]:
    for one in found:
        task = one.task
        yield Row(
            task.pk,
            one.text,
            in_days(task.due_on, today) if task.due_on else "",
            task.due_on,
            short_date(task.due_on) if task.due_on else "",
            task.due_on is not None and task.due_on < today,
            _whose(one),
            _by(task.by.name, task.at),
            _by(task.done_by.name, task.done_at) if task.done_by and task.done_at else "",
            task.subject_id,
            one.name,
        )


def _whose(one: ToDo) -> str:
    if one.task.user:
        return one.task.user.name
    return role_title(one.task.role) if one.task.role else _("whoever is there")


def _by(name: str, at: datetime) -> str:
    return f"{name}, {long_date(localtime(at).date())}"
