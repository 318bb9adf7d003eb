"""Many new persons at once, for imports and the demo: the same entries and the same rows, in few queries.

Nobody asks here who may register, or whether somebody is known: what comes was decided elsewhere.
No course of these persons is there yet, so nobody is told of a birth date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from helhet.parties.models import Identifier, Person, Residence, Subject
from helhet.record.courses.appending import Author, New, rows_for
from helhet.record.doors.bulk import sent
from helhet.record.effects import BIRTH
from helhet.record.models import REGISTER, Content, Course, Entry, Message
from helhet.record.pathways import today
from helhet.record.persons import facts
from helhet.record.persons.news import birth_numbers, birth_told, own_effects, reached_told
from helhet.record.persons.register import registered
from helhet.record.persons.rows import home_rows, number_rows, person_row
from helhet.record.renewal.batches import batches


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is not there yet: what is told of them, `numbers` by system among it, and when that was.

    `later` are further entries of the register in the order of recording, each with when that was;
    none that merges or takes back.
    """

    facts: Mapping[str, Any]
    recorded_at: datetime
    later: Sequence[tuple[New, datetime]] = ()
    subject: UUID = field(default_factory=uuid4)
    register: UUID = field(default_factory=uuid4)


def register_many(
    persons: Iterable[NewPerson],
    author: Author,
    now: datetime,
    *,
    told: Callable[[int], None] = lambda _: None,
) -> None:
    """Write whole new persons, so many in a transaction; `told` hears how many have been written.

    Raises NotAsTheFormSays for facts that are none, and IntegrityError if somebody has a number or
    an id already; of that batch nothing is written then.
    """
    written = 0
    for batch in batches(persons):
        _write([_made(one, author, now) for one in batch])
        written += len(batch)
        told(written)


@dataclass(frozen=True)
class _Made:
    subject: Subject
    course: Course
    entries: list[Entry]
    contents: list[Content]
    messages: list[Message]
    person: Person
    numbers: list[Identifier]
    homes: list[Residence]


def _made(new: NewPerson, author: Author, now: datetime) -> _Made:
    said_once = {name: value for name, value in new.facts.items() if name != "numbers"}
    facts.check(said_once, today(now))
    subject = Subject(pk=new.subject, kind="person", root_id=new.subject)
    course = Course(pk=new.register, subject=subject, pathway=REGISTER, state=REGISTER, as_of=now)
    told = [(registered(new.facts, new.recorded_at), new.recorded_at), *new.later]
    entries, contents = _rows(course, told, author)
    contents_of = {n: one.content for n, (one, _) in enumerate(told, start=1)}
    wanted = facts.wanted(facts.standing(entries, contents_of))
    assert not wanted.merged, "merging is for whoever sees both"
    person = person_row(new.subject, wanted)
    return _Made(
        subject,
        course,
        entries,
        contents,
        list(_messages(course, entries, contents_of)),
        person,
        number_rows(person, wanted),
        home_rows(person, wanted),
    )


def _rows(
    course: Course, told: Iterable[tuple[New, datetime]], author: Author
) -> tuple[list[Entry], list[Content]]:
    entries: list[Entry] = []
    contents: list[Content] = []
    for new, recorded_at in told:
        last = max(entries[-1].recorded_at, recorded_at) if entries else recorded_at
        rows, kept = rows_for(course, [new], author, last)
        entries += rows
        contents += kept
    return entries, contents


def _messages(
    course: Course, entries: list[Entry], contents: Mapping[int, Mapping[str, Any]]
) -> Iterator[Message]:
    """Yield what `follow` would send, as sent: of each birth date, of the death and the moves that the register itself says."""
    recorded = {entry.number: entry.recorded_at for entry in entries}
    told = {(n, BIRTH): birth_told(recorded[n]) for n in birth_numbers(entries, contents)}
    reaches = own_effects(entries, contents)
    told |= {key: reached_told(key[1], on) for key, on in reaches.items()}
    for key, what in told.items():
        yield sent(course, key, what, recorded[key[0]])


def _write(batch: Sequence[_Made]) -> None:
    with transaction.atomic():
        Subject.objects.bulk_create(one.subject for one in batch)
        Course.objects.bulk_create(one.course for one in batch)
        Entry.objects.bulk_create(e for one in batch for e in one.entries)
        Content.objects.bulk_create(c for one in batch for c in one.contents)
        Message.objects.bulk_create(m for one in batch for m in one.messages)
        Person.objects.bulk_create(one.person for one in batch)
        Identifier.objects.bulk_create(n for one in batch for n in one.numbers)
        Residence.objects.bulk_create(h for one in batch for h in one.homes)
