"""Whoever reads a plan's pages can follow them: each figure with its unit, its source and its mark, and a way on from every page."""

import re

import pytest
from django.test import Client, override_settings

from helhet.ledger.booking import book
from helhet.ledgers.reported import Sent, What, bring
from helhet.parties.models import Unit
from helhet.plans.model import Stage
from helhet.plans.periods import Period
from helhet.plans.reading import plans_of
from helhet.record.pathways import pack
from helhet.workspaces.plan import figures
from helhet.workspaces.plan.shipped import plans
from tests.ledger.cast import cast
from tests.web.test_plan_pages import PLAN, _grant, page_of, table_of

pytestmark = pytest.mark.django_db
NARROW = ["golden-rule/", "rus-2016-2020/years/2016/", "rus-2016-2020/counts/"]


def links_of(page: str) -> set[str]:
    return set(re.findall(r'href="(/plan/[^"#?]*)', table_of(page)))


def test_every_table_of_the_golden_rule_says_where_it_was_read_and_in_what_it_is_counted() -> None:
    page = page_of("/plan/golden-rule/")

    golden = plans_of(pack()).golden
    cited = {one.source for one in golden.growths} | {one.source for one in golden.verdicts}
    assert all(source in page for source in cited | {one.source for one in golden.costs})
    assert (
        "Helsedirektoratet, Ventetider og fristbrudd 2. tertial 2016 (read in the source)" in page
    )
    assert page.count("retold by others") >= len(golden.growths)
    assert "Million kr, in the prices of 2008. Added up, the regions grew by 8.2 per cent." in page
    assert "Kroner for each inhabitant, in the prices of 2008." in page


def test_a_count_says_how_much_of_it_nobody_has_checked_and_leads_to_its_lines() -> None:
    page = page_of(PLAN)

    assert page.count("not checked in a source: 581 million kr") == 4
    assert f'href="{PLAN}counts/?one=net-of-cuts"' in page
    assert "not checked in a source" not in page[page.index('?one=promised"') : page.index("868.5")]
    assert page.count('class="promised"') == page.count('class="amount-bar"')


@pytest.mark.parametrize("way", ["yearly-increases", "government-high", "promised", "critics"])
def test_a_way_that_is_asked_for_alone_stands_beside_another(way: str) -> None:
    page = page_of(f"{PLAN}counts/?one={way}")

    chosen = re.findall(r'<option value="([a-z-]+)" selected', page)
    assert chosen[0] == way
    assert chosen[1] != way


def test_what_is_newer_than_what_is_compared_is_told_beside_it() -> None:
    page = page_of(PLAN)

    assert "The newest figure is 33 days in 2023; it is of another length of time." in page
    assert "The newest figure is 2.5 % in 2020; it is of another length of time." in page
    assert page.count("The newest figure is") == 2
    assert not re.search(r"\d{4}-T\d", table_of(page))


def test_a_third_of_a_year_is_told_by_its_months() -> None:
    assert figures.period(Period(2015, 1)) == "January–April 2015"
    assert figures.period(Period(2015, 3)) == "September–December 2015"
    assert figures.period(Period(2015)) == "2015"


def test_a_number_has_the_decimals_that_its_source_gives() -> None:
    assert "2.15 per cent" in page_of("/plan/before-2016/")


def test_a_cost_says_what_it_was_reckoned_of_and_leads_to_the_money() -> None:
    page = page_of(PLAN)

    assert "(500–600 million kr over 650–800 dwellings)" in page
    assert "(45 million kr over 150 posts)" in page
    assert "The money: the budget of 2016" in page
    assert {"/plan/golden-rule/", "/plan/posts/"} <= links_of(page)


@pytest.mark.parametrize("part", ["counts", "money", "timeline", "years/2017", "measures/housing"])
def test_no_page_of_a_plan_is_a_dead_end(part: str) -> None:
    here = f"{PLAN}{part}/"

    found = links_of(page_of(here))

    assert {PLAN, f"{PLAN}counts/", f"{PLAN}money/", f"{PLAN}years/2016/"} - {here} <= found
    assert here not in found


def test_a_plan_of_which_nothing_is_measured_offers_no_curves_and_no_empty_file() -> None:
    page = page_of("/plan/mental-health-2023-2033/")

    assert "In the curves" not in page
    assert "figures.csv" not in page
    assert "figures.csv" in page_of(PLAN)


def test_a_fact_leads_to_no_page_that_one_is_on() -> None:
    assert "/plan/posts/" not in links_of(page_of("/plan/posts/"))
    assert f"{PLAN}measures/housing/" not in links_of(page_of(f"{PLAN}measures/housing/"))


def test_over_time_a_year_leads_to_its_budget_and_a_fact_told_twice_is_told_once() -> None:
    page = page_of(f"{PLAN}timeline/?from=2014&to=2019")

    assert f'<a href="{PLAN}years/2016/">The budget of 2016</a> · 495 million kr' in page
    assert "Payment duty in mental health care and TSB" not in page
    assert "−" not in page
    assert "<option selected>2018</option>" in page_of(f"{PLAN}timeline/")


@pytest.mark.parametrize("address", NARROW)
def test_a_wide_table_names_each_column_in_its_cells_for_a_narrow_page(address: str) -> None:
    page = table_of(page_of(f"/plan/{address}"))

    tables = re.findall(r'<table class="[^"]*stacks.*?</tbody>', page, re.DOTALL)
    assert tables
    for table in tables:
        assert all("data-label=" in one for one in re.findall(r'<td class="sum"[^>]*>', table))


def test_a_demo_says_of_every_invented_figure_that_it_is_made_up() -> None:
    Unit.objects.filter(pk=cast().municipality.pk).update(municipality="9901")
    bring([Sent(What("9901", 2023, "psychologist"), 150, "s")], plans().reportable)
    book([_grant("housing", "9901", Stage.PAID, 3)])
    addresses = "/plan/places/9901/", "/plan/posts/", f"{PLAN}measures/housing/", f"{PLAN}money/"
    for address in addresses:
        with override_settings(DEMO=False):
            assert "made up</span>" not in page_of(address)
        with override_settings(DEMO=True):
            assert "made up</span>" in page_of(address)


def test_money_that_came_to_a_place_is_told_by_the_measure_and_the_post_it_was_for() -> None:
    Unit.objects.filter(pk=cast().municipality.pk).update(municipality="9901")
    book([_grant("housing", "9901", Stage.PAID, 3)])

    page = page_of("/plan/places/9901/")

    assert "A suitable place to live" in page
    assert "chapter\xa0765 post\xa060" in page


def test_a_file_is_opened_by_a_spreadsheet_with_norwegian_letters_whole() -> None:
    answer = Client(headers={"accept-language": "nb"}).get(f"{PLAN}lines.csv")

    assert answer.content.startswith(b"\xef\xbb\xbfline,")
    assert "ø" in answer.content.decode()


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_no_source_is_cited_in_english_to_who_reads_norwegian(language: str) -> None:
    page = page_of(PLAN, language)

    assert "archived page" not in page
    assert "2,4 milliarder til rusfeltet de neste fem årene" in page
