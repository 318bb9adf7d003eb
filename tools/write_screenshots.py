"""Write the screenshots of the documents, docs/images/page-*.png, from an invented region: `python -m tools.write_screenshots`.

Needs Chromium. Takes some minutes: a region is made for it, served, and gone afterwards. The pictures are of the day they were made.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from tools.passing import passing, reporting
from tools.week import week

FOLDER: Final = Path(__file__).parents[1] / "docs" / "images"
PERSONS: Final = "400"
CLINICIAN: Final = "nordfjell-clinic-treatment-clinician-1"
WIDE, PHONE = {"width": 1000, "height": 760}, {"width": 360, "height": 720}
OUTREACH, COORDINATOR = "askdal-outreach-outreach-worker-1", "askdal-municipal-coordinator-1"
OFFICER: Final = "storfjell-court-court-officer-1"
OTHERS: Final = (
    ("out-now", OUTREACH, "/outreach/", PHONE),
    ("kits", OUTREACH, "/outreach/kits/", PHONE),
    ("board-coordinator", COORDINATOR, "/board/", WIDE),
    ("board-court", OFFICER, "/board/", WIDE),
    ("board-reception", "askdal-reception-outreach-worker-1", "/board/", WIDE),
    ("together", CLINICIAN, "/pathways/together/", WIDE),
    ("plan-counts", CLINICIAN, "/plan/rus-2016-2020/counts/", WIDE),
    ("plan-money", CLINICIAN, "/plan/rus-2016-2020/money/", WIDE),
)


def main() -> int:
    """Write the pictures; return 0."""
    FOLDER.mkdir(exist_ok=True)
    with _region() as address, sync_playwright() as driver:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, page in _pages(browser, address):
            page.screenshot(path=FOLDER / f"page-{name}.png")
            sys.stdout.write(f"wrote page-{name}.png\n")
        browser.close()
    return 0


def _pages(browser: Browser, address: str) -> Iterator[tuple[str, Page]]:
    page = _signed_in(browser, address, WIDE)
    for name in week(page, date.today()):  # noqa: DTZ011 - the day on which the pictures are made
        yield name, page
    page.goto("/pathways/naloxone/")
    yield "pathway", page
    phone = _signed_in(browser, address, PHONE, color_scheme="dark")
    phone.goto("/worklist/")
    yield "phone", phone
    for name, who, where, size in OTHERS:
        page = _signed_in(browser, address, size, who)
        page.goto(where)
        yield name, page
    yield from _passed_on(browser, address)


def _passed_on(browser: Browser, address: str) -> Iterator[tuple[str, Page]]:
    for who, walk in ((CLINICIAN, passing), (OFFICER, reporting)):
        page = _signed_in(browser, address, WIDE, who)
        for name in walk(page):
            yield name, page


def _signed_in(
    browser: Browser, address: str, size: Any, who: str = CLINICIAN, **named: Any
) -> Page:
    context = browser.new_context(base_url=address, viewport=size, locale="en", **named)
    page = context.new_page()
    page.goto("/demo/")
    page.click(f'button[value="{who}"]')
    return page


@contextmanager
def _region() -> Iterator[str]:
    """Make a region in a folder of its own, and serve it; yield the address."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "HELHET_DATA": folder, "HELHET_DEMO": "1"}
        helhet = [sys.executable, "-m", "helhet.cli"]
        made = [*helhet, "demo", "--persons", PERSONS, "--no-serve"]
        subprocess.run(made, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own words
        port = _free_port()
        served = subprocess.Popen([*helhet, "serve", "--port", str(port)], env=environment)  # noqa: S603 - our own words
        try:
            _await(port)
            yield f"http://localhost:{port}"
        finally:
            served.terminate()
            served.wait()


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def _await(port: int) -> None:
    for _attempt in range(300):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


if __name__ == "__main__":
    sys.exit(main())
