"""Taking somebody in by what the team calls them: found in the team by that very name, or written down now.

A name is one person's in its team: nobody is written of under another's.
"""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed, Part
from helhet.parties.likeness import words_of, written_plainly
from helhet.parties.models import Alias, Subject
from helhet.record.courses.appending import Author, New, lock, write
from helhet.record.errors import Fault, NotAsTheFormSays
from helhet.record.forms import is_storable
from helhet.record.models import REGISTER, Course, Entry
from helhet.record.pathways import today
from helhet.record.persons import rows as persons
from helhet.record.persons.aliases import NAMED
from helhet.record.persons.facts import LONGEST_NAME
from helhet.record.persons.reaching import hold
from helhet.storage.ring import ring


def call(reader: Reader, called: str, key: UUID, *, is_same: bool, now: datetime) -> Subject:
    """Return whom the reader's own unit calls so, written down now if nobody is; the same one if it is sent again under its key.

    Raises NotAsTheFormSays for what is no name, and if somebody is called so already, unless `is_same` says that it is them.
    """
    check(called)
    asked = json.dumps([reader.user, str(key), reader.unit, called])
    # Under a key of the ring: from an id nobody shall find out by trying what was told.
    own = [UUID(bytes=blind[:16], version=4) for blind in ring().blinds(asked, "alias")]
    found = _called(reader, called)
    doors.require_opening(reader, [Part.ID], found.pk if found else own[0])
    if found is None:
        try:
            with transaction.atomic():
                create(own[0], called, Author.of(reader), now)
        except IntegrityError:
            # Somebody wrote down the same name at the same moment.
            found = _called(reader, called)
            if found is None:
                raise
            doors.require_opening(reader, [Part.ID], found.pk)
    if found and found.pk not in own and not is_same:
        raise NotAsTheFormSays([Fault("called", "taken")])
    return found or Subject.objects.get(pk=own[0])


def call_otherwise(
    reader: Reader, subject: UUID, called: str, *, version: int, now: datetime
) -> None:
    """Write what the reader's own unit calls somebody from now on; the same name once more changes nothing.

    Raises Http404 for anybody whom another unit calls so, NotAsTheFormSays for what is no name or another's there, and Stale.
    """
    who = _own(reader, Deed.WRITE, subject)
    check(called)
    other = _called(reader, called)
    if other and other.pk == who.subject_id:
        return
    try:
        with transaction.atomic():
            hold(who.subject_id)
            lock(who, version)
            write(who, [_named(called, reader.unit, now)], Author.of(reader), now)
            persons.follow(who, now)
    except IntegrityError:
        raise NotAsTheFormSays([Fault("called", "taken")]) from None


def version_of(reader: Reader, subject: UUID) -> int:
    """Return up to which entry it is known what the reader's own unit calls somebody. Raises Http404 for anybody else."""
    return _own(reader, Deed.SUMMARY, subject).version


def _own(reader: Reader, deed: Deed, subject: UUID) -> Course:
    """Return the register of somebody whom the reader's own unit knows by an alias, logged before."""
    doors.require(reader, deed, [Part.ID], subject)
    registers = Course.objects.filter(pathway=REGISTER, subject__alias__team=reader.unit)
    return registers.filter(subject=subject).first() or doors.refuse(
        reader, deed, [Part.ID], subject
    )


def _called(reader: Reader, called: str) -> Subject | None:
    return Subject.objects.filter(alias__team=reader.unit, alias__called=called).first()


def is_of_team(reader: Reader, subject: Subject) -> bool:
    """Return whether it is the reader's own unit that knows somebody by what it calls them. One query."""
    return Alias.objects.filter(pk=subject.pk, team=reader.unit).exists()


def check(called: str) -> None:
    """Raise NotAsTheFormSays for what is no name, or is not written with letters that everybody sees."""
    if not is_storable(called) or called != called.strip() or not written_plainly(called):
        raise NotAsTheFormSays([Fault("called", "type")])
    if not words_of(called) or len(called) > LONGEST_NAME:
        raise NotAsTheFormSays([Fault("called", "range")])


def create(
    subject_id: UUID,
    called: str,
    author: Author,
    now: datetime,
    *,
    register: UUID | None = None,
) -> Course:
    """Write somebody whom the author's unit calls so, and their register. Call inside a transaction."""
    subject = Subject(pk=subject_id, kind="alias")
    subject.root = subject
    subject.save(force_insert=True)
    course = Course.objects.create(pk=register or uuid4(), subject=subject, pathway=REGISTER)
    write(course, [_named(called, author.unit, now)], author, now)
    persons.follow(course, now)
    return course


def _named(called: str, team: int | None, now: datetime) -> New:
    content = {"facts": {"called": called}}
    return New(Entry.Kind.EVENT, today(now), event=NAMED, unit=team, content=content)
