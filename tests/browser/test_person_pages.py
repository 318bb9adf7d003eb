"""A person's page in a real browser: the picture fits and reads, in each language, width and scheme."""

from typing import Any

import pytest
from django.conf import settings

from helhet.record.queries.person import look_at_person
from tests.browser.test_pages import LOOKS, enter, look_at
from tests.ledger.cast import cast, member, person
from tests.ledger.courses import NOON, clinician
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


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_the_pages_of_who_has_read(opened: Any, language: str, width: int, scheme: str) -> None:
    units = cast()
    leader = member(units.clinic, "unit-leader")
    eva = person()
    reader = clinician(units.clinic)
    opened_course(reader, eva)
    look_at_person(reader, eva.pk, NOON)
    page = opened(width, scheme, language)
    enter(page, leader.user.username)

    page.click('nav a[href="/review/"]')
    look_at(page)
    page.click(".review-table a >> nth=0")
    look_at(page)
    page.select_option('select[name="kind"]', "sample")
    page.click('.review-filter button[type="submit"]')
    page.goto("/review/rows/")
    page.click("text=Eva Prøve >> nth=0")
    page.wait_for_url("**/read/")
    look_at(page)
