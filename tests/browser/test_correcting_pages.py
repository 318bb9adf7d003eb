"""Correcting and taking back in a real browser: no fault that axe knows of, in each language, width and scheme; also without script."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings

from helhet.record.doors.recording import record
from helhet.record.models import Course
from tests.browser.test_pages import LOOKS, enter, look_at
from tests.ledger.cast import cast, member, person
from tests.ledger.courses import clinician, day, told
from tests.ledger.courses import opened as opened_course

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let staff in with one click, as in a demo."""
    monkeypatch.setattr(settings, "HAS_OPEN_ACCOUNTS", True)


def granted() -> tuple[Course, str]:
    """Return a course in which a right was granted, and who works there."""
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    reader = clinician(units.clinic)
    course = opened_course(reader, person())
    entry = told("2026-05-08 right-decided.granted", {"right.start-by": day("2026-06-30")})
    record(reader, course.pk, entry, version=2, now=datetime.now(UTC))
    return course, staff.user.username


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_an_entry_is_corrected_and_the_correction_undone(
    opened: Any, language: str, width: int, scheme: str
) -> None:
    course, username = granted()
    page = opened(width, scheme, language)
    enter(page, username)

    page.goto(f"/course/{course.pk}/entry/3/correct/")
    page.fill('[name="happened_on"]', "2026-05-07")
    page.fill('[name="right.start-by"]', "2026-06-15")
    page.click('form.form button[type="submit"]')
    look_at(page)
    page.click('form.form button[type="submit"]')
    page.click(".history details summary")
    look_at(page)
    page.click('.history a[href$="/entry/4/take-back/"]')
    look_at(page)
    page.click('form.form button[type="submit"]')

    course.refresh_from_db()
    assert course.version == 5
    look_at(page)


def test_another_language_takes_along_what_was_typed_and_not_sent(opened: Any) -> None:
    course, username = granted()
    page = opened()
    enter(page, username)
    page.goto(f"/course/{course.pk}/record/suicide-risk-assessed/")
    page.fill("main textarea >> nth=0", "Talked for long about the night.")

    page.click('.languages [value="nn"]')

    assert page.locator("html").get_attribute("lang") == "nn"
    assert page.input_value("main textarea >> nth=0") == "Talked for long about the night."
    look_at(page)
    course.refresh_from_db()
    assert course.version == 3


def test_what_is_wrong_has_the_focus_and_leads_to_its_field_without_script(opened: Any) -> None:
    course, username = granted()
    page = opened(360, script=False)
    enter(page, username)
    page.goto(f"/course/{course.pk}/record/no-show/")
    page.fill('[name="happened_on"]', "2099-05-07")

    page.click('form.form button[type="submit"]')

    assert page.locator("ds-error-summary:focus").count() == 1
    assert page.locator('[name="happened_on"]').get_attribute("aria-invalid") == "true"
    page.click("ds-error-summary a")
    assert page.url.endswith("#id_happened_on")


def test_an_entry_is_written_and_undone_by_keyboard_alone(opened: Any) -> None:
    course, username = granted()
    page = opened()
    enter(page, username)
    page.goto(f"/course/{course.pk}/record/no-show/")

    page.focus('[name="happened_on"]')
    page.focus('form.form button[type="submit"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/course/{course.pk}/")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.href || ''").endswith("/entry/4/take-back/"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/take-back/")
    page.focus('form.form button[type="submit"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/course/{course.pk}/")

    course.refresh_from_db()
    assert course.version == 5
