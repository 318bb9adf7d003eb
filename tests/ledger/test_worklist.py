"""A worklist holds what is owed in one's units, of those whom one may see, the soonest first; and costs the same however long."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from helhet.access import doors
from helhet.access.models import Access
from helhet.access.readers import staff_reader
from helhet.access.table import Deed, Part
from helhet.record.doors.recording import open_course
from helhet.record.models import Run
from helhet.record.queries.worklist import _visible, names_of, worklist
from tests.ledger.cast import TODAY, cast, member, person
from tests.ledger.courses import NOON, clinician, opened, say, told

pytestmark = pytest.mark.django_db


def test_what_is_owed_comes_soonest_first_with_its_due() -> None:
    reader = clinician(cast().clinic)
    late = opened(reader, person(), "2026-04-01 referral-received")
    soon = opened(reader, person("Ola"), "2026-05-15 referral-received")

    rows = worklist(reader)

    assert [row.course for row in rows if row.clock == "told-of-right"] == [late.pk, soon.pk]
    assert [row.due_at for row in rows] == sorted(row.due_at for row in rows)
    assert rows[0].due_at <= NOON < rows[-1].due_at
    assert {row.state for row in rows} == {"referred"}


def test_what_is_owed_elsewhere_is_not_on_it() -> None:
    units = cast()
    opened(clinician(units.other_clinic), person())

    assert worklist(clinician(units.clinic)) == []
    assert len(worklist(clinician(units.trust))) == Run.objects.filter(due_at__isnull=False).count()


def test_what_outlives_a_course_stays_for_ninety_days() -> None:
    units = cast()
    course = opened(clinician(units.clinic), person(), "2026-05-04 acute-admitted")
    say(clinician(units.clinic), course, "2026-05-05 09:00 left-by-own-wish")
    assert course.is_ended

    now = clinician(units.clinic)
    later = staff_reader(member(units.clinic, "treatment-clinician"), TODAY + timedelta(days=91))

    assert [row.clock for row in worklist(now)] == ["summary-in-a-day", "summary-in-a-week"]
    assert worklist(later) == []


@pytest.mark.parametrize("role", ["analyst", "system-administrator", "superuser"])
def test_a_role_that_sees_nobody_has_an_empty_worklist(role: str) -> None:
    units = cast()
    opened(clinician(units.clinic), person())

    assert worklist(staff_reader(member(units.clinic, role), TODAY)) == []


def test_a_leader_sees_that_something_is_owed() -> None:
    units = cast()
    opened(clinician(units.clinic), person())

    assert worklist(staff_reader(member(units.clinic, "unit-leader"), TODAY))


def test_a_pathway_whose_way_is_closed_to_a_role_is_not_on_its_list() -> None:
    units = cast()
    reader = clinician(units.clinic)
    course = opened(reader, person())
    Run.objects.filter(course=course).update(due_at=NOON)
    assert worklist(reader)

    type(course).objects.filter(pk=course.pk).update(pathway="court-programme")

    assert worklist(reader) == []


@pytest.mark.parametrize("people", [3, 30])
def test_a_page_costs_the_same_however_many_are_on_it(
    people: int, django_assert_num_queries: Any
) -> None:
    reader = clinician(cast().clinic)
    for nth in range(people):
        subject = person(f"Eva {nth}").subject
        open_course(reader, subject, "tsb", told("2026-05-04 referral-received"), now=NOON)

    with django_assert_num_queries(8):  # the page; names (3); begin, its log, subjects, end
        rows = worklist(reader)

    assert len({row.subject for row in rows}) == min(people, 50)
    about = Access.objects.latest("id").subjects
    assert {one.subject for one in about.all()} == {row.subject for row in rows}


def test_a_page_is_read_from_the_index_until_it_is_full() -> None:
    reader = clinician(
        cast().other_clinic
    )  # one unit, none below it: the index has its runs in order
    for _ in range(30):
        opened(reader, person())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")  # or it guesses by what other tests have left
            for way in ("seqscan", "bitmapscan", "sort"):  # or it would rather read a small table
                cursor.execute(f"SET LOCAL enable_{way} = off")

    plan = _visible(reader).order_by("due_at")[:50].explain()

    assert "run_worklist" in plan
    assert "Sort" not in plan
    assert "Semi Join" not in plan
    if connection.vendor == "sqlite":  # it does not know how many rows a value has
        assert "tie_of_course (origin=? AND unit_id=?)" in plan


def test_names_are_known_of_those_on_the_list_of_names_and_of_nobody_else() -> None:
    units = cast()
    reader = clinician(units.clinic)
    own, elsewhere = person("Eva"), person("Ola")
    opened(reader, own)
    opened(clinician(units.other_clinic), elsewhere)

    asked = [own.pk, elsewhere.pk]

    assert names_of(reader, asked) == {own.pk: "Eva Prøve"}
    listed = doors.listed(reader, Deed.SUMMARY, Part.ID)
    assert set(listed.values_list("pk", flat=True)) == names_of(reader, asked).keys()
