"""Postings: always balanced, each once, none changed, none into a closed year; and the plan as the ledger has it."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helhet.cli import main
from helhet.ledger.accounts import Place
from helhet.ledger.balances import balances, faults
from helhet.ledger.booking import Booked, book, close_year, reverse
from helhet.ledger.draft import Draft
from helhet.ledger.errors import Refused, YearClosed
from helhet.ledger.models import Account, Balance, Posting, Year
from helhet.ledger.shipping import book_plans, booked_lines
from helhet.packs.pack import NORWAY, open_pack
from helhet.plans.counting import count
from helhet.plans.model import Channel, Counts, Plan, Stage
from helhet.plans.money import LARGEST_ORE
from helhet.plans.reading import Plans, read_plans

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 4)
PLAN, MILLION = "rus-2016-2020", 10**8
PURSE, HERE, THERE = (
    Place("p", is_source=True),
    Place("p", measure="here"),
    Place("p", measure="there"),
)


def draft(key: str, ore: int = 500, *, place: Place = HERE, year: int = 2016) -> Draft:
    return Draft("o", key, PURSE, place, ore, year, Stage.ADOPTED, Counts.INCREASE, DAY, "X")


@pytest.fixture(scope="module")
def plans() -> Plans:
    return read_plans(NORWAY / "plans", frozenset(open_pack().sources))


def test_what_is_booked_again_is_there_once() -> None:
    assert book([draft("a"), draft("b", 7)]) == Booked(2, 0)
    assert book([draft("a"), draft("c")]) == Booked(1, 1)
    assert balances(["measure"]) == {("here",): 1007}


def test_less_than_nothing_goes_the_other_way() -> None:
    book([draft("a", 500), draft("b", -200)])

    assert balances(["year"]) == {(2016,): 300}
    assert sorted(Posting.objects.values_list("ore", flat=True)) == [200, 500]


@pytest.mark.parametrize(
    ("drafts", "code"),
    [
        ([draft("a"), draft("a", 7)], "key-twice"),
        ([draft("a", 0)], "amount"),
        ([draft("a", LARGEST_ORE + 1)], "amount"),
        ([draft("a", place=PURSE)], "same-place"),
        ([draft("fine"), draft("known", 7)], "key-known"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_of_it_is_written(
    drafts: list[Draft], code: str
) -> None:
    book([draft("known", 6)])

    with pytest.raises(Refused) as refused:
        book(drafts)

    assert refused.value.code == code
    assert [row.key for row in Posting.objects.all()] == ["known"]
    assert faults() == []


def test_a_posting_is_taken_back_once_by_its_opposite() -> None:
    book([draft("a"), draft("b", -7)])
    one, other = Posting.objects.order_by("ore")

    mirrored = reverse(other.pk, DAY)
    reverse(one.pk, DAY)

    assert balances(["measure"]) == {("here",): 0}
    for again in (one.pk, other.pk, mirrored, 0):
        with pytest.raises(Refused, match="Name a posting that stands"):
            reverse(again, DAY)
    assert Posting.objects.count() == 4


def test_a_closed_year_takes_nothing_more() -> None:
    book([draft("a")])
    close_year(2016)
    close_year(2016)

    with pytest.raises(YearClosed, match="2016 is closed"):
        book([draft("open", year=2017), draft("b")])
    with pytest.raises(YearClosed):
        reverse(Posting.objects.get().pk, DAY)
    assert book([draft("a")]) == Booked(0, 1)
    assert book([draft("b", year=2017)]) == Booked(1, 0)
    assert [one.year for one in Year.objects.all()] == [2016]


@pytest.mark.parametrize("model", [Account, Posting])
def test_no_row_is_changed_or_taken_away(model: type[Account] | type[Posting]) -> None:
    book([draft("a")])
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(id=5)
    table = model._meta.db_table
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a table of our own


@pytest.mark.parametrize(
    "wrong", [{"ore": 0}, {"ore": -1}, {"debit_id": None}, {"from_year": 2020}]
)
def test_the_database_itself_refuses_what_is_out_of_balance(wrong: dict[str, int | None]) -> None:
    book([draft("a")])
    row = Posting.objects.get()
    for name, value in ({"id": None, "key": "b"} | wrong).items():
        setattr(row, name, row.credit_id if name == "debit_id" else value)

    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


def test_a_sum_that_somebody_changed_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    book([draft("a")])
    assert faults() == []
    assert main(["verify"]) == 0

    Balance.objects.filter(account__is_source=False).update(debit_ore=1)

    assert [one.partition(":")[2] for one in faults()] == [
        " the kept sum is not what the postings say"
    ]
    capsys.readouterr()
    assert main(["verify"]) == 1
    assert capsys.readouterr().out.startswith("money: account ")


moved = st.tuples(
    st.integers(-(10**12), 10**12).filter(bool),
    st.sampled_from([HERE, THERE, HERE._replace(channel=Channel.GRANT)]),
    st.integers(2014, 2018),
)


@given(st.lists(moved, min_size=1, max_size=12), st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_balances_are_the_sums_in_any_order_and_a_reversal_restores(
    told: list[tuple[int, Place, int]], data: st.DataObject
) -> None:
    drafts = [
        draft(str(n), ore, place=where, year=year) for n, (ore, where, year) in enumerate(told)
    ]
    turned = data.draw(st.permutations(drafts))
    with transaction.atomic():
        book(drafts)
        straight = balances(["measure", "channel", "year"])
        transaction.set_rollback(True)
    with transaction.atomic():
        for one in turned:
            book([one])
        assert balances(["measure", "channel", "year"]) == straight
        assert sum(balances(["year"]).values()) == sum(ore for ore, _, _ in told)
        # What came to the accounts left the purse.
        all_of_it = Balance.objects.values_list("debit_ore", "credit_ore")
        assert sum(debit - credit for debit, credit in all_of_it) == 0
        for pk in [*Posting.objects.values_list("pk", flat=True)]:
            reverse(pk, DAY)
        assert set(balances(["measure", "channel", "year"]).values()) <= {0}
        assert faults() == []
        transaction.set_rollback(True)


def test_the_shipped_plans_are_booked_once_and_counted_from_the_ledger(plans: Plans) -> None:
    written = book_plans(plans.plans, DAY)

    assert written == Booked(sum(len(one.lines) for one in plans.plans.values()), 0)
    assert book_plans(plans.plans, DAY) == Booked(0, 0)
    for name, plan in plans.plans.items():
        booked = plan.model_copy(update={"lines": booked_lines(name, plan)})
        for key, rule in plans.rules.items():
            assert count(booked, key, rule) == count(plan, key, rule)


def test_a_line_that_is_mended_in_its_file_is_taken_back_and_booked_anew(plans: Plans) -> None:
    book_plans(plans.plans, DAY)
    mended = with_amount(plans.plans, 7 * MILLION)

    assert (book_plans(mended, DAY).written, book_plans(mended, DAY).written) == (1, 0)
    assert booked_lines(PLAN, mended[PLAN])["court-programme-2016"].amount == 7 * MILLION
    again = with_amount(plans.plans, plans.plans[PLAN].lines["court-programme-2016"].amount)
    assert book_plans(again, DAY).written == 1
    assert booked_lines(PLAN, again[PLAN]) == booked_lines(PLAN, plans.plans[PLAN])
    assert faults() == []


def test_a_line_that_was_taken_back_by_hand_stays_so(plans: Plans) -> None:
    book_plans(plans.plans, DAY)
    reverse(Posting.objects.get(origin=PLAN, key="court-programme-2016").pk, DAY)

    assert book_plans(plans.plans, DAY).written == 0
    assert "court-programme-2016" not in booked_lines(PLAN, plans.plans[PLAN])
    assert book_plans(with_amount(plans.plans, MILLION), DAY).written == 1


def with_amount(plans: Mapping[str, Plan], ore: int) -> dict[str, Plan]:
    lines = plans[PLAN].lines
    line = lines["court-programme-2016"].model_copy(update={"amount": ore})
    plan = plans[PLAN].model_copy(update={"lines": {**lines, "court-programme-2016": line}})
    return {**plans, PLAN: plan}


def test_a_line_that_is_taken_back_is_counted_no_more(plans: Plans) -> None:
    plan = plans.plans["rus-2016-2020"]
    book_plans(plans.plans, DAY)
    reverse(Posting.objects.get(origin="rus-2016-2020", key="free-income-2018").pk, DAY)

    booked = plan.model_copy(update={"lines": booked_lines("rus-2016-2020", plan)})

    assert count(booked, "", plans.rules["yearly-increases"]).ore == Fraction(1226 * 10**8)


def test_a_balance_asks_once_by_whatever_dimensions(
    plans: Plans, django_assert_num_queries: object
) -> None:
    book_plans(plans.plans, DAY)

    with django_assert_num_queries(1):  # type: ignore[operator]
        found = balances(["channel"], plan="rus-2016-2020", counts="increase", year=2019)

    assert found == {
        (Channel.EARMARKED,): 11 * 10**8,
        (Channel.FREE_INCOME,): 200 * 10**8,
        (Channel.HOUSING_BANK,): 50 * 10**8,
        (Channel.LABOUR,): 20 * 10**8,
    }
    with pytest.raises(KeyError):
        balances(["person"])
