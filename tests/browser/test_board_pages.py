"""Boards in a real browser: the coordinator's people, the court's phases, who is at the reception centre, who gets substitution treatment."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from helhet.access.readers import staff_reader
from helhet.parties.models import Membership, Unit
from tests.browser.test_pages import LOOKS, enter, look_at
from tests.browser.test_pages import _demo as _demo
from tests.ledger.cast import cast, member, person
from tests.ledger.courses import opened as opened_course
from tests.ledger.courses import say

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BOARDS = [
    ("municipal-coordinator", "municipality", "municipal-follow-up", "2026-05-04 asked"),
    ("court-officer", "municipality", "court-programme", "2026-05-04 programme-asked"),
    ("treatment-clinician", "ward", "reception-centre", "2026-05-04 came-in"),
    ("treatment-clinician", "clinic", "oat", "2026-05-04 referral-received"),
]


def somebody(role: str, where: str, pathway: str, begun: str) -> Membership:
    """Return staff whose board has two persons on it."""
    staff = member(getattr(cast(), where), role)
    reader = staff_reader(staff, date(2026, 5, 11))
    for name in ("Eva", "Kari"):
        opened_course(reader, person(name), begun, pathway)
    return staff


@pytest.mark.parametrize(
    ("language", "width", "scheme", "role", "where", "pathway", "begun"),
    [(*look, *board) for board in BOARDS[:2] for look in LOOKS]
    + [(*look, *board) for look, board in zip(LOOKS[1:3], BOARDS[2:], strict=True)],
)
def test_a_board_holds_in_every_look_and_leads_on(
    opened: Any, language: str, width: int, scheme: str, role: str, where: str, pathway: str, begun: str
) -> None:  # fmt: skip
    staff = somebody(role, where, pathway, begun)
    page = opened(width, scheme, language)
    enter(page, staff.user.username)
    page.goto(f"/board/?pathway={pathway}")

    assert {"Eva Prøve", "Kari Prøve"} <= {*page.locator(".board a.whose").all_inner_texts()}
    look_at(page)
    page.click(".board a.whose >> nth=0")
    page.wait_for_url("**/course/**")
    look_at(page)


def test_a_coordinator_sees_what_is_missing_and_writes_it_without_script(opened: Any) -> None:
    staff = somebody("municipal-coordinator", "municipality", "municipal-follow-up", "2026-05-04 asked")  # fmt: skip
    reader = staff_reader(staff, date(2026, 5, 11))
    followed = opened_course(reader, person("Ola"), "2026-05-04 asked", "municipal-follow-up")
    say(reader, followed, "2026-05-05 handover-answered.accepted")
    page = opened(360, script=False, language="en")
    enter(page, staff.user.username)
    page.goto("/board/")

    assert "Still open" in page.inner_text("main")
    card = page.locator(".board li.owing", has_text="Ola Prøve")
    assert card.locator("details li").count() > 3
    card.locator(".acts a").click()
    look_at_the_form(page)


def test_the_court_s_board_is_walked_by_keys_alone(opened: Any) -> None:
    staff = somebody("court-officer", "municipality", "court-programme", "2026-05-04 programme-asked")  # fmt: skip
    page = opened(language="nn")
    enter(page, staff.user.username)
    page.goto("/board/")

    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.board a.whose')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/course/**")
    look_at(page)


def test_a_stranger_s_board_is_empty(opened: Any) -> None:
    somebody("court-officer", "municipality", "court-programme", "2026-05-04 programme-asked")
    stranger = member(Unit.objects.get(code="nordvik"), "court-officer")
    page = opened(360)
    enter(page, stranger.user.username)
    page.goto("/board/?pathway=court-programme")

    assert page.locator(".board").count() == 0
    assert "Prøve" not in page.inner_text("main")


def look_at_the_form(page: Page) -> None:
    assert page.locator("form.form").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
