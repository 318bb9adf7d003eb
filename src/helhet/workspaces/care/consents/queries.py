"""A person's consents as a page shows them, logged before they are shown."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.http import Http404

from helhet.access import doors
from helhet.access.consenting import told_consents
from helhet.access.deciding import Reader
from helhet.access.models import Consent
from helhet.access.table import Deed, Part
from helhet.record.locating import graded
from helhet.record.queries.openings import known_to
from helhet.workspaces.care.consents.wording import Row, rows_of


class ConsentsPage(NamedTuple):
    """Whose consents they are, those in force, and those that have ended or were withdrawn."""

    subject: UUID
    name: str
    in_force: list[Row]
    over: list[Row]


class Found(NamedTuple):
    """One of a page's consents."""

    page: ConsentsPage
    row: Row


def page_of(reader: Reader, subject: UUID) -> ConsentsPage:
    """Return what a person has said yes to, as far as the reader is told. Raises Http404 for whoever writes no consents down."""
    who = known_to(reader, subject)
    told = told_consents(reader, who.subject.pk)
    if told is None:
        raise Http404
    parts = sorted({Part(one.row.part) for one in told}) or [Part.PLAN]
    doors.shown(reader, Deed.SUMMARY, parts, [who.subject.pk])
    hides = bool(graded([who.subject.pk]))
    rows = rows_of(told, hides_units=hides, own=reader.units | reader.within)
    return ConsentsPage(
        who.subject.pk,
        who.name,
        [one for one in rows if one.is_in_force],
        [one for one in rows if not one.is_in_force],
    )


def taken_back(reader: Reader, consent: UUID) -> Found:
    """Return a consent that the reader is told of, and whose it is; raise Http404 for any other, logged."""
    row = Consent.objects.filter(pk=consent).first()
    page = page_of(reader, row.subject_id if row else consent)
    found = next((one for one in (*page.in_force, *page.over) if one.id == consent), None)
    if found is None:
        raise Http404
    return Found(page, found)
