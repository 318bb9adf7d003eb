"""One person as a reader may see them: who they are, and the ways of all their courses that are open to the reader."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from helhet.access import doors
from helhet.access.consenting import Told, told_consents
from helhet.access.deciding import Decision, Reader
from helhet.access.relations import Ground
from helhet.access.table import Deed, Part
from helhet.parties.models import AddressGrade, Person, Residence, Subject, Unit
from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import CourseReading
from helhet.pathway.courses.folding import read_course
from helhet.pathway.language.model import SubjectKind
from helhet.pathway.tables.table import Table
from helhet.record.courses.reading import core_courses, is_ended, until_of
from helhet.record.models import REGISTER, Course
from helhet.record.parts import form_part, way_part
from helhet.record.pathways import table_of
from helhet.record.persons.rows import fact_of
from helhet.record.queries.apart import closed_events, core_without
from helhet.record.queries.briefs import Brief, brief_of, overdose_of
from helhet.record.queries.coordinators import FORM, Coordinator, coordinator, with_coordinator
from helhet.record.queries.naming import told_names

NAME: Final = (Part.ID, Deed.SUMMARY)
FACTS: Final = (Part.ID, Deed.READ)
HUMAN: Final = (SubjectKind.PERSON, SubjectKind.ALIAS)
HOME: Final = (Part.ADR, Deed.READ)


@dataclass(frozen=True)
class Way:
    """One course, read as of now."""

    course: Course
    table: Table
    core: CoreCourse
    reading: CourseReading

    @property
    def is_ended(self) -> bool:
        """Whether it has ended, for good or until it returns."""
        return is_ended(self.table, self.reading.state)


@dataclass(frozen=True)
class PersonLook:
    """A person, or an alias, of whom there is no more than the name: `facts` is None if more is closed to the reader; `home` is a municipality's number, empty
    if it is closed, graded, or not known; `grade` the strictest of the address in any of their identities. `units` are those of the ways, by code; `coordinators` are named in the courses
    that go on, by course; `briefs` what a consent opens of courses that are else closed; `consents` what the person has said yes to, as far as the reader is told
    of it, None for whoever writes none down."""

    subject: UUID
    name: str
    is_alias: bool
    facts: Person | None
    phone: str
    home: str
    grade: AddressGrade
    ways: tuple[Way, ...]
    units: Mapping[str, Unit]
    coordinators: Mapping[UUID, Coordinator]
    briefs: tuple[Brief, ...]
    consents: list[Told] | None

    @property
    def hides_units(self) -> bool:
        """Whether what units are called would tell where they are."""
        return self.grade != AddressGrade.UNGRADED


def look_at_person(reader: Reader, subject: UUID, now: datetime) -> PersonLook:
    """Return a person, by any of the identities that have become one; logged before it is returned.

    A course whose way is closed to the reader leaves no trace. Raises Http404 if the reader has no relation to the
    person. At most fifteen queries and four commits, however many courses.
    """
    found = Subject.objects.filter(pk=subject, kind__in=HUMAN).first()
    root = found.root_id if found else subject
    ground = doors.let_in(reader, NAME, root)
    if found is None:
        raise Http404
    of_person = Course.objects.filter(subject__root=root).exclude(pathway=REGISTER)
    courses = list(of_person.exclude(as_of=None))
    has_one = with_coordinator([one for one in courses if not one.is_ended])
    seen = [one for one in courses if _is_open(reader, one, ground)]
    asked = {NAME, FACTS, HOME, *((way_part(one.pathway), Deed.SUMMARY) for one in seen)}
    asked |= {_of_coordinator(one.pathway) for one in seen if one.pk in has_one}
    granted = doors.granted(reader, asked, root, ground)
    closed = {one.pathway: closed_events(reader, one.pathway, ground) for one in seen}
    ways = tuple(_ways(seen, closed, now))
    people = {one.pk: one for one in Person.objects.filter(subject__root=root)}
    person = people.get(root)
    facts = person if FACTS in granted else None
    grade = _strictest(people.values())
    unseen = [one for one in courses if one not in seen]
    is_graded = grade != AddressGrade.UNGRADED
    briefs = tuple(_briefs(reader, root, ground, unseen, now, is_graded=is_graded))
    return PersonLook(
        root,
        _name(reader, root, person),
        found.kind == SubjectKind.ALIAS,
        facts,
        fact_of(facts, "phone") if facts else "",
        "" if grade != AddressGrade.UNGRADED else _home(facts, granted, reader.on),
        grade,
        ways,
        _units(ways),
        dict(_coordinators((way for way in ways if way.course.pk in has_one), granted)),
        briefs,
        _consents(reader, root, ground),
    )


def _is_open(reader: Reader, course: Course, ground: Ground) -> bool:
    way = way_part(course.pathway), Deed.SUMMARY
    return doors.opens(ground, way, is_own=course.unit_id in reader.units)


def _briefs(
    reader: Reader,
    root: UUID,
    ground: Ground,
    courses: Collection[Course],
    now: datetime,
    *,
    is_graded: bool,
) -> Iterator[Brief]:
    """Yield what consents, or no objection, open of courses whose way is closed; logged before it is read. Two queries and a commit
    or two, if there are any."""
    parts = {way_part(one.pathway) for one in courses if not one.is_ended}
    opened = doors.brief(reader, {*parts, Part.SUD} if courses else parts, root, ground)
    told = [one for one in courses if way_part(one.pathway) in opened or Part.SUD in opened]
    closed = {one.pathway: closed_events(reader, one.pathway, ground) for one in told}
    ways = list(_ways(told, closed, now)) if told else []
    alert = overdose_of((way.core for way in ways), reader.on) if Part.SUD in opened else None
    if alert:
        yield alert
    for way in ways:
        pathway = way.course.pathway
        if way_part(pathway) not in opened:
            continue
        found = brief_of(pathway, way.table, way.core, way.reading, reader.on, is_graded=is_graded)
        if found and not way.is_ended:
            yield found


def _consents(reader: Reader, root: UUID, ground: Ground) -> list[Told] | None:
    """Return what the person has said yes to, logged if there is anything."""
    told = told_consents(reader, root, ground)
    if told:
        doors.shown(reader, Deed.SUMMARY, sorted({Part(one.row.part) for one in told}), [root])
    return told


def _name(reader: Reader, root: UUID, person: Person | None) -> str:
    if person is None:
        return told_names(reader, [root]).get(root, "")
    return f"{person.given_name} {person.family_name}"


def _strictest(people: Iterable[Person]) -> AddressGrade:
    """Return how far the address of somebody is protected who has had several identities."""
    told = {one.address_grade for one in people}
    return next((one for one in reversed(AddressGrade) if one in told), AddressGrade.UNGRADED)


def _of_coordinator(pathway: str) -> doors.Look:
    return form_part(pathway, FORM), Deed.READ


def _coordinators(
    ways: Iterable[Way], granted: Mapping[doors.Look, Decision]
) -> Iterator[tuple[UUID, Coordinator]]:
    """Yield who is named in courses that go on; where only the unit's own entries are open, nobody."""
    for way in ways:
        decision = granted.get(_of_coordinator(way.course.pathway))
        is_open = decision is not None and not decision.own_unit_only
        told = coordinator(way.table, way.core, way.reading) if is_open else None
        if told and not way.is_ended:
            yield way.course.pk, told


def _ways(
    courses: Collection[Course], closed: Mapping[str, Collection[str]], now: datetime
) -> Iterator[Way]:
    """Yield the courses as they read now without what is closed in their pathways: those that go on first, and of these
    the latest begun. Two queries."""
    cores = core_courses([one.pk for one in courses])
    ways = [_way(one, core_without(cores[one.pk], closed[one.pathway]), now) for one in courses]
    yield from sorted(ways, key=lambda way: (way.is_ended, -_began(way), str(way.course.pk)))


def _way(course: Course, core: CoreCourse, now: datetime) -> Way:
    table = table_of(course.pathway)
    return Way(course, table, core, read_course(table, core, until_of(table, core, now)))


def _began(way: Way) -> int:
    return way.reading.spells[0].from_day if way.reading.spells else 0


def _home(person: Person | None, granted: Mapping[doors.Look, Decision], on: date) -> str:
    """Return where somebody lives whose address is not graded. One query, if it may be asked."""
    if person is None or HOME not in granted:
        return ""
    lasting = Q(to_day__isnull=True) | Q(to_day__gte=on)
    homes = Residence.objects.filter(lasting, person=person, kind="home", from_day__lte=on)
    return homes.order_by("-from_day").values_list("municipality", flat=True).first() or ""


def _units(ways: Collection[Way]) -> dict[str, Unit]:
    """Return the units of which the ways tell. One query."""
    codes = {spell.unit for way in ways for spell in way.reading.spells}
    codes |= {run.unit for way in ways for run in way.reading.runs}
    return {unit.code: unit for unit in Unit.objects.filter(code__in=codes - {None})}
