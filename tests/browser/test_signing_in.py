"""Signing in as a person does it, in a real browser: what was typed comes back."""

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.browser.test_pages import _demo as _demo
from tests.browser.test_pages import enter, look_at
from tests.ledger.cast import cast, member, person
from tests.ledger.courses import clinician
from tests.ledger.courses import opened as opened_course

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def typed_form(page: Page, username: str) -> None:
    """Enter, open the form of an assessment, and type into it."""
    enter(page, username)
    page.click("text=Eva Prøve >> nth=0")
    page.goto(f"{page.url}record/suicide-risk-assessed/")
    page.check('[name="outcome"] >> nth=0')
    page.fill('[name="suicide-risk.assessment"]', "Vi snakket lenge.")


@pytest.mark.parametrize("script", [True, False])
def test_a_session_that_ends_in_the_middle_of_a_form(
    opened: Any, monkeypatch: pytest.MonkeyPatch, script: bool
) -> None:
    monkeypatch.setattr(settings, "LOGIN_URL", "signin:demo")
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    opened_course(clinician(units.clinic), person())
    page = opened(360, script=script)
    typed_form(page, staff.user.username)
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
