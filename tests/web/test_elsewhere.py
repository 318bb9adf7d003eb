"""Signing in at a provider, a real process beside the tests: only an account that is there, at a level that is enough."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from helhet.parties.models import User
from helhet.signin.elsewhere import link
from helhet.site.providers import origins, providers
from tests.ledger.cast import cast, member
from tests.web.test_serving import free_port

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
STAFF: dict[str, dict[str, Any]] = {
    "kari": {"acr": "high", "hpr": "123456789", "email": "kari@nordvik.example"},
    "low": {"acr": "substantial", "hpr": "123456789"},
    "none": {"hpr": "123456789"},
    "many": {"acr": ["high"], "hpr": "123456789"},
    "stranger": {"acr": "high", "hpr": "999999999"},
    "nameless": {"acr": "high"},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Yield the address of a provider that runs."""
    port = free_port()
    users = [f"--user-claims={json.dumps({'sub': sub, **told})}" for sub, told in STAFF.items()]
    words = [
        sys.executable,
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-nonce",
        "1",
    ]
    process = subprocess.Popen(
        [*words, *users], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            requests.get(f"{address}/.well-known/openid-configuration", timeout=1)
            break
        except requests.RequestException:
            time.sleep(0.1)
    yield address
    process.terminate()
    process.wait()


def configured(monkeypatch: pytest.MonkeyPatch, settings: Any, issuer: str, **more: str) -> None:
    """Let the installation know one provider."""
    told = {"ISSUER": issuer, "CLIENT_ID": "helhet", "CLIENT_SECRET": "s", "ACR": "high"}
    told |= {"CLAIM": "hpr", "MATCH": "hpr", "NAME": "Trust login", "SCOPE": "openid email", **more}
    monkeypatch.setenv("HELHET_OIDC", "trust")
    for name, value in told.items():
        monkeypatch.setenv(f"HELHET_OIDC_TRUST_{name}", value)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers()}}


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch, settings: Any, issuer: str) -> User:
    """Return a user whom the provider knows by the number of health personnel."""
    configured(monkeypatch, settings, issuer)
    user = member(cast().clinic, "treatment-clinician").user
    user.hpr = "123456789"
    user.save()
    return user


def asked(client: Client) -> str:
    """Return where the page of signing in leads to."""
    answer = client.post("/account/oidc/trust/", {"next": "/worklist/"})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def answered(address: str, sub: str) -> str:
    """Sign in at the provider; return the address that it leads back to."""
    answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=10)
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def test_an_account_that_is_there_is_let_in_without_a_second_step_of_ours(known: User) -> None:
    Authenticator.objects.create(user=known, type="totp", data={"secret": ""})
    client = Client(headers={"accept-language": "en"})
    assert "Sign in with Trust login" in client.get("/account/login/").content.decode()
    address = asked(client)

    back = client.get(answered(address, "kari"))

    sent = parse_qs(urlsplit(address).query)
    assert {"nonce", "state", "code_challenge"} <= set(sent)
    assert sent["acr_values"] == ["high"]
    assert back["Location"] == "/worklist/"
    assert client.get("/worklist/").status_code == 200
    assert client.session["signed-in-at"] == ["Trust login", "high"]


@pytest.mark.parametrize(
    ("sub", "words"),
    [
        ("low", "too low"),
        ("none", "too low"),
        ("many", "too low"),
        ("stranger", "no account here"),
        ("nameless", "not signed in"),
    ],
)
def test_who_is_unknown_or_not_sure_enough_is_told_why(known: User, sub: str, words: str) -> None:
    client = Client(headers={"accept-language": "en"})
    before = User.objects.count()

    answer = client.get(answered(asked(client), sub))

    assert answer.status_code == 403
    assert words in answer.content.decode()
    assert client.get("/role/").status_code == 302
    assert User.objects.count() == before


def test_another_state_another_nonce_and_the_same_answer_twice_are_refused(known: User) -> None:
    client, other = Client(), Client()
    back = answered(asked(client), "kari")

    assert other.get(back).status_code == 403
    assert client.get(back.replace("state=", "state=x")).status_code == 403
    assert client.get(back).status_code == 302
    client.post("/account/logout/")
    assert client.get(back).status_code == 403
    address = urlsplit(asked(client))
    query = {**{k: v[0] for k, v in parse_qs(address.query).items()}, "nonce": "another"}
    changed = address._replace(query=urlencode(query)).geturl()
    assert client.get(answered(changed, "kari")).status_code == 403
    assert client.get("/role/").status_code == 302


def test_a_level_that_the_address_asks_for_counts_for_nothing(known: User) -> None:
    client = Client()
    client.post("/account/oidc/trust/?auth_params=acr_values%3Dlow&process=connect")

    answer = client.get(answered(asked(client), "low") + "&acr=high")

    assert answer.status_code == 403


def test_a_subject_is_let_in_only_when_it_was_linked(
    known: User, monkeypatch: pytest.MonkeyPatch, settings: Any, issuer: str
) -> None:
    configured(monkeypatch, settings, issuer, CLAIM="sub", MATCH="subject")
    client = Client()
    assert client.get(answered(asked(client), "kari")).status_code == 403

    link(known, "trust", "kari")

    assert client.get(answered(asked(client), "kari")).status_code == 302
    assert client.get("/worklist/").status_code == 200


def test_an_address_that_the_provider_has_not_verified_names_nobody(
    known: User, monkeypatch: pytest.MonkeyPatch, settings: Any, issuer: str
) -> None:
    configured(monkeypatch, settings, issuer, CLAIM="email", MATCH="email")
    known.email = "kari@nordvik.example"
    known.save()
    client = Client()

    assert client.get(answered(asked(client), "kari")).status_code == 403


def test_two_with_one_number_are_nobody_and_who_is_shut_out_stays_out(known: User) -> None:
    known.is_active = False
    known.save()
    client = Client()
    client.get(answered(asked(client), "kari"))
    assert client.get("/role/").status_code == 302

    User.objects.create(username="double", hpr=known.hpr)

    assert client.get(answered(asked(client), "kari")).status_code == 403


def test_a_provider_that_is_down_leaves_the_other_ways_open(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    configured(monkeypatch, settings, f"http://127.0.0.1:{free_port()}")
    client = Client(headers={"accept-language": "en"})

    assert client.get("/account/login/").status_code == 200
    answer = client.post("/account/oidc/trust/")

    assert answer.status_code == 403
    assert "did not answer" in answer.content.decode()
    assert client.post("/account/oidc/other/").status_code == 404


def test_a_provider_that_is_told_of_too_little_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    for missing in ("ISSUER", "CLIENT_ID", "ACR"):
        with pytest.raises(ImproperlyConfigured):
            configured(monkeypatch, settings, "https://login.example/", **{missing: ""})
    with pytest.raises(ImproperlyConfigured):
        configured(monkeypatch, settings, "https://login.example/", MATCH="name")
    configured(monkeypatch, settings, "https://login.example/realms/a", MATCH="subject", ACR="high")
    assert origins(providers()) == ["https://login.example"]
