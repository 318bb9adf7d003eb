"""What the form of an event asks of a course, and whether it was sent before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.timezone import localdate, localtime

from helhet.access import doors
from helhet.access.consenting import TALKS
from helhet.access.deciding import Reader
from helhet.access.table import Deed
from helhet.pathway.courses.appointments import Status, appointments
from helhet.pathway.language.model import Event, Fulfilment
from helhet.record.courses.reading import is_ended
from helhet.record.models import Course, Request
from helhet.record.parts import parts_of, way_part
from helhet.record.queries.acts import gates, writable
from helhet.record.queries.agenda import settable
from helhet.record.queries.clocks import is_told_by_time
from helhet.record.queries.looking import Look, glance, look
from helhet.record.telling import LARGEST_NUMBER
from helhet.record.times import to_date
from helhet.web.days import long_date
from helhet.workspaces.care.course.entryform import EntryForm, Writing
from helhet.workspaces.care.course.history import Deeds, Said, history, said_of
from helhet.workspaces.care.course.numbering import numbers
from helhet.workspaces.care.course.page import Head, head_of
from helhet.workspaces.care.course.shelf import offered
from helhet.workspaces.care.wording import clock_title, said

CONSENT: Final = "consent"
"""What pathways call the form in which a consent is written down that they ask for themselves."""


@dataclass(frozen=True)
class Sheet:
    """An entry that is being written: whose course it is in, what it is called, its form; what is corrected, if it corrects;
    whether it says what was agreed in the course alone, beside which a consent of access may be written down (ADR 16)."""

    head: Head
    title: str
    form: EntryForm
    corrects: Said | None = None
    is_consent: bool = False


def sheet_of(
    reader: Reader,
    course_id: UUID,
    event: str,
    sent: Mapping[str, Any] | None,
    now: datetime,
    *,
    acting: int,
    fulfils: int | None = None,
    prefix: str | None = None,
) -> Sheet:
    """Return the form of an event, whose course is logged before it is returned.

    Raises Http404 for a course that the reader may not know of, and for an event that nobody records by hand; PermissionDenied for one that
    the reader may not write.
    """
    seen = glance(reader, course_id, now)
    told = seen.table.event(event)
    if told is None or told.opens or told.hears:
        raise Http404
    mine = writable(reader, seen.course)
    if not mine.issuperset(parts_of(seen.course.pathway, told.form)):
        raise PermissionDenied
    before = gates(seen.course, seen.core, [event], now)[event]
    writing = Writing(
        seen.table,
        event,
        acting,
        seen.course.version,
        localdate(),
        appointments=tuple(_kept_by(seen, told)),
        fulfils=fulfils,
        gate=clock_title(seen.course.pathway, before.clock) if before.clock else "",
        needs_time=before.needs_time,
        at=localtime(now).time() if is_told_by_time(seen.table.newest, event) else None,
        shelf=offered(reader, seen.course.pathway, event),
        numbers=numbers(seen, seen.table.newest, event),
    )
    is_consent = CONSENT in told.form and not mine.isdisjoint(TALKS)
    form = EntryForm(writing, sent, prefix)
    return Sheet(head_of(reader, seen), said(told.title, event), form, is_consent=is_consent)


def correction_of(
    reader: Reader,
    course_id: UUID,
    place: int,
    sent: Mapping[str, Any] | None,
    now: datetime,
    *,
    acting: int,
) -> Sheet:
    """Return the form of an entry that stands, filled in with what it says; logged before it is returned.

    Raises Http404 also where nothing stands in the place, or what was heard elsewhere; PermissionDenied if any of it is closed
    to the reader, or not theirs to write: nobody writes over what they do not see.
    """
    seen = glance(reader, course_id, now, _number(place))
    line, course = seen.lines[0], seen.course
    told = seen.table.event(line.entry.event)
    if told is None:
        raise Http404
    if not Deeds(writable(reader, course)).may_correct(seen, line):
        raise PermissionDenied
    open_ones = dict(_kept_by(seen, told, line.entry.fulfils))
    open_ones.pop(place, None)
    writing = Writing(
        seen.table,
        line.entry.event,
        acting,
        course.version,
        localdate(),
        line,
        tuple(open_ones.items()),
    )
    title = said(told.title, line.entry.event)
    return Sheet(head_of(reader, seen), title, EntryForm(writing, sent), said_of(seen, line, {}))


def head_if_seen(reader: Reader, course_id: UUID, now: datetime) -> Head | None:
    """Return whose course it is; None if the reader may not know of it any more, as after an entry that ended their relation."""
    try:
        return head_of(reader, glance(reader, course_id, now))
    except Http404:
        return None


def is_seen(reader: Reader, course_id: UUID) -> bool:
    """Return whether the reader may know of a course; nothing of it is shown. Three queries."""
    course = Course.objects.filter(pk=course_id).first()
    if course is None:
        return False
    way = way_part(course.pathway)
    decision = doors.may(reader, Deed.SUMMARY, [way], course.subject_id).get(way)
    is_own = course.unit_id in reader.units
    return decision is not None and (is_own or not decision.own_unit_only)


def since(reader: Reader, course_id: UUID, version: int, now: datetime) -> list[Said]:
    """Return what was written, or taken back, after an entry; the newest first. A whole look, logged as one."""
    told = history(look(reader, course_id, now), Deeds())
    return [one for one in told.lines if one.latest > version]


def was_written(reader: Reader, course: UUID, key: str | None) -> bool:
    """Return whether a form was sent before and taken: it is sent again by who waits for the answer."""
    try:
        sent = UUID(key or "")
    except ValueError:
        return False
    return Request.objects.filter(user=reader.user, key=sent, course=course).exists()


def set_anew(reader: Reader, course: Course, form: EntryForm) -> str | None:
    """Return the event that sets an appointment anew, after a form that has moved one; None if it moved none, corrects, or the
    reader may set none. Two queries after a move."""
    writing = form.writing
    told = writing.table.event(writing.event)
    moved = (
        {name for name, how in told.fulfils.items() if how is Fulfilment.MOVED} if told else set()
    )
    if writing.line is not None or not moved:
        return None
    found = settable(reader, course.subject.root_id)
    return next((one for at, _, one in found if at == course.pk and one in moved), None)


def _number(told: int) -> int:
    """Return the number of an entry as an address has it; no database keeps larger ones."""
    if told > LARGEST_NUMBER:
        raise Http404
    return told


def _kept_by(seen: Look, event: Event, also: int | None = None) -> Iterator[tuple[int, str]]:
    """Yield the appointments that an event may keep, move or miss, and one that it is about already: the number, and when it is."""
    for one in appointments(seen.table, seen.core, seen.until):
        is_open = one.status is Status.STANDING and not is_ended(seen.table, seen.reading.state)
        if one.event in event.fulfils and (is_open or one.number == also):
            told = seen.table.event(one.event)
            day = to_date(one.day if one.planned_day is None else one.planned_day)
            yield one.number, f"{said(told.title if told else None, one.event)}, {long_date(day)}"
