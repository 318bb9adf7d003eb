"""A small region to crawl: everybody in it, every role in every unit, and by hand who knows whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.readers import own_reader, staff_reader
from helhet.parties.models import Alias, Person, Subject, User
from helhet.record.courses.appending import Author
from helhet.record.doors.recording import open_course
from helhet.record.erasure.asking import (
    ask_erasure,
)
from helhet.record.models import Course
from helhet.record.persons.calling import create
from helhet.record.persons.register import merge, register
from tests.ledger.cast import TODAY, cast, member, tie
from tests.ledger.courses import NOON, clinician, say, told
from tests.unit.test_numbers import number

KNOWN: dict[str, set[str]] = {
    "in the clinic": {"nordvik"},
    "in the ward": {"nordvik-ward"},
    "elsewhere": {"sorvik"},
    "in the municipality": {"dalen"},
    "ended lately": {"sorvik"},
    "ended long ago": set(),
    "not begun": set(),
    "registered alone": set(),
    "merged here": {"nordvik", "sorvik"},
    "merged away": {"nordvik", "sorvik"},
    "an alias": {"nordvik-ward"},
}
"""Who is known to which units on the day."""
BELOW: dict[str, set[str]] = {
    "fjordheim": {"fjordheim", "nordvik", "nordvik-ward", "sorvik"},
    "nordvik": {"nordvik", "nordvik-ward"},
    "nordvik-ward": {"nordvik-ward"},
    "sorvik": {"sorvik"},
    "dalen": {"dalen"},
}
OPENED: dict[str, list[tuple[str, str]]] = {
    "in the clinic": [("nordvik", "2026-05-04")],
    "in the ward": [("nordvik-ward", "2026-05-04")],
    "elsewhere": [("sorvik", "2026-05-04")],
    "in the municipality": [("dalen", "2026-05-04")],
    "ended lately": [("sorvik", "2026-04-01")],
    "ended long ago": [("nordvik", "2025-11-03")],
    "merged here": [("nordvik", "2026-05-04")],
    "merged away": [("sorvik", "2026-05-04")],
}


class Target(NamedTuple):
    """Somebody to ask for: or nobody at all, in the same words."""

    name: str
    subject: Subject
    course: UUID
    number: str


@dataclass
class Region:
    """Everybody, and who may be looking."""

    targets: dict[str, Target]
    readers: list[tuple[str, Reader]]
    nobody: Target

    def is_foreign(self, reader: Reader, target: Target) -> bool:
        """Return whether the reader has nothing to do with the target, by the lists above."""
        if reader.role == "person":
            return reader.subject != target.subject.root_id
        units = BELOW[reader.unit_code] if reader.is_current else set()
        return not KNOWN[target.name] & units

    def group(self, target: Target) -> set[UUID]:
        """Return the subjects that are one person with the target."""
        return set(Subject.objects.filter(root=target.subject.root_id).values_list("pk", flat=True))

    def ids(self, target: Target) -> set[UUID]:
        """Return all ids by which somebody could be known: the person's and the courses'."""
        group = self.group(target)
        return group | set(Course.objects.filter(subject__in=group).values_list("pk", flat=True))

    def marks(self, target: Target) -> set[str]:
        """Return all by which somebody could be known."""
        people = Person.objects.filter(subject__in=self.group(target))
        names = people.values_list("given_name", flat=True)
        called = Alias.objects.filter(subject__in=self.group(target)).values_list(
            "called", flat=True
        )
        return {*map(str, self.ids(target)), *names, *called, target.number}


def make_region() -> Region:
    """Make everybody, and whoever may be looking."""
    units = cast()
    by_code = {unit.code: unit for unit in vars(units).values()}
    targets = {}
    for nth, name in enumerate(KNOWN, start=1):
        digits = number(f"{nth:02}819050")
        if name == "an alias":
            author = Author.of(clinician(units.ward))
            subject = create(uuid4(), "Nickname", author, NOON).subject
            targets[name] = Target(name, subject, uuid4(), digits)
            continue
        facts = {"given_name": f"Given{nth}", "born_on": "1990-01-01", "phone": "99999999"}
        subject = register(clinician(units.clinic), digits, facts, now=NOON)
        courses = [
            open_course(
                clinician(by_code[code]), subject, "tsb", told(f"{day} referral-received"), now=NOON
            ).course
            for code, day in OPENED.get(name, [])
        ]
        targets[name] = Target(name, subject, courses[0] if courses else uuid4(), digits)
        for course_id in courses:
            ask_erasure(clinician(by_code[OPENED[name][0][0]]), course_id, 2, "26/1", now=NOON)
    for name, day in (("ended lately", "2026-05-01"), ("ended long ago", "2025-12-01")):
        course = Course.objects.get(pk=targets[name].course)
        assert course.unit is not None
        say(clinician(course.unit), course, f"{day} referral-withdrawn", confirmed=True)
    person = Person.objects.get(pk=targets["not begun"].subject.pk)
    tie(person, units.municipality, from_day=TODAY + timedelta(days=1))
    alias = targets["an alias"].subject
    tie(Person(subject=alias), units.ward)
    here, away = (targets[name].subject for name in ("merged here", "merged away"))
    merge(clinician(units.trust), here, away, version=1, now=NOON)
    targets = {
        name: one._replace(subject=Subject.objects.get(pk=one.subject.pk))
        for name, one in targets.items()
    }
    nobody = Target("nobody", Subject(pk=uuid4(), kind="person"), uuid4(), number("30819050"))
    return Region(targets, list(readers(by_code, targets)), nobody)


def readers(
    units: Mapping[str, Any], targets: Mapping[str, Target]
) -> Iterator[tuple[str, Reader]]:
    """Yield every role of the table in every unit for each of its purposes, some that are over, and persons."""
    table = doors.table()
    for role in table.roles:
        opens = any(
            cell.deed
            for row in table.rows
            if row.role == role
            for cells in row.cells.values()
            for cell in cells
        )
        where = list(units.values()) if opens else [units["fjordheim"]]
        for unit in where if role != "person" else ():
            for purpose in table.purposes(role):
                yield role, staff_reader(member(unit, role), TODAY, purpose)
    over = member(units["nordvik"], "treatment-clinician", to_day=TODAY - timedelta(days=1))
    yield "membership that is over", staff_reader(over, TODAY)
    root = User.objects.create(username="root", name="Root", is_superuser=True, is_staff=True)
    yield (
        "superuser",
        staff_reader(member(units["fjordheim"], "system-administrator", user=root), TODAY),
    )
    wrong = staff_reader(member(units["nordvik"], "treatment-clinician"), TODAY, "review")
    yield "purpose of another role", wrong
    unknown = staff_reader(member(units["fjordheim"], "somebody"), TODAY)
    yield "role that nobody knows", unknown
    for name in ("elsewhere", "merged here", "registered alone"):
        own = Person.objects.get(pk=targets[name].subject.root_id)
        user = User.objects.create(username=name, name="Own", person=own)
        yield "person", own_reader(user, TODAY)
    yield "person", own_reader(User.objects.create(username="new", name="New"), TODAY)
