"""What a plan is measured by: figures with their vintages, where an indicator stands, what a result cost, and the golden rule by both ways of counting."""

import shutil
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhet.packs.pack import NORWAY, open_pack
from helhet.pathway.errors import DefinitionError
from helhet.pathway.language.words import Title
from helhet.plans.checking import plan_problems
from helhet.plans.golden import growth, is_met, shorter, total_growth
from helhet.plans.model import Better, Compared, Figure, Indicator, Mark, Series, Unit
from helhet.plans.money import ORE_PER_MILLION
from helhet.plans.periods import Period
from helhet.plans.reading import Plans, read_plans
from helhet.plans.results import Between, cost_per_result, paid, quantity
from helhet.plans.series import Told, read_series
from helhet.plans.trends import Standing, trend
from helhet.plans.versions import changes, known_in, years_known

PLAN = "rus-2016-2020"


@cache
def shipped() -> Plans:
    return read_plans(NORWAY / "plans", frozenset(open_pack().sources))


@cache
def years() -> dict[str, int]:
    return {name: int(one.year) for name, one in open_pack().sources.items() if one.year}


def a_series(better: Better | None, *values: str) -> Told:
    title = Title(en="a", nb="a", nn="a")
    figures = tuple(
        Figure(
            series="a",
            period=Period(2016 + n),
            value=Decimal(value),
            vintage=1,
            mark=Mark.READ,
            source="s",
        )
        for n, value in enumerate(values)
    )
    return Told(Series(title=title, unit=Unit.DAYS, better=better), {"": figures})


def an_indicator(target: str | None = None) -> Indicator:
    told = {"target": {"value": target, "source": "s"}} if target else {}
    return Indicator.model_validate({"series": "a", "goal": "g", "baseline": "2016", **told})


def test_a_figure_that_was_revised_is_told_as_revised_and_its_first_is_kept() -> None:
    deaths = shipped().series["overdose-deaths"]
    figure = deaths.at(Period(2020))

    assert figure is not None
    assert (figure.value, figure.vintage) == (Decimal(331), 2)
    assert [one.value for one in deaths.earlier(figure)] == [Decimal(324)]


def test_what_is_remembered_is_marked() -> None:
    deaths = shipped().series["overdose-deaths"].newest()

    assert {one.mark for one in deaths if one.period.year < 2010} == {Mark.REMEMBERED}


def test_a_third_of_a_year_is_set_beside_the_same_third() -> None:
    told = trend(shipped().plans[PLAN].indicators["wait"], shipped().series)

    assert (str(told.baseline.period), told.baseline.value) == ("2015-T2", Decimal(46))
    assert told.newest is not None
    assert (str(told.newest.period), told.newest.value) == ("2017-T2", Decimal(34))
    assert (told.standing, told.is_met) == (Standing.BETTER, False)
    assert (told.change, told.percent) == (Decimal(-12), Decimal("-26.1"))


@pytest.mark.parametrize(
    ("better", "values", "standing"),
    [
        (Better.LOWER, ("46", "34"), Standing.BETTER),
        (Better.HIGHER, ("46", "34"), Standing.WORSE),
        (Better.HIGHER, ("34", "46"), Standing.BETTER),
        (Better.LOWER, ("34", "34"), Standing.SAME),
        (Better.LOWER, ("34",), Standing.UNSAID),
        (None, ("34", "46"), Standing.UNSAID),
    ],
)
def test_where_an_indicator_stands(
    better: Better | None, values: tuple[str, ...], standing: Standing
) -> None:
    assert trend(an_indicator(), {"a": a_series(better, *values)}).standing is standing


@pytest.mark.parametrize(
    ("values", "target", "met"),
    [(("46", "30"), "30", True), (("46", "31"), "30", False), (("10", "40"), "30", True)],
)
def test_a_target_is_reached_from_the_side_of_the_baseline(
    values: tuple[str, ...], target: str, met: bool
) -> None:
    better = Better.LOWER if values[0] == "46" else Better.HIGHER

    assert trend(an_indicator(target), {"a": a_series(better, *values)}).is_met is met


def test_nothing_is_not_divided_by() -> None:
    assert trend(an_indicator(), {"a": a_series(Better.HIGHER, "0", "5")}).percent is None


def test_what_a_result_cost_lies_between_the_least_money_for_most_and_the_contrary() -> None:
    plan = shipped().plans[PLAN]
    homes = plan.facts["homes"]

    assert quantity(homes) == Between(Fraction(650), Fraction(800))
    assert paid(plan, homes) == Between(
        Fraction(500 * ORE_PER_MILLION), Fraction(600 * ORE_PER_MILLION)
    )
    cost = cost_per_result(plan, homes)
    assert cost == Between(
        Fraction(500 * ORE_PER_MILLION, 800), Fraction(600 * ORE_PER_MILLION, 650)
    )
    posts = cost_per_result(plan, plan.facts["psychologist-posts"])
    assert posts is not None
    assert posts.is_one
    assert posts.least == 300_000 * 100


def test_where_no_line_is_named_nobody_says_what_a_result_cost() -> None:
    plan = shipped().plans[PLAN]

    assert cost_per_result(plan, plan.facts["waits-fewer-days"]) is None
    assert cost_per_result(plan, plan.facts["free-choice"]) is None


def test_the_golden_rule_in_the_country_is_as_the_growths_say() -> None:
    growths = shipped().golden.growths
    told = [
        (one.to_year, is_met(one.tsb, one.somatic), is_met(one.mental, one.somatic))
        for one in growths
        if one.measure is Compared.COST
    ]

    assert told == [
        (2014, True, False),
        (2017, True, False),
        (2019, False, False),
        (2019, None, None),
    ]


def test_a_wait_that_became_shorter_by_fewer_days_may_be_better_in_per_cent() -> None:
    waits = shorter(shipped().series, Period(2015, 2), Period(2016, 2))
    by_sector = {one.sector.value: one for one in waits}

    assert by_sector["somatic"].days == 8
    assert (by_sector["tsb"].in_days, by_sector["tsb"].in_percent) == (True, True)
    assert (by_sector["adult"].days, by_sector["adult"].in_days) == (Decimal(7), False)
    assert by_sector["adult"].in_percent is True
    assert (by_sector["young"].in_days, by_sector["young"].in_percent) == (False, False)
    assert shorter(shipped().series, Period(1999), Period(2016)) == []


@given(
    before=st.integers(1, 400),
    after=st.integers(0, 400),
    other=st.integers(1, 400),
    of=st.integers(0, 400),
)
def test_of_equal_beginnings_days_and_per_cent_say_the_same(
    before: int, after: int, other: int, of: int
) -> None:
    def verdicts(
        mine: tuple[int, int], somatic: tuple[int, int]
    ) -> tuple[bool | None, bool | None]:
        series = {
            "wait-tsb": a_series(Better.LOWER, *map(str, mine)),
            "wait-somatic": a_series(Better.LOWER, *map(str, somatic)),
        }
        told = shorter(series, Period(2016), Period(2017))[1]
        return told.in_days, told.in_percent

    same = verdicts((before, after), (before, of))
    assert same[0] is same[1]
    days, percent = verdicts((before, after), (other, of))
    assert days is (before - after > other - of)
    assert percent is ((before - after) * other > (other - of) * before)


def test_the_published_total_does_not_follow_from_its_own_rows() -> None:
    costs = [one for one in shipped().golden.costs if one.sector.value == "tsb"]
    rows, total = costs[:-1], costs[-1]

    assert [str(one.published) for one in costs] == ["6.2", "12.3", "8.1", "14.9", "7.7"]
    assert all(abs(growth(one) - Fraction(one.published)) < Fraction(1, 2) for one in rows)
    assert abs(growth(total) - Fraction(total.published)) > Fraction(1, 2)
    assert (round(float(total_growth(rows)), 1), round(float(growth(total)), 1)) == (8.2, 8.3)


def test_a_plan_is_known_as_its_sources_were_written() -> None:
    plan = shipped().plans[PLAN]

    first, later = known_in(plan, years(), 2015), known_in(plan, years(), 2019)
    told = changes(first, later)

    assert "free-income-2017" not in first.lines
    assert first.facts["package-pathways"].actual is None
    assert "package-pathways" in told.came_true
    assert "overdose-strategy" not in told.came_true
    assert "free-income-2017" in told.lines
    assert "homes" in told.facts
    assert changes(first, first) == changes(later, later)
    assert later == plan
    assert {2015, 2016, 2018, 2019} <= {*years_known(plan, years())}


def test_a_line_stands_without_one_that_is_not_known_yet() -> None:
    plan = shipped().plans[PLAN]
    later = {**years(), "PLAN-PAGE": 2015, "GOALS-PAGE": 2030}

    known = known_in(plan, later, 2016)

    assert known.lines["tsb-growth-2016-again"].same_as is None


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("wait,,2016,5", "the row has not 8 columns"),
        ("weight,,2016,5,1,read,s,", "there is no such series or group"),
        ("wait,moon,2016,5,1,read,s,", "there is no such series or group"),
        ("wait,,2016-Q1,5,1,read,s,", "'period' is not as it should be"),
        ("wait,,2016,many,1,read,s,", "'value' is not as it should be"),
        ("wait,,2016,5,0,read,s,", "'vintage' is not as it should be"),
        ("wait,,2016,5,1,guessed,s,", "'mark' is not as it should be"),
        ("wait,,2016,5,1,read,,", "'source' is not as it should be"),
        ("wait,,2015,6,1,read,s,", "the figure stands there twice"),
    ],
)
def test_a_figure_that_is_none_is_told_with_its_line(tmp_path: Path, row: str, fault: str) -> None:
    (tmp_path / "series.yaml").write_text(
        "series:\n  wait: {unit: days, title: {en: a, nb: a, nn: a}}\n", "utf-8"
    )
    text = f"series,group,period,value,vintage,mark,source,note\nwait,,2015,6,1,read,s,\n{row}\n"
    (tmp_path / "series.csv").write_text(text, "utf-8")

    with pytest.raises(DefinitionError) as raised:
        read_series(tmp_path)

    assert [(one.line, one.fault) for one in raised.value.problems] == [(3, fault)]


@pytest.mark.parametrize(
    ("continues", "is_wrong"),
    [
        ("rus-2016-2020/housing", False),
        ("rus-2016-2020/hosing", True),
        ("other/housing", True),
        ("later/one", True),
    ],
)
def test_a_measure_goes_on_with_one_that_is_there(
    tmp_path: Path, continues: str, is_wrong: bool
) -> None:
    folder = tmp_path / "plans"
    shutil.copytree(NORWAY / "plans", folder)
    (folder / "later").mkdir()
    (folder / "later" / "plan.yaml").write_text(LATER.format(continues=continues), "utf-8")

    told = [one.fault for one in plan_problems(folder, frozenset(open_pack().sources))]

    assert told == (["measure 'one' continues one that is not there"] if is_wrong else [])


LATER = """\
title: {{en: a, nb: a, nn: a}}
from-year: 2021
to-year: 2024
baseline: 2020
source: PROP-15S
measures:
  one: {{source: PROP-15S, status: under-way, continues: {continues}, owner: {{en: a, nb: a, nn: a}}, title: {{en: a, nb: a, nn: a}}}}
"""
