"""What a role may see and write in its own units alone: there it works, elsewhere there is no such course, and a consent opens what it says."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from helhet.access.deciding import Reader, Reason
from helhet.access.models import Access
from helhet.access.readers import staff_reader
from helhet.access.table import Part
from helhet.parties.models import Person, Unit
from helhet.record.doors.recording import record
from helhet.record.models import Course, Run
from helhet.record.parts import way_part
from helhet.record.queries.acts import writable
from helhet.record.queries.agenda import settable
from helhet.record.queries.looking import glance, look
from helhet.record.queries.openings import going_on
from helhet.record.queries.person import look_at_person
from helhet.record.queries.worklist import due_runs, seen_courses
from helhet.workspaces.care.course.queries import is_seen
from tests.ledger.cast import TODAY, Cast, cast, consent, member, person, tie
from tests.ledger.courses import NOON, clinician, opened, told

pytestmark = pytest.mark.django_db


def worker(role: str, where: Unit) -> Reader:
    return staff_reader(member(where, role), TODAY)


@pytest.fixture
def units() -> Cast:
    return cast()


@pytest.fixture
def eva(units: Cast) -> Person:
    """Somebody whom both clinics know."""
    eva = person()
    tie(eva, units.clinic)
    tie(eva, units.other_clinic)
    return eva


CASES = [
    # A kit handed out at a treatment unit is that unit's to follow up.
    ("treatment-clinician", "naloxone", "2026-05-04 person-met"),
    ("mental-health-clinician", "naloxone", "2026-05-04 person-met"),
    ("prison-health-clinician", "naloxone", "2026-05-04 person-met"),
    # So is one handed out from an acute bed of the municipality, or in somebody's home.
    ("municipal-care-worker", "naloxone", "2026-05-04 person-met"),
    # Whoever works outside, and stands in a centre of their own, sees who came in there.
    ("outreach-worker", "reception-centre", "2026-05-04 came-in"),
    # Whoever finds work for somebody sees that, and no treatment.
    ("welfare-officer", "work-and-education", "2026-05-04 asked"),
    ("activity-worker", "activity-and-network", "2026-05-04 asked"),
]


def course_of(reader: Reader, eva: Person, pathway: str, text: str) -> Course:
    return opened(reader, eva, text, pathway)


@pytest.mark.parametrize(("role", "pathway", "text"), CASES)
def test_a_course_of_the_own_unit_is_seen_written_and_listed(
    units: Cast, eva: Person, role: str, pathway: str, text: str
) -> None:
    reader = worker(role, units.clinic)
    course = course_of(reader, eva, pathway, text)

    assert look(reader, course.pk, NOON).course == course
    assert glance(reader, course.pk, NOON).course == course
    assert is_seen(reader, course.pk)
    assert [way.course for way in look_at_person(reader, eva.pk, NOON).ways] == [course]
    assert Course.objects.filter(seen_courses(reader)).get() == course
    assert going_on(reader, eva.pk) == {pathway: course.pk}
    assert writable(reader, course)


@pytest.mark.parametrize(("role", "pathway", "text"), CASES)
def test_one_of_another_unit_is_not_there(
    units: Cast, eva: Person, role: str, pathway: str, text: str
) -> None:
    course = course_of(worker(role, units.other_clinic), eva, pathway, text)
    reader = worker(role, units.clinic)

    for asked in (look, glance):
        with pytest.raises(Http404):
            asked(reader, course.pk, NOON)
    with pytest.raises(Http404):
        record(reader, course.pk, told("2026-05-19 contact-made"), version=course.version, now=NOON)
    seen = look_at_person(reader, eva.pk, NOON)
    assert (seen.ways, seen.briefs) == ((), ())
    assert not is_seen(reader, course.pk)
    assert not Course.objects.filter(seen_courses(reader)).exists()
    assert not due_runs(reader).filter(course=course).exists()
    assert going_on(reader, eva.pk) == {}
    assert list(settable(reader, eva.pk)) == []
    assert way_part(pathway) not in writable(reader, course)


def test_what_is_refused_in_anothers_course_is_logged_as_if_there_were_none(
    units: Cast, eva: Person
) -> None:
    course = opened(clinician(units.other_clinic), eva, "2026-05-04 person-met", "naloxone")
    reader = clinician(units.clinic)

    for asked in (
        lambda: look(reader, course.pk, NOON),
        lambda: record(
            reader, course.pk, told("2026-05-19 contact-made"), version=course.version, now=NOON
        ),
    ):
        with pytest.raises(Http404):
            asked()
        last = Access.objects.filter(user=reader.user).latest("pk")
        assert (last.is_permitted, last.reason) == (False, Reason.NO_RELATION)


def test_a_consent_opens_anothers_course_to_read_and_not_to_write(units: Cast, eva: Person) -> None:
    course = opened(clinician(units.other_clinic), eva, "2026-05-04 person-met", "naloxone")
    reader = clinician(units.clinic)
    consent(eva, units.clinic)

    assert look(reader, course.pk, NOON).course == course
    assert not writable(reader, course) & {Part.OUTN}
    with pytest.raises(PermissionDenied):
        record(reader, course.pk, told("2026-05-19 contact-made"), version=course.version, now=NOON)


def test_a_few_facts_of_others_by_consent_stand_beside_the_own_ways(
    units: Cast, eva: Person
) -> None:
    reader = worker("outreach-worker", units.clinic)
    own = opened(reader, eva, "2026-05-04 came-in", "reception-centre")
    other = worker("municipal-coordinator", units.municipality)
    opened(other, eva, "2026-05-04 asked", "municipal-follow-up")
    consent(eva, units.clinic, "outreach", "PLAN")

    seen = look_at_person(reader, eva.pk, NOON)

    assert [way.course for way in seen.ways] == [own]


def test_no_way_of_treatment_is_shown_to_whoever_finds_work(units: Cast, eva: Person) -> None:
    treated = opened(clinician(units.clinic), eva)
    tie(eva, units.municipality)
    reader = worker("welfare-officer", units.municipality)

    assert look_at_person(reader, eva.pk, NOON).ways == ()
    with pytest.raises(Http404):
        look(reader, treated.pk, NOON)
    assert not Run.objects.filter(Q(course=treated), pk__in=due_runs(reader)).exists()


def test_a_persons_page_names_no_part_of_which_nothing_is_shown(units: Cast, eva: Person) -> None:
    opened(clinician(units.other_clinic), eva, "2026-05-04 person-met", "naloxone")
    reader = clinician(units.clinic)

    look_at_person(reader, eva.pk, NOON)

    rows: Any = Access.objects.filter(user=reader.user, is_permitted=True)
    assert all(Part.OUTN not in row.parts for row in rows)
