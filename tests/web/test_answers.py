"""Answers that score and signal, on the pages: nobody chooses what they decide, an alarm stands first, and a score is shown as it changes."""

from datetime import UTC, datetime
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from helhet.parties.models import Membership
from helhet.record.models import Course, Entry
from tests.ledger.cast import cast, member
from tests.web.signed import client_of
from tests.web.test_correcting import form_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 14, tzinfo=UTC)
FEEDBACK = "session-feedback"


@pytest.fixture(autouse=True)
def _at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def client() -> Client:
    return client_of(member(cast().ward, "treatment-clinician"))


def sent(client: Client, version: int, on: str = "2026-05-19", **more: Any) -> dict[str, Any]:
    acting = Membership.objects.get(user=client.session["_auth_user_id"]).pk
    told = {f"{FEEDBACK}.{name.replace('_', '-')}": value for name, value in more.items()}
    return {"happened_on": on, "version": version, "key": uuid4(), "acting": acting, **told}


@pytest.fixture
def stay(client: Client) -> str:
    """Return the address of a stay that was begun on the ward."""
    begin = {**sent(client, 0, "2026-05-04"), "called": "Kalle"}
    answer = client.post("/begin/street-hospital/application-received/", begin)
    return str(answer["Location"])


def ask(client: Client, stay: str, on: str = "2026-05-19", **answers: str) -> Any:
    version = Course.objects.get(pk=stay.split("/")[-2]).version
    return client.post(f"{stay}record/asked-how-it-goes/", sent(client, version, on, **answers))


def page(client: Client, stay: str, **more: str) -> str:
    return unescape(client.get(stay, more).content.decode())


def test_nobody_is_asked_how_it_turned_out_where_the_answers_decide(
    client: Client, stay: str
) -> None:
    form = unescape(client.get(f"{stay}record/asked-how-it-goes/").content.decode())

    assert "Are you safe right now?" in form
    assert "How did it turn out?" not in form


def test_unsafe_answer_is_an_alarm_with_where_to_turn_until_it_has_been_talked_about(
    client: Client, stay: str
) -> None:
    assert ask(client, stay, "2026-05-18", safe="unsure").status_code == 302

    told = page(client, stay)
    assert Entry.objects.get(event="asked-how-it-goes").outcome == "not-safe"
    assert "Not safe right now" in told.partition('role="alert"')[2].partition("</div>")[0]
    assert "call 113" in told

    version = Course.objects.get(pk=stay.split("/")[-2]).version
    client.post(f"{stay}record/safety-talked/", sent(client, version, "2026-05-18"))
    assert "call 113" not in page(client, stay)


def test_safe_answer_is_no_alarm(client: Client, stay: str) -> None:
    ask(client, stay, safe="safe")

    assert Entry.objects.get(event="asked-how-it-goes").outcome == "answered"
    assert "call 113" not in page(client, stay)


def test_score_stands_with_how_it_has_changed(client: Client, stay: str) -> None:
    for on, heard in (("2026-05-06", "little"), ("2026-05-16", "mostly"), ("2026-05-18", "yes")):
        ask(client, stay, on, heard=heard, mattered="partly", helped="no")

    told = page(client, stay)

    assert "6 of 12" in told
    assert '<polyline points="0,24 100,19 120,16"/>' in told
    for day, value in (("6 May", 3), ("16 May", 5), ("18 May", 6)):
        assert f"{day}</td><td>{value}</td>" in told


def test_score_that_cannot_be_made_says_why(client: Client, stay: str) -> None:
    ask(client, stay, heard="little")

    told = page(client, stay)

    assert "no score: 2 questions have no answer" in told
    assert "<meter" not in told


def test_answer_that_is_corrected_turns_out_anew(client: Client, stay: str) -> None:
    ask(client, stay, safe="unsure")
    course = Course.objects.get(pk=stay.split("/")[-2])
    number = Entry.objects.get(course=course, event="asked-how-it-goes").number
    told = {**sent(client, course.version, safe="safe"), "reason": "A slip."}

    where = f"{stay}entry/{number}/correct/"
    asked = client.post(where, told)
    assert asked.status_code == 422  # it changes what was read before, and is asked for once more
    answer = client.post(where, form_of(asked))
    assert answer.status_code == 302
    assert course.entries.get(replaces=number).outcome == "answered"
    assert "call 113" not in page(client, stay)


def test_as_known_before_the_answers_there_is_no_score(client: Client, stay: str) -> None:
    ask(client, stay, heard="yes", mattered="yes", helped="yes")

    assert "12 of 12" in page(client, stay)
    assert "12 of 12" not in page(client, stay, known="2026-05-04")
