"""The pages of plans in a real browser, without signing in: each looks as it should, and two counts are set side by side by keys alone."""

from typing import Any

import pytest

from tests.browser.test_pages import LOOKS, look_at
from tests.browser.test_pages import _demo as _demo

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PLAN = "/plan/rus-2016-2020/"


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_a_krone_is_followed(opened: Any, language: str, width: int, scheme: str) -> None:
    page = opened(width, scheme, language)

    page.goto("/plan/")
    look_at(page)
    page.click(f'main a[href="{PLAN}"]')
    page.click("main details summary >> nth=0")
    look_at(page)
    page.click(f'a[href="{PLAN}counts/"]')
    page.click("main details summary")
    look_at(page)
    for part in ("money/", "timeline/", "years/2016/", "measures/housing/"):
        page.goto(PLAN + part)
        look_at(page)
    page.goto("/plan/golden-rule/")
    look_at(page)
    page.goto("/plan/posts/")
    look_at(page)
    page.goto("/plan/places/")
    look_at(page)


def test_two_counts_by_keys_alone(opened: Any) -> None:
    page = opened(360, "light", "en")
    page.goto(f"{PLAN}counts/")

    page.focus("#way-1")
    page.keyboard.type("Increases less")
    page.keyboard.press("Tab")
    page.keyboard.type("Measures with")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**one=net-of-cuts**")

    assert "1,506 million kr" in page.inner_text(".ways-counted")
    assert "868.5 million kr" in page.inner_text(".ways-counted")
