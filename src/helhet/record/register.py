"""Who a person is: entries in the person's own course, and the rows of `parties` that follow from them.

The course is called `register` and has no pathway: the last thing said of each fact holds. A number
is looked for exactly and found or given, with one answer for both; so nobody learns from asking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
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
from helhet.record.models import REGISTER, Course, Entry
from helhet.record.times import to_day
from helhet.storage.ring import ring

PLAIN: Final = (
    "given_name",
    "family_name",
    "sex",
    "language",
    "needs_interpreter",
    "address_grade",
)
DAYS: Final = ("born_on", "died_on")
SEALED: Final = ("phone", "email")
HOMES: Final = tuple(Residence.Kind.values)
"""A home or a stay: {"municipality", "from_day", "to_day", "address"}; one of each kind begins on a day."""
LONGEST: Final = 200


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
        except IntegrityError:  # somebody gave the number to somebody at the same moment
            found = identifiers.person_with(system, digits)
            subject_id = found.subject.root_id if found else subject_id
    return Subject.objects.get(pk=subject_id)


def create(subject_id: UUID, facts: Mapping[str, Any], author: Author, now: datetime) -> Course:
    """Write a new person and their register. Call inside a transaction."""
    subject = Subject(pk=subject_id, kind="person")
    subject.root = subject
    subject.save(force_insert=True)
    course = Course.objects.create(subject=subject, pathway=REGISTER)
    entry = New(Entry.Kind.EVENT, now.date(), event="registered", content={"facts": dict(facts)})
    write(course, [entry], author, now)
    follow(course, now)
    return course


def change(
    reader: Reader, subject: Subject, facts: Mapping[str, Any], *, version: int, now: datetime
) -> int:
    """Write what has changed of a person; return the register's new version."""
    _check(facts)
    needs_address = {*HOMES, "address_grade"} & facts.keys()
    for part in (Part.ID, *([Part.ADR] if needs_address else [])):
        doors.require(reader, Deed.WRITE if part is Part.ID else Deed.READ, part, subject.pk)
    entry = New(Entry.Kind.EVENT, now.date(), event="changed", content={"facts": dict(facts)})
    return _append(subject, entry, Author(reader.user, reader.role, reader.unit), version, now)


def merge(reader: Reader, into: Subject, other: Subject, *, version: int, now: datetime) -> int:
    """Write that another subject is the same person; return the register's new version. No course changes."""
    for subject in (into, other):
        doors.require(reader, Deed.WRITE, Part.ID, subject.pk)
    roots = Subject.objects.filter(pk__in=[into.pk, other.pk]).values_list("root_id", flat=True)
    if len(set(roots)) < 2 or other.kind != into.kind:
        raise NotKnown("the two are one already, or are not of one kind")
    entry = New(Entry.Kind.EVENT, now.date(), event="merged", content={"other": str(other.pk)})
    return _append(into, entry, Author(reader.user, reader.role, reader.unit), version, now)


def unmerge(reader: Reader, into: Subject, number: int, *, version: int, now: datetime) -> int:
    """Take a merge back by the number of its entry; return the register's new version."""
    doors.require(reader, Deed.WRITE, Part.ID, into.pk)
    if not Entry.objects.filter(course=register_of(into), number=number, event="merged").exists():
        raise NotKnown("the entry is no merge")
    void = New(Entry.Kind.VOID, now.date(), voids=number)
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


def follow(course: Course, now: datetime) -> None:
    """Write the rows of `parties` that follow from a register. The course must be locked."""
    standing = _standing(course)
    facts = _facts(standing)
    born_before = (
        Person.objects.filter(pk=course.subject_id).values_list("born_on", flat=True).first()
    )
    person = _write_person(course.subject_id, facts)
    _write_numbers(person, facts.get("numbers", {}))
    _write_homes(person, facts)
    _write_merges(course.subject, [told["other"] for event, told in standing if event == "merged"])
    Course.objects.filter(pk=course.pk).update(
        version=course.version, head=course.head, as_of=now, state=REGISTER
    )
    if born_before != person.born_on and person.born_on is not None:
        _tell_birth(course, person.born_on, now)


def rows_of(course: Course) -> list[Any]:
    """Return the rows that follow from a register, opened, for comparing with those made anew."""
    person, keys = Person.objects.get(pk=course.subject_id), ring()
    sealed = [
        told and keys.open(bytes(told), f"person/{person.pk}/{name}")
        for name in SEALED
        if (told := getattr(person, name)) is not None
    ]
    plain = [getattr(person, name) for name in (*PLAIN, *DAYS)]
    numbers = sorted(
        (held.system, identifiers.digits_of(held)) for held in person.identifiers.all()
    )
    homes = person.residences.order_by("kind", "from_day").values_list(
        "kind", "municipality", "from_day", "to_day"
    )
    group = Subject.objects.filter(root=course.subject.root).order_by("pk")
    return [plain, sealed, numbers, list(homes), list(group.values_list("pk", "merged_into"))]


def differs(course: Course) -> bool:
    """Return whether the rows that are kept are not those that follow from the register; writes nothing."""
    with transaction.atomic():
        before = rows_of(course)
        follow(course, course.as_of or datetime.now(UTC))
        after = rows_of(course)
        transaction.set_rollback(True)
    return before != after


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
                facts[name][value["from_day"]] = value
            else:
                facts[name] = value
    return facts


def _write_person(subject_id: UUID, facts: Mapping[str, Any]) -> Person:
    row: dict[str, Any] = {name: facts[name] for name in PLAIN if name in facts}
    row |= {name: _date(facts.get(name)) for name in DAYS}
    row |= {name: _seal(facts.get(name), f"person/{subject_id}/{name}") for name in SEALED}
    person, _ = Person.objects.update_or_create(pk=subject_id, defaults=row)
    return person


def _write_numbers(person: Person, numbers: Mapping[str, str]) -> None:
    have = {identifiers.digits_of(held): held for held in person.identifiers.all()}
    for digits, held in have.items():
        if digits not in numbers.values():
            held.delete()
    for system, digits in numbers.items():
        if digits not in have:
            identifiers.give(person, System(system), digits)


def _write_homes(person: Person, facts: Mapping[str, Any]) -> None:
    person.residences.all().delete()
    for kind in HOMES:
        for told in facts[kind].values():
            Residence.objects.create(
                person=person,
                kind=kind,
                municipality=told["municipality"],
                from_day=told["from_day"],
                to_day=_date(told.get("to_day")),
                address=_seal(told.get("address"), f"residence/{person.pk}/{kind}"),
            )


def _write_merges(subject: Subject, others: list[str]) -> None:
    """Write who has been merged into this subject, and the root of everybody whom that concerns."""
    wanted = {UUID(other) for other in others}
    before = set(Subject.objects.filter(merged_into=subject).values_list("pk", flat=True))
    if wanted == before:
        return
    Subject.objects.filter(pk__in=before - wanted).update(merged_into=None)
    Subject.objects.filter(pk__in=wanted - before).update(merged_into=subject)
    for other in before | wanted:
        _write_roots(other)


def _write_roots(subject: UUID) -> None:
    root = _root(subject)
    below = {subject}
    while (
        new := set(Subject.objects.filter(merged_into__in=below).values_list("pk", flat=True))
        - below
    ):
        below |= new
    Subject.objects.filter(pk__in=below).update(root=root)


def _root(subject: UUID) -> UUID:
    seen = {subject}
    while above := Subject.objects.filter(pk=subject).values_list("merged_into", flat=True).first():
        if above in seen:
            break
        seen.add(above)
        subject = above
    return subject


def _tell_birth(course: Course, born_on: date, now: datetime) -> None:
    """Let the person's courses hear a birth date that has become known, or another."""
    told = {"kind": "birth", "born": to_day(born_on), "day": to_day(now.date()), "instant": None}
    enqueue(course, {(course.version, "birth"): told}, now, is_counter=False)


# --- what may be said --------------------------------------------------------------------------------------


def _check(facts: Mapping[str, Any]) -> None:
    found = [Fault(name, code) for name, value in facts.items() if (code := _fault(name, value))]
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
    if not isinstance(value, str):
        return "type"
    chosen = {"sex": Sex.values, "address_grade": AddressGrade.values}.get(name)
    if chosen and value not in chosen:
        return "choice"
    return "too-long" if len(value) > LONGEST else None


def _is_home(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() <= {"municipality", "from_day", "to_day", "address"}
        and isinstance(number := value.get("municipality"), str)
        and len(number) == 4
        and number.isascii()
        and number.isdigit()
        and _date(value.get("from_day")) is not None
    )


def _date(told: Any) -> date | None:
    try:
        return date.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None


def _seal(text: str | None, place: str) -> bytes | None:
    return ring().seal(text.encode(), place) if text else None
