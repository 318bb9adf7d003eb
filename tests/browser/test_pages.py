"""Each page in a real browser: no fault that axe knows of, no sideways scrolling, in each language, width and scheme."""

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils.timezone import localdate
from playwright.sync_api import Page

from tests.ledger.cast import cast, member, person
from tests.ledger.courses import clinician
from tests.ledger.courses import opened as opened_course

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LOOKS = [("nb", 360, "light"), ("nn", 360, "dark"), ("en", 1280, "light"), ("nb", 1280, "dark")]


@pytest.fixture(autouse=True)
def _demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let staff in with one click, as in a demo."""
    monkeypatch.setattr(settings, "HAS_OPEN_ACCOUNTS", True)


def look_at(page: Page) -> None:
    """Hold a page against what axe knows of WCAG 2.1 AA, and against its own width, once it is all there."""
    page.wait_for_load_state()
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
    )
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def enter(page: Page, username: str) -> None:
    page.goto("/demo/")
    page.click(f'button[value="{username}"]')


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_pages_of_signing_in(opened: Any, language: str, width: int, scheme: str) -> None:
    member(cast().clinic, "treatment-clinician")
    page = opened(width, scheme, language)

    for address in ("/account/login/", "/demo/", "/nothing-here/"):
        page.goto(address)
        look_at(page)


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_the_worklist(opened: Any, language: str, width: int, scheme: str) -> None:
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    opened_course(clinician(units.clinic), person())
    page = opened(width, scheme, language)

    enter(page, staff.user.username)

    assert page.url.endswith("/worklist/")
    assert "Eva Prøve" in page.inner_text("main")
    look_at(page)
    page.click("a.which >> nth=0")
    page.click("details summary >> nth=0")
    look_at(page)
    page.click(".acts a >> visible=true >> nth=0")
    look_at(page)
    page.click('form.form button[type="submit"]')
    page.goto("/role/")
    look_at(page)


def test_all_works_without_script(opened: Any) -> None:
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    opened_course(clinician(units.clinic), person())
    page = opened(360, script=False)

    enter(page, staff.user.username)
    page.click('button[value="nn"]')
    page.click("text=Logg ut")

    assert page.url.endswith(("/demo/", "/account/login/"))


def test_the_worklist_is_walked_by_keys(opened: Any) -> None:
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    for name, day in (("Eva", "2026-04-01"), ("Ola", "2026-05-04"), ("Kari", "2026-05-11")):
        opened_course(clinician(units.clinic), person(name), f"{day} referral-received")
    page = opened()
    enter(page, staff.user.username)

    page.focus("a.whose >> nth=0")
    for key in ("ArrowDown", "j", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)

    names = page.locator("a.whose").all_inner_texts()
    assert page.evaluate("document.activeElement.innerText") == names[1]
    page.keyboard.press("Enter")
    page.wait_for_url("**/person/**")


def test_a_course_is_taken_in_hand_and_a_deadline_set_aside_without_script(opened: Any) -> None:
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    opened_course(clinician(units.clinic), person(), "2026-05-04 referral-received")
    page = opened(360, script=False, language="en")
    enter(page, staff.user.username)

    page.click("text=I take it")
    page.click("text=Mine")
    assert "Eva Prøve" in page.inner_text("main")
    page.click("text=Arrange")
    page.check('input[name="which"] >> nth=0')
    page.fill('input[name="until"]', tomorrow())
    page.check('input[name="why"][value="answer"]')
    page.click('form:has(input[value="aside"]) button')
    page.click('.chips >> text="Set aside"')

    assert "We wait for an answer" in page.inner_text("main")


def tomorrow() -> str:
    return str(localdate() + timedelta(days=1))


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_tasks_and_how_the_work_is_arranged(
    opened: Any, language: str, width: int, scheme: str
) -> None:
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    course = opened_course(clinician(units.clinic), person())
    page = opened(width, scheme, language)
    enter(page, staff.user.username)

    page.goto("/tasks/")
    look_at(page)
    page.goto("/tasks/new/")
    look_at(page)
    page.fill("textarea", "Bestille nye nøkler")
    page.click('form.form button[type="submit"]')
    look_at(page)
    page.goto(f"/course/{course.pk}/arrange/")
    look_at(page)


def test_the_way_one_is_on_is_in_view_on_a_phone(opened: Any) -> None:
    page = opened(360)
    enter(page, member(cast().clinic, "treatment-clinician").user.username)

    page.goto("/handovers/")
    way, bar = (
        page.locator(at).bounding_box() for at in (".top nav [aria-current]", ".top nav ul")
    )

    assert bar["x"] <= way["x"]
    assert way["x"] + way["width"] <= bar["x"] + bar["width"]
