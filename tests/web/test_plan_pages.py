"""Anybody may follow a krone: the pages of plans, without a sign-in, in three languages, and with nothing of anybody in them."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from helhet.ledger.accounts import Place
from helhet.ledger.booking import book
from helhet.ledger.draft import Draft
from helhet.ledgers.reported import Sent, What, bring
from helhet.parties.models import Unit
from helhet.plans.model import Channel, Counts, Stage, Status
from helhet.plans.money import ORE_PER_MILLION
from helhet.plans.reading import read_plans
from helhet.record.models import Course, Spell
from helhet.record.queries.activity import begun_by_year
from helhet.workspaces.plan import figures, glance, measure, place, posts, rule, shipped
from helhet.workspaces.plan.shipped import plan_of, plans
from tests.ledger.cast import cast, member, person, unit
from tests.ledger.courses import clinician, opened
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
PLAN = "/plan/rus-2016-2020/"
PAGES = [
    "/plan/",
    "/plan/golden-rule/",
    "/plan/places/",
    "/plan/posts/",
    *(f"/plan/{name}/" for name in ("rus-2016-2020", "before-2016", "mental-health-2023-2033")),
    *(f"{PLAN}{part}/" for part in ("counts", "money", "timeline")),
    *(f"{PLAN}years/{year}/" for year in range(2016, 2021)),
    *(f"{PLAN}measures/{name}/" for name in ("housing", "work-places", "competence")),
]


@pytest.fixture(autouse=True)
def _asked_anew() -> None:
    measure._begun.cache_clear()
    place._begun.cache_clear()


def page_of(address: str, language: str = "en") -> str:
    answer = Client(headers={"accept-language": language}).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def table_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize("language", ["en", "nb", "nn"])
@pytest.mark.parametrize("address", PAGES)
def test_anybody_may_look(address: str, language: str) -> None:
    page = page_of(address, language)

    assert f'<html lang="{language}"' in page
    assert "sign out" not in page.lower()


@pytest.mark.parametrize("name", sorted(plans().plans))
def test_every_page_of_every_plan_opens(name: str) -> None:
    plan = plan_of(name)
    page_of(f"/plan/{name}/counts/")
    page_of(f"/plan/{name}/money/")
    page_of(f"/plan/{name}/timeline/")
    for one in plan.measures:
        page_of(f"/plan/{name}/measures/{one}/")
    for year in {line.year for line in plan.lines.values() if line.year}:
        page_of(f"/plan/{name}/years/{year}/")


@pytest.mark.parametrize(
    "address",
    [
        "/plan/nothing/",
        "/plan/nothing/counts/",
        f"{PLAN}counts/?one=nothing",
        f"{PLAN}money/?way=promised",
        f"{PLAN}money/?way=nothing",
        f"{PLAN}measures/nothing/",
        f"{PLAN}years/1999/",
        f"{PLAN}timeline/?from=x",
        "/plan/nothing/lines.csv",
        "/plan/places/9999/",
    ],
)
def test_what_is_not_there_is_no_page(address: str) -> None:
    assert Client().get(address).status_code == 404


def test_nothing_can_be_sent_there() -> None:
    assert Client().post("/plan/").status_code == 405


def test_a_plan_is_told_with_its_goals_its_counts_and_its_results() -> None:
    page = page_of(PLAN)

    plan = plan_of("rus-2016-2020")
    assert all(goal.title.en in page for goal in plan.goals.values())
    assert page.count('class="flow-picture"') == 0
    assert page.count('class="curve-picture"') == len(plan.indicators) - 3
    for figure in ("2,400 million kr", "868.5 million kr", "1,526 million kr", "2,126 million kr"):
        assert figure in page
    assert "From 46 days in May–August 2015 to 34 days in May–August 2017" in page
    assert "Target: 30 days. Not reached." in page
    assert "Promised: within 2020" in page
    assert "Came: 1 January 2019" in page


def test_two_counts_stand_beside_each_other_with_the_lines_between_them() -> None:
    page = page_of(f"{PLAN}counts/?one=government-high&other=net-of-cuts")

    between = page[page.index('id="apart"') : page.index('id="years"')]
    assert between.count("disputed") == 2
    assert "higher estimate" in between
    assert "Cut on the post" in between
    assert "620 million kr" in between
    assert "counted so by: The government" in page


def test_two_counts_that_are_one_say_so() -> None:
    page = page_of(f"{PLAN}counts/?one=critics&other=critics")

    assert "The two ways take the same of every line." in page


def test_the_money_flows_from_the_frame_to_what_was_found() -> None:
    page = page_of(f"{PLAN}money/")

    assert 'class="flow-picture"' in page
    assert "In no line that was found" in page
    assert '<td>In no line that was found</td><td class="sum">874</td>' in page
    assert (
        '<th scope="row">2016</th><td>Free income of municipalities</td><td class="sum">400</td>'
        in page
    )


def test_where_more_was_counted_than_promised_the_picture_says_so() -> None:
    page = page_of(f"{PLAN}money/?way=above-baseline")

    assert "More than was promised" in page
    assert "2,887 million kr" in page


def test_who_received_the_money_is_drawn_as_far_as_it_is_booked() -> None:
    nobody = page_of(f"{PLAN}money/")
    book([_grant("housing", f"99{n:02}", Stage.PAID, 20 - n) for n in range(14)])
    told = page_of(f"{PLAN}money/")

    assert "Nothing has been booked to a receiver of this plan." in nobody
    assert "As it has been booked at the stage “paid”." in told
    assert '<td>9900</td><td class="sum">20</td>' in told
    assert '<td>Others</td><td class="sum">15</td>' in told


def test_a_budget_year_is_the_source_s_own_list() -> None:
    page = page_of(f"{PLAN}years/2016/")

    assert "come to 495 million kr. That is the sum the source gives." in " ".join(page.split())
    plan = plan_of("rus-2016-2020")
    of_year = [line for line in plan.lines.values() if line.year == 2016]
    assert page.count('<th scope="row">') == len(of_year)
    assert "Carried on from before: no new money." in page
    assert (
        "The same money as “Growth in specialised treatment (TSB) by priority over somatic care”."
        in page
    )
    assert "not checked in a source" in page_of(f"{PLAN}years/2018/")


def test_a_measure_says_what_each_result_cost_or_that_nobody_knows() -> None:
    housing = page_of(f"{PLAN}measures/housing/")
    competence = page_of(f"{PLAN}measures/competence/")

    assert "For each: from 625,000 kr to 923,000 kr" in housing
    assert "650–800 dwellings" in housing
    assert "What each result cost is not known" in competence
    assert "is not said in the sources" in competence


def test_a_measure_that_goes_on_leads_to_the_other_plan_and_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later = (
        plan_of("rus-2016-2020")
        .measures["housing"]
        .model_copy(
            update={"continues": "rus-2016-2020/housing", "status": Status.UNDER_WAY, "goal": None}
        )
    )
    known = plans().plans
    plan = known["mental-health-2023-2033"].model_copy(update={"measures": {"homes": later}})
    told = replace(plans(), plans={**known, "mental-health-2023-2033": plan})
    for room in (shipped, measure):
        monkeypatch.setattr(room, "plans", lambda: told)

    after, before = (
        page_of("/plan/mental-health-2023-2033/measures/homes/"),
        page_of(f"{PLAN}measures/housing/"),
    )

    assert "under way" in after
    assert f'Goes on with</dt><dd><a href="{PLAN}measures/housing/">' in after
    assert 'Goes on as</dt><dd><a href="/plan/mental-health-2023-2033/measures/homes/">' in before


def test_money_that_was_booked_stands_beside_what_was_announced() -> None:
    book([_grant("housing", "0301", Stage.PAID, 12)])

    page = page_of(f"{PLAN}measures/housing/")

    assert '<td>paid</td><td class="sum">12</td>' in page


def test_a_course_is_counted_in_the_year_it_began() -> None:
    clinic = cast().clinic
    opened(clinician(clinic), person())

    assert begun_by_year(["tsb", "housing"]) == {("tsb", 2026): 1}
    assert begun_by_year(["tsb"], [clinic.pk]) == {("tsb", 2026): 1}
    assert begun_by_year(["tsb"], []) == {}


def test_fewer_than_five_courses_are_not_counted_out() -> None:
    town = cast().municipality
    for _ in range(4):
        _begun("housing", town, 2024)
    few = page_of(f"{PLAN}measures/housing/")
    measure._begun.cache_clear()
    _begun("housing", town, 2024)
    more = page_of(f"{PLAN}measures/housing/")

    assert "2024: fewer than 5 courses" in few
    assert "4 courses" not in few
    assert "2024: about 5 courses" in more


def test_the_year_that_goes_on_is_not_told() -> None:
    town = cast().municipality
    for _ in range(6):
        _begun("housing", town, localdate().year)

    assert "courses" not in page_of(f"{PLAN}measures/housing/")


def test_a_place_tells_what_came_and_what_it_did_and_nothing_of_few() -> None:
    town = cast().municipality
    Unit.objects.filter(pk=town.pk).update(municipality="9901")
    below = unit("below", "team", town)
    book([_grant("housing", "9901", Stage.ALLOTTED, 3)])
    for _ in range(4):
        _begun("housing", below, 2024)
    few = page_of("/plan/places/9901/")
    place._begun.cache_clear()
    _begun("housing", below, 2024)
    _begun("early-help", below, 2024)
    more = page_of("/plan/places/9901/")

    assert "dalen" in page_of("/plan/places/")
    assert '<td class="sum">3</td>' in few
    assert "No service here has had five courses of help in a whole year." in few
    assert "2024: about 5 courses" in more
    assert more.count("2024:") == 1


def test_the_golden_rule_is_told_by_both_ways_and_where_they_disagree() -> None:
    page = page_of("/plan/golden-rule/")

    assert page.count("flips") == 1
    assert "Mental health care, adults <span" in " ".join(page.split())
    assert page.count("does not follow from its figures") == 1


def test_what_became_known_between_two_years() -> None:
    page = page_of(f"{PLAN}timeline/?from=2015&to=2016")

    assert "New line: Growth in free income argued by substance use, 300 million kr" in page
    assert "200 million kr" not in page[page.index('id="versions"') :]
    assert "The later year added nothing." in page_of(f"{PLAN}timeline/?from=2019&to=2019")


def test_the_lines_are_a_file_that_is_no_program() -> None:
    answer = Client().get(f"{PLAN}lines.csv")
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))

    assert answer["Content-Type"].startswith("text/csv")
    assert {row["line"] for row in rows} == {*plan_of("rus-2016-2020").lines}
    assert next(row for row in rows if row["line"] == "cut-2016")["million-kroner"] == "-20"
    figures = list(
        csv.DictReader(StringIO(Client().get(f"{PLAN}figures.csv").content.decode("utf-8-sig")))
    )
    assert {"324", "331"} <= {row["value"] for row in figures if row["period"] == "2020"}


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/plan/", 0),
        (PLAN, 0),
        (f"{PLAN}counts/", 0),
        (f"{PLAN}money/", 3),
        (f"{PLAN}measures/housing/", 2),
        ("/plan/places/", 1),
    ],
)
def test_what_a_page_costs(address: str, queries: int) -> None:
    client = Client()
    with CaptureQueriesContext(
        connection,
    ) as first:
        client.get(address)

    assert len(first) == queries, [one["sql"] for one in first]


def test_who_has_signed_in_keeps_their_ways() -> None:
    page = client_of(member(cast().clinic, "treatment-clinician")).get(PLAN).content.decode()

    assert "<nav" in page
    assert "Worklist" in page


def _grant(measure: str, region: str, stage: Stage, mill: int) -> Draft:
    place = Place("rus-2016-2020", Channel.GRANT, measure, "765.60", region, region)
    return Draft(
        origin="test", key=f"{measure}-{region}", source_place=Place("rus-2016-2020", is_source=True), place=place,
        ore=mill * ORE_PER_MILLION, year=2017, stage=stage, counts=Counts.LEVEL, booked_on=date(2018, 1, 1), source="s",
    )  # fmt: skip


def _begun(pathway: str, where: Unit, year: int) -> None:
    course = Course.objects.create(subject=person().subject, pathway=pathway, unit=where)
    at = datetime(year, 3, 1, 12, tzinfo=UTC)
    Spell.objects.create(
        course=course, number=1, state="s", unit=where, from_day=at.date(), from_at=at
    )


def test_what_municipalities_report_is_told_of_each_and_of_all() -> None:
    town = cast().municipality
    Unit.objects.filter(pk=town.pk).update(municipality="9901")
    sent = [
        Sent(What("9901", 2023, "psychologist"), 150, "s"),
        Sent(What("9902", 2023, "psychologist"), 0, "s"),
        Sent(What("9901", 2023, "reached-police"), 300, "s"),
        Sent(What("9901", 2023, "reached-school"), 2500, "s"),
    ]
    bring(sent, plans().reportable)

    here, everywhere = page_of("/plan/places/9901/"), page_of("/plan/posts/")

    assert '<th scope="row">Psychologists</th><td class="sum">1.5</td>' in here
    assert (
        '<th scope="row">Police and correctional service</th><td class="sum">fewer than 5</td>'
        in here
    )
    assert '<th scope="row">School and kindergarten</th><td class="sum">about 25</td>' in here
    assert (
        '<th scope="row">2023</th><td class="sum">2</td><td class="sum">1</td><td class="sum">1.5</td>'
        in everywhere
    )
    assert "For each: 300,000 kr" in everywhere
    assert "From 13,936 posts in 2016 to 17,436 posts in 2023" in everywhere


def test_where_nobody_has_reported_that_is_said() -> None:
    page = page_of("/plan/posts/")

    assert "Nothing has been reported yet." in page
    assert "No municipality has reported of psychologists here." in page


@given(st.lists(st.integers(0, 400), min_size=2, max_size=8))
def test_a_small_count_cannot_be_reckoned_from_the_others_and_their_sum(counts: list[int]) -> None:
    shown = [figures.about(n) for n in counts if n >= figures.HIDDEN_BELOW]
    hidden = [n for n in counts if n < figures.HIDDEN_BELOW]

    assert all(n % 5 == 0 for n in shown)
    assert all(abs(figures.about(n) - n) <= 2 for n in counts)
    if len(hidden) == 1 and shown:
        left = figures.about(sum(counts)) - sum(shown)
        # Each figure may be two more or less, so what is left tells no number of the five there are.
        assert {n for n in range(5) if abs(left - n) <= 2 * (len(shown) + 1)} >= {hidden[0]}
        assert left % 5 == 0


def test_an_installation_without_plans_has_its_pages_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nothing = read_plans(tmp_path / "none", frozenset())
    for room in (glance, posts, rule):
        monkeypatch.setattr(room, "plans", lambda: nothing)

    assert "No plan has been put in yet." in page_of("/plan/")
    assert "Nothing has been reported yet." in page_of("/plan/posts/")
    assert "The golden rule" in page_of("/plan/golden-rule/")
