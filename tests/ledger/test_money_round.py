"""What goes out of the ledger as a file comes in again as the same ledger; sums go out too."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from helhet.cli import main
from helhet.cli.moneyfiles import write
from helhet.importing.money.bringing import bring
from helhet.ledger.accounts import Place
from helhet.ledger.balances import faults
from helhet.ledger.booking import book, reverse
from helhet.ledger.draft import Draft
from helhet.ledger.exporting import POSTING, posting_rows
from helhet.ledger.models import Balance, Posting
from helhet.packs.csvrecords import is_formula
from helhet.plans.model import Channel, Counts, Stage
from tests.ledger.moneyfiles import EXPORTED, a_csv, a_mapping

pytestmark = pytest.mark.django_db
NOT_KEPT = {"posting", "origin", "key", "takes-back"}
words = (
    st.text(alphabet="aÅ0 '\",;-=+@\\._x\u00a0N", max_size=12)
    .map(str.strip)
    .filter(lambda text: not is_formula(text))
)
years = st.integers(1990, 2100)
drafts = st.builds(
    Draft,
    origin=st.just("books"),
    key=st.uuids().map(str),
    source_place=st.just(Place("a-plan", is_source=True)),
    place=st.tuples(st.just("a-plan"), st.sampled_from(Channel), words, words, words, words).map(
        lambda told: Place(*told)
    ),
    ore=st.integers(-(10**14), 10**14).filter(bool),
    year=years,
    stage=st.sampled_from(Stage),
    counts=st.sampled_from(Counts),
    booked_on=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    source=words.filter(bool),
    is_verified=st.booleans(),
    said_by=words,
    text=words,
    from_year=st.just(1990),
    price_year=years,
)


@contextmanager
def undone() -> Iterator[None]:
    """Do something, and let it not have been."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ledger() -> tuple[Counter[tuple[str, ...]], set[tuple[object, ...]]]:
    """Return all postings by what they say, and the kept sums."""
    kept = [nth for nth, name in enumerate(POSTING) if name not in NOT_KEPT]
    told = Counter(tuple(str(row[nth]) for nth in kept) for row in posting_rows())
    ends = [f"account__{name}" for name in Place._fields]
    sums = Balance.objects.values_list(*ends, "year", "stage", "counts", "debit_ore", "credit_ore")
    return told, {*sums}


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(drafts, min_size=1, max_size=8), st.sampled_from([".csv", ".xlsx"]), st.data())
def test_what_goes_out_comes_in_as_the_same_ledger(
    tmp_path: Path, some: Sequence[Draft], ending: str, data: st.DataObject
) -> None:
    file, mapping = tmp_path / f"out{ending}", a_mapping(tmp_path, EXPORTED)
    with undone():
        book(some)
        booked = [*Posting.objects.values_list("pk", flat=True)]
        for one in data.draw(st.sets(st.sampled_from(booked))):
            reverse(one, date(2101, 1, 1))
        before = ledger()
        assert write(file, POSTING, posting_rows()) == sum(before[0].values())

    with undone():
        assert not Posting.objects.exists()
        done = bring(file, mapping)
        assert done.faults == []
        assert ledger() == before
        assert faults() == []


def test_sums_go_to_a_file_of_each_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bring(a_csv(tmp_path), a_mapping(tmp_path))
    for ending in ("csv", "xlsx", "parquet"):
        file = tmp_path / f"sums.{ending}"
        assert main(["money", "balances", "--by", "region,year", "--to", str(file)]) == 0
        assert capsys.readouterr().out == "Wrote 2 sums.\n"

    with (tmp_path / "sums.csv").open(encoding="utf-8") as told:
        assert [*csv.reader(told)] == [
            ["region", "year", "amount"],
            ["0301", "2016", "2401.00"],
            ["4601", "2017", "-300.00"],
        ]
    sheet = load_workbook(tmp_path / "sums.xlsx").active
    assert sheet is not None
    assert [*sheet.iter_rows(values_only=True)][2] == ("4601", 2017, "-300.00")
    assert duckdb.read_parquet(str(tmp_path / "sums.parquet")).fetchall() == [
        ("0301", 2016, Decimal("2401.00")),
        ("4601", 2017, Decimal("-300.00")),
    ]
    assert main(["money", "balances", "--to", str(tmp_path / "sums.csv")]) == 2
    assert main(["money", "balances", "--to", str(tmp_path / "sums.txt")]) == 2
