"""Hand-overs as a page: what to answer, what became of what was sent, and the act that each asks for."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from helhet.parties.models import Person
from helhet.record.messages.outbox import work
from tests.ledger.cast import cast, member
from tests.ledger.courses import clinician, later, opened, say
from tests.ledger.test_handovers import answer, followed
from tests.ledger.test_outbox import left, living_in_dalen
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 19, 12, tzinfo=UTC)
CLINICIAN, COORDINATOR = "treatment-clinician", "municipal-coordinator"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def test_what_waits_for_an_answer_has_the_act_that_answers_it() -> None:
    units = cast()
    _, other, _ = followed(units)

    page = client_of(member(units.municipality, COORDINATOR)).get("/handovers/").content.decode()

    assert "Eva Prøve" in page
    assert "Asked by nordvik" in page
    assert f"/course/{other.pk}/record/handover-answered/" in page


def test_the_sender_sees_that_it_waits_and_how_it_was_answered() -> None:
    units = cast()
    course, _ = left(units)
    client = client_of(member(units.clinic, CLINICIAN))

    assert "until then it can be undone" in client.get("/handovers/").content.decode()
    work(later(minutes=6))
    page = client.get("/handovers/").content.decode()
    assert "Delivered, not answered yet" in page
    assert "Asked of dalen" in page
    other = course.subject.courses.get(pathway="municipal-follow-up")
    answer(units, other, "information-missing")
    page = client.get("/handovers/").content.decode()
    assert "The municipality lacks information" in page
    assert f"/course/{course.pk}/record/information-sent/" in page


def test_what_nobody_waits_for_any_more_is_folded() -> None:
    units = cast()
    course, _ = left(units)
    client = client_of(member(units.clinic, CLINICIAN))
    work(later(minutes=6))
    waits = client.get("/handovers/").content.decode()

    answer(units, course.subject.courses.get(pathway="municipal-follow-up"), "accepted")
    course.refresh_from_db()
    say(clinician(units.clinic), course, "2026-05-19 14:00 summary-sent", now=later(minutes=90))
    offered = "2026-05-19 14:05 naloxone-offered.has-one"
    say(clinician(units.clinic), course, offered, now=later(minutes=95))
    page = client.get("/handovers/").content.decode()

    assert '<details class="settled">' not in waits
    head, _, folded = page.partition('<details class="settled">')
    assert "Asked of dalen" in folded
    assert "Asked of dalen" not in head


def test_of_another_municipality_one_can_ask_once_more() -> None:
    units = cast()
    course, other, _ = followed(units)
    answer(units, other, "not-ours")

    page = client_of(member(units.clinic, CLINICIAN)).get("/handovers/").content.decode()

    assert "Another municipality is the right one" in page
    assert f"/course/{course.pk}/record/municipality-asked-again/" in page


def test_strangers_are_shown_nobody() -> None:
    units = cast()
    followed(units)

    for staff in (member(units.other_clinic, CLINICIAN), member(units.clinic, "analyst")):
        assert "Eva Prøve" not in client_of(staff).get("/handovers/").content.decode()


def test_a_name_is_shown_as_it_is_written() -> None:
    units = cast()
    _, _, eva = followed(units)
    Person.objects.filter(pk=eva.pk).update(given_name="<script>alert(1)</script>")

    for staff in (member(units.clinic, CLINICIAN), member(units.municipality, COORDINATOR)):
        assert "<script>alert" not in client_of(staff).get("/handovers/").content.decode()


@pytest.mark.parametrize("people", [3, 30])
def test_it_costs_the_same_however_many(people: int, django_assert_num_queries: Any) -> None:
    units = cast()
    reader, eva = clinician(units.clinic), living_in_dalen(units)
    for nth in range(people):
        course = opened(reader, eva, "2026-05-18 10:00 acute-admitted")
        say(reader, course, f"2026-05-19 09:{nth:02} left-by-own-wish")
    client = client_of(member(units.clinic, CLINICIAN))
    client.get("/handovers/")

    with django_assert_num_queries(18):  # signing in and role (5), the lists and their log (13)
        client.get("/handovers/")
