"""Effects on other courses: told once, after the minutes of undo; taken back with what they came from."""

from datetime import date

import pytest

from helhet.parties.models import Person, Residence, Subject, Unit
from helhet.record.doors.recording import Told, record
from helhet.record.messages.outbox import TRIES, try_again, work
from helhet.record.models import Course, Entry, Message
from helhet.record.pathways import hearings
from tests.ledger.cast import Cast, cast, person
from tests.ledger.courses import NOON, clinician, day, later, opened, say

pytestmark = pytest.mark.django_db


def living_in_dalen(units: Cast) -> Person:
    Unit.objects.filter(pk=units.municipality.pk).update(municipality="9901")
    eva = person()
    Residence.objects.create(
        person=eva, kind="home", municipality="9901", from_day=date(2020, 1, 1)
    )
    return eva


def left(units: Cast) -> tuple[Course, Person]:
    """Return a course that the person has just left, which opens a follow-up in the municipality."""
    eva, reader = living_in_dalen(units), clinician(units.clinic)
    course = opened(reader, eva, "2026-05-18 10:00 acute-admitted")
    say(reader, course, "2026-05-19 09:00 left-by-own-wish")
    return course, eva


def test_nobody_hears_of_a_slip() -> None:
    units = cast()
    course, _ = left(units)
    reader = clinician(units.clinic)

    assert work(later(minutes=4)) == 0
    entry = course.version
    own = Entry.objects.get(course=course, number=entry)
    reader = type(reader)(**{**vars(reader), "user": own.user})
    record(
        reader,
        course.pk,
        Told(date(2026, 5, 19), voids=entry),
        version=entry,
        confirmed=True,
        now=later(minutes=4),
    )
    work(later(minutes=30))
    work(later(minutes=31))

    assert Course.objects.count() == 1
    assert {m.status for m in Message.objects.all()} == {"sent"}


def test_after_the_minutes_of_undo_the_other_course_is_opened_where_the_person_lives() -> None:
    units = cast()
    course, eva = left(units)

    assert work(later(minutes=6)) >= 1

    other = Course.objects.get(pathway="municipal-follow-up")
    assert (other.subject_id, other.unit, other.opened_by) == (
        eva.pk,
        units.municipality,
        course.pk,
    )
    assert other.state == "asked"
    heard = other.entries.get(event="asked")
    assert (heard.origin, heard.origin_number, heard.role) == (course.pk, course.version, "system")


def test_told_twice_is_heard_once() -> None:
    units = cast()
    left(units)
    work(later(minutes=6))
    before = Entry.objects.count()

    Message.objects.update(status="waiting")
    work(later(minutes=7))

    assert Entry.objects.count() == before


def test_what_a_correction_takes_away_is_taken_back_where_it_was_heard() -> None:
    units = cast()
    course, _ = left(units)
    work(later(minutes=6))
    reader = clinician(units.clinic)

    say(
        reader, course, "2026-05-19 09:00 no-show", replaces=3, confirmed=True, now=later(minutes=8)
    )
    work(later(minutes=8))

    other = Course.objects.get(pathway="municipal-follow-up")
    opening = other.entries.get(event="asked")
    assert other.entries.filter(voids=opening.number).exists()
    assert other.state == ""


def test_what_a_correction_changes_is_taken_back_and_told_anew() -> None:
    units = cast()
    course, _ = left(units)
    work(later(minutes=6))
    reader = clinician(units.clinic)

    say(
        reader,
        course,
        "2026-05-18 20:00 left-by-own-wish",
        replaces=3,
        confirmed=True,
        now=later(minutes=8),
    )
    work(later(minutes=8))
    work(later(minutes=20))

    states = Course.objects.filter(pathway="municipal-follow-up").values_list("state", flat=True)
    assert sorted(states) == ["", "asked"]
    told = Entry.objects.filter(event="asked").order_by("recorded_at").last()
    assert told is not None
    assert told.happened_on == date(2026, 5, 18)


def test_a_death_reaches_every_course_at_once_and_no_other_person() -> None:
    units = cast()
    eva, ola, reader = living_in_dalen(units), person("Ola"), clinician(units.clinic)
    courses = [opened(reader, eva), opened(reader, eva, pathway="oat"), opened(reader, ola)]

    say(reader, courses[0], "2026-05-18 died")
    work(NOON)

    for course in courses:
        course.refresh_from_db()
    assert [course.is_ended for course in courses] == [True, True, False]


def test_a_death_reaches_the_courses_of_a_person_merged_into_another() -> None:
    units = cast()
    eva, same, reader = person(), person("E."), clinician(units.clinic)
    one, other = opened(reader, eva), opened(reader, same, pathway="oat")
    Subject.objects.filter(pk=same.pk).update(root=eva.subject)

    say(reader, one, "2026-05-18 died")
    work(NOON)

    other.refresh_from_db()
    assert other.is_ended


def test_what_was_heard_is_not_told_on() -> None:
    units = cast()
    eva, reader = person(), clinician(units.clinic)
    one, _ = opened(reader, eva), opened(reader, eva, pathway="oat")

    say(reader, one, "2026-05-18 died")
    work(NOON)

    assert Message.objects.filter(name="person-wide died").count() == 1


def test_a_message_that_cannot_be_delivered_is_set_aside_with_what_is_missing() -> None:
    units = cast()
    reader = clinician(units.clinic)
    course = opened(reader, person(), "2026-05-18 10:00 acute-admitted")
    say(reader, course, "2026-05-19 09:00 left-by-own-wish")

    for hour in range(TRIES):
        work(later(minutes=60 * (hour + 1)))

    message = Message.objects.get(name="opens municipal-follow-up")
    assert (message.status, message.attempts) == ("set-aside", TRIES)
    assert message.fault == "the home municipality is not known, or has no unit here"
    Unit.objects.filter(pk=units.municipality.pk).update(municipality="9901")
    Residence.objects.create(
        person_id=course.subject_id, kind="home", municipality="9901", from_day=date(2020, 1, 1)
    )
    try_again(message, later(days=1))
    work(later(days=1))
    assert Course.objects.filter(pathway="municipal-follow-up").count() == 1


def test_one_message_that_fails_keeps_no_other_from_being_delivered() -> None:
    units = cast()
    left(units)
    reader = clinician(units.clinic)
    other = opened(reader, person("Ola"), "2026-05-18 10:00 acute-admitted")
    say(reader, other, "2026-05-19 09:00 left-by-own-wish")

    work(later(minutes=6))

    assert Course.objects.filter(pathway="municipal-follow-up").count() == 1
    assert Message.objects.filter(status="waiting", attempts=1).count() == 1


def test_a_message_says_nothing_that_can_be_read() -> None:
    left(cast())

    assert all(b"left" not in bytes(message.sealed) for message in Message.objects.all())


def test_a_course_is_told_only_what_its_edition_of_the_day_listens_to() -> None:
    told = ("tsb", "detox-ended-elsewhere")

    assert told not in hearings(day("2024-12-31")).get("detox.detox-ended", ())
    assert told in hearings(day("2025-01-01"))["detox.detox-ended"]
