"""The work outside, in a real browser: a contact in three taps and well under fifteen seconds, with a phone in one hand."""

from datetime import date
from time import monotonic
from typing import Any

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page

from helhet.access.readers import staff_reader
from helhet.ledgers import stock
from helhet.ledgers.models import Contact, Movement, Trip
from helhet.ledgers.stock import Batch
from helhet.record.doors.recording import open_course
from helhet.record.models import Course
from helhet.record.telling import Told
from tests.browser.test_pages import LOOKS, enter, look_at
from tests.browser.test_pages import _demo as _demo
from tests.ledger.cast import cast, member, person

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
END = date(2099, 5, 1)
ENOUGH = 15.0
"""Seconds that a contact may take (the promise is to somebody with cold fingers; a browser that is driven has none)."""


def tap(page: Page, field: str, value: str) -> None:
    page.click(f'.taps label:has(input[name="{field}"][value="{value}"])')


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_contact_is_three_taps_the_next_one_two(
    opened: Any, language: str, width: int, scheme: str
) -> None:
    staff = member(cast().ward, "outreach-worker")
    page = opened(width, scheme, language)
    enter(page, staff.user.username)
    page.goto("/outreach/")
    look_at(page)

    began = monotonic()
    tap(page, "kind", "street")
    tap(page, "place", "park")
    page.click(".taps .buttons button")
    page.wait_for_selector(".counted")
    took = monotonic() - began
    look_at(page)
    tap(page, "needs", "wound")
    page.click(".taps .buttons button")
    page.wait_for_selector(".counted")

    assert took < ENOUGH
    assert [(one.kind, one.place) for one in Contact.objects.all()] == [("street", "park")] * 2
    assert sorted(Contact.objects.values_list("needs", flat=True)) == [[], ["wound"]]

    page.click(".counted button")
    page.wait_for_selector("text=/./")
    assert sum(Contact.objects.values_list("people", flat=True)) == 1


def test_without_script_kits_are_received_handed_out_and_counted(opened: Any) -> None:
    staff = member(cast().ward, "outreach-worker")
    page = opened(360, "light", "nb", script=False)
    enter(page, staff.user.username)
    page.goto("/outreach/kits/")
    page.check('input[name="why"][value="received"]')
    page.fill("#id_batch", "LOT-7")
    page.fill("#id_expires_on", "2099-05-01")
    page.fill("#id_kits", "3")
    page.click("main .buttons button")
    look_at_the_shelf = page.inner_text("main table")
    assert "LOT-7" in look_at_the_shelf

    page.goto("/outreach/")
    page.check('input[name="kind"][value="street"]')
    page.check('input[name="place"][value="street"]')
    page.check('input[name="batch"][value="nasal-spray 2099-05-01 LOT-7"]')
    page.click(".taps .buttons button")

    assert sum(Movement.objects.values_list("kits", flat=True)) == 2
    assert Contact.objects.get().needs == ["naloxone"]
    page.goto("/outreach/week/")
    assert page.locator("main table").count() >= 1


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_week_board_and_gallery_hold_in_every_look(
    opened: Any, language: str, width: int, scheme: str
) -> None:
    staff = member(cast().ward, "outreach-worker")
    page = opened(width, scheme, language)
    enter(page, staff.user.username)

    for address in ("/outreach/week/", "/outreach/kits/", "/board/", "/pathways/together/"):
        page.goto(address)
        look_at(page)


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_journey_is_counted_in_four_taps(
    opened: Any, language: str, width: int, scheme: str
) -> None:
    ward = cast().ward
    ward.offers = ["transport"]
    ward.save()
    page = opened(width, scheme, language)
    enter(page, member(ward, "treatment-clinician").user.username)
    page.goto("/outreach/journeys/")
    look_at(page)

    for name, chosen in (("way", "ambulance"), ("company", "police"), ("wait", "hour")):
        tap(page, name, chosen)
    page.click(".taps .buttons button")

    page.wait_for_selector(".counted")
    look_at(page)
    assert Trip.objects.get().wait == "hour"


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_kit_of_somebody_is_taken_from_the_shelf_and_put_back(
    opened: Any, language: str, width: int, scheme: str
) -> None:
    staff = member(cast().ward, "outreach-worker")
    reader = staff_reader(staff, localdate())
    for batch in (Batch("nasal-spray", "LOT-7", END), Batch("injection", "LOT-9", END)):
        stock.move(reader, batch, Movement.Why.RECEIVED, 3)
    met = Told(localdate(), "person-met")
    course = open_course(reader, person().subject, "naloxone", met).course
    page = opened(width, scheme, language)
    enter(page, staff.user.username)
    page.goto(f"/course/{course}/record/kit-handed-out/")
    look_at(page)

    page.fill('[name="kit.no"]', "A1")
    page.check('input[name="shelf"][value*="LOT-7"]')
    page.click("form.form .buttons button")
    page.goto(f"/course/{course}/entry/{Course.objects.get(pk=course).version}/take-back/")
    look_at(page)
    assert [one.kits for one in stock.shelves(reader)] == [3, 2]
    page.click("form.form .buttons button")
    page.wait_for_url("**/course/*/")

    assert [one.kits for one in stock.shelves(reader)] == [3, 3]
