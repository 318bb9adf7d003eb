"""The page of journeys: three or four taps, a slip taken back, sums in which nobody is found; only where they are driven."""

from datetime import UTC, datetime
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from helhet.ledgers.models import Trip
from tests.ledger.cast import Cast, cast, member
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 18, tzinfo=UTC)  # eight in the evening


@pytest.fixture(autouse=True)
def _at_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    cache.clear()


@pytest.fixture
def units() -> Cast:
    made = cast()
    made.ward.offers = ["transport"]
    made.ward.save()
    return made


@pytest.fixture
def client(units: Cast) -> Client:
    return client_of(member(units.ward, "treatment-clinician"))


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def made(**more: Any) -> dict[str, Any]:
    told = {"way": "ambulance", "company": "police", "wait": "two-hours", "hours": "evening"}
    return {"key": uuid4(), **told} | more


def test_a_journey_is_counted_once_and_the_slip_taken_back(client: Client) -> None:
    sent = made()
    answer, again = (client.post("/outreach/journeys/", sent) for _ in range(2))
    assert answer.status_code == again.status_code == 302

    page = client.get(answer["Location"])
    assert "It was a slip" in text(page)
    assert "ambulance" not in answer["Location"]
    client.post("/outreach/journeys/back/", {"done": page.context["done"]})

    assert sum(Trip.objects.values_list("trips", flat=True)) == 0
    assert Trip.objects.count() == 2


def test_the_part_of_the_day_stands_chosen(client: Client) -> None:
    assert client.get("/outreach/journeys/").context["form"]["hours"].value() == "evening"


@pytest.mark.parametrize("wrong", [{"way": "x"}, {"wait": ""}, {"company": "me"}, {"key": "x"}])
def test_what_cannot_be_counts_nothing_and_says_so(client: Client, wrong: dict[str, Any]) -> None:
    answer = client.post("/outreach/journeys/", made(**wrong))

    assert answer.status_code == 422
    assert "Look at this first" in text(answer)
    assert not Trip.objects.exists()


@pytest.mark.parametrize("done", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_nothing_is_taken_back_that_is_not_there(client: Client, done: str) -> None:
    client.post("/outreach/journeys/", made())

    assert client.post("/outreach/journeys/back/", {"done": done}).status_code == 302
    assert Trip.objects.count() == 1


def test_the_week_tells_how_long_people_waited_and_hides_few(client: Client) -> None:
    for _ in range(6):
        client.post("/outreach/journeys/", made())
    client.post("/outreach/journeys/", made(wait="at-once", way="boat-or-air"))

    page = text(client.get("/outreach/journeys/"))

    assert "<strong>7</strong>" in page
    assert "Two to four hours" in page
    for day in ("2026-05-01", "x", "9999-12-31", "0001-01-01"):
        assert client.get("/outreach/journeys/", {"day": day}).status_code == 200


def test_only_where_they_are_driven_is_there_such_a_page(client: Client, units: Cast) -> None:
    assert "/outreach/journeys/" in text(client.get("/worklist/"))
    others = [
        client_of(member(units.clinic, "treatment-clinician")),
        client_of(member(units.ward, "analyst")),
    ]

    for other in others:
        assert other.get("/outreach/journeys/").status_code in (403, 404)
        assert other.post("/outreach/journeys/", made()).status_code in (403, 404)
        assert other.post("/outreach/journeys/back/", {"done": uuid4()}).status_code in (403, 404)
        assert "/outreach/journeys/" not in text(other.get("/worklist/", follow=True))
    assert not Trip.objects.exists()


def test_it_costs_the_same_however_many(client: Client, django_assert_max_num_queries: Any) -> None:
    client.get("/outreach/journeys/")
    for _ in range(9):
        client.post("/outreach/journeys/", made())

    with django_assert_max_num_queries(12):
        client.get("/outreach/journeys/")
