"""Somebody whom a unit calls by a name alone, in a real browser: taken in, asked about, and found."""

from typing import Any

import pytest

from tests.browser.test_pages import LOOKS, enter, look_at
from tests.browser.test_pages import _demo as _demo
from tests.ledger.cast import cast, member

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BEGIN = "/begin/street-hospital/application-received/"


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_somebody_is_taken_in_by_an_alias_and_found(
    opened: Any, language: str, width: int, scheme: str
) -> None:
    staff = member(cast().clinic, "treatment-clinician")
    page = opened(width, scheme, language)
    enter(page, staff.user.username)

    page.goto("/begin/")
    page.click(f'button[formaction="{BEGIN}"]')
    page.fill("#id_called", "Kalle")
    look_at(page)
    page.click("main .buttons button")
    assert "Kalle (alias)" in page.inner_text("h1")

    page.goto(BEGIN)
    page.fill("#id_called", "Kalle")
    page.click("main .buttons button")
    assert page.locator("#id_is_same").count() == 1
    look_at(page)

    page.goto("/find/")
    page.fill("#id_called", "Kallle")
    page.press("#id_called", "Enter")
    look_at(page)
    page.click(".people a >> nth=0")
    assert "Kalle (alias)" in page.inner_text("h1")
    look_at(page)
    page.click("a[href$='/name/']")
    page.fill("#id_called", "Lange")
    look_at(page)
    page.click("main .buttons button")
    assert "Lange (alias)" in page.inner_text("h1")
