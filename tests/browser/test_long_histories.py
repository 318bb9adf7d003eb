"""A long history in a real browser: folded on a phone, whole on a desk and on paper."""

from typing import Any

import pytest
from django.conf import settings
from django.utils.timezone import localdate

from tests.browser.test_pages import enter, look_at
from tests.ledger.cast import cast, member, person
from tests.ledger.courses import clinician, say
from tests.ledger.courses import opened as begun

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let staff in with one click, as in a demo."""
    monkeypatch.setattr(settings, "HAS_OPEN_ACCOUNTS", True)


def test_a_long_history_is_folded_on_a_phone_and_nowhere_else(opened: Any) -> None:
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    reader = clinician(units.clinic, localdate())
    course = begun(reader, person())
    for _nth in range(12):
        say(reader, course, "2026-05-06 no-show")
    page = opened(360, "light", "en")
    enter(page, staff.user.username)
    page.goto(f"/course/{course.pk}/")
    oldest = page.locator(".earlier li").last

    oldest.wait_for(state="hidden")
    page.click("text=5 entries before these")
    oldest.wait_for()
    look_at(page)
    page.click("text=5 entries before these")
    oldest.wait_for(state="hidden")
    page.emulate_media(media="print")
    oldest.wait_for()
    page.emulate_media(media="screen")
    oldest.wait_for(state="hidden")
    page.set_viewport_size({"width": 1280, "height": 900})
    oldest.wait_for()
