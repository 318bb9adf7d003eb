"""What docs/how-to/pass-on-and-report-to-the-court.md shows, walked in a browser: something passed on, and a report to the court."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

OWN_WORDS = "Jeg har fått meg leilighet nå, og vil fortsette."


def passing(page: Page) -> Iterator[str]:
    """Choose something to pass on, signed in as a clinician; yield what each picture is called when its page stands there."""
    page.goto("/board/")
    page.click(".board a.whose >> nth=0")
    page.click("a[href*='/pass-on/']")
    page.select_option("#id_unit", index=1)
    page.check("input[name=purpose][value=treat]")
    page.click("main form.form button[type=submit]")
    for nth in range(3):
        page.check(f"input[name=items]:not([value$=':']) >> nth={nth}")
    page.evaluate("scrollTo(0, 0)")
    yield "pass-on"
    page.check("input[value='no-objection']")
    page.click("button[name=look]")
    yield "pass-on-look"


def reporting(page: Page) -> Iterator[str]:
    """Report to the court, signed in as a programme officer; yield the same."""
    page.goto("/passed-on/")
    yield "passed-on"
    page.click("#waiting-head ~ ul a >> nth=0")
    yield "approve"
    page.goto("/board/")
    page.click("a[href$='/report/'] >> nth=0")
    yield "report"
    page.fill("textarea[name=own_words]", OWN_WORDS)
    page.click("button[name=look]")
    yield "report-look"
