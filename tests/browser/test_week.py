"""The tutorial's week, walked as it says: each step works, and its pages have no fault that axe knows of."""

from typing import Any

import pytest
from django.conf import settings
from django.utils.timezone import localdate

from tests.browser.test_pages import enter, look_at
from tests.ledger.cast import cast, member
from tools.week import week

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_the_week_of_the_tutorial(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HAS_OPEN_ACCOUNTS", True)
    staff = member(cast().clinic, "treatment-clinician")
    page = opened(1000, language="en")
    enter(page, staff.user.username)

    seen = {}
    for name in week(page, localdate()):
        look_at(page)
        seen[name] = page.inner_text("main")

    assert "10 working days" in seen["why"]
    assert "too late for this deadline" in seen["too-late"]
    assert "This changes what was read before" in seen["correct"]
    assert "Liv Oppdikta" in seen["person"]
