"""The one door: access, form, an act that may be done from here, version, key; then the entry and all that follows.

Before the door lets anybody in, the access log has been written. What is refused has changed nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed
from helhet.parties.models import Subject
from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import CourseReading, Why
from helhet.pathway.courses.course import Entry as CoreEntry
from helhet.pathway.courses.folding import read_course
from helhet.pathway.courses.ordering import effective_entries, in_order
from helhet.pathway.tables.table import Table
from helhet.record import forms
from helhet.record.content import plain_values
from helhet.record.courses.appending import Author, New, append, births, lock
from helhet.record.courses.reading import core_course, unit_ids, until_of
from helhet.record.courses.undoing import SaidBefore, is_undo, meant, standing_row
from helhet.record.errors import (
    Changed,
    Fault,
    KeyReused,
    NotAsTheFormSays,
    NotConfirmed,
    NotFromHere,
    NotKnown,
    Stale,
)
from helhet.record.messages.righting import set_right
from helhet.record.models import REGISTER, Course, Entry, Request
from helhet.record.parts import parts_of
from helhet.record.pathways import names as table_names
from helhet.record.pathways import table_of, today
from helhet.record.persons.reaching import at_opening, hold
from helhet.record.telling import Told as Told
from helhet.record.telling import check_kinds
from helhet.record.times import to_day, to_instant
from helhet.storage.ring import ring

# A gate is let through with a reason; nothing else is.
PASSABLE: Final = frozenset({Why.GATE_OPEN})


@dataclass(frozen=True)
class Recorded:
    """What was written: the course, the entry's number, and whether it had been before.

    The number is the course's new version too, unless a course that was opened heard of something that had reached its person before.
    """

    course: UUID
    number: int
    is_repeated: bool = False


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
    by its exact number or alias: whoever registers somebody need not have known them before.
    """
    now = now or datetime.now(UTC)
    check_kinds(told)
    if pathway not in table_names() or reader.unit is None:
        raise Http404
    if table_of(pathway).newest.subject != subject.kind:
        raise NotKnown("the pathway is about another kind of subject")
    first = table_of(pathway).event(told.event)
    if first is None or not first.opens:
        raise NotKnown("no course of the pathway is opened by this event")
    doors.require_opening(reader, parts_of(pathway, _forms(pathway, [told.event])), subject.pk)
    course = Course(pk=uuid4(), subject=subject, pathway=pathway)
    body = _body_hashes(subject.pk, told, pathway)

    def write() -> Recorded:
        course.save(force_insert=True)
        return _record(reader, course, told, key, body, now, confirmed=True)

    return _once(reader, key, body, write)


def record(
    reader: Reader,
    course_id: UUID,
    told: Told,
    *,
    version: int,
    key: UUID | None = None,
    confirmed: bool = False,
    now: datetime | None = None,
) -> Recorded:
    """Write an entry; raise a Refusal, Http404 or PermissionDenied, having changed nothing.

    `version` is the number of the last entry that the writer has seen. `key` makes a repeated
    request harmless. An entry that changes what was read before needs `confirmed`.
    """
    now = now or datetime.now(UTC)
    check_kinds(told)
    body = _body_hashes(course_id, told)
    # Before anything else: the entry may have ended the relation by which it was written.
    if key and (before := _answered(reader, key, body)):
        return before
    course = _course(reader, course_id, told, now)

    def write() -> Recorded:
        if told.replaces or told.voids:
            hold(course.subject_id)  # a corrected opening hears again what others tell
        lock(course, version)
        return _record(reader, course, told, key, body, now, confirmed=confirmed)

    return _once(reader, key, body, write)


def preview(reader: Reader, course_id: UUID, told: Told, *, now: datetime | None = None) -> Changed:
    """Return what an entry would change of what was read before, writing nothing but the log of access."""
    now = now or datetime.now(UTC)
    check_kinds(told)
    course = _course(reader, course_id, told, now)
    core, table = core_course(course), table_of(course.pathway)
    entry = _checked(course, table, core, meant(reader, course, told, now), now)
    return _changed(table, core, _with(core, entry), entry, now)


def _course(reader: Reader, course_id: UUID, told: Told, now: datetime) -> Course:
    """Return the course if the reader may write such an entry in it; a course that is not there looks like one of a stranger's."""
    course = Course.objects.filter(pk=course_id).first()
    if course is None or course.pathway == REGISTER:
        doors.require(reader, Deed.WRITE, parts_of("", ()), course_id)
        raise Http404
    parts = parts_of(
        course.pathway, _forms(course.pathway, [told.event, *_corrected(course, told)])
    )
    if is_undo(reader, course, told, now):
        doors.require_undo(reader, parts, course.subject_id)
        return course
    decision = doors.require(reader, Deed.WRITE, parts, course.subject_id)
    if decision.own_unit_only and course.unit_id not in reader.units:
        raise PermissionDenied
    return course


def _corrected(course: Course, told: Told) -> list[str]:
    """Return the events of all that an entry corrects: the one that is named, and what has replaced it since."""
    numbers = [number for number in (told.replaces, told.voids) if number is not None]
    named = Q(number__in=numbers) | Q(replaces__in=numbers)
    return list(course.entries.filter(named).values_list("event", flat=True)) if numbers else []


def _record(
    reader: Reader,
    course: Course,
    told: Told,
    key: UUID | None,
    body: list[bytes],
    now: datetime,
    *,
    confirmed: bool,
) -> Recorded:
    table, core = table_of(course.pathway), core_course(course)
    told = meant(reader, course, told, now)
    entry = _checked(course, table, core, told, now)
    changes = _changed(table, core, _with(core, entry), entry, now)
    if changes.is_any and not confirmed:
        raise NotConfirmed(changes)
    is_opening = not course.version
    new = _new(told, reader.unit if is_opening else _unit(course, told))
    born = births(course, told.happened_on) if is_opening else []
    reached = at_opening(course, new, now) if is_opening else []
    number = append(course, [*born, new, *reached], Author.of(reader), now, core)[len(born)].number
    if _corrects_opening(table, core, told):
        set_right(course, None, now)
    if key:
        Request.objects.create(
            user=reader.user, key=key, body_hash=body[0], course=course.pk, number=number, at=now
        )
    return Recorded(course.pk, number)


def _corrects_opening(table: Table, core: CoreCourse, told: Told) -> bool:
    """Return whether a correction may say that a course was opened at another time, or by what is no opening."""
    place = told.replaces if told.voids is None else told.voids
    names = {
        told.event,
        *(one.event for one in effective_entries(core.entries) if one.number == place),
    }
    events = [event for name in names if (event := table.event(name))]
    return place is not None and any(event.opens for event in events)


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


# --- what is asked before ----------------------------------------------------------------------------


def _checked(
    course: Course, table: Table, core: CoreCourse, told: Told, now: datetime
) -> CoreEntry:
    """Return the entry as the core will read it; raise for one that cannot stand."""
    _check_correction(course, core, told)
    number = course.version + 1
    if isinstance(told, SaidBefore):
        return _as_core(table, told, number)
    if told.voids is not None:
        if not 0 <= to_day(told.happened_on) <= to_day(today(now)):
            raise NotAsTheFormSays([Fault("happened_on", "range")])
        return CoreEntry(number, to_day(told.happened_on), voids=told.voids)
    entry = _as_core(table, told, number)
    _check_form(table, entry, told, now)
    _check_act(table, core, entry, told, now)
    return entry


def _check_correction(course: Course, core: CoreCourse, told: Told) -> None:
    """Refuse to correct what is not there, or was heard: its own course corrects that."""
    corrected = told.replaces if told.voids is None else told.voids
    standing = {entry.number for entry in effective_entries(core.entries)}
    if told.fulfils is not None and told.fulfils not in standing:
        raise NotKnown("the entry to fulfil is not there")
    if corrected is None:
        return
    if corrected not in standing and not isinstance(told, SaidBefore):
        raise NotKnown("the entry to correct is not there")
    heard = course.entries.filter(number=corrected, origin__isnull=False).exists()
    if heard:
        raise NotKnown("the entry to correct was heard from another course, which corrects it")


def _as_core(table: Table, told: Told, number: int) -> CoreEntry:
    if (told.event, told.outcome) not in table.deed_codes or not told.event:
        raise NotKnown("the pathway has no such event or outcome")
    if told.setting is not None and told.setting not in table.names.settings:
        raise NotKnown("the pathway has no such setting")
    return CoreEntry(
        number,
        to_day(told.happened_on),
        told.event,
        told.outcome,
        None if told.happened_at is None else to_instant(told.happened_at),
        told.setting,
        None,
        told.values,
        told.fulfils,
        told.replaces,
    )


def _check_form(table: Table, entry: CoreEntry, told: Told, now: datetime) -> None:
    found = forms.faults(table, entry.day, entry.event, told.values)
    starts = table.calendar.day_start
    if not 0 <= entry.day < len(starts) - 1:
        found.append(Fault("happened_on", "range"))
    elif starts[entry.day] > to_instant(now):
        found.append(Fault("happened_on", "future"))
    elif (
        entry.instant is not None and not starts[entry.day] <= entry.instant < starts[entry.day + 1]
    ):
        found.append(Fault("happened_at", "another-day"))
    elif entry.instant is not None and entry.instant > to_instant(now):
        found.append(Fault("happened_at", "future"))
    if not found:
        found += _unknown_units(table, entry)
    if found:
        raise NotAsTheFormSays(found)


def _unknown_units(table: Table, entry: CoreEntry) -> list[Fault]:
    """Return the fields that name a unit which is none: a course that is moved there would be nobody's."""
    named = list(forms.units_named(table, entry.day, entry.event, entry.values))
    known = unit_ids(str(code) for _, code in named)
    return [Fault(name, "unknown-unit") for name, code in named if code not in known]


def _check_act(table: Table, core: CoreCourse, entry: CoreEntry, told: Told, now: datetime) -> None:
    """Refuse an act that the pathway did not foresee here; a fact is always taken."""
    if table.event_on(entry.day, entry.event).fact:
        return
    place = entry.number if entry.replaces is None else entry.replaces
    for deviation in _read(table, _with(core, entry), now).deviations:
        may_pass = deviation.why in PASSABLE and told.reason
        if deviation.number == place and not may_pass:
            raise NotFromHere(deviation.why, deviation.clock)


def _changed(
    table: Table, before: CoreCourse, after: CoreCourse, entry: CoreEntry, now: datetime
) -> Changed:
    """Return what would change of what was read before; nothing for an entry that comes last."""
    is_new = entry.voids is None and entry.replaces is None
    if is_new and in_order(table, effective_entries(after.entries))[-1].number == entry.number:
        return Changed((), ())
    old, new = _read(table, before, now), _read(table, after, now)
    place = entry.replaces or entry.voids or entry.number
    known = {(d.number, d.why) for d in old.deviations}
    became = [(d.number, d.why.value) for d in new.deviations if (d.number, d.why) not in known]
    return Changed(
        tuple(one for one in became if one[0] != place),
        tuple(_moved(old, new)),
    )


def _moved(old: CourseReading, new: CourseReading) -> list[tuple[str, str, int]]:
    """Return the runs that were there before and would be gone, or have another due or outcome."""
    after = {(run.clock, run.key, run.number): (run.due, run.outcome) for run in new.runs}
    before = {(run.clock, run.key, run.number): (run.due, run.outcome) for run in old.runs}
    return [
        (clock, key or "", number)
        for (clock, key, number), told in before.items()
        if after.get((clock, key, number)) != told
    ]


def _with(core: CoreCourse, entry: CoreEntry) -> CoreCourse:
    return replace(core, entries=(*core.entries, entry))


def _read(table: Table, core: CoreCourse, now: datetime) -> CourseReading:
    return read_course(table, core, until_of(table, core, now))


def _forms(pathway: str, events: Iterable[str]) -> list[str]:
    """Return the forms that events ask for: of what is written, and of what it corrects."""
    table = table_of(pathway)
    known = [event for name in events if (event := table.event(name))]
    return [form for event in known for form in event.form]


# --- what was asked before -----------------------------------------------------------------------------


def _once(
    reader: Reader, key: UUID | None, body: list[bytes], write: Callable[[], Recorded]
) -> Recorded:
    """Write in one transaction, or return what was answered to the key; also if that happens at this very moment."""
    try:
        with transaction.atomic():
            return (_answered(reader, key, body) if key else None) or write()
    except (Stale, IntegrityError):
        if key and (before := _answered(reader, key, body)):
            return before
        raise


def _answered(reader: Reader, key: UUID, body: list[bytes]) -> Recorded | None:
    """Return what was answered to this key; raise KeyReused if it was another request."""
    before = Request.objects.filter(user=reader.user, key=key).first()
    if before is None:
        return None
    if bytes(before.body_hash) not in body:
        raise KeyReused("the key was used for another request")
    return Recorded(before.course, before.number, is_repeated=True)


def _body_hashes(about: UUID, told: Told, pathway: str = "") -> list[bytes]:
    """Return the hash of a request by every key, the newest first: it may be sent again after a new key has come."""
    plain: dict[str, Any] = {**vars(told), "values": sorted(told.values.items())}
    text = json.dumps([pathway, str(about), plain], sort_keys=True, default=str)
    # With a key: what was said could otherwise be found by trying, also after it has been erased.
    return ring().blinds(text, "request")
