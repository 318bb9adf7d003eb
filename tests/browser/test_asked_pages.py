"""A question that is asked only after some answers stands there when it is asked, and what stood in it is not sent when it is not."""

from datetime import date
from typing import Any

import pytest

from helhet.access.readers import staff_reader
from helhet.record.models import Entry
from tests.browser.test_pages import _demo as _demo
from tests.browser.test_pages import enter, look_at
from tests.ledger.cast import cast, member, person
from tests.ledger.courses import opened as opened_course

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
QUESTION = "#id_agreement\\.quarantine-days"


def form_page(opened: Any, *, script: bool) -> Any:
    staff = member(cast().ward, "treatment-clinician")
    reader = staff_reader(staff, date(2026, 5, 11))
    course = opened_course(reader, person("Eva"), "2026-05-04 asked", "user-controlled-bed")
    page = opened(360, "dark", "nb", script=script)
    enter(page, staff.user.username)
    page.goto(f"/course/{course.pk}/record/agreement-made/")
    return page


def answer(page: Any, quarantine: str) -> None:
    page.check(f'input[name="agreement.quarantine"][value="{quarantine}"]')


def test_a_question_comes_and_goes_with_its_answer(opened: Any) -> None:
    page = form_page(opened, script=True)
    assert not page.is_visible(QUESTION)
    look_at(page)

    answer(page, "yes")
    page.fill(QUESTION, "3")
    look_at(page)
    answer(page, "no")
    assert not page.is_visible(QUESTION)
    page.check('input[name="agreement.where"] >> nth=0')
    page.click('form.form button[type="submit"]')
    page.wait_for_url(lambda url: "/record/" not in url)

    assert Entry.objects.filter(event="agreement-made").count() == 1


def test_without_script_it_stands_there(opened: Any) -> None:
    page = form_page(opened, script=False)

    assert page.is_visible(QUESTION)
