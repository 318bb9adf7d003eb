"""A session ends when it is not used, when it has lasted long, and when what it rests on has ended."""

import pytest
from django.conf import settings
from django.test import Client

from helhet.signin import sessions
from tests.ledger.cast import TODAY, cast, member
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    """Let so much time go by."""
    now = sessions.now()
    monkeypatch.setattr(sessions, "now", lambda: now + seconds)


def entered() -> Client:
    return client_of(member(cast().clinic, "treatment-clinician"))


def test_a_session_that_is_not_used_ends_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    client = entered()
    later(monkeypatch, settings.IDLE_SECONDS)

    answer = client.get("/worklist/")

    assert answer["Location"] == "/account/login/?next=/worklist/"
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "because it was long ago" in client.get("/account/login/").content.decode()


def test_use_keeps_a_session_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    client = entered()
    for _ in range(settings.SESSION_COOKIE_AGE // (settings.IDLE_SECONDS - 1) + 1):
        assert client.get("/worklist/").status_code == 200
        later(monkeypatch, settings.IDLE_SECONDS - 1)

    assert client.get("/worklist/").status_code == 302


def test_whoever_is_shut_out_is_out_at_once() -> None:
    staff = member(cast().clinic, "treatment-clinician")
    client = client_of(staff)
    assert client.get("/worklist/").status_code == 200

    staff.user.is_active = False
    staff.user.save()

    assert client.get("/worklist/").status_code == 302


def test_a_role_that_has_ended_opens_nothing() -> None:
    staff = member(cast().clinic, "treatment-clinician")
    client = client_of(staff)
    client.get("/worklist/")

    staff.to_day = TODAY.replace(year=2020)
    staff.save()

    assert client.get("/worklist/")["Location"] == "/role/?next=/worklist/"
    assert "no role in force" in client.get("/role/").content.decode()


def test_another_password_ends_every_other_session() -> None:
    staff = member(cast().clinic, "treatment-clinician")
    staff.user.set_password("a long one of before")
    staff.user.save()
    here, elsewhere = client_of(staff), client_of(staff)
    words = {
        "oldpassword": "a long one of before",
        "password1": "quite another one 7",
        "password2": "quite another one 7",
    }

    answer = here.post("/account/password/", words)

    assert answer.status_code == 302, answer.content.decode()
    assert here.get("/worklist/").status_code == 200
    assert elsewhere.get("/worklist/").status_code == 302


def test_use_is_not_written_at_each_page() -> None:
    client = entered()
    client.get("/worklist/")
    used = client.session[sessions.USED]

    client.get("/worklist/")

    assert client.session[sessions.USED] == used
