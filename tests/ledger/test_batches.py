"""Courses that are made anew together are what each is when made anew alone; and nobody who writes meanwhile is overwritten."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from helhet.access.models import Tie
from helhet.measure.folding import compiled_fold
from helhet.parties.models import Identifier, Person, Residence, Subject
from helhet.pathway.courses.encoding import Encoded
from helhet.pathway.tables.table import Table
from helhet.record.courses.folding import Fold, plain_fold
from helhet.record.doors.bulk import NewCourse, record_many
from helhet.record.models import Charge, Content, Course, Deviation, Run, Spell
from helhet.record.renewal import batches, following
from helhet.record.renewal.rebuilding import differences, rebuild
from tests.ledger.cast import cast, person
from tests.ledger.courses import NOON, clinician, erase, opened, say
from tests.ledger.drawn import AUTHOR, HISTORIES, NOW, entries_of, rows, units_of
from tests.ledger.test_register import registered

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=40)


def drawn_courses() -> list[Course]:
    units, subject = units_of(HISTORIES), person().subject
    courses = [Course(subject=subject, pathway=one.pathway) for one in HISTORIES]
    entries = [[(entry, NOW) for entry in entries_of(one, units)] for one in HISTORIES]
    assert record_many(map(NewCourse, courses, entries), AUTHOR, NOW) == []
    return courses


def _tamper(courses: Sequence[Course]) -> None:
    """Spoil rows of every table, of some courses in one way and of others in another."""
    fifths = [[course.pk for course in courses[nth::5]] for nth in range(5)]
    Spell.objects.filter(course__in=fifths[0]).delete()
    Run.objects.filter(course__in=fifths[1]).update(outcome="met", due_at=NOW)
    Deviation.objects.all().delete()
    Charge.objects.update(day_ore=1)
    Tie.objects.filter(origin__in=fifths[2]).update(to_day=NOW.date())
    Course.objects.filter(pk__in=fifths[3]).update(
        state="", unit=None, conditions=["told"], next_change_at=NOW
    )


@pytest.mark.parametrize("fold", [plain_fold, compiled_fold])
def test_courses_made_anew_together_are_what_each_is_alone(fold: Fold) -> None:
    courses = drawn_courses()
    _tamper(courses)
    with transaction.atomic():
        for course in courses:
            following.read_again(Course.objects.get(pk=course.pk), LATER)
        alone = [rows(course) for course in courses]
        transaction.set_rollback(True)

    assert list(rebuild(LATER, fold=fold)) == [None] * len(courses)

    assert [rows(course) for course in courses] == alone


@pytest.mark.parametrize("fold", [plain_fold, compiled_fold])
def test_what_is_spoilt_is_found_among_many_as_it_is_alone(fold: Fold) -> None:
    courses = drawn_courses()
    assert list(differences(fold=fold)) == []
    _tamper(courses)

    found = list(differences(fold=fold))

    alone = [
        one
        for course in sorted(courses, key=lambda course: course.pk)
        for one in differences(Course.objects.filter(pk=course.pk))
    ]
    assert found == alone
    assert len(found) > len(courses) / 2
    assert {table for one in found for table in one.tables} == {
        "course",
        *("spell", "run", "deviation", "charge", "tie"),
    }


def test_many_courses_are_made_anew_in_few_queries(django_assert_max_num_queries: Any) -> None:
    courses = drawn_courses()
    list(rebuild(LATER))
    once = {"as_of": LATER, "next_change_at": None}

    with django_assert_max_num_queries(25):
        list(differences())
    Course.objects.update(**once)
    Spell.objects.all().delete()
    with django_assert_max_num_queries(30 + len(courses)):  # each its own next change
        list(rebuild(LATER))

    assert list(differences()) == []


# --- whoever writes meanwhile ------------------------------------------------------------------------------


def while_reading(deed: Callable[[], Any]) -> Fold:
    """Return a fold during which something else happens."""

    def fold(table: Table, courses: Sequence[Encoded], untils: Sequence[int]) -> Any:
        deed()
        return plain_fold(table, courses, untils)

    return fold


def test_what_is_written_meanwhile_stands() -> None:
    reader = clinician(cast().clinic)
    course, other = opened(reader, person()), opened(reader, person("Ola"))
    Spell.objects.all().delete()
    fold = while_reading(lambda: say(reader, course, "2026-05-08 right-decided.granted"))

    assert batches.read_again([course.pk, other.pk], NOON, fold) == {other.pk}

    course.refresh_from_db()
    assert (course.version, course.state) == (3, "entitled")
    assert list(differences()) == []


def test_what_is_erased_meanwhile_is_not_made_anew_from_what_was_read() -> None:
    units = cast()
    asks, approves = clinician(units.clinic), clinician(units.clinic)
    course = opened(asks, person(), "2026-05-19 referral-received")
    before = course.as_of
    fold = while_reading(lambda: erase(asks, approves, course.pk, 2, "26/1", NOON))

    assert batches.read_again([course.pk], NOON, fold) == set()

    course.refresh_from_db()
    assert (course.version, course.as_of) == (2, before)


def test_a_course_that_another_reading_has_reached_meanwhile_is_left() -> None:
    course = opened(clinician(cast().clinic), person())
    fold = while_reading(lambda: list(rebuild(NOON + timedelta(days=9))))

    assert batches.read_again([course.pk], NOON, fold) == set()

    course.refresh_from_db()
    assert course.as_of == NOON + timedelta(days=9)


# --- registers ---------------------------------------------------------------------------------------------


def _rename() -> None:
    Person.objects.update(given_name="Ola")


def _move() -> None:
    Residence.objects.update(municipality="9902")


def _take_the_number() -> None:
    Identifier.objects.all().delete()


def _merge() -> None:
    other = Subject.objects.get(person=person("Ola"))
    Subject.objects.filter(pk=other.pk).update(merged_into=Subject.objects.exclude(pk=other.pk)[0])


@pytest.mark.parametrize("spoil", [_rename, _move, _take_the_number, _merge])
def test_a_person_whose_rows_are_spoilt_is_found_and_mended(spoil: Callable[[], None]) -> None:
    home = {"municipality": "9901", "from_day": "2020-01-01", "address": "A 1"}
    eva = registered(clinician(cast().clinic), given_name="Eva", home=home)
    assert list(differences()) == []
    spoil()

    assert next(one.tables for one in differences()) == ("person",)
    assert list(rebuild(LATER)) == [None]

    assert list(differences()) == []
    register = Course.objects.get(subject=eva.subject_id)
    assert register.as_of == LATER
    assert Content.objects.filter(course=register).count() == 1


def test_a_register_that_is_as_it_should_be_is_only_read(
    django_assert_max_num_queries: Any,
) -> None:
    registered(clinician(cast().clinic), given_name="Eva")

    with django_assert_max_num_queries(25):
        assert list(rebuild(LATER)) == [None]

    assert Course.objects.get().as_of == LATER
