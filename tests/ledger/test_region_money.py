"""The invented municipalities have money and reports of their own, and the plans of the pack are booked beside them as they are."""

from datetime import date

import pytest

from helhet.ledger.balances import balances, faults
from helhet.ledgers.reported import reported
from helhet.region.chance import Chance
from helhet.region.money import PLAN, make_money

pytestmark = pytest.mark.django_db
WEIGHTS = {"9901": 30, "9902": 3}


def test_a_grant_goes_from_allotment_to_hand_and_no_more_comes_back_than_was_paid() -> None:
    make_money(WEIGHTS, Chance(1), date(2026, 5, 4))

    told = balances(["region", "year", "stage"], plan=PLAN)
    years = {(region, year) for region, year, _ in told}
    assert years == {(region, year) for region in WEIGHTS for year in (2023, 2024, 2025)}
    for region, year in years:
        assert told[region, year, "allotted"] == told[region, year, "paid"]
        assert 0 <= told.get((region, year, "repaid"), 0) < told[region, year, "paid"]
    assert faults() == []


def test_they_report_of_each_whole_year_and_the_real_plan_is_as_it_is() -> None:
    make_money(WEIGHTS, Chance(1), date(2026, 5, 4))

    assert {(what.municipality, what.year) for what in reported()} == {
        (number, year) for number in WEIGHTS for year in (2023, 2024, 2025)
    }
    assert balances(["plan"], counts="frame")[("rus-2016-2020",)] == 2400 * 10**8
