"""The rows of `parties` that follow from a person's register: written, and compared with those that are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from helhet.parties import identifiers
from helhet.parties.models import Identifier, Person, Residence, Subject
from helhet.parties.numbers import System
from helhet.record.content import opened, opened_of
from helhet.record.courses.outgoing import enqueue
from helhet.record.courses.reading import rows_of
from helhet.record.effects import BIRTH, REGROUPED, Effects
from helhet.record.models import REGISTER, Course, Entry
from helhet.record.persons import aliases, facts
from helhet.record.persons.facts import DAYS, PLAIN, SEALED, Wanted
from helhet.record.persons.news import birth_told, regrouped_told, tell_what_reaches
from helhet.storage.ring import ring


def follow(course: Course, now: datetime) -> None:
    """Write the rows of `parties` that follow from a register, and tell the person's courses. The course must be locked."""
    entries, contents = _read(course)
    if aliases.is_of_alias(entries):
        aliases.follow(course, entries, contents)
    else:
        _follow(course, entries, contents, now)
    Course.objects.filter(pk=course.pk).update(
        version=course.version, head=course.head, as_of=now, state=REGISTER
    )


def _follow(
    course: Course, entries: list[Entry], contents: dict[int, dict[str, Any]], now: datetime
) -> None:
    wanted = facts.wanted(facts.standing(entries, contents))
    before = Person.objects.filter(pk=course.subject_id).values_list("born_on", flat=True).first()
    person = person_row(course.subject_id, wanted)
    person.save()
    _write_numbers(person, wanted)
    person.residences.all().delete()
    Residence.objects.bulk_create(home_rows(person, wanted))
    regrouped = _write_merges(course.subject_id, wanted.merged)
    news: Effects = {}
    if before != person.born_on:
        news[course.version, BIRTH] = birth_told(now)
    if regrouped:
        news[course.version, REGROUPED] = regrouped_told(regrouped, now)
    enqueue(course, news, now, is_counter=False)
    tell_what_reaches(course, entries, contents, now)


def differs(course: Course) -> bool:
    """Return whether the rows that are kept are not those that follow from the register; writes nothing."""
    entries, contents = _read(course)
    if aliases.is_of_alias(entries):
        return aliases.differs(course, entries, contents)
    return _kept(course.subject_id) != facts.wanted(facts.standing(entries, contents))


def unchanged(courses: Collection[UUID]) -> set[UUID]:
    """Return the registers among courses of which the rows that are kept are those that follow. Eight queries.

    One that says of somebody else that they are the same person is not among them: roots hang on others, too. Nor is that
    of an alias: there are few, and each is asked by itself.
    """
    registers = Course.objects.filter(pk__in=courses, pathway=REGISTER, state=REGISTER)
    subjects = dict(registers.values_list("pk", "subject_id"))
    if not subjects:
        return set()
    rows, contents = rows_of(subjects), opened_of(subjects)
    merged = set(
        Subject.objects.filter(merged_into__in=subjects.values()).values_list(
            "merged_into", flat=True
        )
    )
    people = Person.objects.prefetch_related("residences", "identifiers").in_bulk(
        set(subjects.values())
    )
    return {
        course
        for course, subject in subjects.items()
        if subject not in merged
        and subject in people
        and facts.wanted(facts.standing(rows[course], contents[course]))
        == _as_kept(people[subject], ())
    }


def person_row(subject_id: UUID, wanted: Wanted) -> Person:
    """Return the row with every column: what nobody says any more, because it was erased, must not stand there either."""
    sealed = {name: _seal(wanted.sealed.get(name), fact_place(subject_id, name)) for name in SEALED}
    return Person(subject_id=subject_id, **wanted.plain, **sealed)


def number_rows(person: Person, wanted: Wanted) -> list[Identifier]:
    """Return a row for each of a person's numbers, not yet saved."""
    return [
        identifiers.row(person, System(system), digits) for system, digits in wanted.numbers.items()
    ]


def home_rows(person: Person, wanted: Wanted) -> list[Residence]:
    """Return a row for each home and stay, not yet saved."""
    rows = []
    for kind, municipality, begins, ends, address in wanted.homes:
        home = Residence(
            person=person, kind=kind, municipality=municipality, from_day=begins, to_day=ends
        )
        home.address = _seal(address, home_place(home))
        rows.append(home)
    return rows


def _read(course: Course) -> tuple[list[Entry], dict[int, dict[str, Any]]]:
    return list(course.entries.order_by("number")), opened(course.contents.all())


def wanted_of(course: Course) -> Wanted:
    """Return what the rows of a person should say, by the entries of their register."""
    return facts.wanted(facts.standing(*_read(course)))


def _kept(subject_id: UUID) -> Wanted:
    merged = Subject.objects.filter(merged_into=subject_id).values_list("pk", flat=True)
    return _as_kept(Person.objects.get(pk=subject_id), merged)


def _as_kept(person: Person, merged: Iterable[UUID]) -> Wanted:
    keys, subject_id = ring(), person.pk
    sealed = {name: told for name in SEALED if (told := getattr(person, name)) is not None}
    homes = [
        (
            home.kind,
            home.municipality,
            home.from_day,
            home.to_day,
            _open(home.address, home_place(home)),
        )
        for home in person.residences.all()
    ]
    return Wanted(
        {name: getattr(person, name) for name in (*PLAIN, *DAYS)},
        {
            name: keys.open(bytes(told), fact_place(subject_id, name)).decode()
            for name, told in sealed.items()
        },
        {held.system: identifiers.digits_of(held) for held in person.identifiers.all()},
        sorted(homes),
        frozenset(merged),
    )


def _write_numbers(person: Person, wanted: Wanted) -> None:
    kept = {held.system: identifiers.digits_of(held) for held in person.identifiers.all()}
    gone = [system for system, digits in kept.items() if wanted.numbers.get(system) != digits]
    person.identifiers.filter(system__in=gone).delete()
    for system, digits in wanted.numbers.items():
        if kept.get(system) != digits:
            identifiers.give(person, System(system), digits)


def _write_merges(subject: UUID, wanted: frozenset[UUID]) -> frozenset[UUID]:
    """Write who has been merged into this subject, and the root of everybody whom that concerns; return for whom it is new."""
    before = set(Subject.objects.filter(merged_into=subject).values_list("pk", flat=True))
    if wanted != before:
        Subject.objects.filter(pk__in=before - wanted).update(merged_into=None)
        Subject.objects.filter(pk__in=wanted - before).update(merged_into=subject)
    for other in before | wanted:
        _write_roots(other)
    return wanted ^ before


def _write_roots(subject: UUID) -> None:
    root = root_of(subject)
    below = {subject}
    while (
        new := set(Subject.objects.filter(merged_into__in=below).values_list("pk", flat=True))
        - below
    ):
        below |= new
    Subject.objects.filter(pk__in=below).exclude(root=root).update(root=root)


def root_of(subject: UUID) -> UUID:
    """Return the last one on the way of `merged_into`; a circle ends where it began."""
    seen = {subject}
    while above := Subject.objects.filter(pk=subject).values_list("merged_into", flat=True).first():
        if above in seen:
            break
        seen.add(above)
        subject = above
    return subject


def _seal(text: str | None, place: str) -> bytes | None:
    return ring().seal(text.encode(), place) if text else None


def _open(sealed: bytes | memoryview[int] | None, place: str) -> str:
    return "" if sealed is None else ring().open(bytes(sealed), place).decode()


def fact_of(person: Person, name: str) -> str:
    """Return a fact that is kept sealed, for whoever may see it; empty if nobody has said it."""
    return _open(getattr(person, name), fact_place(person.pk, name))


def fact_place(subject: UUID, name: str) -> str:
    """Return the place that a phone number or an e-mail address is sealed for."""
    return f"person/{subject}/{name}"


def home_place(home: Residence) -> str:
    """Return the place that an address is sealed for."""
    return f"residence/{home.person_id}/{home.kind}/{home.from_day}"
