"""Moving up from an alias to a name, in one go: the consent in the alias's course, the person found or registered, and a course by name.

All of it or nothing, under one key. Nobody becomes one with anybody: the two stay two subjects, and nothing comes along but what is written
anew. That they belong together stands in a row that the alias's own unit alone reads (persons/moved.py, ADR 18).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed, Part
from helhet.parties.models import Subject
from helhet.record.courses.appending import Author, lock
from helhet.record.courses.reading import core_course
from helhet.record.doors.checking import check, turned_out
from helhet.record.doors.recording import (
    check_opening,
    forms_of,
    writable_course,
    write_entry,
)
from helhet.record.doors.repeating import Recorded, answered, keyed_as, once, plain
from helhet.record.doors.taking import Newcomer
from helhet.record.errors import MovedUpAlready, NotConfirmed, NotKnown
from helhet.record.models import Course
from helhet.record.parts import parts_of
from helhet.record.persons import moved
from helhet.record.persons.calling import is_of_team
from helhet.record.persons.reaching import hold
from helhet.record.persons.register import Sought, create, newcomer_id, seek
from helhet.record.telling import Told, check_kinds


@dataclass(frozen=True)
class Move:
    """What is asked: the alias's course as it was seen, the consent to be written there; who they are by name, somebody new to the
    unit or an id that was found in it; and the course by name with its first entry."""

    course: UUID
    version: int
    consent: Told
    who: Newcomer | UUID
    pathway: str
    opening: Told

    def asked(self) -> list[Any]:
        """Return what makes this request another than any other."""
        who = self.who if isinstance(self.who, UUID) else vars(self.who)
        told = [plain(self.consent), plain(self.opening)]
        return ["move-up", str(self.course), who, self.pathway, told]


def move_up(
    reader: Reader, move: Move, *, key: UUID, now: datetime, confirmed: bool = False
) -> Recorded:
    """Write all of it; return the course by name. Sent again under its key it is answered as before.

    Raises as `record` and `open_course` do, and MovedUpAlready if the alias has another name already. What is refused has changed nothing.
    """
    check_kinds(move.consent)
    check_kinds(move.opening)
    request = keyed_as(reader.user, key, move.asked())
    if before := answered(request):
        return before
    course = _course(reader, move, now)
    _check(course, move, now, confirmed=confirmed)
    check_opening(reader, "person", move.pathway, move.opening, now)

    def attempt() -> Recorded:
        named = _sought(reader, move, key, now)
        _require_another(reader, course, move, named)
        return once(request, now, lambda: _write(reader, course, move, named, now, confirmed))

    try:
        return attempt()
    except IntegrityError:
        # Somebody registered the same person at this very moment: now they are found.
        return attempt()
    except MovedUpAlready:
        # Perhaps by this very request, sent twice at once.
        if before := answered(request):
            return before
        raise


def _course(reader: Reader, move: Move, now: datetime) -> Course:
    """Return the alias's course, if it is the reader's own unit that knows them, and it may write the consent there; logged."""
    course = writable_course(reader, move.course, move.consent, now)
    if course.subject.kind != "alias":
        raise NotKnown("nobody moves up who has a name")
    if not is_of_team(reader, course.subject):
        parts = parts_of(course.pathway, forms_of(course.pathway, [move.consent.event]))
        doors.refuse(reader, Deed.WRITE, parts, course.subject_id)
    return course


def _check(course: Course, move: Move, now: datetime, *, confirmed: bool) -> None:
    """Raise what the consent would be refused for: asked before anybody is registered, and again when it is written."""
    consent = move.consent
    if consent.voids or consent.replaces or move.opening.voids or move.opening.replaces:
        raise NotKnown("a move is no correction")
    if move.pathway not in moved.consents_to(course.pathway, consent.event):
        raise NotKnown("this event is no consent to be known by name there")
    changes = check(course, core_course(course), turned_out(course, consent), now)
    if changes.is_any and not confirmed:
        raise NotConfirmed(changes)


def _sought(reader: Reader, move: Move, key: UUID, now: datetime) -> Sought:
    """Return who they are by name: found in the unit, found by number, or to be registered; logged, the same for all."""
    who = move.who
    if isinstance(who, UUID):
        doors.require(reader, Deed.SUMMARY, [Part.ID], who)
        found = Subject.objects.filter(pk=who, kind="person").first()
        if found is None:
            doors.refuse(reader, Deed.SUMMARY, [Part.ID], who)
        return Sought(found.root_id, None)
    if who.number:
        return seek(reader, who.number, who.facts, now=now)
    return Sought(newcomer_id(reader, who.facts, key, now=now), who.facts)


def _require_another(reader: Reader, course: Course, move: Move, named: Sought) -> None:
    """Log the course by name as it is opened; refuse a second name for one alias."""
    parts = parts_of(move.pathway, forms_of(move.pathway, [move.opening.event]))
    doors.require_opening(reader, parts, named.subject)
    _check_one_name(reader, course, named.subject)


def _check_one_name(reader: Reader, course: Course, named: UUID) -> None:
    assert reader.unit is not None, "no unit's own alias"
    if moved.named_before(course.subject_id, reader.unit) - {named}:
        raise MovedUpAlready("the alias has moved up to another name, and that stands")


def _write(
    reader: Reader,
    course: Course,
    move: Move,
    named: Sought,
    now: datetime,
    confirmed: bool,  # noqa: FBT001 - as it was asked
) -> Recorded:
    """Write the consent, whoever is new, the course by name, and that they belong together. Call inside a transaction."""
    hold(course.subject_id, named.subject)
    lock(course, move.version)
    _check_one_name(reader, course, named.subject)
    if named.told is not None:
        create(named.subject, named.told, Author.of(reader), now)
    opened = Course(pk=uuid4(), subject_id=named.subject, pathway=move.pathway)
    row = moved.planned(course, named.subject, opened.pk)
    also: Mapping[str, Any] = {moved.KEY: moved.hash_of(row)}
    consent = write_entry(reader, course, move.consent, now, confirmed=confirmed, also=also)
    opened.save(force_insert=True)
    done = write_entry(reader, opened, move.opening, now, confirmed=True)
    row.number = consent.number
    row.save(force_insert=True)
    return done
