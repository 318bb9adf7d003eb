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
from helhet.pathway.language.model import SubjectKind
from helhet.record.pathways import table_of
from helhet.record.queries import finding
from helhet.record.queries.openings import Known, Opening, going_on, opened_before, openings
from helhet.workspaces.care.course.entryform import EntryForm, Writing
from helhet.workspaces.care.finding.queries import Row, as_row
from helhet.workspaces.care.starting.aliasform import AliasForm
from helhet.workspaces.care.starting.newform import NewcomerForm
from helhet.workspaces.care.wording import pathway_title, said

PERSON, ALIAS = SubjectKind.PERSON, SubjectKind.ALIAS
"""Whom a course may be begun for here: somebody registered as who they are, or whom a team calls by a name alone."""


class Choice(NamedTuple):
    """A pathway, the events by which it begins, and the course of it that goes on already, if there is one."""

    pathway: str
    title: str
    is_by_alias: bool
    events: tuple[tuple[str, str], ...]
    going_on: UUID | None


def choices(reader: Reader, who: Known | None) -> list[Choice]:
    """Return what the reader may begin today, for somebody who was found or for somebody new."""
    kinds = [who.subject.kind] if who else [PERSON, ALIAS]
    all_of_them = [one for kind in kinds for one in openings(reader, kind)]
    found = [(name, list(its)) for name, its in groupby(all_of_them, lambda one: one.pathway)]
    before = going_on(reader, who.subject.pk) if who and found else {}
    return [
        Choice(
            name,
            pathway_title(name),
            subject_kind(name) == ALIAS,
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
    if asked not in (one for kind in (PERSON, ALIAS) for one in openings(reader, kind)):
        raise Http404
    return asked


def subject_kind(pathway: str) -> SubjectKind:
    """Return what a pathway is about."""
    return table_of(pathway).newest.subject


def first_form(opening: Opening, sent: Mapping[str, Any] | None, acting: int) -> EntryForm:
    """Return the form of the event by which a course begins."""
    table = table_of(opening.pathway)
    return EntryForm(Writing(table, opening.event, acting, version=0, today=localdate()), sent)


def likely_same(
    reader: Reader, form: NewcomerForm | AliasForm, key: UUID, now: datetime
) -> list[Row]:
    """Return those, of whom the reader may know, who may be meant by somebody new; nobody if just this was begun before.

    Raises TooMany: it is a search.
    """
    if isinstance(form, AliasForm):
        found = finding.called(reader, form.cleaned_data["called"], now, whole=True)
    else:
        found = _like(reader, form, now)
    if found and opened_before(reader, key):
        return []
    return [as_row(one, reader.on) for one in found]


def _like(reader: Reader, form: NewcomerForm, now: datetime) -> list[finding.Found]:
    found: list[finding.Found] = []
    if form.read:
        found = finding.with_number(reader, *form.read, now)
    data = form.cleaned_data
    if not found and data["born_on"]:
        name = f"{data['given_name']} {data['family_name']}"
        found = finding.named(reader, name, data["born_on"], now)
    return found
