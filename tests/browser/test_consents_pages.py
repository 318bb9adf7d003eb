"""A consent in a real browser: written down, told in plain words, withdrawn in two clicks, also without script."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate

from helhet.access.models import Consent
from tests.browser.test_pages import LOOKS, enter, look_at
from tests.browser.test_pages import _demo as _demo
from tests.ledger.cast import cast, member, person, tie

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_a_consent_is_written_down_and_withdrawn_in_two_clicks(
    opened: Any, language: str, width: int, scheme: str
) -> None:
    units, eva = cast(), person()
    tie(eva, units.clinic)
    staff = member(units.clinic, "treatment-clinician")
    page = opened(width, scheme, language)
    enter(page, staff.user.username)

    page.goto(f"/person/{eva.pk}/consents/")
    look_at(page)
    page.select_option("#id_unit", str(units.clinic.pk))
    page.check("input[value='treat:OUTN']")
    page.check("input[value='said']")
    page.click("form.form button[type=submit]")
    page.wait_for_selector(".item a[href$='/withdraw/']")
    look_at(page)

    page.goto(f"/person/{eva.pk}/")
    look_at(page)
    page.click(".item a[href$='/withdraw/']")
    look_at(page)
    page.click("main form button[type=submit]")
    page.wait_for_selector("#over-head")
    look_at(page)
    row = Consent.objects.get()
    assert row.to_day == localdate() + timedelta(days=90)
    assert row.withdrawal.user == staff.user_id


def test_it_works_without_script(opened: Any) -> None:
    units, eva = cast(), person()
    tie(eva, units.clinic)
    staff = member(units.clinic, "treatment-clinician")
    page = opened(360, script=False)
    enter(page, staff.user.username)

    page.goto(f"/person/{eva.pk}/consents/")
    page.select_option("#id_unit", str(units.clinic.pk))
    page.check("input[value='treat:COURT']")
    page.check("input[value='written']")
    page.click("form.form button[type=submit]")
    page.click(".item a[href$='/withdraw/']")
    page.click("main form button[type=submit]")

    assert page.locator("#over-head").count() == 1
    assert Consent.objects.get().withdrawal.role == "treatment-clinician"
