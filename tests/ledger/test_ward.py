"""Who is in: stays in one's units, since when, on leave until when, and what the days of waiting cost."""

from datetime import date
from typing import Any

import pytest

from helhet.access.deciding import Reader
from helhet.access.models import Access
from helhet.access.readers import staff_reader
from helhet.parties.models import Person
from helhet.record.models import Charge, Course
from helhet.record.queries.ward import Cost, Leave, ward
from tests.ledger.cast import TODAY, cast, member, person
from tests.ledger.courses import NOON, clinician, day, opened, say

pytestmark = pytest.mark.django_db


def admitted(reader: Reader, who: Person) -> Course:
    """Return the course of somebody who came in on 4 May."""
    course = opened(reader, who, "2026-05-04 10:00 acute-admitted")
    stay = {"stay.municipality": "9901"}
    say(reader, course, "2026-05-04 11:00 admitted.help-expected", stay)
    return course


def ready(reader: Reader, who: Person) -> Course:
    """Return the course of somebody for whom the municipality pays since 11 May."""
    course = admitted(reader, who)
    for deed in ("early-notice-sent", "partners-called", "own-follow-up-clarified"):
        say(reader, course, f"2026-05-05 11:00 {deed}")
    say(reader, course, "2026-05-11 09:00 ready-declared")
    say(reader, course, "2026-05-11 10:00 ready-notice-sent")
    return course


def test_who_is_in_is_told_since_when_and_in_which_state_since_when() -> None:
    reader = clinician(cast().clinic)
    course = admitted(reader, person())
    say(reader, course, "2026-05-07 09:00 included-after-acute-help.assessment")

    (stay,) = ward(reader, NOON)

    assert (stay.name, stay.state) == ("Eva Prøve", "assessing")
    assert (stay.in_since, stay.state_since) == (date(2026, 5, 4), date(2026, 5, 7))
    assert stay.due is not None
    assert (stay.leave, stay.cost) == (None, None)


def test_whoever_waits_has_left_or_comes_by_day_is_not_in() -> None:
    reader = clinician(cast().clinic)
    opened(reader, person())
    say(reader, admitted(reader, person()), "2026-05-18 09:00 left-by-own-wish")
    say(reader, admitted(reader, person()), "2026-05-18 09:00 moved-to-outpatient")

    assert ward(reader, NOON) == []


def test_whoever_came_back_is_in_since_then() -> None:
    reader = clinician(cast().clinic)
    course = admitted(reader, person())
    say(reader, course, "2026-05-12 09:00 moved-to-outpatient")
    say(reader, course, "2026-05-16 09:00 admitted.no-help-expected", {"stay.municipality": "9901"})

    (stay,) = ward(reader, NOON)

    assert stay.in_since == date(2026, 5, 16)


def test_on_leave_until_the_day_that_was_agreed() -> None:
    reader = clinician(cast().clinic)
    course = admitted(reader, person())
    say(reader, course, "2026-05-18 09:00 leave-begun", {"leave.back-on": day("2026-05-20")})

    (stay,) = ward(reader, NOON)
    assert stay.leave == Leave(date(2026, 5, 18), date(2026, 5, 20))

    say(reader, course, "2026-05-19 09:00 back-from-leave")
    (stay,) = ward(reader, NOON)
    assert stay.leave is None


def test_days_of_waiting_are_counted_with_what_they_cost() -> None:
    reader = clinician(cast().clinic)
    course = ready(reader, person())

    (stay,) = ward(reader, NOON)

    charges = list(Charge.objects.filter(course=course))
    days = sum((one.to_day - one.from_day).days for one in charges)
    assert stay.state_since == date(2026, 5, 11)
    assert stay.cost is not None
    assert stay.cost.days == days > 0


def test_an_unknown_rate_leaves_the_amount_unknown() -> None:
    reader = clinician(cast().clinic)
    course = ready(reader, person())
    Charge.objects.filter(course=course).update(day_ore=None)

    (stay,) = ward(reader, NOON)

    assert stay.cost is not None
    assert stay.cost == Cost(stay.cost.days, None)


def test_those_of_another_unit_or_for_a_role_that_sees_nobody_are_not_there() -> None:
    units = cast()
    admitted(clinician(units.clinic), person())

    assert ward(clinician(units.other_clinic), NOON) == []
    assert ward(staff_reader(member(units.clinic, "analyst"), TODAY), NOON) == []
    assert len(ward(clinician(units.trust), NOON)) == 1
    assert len(ward(staff_reader(member(units.clinic, "unit-leader"), TODAY), NOON)) == 1


@pytest.mark.parametrize("people", [3, 30])
def test_it_costs_the_same_however_many_are_in(people: int, django_assert_num_queries: Any) -> None:
    reader = clinician(cast().clinic)
    for nth in range(people):
        opened(reader, person(f"Eva {nth}"), "2026-05-04 10:00 acute-admitted")

    # The stays, their beginnings, open runs, costs, appointments; names (3) and the log (4).
    with django_assert_num_queries(12):
        stays = ward(reader, NOON)

    assert len(stays) == people
    shown = Access.objects.latest("id").subjects.values_list("subject", flat=True)
    assert set(shown) == {stay.subject for stay in stays}
