"""Where one of several is named by a number, nobody has to remember which: the open ones are told, and the next is filled in."""

from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from helhet.access.readers import staff_reader
from tests.ledger.cast import TODAY, cast, member, person
from tests.ledger.courses import opened, say
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_four(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def form_of(event: str, *kits: str) -> tuple[Any, str]:
    """Return what the form of an event begins with, of somebody with these kits; and its page."""
    staff = member(cast().ward, "outreach-worker")
    reader = staff_reader(staff, TODAY)
    course = opened(reader, person(), "2026-05-04 person-met", "naloxone")
    for kit in kits:
        say(reader, course, "2026-05-05 kit-handed-out", {"kit.no": (kit,)})
    page = client_of(staff).get(f"/course/{course.pk}/record/{event}/")
    return page.context["form"].initial.get("kit.no"), unescape(page.content.decode())


def test_the_next_number_is_filled_in() -> None:
    assert form_of("kit-handed-out")[0] == "1"


def test_the_next_number_comes_after_those_that_were_taken() -> None:
    first, page = form_of("kit-handed-out", "1", "2")

    assert first == "3"
    assert "Taken so far: 1, 2." in page


def test_the_only_one_that_is_open_is_filled_in() -> None:
    assert form_of("kit-used", "1")[0] == "1"


def test_of_several_open_ones_nobody_is_chosen_but_all_are_told() -> None:
    first, page = form_of("kit-used", "1", "2")

    assert first is None
    assert "Open now: 1, 2." in page


@pytest.mark.parametrize("kit", ["40712", "A-7"])
def test_a_number_that_is_no_count_is_not_counted_on(kit: str) -> None:
    assert form_of("kit-handed-out", kit)[0] is None


def test_a_kit_that_is_found_is_one_of_those_before() -> None:
    assert form_of("kit-found", "1")[0] is None
