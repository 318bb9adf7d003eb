"""Who a person is: entries in the person's own course, and the rows of `parties` that follow from them.

The course is called `register` and has no pathway: the last thing said of each fact holds. A number
is looked for exactly and found or given, with one answer for both; so nobody learns from asking.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import Http404

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed, Part
from helhet.parties import identifiers
from helhet.parties.models import Subject
from helhet.parties.numbers import read_number
from helhet.pathway.courses import ordering
from helhet.record.content import opened
from helhet.record.courses.appending import Author, New, lock, write
from helhet.record.errors import NotKnown
from helhet.record.models import REGISTER, Course, Entry
from helhet.record.pathways import today
from helhet.record.persons import rows as persons
from helhet.record.persons.facts import HOMES, MERGED, check, check_days
from helhet.record.persons.reaching import hold
from helhet.storage.ring import ring

# Where somebody lives, and how closely that is guarded.
_NEAR: Final = frozenset({*HOMES, "address_grade"})


def register(reader: Reader, number: str, facts: Mapping[str, Any], *, now: datetime) -> Subject:
    """Return the person with this number, registered now if nobody has it; nothing tells which.

    Raises NotANumber or NotAsTheFormSays, before anything is looked for. What is told of somebody
    who is known changes nothing: that is for whoever may write in their register.
    """
    sought = seek(reader, number, facts, now=now)
    if sought.told is not None:
        try:
            with transaction.atomic():
                create(sought.subject, sought.told, Author.of(reader), now)
        except IntegrityError:
            # Somebody registered the same person at the same moment.
            sought = seek(reader, number, facts, now=now)
            if sought.told is not None:
                raise
    return Subject.objects.get(pk=sought.subject)


class Sought(NamedTuple):
    """Somebody who was looked for by number, and what is to be told of them: None if they are there."""

    subject: UUID
    told: Mapping[str, Any] | None


def seek(reader: Reader, number: str, facts: Mapping[str, Any], *, now: datetime) -> Sought:
    """Return the person with this number, or under which id they are to be registered; logged, the same for both.

    Raises NotANumber or NotAsTheFormSays, before anything is looked for.
    """
    system, digits = read_number(number, synthetic=settings.DEMO)
    check(facts, today(now))
    found = identifiers.person_with(system, digits)
    subject_id = found.subject.root_id if found else uuid4()
    doors.require_opening(reader, [Part.ID], subject_id)
    told = None if found else {**facts, "numbers": {system.value: digits}}
    return Sought(subject_id, told)


def register_without_number(
    reader: Reader, facts: Mapping[str, Any], key: UUID, *, now: datetime
) -> Subject:
    """Return a person without a number, registered now; the same one if the request is sent again under its key.

    Raises NotAsTheFormSays. Nobody can be found by what is told: whoever may see them is asked first (`queries.finding`).
    """
    subject_id = newcomer_id(reader, facts, key, now=now)
    try:
        with transaction.atomic():
            create(subject_id, facts, Author.of(reader), now)
    except IntegrityError:
        if not Subject.objects.filter(pk=subject_id).exists():
            raise
    return Subject.objects.get(pk=subject_id)


def newcomer_id(reader: Reader, facts: Mapping[str, Any], key: UUID, *, now: datetime) -> UUID:
    """Return under which id somebody without a number is to be registered; logged. Raises NotAsTheFormSays."""
    check(facts, today(now))
    asked = json.dumps([reader.user, str(key), facts], sort_keys=True, default=str)
    # Under a key of the ring: from an id nobody shall find out by trying what was told.
    subject_id = UUID(bytes=ring().blind(asked, "newcomer")[:16], version=4)
    doors.require_opening(reader, [Part.ID], subject_id)
    return subject_id


def create(subject_id: UUID, facts: Mapping[str, Any], author: Author, now: datetime) -> Course:
    """Write a new person and their register. Call inside a transaction."""
    subject = Subject(pk=subject_id, kind="person")
    subject.root = subject
    subject.save(force_insert=True)
    course = Course.objects.create(subject=subject, pathway=REGISTER)
    write(course, [registered(facts, now)], author, now)
    persons.follow(course, now)
    return course


def registered(facts: Mapping[str, Any], now: datetime) -> New:
    """Return the first entry of a register: what is told of somebody, their numbers among it."""
    return New(Entry.Kind.EVENT, today(now), event="registered", content={"facts": dict(facts)})


def change(
    reader: Reader, subject: Subject, facts: Mapping[str, Any], *, version: int, now: datetime
) -> int:
    """Write what has changed of a person; return the register's new version."""
    check(facts, today(now))
    doors.require(reader, Deed.WRITE, [Part.ID], subject.pk)
    if _NEAR & facts.keys():
        doors.require(reader, Deed.READ, [Part.ADR], subject.pk)
    entry = New(Entry.Kind.EVENT, today(now), event="changed", content={"facts": dict(facts)})
    return _append(subject, entry, Author.of(reader), version, now)


def merge(reader: Reader, into: Subject, other: Subject, *, version: int, now: datetime) -> int:
    """Write that another subject is the same person; return the register's new version.

    No course moves; each hears what has reached the whole person, once the minutes of undo are over.
    """
    for subject in (into, other):
        doors.require(reader, Deed.WRITE, [Part.ID], subject.pk)
    entry = New(Entry.Kind.EVENT, today(now), event=MERGED, content={"other": str(other.pk)})
    with transaction.atomic():
        hold(into.pk, other.pk)
        # Both registers, in one order for everybody: two merges at once must not make a circle.
        for course in sorted(map(register_of, (into, other)), key=lambda course: course.pk):
            lock(course, version if course.subject_id == into.pk else course.version)
        if into.pk == other.pk or not _are_roots(into, other):
            raise NotKnown("the two are one already, or one of them is part of another")
        return _append(into, entry, Author.of(reader), version, now)


def _are_roots(*subjects: Subject) -> bool:
    roots = Subject.objects.filter(pk__in=[one.pk for one in subjects], root=F("id"))
    return roots.count() == len(subjects)


def unmerge(reader: Reader, into: Subject, number: int, *, version: int, now: datetime) -> int:
    """Take a merge back by the number of its entry; return the register's new version.

    What was heard across meanwhile is taken back, once the minutes of undo are over.
    """
    return _take_back(reader, into, number, MERGED, version, now)


def take_back(reader: Reader, subject: Subject, number: int, *, version: int, now: datetime) -> int:
    """Take back what was changed of a person, by the number of the entry; return the register's new version.

    What had been said before holds again: another home, another phone, that the person lives.
    """
    return _take_back(reader, subject, number, "changed", version, now)


def _take_back(
    reader: Reader, subject: Subject, number: int, event: str, version: int, now: datetime
) -> int:
    doors.require(reader, Deed.WRITE, [Part.ID], subject.pk)
    course = register_of(subject)
    standing = ordering.standing(course.entries.order_by("number"))
    entry = standing.get(number)
    if entry is None or entry.event != event:
        raise NotKnown(f"no entry of this number says what was {event}, or it was taken back")
    said = opened(course.contents.filter(number=number)).get(number, {})
    if _NEAR & said.get("facts", {}).keys():
        doors.require(reader, Deed.READ, [Part.ADR], subject.pk)
    void = New(Entry.Kind.VOID, today(now), voids=number)
    return _append(subject, void, Author.of(reader), version, now)


def register_of(subject: Subject) -> Course:
    """Return a person's register; raise Http404 if there is none, as for an alias, of whom nothing else is told."""
    registers = Course.objects.filter(pathway=REGISTER, subject__kind="person")
    course = registers.filter(subject=subject).first()
    if course is None:
        raise Http404
    return course


def _append(subject: Subject, entry: New, author: Author, version: int, now: datetime) -> int:
    course = register_of(subject)
    with transaction.atomic():
        hold(subject.pk)
        lock(course, version)
        write(course, [entry], author, now)
        days = persons.wanted_of(course).plain
        check_days(days["born_on"], days["died_on"])
        persons.follow(course, now)
    return course.version
