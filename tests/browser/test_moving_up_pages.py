"""Moving up from an alias to a name, in a real browser: by thumb on a phone, looked through, changed, done, and seen on both sides."""

from typing import Any

import pytest

from helhet.access.readers import staff_reader
from tests.browser.test_pages import LOOKS, enter, look_at
from tests.browser.test_pages import _demo as _demo
from tests.ledger.cast import TODAY, cast, member
from tests.ledger.test_moving_up import NUMBER, in_ward

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_somebody_moves_up_to_a_name(opened: Any, language: str, width: int, scheme: str) -> None:
    staff = member(cast().ward, "treatment-clinician")
    stay = in_ward(staff_reader(staff, TODAY))
    page = opened(width, scheme, language)
    enter(page, staff.user.username)

    page.goto(f"/course/{stay.pk}/")
    page.locator("details:has(a[href$='/move-up/name-agreed/']) summary").first.click()
    look_at(page)
    page.click("a[href$='/move-up/name-agreed/']")
    look_at(page)
    page.click("a[href$='/tsb/referral-received/']")
    look_at(page)
    page.fill("[name='consent-by-name.passed-on']", "Hilsen til dagsenteret")
    page.fill("#id_number", NUMBER)
    page.fill("#id_given_name", "Kari")
    page.click("main .buttons button")
    look_at(page)
    page.click("button[name='edit']")
    assert page.input_value("#id_given_name") == "Kari"
    page.fill("#id_family_name", "Prøve")
    page.click("main .buttons button")
    page.click("button[name='do']")
    assert "Kari Prøve" in page.inner_text("h1")
    look_at(page)
    page.click(".ds-alert a[href*='/person/']")
    assert "Kalle (alias)" in page.inner_text("h1")
    assert "Kari Prøve" in page.inner_text("main .ds-alert")
    look_at(page)
