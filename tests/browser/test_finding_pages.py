"""Finding and taking somebody in, in a real browser: in each language, width and scheme."""

from datetime import date
from typing import Any

import pytest

from tests.browser.test_pages import LOOKS, enter, look_at
from tests.browser.test_pages import _demo as _demo
from tests.ledger.cast import cast, member, person, tie

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_somebody_is_found(opened: Any, language: str, width: int, scheme: str) -> None:
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    tie(person(born_on=date(1990, 1, 1)), units.clinic)
    page = opened(width, scheme, language)
    enter(page, staff.user.username)

    if width < 1000:
        page.click(".find-way")
        look_at(page)
        page.fill("#id_who", "Eva Prøve 10.1.1990")
        page.press("#id_who", "Enter")
    else:
        page.fill(".find-bar [name=who]", "Eva Prøve 1.1.1990")
        page.press(".find-bar [name=who]", "Enter")

    assert "Eva Prøve" in page.inner_text(".people")
    assert page.url.endswith("/find/")
    look_at(page)
    page.fill("#id_who", "Nobody 10.1.1990")
    page.click("main button")
    look_at(page)


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_somebody_new_is_taken_in(opened: Any, language: str, width: int, scheme: str) -> None:
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    tie(person(born_on=date(1990, 1, 1)), units.clinic)
    page = opened(width, scheme, language)
    enter(page, staff.user.username)

    page.goto("/begin/")
    look_at(page)
    page.click('button[formaction*="/begin/tsb/acute-admitted/"]')
    page.fill("#id_given_name", "Eve")
    page.fill("#id_family_name", "Prøve")
    page.fill("#id_born_on", "1990-01-01")
    look_at(page)
    page.click("main .buttons button")
    look_at(page)
    page.check("#id_is_another")
    page.click("main .buttons button")

    assert "/course/" in page.url
    assert "Eve Prøve" in page.inner_text("h1")


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_the_pathways(opened: Any, language: str, width: int, scheme: str) -> None:
    staff = member(cast().clinic, "analyst")
    page = opened(width, scheme, language)
    enter(page, staff.user.username)

    page.goto("/pathways/")
    look_at(page)
    page.click('a[href="/pathways/oat/"]')
    page.click("details summary >> nth=0")
    look_at(page)
    assert page.evaluate("document.querySelector('.drawing img').naturalWidth") > 0
    page.click(".way-head a")
    assert page.url.endswith(".svg")


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_units_and_people(opened: Any, language: str, width: int, scheme: str) -> None:
    units = cast()
    staff = member(units.clinic, "unit-leader")
    member(units.ward, "treatment-clinician")
    page = opened(width, scheme, language)
    enter(page, staff.user.username)

    page.goto("/units/")
    look_at(page)
    page.click('a[href="/units/nordvik-ward/"]')
    page.click("main p a.ds-button")
    look_at(page)
    page.fill("#id_username", "kari")
    page.check('input[name="is_new"][value="yes"]')
    page.fill("#id_name", "Kari Nordmann")
    page.click("main .buttons button")

    assert page.url.endswith("/units/nordvik-ward/")
    look_at(page)
    page.click(".people form button")
    assert "/welcome/" in page.inner_text(".link-shown")
    look_at(page)


def test_somebody_is_found_and_taken_in_without_script(opened: Any) -> None:
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    tie(person(born_on=date(1990, 1, 1)), units.clinic)
    page = opened(360, script=False)
    enter(page, staff.user.username)

    page.click(".find-way")
    page.fill("#id_who", "Eva 1.1.1990")
    page.click("main form.find button")
    page.click(".people a.ds-button")
    page.click('a[href*="/begin/tsb/acute-admitted/"]')
    page.click("main .buttons button")

    assert "/course/" in page.url
