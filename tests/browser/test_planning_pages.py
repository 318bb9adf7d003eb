"""Appointments, the ward and hand-overs in a real browser: no fault that axe knows of, in each language, width and scheme."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils.timezone import localdate

from tests.browser.test_pages import LOOKS, enter, look_at
from tests.ledger.cast import cast, member, person
from tests.ledger.courses import clinician, day, say
from tests.ledger.test_appointments import appoint, entitled
from tests.ledger.test_handovers import followed
from tests.ledger.test_ward import admitted, ready

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let staff in with one click, as in a demo."""
    monkeypatch.setattr(settings, "HAS_OPEN_ACCOUNTS", True)


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_appointments(opened: Any, language: str, width: int, scheme: str) -> None:
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    reader, today = clinician(units.clinic, localdate()), localdate()
    planned = (today + timedelta(days=1)).isoformat()
    appoint(reader, entitled(reader, person(), today.isoformat()), planned, "09:15", "dr. Berg")
    page = opened(width, scheme, language)

    enter(page, staff.user.username)
    page.goto(f"/appointments/?day={planned}")
    look_at(page)
    page.click(".agenda-day h2 a >> visible=true >> nth=0")
    page.goto(f"/appointments/?day={planned}&view=day")
    assert "Eva Prøve" in page.inner_text("main")
    look_at(page)
    page.goto("/appointments/calendar/")
    page.click('button[value="make"]')
    look_at(page)


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_the_ward_tonight(opened: Any, language: str, width: int, scheme: str) -> None:
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    ready(clinician(units.clinic), person())
    away = admitted(clinician(units.clinic), person("Ola"))
    back_on = {"leave.back-on": day("2026-05-20")}
    say(clinician(units.clinic), away, "2026-05-18 09:00 leave-begun", back_on)
    page = opened(width, scheme, language)

    enter(page, staff.user.username)
    page.goto("/ward/")

    assert "Ola Prøve" in page.inner_text("main")
    look_at(page)


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_handovers(opened: Any, language: str, width: int, scheme: str) -> None:
    units = cast()
    staff = [
        member(units.clinic, "treatment-clinician"),
        member(units.municipality, "municipal-coordinator"),
    ]
    followed(units)
    page = opened(width, scheme, language)

    for one in staff:
        enter(page, one.user.username)
        page.goto("/handovers/")
        look_at(page)
    assert "Eva Prøve" in page.inner_text("main")
