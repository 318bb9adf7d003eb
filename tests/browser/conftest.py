"""A real browser, and the pages in it: Chromium, driven as a person would."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.ledger.conftest import _files_of_its_own as _files_of_its_own
from tests.ledger.conftest import _tables_can_be_emptied as _tables_can_be_emptied

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

# The driver runs its own loop, in which Django would refuse to be called.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield Chromium; where there is none the test is left out, but not where REQUIRE_BROWSER asks for it."""
    if CHROMIUM is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(
                "REQUIRE_BROWSER is set, and there is no Chromium. Install the package chromium."
            )
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Browser, live_server: Any) -> Iterator[Any]:
    """Yield what opens a page at an address, in a browser of a width, scheme and language; nothing may go wrong in it."""
    contexts, said = [], []

    def open_page(
        width: int = 1280, scheme: Any = "light", language: str = "nb", *, script: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale=language,
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda one: said.append(one.text) if _is_fault(one, page) else None)
        page.on("pageerror", lambda one: said.append(str(one)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


def _is_fault(said: ConsoleMessage, page: Page) -> bool:
    """Return whether the browser complains of something else than that the page itself was refused, as was asked for."""
    return said.type == "error" and said.location.get("url") != page.url
