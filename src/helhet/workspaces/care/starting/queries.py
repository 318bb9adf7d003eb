"""What may be begun, by which form, and who may be meant by somebody new."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.http import Http404
from django.utils.timezone import localdate

from helhet.access.deciding import Reader
from helhet.parties.models import Person
from helhet.record.pathways import table_of
from helhet.record.queries import finding
from helhet.record.queries.openings import Opening, going_on, opened_before, openings
from helhet.workspaces.care.course.entryform import EntryForm, Writing
from helhet.workspaces.care.finding.queries import Row, as_row
from helhet.workspaces.care.starting.newform import NewcomerForm
from helhet.workspaces.care.wording import pathway_title, said


class Choice(NamedTuple):
    """A pathway, the events by which it begins, and the course of it that goes on already, if there is one."""

    pathway: str
    title: str
    events: tuple[tuple[str, str], ...]
    going_on: UUID | None


def choices(reader: Reader, who: Person | None) -> list[Choice]:
    """Return what the reader may begin today, for somebody who was found or for somebody new."""
    found = [(name, list(its)) for name, its in groupby(openings(reader), lambda one: one.pathway)]
    before = going_on(reader, who.pk) if who and found else {}
    return [
        Choice(
            name,
            pathway_title(name),
            tuple((one.event, title_of(one)) for one in its),
            before.get(name),
        )
        for name, its in found
    ]


def title_of(opening: Opening) -> str:
    """Return what the event is called."""
    event = table_of(opening.pathway).event(opening.event)
    return said(event.title if event else None, opening.event)


def opening_of(reader: Reader, pathway: str, event: str) -> Opening:
    """Return an opening that the reader may begin with; raise Http404 for any other."""
    asked = Opening(pathway, event)
    if asked not in openings(reader):
        raise Http404
    return asked


def first_form(opening: Opening, sent: Mapping[str, Any] | None, acting: int) -> EntryForm:
    """Return the form of the event by which a course begins."""
    table = table_of(opening.pathway)
    return EntryForm(Writing(table, opening.event, acting, version=0, today=localdate()), sent)


def likely_same(reader: Reader, form: NewcomerForm, key: UUID, now: datetime) -> list[Row]:
    """Return those, of whom the reader may know, who may be meant by somebody new; nobody if just this was begun before.

    Raises TooMany: it is a search.
    """
    found: list[finding.Found] = []
    if form.read:
        found = finding.with_number(reader, *form.read, now)
    data = form.cleaned_data
    if not found and data["born_on"]:
        name = f"{data['given_name']} {data['family_name']}"
        found = finding.named(reader, name, data["born_on"], now)
    if found and opened_before(reader, key):
        return []
    return [as_row(one, reader.on) for one in found]
