"""Every address says who may open it, and keeps to it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from helhet.signin.acting import RULE

pytestmark = pytest.mark.django_db

# Of the library's own pages those that somebody opens who has not signed in yet: they lead to signing in.
OPEN_OF_THE_LIBRARY = {
    "account_login",
    "account_logout",
    "account_inactive",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_trust",
}


def addresses(
    patterns: Any = None, before: str = "", space: str = ""
) -> Iterator[tuple[str, str, Any]]:
    """Yield the name, the address and the view of every pattern."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            inner = f"{one.namespace}:" if one.namespace else ""
            yield from addresses(one.url_patterns, before + str(one.pattern), space + inner)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name}", before + str(one.pattern), one.callback


def rule_of(name: str, view: Any) -> str:
    """Return the rule of an address; the library's own are for whoever has signed in, but for those named above."""
    told: str = getattr(view, RULE, "")
    if told or not view.__module__.startswith("allauth."):
        return told
    return "open" if name in OPEN_OF_THE_LIBRARY else "signed-in"


def test_every_address_has_a_rule() -> None:
    without = [name for name, _, view in addresses() if not rule_of(name, view)]

    assert without == []


@pytest.mark.parametrize(
    "address",
    sorted(
        {
            address
            for name, address, view in addresses()
            if rule_of(name, view) not in ("open", "secret-address") and "<" not in address
        }
    ),
)
def test_who_has_not_signed_in_is_asked_to(client: Client, address: str) -> None:
    answer = client.get(f"/{address}")

    assert answer.status_code == 302
    assert "?next=" in answer["Location"]


@pytest.mark.parametrize(
    "address",
    [address for name, address, view in addresses() if rule_of(name, view) == "secret-address"],
)
def test_a_secret_address_is_not_found_without_its_secret(client: Client, address: str) -> None:
    answers = [client.get(f"/{address}{key}") for key in ("", "?key=", "?key=guessed")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_nobody_makes_their_own_account(client: Client) -> None:
    assert client.get("/account/signup/").status_code == 404
