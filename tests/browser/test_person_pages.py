"""A person's page in a real browser: the picture fits and reads, in each language, width and scheme."""

from typing import Any

import pytest
from django.conf import settings

from tests.browser.test_pages import LOOKS, enter, look_at
from tests.ledger.cast import cast, member, person
from tests.ledger.courses import clinician
from tests.ledger.courses import opened as opened_course

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HAS_OPEN_ACCOUNTS", True)


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_the_person_page(opened: Any, language: str, width: int, scheme: str) -> None:
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    eva = person()
    opened_course(clinician(units.clinic), eva, "2026-03-02 referral-received")
    page = opened(width, scheme, language)
    enter(page, staff.user.username)

    page.goto(f"/person/{eva.pk}/?span=whole")

    assert page.locator(".way-picture[role=group]:visible").count() == 1
    look_at(page)
    for summary in page.locator("details > summary").all():
        summary.click()
    look_at(page)
    page.locator("a.lane:visible").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/course/**")
    page.click(f'main a[href="/person/{eva.pk}/"]')
    page.wait_for_url("**/person/**")
