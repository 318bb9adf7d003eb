"""A course as somebody may see it: its way, and of what its entries say the parts that are open to them."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from helhet.access.deciding import Reader
from helhet.access.models import Access
from helhet.access.readers import staff_reader
from helhet.pathway.courses.course import Value
from helhet.record.doors.recording import Told, open_course, record
from helhet.record.models import Course
from helhet.record.queries.looking import glance, look
from tests.ledger.cast import TODAY, cast, member, person, tie
from tests.ledger.courses import NOON, clinician, later, opened, say, told

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=30)


def test_the_unit_in_care_sees_what_happened_and_what_was_said() -> None:
    reader = clinician(cast().clinic)
    course = referred(reader)

    seen = look(reader, course.pk, LATER)

    assert [line.entry.event for line in seen.lines] == ["referral-received", "no-show"]
    assert seen.lines[0].values == {"referral.wishes": "A garden."}
    assert (seen.reading.state, seen.lines[0].closed) == ("referred", ())
    access = Access.objects.latest("id")
    assert (access.deed, access.is_permitted, access.user) == ("read", True, reader.user)


def test_what_is_closed_to_a_role_is_named_and_not_shown() -> None:
    units = cast()
    reader, who = clinician(units.clinic), person()
    course = opened(reader, who)
    alcohol = told("2026-05-05 main-substance-recorded.alcohol")
    record(reader, course.pk, alcohol, version=version_of(course), now=LATER)
    children = told("2026-05-05 child-named", {"children.child": ("1",)})
    record(reader, course.pk, children, version=version_of(course), now=LATER)
    tie(who, units.municipality)
    coordinator = staff_reader(member(units.municipality, "municipal-coordinator"), TODAY)

    own, theirs = look(reader, course.pk, LATER), look(coordinator, course.pk, LATER)

    assert [line.outcome for line in own.lines] == ["", "alcohol", ""]
    assert [line.outcome for line in theirs.lines] == ["", None, ""]
    assert own.lines[2].values == {"children.child": ("1",)}


def test_what_only_its_own_unit_reads_is_closed_to_another_in_care() -> None:
    units = cast()
    reader, who = clinician(units.clinic), person()
    course = opened(reader, who)
    risk = told("2026-05-05 suicide-risk-assessed.raised")
    record(reader, course.pk, risk, version=version_of(course), now=LATER)
    tie(who, units.other_clinic)

    theirs = look(clinician(units.other_clinic), course.pk, LATER)

    assert look(reader, course.pk, LATER).lines[1].outcome == "raised"
    assert theirs.lines[1].outcome is None


def test_a_stranger_finds_no_course_and_the_same_as_where_there_is_none() -> None:
    units = cast()
    course = referred(clinician(units.clinic))
    stranger = clinician(units.other_clinic)

    for asked in (course.pk, uuid4()):
        with pytest.raises(Http404):
            look(stranger, asked, LATER)


def test_to_a_role_that_sees_no_ways_a_course_is_not_there() -> None:
    units = cast()
    course = referred(clinician(units.clinic))
    analyst = staff_reader(member(units.trust, "analyst"), TODAY)

    with pytest.raises(Http404):
        look(analyst, course.pk, LATER)


def test_what_was_corrected_stands_as_it_was_corrected_and_the_first_words_no_more() -> None:
    reader = clinician(cast().clinic)
    course = referred(reader)
    corrected = told("2026-05-05 main-substance-recorded.alcohol", replaces=version_of(course))
    record(reader, course.pk, corrected, version=version_of(course), confirmed=True, now=LATER)

    lines = look(reader, course.pk, LATER).lines

    assert [(line.entry.event, f"{line.entry.happened_on:%d}", line.stands) for line in lines] == [
        ("referral-received", "04", True),
        ("main-substance-recorded", "05", True),
        ("no-show", "06", False),
    ]
    assert [line.place for line in lines] == [2, 3, 3]


def test_who_sees_a_way_in_summary_reads_no_form_of_it() -> None:
    units = cast()
    course = referred(clinician(units.clinic))
    leader = staff_reader(member(units.clinic, "unit-leader"), TODAY)

    seen = look(leader, course.pk, LATER)

    assert [line.values for line in seen.lines] == [{}, {}]
    assert seen.lines[0].closed == ("referral",)
    assert {access.deed for access in Access.objects.filter(user=leader.user)} == {"summary"}


def test_a_look_is_logged_with_the_name_and_deed_by_deed() -> None:
    reader = clinician(cast().clinic)
    course = referred(reader)
    before = Access.objects.latest("id").pk

    look(reader, course.pk, LATER)

    logged = {one.deed: set(one.parts.split(",")) for one in Access.objects.filter(pk__gt=before)}
    assert logged.keys() == {"summary", "read"}
    assert {"ID", "PLAN"} <= logged["summary"]
    assert {"PLAN", "SUD", "CHILD"} <= logged["read"]


def test_as_known_on_a_day_holds_only_what_had_been_written() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    record(reader, course.pk, told("2026-05-06 no-show"), version=version_of(course), now=LATER)

    seen = look(reader, course.pk, LATER, NOON)

    assert [line.entry.event for line in seen.lines] == ["referral-received"]
    with pytest.raises(Http404):
        look(reader, course.pk, LATER, datetime(2026, 1, 1, tzinfo=UTC))


def test_a_glance_reads_the_one_entry_that_is_asked_for_and_logs_no_more() -> None:
    reader = clinician(cast().clinic)
    course = referred(reader)
    before = Access.objects.count()

    seen = glance(reader, course.pk, LATER, 2)

    assert [line.entry.event for line in seen.lines] == ["referral-received"]
    assert Access.objects.count() - before == 2
    assert glance(reader, course.pk, LATER).lines == ()
    with pytest.raises(Http404):
        glance(reader, course.pk, LATER, 9)


def test_what_ended_an_entry_is_told_with_its_reason() -> None:
    reader = clinician(cast().clinic)
    course = referred(reader)
    version = version_of(course)
    back = Told(date(2026, 5, 19), voids=version, reason="Somebody else.")
    record(reader, course.pk, back, version=version, confirmed=True, now=later(minutes=10))

    line = look(reader, course.pk, LATER).lines[-1]

    assert not line.stands
    assert line.ended is not None
    assert (line.ended.is_void, line.ended.reason) == (True, "Somebody else.")


def test_nobody_writes_over_what_they_cannot_see() -> None:
    units, eva = cast(), person()
    reader = clinician(units.clinic)
    course = opened(reader, eva)
    risk: dict[str, Value] = {"suicide-risk.assessment": "Talked for long."}
    say(reader, course, "2026-05-08 suicide-risk-assessed.raised", risk)
    tie(eva, units.other_clinic)
    Course.objects.filter(pk=course.pk).update(unit=units.other_clinic)
    other = clinician(units.other_clinic)

    for entry in (
        told("2026-05-08 suicide-risk-assessed.not-raised", replaces=3),
        Told(date(2026, 5, 19), voids=3),
    ):
        with pytest.raises(PermissionDenied):
            record(other, course.pk, entry, version=3, confirmed=True, now=LATER)


def referred(reader: Reader) -> Course:
    """Return a course with a referral that says something, and an appointment that was missed."""
    wishes = told("2026-05-04 referral-received", {"referral.wishes": "A garden."})
    done = open_course(reader, person().subject, "tsb", wishes, now=NOON)
    record(reader, done.course, told("2026-05-06 no-show"), version=2, now=NOON)
    return Course.objects.get(pk=done.course)


def version_of(course: Course) -> int:
    return Course.objects.get(pk=course.pk).version
