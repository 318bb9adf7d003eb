"""Signing in, step by step: a link, a password, a second step; what is wrong is told in the reader's language."""

import time
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from helhet.parties.models import User
from helhet.signin.invitation import begin_anew, invitation
from tests.ledger.cast import cast, member
from tests.ledger.installation import installations
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
PASSWORD = "quite a long one 7"  # noqa: S105 - of nobody


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    cache.clear()


def code_of(secret: str) -> str:
    """Return what an app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def begun(client: Client, user: User) -> None:
    """Follow an invitation, choose a password, and sign in with it."""
    form = client.get(invitation(user), follow=True)
    chosen = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post(form.redirect_chain[-1][0], chosen)["Location"] == "/account/login/"
    client.post("/account/login/", {"login": user.username, "password": PASSWORD})


def secret_of(client: Client) -> str:
    page = client.get("/account/2fa/totp/activate/").content.decode()
    return page.split('<code class="secret">')[1].split("<")[0]


def test_an_account_begins_with_a_link_a_password_and_an_app(client: Client) -> None:
    user = member(cast().clinic, "treatment-clinician").user
    begun(client, user)

    assert client.get("/worklist/")["Location"] == "/account/2fa/?next=/worklist/"
    client.get("/account/2fa/?next=/worklist/")
    secret = secret_of(client)
    done = client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})

    assert done["Location"] == "/account/2fa/recovery-codes/"
    assert 'href="/worklist/"' in client.get(done["Location"]).content.decode()
    assert client.get("/worklist/").status_code == 200
    assert secret not in str(Authenticator.objects.values_list("data", flat=True))


def test_the_second_step_is_asked_for_and_a_recovery_code_counts_once(client: Client) -> None:
    user = member(cast().clinic, "treatment-clinician").user
    begun(client, user)
    client.post("/account/2fa/totp/activate/", {"code": code_of(secret_of(client))})
    page = client.get("/account/2fa/recovery-codes/").content.decode()
    code = page.split("<li><code>")[1].split("<")[0]

    for expected in (200, 302):
        other = Client()
        asked = other.post("/account/login/", {"login": user.username, "password": PASSWORD})
        assert asked["Location"] == "/account/2fa/authenticate/"
        assert other.get("/worklist/").status_code == 302
        other.post("/account/2fa/authenticate/", {"code": code})
        assert other.get("/worklist/").status_code == expected


def test_a_link_works_once_and_names_nothing_afterwards(client: Client) -> None:
    user = member(cast().clinic, "treatment-clinician").user
    link = invitation(user)
    begun(client, user)

    page = Client(headers={"accept-language": "nn"}).get(link, follow=True).content.decode()

    assert "Lenkja er brukt eller for gammal" in page
    assert user.username not in page


def test_whoever_begins_anew_has_no_password_no_second_step_and_no_session() -> None:
    user = member(cast().clinic, "treatment-clinician").user
    client = Client()
    begun(client, user)
    client.post("/account/2fa/totp/activate/", {"code": code_of(secret_of(client))})

    begin_anew(user)

    assert client.get("/role/").status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()
    assert not User.objects.get(pk=user.pk).has_usable_password()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", "Brukernavnet eller passordet er feil."),
        ("nn", "Brukarnamnet eller passordet er feil."),
        ("en", "The username and/or password you specified are not correct."),
    ],
)
def test_who_is_nobody_and_who_errs_read_the_same(language: str, words: str) -> None:
    user = member(cast().clinic, "treatment-clinician").user
    user.set_password(PASSWORD)
    user.save()
    client = Client(headers={"accept-language": language})

    for name in (user.username, "nobody"):
        page = client.post("/account/login/", {"login": name, "password": "wrong"})
        assert words in page.content.decode()


def test_after_five_wrong_tries_one_waits_whatever_one_tries() -> None:
    user = member(cast().clinic, "treatment-clinician").user
    user.set_password(PASSWORD)
    user.save()
    client = Client(headers={"accept-language": "nn"})
    for _ in range(5):
        client.post("/account/login/", {"login": user.username, "password": "wrong"})

    page = client.post("/account/login/", {"login": user.username, "password": PASSWORD})

    assert "For mange mislykka forsøk" in page.content.decode()


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_what_a_password_must_be_is_told_in_each_language(language: str) -> None:
    user = member(cast().clinic, "treatment-clinician").user
    client = Client(headers={"accept-language": language})
    address = client.get(invitation(user), follow=True).redirect_chain[-1][0]

    page = client.post(address, {"new_password1": "password", "new_password2": "password"})

    assert "12" in page.content.decode()
    assert "This password" not in page.content.decode()


def test_own_sessions_are_listed_and_ended_one_by_one_or_all() -> None:
    user = member(cast().clinic, "treatment-clinician").user
    user.set_password(PASSWORD)
    user.save()
    clients = [
        Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"}) for _ in range(3)
    ]
    for one in clients:
        one.post("/account/login/", {"login": user.username, "password": PASSWORD})

    page = clients[0].get("/account/sessions/").content.decode()
    assert page.count("Firefox, Linux") == 3
    clients[0].post(
        "/account/sessions/", {"session": page.split('name="session" value="')[1].split('"')[0]}
    )
    assert sorted(one.get("/role/").status_code for one in clients) == [200, 200, 302]
    clients[0].post("/account/sessions/", {"session": "others"})
    assert sorted(one.get("/role/").status_code for one in clients) == [200, 302, 302]


def test_another_second_step_ends_every_other_session(
    django_capture_on_commit_callbacks: Any,
) -> None:
    user = member(cast().clinic, "treatment-clinician").user
    here, elsewhere = Client(), Client()
    begun(here, user)
    elsewhere.post("/account/login/", {"login": user.username, "password": PASSWORD})
    assert elsewhere.get("/role/").status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        here.post("/account/2fa/totp/activate/", {"code": code_of(secret_of(here))})

    assert here.get("/worklist/").status_code == 200
    assert elsewhere.get("/role/").status_code == 302


def test_nobody_ends_a_session_of_somebody_else() -> None:
    units = cast()
    theirs = client_of(member(units.clinic, "treatment-clinician"))
    theirs.get("/worklist/")
    stranger = client_of(member(units.clinic, "unit-leader"))

    for asked in ("1", "2", "3", "others", "' or 1=1", ""):
        stranger.post("/account/sessions/", {"session": asked})

    assert theirs.get("/worklist/").status_code == 200


@pytest.mark.slow
def test_the_first_account_of_an_installation_is_made_by_a_command(tmp_path: Path) -> None:
    words = [
        "user",
        "add",
        "kari",
        "--name",
        "Kari Prøve",
        "--role",
        "unit-leader",
        "--unit",
        "nordvik",
    ]
    with installations(tmp_path, 1) as [place]:
        place.run("init")

        without_unit = place.run(*words)
        made = place.run(*words, "--unit-name", "Nordvik")
        twice = place.run(*words)
        anew = place.run("user", "again", "kari")
        unknown = place.run("user", "link", "kari", "--provider", "trust")
        ended = place.run("user", "end", "kari")

    assert (without_unit.returncode, made.returncode, twice.returncode) == (2, 0, 2)
    assert "/welcome/" in made.stdout
    assert "Add --unit-name" in without_unit.stderr
    assert "/welcome/" in anew.stdout
    assert "Shut out" in ended.stdout
    assert "names no such provider" in unknown.stderr
