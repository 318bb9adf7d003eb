"""Flags: what is to be known at once stands on the card and above the course, for whoever may read what it tells of."""

from typing import Any

import pytest

from helhet.access.models import Access
from helhet.access.readers import staff_reader
from helhet.access.table import Part
from helhet.record.models import Course
from helhet.record.parts import kept_apart
from helhet.record.pathways import names, table_of
from helhet.record.queries.board import board
from helhet.record.queries.flags import flags_of, flags_on
from helhet.record.queries.looking import glance, look
from tests.ledger.cast import TODAY, Cast, cast, member, person
from tests.ledger.courses import NOON, clinician, opened, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def units() -> Cast:
    return cast()


def in_danger(units: Cast) -> Course:
    """Somebody in detoxification whose suicide risk is raised, and who is pregnant."""
    reader = clinician(units.clinic)
    course = opened(reader, person(), "2026-05-11 acute-admitted", "detox")
    say(reader, course, "2026-05-12 suicide-risk-assessed.raised", confirmed=True)
    return course


def flags(reader: Any, course: Course) -> tuple[str, ...]:
    (card,) = [one for one in board(reader, NOON, course.pathway) if one.course == course.pk]
    assert card.flags == look(reader, course.pk, NOON).flags
    return card.flags


def test_a_flag_stands_on_the_card_and_above_the_course_as_long_as_it_holds(units: Cast) -> None:
    reader, course = clinician(units.clinic), in_danger(units)

    assert "suicide-risk" in flags(reader, course)

    say(reader, course, "2026-05-13 suicide-risk-assessed.not-raised", confirmed=True)
    assert "suicide-risk" not in flags(reader, course)


def test_who_may_not_read_what_it_tells_of_sees_none(units: Cast) -> None:
    course = in_danger(units)
    outreach = staff_reader(member(units.clinic, "outreach-worker"), TODAY)
    leader = staff_reader(member(units.clinic, "unit-leader"), TODAY)

    assert flags_of("detox")["suicide-risk"] == {Part.VNOTE}
    for reader in (outreach, leader):
        assert "suicide-risk" not in flags(reader, course)


def test_what_is_the_units_own_tells_nothing_where_another_has_written(units: Cast) -> None:
    course = in_danger(units)
    other = clinician(units.other_clinic)
    Course.objects.filter(pk=course.pk).update(unit=units.other_clinic)

    told = {course.pk: list(Course.objects.get(pk=course.pk).conditions)}
    assert "suicide-risk" in told[course.pk]
    assert "suicide-risk" not in flags_on(other, "detox", told)[course.pk]


def test_what_a_flag_tells_is_logged_with_whom_it_is_about(units: Cast) -> None:
    course, calm = in_danger(units), opened(clinician(units.clinic), person("Kari"), "2026-05-11 acute-admitted", "detox")  # fmt: skip
    reader = clinician(units.clinic)

    board(reader, NOON, "detox")

    (row,) = [
        one
        for one in Access.objects.filter(user=reader.user, is_permitted=True)
        if Part.VNOTE in one.parts
    ]
    assert [one.subject for one in row.subjects.all()] == [course.subject_id]
    assert calm.subject_id != course.subject_id


def test_a_look_at_the_name_alone_has_no_flags(units: Cast) -> None:
    assert glance(clinician(units.clinic), in_danger(units).pk, NOON).flags == ()


def test_no_flag_of_the_pack_is_turned_by_what_is_kept_apart_and_each_has_a_name() -> None:
    told = 0
    for name in names():
        newest = table_of(name).newest
        marked = [key for key, one in newest.conditions.items() if one.flag]
        assert list(flags_of(name)) == marked, f"{name}: kept apart {kept_apart(name)}"
        assert all(newest.conditions[key].title for key in marked)
        told += len(marked)
    assert told > 50


@pytest.mark.parametrize("people", [2, 12])
def test_flags_cost_the_same_queries_however_many_there_are(
    units: Cast, people: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(people):
        in_danger(units)
    reader = clinician(units.clinic)

    with django_assert_max_num_queries(24):
        assert len(board(reader, NOON, "detox")) == people
