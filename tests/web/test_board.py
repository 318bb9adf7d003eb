"""A board: a column for each state, a card for each who stands there; of one's own units, and of what one may see."""

from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from helhet.access.readers import staff_reader
from helhet.record.queries.board import board, meanwhile
from helhet.work.dividing import assign
from tests.ledger.cast import TODAY, Cast, cast, member, person
from tests.ledger.courses import NOON, clinician, day, opened, say
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def units() -> Cast:
    return cast()


@pytest.fixture
def client(units: Cast) -> Client:
    return client_of(member(units.clinic, "treatment-clinician"))


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def column(page: str, title: str) -> str:
    """Return what stands in a column."""
    return page.partition(f">{title} <")[2].partition("</section>")[0]


def test_each_stands_in_the_column_of_their_state_with_what_is_due(
    client: Client, units: Cast
) -> None:
    reader = clinician(units.clinic)
    opened(reader, person("Eva"))
    kari = opened(reader, person("Kari"))
    say(reader, kari, "2026-05-06 right-decided.granted", {"right.start-by": 20_700})

    page = text(client.get("/board/"))

    assert "Eva Prøve" in column(page, "Referral being assessed")
    assert "15 days" in column(page, "Referral being assessed")
    assert "Kari Prøve" not in column(page, "Referral being assessed")
    assert "Kari Prøve" in page
    assert "Told of the right" in page


def test_whoever_has_ended_stands_nowhere(client: Client, units: Cast) -> None:
    reader = clinician(units.clinic)
    eva = opened(reader, person("Eva"))
    say(reader, eva, "2026-05-06 referral-withdrawn")

    assert "Eva Prøve" not in text(client.get("/board/"))


@pytest.mark.parametrize(("until", "is_near"), [("2028-04-13", False), ("2026-06-01", True)])
def test_an_act_stands_on_a_card_only_when_its_deadline_is_near(
    units: Cast, until: str, *, is_near: bool
) -> None:
    membership = member(units.municipality, "court-officer")
    reader, client = staff_reader(membership, TODAY), client_of(membership)
    course = opened(reader, person("Eva"), "2026-05-04 programme-asked", "court-programme")
    judged = {"judgment.probation-until": day(until)}
    say(reader, course, "2026-05-05 sentenced.programme", judged, confirmed=True)

    page = text(client.get("/board/"))

    assert "Ended within the probation" in page
    assert (f"/course/{course.pk}/record/" in page) is is_near


def test_those_in_hand_can_be_shown_alone(units: Cast) -> None:
    membership = member(units.clinic, "treatment-clinician")
    reader, client = clinician(units.clinic), client_of(membership)
    mine, _ = opened(reader, person("Eva")), opened(reader, person("Kari"))
    assign(reader, mine.pk, membership.user_id, NOON)

    page = text(client.get("/board/", {"whose": "mine"}))

    assert "Eva Prøve" in page
    assert "Kari Prøve" not in page


def test_pathway_that_is_none_shows_the_first_there_is(client: Client, units: Cast) -> None:
    opened(clinician(units.clinic), person("Eva"))

    for asked in ("", "x", "grant", "<script>"):
        assert "Eva Prøve" in text(client.get("/board/", {"pathway": asked}))


def test_nobody_is_shown_of_other_units_nor_to_roles_that_may_not_see_the_way(units: Cast) -> None:
    opened(clinician(units.clinic), person("Eva"))

    for where, role in ((units.other_clinic, "treatment-clinician"), (units.other_clinic, "outreach-worker"), (units.clinic, "court-officer"), (units.clinic, "analyst")):  # fmt: skip
        page = text(client_of(member(where, role)).get("/board/"))
        assert "Eva Prøve" not in page
        assert "Nobody is here" in page


def test_board_costs_the_same_queries_however_many_stand_there(
    client: Client, units: Cast, django_assert_max_num_queries: Any
) -> None:
    reader = clinician(units.clinic)
    client.get("/board/")
    counts = []
    for number in (3, 30):
        for _ in range(number):
            opened(reader, person())
        with django_assert_max_num_queries(40) as told:
            client.get("/board/")
        counts.append(len(told))

    assert counts[0] == counts[1]


def test_what_is_still_open_is_what_could_be_done_there(units: Cast) -> None:
    membership = member(units.municipality, "municipal-coordinator")
    reader, client = staff_reader(membership, TODAY), client_of(membership)
    course = opened(reader, person("Eva"), "2026-05-04 asked", "municipal-follow-up")
    say(reader, course, "2026-05-05 handover-answered.accepted")

    page = text(client.get("/board/", {"pathway": "municipal-follow-up"}))
    open_ = {
        clock for card in board(reader, NOW, "municipal-follow-up") for clock, _ in card.meanwhile
    }

    assert open_ == open_ & meanwhile("municipal-follow-up", "following")
    assert "plan" in open_
    assert "Plan made" in page.partition("Still open")[2]


def test_what_is_to_be_known_at_once_stands_on_the_card_and_above_the_course(units: Cast) -> None:
    reader = clinician(units.clinic)
    course = opened(reader, person("Eva"), "2026-05-11 acute-admitted", "detox")
    say(reader, course, "2026-05-12 suicide-risk-assessed.raised", confirmed=True)
    flag = '<li class="ds-tag" data-color="warning" data-size="sm">Raised suicide risk</li>'

    for role, is_told in (("treatment-clinician", True), ("unit-leader", False)):
        client = client_of(member(units.clinic, role), "en")
        for page in ("/board/?pathway=detox", f"/course/{course.pk}/"):
            told = client.get(page).content.decode()
            assert "Detox" in told
            assert (flag in told) is is_told
