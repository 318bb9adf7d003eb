"""Signing in as a person does it, in a real browser: what was typed comes back."""

from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from playwright.sync_api import Page

from helhet.parties.models import User
from helhet.signin.invitation import invitation
from tests.browser.test_pages import LOOKS, enter, look_at
from tests.browser.test_pages import _demo as _demo
from tests.ledger.cast import cast, member, person
from tests.ledger.courses import clinician
from tests.ledger.courses import opened as opened_course

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ACCOUNT = ("2fa/", "2fa/webauthn/", "sessions/", "logout/", "inactive/")


def typed_form(page: Page, username: str, course: UUID) -> None:
    """Enter, open the form of an assessment, and type into it."""
    enter(page, username)
    page.goto(f"/course/{course}/record/suicide-risk-assessed/")
    page.check('[name="outcome"] >> nth=0')
    page.fill('[name="suicide-risk.assessment"]', "Vi snakket lenge.")


@pytest.mark.parametrize("script", [True, False])
def test_a_session_that_ends_in_the_middle_of_a_form(
    opened: Any, monkeypatch: pytest.MonkeyPatch, script: bool
) -> None:
    monkeypatch.setattr(settings, "LOGIN_URL", "signin:demo")
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    course = opened_course(clinician(units.clinic), person()).pk
    page = opened(360, script=script)
    typed_form(page, staff.user.username, course)
    form = page.url
    kept = [one for one in page.context.cookies() if one["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(kept)

    page.click('form.form button[type="submit"]')
    page.wait_for_url(lambda url: "/demo/?next=" in url)
    assert "Det du skrev, er tatt vare på" in page.inner_text("main")
    page.click(f'button[value="{staff.user.username}"]')

    page.wait_for_url(form)
    assert page.input_value('[name="suicide-risk.assessment"]') == "Vi snakket lenge."
    if script:
        look_at(page)


def sign_in(page: Page, user: User) -> None:
    """Sign in with a password; the browser has a key of its own, as a phone or a machine has."""
    user.set_password("quite a long one 7")
    user.save()
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/account/login/")
    page.fill('[name="login"]', user.username)
    page.fill('[name="password"]', "quite a long one 7")
    page.click("text=Logg inn med passord")


def test_a_passkey_is_the_second_step_and_then_all_that_is_needed(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HAS_OPEN_ACCOUNTS", False)
    page = opened(1280)
    sign_in(page, member(cast().clinic, "treatment-clinician").user)

    page.wait_for_url("**/account/2fa/**")
    look_at(page)
    page.click("text=Legg til en passnøkkel")
    page.check('[name="passwordless"]')
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    look_at(page)
    page.click("text=Gå videre til arbeidet")
    page.wait_for_url("**/worklist/")
    page.click("text=Logg ut")
    page.click("text=Bruk en passnøkkel")

    page.wait_for_url("**/worklist/")


@pytest.mark.parametrize(("language", "width", "scheme"), [LOOKS[1], LOOKS[2]])
def test_the_pages_of_an_account(opened: Any, language: str, width: int, scheme: str) -> None:
    staff = member(cast().clinic, "treatment-clinician")
    page = opened(width, scheme, language)
    enter(page, staff.user.username)

    for address in ACCOUNT:
        page.goto(f"/account/{address}")
        look_at(page)
    page.goto(invitation(staff.user))
    look_at(page)
