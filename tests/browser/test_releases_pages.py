"""Passing something on in a real browser: chosen, seen, sent by two, read and stopped; a report to the court; also without script."""

from typing import Any

import pytest
from django.utils.timezone import localdate

from helhet.access.deciding import Reader
from helhet.parties.models import User
from helhet.record.models import CourtReport, Release
from tests.browser.test_pages import LOOKS, enter, look_at
from tests.browser.test_pages import _demo as _demo
from tests.ledger.cast import member
from tests.ledger.test_court_reports import Court
from tests.ledger.test_releases import World

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def name_of(reader: Reader) -> str:
    return User.objects.get(pk=reader.user).username


def send_to_court(page: Any, world: World, look: Any) -> None:
    """Pass what was said of substance use on to the programme of the court, as a person clicks."""
    page.goto(f"/person/{world.eva.pk}/pass-on/?course={world.course.pk}")
    look(page)
    page.select_option("#id_unit", str(world.units.other_clinic.pk))
    page.check("input[value='court']")
    page.click("main form.form button[type=submit]")
    look(page)
    page.check("input[name=items] >> nth=0")
    page.check("input[value='consent']")
    page.click("button[name=look]")
    look(page)
    page.fill("input[name=previewed_on]", localdate().isoformat())
    page.fill("input[name=consented_on]", localdate().isoformat())
    page.click("button[name=send]")
    page.wait_for_url("**/passed-on/*/")


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_it_is_passed_on_by_two_read_and_stopped(
    opened: Any, language: str, width: int, scheme: str
) -> None:
    world = World()
    second = member(world.units.clinic, "mental-health-clinician")
    page = opened(width, scheme, language)
    enter(page, name_of(world.sender))
    send_to_court(page, world, look_at)
    look_at(page)

    page = opened(width, scheme, language)
    enter(page, second.user.username)
    page.goto("/passed-on/")
    look_at(page)
    page.click("#waiting-head ~ ul a")
    look_at(page)
    page.click("form[action$='/approve/'] button")
    page.wait_for_selector("form[action$='/approve/']", state="detached")

    reading = opened(width, scheme, language)
    enter(reading, name_of(world.officer))
    reading.goto("/passed-on/")
    reading.click("#arrived-head ~ ul a")
    look_at(reading)
    assert reading.locator(".letter .item").count() == 1

    page.click("a[href$='/stop/']")
    look_at(page)
    page.check("input[value='asked']")
    page.click("main form button[type=submit]")
    page.wait_for_selector("a[href$='/stop/']", state="detached")
    assert Release.objects.get().stop.user == second.user_id


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_a_report_to_the_court_is_made_from_the_board(
    opened: Any, language: str, width: int, scheme: str
) -> None:
    court = Court()
    page = opened(width, scheme, language)
    enter(page, name_of(court.officer))

    page.goto("/board/")
    page.click("a[href$='/report/']")
    look_at(page)
    page.fill("textarea[name=own_words]", "<b>Takk</b>")
    page.click("button[name=look]")
    look_at(page)
    page.fill("input[name=previewed_on]", localdate().isoformat())
    page.fill("input[name=consented_on]", localdate().isoformat())
    page.click("button[name=send]")
    page.wait_for_url("**/passed-on/*/")
    look_at(page)

    assert CourtReport.objects.get().number == 1
    assert page.locator(".own-words").inner_text().endswith("<b>Takk</b>")


def test_it_works_without_script(opened: Any) -> None:
    world = World()
    page = opened(360, script=False)
    enter(page, name_of(world.sender))

    send_to_court(page, world, lambda _page: None)

    assert Release.objects.get().needs_second
