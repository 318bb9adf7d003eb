"""The week of docs/tutorials/a-week.md, walked in a browser: the tutorial's pictures are of it, and a test holds its steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from playwright.sync_api import Page

NAMES = {"given_name": "Liv", "family_name": "Oppdikta", "born_on": "1989-05-11"}


def week(page: Page, today: date) -> Iterator[str]:
    """Do what the tutorial does, signed in; yield what each part is called when its page stands there."""
    monday = today - timedelta(days=today.weekday() + 7)
    page.goto("/worklist/")
    yield "worklist"
    yield from _refer(page, monday)
    yield from _decide(page, today, monday)
    yield from _appoint(page, today, monday)
    yield from _mend(page, today)
    yield from _look(page)


def _refer(page: Page, monday: date) -> Iterator[str]:
    page.goto("/begin/")
    page.click('button[formaction="/begin/tsb/referral-received/"]')
    for name, value in NAMES.items():
        page.fill(f'input[name="{name}"]', value)
    page.fill('input[name="happened_on"]', monday.isoformat())
    _send(page)
    page.locator("details.why summary").first.click()
    yield "why"


def _decide(page: Page, today: date, monday: date) -> Iterator[str]:
    _open(page, "right-decided", monday + timedelta(days=1))
    page.check('input[name="outcome"][value="granted"]')
    page.fill('input[name="right.start-by"]', (today + timedelta(days=21)).isoformat())
    yield "right"
    _send(page)
    _open(page, "notice-sent", monday + timedelta(days=2))
    _send(page)


def _appoint(page: Page, today: date, monday: date) -> Iterator[str]:
    _open(page, "appointment-set", monday + timedelta(days=3))
    page.fill('input[name="appointment.planned-on"]', (today + timedelta(days=28)).isoformat())
    _send(page)
    page.goto("/worklist/?when=later")
    page.locator(".owed > ul > li", has_text="Liv Oppdikta").get_by_text("I take it").click()
    page.goto("/worklist/?whose=mine&when=later")
    page.locator(".owed > ul > li", has_text="Liv Oppdikta").scroll_into_view_if_needed()
    yield "too-late"


def _mend(page: Page, today: date) -> Iterator[str]:
    page.locator(".owed > ul > li", has_text="Liv Oppdikta").locator("a.which").click()
    page.locator(".history > li", has_text="Appointment set").get_by_text("Correct").click()
    page.fill('input[name="appointment.planned-on"]', (today + timedelta(days=14)).isoformat())
    _send(page)
    yield "correct"
    if "/correct/" in page.url:
        _send(page)


def _look(page: Page) -> Iterator[str]:
    page.get_by_text("All about this person").click()
    yield "person"
    page.goto("/appointments/")
    yield "appointments"


def _open(page: Page, event: str, day: date) -> None:
    link = f'a[href$="/record/{event}/"]'
    if not page.locator(link).first.is_visible():
        page.locator("main details", has=page.locator(link)).locator("summary").click()
    page.locator(link).first.click()
    page.fill('input[name="happened_on"]', day.isoformat())


def _send(page: Page) -> None:
    page.locator('main form.form button[type="submit"]').last.click()
    page.wait_for_load_state()
