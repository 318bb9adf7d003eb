"""What stands around every page: its languages, its headers, its faults."""

import re

import pytest
from django.conf import settings
from django.test import Client

from helhet.signin.accounts import EACH, demo_accounts
from helhet.site.statics import version
from tests.ledger.cast import cast, member, unit
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db


def test_a_page_lets_in_no_code_of_strangers(client: Client) -> None:
    answer = client.get("/account/login/")

    policy = dict(
        one.strip().partition(" ")[::2] for one in answer["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert not re.search(
        r"<script(?![^>]*(src=|application/json))|<style|\son\w+=|\sstyle=", answer.content.decode()
    )


@pytest.mark.parametrize(
    ("language", "words"), [("nb", "Logg inn"), ("nn", "Logg inn"), ("en", "Sign in")]
)
def test_a_page_speaks_the_language_of_the_browser(
    client: Client, language: str, words: str
) -> None:
    page = client.get("/account/login/", headers={"accept-language": language}).content.decode()

    assert f'<html lang="{language}"' in page
    assert words in page


def test_a_language_that_is_chosen_stays_and_leads_back(client: Client) -> None:
    answer = client.post("/language/", {"language": "nn", "next": "/account/login/"})

    assert answer["Location"] == "/account/login/"
    assert '<html lang="nn"' in client.get("/account/login/").content.decode()
    away = client.post("/language/", {"language": "nn", "next": "https://elsewhere.example/"})
    assert away["Location"] == "/"


def test_what_a_browser_keeps_is_never_stale(client: Client) -> None:
    answer = client.get(f"{settings.STATIC_URL}web/helhet.css")

    assert version() in settings.STATIC_URL
    assert "immutable" in answer["Cache-Control"]
    answer.close()
    assert client.get("/static/web/helhet.css").status_code == 404


def test_an_installation_says_that_it_answers(client: Client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ready\n")


def test_an_address_that_is_none_says_so_in_the_readers_language() -> None:
    client = client_of(member(cast().clinic, "treatment-clinician"), "nn")

    answer = client.get("/nothing-here/")

    assert answer.status_code == 404
    assert "Finst ikkje" in answer.content.decode()


def test_a_form_from_elsewhere_is_refused_and_told_why() -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})

    answer = client.post("/language/", {"language": "nn"})

    assert answer.status_code == 403
    assert "nothing was saved" in answer.content.decode()


def test_nobody_is_let_in_by_a_click_where_no_demo_was_made(client: Client) -> None:
    staff = member(cast().clinic, "treatment-clinician")

    assert settings.DEMO
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/enter/", {"username": staff.user.username}).status_code == 404


def test_a_demo_offers_somebody_in_each_kind_of_work() -> None:
    units = cast()
    for nth in range(12):
        one = unit(f"unit-{nth}", "team", units.trust)
        one.offers = ["tsb"] if nth < 10 else ["oat"] if nth == 10 else ["acute", "detox"]
        one.save()
        member(one, "treatment-clinician")

    ((_, accounts),) = demo_accounts()

    assert len(accounts) == EACH
    assert {"unit-0", "unit-10", "unit-11"} <= {one.unit for one in accounts}


def test_a_demo_lets_in_by_a_click_and_offers_each_role(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HAS_OPEN_ACCOUNTS", True)
    units = cast()
    staff, gone = member(units.clinic, "treatment-clinician"), member(units.ward, "unit-leader")
    gone.user.is_active = False
    gone.user.save()

    page = client.get("/demo/").content.decode()

    assert staff.user.username in page
    assert gone.user.username not in page
    assert client.post("/demo/enter/", {"username": gone.user.username}).status_code == 404
    assert client.post("/demo/enter/", {"username": staff.user.username})["Location"] == "/"
    assert client.get("/worklist/").status_code == 200


def test_a_password_alone_opens_nobodys_record(client: Client) -> None:
    staff = member(cast().clinic, "treatment-clinician")
    client.force_login(staff.user, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get("/worklist/")["Location"] == "/account/2fa/?next=/worklist/"


def test_whoever_signs_out_leaves_nothing_behind_that_back_would_show() -> None:
    answer = client_of(member(cast().clinic, "treatment-clinician")).get("/worklist/")

    assert {"no-store", "private"} <= set(answer["Cache-Control"].replace(",", " ").split())
    assert "Cookie" in answer["Vary"]
