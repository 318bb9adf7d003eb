"""Appointments as a page: a week, a day, one person's; what each breaks, and the way to say what became of it."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from helhet.access.models import Access
from tests.ledger.cast import cast, member, person
from tests.ledger.courses import clinician
from tests.ledger.test_appointments import appoint, entitled
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 19, 10, tzinfo=UTC)
ROLE = "treatment-clinician"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def test_a_week_shows_whose_when_and_the_deadline_that_will_be_broken() -> None:
    units = cast()
    reader = clinician(units.clinic)
    appoint(reader, entitled(reader, person(), "2026-05-20"), "2026-05-22", "09:15", "dr. Berg")

    page = client_of(member(units.clinic, ROLE)).get("/appointments/").content.decode()

    assert "Eva Prøve" in page
    assert "09:15" in page
    assert "dr. Berg" in page
    assert "by Wed 20 May: will be broken" in page


def test_another_week_and_a_day_are_chosen_in_the_address() -> None:
    units = cast()
    reader = clinician(units.clinic)
    appoint(reader, entitled(reader, person()), "2026-05-28")
    client = client_of(member(units.clinic, ROLE))

    shown = [
        "Eva Prøve" in client.get("/appointments/", asked).content.decode()
        for asked in (
            {},
            {"day": "2026-05-26"},
            {"day": "2026-05-28", "view": "day"},
            {"day": "2026-05-27", "view": "day"},
        )
    ]

    assert shown == [False, True, True, False]


def test_what_became_of_it_is_written_in_a_form_where_it_is_chosen() -> None:
    units = cast()
    reader = clinician(units.clinic)
    course = entitled(reader, person(), "2026-06-20")
    appoint(reader, course, "2026-05-18")
    number = appoint(reader, course, "2026-05-19")
    client = client_of(member(units.clinic, ROLE))
    address = f"/course/{course.pk}/record/attended/?fulfils={number}"

    assert address in client.get("/appointments/").content.decode()
    form = client.get(address).content.decode()

    (chosen,) = [line for line in form.split("<input") if "checked" in line]
    assert f'value="{number}"' in chosen


def test_one_persons_appointments_are_asked_for_by_whoever_knows_them() -> None:
    units = cast()
    reader, who = clinician(units.clinic), person()
    course = entitled(reader, who)
    appoint(reader, course, "2026-05-20")
    appoint(reader, entitled(reader, person("Ola")), "2026-05-20")
    client = client_of(member(units.clinic, ROLE))

    page = client.get("/appointments/", {"person": str(who.pk)}).content.decode()

    assert "Eva Prøve" in page
    assert "Ola Prøve" not in page
    assert f"/course/{course.pk}/record/appointment-set/" in page


def test_a_stranger_is_told_that_there_is_nobody() -> None:
    units = cast()
    who = person()
    entitled(clinician(units.clinic), who)
    client = client_of(member(units.other_clinic, ROLE))

    answers = [client.get("/appointments/", {"person": one}) for one in (str(who.pk), str(uuid4()))]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Eva Prøve" not in client.get("/appointments/").content.decode()
    assert not Access.objects.latest("id").subjects.exists()


def test_a_role_that_sees_nobody_sees_nothing() -> None:
    units = cast()
    reader = clinician(units.clinic)
    appoint(reader, entitled(reader, person()), "2026-05-20")

    page = client_of(member(units.clinic, "analyst")).get("/appointments/")

    assert "Eva Prøve" not in page.content.decode()


def test_a_name_is_shown_as_it_is_written_and_does_nothing() -> None:
    units = cast()
    reader, who = clinician(units.clinic), person("<script>alert(1)</script>")
    appoint(reader, entitled(reader, who), "2026-05-20", "", "<img src=x>")
    client = client_of(member(units.clinic, ROLE))

    for asked in ({}, {"person": str(who.pk)}):
        page = client.get("/appointments/", asked).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;img src=x&gt;" in page


@pytest.mark.parametrize(
    "asked",
    [
        {"day": "x"},
        {"day": "2099-01-01"},
        {"day": "2026-02-30"},
        {"person": "1"},
        {"from": "-1"},
        {"day": "0001-01-01"},
    ],
    ids=["no-day", "far-day", "wrong-day", "no-person", "no-number", "first-day"],
)
def test_what_nobody_links_to_is_not_found(asked: dict[str, str]) -> None:
    client = client_of(member(cast().clinic, ROLE))

    assert client.get("/appointments/", asked).status_code == 404


@pytest.mark.parametrize("people", [3, 30])
def test_it_costs_the_same_however_many_stand_on_it(
    people: int, django_assert_num_queries: Any
) -> None:
    units = cast()
    reader = clinician(units.clinic)
    for nth in range(people):
        appoint(reader, entitled(reader, person(f"Eva {nth}")), "2026-05-20", "09:00")
    client = client_of(member(units.clinic, ROLE))
    client.get("/appointments/")

    # Signing in and role (5); the list and its log (15); what comes next, and what it breaks.
    with django_assert_num_queries(22):
        client.get("/appointments/")
