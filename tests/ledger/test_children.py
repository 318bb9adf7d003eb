"""Children as next of kin: a child's course tells nobody of a parent, nor a parent's of the child's; a report to child welfare is nobody's to count."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.models import Access, AccessedSubject, Tie
from helhet.access.readers import own_reader, staff_reader
from helhet.access.table import Part, Relation
from helhet.parties.models import Person, Subject, Unit, User
from helhet.pathway.courses.course import Value
from helhet.record.doors.recording import Told, open_course, record
from helhet.record.errors import NotAsTheFormSays
from helhet.record.messages.outbox import work
from helhet.record.models import Course, Entry, Message
from helhet.record.parts import kept_apart, way_part
from helhet.record.pathways import names, table_of
from helhet.record.persons.register import merge, register_of, unmerge
from helhet.record.queries.handovers import handovers
from helhet.record.queries.looking import Look, glance, look
from helhet.record.queries.person import look_at_person
from helhet.record.queries.readings import who_has_read
from helhet.record.renewal.rebuilding import differences
from helhet.record.wholeness.missing import check_messages
from tests.ledger.cast import TODAY, Cast, cast, member, person, tie, unit
from tests.ledger.courses import NOON, clinician, later, opened, say, told
from tests.ledger.test_register import OTHER, registered
from tests.unit.test_numbers import SYNTHETIC, number

pytestmark = pytest.mark.django_db
CHILD = "child-next-of-kin"
THIRD = number("05819010")
ASKED = "2026-05-19 09:00 child-help-asked-for"
REPORTED = "2026-05-19 10:00 child-welfare-reported"


def family_team() -> Unit:
    return unit("family-team", "municipality")


def worker(where: Unit) -> Reader:
    return staff_reader(member(where, "municipal-coordinator"), TODAY)


def oneself(who: Person) -> Reader:
    told = {"username": uuid4().hex, "name": "Self"}
    return own_reader(User.objects.get_or_create(person=who, defaults=told)[0], TODAY)


def a_child(name: str = "Lill") -> Person:
    return person(name, date(2016, 1, 1))


def in_treatment(reader: Reader, who: Person, pathway: str = "tsb") -> Course:
    start = "2026-05-04 referral-received" if pathway == "tsb" else "2026-05-04 asked"
    return opened(reader, who, start, pathway)


def ask(
    reader: Reader, course: Course, child: Person, to: str = "family-team", mark: str = "a"
) -> int:
    values: dict[str, Value] = {
        "children.child": (mark,),
        "child-help.person": str(child.pk),
        "child-help.to": to,
    }
    return say(reader, course, ASKED, values).number


def asked(reader: Reader, parent: Person, child: Person) -> tuple[Course, Course]:
    """Return a parent's course, and the child's that was opened from it."""
    course = in_treatment(reader, parent)
    ask(reader, course, child)
    work(later(minutes=6))
    before = Entry.objects.filter(origin=course.pk).values("course")
    return course, Course.objects.get(pk__in=before, pathway=CHILD)


def take_up(who: Reader, course: Course, minutes: int = 40) -> None:
    values = {"service.kind": "talk-group"}
    say(who, course, "2026-05-19 12:30 taken-up", values, now=later(minutes=minutes))
    work(later(minutes=minutes + 6))


def events(course: Course) -> list[str]:
    voids = course.entries.exclude(voids=None).values("voids")
    kept = course.entries.filter(kind="event").exclude(number__in=voids).order_by("number")
    return list(kept.values_list("event", flat=True))


def bytes_of(found: Any) -> str:
    """Return all that a reader was given, but for rows of the database as such: what a page can be made from."""
    if isinstance(found, Look):
        lines = [
            (
                line.entry.event,
                line.entry.number,
                line.place,
                line.stands,
                line.outcome,
                sorted(line.values.items()),
                line.closed,
                line.reason,
            )
            for line in found.lines
        ]
        head = (found.course.version, found.known_after, found.until)
        return repr((lines, found.reading, found.core, head))
    ways = [(way.course.pathway, way.reading, way.core) for way in found.ways]
    return repr((found.name, ways, sorted(found.units), found.coordinators))


# --- a course of the child's own -------------------------------------------------------------------------------


def test_a_childs_course_is_opened_where_it_was_asked_for_and_only_taken_up_comes_back() -> None:
    units, team, eva, lill = cast(), family_team(), person(), a_child()
    course, other = asked(clinician(units.clinic), eva, lill)

    assert (other.subject_id, other.unit, other.state) == (lill.pk, team, "asked")
    assert other.is_origin_hidden
    assert "child-help-taken-up" not in events(course)
    take_up(worker(team), other)
    say(worker(team), other, "2026-05-19 13:00 met", now=later(minutes=70))
    say(worker(team), other, "2026-05-19 13:10 help-ended.own-wish", now=later(minutes=75))
    work(later(minutes=90))

    course.refresh_from_db()
    assert events(course)[-1] == "child-help-taken-up"
    assert course.entries.filter(origin=other.pk).count() == 1
    assert not list(differences())
    assert not [found for one in (course, other) for found in check_messages(one.pk)]


def test_an_offer_that_is_taken_back_leaves_the_child_no_course() -> None:
    units, _, eva, lill = cast(), family_team(), person(), a_child()
    reader = clinician(units.clinic)
    course = in_treatment(reader, eva)
    entry = ask(reader, course, lill)
    work(later(minutes=6))
    other = Course.objects.get(pathway=CHILD)
    own = Entry.objects.get(course=course, number=entry)
    told_by = type(reader)(**{**vars(reader), "user": own.user})
    record(
        told_by, course.pk, Told(TODAY, voids=entry), version=course.version,
        confirmed=True, now=later(minutes=7),
    )  # fmt: skip
    work(later(minutes=20))

    other.refresh_from_db()
    assert events(other) == []
    assert other.state == ""


@pytest.mark.parametrize("named", ["a", SYNTHETIC, str(uuid4()), "{upper}", "{hex}"])
def test_only_an_id_of_somebody_names_a_child_never_a_number_of_theirs(named: str) -> None:
    units, eva = cast(), person()
    family_team()
    known = registered(clinician(units.other_clinic)).pk
    named = named.format(upper=str(known).upper(), hex=known.hex)
    course = in_treatment(clinician(units.clinic), eva)
    values: dict[str, Value] = {
        "children.child": ("a",),
        "child-help.person": named,
        "child-help.to": "family-team",
    }

    with pytest.raises(NotAsTheFormSays) as refused:
        say(clinician(units.clinic), course, ASKED, values)

    assert [fault.code for fault in refused.value.faults] == ["unknown-person"]
    assert not Message.objects.filter(name__startswith="opens").exists()


def test_nobody_is_a_child_of_their_own_course() -> None:
    units, eva = cast(), person()
    family_team()
    reader = clinician(units.clinic)
    course = in_treatment(reader, eva)

    with pytest.raises(NotAsTheFormSays):
        ask(reader, course, eva)


def test_a_childs_course_opened_by_hand_answers_nobody_not_even_the_childs_own_treatment() -> None:
    units, team, lill = cast(), family_team(), a_child()
    treated = in_treatment(clinician(units.clinic), lill)
    done = open_course(worker(team), lill.subject, CHILD, told("2026-05-19 09:00 asked"), now=NOON)

    take_up(worker(team), Course.objects.get(pk=done.course))

    assert "child-help-taken-up" not in events(treated)


def test_a_parents_death_does_not_reach_the_child_and_a_childs_not_the_parent() -> None:
    units, team, eva, lill = cast(), family_team(), person(), a_child()
    reader = clinician(units.clinic)
    course, other = asked(reader, eva, lill)
    take_up(worker(team), other)

    say(worker(team), other, "2026-05-19 13:00 died", now=later(minutes=70))
    work(later(minutes=90))

    course.refresh_from_db()
    assert "died" not in events(course)
    say(reader, course, "2026-05-19 14:00 died", now=later(minutes=130))
    work(later(minutes=150))
    assert events(Course.objects.get(pk=other.pk)).count("died") == 1


# --- who cannot reach it ----------------------------------------------------------------------------------------


def test_the_parents_staff_reach_neither_the_child_nor_its_course() -> None:
    units, team, eva, lill = cast(), family_team(), person(), a_child()
    reader = clinician(units.clinic)
    course, other = asked(reader, eva, lill)
    take_up(worker(team), other)

    attempts: list[Callable[[], Any]] = [
        lambda: look(reader, other.pk, NOON),
        lambda: glance(reader, other.pk, NOON),
        lambda: look_at_person(reader, lill.pk, NOON),
        lambda: who_has_read(reader, lill.pk),
        lambda: say(reader, Course.objects.get(pk=other.pk), "2026-05-19 contact-made"),
        lambda: look(reader, uuid4(), NOON),
    ]
    for attempt in attempts:
        with pytest.raises(Http404):
            attempt()
    assert not Tie.objects.filter(subject=lill.pk, unit__in=reader.units).exists()
    assert all(way.course.pathway != CHILD for way in look_at_person(reader, eva.pk, NOON).ways)
    assert course.pk != other.pk


def test_the_childs_staff_see_neither_whose_child_it_is_nor_who_asked() -> None:
    units, team, eva, lill = cast(), family_team(), person(), a_child()
    course, other = asked(clinician(units.clinic), eva, lill)
    reader = worker(team)

    (one,) = handovers(reader).asked
    assert (one.course, one.by_unit, one.name) == (other.pk, "", "Lill Prøve")
    seen = look(reader, other.pk, NOON + timedelta(minutes=10))
    assert [line.entry.by_unit for line in seen.lines] == [None]
    assert [dict(line.values) for line in seen.lines] == [{}]
    assert seen.core.entries[0].unit == "family-team"
    for attempt in (
        lambda: look(reader, course.pk, NOON),
        lambda: look_at_person(reader, eva.pk, NOON),
    ):
        with pytest.raises(Http404):
            attempt()


def test_the_child_and_whoever_is_itself_a_parent_see_no_way_of_it() -> None:
    units, team, eva = cast(), family_team(), person()
    teen, ola = person("Teen", date(2009, 1, 1)), person("Ola")
    _, other = asked(clinician(units.clinic), eva, teen)
    take_up(worker(team), other)

    for who in (eva, teen, ola):
        with pytest.raises((Http404, PermissionDenied)):
            look(oneself(who), other.pk, NOON)
    assert look_at_person(oneself(teen), teen.pk, NOON + timedelta(hours=1)).ways == ()
    for stranger in (eva, ola):
        with pytest.raises(Http404):
            look_at_person(oneself(stranger), teen.pk, NOON)


def test_no_role_reads_a_childs_course_of_oneself() -> None:
    """No relation to oneself opens what is a child's, and no role of a guardian is in the table: as long as single items cannot be withheld."""
    own = (Relation.SELF_16, Relation.SELF_12, Relation.SELF_UNDER_12)
    rows = [row for row in doors.table().rows if row.relation in own or "guardian" in row.role]
    assert rows
    assert all(cell.deed is None for row in rows for cell in row.cells[Part.CHILD])
    assert way_part(CHILD) is Part.CHILD


# --- what the parent may infer ----------------------------------------------------------------------------------


Said = Callable[[Cast, Course, Unit], None]


def _nothing(units: Cast, course: Course, team: Unit) -> None:
    """Say nothing more."""


def _ask_and_take_up(units: Cast, course: Course, team: Unit) -> None:
    ask(clinician(units.clinic), course, a_child())
    work(later(minutes=6))
    take_up(worker(team), Course.objects.get(pathway=CHILD))


def _report(units: Cast, course: Course, team: Unit) -> None:
    say(clinician(units.clinic), course, REPORTED)
    say(clinician(units.clinic), course, "2026-05-19 10:30 unborn-notified")


def _report_and_correct(units: Cast, course: Course, team: Unit) -> None:
    reader = clinician(units.clinic)
    done = say(reader, course, REPORTED)
    say(
        reader, course, "2026-05-19 11:00 child-welfare-reported",
        replaces=done.number, confirmed=True, reason="another hour",
    )  # fmt: skip


def _world(more: Said) -> tuple[Person, Reader, Course]:
    """Return a parent, whoever reads as them, and their course, with something more said between two ordinary entries."""
    units, team, eva = cast(), family_team(), person()
    reader = clinician(units.clinic)
    course = opened(reader, eva, "2026-05-18 10:00 acute-admitted")
    say(reader, course, "2026-05-18 11:00 children-asked.care-missing")
    more(units, course, team)
    say(reader, course, "2026-05-19 11:30 detox-started", now=later(minutes=100))
    work(later(minutes=110))
    return eva, oneself(eva), course


@pytest.mark.parametrize("more", [_ask_and_take_up, _report, _report_and_correct])
def test_the_parents_own_view_is_the_same_to_the_letter_with_it_and_without(more: Said) -> None:
    """Differential, as security.md SEC-48: lines, numbers, states, clocks, versions, and who has read."""
    seen = []
    for said in (_nothing, more):
        eva, reader, course = _world(said)
        now = later(minutes=120)
        log = [
            (row.role, row.unit, row.deed, row.parts, row.is_more, row.reason)
            for row in who_has_read(reader, eva.pk).rows
        ]
        own = [bytes_of(look(reader, course.pk, now)), bytes_of(glance(reader, course.pk, now))]
        seen.append((own, bytes_of(look_at_person(reader, eva.pk, now)), log))
        _forget()

    assert seen[0] == seen[1]


def _forget() -> None:
    """Make room for the same world again, under the same names of units."""
    suffix = uuid4().hex[:6]
    for one in Unit.objects.all():
        one.code = f"{one.code}-{suffix}"
        one.save()
    Course.objects.filter(pathway=CHILD).update(pathway="register")


def test_the_report_is_the_staffs_to_see_and_nobodys_who_has_let_go_to_count() -> None:
    eva, own, course = _world(_report)
    units = {one.code: one for one in Unit.objects.all()}
    now = later(minutes=120)

    staff = look(clinician(units["nordvik"]), course.pk, now)
    assert "child-welfare-reported" in [line.entry.event for line in staff.lines]
    assert [line.entry.number for line in staff.lines] == [2, 3, 4, 5, 6]
    assert "child-welfare-reported" not in bytes_of(look_at_person(own, eva.pk, now))
    leader = staff_reader(member(units["nordvik"], "unit-leader"), TODAY)
    assert "child-welfare-reported" not in repr(look(leader, course.pk, now).core)


@pytest.mark.parametrize("pathway", [name for name in names() if name != "grant"])
def test_no_way_shows_a_report_to_whom_a_childs_part_is_closed(pathway: str) -> None:
    events = table_of(pathway).newest.events
    reports = {n for n, one in events.items() if one.never_gated == "child-welfare-report"}

    if way_part(pathway) is not Part.CHILD:
        assert {kept_apart(pathway)[name] for name in reports} <= {Part.CHILD}


def test_the_log_of_a_report_is_its_own() -> None:
    eva, own, _ = _world(_report)

    rows = Access.objects.filter(deed="write", parts="CHILD")
    assert rows.count() == 2
    assert {row.pk for row in rows}.isdisjoint(
        row.number for row in who_has_read(own, eva.pk, size=500).rows
    )
    where = Unit.objects.get(code="nordvik")
    leader = staff_reader(member(where, "unit-leader"), TODAY)
    seen = {row.number for row in who_has_read(leader, eva.pk, size=500).rows}
    assert {row.pk for row in rows} <= seen


def test_a_stranger_who_tried_to_write_a_report_stands_in_the_log_of_the_person() -> None:
    eva, own, course = _world(_nothing)
    stranger = clinician(Unit.objects.get(code="sorvik"))

    with pytest.raises(Http404):
        say(stranger, course, REPORTED)

    refused = [row for row in who_has_read(own, eva.pk).rows if not row.is_permitted]
    assert [row.unit for row in refused] == ["sorvik"]


def test_a_stranger_who_tried_to_look_at_a_childs_course_stands_in_the_childs_own_log() -> None:
    units, eva, teen = cast(), person(), person("Teen", date(2009, 1, 1))
    family_team()
    _, other = asked(clinician(units.clinic), eva, teen)

    with pytest.raises(Http404):
        look(clinician(units.other_clinic), other.pk, NOON)

    rows = who_has_read(oneself(teen), teen.pk).rows
    assert [row.unit for row in rows if not row.is_permitted] == ["sorvik"]


def test_a_leader_to_whom_children_are_closed_is_not_told_of_an_offer_by_the_hand_overs() -> None:
    units, eva, lill = cast(), person(), a_child()
    family_team()
    asked(clinician(units.clinic), eva, lill)

    assert len(handovers(clinician(units.clinic)).sent) == 1
    leader = staff_reader(member(units.clinic, "unit-leader"), TODAY)
    assert handovers(leader).sent == []


# --- two parents ------------------------------------------------------------------------------------------------


def _rows_of(course: Course) -> set[str]:
    """Return all that the database holds of a course in clear, its outbox too."""
    found = [course, *course.entries.all(), *course.messages.all(), *course.runs.all()]
    found += [*course.spells.all(), *course.deviations.all()]
    return {repr(value) for row in found for value in _values(row)}


def _values(row: Model) -> list[Any]:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]


def test_two_parents_in_treatment_with_the_same_child_do_not_reveal_each_other() -> None:
    units, team, lill = cast(), family_team(), a_child()
    eva, ola = person(), person("Ola")
    hers, his = clinician(units.clinic), clinician(units.other_clinic)

    mother, first = asked(hers, eva, lill)
    alone = (
        bytes_of(look(hers, mother.pk, later(minutes=7))),
        [(one.sending, one.heard) for one in handovers(hers).sent],
        bytes_of(look_at_person(hers, eva.pk, later(minutes=7))),
        _rows_of(mother),
    )
    father, second = asked(his, ola, lill)

    assert first.pk != second.pk
    assert alone == (
        bytes_of(look(hers, mother.pk, later(minutes=7))),
        [(one.sending, one.heard) for one in handovers(hers).sent],
        bytes_of(look_at_person(hers, eva.pk, later(minutes=7))),
        _rows_of(mother),
    )
    known_to_him = _rows_of(father) | _rows_of(second)
    assert repr(mother.pk) not in known_to_him
    assert repr(eva.pk) not in known_to_him
    assert repr(father.pk) not in _rows_of(mother) | _rows_of(first)

    take_up(worker(team), first)
    mother.refresh_from_db()
    father.refresh_from_db()
    assert "child-help-taken-up" in events(mother)
    assert "child-help-taken-up" not in events(father)
    for stranger, course, who in ((hers, father, ola), (his, mother, eva)):
        with pytest.raises(Http404):
            look(stranger, course.pk, NOON)
        with pytest.raises(Http404):
            look_at_person(stranger, who.pk, NOON)
    assert {one.by_unit for one in handovers(worker(team)).asked} <= {""}


def test_what_was_read_of_one_parent_and_of_the_child_stands_in_no_other_log() -> None:
    units, team, lill = cast(), family_team(), a_child()
    eva, ola = person(), person("Ola")
    _, first = asked(clinician(units.clinic), eva, lill)
    asked(clinician(units.other_clinic), ola, lill)
    take_up(worker(team), first)

    hers = {row.unit for row in who_has_read(oneself(eva), eva.pk, size=500).rows}
    his = {row.unit for row in who_has_read(oneself(ola), ola.pk, size=500).rows}

    assert (hers - {""}, his - {""}) == ({"nordvik"}, {"sorvik"})
    of_child = AccessedSubject.objects.filter(subject=lill.pk)
    assert set(of_child.values_list("access__unit", flat=True)) == {"family-team"}


def test_another_child_learns_nothing_of_its_brother() -> None:
    units, team, eva = cast(), family_team(), person()
    reader = clinician(units.clinic)
    lill, bror = a_child(), person("Bror", date(2009, 1, 1))
    course, other = asked(reader, eva, lill)
    ask(reader, course, bror, mark="b")
    work(later(minutes=20))
    his = Course.objects.get(pathway=CHILD, subject=bror.pk)
    take_up(worker(team), other)

    assert events(his) == ["asked"]
    assert repr(other.pk) not in _rows_of(his)
    assert repr(lill.pk) not in _rows_of(his)
    with pytest.raises(Http404):
        look_at_person(oneself(bror), lill.pk, NOON)


def test_a_municipality_that_asks_itself_for_a_child_sees_no_more_of_where_it_came_from() -> None:
    """What a unit opens for itself is no hand-over; a hidden one is, or its absence would tell who asked."""
    units, eva, lill = cast(), person(), a_child()
    reader = worker(units.municipality)
    course = in_treatment(reader, eva, "municipal-follow-up")
    say(reader, course, "2026-05-18 handover-answered.accepted")
    ask(reader, course, lill, to="dalen")
    work(later(minutes=6))

    found = [one for one in handovers(reader).asked if one.pathway == CHILD]
    assert [(one.subject, one.by_unit) for one in found] == [(lill.pk, "")]


# --- merging ----------------------------------------------------------------------------------------------------


def _registered_child(where: Unit, digits: str) -> Person:
    lill = registered(clinician(where), digits, given_name="Lill", born_on="2016-01-01")
    tie(lill, where, "measure")
    return lill


def test_two_records_of_one_child_become_one_and_neither_parent_learns_of_it() -> None:
    units, team = cast(), family_team()
    eva, ola = person(), person("Ola")
    lill, same = _registered_child(team, SYNTHETIC), _registered_child(team, OTHER)
    hers, his = clinician(units.clinic), clinician(units.other_clinic)
    mother, first = asked(hers, eva, lill)
    father, second = asked(his, ola, same)
    now = later(minutes=30)

    def seen() -> list[Any]:
        return [
            bytes_of(look(hers, mother.pk, now)),
            bytes_of(look(his, father.pk, now)),
            bytes_of(look_at_person(hers, eva.pk, now)),
            bytes_of(look_at_person(his, ola.pk, now)),
            _rows_of(mother),
            _rows_of(father),
        ]

    before = seen()
    merge(clinician(team), lill.subject, same.subject, version=1, now=later(minutes=8))
    work(later(minutes=20))
    assert seen() == before
    take_up(worker(team), first)
    assert "child-help-taken-up" in events(mother)
    assert "child-help-taken-up" not in events(father)
    for reader in (hers, his):
        for child in (lill, same):
            with pytest.raises(Http404):
                look_at_person(reader, child.pk, NOON)

    version = register_of(lill.subject).version
    unmerge(clinician(team), lill.subject, 2, version=version, now=later(minutes=60))
    work(later(minutes=80))
    assert "child-help-taken-up" in events(mother)
    assert events(Course.objects.get(pk=second.pk)) == ["asked"]
    assert not list(differences())


def test_an_answer_stays_heard_when_the_parent_becomes_one_with_another_and_is_parted() -> None:
    units, team, lill = cast(), family_team(), a_child()
    reader = clinician(units.trust)
    eva = registered(reader)
    same = registered(reader, OTHER, given_name="E.")
    for one in (eva, same):
        tie(one, units.trust, "measure")
    course, other = asked(reader, eva, lill)
    take_up(worker(team), other)

    merge(reader, eva.subject, same.subject, version=1, now=later(minutes=50))
    work(later(minutes=60))
    assert events(Course.objects.get(pk=course.pk)).count("child-help-taken-up") == 1
    version = register_of(eva.subject).version
    unmerge(reader, eva.subject, 2, version=version, now=later(minutes=70))
    work(later(minutes=80))

    assert events(Course.objects.get(pk=course.pk)).count("child-help-taken-up") == 1
    assert not list(differences())


def test_a_child_taken_for_its_parent_shows_the_parent_no_course_of_the_childs() -> None:
    units, team = cast(), family_team()
    reader = clinician(units.trust)
    eva, lill = registered(reader), _registered_child(units.trust, THIRD)
    tie(eva, units.trust, "measure")
    course, other = asked(reader, eva, lill)
    own = oneself(eva)
    before = bytes_of(look_at_person(own, eva.pk, later(minutes=30)))

    merge(reader, eva.subject, lill.subject, version=1, now=later(minutes=8))
    work(later(minutes=20))

    assert bytes_of(look_at_person(own, eva.pk, later(minutes=30))) == before
    with pytest.raises((Http404, PermissionDenied)):
        look(own, other.pk, later(minutes=30))
    unmerge(reader, eva.subject, 2, version=register_of(eva.subject).version, now=later(minutes=31))
    work(later(minutes=60))
    assert Subject.objects.get(pk=lill.pk).root_id == lill.pk
    assert isinstance(course.pk, UUID)
    assert team.code == "family-team"


# --- who meets people outside the clinic ------------------------------------------------------------------------


def _outreach(where: Unit) -> Reader:
    return staff_reader(member(where, "outreach-worker"), TODAY)


def test_whoever_may_write_may_report_and_go_on_writing_and_sees_what_their_own_unit_reported() -> (
    None
):
    """Never gated: outreach has no part in what is a child's, and reports all the same."""
    units, eva = cast(), person()
    own = _outreach(units.clinic)
    done = open_course(own, eva.subject, "naloxone", told("2026-05-18 10:00 person-met"), now=NOON)
    course = Course.objects.get(pk=done.course)
    say(own, course, REPORTED)
    say(own, course, "2026-05-19 11:00 training-given")

    lines = [line.entry.event for line in look(own, course.pk, NOON).lines]
    assert lines == ["person-met", "child-welfare-reported", "training-given"]
    assert "child-welfare-reported" not in bytes_of(look(oneself(eva), course.pk, NOON))


def test_another_units_report_is_no_line_of_theirs_and_nobody_takes_back_what_they_cannot_see() -> (
    None
):
    units, eva = cast(), person()
    first, second = _outreach(units.clinic), _outreach(units.other_clinic)
    done = open_course(
        first, eva.subject, "naloxone", told("2026-05-18 10:00 person-met"), now=NOON
    )
    course = Course.objects.get(pk=done.course)
    tie(eva, units.other_clinic)
    report = say(first, course, REPORTED)

    seen = look(second, course.pk, NOON)
    assert [line.entry.event for line in seen.lines] == ["person-met"]
    with pytest.raises(PermissionDenied):
        record(
            second, course.pk, Told(TODAY, voids=report.number), version=course.version,
            confirmed=True, now=later(minutes=20),
        )  # fmt: skip
    with pytest.raises(Http404):
        glance(second, course.pk, NOON, report.number)
    say(second, course, "2026-05-19 11:00 training-given")
    assert course.version == seen.course.version + 1
