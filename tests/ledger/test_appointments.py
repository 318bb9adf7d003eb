"""Appointments: the next one of each course, the deadline it will break, and those of some days, as far as each may be seen."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from helhet.access.deciding import Reader
from helhet.access.models import Access
from helhet.access.readers import staff_reader
from helhet.parties.models import Person
from helhet.pathway.courses.appointments import Status
from helhet.record.doors.recording import record
from helhet.record.models import Course, Run
from helhet.record.queries import agenda as asked
from helhet.record.queries.agenda import Appointment, _of_days
from helhet.record.queries.appointments import Next, broken_by, next_appointments, will_break
from helhet.record.times import to_instant
from tests.ledger.cast import TODAY, cast, member, person
from tests.ledger.courses import NOON, OSLO, clinician, day, later, opened, say, told

pytestmark = pytest.mark.django_db
WEEK = (date(2026, 5, 18), date(2026, 5, 24))


def entitled(reader: Reader, who: Person, start_by: str = "2026-05-20") -> Course:
    """Return a course of somebody who waits for care that has to start by a day."""
    course = opened(reader, who, "2026-05-04 referral-received")
    say(reader, course, "2026-05-05 10:00 right-decided.granted", {"right.start-by": day(start_by)})
    say(reader, course, "2026-05-05 10:30 notice-sent")
    return course


def appoint(reader: Reader, course: Course, on: str, at: str = "", with_whom: str = "") -> int:
    """Set an appointment; return the number of its entry."""
    said: dict[str, Any] = {"appointment.planned-on": day(on)}
    if at:
        moment = NOON.astimezone(OSLO).fromisoformat(f"{on}T{at}").replace(tzinfo=OSLO)
        said["appointment.planned-at"] = to_instant(moment)
    if with_whom:
        said["appointment.with"] = with_whom
    return say(reader, course, "2026-05-06 09:00 appointment-set", said).number


def fulfil(reader: Reader, course: Course, text: str, number: int, **said: Any) -> None:
    course.refresh_from_db()
    values = {name.replace("_", ".", 1).replace("_", "-"): one for name, one in said.items()}
    entry = told(text, values, fulfils=number)
    record(reader, course.pk, entry, version=course.version, confirmed=True, now=NOON)


def agenda(reader: Reader, days: tuple[date, date], **named: Any) -> list[Appointment]:
    return asked.agenda(reader, days, **named).rows


def of(rows: list[Appointment], course: Course) -> Appointment:
    return next(row for row in rows if row.course == course.pk)


def test_the_next_appointment_is_the_first_whose_day_is_not_over() -> None:
    reader = clinician(cast().clinic)
    course, other = entitled(reader, person()), entitled(reader, person("Ola"))
    appoint(reader, course, "2026-05-12")
    nearer = appoint(reader, course, "2026-05-19")
    appoint(reader, course, "2026-05-22")

    found = next_appointments([course.pk, other.pk], NOON)

    assert found == {course.pk: Next(nearer, "appointment", date(2026, 5, 19))}


def test_all_are_asked_for_at_once(django_assert_num_queries: Any) -> None:
    reader = clinician(cast().clinic)
    courses = [entitled(reader, person()).pk for _ in range(3)]

    with django_assert_num_queries(1):
        next_appointments(courses, NOON)


@pytest.mark.parametrize(
    ("planned", "is_broken"), [("2026-05-19", False), ("2026-05-20", False), ("2026-05-21", True)]
)
def test_an_appointment_after_the_deadline_it_would_keep_will_break_it(
    planned: str, is_broken: bool
) -> None:
    reader = clinician(cast().clinic)
    course = entitled(reader, person(), "2026-05-20")
    number = appoint(reader, course, planned)

    broken = broken_by(next_appointments([course.pk], NOON), NOON)

    assert [(place, [one.clock for one in told]) for place, told in broken.items()] == (
        [((course.pk, number), ["start-of-care"])] if is_broken else []
    )


def test_a_deadline_that_no_appointment_keeps_is_not_broken_by_one() -> None:
    upcoming = Next(7, "appointment", date(2026, 6, 30))

    assert will_break("tsb", "start-of-care", later(2), upcoming, NOON)
    assert not will_break("tsb", "told-of-right", later(2), upcoming, NOON)
    assert not will_break("tsb", "start-of-care", later(2), None, NOON)


def test_a_deadline_that_is_late_already_is_not_broken_by_what_comes() -> None:
    upcoming = Next(7, "appointment", date(2026, 6, 30))

    assert not will_break("tsb", "start-of-care", NOON, upcoming, NOON)


def test_a_week_holds_its_appointments_by_day_and_time() -> None:
    reader = clinician(cast().clinic)
    early, late, untimed = (entitled(reader, person(name)) for name in ("Eva", "Ola", "Siv"))
    appoint(reader, untimed, "2026-05-20")
    appoint(reader, late, "2026-05-20", "13:30", "dr. Berg")
    appoint(reader, early, "2026-05-20", "09:00")
    appoint(reader, entitled(reader, person("Una")), "2026-05-25")
    appoint(reader, entitled(reader, person("Åse")), "2026-05-17")

    rows = agenda(reader, WEEK)

    assert [row.name for row in rows] == ["Eva Prøve", "Ola Prøve", "Siv Prøve"]
    assert [row.at and row.at.astimezone(OSLO).strftime("%H:%M") for row in rows] == [
        "09:00",
        "13:30",
        None,
    ]
    assert rows[1].values["appointment.with"] == "dr. Berg"


def test_what_became_of_each_is_told() -> None:
    reader = clinician(cast().clinic)
    kept, missed, moved, stands = (entitled(reader, person()) for _ in range(4))
    numbers = [appoint(reader, one, "2026-05-18") for one in (kept, missed, moved, stands)]
    fulfil(reader, kept, "2026-05-18 09:00 attended", numbers[0])
    fulfil(reader, missed, "2026-05-18 no-show", numbers[1])
    fulfil(
        reader,
        moved,
        "2026-05-18 moved-by-patient",
        numbers[2],
        postponement_planned_on=day("2026-05-18"),
    )

    rows = agenda(reader, WEEK)

    assert [of(rows, one).status for one in (kept, missed, moved, stands)] == [
        Status.KEPT,
        Status.MISSED,
        Status.MOVED,
        Status.STANDING,
    ]
    assert of(rows, kept).deeds == ()


def test_it_can_be_kept_or_missed_from_its_day_on_and_moved_before() -> None:
    reader = clinician(cast().clinic)
    today, ahead = entitled(reader, person()), entitled(reader, person())
    appoint(reader, today, "2026-05-19")
    appoint(reader, ahead, "2026-05-22")

    rows = agenda(reader, WEEK)

    moved = ("postponed-by-patient", "moved-by-patient", "postponed-by-unit")
    assert set(of(rows, today).deeds) == {"attended", "treatment-started", "no-show", *moved}
    assert set(of(rows, ahead).deeds) == set(moved)


def test_a_corrected_appointment_stands_on_its_new_day() -> None:
    reader = clinician(cast().clinic)
    course = entitled(reader, person())
    number = appoint(reader, course, "2026-06-30")
    said: dict[str, Any] = {
        "appointment.planned-on": day("2026-05-21"),
        "appointment.with": "dr. Lie",
    }
    say(reader, course, "2026-05-06 09:00 appointment-set", said, replaces=number, confirmed=True)

    (row,) = agenda(reader, WEEK)

    assert (row.number, row.day) == (number, date(2026, 5, 21))
    assert row.values["appointment.with"] == "dr. Lie"


def test_an_ended_course_has_no_appointments() -> None:
    reader = clinician(cast().clinic)
    course = entitled(reader, person())
    appoint(reader, course, "2026-05-22")
    say(reader, course, "2026-05-18 10:00 died")

    assert agenda(reader, WEEK) == []
    assert next_appointments([course.pk], NOON) == {}


def test_those_of_another_unit_are_not_there() -> None:
    units = cast()
    appoint(clinician(units.clinic), entitled(clinician(units.clinic), person()), "2026-05-20")

    assert agenda(clinician(units.other_clinic), WEEK) == []
    assert len(agenda(clinician(units.trust), WEEK)) == 1


@pytest.mark.parametrize("role", ["analyst", "system-administrator", "superuser"])
def test_a_role_that_sees_nobody_sees_no_appointment(role: str) -> None:
    units = cast()
    reader = clinician(units.clinic)
    appoint(reader, entitled(reader, person()), "2026-05-20")

    assert agenda(staff_reader(member(units.clinic, role), TODAY), WEEK) == []


def test_who_sees_the_way_alone_sees_the_day_and_not_what_the_form_says() -> None:
    units = cast()
    reader = clinician(units.clinic)
    appoint(reader, entitled(reader, person()), "2026-05-20", "09:00", "dr. Berg")

    (row,) = agenda(staff_reader(member(units.clinic, "unit-leader"), TODAY), WEEK)

    assert (row.day, row.at, row.values, row.deeds) == (date(2026, 5, 20), None, {}, ())
    assert not Access.objects.filter(deed="read", role="unit-leader").exists()


def test_one_persons_appointments_are_those_of_nobody_else() -> None:
    reader = clinician(cast().clinic)
    who = person()
    appoint(reader, entitled(reader, who), "2026-05-20")
    appoint(reader, entitled(reader, person("Ola")), "2026-05-20")

    rows = agenda(reader, WEEK, subject=who.pk)

    assert [row.subject for row in rows] == [who.pk]


def test_whoever_is_shown_is_logged_with_the_form_that_was_opened() -> None:
    reader = clinician(cast().clinic)
    who = person()
    appoint(reader, entitled(reader, who), "2026-05-20")
    before = Access.objects.latest("id").pk

    agenda(reader, WEEK)

    accesses = Access.objects.filter(pk__gt=before).order_by("id")
    assert [(one.deed, one.parts) for one in accesses] == [("summary", "ID,PLAN"), ("read", "PLAN")]
    assert {one.subject for access in accesses for one in access.subjects.all()} == {who.pk}


@pytest.mark.parametrize("people", [3, 30])
def test_a_page_costs_the_same_however_many_are_on_it(
    people: int, django_assert_num_queries: Any
) -> None:
    reader = clinician(cast().clinic)
    for nth in range(people):
        appoint(reader, entitled(reader, person(f"Eva {nth}")), "2026-05-20", "09:00")

    # The runs, their entries, the ties; names (3), two logs of 4 each, what the forms say.
    with django_assert_num_queries(15):
        rows = agenda(reader, WEEK)

    assert len(rows) == people


def test_a_page_holds_no_more_than_was_asked_for() -> None:
    reader = clinician(cast().clinic)
    for _ in range(5):
        appoint(reader, entitled(reader, person()), "2026-05-20")

    pages: list[set[UUID]] = [
        {row.course for row in agenda(reader, WEEK, first=first, size=3)} for first in (0, 3)
    ]

    assert [len(page) for page in pages] == [3, 2]
    assert not pages[0] & pages[1]


def test_there_is_a_page_after_one_on_which_something_fell_away() -> None:
    reader = clinician(cast().clinic)
    courses = [entitled(reader, person()) for _ in range(4)]
    for nth, course in enumerate(courses):
        appoint(reader, course, f"2026-05-2{nth}")
    fallen = Run.objects.filter(course=courses[0], clock="appointment")
    fallen.update(outcome="cancelled", stopped_by=1)

    first, last = (asked.agenda(reader, WEEK, first=nth, size=2) for nth in (0, 2))

    assert (len(first.rows), first.goes_on) == (1, True)
    assert (len(last.rows), last.goes_on) == (2, False)


def test_a_tie_that_has_ended_long_ago_shows_no_appointment() -> None:
    units = cast()
    reader = clinician(units.clinic)
    appoint(reader, entitled(reader, person()), "2026-05-20")
    before = staff_reader(
        member(units.clinic, "treatment-clinician"), date(2026, 5, 4) - timedelta(1)
    )

    assert agenda(before, WEEK) == []


def test_the_days_are_read_from_the_index() -> None:
    reader = clinician(cast().other_clinic)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for way in ("seqscan", "bitmapscan"):  # or it would rather read a small table
                cursor.execute(f"SET LOCAL enable_{way} = off")

    plan = _of_days(reader, WEEK, None).explain()

    assert "run_of_rank" in plan
    if connection.vendor == "sqlite":
        assert "due_at>? AND due_at<?" in plan
