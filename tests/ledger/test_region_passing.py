"""What the staff of an invented region pass on: of every kind, to whoever finds it, and the same for the same seed."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from helhet.access.models import Access, Consent, Tie, Withdrawal
from helhet.record.models import Release
from helhet.record.wholeness.released import check_released
from helhet.region.making import Making

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
PERSONS = 120


def test_its_staff_have_passed_on_reported_and_written_down_consents() -> None:
    making = Making(2016, NOW)
    making.make(PERSONS)
    region = making.pass_things_on()

    told = Release.objects.select_related("approval", "report")
    kinds = Counter((one.purpose, hasattr(one, "report"), hasattr(one, "approval")) for one in told)

    assert sum(kinds.values()) == region.releases
    assert set(kinds) == {
        ("treat", False, False),
        ("court", False, False),
        ("court", False, True),
        ("court", True, False),
        ("court", True, True),
    }
    tied = Tie.objects.filter(to_day=None).values_list("subject__root", "unit")
    assert {(one.subject_id, one.to_unit_id) for one in told} <= set(tied), "each is found"
    assert Consent.objects.count() > Withdrawal.objects.count() > 0
    said = Consent.objects.values_list("part", "manner").distinct()
    assert set(said) == {("OUTN", "written"), ("PLAN", "written"), ("SUD", "told")}

    passed: Any = Access.objects.filter(reason="passed-on")
    assert (
        passed.count() == region.releases + Release.objects.filter(approval__isnull=False).count()
    )
    assert list(check_released()) == []
