"""The ward tonight as a page: who is in, on leave until when, ready to be discharged and at what cost."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from helhet.record.models import Charge
from tests.ledger.cast import cast, member, person
from tests.ledger.courses import clinician, day, opened, say
from tests.ledger.test_ward import admitted, ready
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 19, 10, tzinfo=UTC)
ROLE = "treatment-clinician"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def test_it_says_who_is_in_who_is_away_and_who_is_late_back() -> None:
    units = cast()
    reader = clinician(units.clinic)
    admitted(reader, person("Eva"))
    say(
        reader,
        admitted(reader, person("Ola")),
        "2026-05-16 leave-begun",
        {"leave.back-on": day("2026-05-18")},
    )

    page = client_of(member(units.clinic, ROLE)).get("/ward/").content.decode()

    assert "Eva Prøve" in page
    assert "expected back Mon 18 May, 1 day late" in page
    assert "<strong>1</strong> in the house" in page
    assert "<strong>1</strong> on leave" in page
    assert page.count("/record/back-from-leave/") == 1
    assert page.count("/record/leave-begun/") == 1


def test_what_waiting_costs_stands_there_and_an_unknown_rate_is_called_so() -> None:
    units = cast()
    course = ready(clinician(units.clinic), person())
    client = client_of(member(units.clinic, ROLE))

    assert "The municipality pays" in client.get("/ward/").content.decode()
    Charge.objects.filter(course=course).update(day_ore=None)
    assert "amount unknown" in client.get("/ward/").content.decode()


def test_strangers_and_roles_that_see_nobody_are_shown_nobody() -> None:
    units = cast()
    admitted(clinician(units.clinic), person())

    for staff in (member(units.other_clinic, ROLE), member(units.clinic, "analyst")):
        page = client_of(staff).get("/ward/").content.decode()
        assert "Eva Prøve" not in page
        assert "Nobody is in" in page


def test_whoever_may_not_write_is_offered_no_act() -> None:
    units = cast()
    admitted(clinician(units.clinic), person())

    page = client_of(member(units.clinic, "unit-leader")).get("/ward/").content.decode()

    assert "name not shown" in page or "Eva Prøve" in page
    assert "/record/" not in page


def test_a_name_is_shown_as_it_is_written() -> None:
    units = cast()
    admitted(clinician(units.clinic), person("<script>alert(1)</script>"))

    page = client_of(member(units.clinic, ROLE)).get("/ward/").content.decode()

    assert "<script>alert" not in page


@pytest.mark.parametrize("people", [3, 30])
def test_it_costs_the_same_however_many_are_in(people: int, django_assert_num_queries: Any) -> None:
    units = cast()
    reader = clinician(units.clinic)
    for nth in range(people):
        opened(reader, person(f"Eva {nth}"), "2026-05-04 10:00 acute-admitted")
    client = client_of(member(units.clinic, ROLE))
    client.get("/ward/")

    with django_assert_num_queries(17):  # signing in and role (5), the list and its log (12)
        client.get("/ward/")
