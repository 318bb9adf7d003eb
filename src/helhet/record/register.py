"""Who a person is: entries in the person's own course, and the rows of `parties` that follow from them.

The course is called `register` and has no pathway: the last thing said of each fact holds. A number
is looked for exactly and found or given, with one answer for both; so nobody learns from asking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import Http404

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed, Part
from helhet.parties import identifiers
from helhet.parties.models import AddressGrade, Person, Residence, Sex, Subject
from helhet.parties.numbers import System, read_number
from helhet.record.appending import Author, New, enqueue, lock, write
from helhet.record.content import opened
from helhet.record.errors import Fault, NotAsTheFormSays, NotKnown
from helhet.record.forms import is_storable
from helhet.record.models import REGISTER, Course, Entry
from helhet.record.pathways import today
from helhet.record.times import to_day
from helhet.storage.ring import ring

PLAIN: Final[dict[str, Any]] = {
    "given_name": "",
    "family_name": "",
    "sex": Sex.UNKNOWN.value,
    "language": "nb",
    "needs_interpreter": False,
    "address_grade": AddressGrade.UNGRADED.value,
}
"""Facts that stand in clear, each with what stands there when nobody has said it."""
DAYS: Final = ("born_on", "died_on")
SEALED: Final = ("phone", "email")
HOMES: Final = tuple(Residence.Kind.values)
"""A home or a stay: {"municipality", "from_day", "to_day", "address"}; one of each kind begins on a day."""
HOME_KEYS: Final = frozenset({"municipality", "from_day", "to_day", "address"})
LONGEST_NAME: Final = 200
LONGEST: Final = {"language": 35}


def register(reader: Reader, number: str, facts: Mapping[str, Any], *, now: datetime) -> Subject:
    """Return the person with this number, registered now if nobody has it; nothing tells which.

    Raises NotANumber or NotAsTheFormSays, before anything is looked for. What is told of somebody
    who is known changes nothing: that is for whoever may write in their register.
    """
    system, digits = read_number(number, synthetic=settings.DEMO)
    _check(facts)
    found = identifiers.person_with(system, digits)
    subject_id = found.subject.root_id if found else uuid4()
    doors.require_opening(reader, [Part.ID], subject_id)
    if found is None:
        author = Author(reader.user, reader.role, reader.unit)
        told = {**facts, "numbers": {system.value: digits}}
        try:
            with transaction.atomic():
                create(subject_id, told, author, now)
        except IntegrityError:
            found = identifiers.person_with(system, digits)
            if found is None:
                raise
            # Somebody registered the same person at the same moment.
            subject_id = found.subject.root_id
            doors.require_opening(reader, [Part.ID], subject_id)
    return Subject.objects.get(pk=subject_id)


def create(subject_id: UUID, facts: Mapping[str, Any], author: Author, now: datetime) -> Course:
    """Write a new person and their register. Call inside a transaction."""
    subject = Subject(pk=subject_id, kind="person")
    subject.root = subject
    subject.save(force_insert=True)
    course = Course.objects.create(subject=subject, pathway=REGISTER)
    entry = New(Entry.Kind.EVENT, today(now), event="registered", content={"facts": dict(facts)})
    write(course, [entry], author, now)
    follow(course, now)
    return course


def change(
    reader: Reader, subject: Subject, facts: Mapping[str, Any], *, version: int, now: datetime
) -> int:
    """Write what has changed of a person; return the register's new version."""
    _check(facts)
    doors.require(reader, Deed.WRITE, [Part.ID], subject.pk)
    if {*HOMES, "address_grade"} & facts.keys():
        doors.require(reader, Deed.READ, [Part.ADR], subject.pk)
    entry = New(Entry.Kind.EVENT, today(now), event="changed", content={"facts": dict(facts)})
    return _append(subject, entry, Author(reader.user, reader.role, reader.unit), version, now)


def merge(reader: Reader, into: Subject, other: Subject, *, version: int, now: datetime) -> int:
    """Write that another subject is the same person; return the register's new version. No course changes."""
    for subject in (into, other):
        doors.require(reader, Deed.WRITE, [Part.ID], subject.pk)
    entry = New(Entry.Kind.EVENT, today(now), event="merged", content={"other": str(other.pk)})
    author = Author(reader.user, reader.role, reader.unit)
    with transaction.atomic():
        # Both registers, in one order for everybody: two merges at once must not make a circle.
        for course in sorted(map(register_of, (into, other)), key=lambda course: course.pk):
            lock(course, version if course.subject_id == into.pk else course.version)
        if into.pk == other.pk or not _are_roots(into, other):
            raise NotKnown("the two are one already, or one of them is part of another")
        return _append(into, entry, author, version, now)


def _are_roots(*subjects: Subject) -> bool:
    roots = Subject.objects.filter(pk__in=[one.pk for one in subjects], root=F("id"))
    return roots.count() == len(subjects)


def unmerge(reader: Reader, into: Subject, number: int, *, version: int, now: datetime) -> int:
    """Take a merge back by the number of its entry; return the register's new version."""
    doors.require(reader, Deed.WRITE, [Part.ID], into.pk)
    if not Entry.objects.filter(course=register_of(into), number=number, event="merged").exists():
        raise NotKnown("the entry is no merge")
    void = New(Entry.Kind.VOID, today(now), voids=number)
    return _append(into, void, Author(reader.user, reader.role, reader.unit), version, now)


def register_of(subject: Subject) -> Course:
    """Return a person's register; raise Http404 if there is none."""
    course = Course.objects.filter(subject=subject, pathway=REGISTER).first()
    if course is None:
        raise Http404
    return course


def _append(subject: Subject, entry: New, author: Author, version: int, now: datetime) -> int:
    course = register_of(subject)
    with transaction.atomic():
        lock(course, version)
        write(course, [entry], author, now)
        follow(course, now)
    return course.version


# --- what follows ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """What the rows of `parties` should say of a person, opened: for writing them, and for comparing."""

    plain: dict[str, Any]
    sealed: dict[str, str]
    numbers: dict[str, str]
    homes: list[tuple[str, str, date, date | None, str]]
    merged: frozenset[UUID]


def follow(course: Course, now: datetime) -> None:
    """Write the rows of `parties` that follow from a register. The course must be locked."""
    wanted = _wanted(course)
    before = Person.objects.filter(pk=course.subject_id).values_list("born_on", flat=True).first()
    person = _write_person(course.subject_id, wanted)
    _write_numbers(person, wanted.numbers)
    _write_homes(person, wanted)
    _write_merges(course.subject_id, wanted.merged)
    Course.objects.filter(pk=course.pk).update(
        version=course.version, head=course.head, as_of=now, state=REGISTER
    )
    if before != person.born_on:
        _tell_birth(course, now)


def differs(course: Course) -> bool:
    """Return whether the rows that are kept are not those that follow from the register; writes nothing."""
    return _kept(course.subject_id) != _wanted(course)


def _wanted(course: Course) -> Wanted:
    standing = _standing(course)
    facts = _facts(standing)
    plain = {name: facts.get(name, default) for name, default in PLAIN.items()}
    return Wanted(
        plain | {name: _date(facts.get(name)) for name in DAYS},
        {name: facts[name] for name in SEALED if facts.get(name)},
        dict(facts["numbers"]),
        sorted(
            (kind, told["municipality"], day, _date(told.get("to_day")), told.get("address") or "")
            for kind in HOMES
            for day, told in facts[kind].items()
        ),
        frozenset(
            UUID(told["other"]) for event, told in standing if event == "merged" and "other" in told
        ),
    )


def _kept(subject_id: UUID) -> Wanted:
    person, keys = Person.objects.get(pk=subject_id), ring()
    sealed = {name: told for name in SEALED if (told := getattr(person, name)) is not None}
    homes = [
        (home.kind, home.municipality, home.from_day, home.to_day, _open(home.address, _at(home)))
        for home in person.residences.all()
    ]
    merged = Subject.objects.filter(merged_into=subject_id).values_list("pk", flat=True)
    return Wanted(
        {name: getattr(person, name) for name in (*PLAIN, *DAYS)},
        {
            name: keys.open(bytes(told), _of(subject_id, name)).decode()
            for name, told in sealed.items()
        },
        {held.system: identifiers.digits_of(held) for held in person.identifiers.all()},
        sorted(homes),
        frozenset(merged),
    )


def _standing(course: Course) -> list[tuple[str, dict[str, Any]]]:
    """Return the event and content of each entry that has not been taken back, in the order of recording."""
    contents = opened(course.contents.all())
    entries = list(course.entries.order_by("number"))
    voided = {entry.voids for entry in entries}
    return [
        (entry.event, contents.get(entry.number, {}))
        for entry in entries
        if entry.kind == Entry.Kind.EVENT and entry.number not in voided
    ]


def _facts(standing: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """Return what holds: the last thing said of each fact; numbers and homes add up."""
    facts: dict[str, Any] = {"numbers": {}, **{kind: {} for kind in HOMES}}
    for _, told in standing:
        for name, value in told.get("facts", {}).items():
            if name == "numbers":
                facts["numbers"].update(value)
            elif name in HOMES:
                facts[name][_date(value["from_day"])] = value
            else:
                facts[name] = value
    return facts


def _write_person(subject_id: UUID, wanted: Wanted) -> Person:
    """Write every column: what nobody says any more, because it was erased, must not stand there either."""
    sealed = {name: _seal(wanted.sealed.get(name), _of(subject_id, name)) for name in SEALED}
    person, _ = Person.objects.update_or_create(pk=subject_id, defaults={**wanted.plain, **sealed})
    return person


def _write_numbers(person: Person, numbers: Mapping[str, str]) -> None:
    have = {held.system: held for held in person.identifiers.all()}
    kept = {system: identifiers.digits_of(held) for system, held in have.items()}
    for system, held in have.items():
        if kept[system] != numbers.get(system):
            held.delete()
    for system, digits in numbers.items():
        if kept.get(system) != digits:
            identifiers.give(person, System(system), digits)


def _write_homes(person: Person, wanted: Wanted) -> None:
    person.residences.all().delete()
    for kind, municipality, begins, ends, address in wanted.homes:
        home = Residence(
            person=person, kind=kind, municipality=municipality, from_day=begins, to_day=ends
        )
        home.address = _seal(address, _at(home))
        home.save()


def _write_merges(subject: UUID, wanted: frozenset[UUID]) -> None:
    """Write who has been merged into this subject, and the root of everybody whom that concerns."""
    before = set(Subject.objects.filter(merged_into=subject).values_list("pk", flat=True))
    if wanted != before:
        Subject.objects.filter(pk__in=before - wanted).update(merged_into=None)
        Subject.objects.filter(pk__in=wanted - before).update(merged_into=subject)
    for other in before | wanted:
        _write_roots(other)


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


def _tell_birth(course: Course, now: datetime) -> None:
    """Let the person's courses hear that the birth date has become known, is another, or is not known."""
    told = {"kind": "birth", "day": to_day(today(now)), "instant": None, "values": {}}
    enqueue(course, {(course.version, "birth"): told}, now, is_counter=False)


# --- what may be said --------------------------------------------------------------------------------------


def _check(facts: Mapping[str, Any]) -> None:
    found = [Fault(name, code) for name, value in facts.items() if (code := _fault(name, value))]
    born, died = (_date(facts.get(name)) for name in DAYS)
    if born and died and died < born:
        found.append(Fault("died_on", "range"))
    if found:
        raise NotAsTheFormSays(found)


def _fault(name: str, value: Any) -> str | None:
    if name in HOMES:
        return None if _is_home(value) else "type"
    if name in DAYS:
        return None if value is None or _date(value) else "type"
    if name == "needs_interpreter":
        return None if isinstance(value, bool) else "type"
    if name not in (*PLAIN, *SEALED):
        return "unknown"
    if not isinstance(value, str) or not is_storable(value):
        return "type"
    chosen = {"sex": Sex.values, "address_grade": AddressGrade.values}.get(name)
    if chosen and value not in chosen:
        return "choice"
    return "too-long" if len(value) > LONGEST.get(name, LONGEST_NAME) else None


def _is_home(value: Any) -> bool:
    if not isinstance(value, dict) or not value.keys() <= HOME_KEYS:
        return False
    number, address = value.get("municipality"), value.get("address") or ""
    from_day, to_day = _date(value.get("from_day")), _date(value.get("to_day"))
    return (
        isinstance(number, str)
        and re.fullmatch(r"[0-9]{4}", number) is not None
        and isinstance(address, str)
        and is_storable(address)
        and from_day is not None
        and (value.get("to_day") is None or (to_day is not None and to_day >= from_day))
    )


def _date(told: Any) -> date | None:
    try:
        return date.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None


def _seal(text: str | None, place: str) -> bytes | None:
    return ring().seal(text.encode(), place) if text else None


def _open(sealed: bytes | memoryview[int] | None, place: str) -> str:
    return "" if sealed is None else ring().open(bytes(sealed), place).decode()


def _of(subject: UUID, name: str) -> str:
    return f"person/{subject}/{name}"


def _at(home: Residence) -> str:
    return f"residence/{home.person_id}/{home.kind}/{home.from_day}"
