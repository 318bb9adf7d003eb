"""A plan's money: what the shipped files say is what the source pages say, and each way of counting gives the figure it is known for."""

import csv
import shutil
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhet.cli import main
from helhet.packs.pack import NORWAY, open_pack
from helhet.pathway.errors import DefinitionError
from helhet.plans.checking import faults_of, plan_problems
from helhet.plans.counting import Left, count, differences, rules_for
from helhet.plans.deflating import Prices, PriceUnknown, read_prices
from helhet.plans.model import Counts, Line, Plan, Rule, Stage, Way
from helhet.plans.money import LARGEST_ORE, millions, read_amount
from helhet.plans.reading import Plans, read_plans

TITLE = {"en": "a", "nb": "a", "nn": "a"}
MILLION = 100_000_000


@cache
def shipped() -> Plans:
    return read_plans(NORWAY / "plans", frozenset(open_pack().sources))


def counted(rule: str, plan: str = "rus-2016-2020") -> str:
    return millions(int(count(shipped().plans[plan], rule, shipped().rules[rule]).ore))


@pytest.mark.parametrize(
    ("rule", "figure"),
    [
        ("promised", "2400"),
        ("named-measures", "868.5"),
        ("yearly-increases", "1526"),
        ("net-of-cuts", "1506"),
        ("without-housing", "1476"),
        ("government-low", "2026"),
        ("government-high", "2126"),
        ("critics", "1750"),
        ("above-baseline", "5287"),
    ],
)
def test_the_plan_is_counted_as_it_was_promised_and_as_it_was_disputed(
    rule: str, figure: str
) -> None:
    assert counted(rule) == figure


def test_each_year_has_its_figure() -> None:
    plan, rule = shipped().plans["rus-2016-2020"], shipped().rules["yearly-increases"]

    years = {year: millions(int(ore)) for year, ore in count(plan, "", rule).by_year.items()}

    assert years == {2016: "495", 2017: "300", 2018: "300", 2019: "281", 2020: "150"}


def test_two_counts_differ_by_the_lines_that_are_disputed() -> None:
    plan, rules = shipped().plans["rus-2016-2020"], shipped().rules
    high, plain, net = (
        count(plan, name, rules[name])
        for name in ("government-high", "yearly-increases", "net-of-cuts")
    )

    assert differences(high, plain) == {"housing-bank-high": 600 * MILLION}
    assert differences(plain, net) == {"cut-2016": 20 * MILLION}
    assert differences(plain, plain) == {}


def test_what_is_left_out_says_why() -> None:
    plan, rules = shipped().plans["rus-2016-2020"], shipped().rules

    left = count(plan, "", rules["yearly-increases"]).left

    assert left["frame"] is Left.OTHER_KIND
    assert left["tsb-growth-2016"] is Left.OUTSIDE
    assert left["tsb-growth-2016-again"] is Left.SAME_MONEY
    assert left["cut-2016"] is Left.CUT
    assert left["housing-bank-low"] is Left.NOT_BELIEVED
    assert count(plan, "", rules["government-low"]).left["housing-bank-high"] is Left.INSTEAD


def test_what_is_carried_on_is_not_new_money() -> None:
    plan = shipped().plans["rus-2016-2020"]
    rule = shipped().rules["yearly-increases"].model_copy(update={"with_outside": True})
    carried = rule.model_copy(update={"with_carried": True})

    fresh = {one.name: one.ore for one in count(plan, "", rule).counted}
    whole = {one.name: one.ore for one in count(plan, "", carried).counted}

    assert millions(int(fresh["loneliness-2016"])) == "16"
    assert millions(int(whole["loneliness-2016"])) == "36.8"
    assert "loneliness-carried-on" not in {*fresh, *whole}


def test_every_line_of_the_source_pages_is_there() -> None:
    file = Path(__file__).parent / "source_lines.csv"
    told = {int(row["no"]): row for row in csv.DictReader(file.read_text("utf-8").splitlines())}
    plans = shipped().plans.values()
    lines = {one.number: one for plan in plans for one in plan.lines.values() if one.number}
    facts = {one.number: one for plan in plans for one in plan.facts.values() if one.number}
    goals = {one.number: one for plan in plans for one in plan.goals.values() if one.number}

    assert {*lines, *facts, *goals} == {*told}
    assert len(lines) + len(facts) + len(goals) == len(told)
    for number, row in told.items():
        if row["kind"] == "amount":
            assert millions(lines[number].amount) == row["value"]
            assert row["period"] in (
                str(lines[number].last_year),
                f"{lines[number].first_year}-{lines[number].last_year}",
            )
        elif row["kind"] in ("quantity", "percent"):
            assert (str(facts[number].value), str(facts[number].unit)) in (
                (row["value"], row["unit"]),
                (row["value"], "places"),
            ) or facts[number].promised
        elif row["kind"] == "goal":
            assert number in goals
        else:
            assert number in facts


@pytest.mark.parametrize(("number", "first"), [(46, 42), (51, 5)])
def test_a_fact_that_stands_in_two_lists_is_one(number: int, first: int) -> None:
    facts = {key: one for plan in shipped().plans.values() for key, one in plan.facts.items()}
    again = next(one for one in facts.values() if one.number == number)

    assert facts[again.same_as or ""].number == first


def test_a_year_s_list_is_the_sum_it_says() -> None:
    plan = shipped().plans["rus-2016-2020"]
    rule = shipped().rules["yearly-increases"]

    assert count(plan, "", rule).by_year[2016] == plan.lines["sum-2016"].amount


def test_which_measure_a_yearly_line_belongs_to_is_not_said_and_stays_so() -> None:
    lines = shipped().plans["rus-2016-2020"].lines.values()

    assert {one.measure for one in lines if one.counts is Counts.INCREASE} == {None}


def test_a_rule_that_believes_somebody_is_only_for_plans_of_which_they_have_said_something() -> (
    None
):
    rules = shipped().rules

    assert "critics" in rules_for(shipped().plans["rus-2016-2020"], rules)
    assert "critics" not in rules_for(shipped().plans["mental-health-2023-2033"], rules)
    assert "promised" not in rules_for(shipped().plans["before-2016"], rules)


def test_fixed_prices_ask_for_every_year() -> None:
    plan = shipped().plans["rus-2016-2020"]
    rule = shipped().rules["yearly-increases"].model_copy(update={"fixed_prices_of": 2020})

    with pytest.raises(PriceUnknown, match=r"The prices of 20\d\d are not known"):
        count(plan, "", rule)
    steady = Prices({year: Decimal(100) for year in range(2016, 2021)})
    assert millions(int(count(plan, "", rule, steady).ore)) == "1526"


amounts = st.integers(-LARGEST_ORE // 10**4, LARGEST_ORE // 10**4)


@given(amounts)
def test_an_amount_is_read_as_it_is_written(ore: int) -> None:
    assert read_amount(f"{millions(ore)} mill") == ore


@pytest.mark.parametrize(
    "text",
    ["-0 mill", "1 000", "1,5 mill", "1.5 million", "1.001", "=1", "٣", "", "1 mill NOK", "1e3"],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"amount|less than nothing"):
        read_amount(text)


@given(
    amounts,
    st.decimals("0.000001", "999999", places=6),
    st.decimals("0.000001", "999999", places=6),
)
def test_to_other_prices_and_back_is_the_same(ore: int, one: Decimal, other: Decimal) -> None:
    prices = Prices({2016: one, 2020: other})

    there = prices.in_prices_of(ore, 2016, 2020)

    assert there * Fraction(one) / Fraction(other) == ore


def a_line(ore: int, **told: object) -> Line:
    return Line.model_validate(
        {"title": TITLE, "amount": ore, "counts": "increase", "stage": Stage.ADOPTED}
        | {"year": 2016, "source": "X"} | told,
        by_name=True,
    )  # fmt: skip


def a_plan(lines: dict[str, Line]) -> Plan:
    return Plan.model_validate(
        {"title": TITLE, "from_year": 2016, "to_year": 2020, "baseline": 2015}
        | {"source": "X", "lines": lines},
        by_name=True,
    )  # fmt: skip


@given(st.lists(st.tuples(amounts, st.integers(2016, 2020)), max_size=8), st.booleans())
def test_a_count_is_the_sum_of_its_lines_in_any_order(
    told: list[tuple[int, int]], cuts: bool
) -> None:
    lines = {f"l{n}": a_line(ore, year=year) for n, (ore, year) in enumerate(told)}
    rule = Rule.model_validate(
        {"title": TITLE, "explains": TITLE, "counts": "increase", "net-of-cuts": cuts}
    )
    level = rule.model_copy(update={"way": Way.LEVEL})

    one = count(a_plan(lines), "", rule)
    turned = count(a_plan(dict(reversed(lines.items()))), "", rule)

    assert one.ore == turned.ore == sum(ore for ore, _ in told if cuts or ore >= 0)
    assert sum(one.by_year.values()) == one.ore
    lasting = count(a_plan(lines), "", level)
    assert lasting.ore == sum(ore * (2021 - year) for ore, year in told if cuts or ore >= 0)
    assert sum(differences(lasting, one).values()) == lasting.ore - one.ore


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ({"one": a_line(5, same_as="two")}, "line 'one' names a line that is not there"),
        ({"one": a_line(5, same_as="one")}, "line 'one' names a line that is not there"),
        (
            {"one": a_line(5), "two": a_line(6, same_as="one")},
            "line 'two' says other money than 'one'",
        ),
        (
            {"one": a_line(5), "two": a_line(6, part_of="one")},
            "line 'two' is more than what it is a part of",
        ),
        ({"one": a_line(5, measure="none")}, "line 'one' names a measure that is not there"),
    ],
)
def test_what_does_not_hang_together_is_said(lines: dict[str, Line], fault: str) -> None:
    assert [told for _, told, _ in faults_of(a_plan(lines), frozenset({"X"}))] == [fault]


def test_a_source_that_nobody_knows_is_said() -> None:
    assert [told for _, told, _ in faults_of(a_plan({"one": a_line(5)}), frozenset())] == [
        "there is no source 'X'",
        "'one' names a source that is not there: 'X'",
    ]


@pytest.mark.parametrize(
    "told",
    [
        {"year": None},
        {"from_year": 2016, "to_year": 2017},
        {"year": None, "from_year": 2018, "to_year": 2017},
    ],
)
def test_a_line_is_of_a_year_or_of_several(told: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="line"):
        a_line(5, **told)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "deflators.csv:1: the header is not year,index,verified,source"),
        ("year,index,verified,source\n16,1,yes,X\n", "deflators.csv:2: the year is no year"),
        ("year,index,verified,source\n2016,0,yes,X\n", "deflators.csv:2: the index is no number"),
        ("year,index,verified,source\n2016,1,yes,\n", "deflators.csv:2: it is not said where"),
        ("year,index,verified,source\n2016,1\n", "deflators.csv:2: the row has not 4 columns"),
    ],
)
def test_a_bad_table_of_prices_is_refused(text: str, fault: str) -> None:
    with pytest.raises(DefinitionError, match=fault):
        read_prices(text)


def test_the_check_of_the_pack_reads_its_plans(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "norway"
    shutil.copytree(NORWAY, pack)
    plan = pack / "plans" / "rus-2016-2020" / "plan.yaml"
    plan.write_text(
        plan.read_text("utf-8").replace(
            "goal: early-help, source: PROP", "goal: late-help, source: PROP"
        ),
        "utf-8",
    )

    assert main(["check", "--pack", str(pack)]) == 1
    assert (
        "plan.yaml:24: measure 'competence' names a goal that is not there. Name one"
        in capsys.readouterr().out
    )


def test_a_pack_need_not_have_plans(tmp_path: Path) -> None:
    assert plan_problems(tmp_path / "plans", frozenset()) == ()
    nothing = read_plans(tmp_path / "plans", frozenset())
    assert not any((nothing.plans, nothing.rules, nothing.series, nothing.reportable))


def test_a_plan_that_cannot_be_read_says_where(tmp_path: Path) -> None:
    shutil.copytree(NORWAY / "plans", tmp_path / "plans")
    (tmp_path / "plans" / "before-2016" / "plan.yaml").write_text("title: no\n", "utf-8")

    with pytest.raises(DefinitionError, match=r"plan.yaml:1: 'title' is not as it should be"):
        read_plans(tmp_path / "plans", frozenset(open_pack().sources))


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    assert main(["plan", *words]) == 0
    return capsys.readouterr().out.splitlines()


def test_the_command_shows_each_way_of_counting_with_its_years(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = [" ".join(line.split()) for line in shown(capsys, "rus-2016-2020")]

    assert "promised Promised 2400" in told
    assert "yearly-increases Sum of the yearly increases 1526 495 300 300 281 150" in told
    assert shown(capsys)[-1].startswith("rus-2016-2020")


def test_the_command_sets_two_counts_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    told = shown(capsys, "rus-2016-2020", "yearly-increases", "net-of-cuts", "--language", "nn")

    assert [" ".join(line.split()) for line in told[3:]] == [
        "Summen av årlege aukar 1526",
        "2016 Kutt på posten som dei tretti millionane gjekk til -20",
        "Aukar minus kutt 1506",
    ]


def test_the_command_says_why_a_line_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    told = [" ".join(line.split()) for line in shown(capsys, "rus-2016-2020", "yearly-increases")]

    assert "2018 Growth in free income argued by substance use (?) 300" in told
    assert "2016-2020 The frame other-kind" in told
    assert told[-1] == "In all 1526"


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["rus-2016-2021"], "There is no 'rus-2016-2021'. Did you mean 'rus-2016-2020'?"),
        (["rus-2016-2020", "promise"], "There is no 'promise'. Did you mean 'promised'?"),
        (["before-2016", "critics"], "There is no 'critics'. The ways of counting here are"),
        (
            ["rus-2016-2020", "promised", "critics", "net-of-cuts"],
            "Name one way of counting, or two",
        ),
    ],
)
def test_the_command_says_what_there_is(
    words: list[str], fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", *words]) == 2
    assert fault in capsys.readouterr().err


def test_a_plan_of_ones_own_is_checked_beside_pathways_with_sources_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.yaml"
    titles = "title: {en: A, nb: A, nn: A}"
    plan.write_text(
        f"{titles}\nfrom-year: 2024\nto-year: 2025\nbaseline: 2023\nsource: OURS\n"
        "sources:\n  OURS: {organisation: We, page: A page}\n"
        f"goals:\n  home:\n    source: OTHERS\n    {titles}\n"
        "indicators:\n"
        "  one: {series: mapped-plan, goal: home, baseline: 2015, target: {value: 1, source: X}}\n",
        "utf-8",
    )

    assert main(["check", str(plan), "early-help"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert [line.partition(".yaml:")[2].partition(". ")[0] for line in told[:-1]] == [
        "10: 'home' names a source that is not there: 'OTHERS'",
        "13: the target of 'one' names a source that is not there: 'X'",
    ]
    assert told[-1].startswith("1 edition, ")
    assert told[-1].endswith("1 plan: 2 problems.")
