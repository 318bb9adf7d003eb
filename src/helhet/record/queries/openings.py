"""Which courses a role may open by hand, and for whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from django.http import Http404

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed, Part
from helhet.parties.models import Subject
from helhet.record.models import REGISTER, Course, Request
from helhet.record.parts import parts_of, way_part
from helhet.record.pathways import names, table_of
from helhet.record.queries.naming import told_names
from helhet.record.queries.worklist import seen_courses
from helhet.record.times import to_day


class Opening(NamedTuple):
    """A pathway, and an event that opens a course of it."""

    pathway: str
    event: str


def openings(reader: Reader, kind: str = "person") -> Iterator[Opening]:
    """Yield what the reader may open today for a kind of subject, of what the unit offers, in the order of the pack and
    its files. No query."""
    day = to_day(reader.on)
    offers = names() if reader.offers is None else [one for one in names() if one in reader.offers]
    for pathway in offers:
        edition = table_of(pathway).edition_on(day)
        for name, event in edition.events.items():
            by_hand = event.opens and not event.hears and edition.subject == kind
            if by_hand and doors.may_open(reader, parts_of(pathway, event.form)):
                yield Opening(pathway, name)


def may_begin(reader: Reader) -> bool:
    """Return whether the reader may open anything for anybody today. No query."""
    return any(any(openings(reader, kind)) for kind in ("person", "alias"))


class Known(NamedTuple):
    """Somebody whom a reader may know of, by name: a person, or an alias of the reader's own team."""

    subject: Subject
    name: str


def known_to(reader: Reader, subject: UUID) -> Known:
    """Return somebody whom the reader may know of, logged before; whoever they are part of, if two are one. Raises Http404 for anybody else.

    Four queries and a commit.
    """
    doors.require(reader, Deed.SUMMARY, [Part.ID], subject)
    same = Subject.objects.filter(pk=subject).values("root")
    found = Subject.objects.filter(pk__in=same).first()
    named = told_names(reader, [found.pk]) if found else {}
    if found is None or found.pk not in named:
        raise Http404
    return Known(found, named[found.pk])


def going_on(reader: Reader, subject: UUID) -> dict[str, UUID]:
    """Return the courses of somebody that have not ended and that the reader may see, one a pathway; logged before.

    `subject` is not merged into another. One query and a commit.
    """
    same = Course.objects.filter(subject__root=subject, is_ended=False).exclude(pathway=REGISTER)
    found = dict(same.filter(seen_courses(reader)).values_list("pathway", "pk"))
    if found:
        parts = {way_part(pathway) for pathway in found}
        doors.shown(reader, Deed.SUMMARY, sorted(parts), [subject])
    return found


def opened_before(reader: Reader, key: UUID) -> UUID | None:
    """Return the course that the reader opened, or wrote in, under this key. One query."""
    return (
        Request.objects.filter(user=reader.user, key=key).values_list("course", flat=True).first()
    )
