"""What the form of an event asks of a course, and whether it was sent before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.timezone import localdate

from helhet.access.deciding import Reader
from helhet.record.models import Request
from helhet.record.pathways import table_of
from helhet.workspaces.care.course.entryform import EntryForm, first_told
from helhet.workspaces.care.course.page import CoursePage
from helhet.workspaces.care.wording import said


def entry_form(
    page: CoursePage,
    event: str,
    sent: Mapping[str, Any] | None,
    *,
    acting: int,
    gate: bool,
    fulfils: int = 0,
) -> EntryForm:
    """Return the form of an event of the course's pathway, an appointment chosen that it fulfils, if there is one;
    raise Http404 for one that nobody records by hand."""
    table, today = table_of(page.course.pathway), localdate()
    told = table.event(event)
    if told is None or told.opens or told.hears:
        raise Http404
    first = first_told(today, page.course.version, acting)
    if fulfils:
        first["fulfils"] = fulfils
    return EntryForm(
        table,
        event,
        today,
        acting=acting,
        gate=gate,
        appointments=page.kept_by(told),
        data=sent,
        initial=first,
    )


def event_title(page: CoursePage, event: str) -> str:
    """Return what an event is called."""
    told = table_of(page.course.pathway).event(event)
    return said(told.title if told else None, event)


def was_written(reader: Reader, course: UUID, key: str | None) -> bool:
    """Return whether a form was sent before and taken: it is sent again by who waits for the answer."""
    try:
        sent = UUID(key or "")
    except ValueError:
        return False
    return Request.objects.filter(user=reader.user, key=sent, course=course).exists()
