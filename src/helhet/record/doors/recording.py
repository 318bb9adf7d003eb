"""The one door: access, form, an act that may be done from here, version, key; then the entry and all that follows.

Before the door lets anybody in, the access log has been written. What is refused has changed nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed
from helhet.parties.models import Subject
from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.ordering import effective_entries
from helhet.pathway.tables.table import Table
from helhet.record.changes import Changed
from helhet.record.content import plain_values
from helhet.record.courses.appending import Author, New, append, births, lock
from helhet.record.courses.reading import core_course, standing_row
from helhet.record.courses.undoing import is_slip, meant
from helhet.record.doors.checking import check, turned_out
from helhet.record.doors.correcting import corrected, require_seen
from helhet.record.doors.repeating import Recorded, answered, keyed, once
from helhet.record.errors import NotConfirmed, NotKnown
from helhet.record.messages.righting import set_right
from helhet.record.models import REGISTER, Course, Entry
from helhet.record.owning import require_own
from helhet.record.parts import apart_alone, parts_of
from helhet.record.pathways import names, table_of
from helhet.record.persons.calling import is_of_team
from helhet.record.persons.reaching import at_opening, hold
from helhet.record.telling import Told as Told
from helhet.record.telling import check_kinds


def open_course(
    reader: Reader,
    subject: Subject,
    pathway: str,
    told: Told,
    *,
    key: UUID | None = None,
    now: datetime | None = None,
) -> Recorded:
    """Open a course in the reader's own unit with its first entry, and be in charge of it from then on.

    Raises Http404 if the reader's role would not write in such a course. `subject` has been found
    by its exact number: whoever registers somebody need not have known them before. An alias is its team's alone.
    """
    now = now or datetime.now(UTC)
    _check_opening(reader, subject.kind, pathway, told)
    parts = parts_of(pathway, forms_of(pathway, [told.event]))
    if subject.kind == "alias" and not is_of_team(reader, subject):
        doors.refuse(reader, Deed.WRITE, parts, subject.pk)
    doors.require_opening(reader, parts, subject.pk)
    course = Course(pk=uuid4(), subject=subject, pathway=pathway)
    request = keyed(reader.user, key, subject.pk, told, pathway)

    def write() -> Recorded:
        course.save(force_insert=True)
        return write_entry(reader, course, told, now, confirmed=True)

    return once(request, now, write)


def check_opening(reader: Reader, kind: str, pathway: str, told: Told, now: datetime) -> None:
    """Raise what `open_course` would of whomever: asked before somebody is registered, so that a refusal registers nobody."""
    _check_opening(reader, kind, pathway, told)
    parts = parts_of(pathway, forms_of(pathway, [told.event]))
    if not doors.may_open(reader, parts):
        doors.require_opening(reader, parts, uuid4())  # refuses, and says so in the log
    course = Course(pk=uuid4(), pathway=pathway)
    check(course, CoreCourse((), None), turned_out(course, told), now)


def _check_opening(reader: Reader, kind: str, pathway: str, told: Told) -> None:
    check_kinds(told)
    if pathway not in names() or reader.unit is None:
        raise Http404
    if reader.offers is not None and pathway not in reader.offers:
        raise NotKnown("the unit does not offer the pathway")
    if table_of(pathway).newest.subject != kind:
        raise NotKnown("the pathway is about another kind of subject")
    first = table_of(pathway).event(told.event)
    if first is None or not first.opens:
        raise NotKnown("no course of the pathway is opened by this event")


def record(
    reader: Reader,
    course_id: UUID,
    told: Told,
    *,
    version: int,
    key: UUID | None = None,
    confirmed: bool = False,
    beside: Callable[[], None] | None = None,
    now: datetime | None = None,
) -> Recorded:
    """Write an entry; raise a Refusal, Http404 or PermissionDenied, having changed nothing.

    `version` is the number of the last entry that the writer has seen. `key` makes a repeated
    request harmless. An entry that changes what was read before needs `confirmed`.
    `beside` is written with it, both or neither, once however often the request comes.
    """
    now = now or datetime.now(UTC)
    check_kinds(told)
    request = keyed(reader.user, key, course_id, told)
    # Before anything else: the entry may have ended the relation by which it was written.
    if before := answered(request):
        return before
    course = writable_course(reader, course_id, told, now)

    def write() -> Recorded:
        if told.replaces or told.voids:
            hold(course.subject_id)  # a corrected opening hears again what others tell
        lock(course, version)
        done = write_entry(reader, course, told, now, confirmed=confirmed)
        if beside:
            beside()
        return done

    return once(request, now, write)


def preview(reader: Reader, course_id: UUID, told: Told, *, now: datetime | None = None) -> Changed:
    """Return what an entry would change of what was read before, writing nothing but the log of access."""
    now = now or datetime.now(UTC)
    check_kinds(told)
    course = writable_course(reader, course_id, told, now)
    told = turned_out(course, meant(reader, course, told, now))
    return check(course, core_course(course), told, now)


def writable_course(reader: Reader, course_id: UUID, told: Told, now: datetime) -> Course:
    """Return the course if the reader may write such an entry in it; a course that is not there looks like one of a stranger's."""
    course, rows = Course.objects.filter(pk=course_id).first(), corrected(course_id, told)
    if course is None or course.pathway == REGISTER:
        doors.require(reader, Deed.WRITE, parts_of("", ()), course_id)
        raise Http404
    events = [told.event, *(row.event for row in rows)]
    parts = parts_of(course.pathway, forms_of(course.pathway, events))
    told_as = apart_alone(course.pathway, events)
    if any(is_slip(reader, course, row, now) for row in rows if row.number == told.voids):
        doors.require_undo(reader, parts, course.subject_id, told_as)
        return course
    decision = doors.require(reader, Deed.WRITE, parts, course.subject_id, told_as)
    require_own(reader, course, decision)
    require_seen(reader, course, rows)
    return course


def write_entry(
    reader: Reader,
    course: Course,
    told: Told,
    now: datetime,
    *,
    confirmed: bool,
    also: Mapping[str, Any] | None = None,
) -> Recorded:
    """Check and write an entry, and all that follows; its content holds `also` what no form asks. The course must be locked."""
    core = core_course(course)
    told = turned_out(course, meant(reader, course, told, now))
    changes = check(course, core, told, now)
    if changes.is_any and not confirmed:
        raise NotConfirmed(changes)
    is_opening = not course.version
    new = _new(told, reader.unit if is_opening else _unit(course, told))
    new = replace(new, content={**new.content, **(also or {})})
    born = births(course, told.happened_on) if is_opening else []
    reached = at_opening(course, new, now) if is_opening else []
    number = append(course, [*born, new, *reached], Author.of(reader), now, core)[len(born)].number
    if _corrects_opening(table_of(course.pathway), core, told):
        set_right(course, None, now)
    return Recorded(course.pk, number)


def _corrects_opening(table: Table, core: CoreCourse, told: Told) -> bool:
    """Return whether a correction may say that a course was opened at another time, or by what is no opening."""
    place = told.replaces if told.voids is None else told.voids
    if place is None:
        return False
    before = [one.event for one in effective_entries(core.entries) if one.number == place]
    events = [event for name in (told.event, *before) if (event := table.event(name))]
    return any(event.opens for event in events)


def _unit(course: Course, told: Told) -> int | None:
    """Return the unit that an entry names: a correction the one that it corrects, for a course must not lose its own."""
    corrected = None if told.replaces is None else standing_row(course, told.replaces)
    return corrected.unit_id if corrected else None


def _new(told: Told, unit: int | None) -> New:
    """Return the entry to write. The first one names the unit; later ones leave the course where it is, or move it by a form."""
    if told.voids is not None:
        content = {"reason": told.reason} if told.reason else {}
        return New(Entry.Kind.VOID, told.happened_on, voids=told.voids, content=content)
    return New(
        Entry.Kind.EVENT,
        told.happened_on,
        told.happened_at,
        told.event,
        told.outcome or "",
        told.setting or "",
        unit,
        told.fulfils,
        told.replaces,
        content={"values": plain_values(told.values)}
        | ({"reason": told.reason} if told.reason else {}),
    )


def forms_of(pathway: str, events: Iterable[str]) -> list[str]:
    """Return the forms that events ask for: of what is written, and of what it corrects."""
    table = table_of(pathway)
    known = [event for name in events if (event := table.event(name))]
    return [form for event in known for form in event.form]
