"""Files of money: what is right is booked once, what is wrong is told by its line, and nothing is guessed, lost or run."""

import csv
import gc
from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from helhet.cli import main, moneyfiles
from helhet.importing.faults import CannotImport, CellFault
from helhet.importing.money import bringing
from helhet.importing.money.amounts import read_amount
from helhet.importing.money.bringing import bring
from helhet.importing.money.mapping import AmountTold, Unit
from helhet.importing.money.reconciling import reconcile
from helhet.ledger.balances import balances, faults
from helhet.ledger.booking import close_year, reverse
from helhet.ledger.models import Posting
from helhet.packs.csvrecords import harmless
from helhet.pathway.errors import DefinitionError
from tests.ledger.moneyfiles import EXPORTED, HEADER, MAPPING, ROWS, a_csv, a_mapping, a_workbook

pytestmark = pytest.mark.django_db
BY = ["year", "stage", "region"]
BALANCES = {
    (2016, "allotted", "0301"): 120_050,
    (2016, "paid", "0301"): 120_050,
    (2017, "paid", "4601"): -30_000,
}


def test_a_file_is_booked_once_however_often_it_comes(tmp_path: Path) -> None:
    mapping, file = a_mapping(tmp_path), a_csv(tmp_path)

    first, again = bring(file, mapping), bring(file, mapping)

    assert (first.written, again.written, again.known) == (3, 0, 3)
    assert balances(BY) == BALANCES
    assert faults() == []


def test_a_rehearsal_says_what_would_be_booked_and_books_nothing(tmp_path: Path) -> None:
    done = bring(a_csv(tmp_path), a_mapping(tmp_path), rehearse=True)

    assert (done.new, done.written) == (3, 0)
    assert {(year, str(stage)): ore for (year, stage), ore in done.sums.items()} == {
        (2016, "allotted"): 120_050,
        (2016, "paid"): 120_050,
        (2017, "paid"): -30_000,
    }
    assert not Posting.objects.exists()


def test_a_workbook_says_the_same_with_numbers_and_days_of_its_own(tmp_path: Path) -> None:
    rows = [
        ("A1", 2016, "Tildelt", "0301", 1200.5, date(2016, 3, 1)),
        ("A2", 2016, "Utbetalt", "0301", 1200.5, date(2016, 9, 1)),
        ("A3", 2017, "Utbetalt", "4601", -300, date(2017, 2, 1)),
    ]
    mapping = a_mapping(tmp_path)

    assert bring(a_workbook(tmp_path, rows), mapping).written == 3
    assert balances(BY) == BALANCES
    assert bring(a_csv(tmp_path), mapping).known == 3


def with_cell(column: str, value: str) -> tuple[str, ...]:
    return tuple(
        value if name == column else cell for name, cell in zip(HEADER, ROWS[0], strict=True)
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Beløp", ""),
        ("Beløp", "0"),
        ("Beløp", "-0"),
        ("Beløp", "-0,00"),
        ("Beløp", "1.200"),
        ("Beløp", "1,200.50"),
        ("Beløp", "12 00"),
        ("Beløp", "1 2000"),
        ("Beløp", "1,005"),
        ("Beløp", "€ 5"),
        ("Beløp", "5 kr"),
        ("Beløp", "1e5"),
        ("Beløp", "(5)"),
        ("Beløp", "=1+1"),
        ("Beløp", "\u0665"),
        ("Beløp", "9" * 16),
        ("År", "16"),
        ("År", "2O16"),
        ("År", "1989"),
        ("Trinn", "Betalt"),
        ("Trinn", ""),
        ("Kommune", "=cmd|' /C calc'!A0"),
        ("Kommune", "@SUM(A1)"),
        ("Kommune", "+47"),
        ("Kommune", "x" * 65),
        ("Kommune", "a\0b"),
        ("Kommune", "a\nb"),
        ("Dato", "2016-03-01"),
        ("Dato", "31.02.2016"),
    ],
)
def test_a_cell_that_cannot_be_is_told_with_its_line_and_nothing_is_booked(
    tmp_path: Path, column: str, value: str
) -> None:
    done = bring(a_csv(tmp_path, [ROWS[1], with_cell(column, value)]), a_mapping(tmp_path))

    assert {(one.line, one.column) for one in done.faults} == {(3, column)}
    assert (done.faulty, done.written) == (1, 0)
    assert not Posting.objects.exists()
    assert value not in str(done.faults[0]) or len(value) < 3


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_thousands_may_be_parted_by_any_of_the_spaces_that_programs_write(
    tmp_path: Path, space: str
) -> None:
    row = with_cell("Beløp", f"\u22121{space}234{space}567,05")

    assert bring(a_csv(tmp_path, [row]), a_mapping(tmp_path)).written == 1
    assert balances(["region"]) == {("0301",): -123_456_705}


def test_the_right_rows_of_a_faulty_file_are_booked_if_that_is_asked_for(tmp_path: Path) -> None:
    file = a_csv(
        tmp_path,
        [*ROWS, ("A4", *with_cell("Beløp", "x")[1:])],
    )

    done = bring(file, a_mapping(tmp_path), right_rows=True)

    assert (done.faulty, done.written) == (1, 3)
    assert balances(BY) == BALANCES


def test_two_currencies_in_a_column_are_told(tmp_path: Path) -> None:
    mapping = a_mapping(tmp_path, MAPPING + "currency: {column: Valuta, only: NOK}\n")
    rows = [(*ROWS[0], "NOK"), (*ROWS[1], "EUR"), (*ROWS[2], "")]

    done = bring(a_csv(tmp_path, rows, (*HEADER, "Valuta")), mapping)

    assert [(one.line, one.column) for one in done.faults] == [(3, "Valuta"), (4, "Valuta")]


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ((*HEADER, "Valuta"), "the mapping says nothing of column 7"),
        (HEADER[:-1], "the columns Dato of the mapping are not there"),
        ((*HEADER[:-1], "Sak"), "1 columns have the name of another"),
    ],
)
def test_a_header_that_is_not_the_mapping_s_is_refused(
    tmp_path: Path, header: tuple[str, ...], fault: str
) -> None:
    rows = [ROWS[0][: len(header)] + ("x",) * (len(header) - len(ROWS[0]))]

    with pytest.raises(CannotImport, match=fault):
        bring(a_csv(tmp_path, rows, header), a_mapping(tmp_path))


@pytest.mark.parametrize("raw", [b"", b"\xff\xfeS\x00a\x00", b"\xe6\xf8\xe5;b\n1;2\n"])
def test_what_is_no_text_is_refused(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "money.csv"
    file.write_bytes(raw)

    with pytest.raises(CannotImport):
        bring(file, a_mapping(tmp_path))


def test_a_row_that_is_torn_or_no_text_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    file = a_csv(tmp_path)
    lines = file.read_bytes().splitlines()
    file.write_bytes(
        b"\n".join(
            [lines[0], b"A0;2016;Tildelt", lines[1], lines[2].replace(b"0301", b"\xe6"), b""]
        )
    )

    done = bring(file, a_mapping(tmp_path))

    assert [(one.line, one.column) for one in done.faults] == [(2, ""), (4, "Kommune")]
    assert done.rows == 1


def test_the_same_key_twice_is_a_fault_and_without_keys_the_same_row_twice_is_two(
    tmp_path: Path,
) -> None:
    twice = [ROWS[0], ROWS[0]]

    done = bring(a_csv(tmp_path, twice), a_mapping(tmp_path))
    assert [one.line for one in done.faults] == [3]

    keyless = a_mapping(tmp_path, MAPPING.replace("key: Sak\n", "ignored: Sak\n"))
    assert bring(a_csv(tmp_path, twice), keyless).written == 2
    assert bring(a_csv(tmp_path, twice), keyless).known == 2
    assert balances(["region"]) == {("0301",): 240_100}


def test_what_is_booked_and_now_says_something_else_is_told(tmp_path: Path) -> None:
    mapping = a_mapping(tmp_path)
    bring(a_csv(tmp_path), mapping)

    done = bring(a_csv(tmp_path, [with_cell("Beløp", "7")]), mapping)

    assert [one.line for one in done.faults] == [2]
    assert balances(BY) == BALANCES


@pytest.mark.parametrize(
    ("column", "value"),
    [("Beløp", "-1 200,50"), ("Kommune", "4601"), ("Trinn", "Utbetalt"), ("År", "2017")],
)
def test_the_same_key_with_other_money_or_another_way_is_told_and_changes_nothing(
    tmp_path: Path, column: str, value: str
) -> None:
    mapping = a_mapping(tmp_path)
    bring(a_csv(tmp_path), mapping)
    file = a_csv(tmp_path, [with_cell(column, value)])

    done = bring(file, mapping, right_rows=True)

    assert ([one.line for one in done.faults], done.known, done.written) == ([2], 0, 0)
    assert balances(BY) == BALANCES
    differs = {"Beløp": "amount", "Kommune": "receiver", "Trinn": "stage", "År": "year"}[column]
    assert differs in reconcile(file, mapping).differences[0].what


def test_a_row_without_its_key_is_told(tmp_path: Path) -> None:
    done = bring(a_csv(tmp_path, [("", *ROWS[0][1:])]), a_mapping(tmp_path))

    assert [(one.line, one.column) for one in done.faults] == [(2, "Sak")]
    assert done.written == 0


def test_a_key_cannot_stand_in_the_way_of_taking_back(tmp_path: Path) -> None:
    mapping = a_mapping(tmp_path)
    bring(a_csv(tmp_path), mapping)
    first = Posting.objects.order_by("id")[0].pk
    bring(a_csv(tmp_path, [(f"-{first}", *ROWS[0][1:])]), mapping)

    reverse(first, date(2018, 1, 1))

    assert balances(BY) == BALANCES
    assert bring(a_csv(tmp_path, [(f"-{first}", *ROWS[0][1:])]), mapping).known == 1


def test_books_do_not_take_the_name_of_a_plan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_mapping(tmp_path, MAPPING.replace("origin: books", "origin: rus-2016-2020"))

    assert main(["money", "import", str(a_csv(tmp_path)), str(tmp_path / "mapping.yaml")]) == 2
    assert "another 'origin'" in capsys.readouterr().err
    assert not Posting.objects.exists()


def test_a_closed_year_is_told_by_its_rows(tmp_path: Path) -> None:
    close_year(2017)

    done = bring(a_csv(tmp_path), a_mapping(tmp_path))

    assert [(one.line, one.fault) for one in done.faults] == [(4, "this year is closed")]
    assert not Posting.objects.exists()


def test_who_was_stopped_in_the_middle_goes_on_where_it_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "AT_ONCE", 1)
    mapping, file = a_mapping(tmp_path), a_csv(tmp_path)

    def stop(written: int) -> None:
        if Posting.objects.count() == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(file, mapping, progress=stop)
    assert Posting.objects.count() == 2

    assert bring(file, mapping).written == 1
    assert balances(BY) == BALANCES


@pytest.mark.parametrize("value", ["=1+1", '=CONCAT("a";"b")'])
def test_a_formula_of_a_workbook_is_told(tmp_path: Path, value: str) -> None:
    row = ("A1", 2016, "Tildelt", "0301", value, date(2016, 3, 1))

    done = bring(a_workbook(tmp_path, [row]), a_mapping(tmp_path))

    assert {(one.line, one.column) for one in done.faults} == {(2, "Beløp")}


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (True, "formula"),
        ("#N/A", "error"),
        (1.005, "øre"),
        (-0.0, "nothing"),
        (float(10**16), "budget"),
    ],
)
def test_a_value_of_a_workbook_that_is_no_amount_is_told(
    tmp_path: Path, value: object, fault: str
) -> None:
    row = ("A1", 2016, "Tildelt", "0301", value, date(2016, 3, 1))

    done = bring(a_workbook(tmp_path, [row]), a_mapping(tmp_path))

    assert [one.column for one in done.faults] == ["Beløp"]
    assert fault in done.faults[0].fault


@pytest.mark.parametrize(
    ("shown", "is_right"),
    [
        ("[$€-2] #,##0.00", False),
        ('#,##0.00 "EUR"', False),
        ("[$$-409]#,##0.00", False),
        ("#,##0 [$kr-41D]", False),
        ("#,##0 [$kr.-406]", False),
        ("#,##0.00 [$kr-414]", True),
        ("[$kr-814] #,##0.00", True),
        ("[$NOK] #,##0.00", True),
        ('#,##0.00 "kr"', True),
        ("[$-414]#,##0.00", True),
        ('_("$"* #,##0.00_)_("$"* \\(#,##0.00\\)_("$"* "-"??_)_(@_)', True),
    ],
)
def test_an_amount_that_a_workbook_shows_in_another_currency_is_told(
    tmp_path: Path, shown: str, is_right: bool
) -> None:
    file = a_workbook(tmp_path, [("A1", 2016, "Tildelt", "0301", 5, date(2016, 3, 1))])
    book = load_workbook(file)
    book.active["E2"].number_format = shown  # type: ignore[index]
    book.save(file)

    done = bring(file, a_mapping(tmp_path))

    assert [one.column for one in done.faults] == ([] if is_right else ["Beløp"])
    assert done.written == is_right


def test_merged_cells_are_found_however_the_writer_names_its_elements(tmp_path: Path) -> None:
    file = a_workbook(tmp_path, [("A1", 2016, "Tildelt", "0301", 5, date(2016, 3, 1))])
    with ZipFile(file) as folded:
        parts = {one: folded.read(one) for one in folded.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    merged = b'<x:mergeCells xmlns:x="a"><x:mergeCell ref="D2:D3"/></x:mergeCells>'
    parts[sheet] = parts[sheet].replace(b"</worksheet>", merged + b"</worksheet>")
    with ZipFile(file, "w", ZIP_DEFLATED) as folded:
        for name, part in parts.items():
            folded.writestr(name, part)

    with pytest.raises(CannotImport, match="merged"):
        bring(file, a_mapping(tmp_path))


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("-1200.50", "-1200.50"),
        ("-5", "-5"),
        ("=1+1", "'=1+1"),
        ("-1-1", "'-1-1"),
        ("-", "'-"),
        ("@a", "'@a"),
        (-3, -3),
    ],
)
def test_what_a_spreadsheet_would_run_is_made_harmless_and_a_number_stays(
    cell: str | int, told: str | int
) -> None:
    assert harmless(cell) == told


def test_a_workbook_that_cannot_hold_all_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bring(a_csv(tmp_path), a_mapping(tmp_path))
    monkeypatch.setattr(moneyfiles, "MOST_ROWS", 4)
    assert main(["money", "export", str(tmp_path / "all.xlsx")]) == 0
    monkeypatch.setattr(moneyfiles, "MOST_ROWS", 3)

    assert main(["money", "export", str(tmp_path / "out.xlsx")]) == 2
    assert "Write .csv or .parquet" in capsys.readouterr().err
    assert not (tmp_path / "out.xlsx").exists()


def test_merged_cells_several_sheets_and_what_is_no_workbook_are_refused(tmp_path: Path) -> None:
    mapping = a_mapping(tmp_path)
    file = a_workbook(tmp_path, [("A1", 2016, "Tildelt", "0301", 5, date(2016, 3, 1))])
    book = load_workbook(file)
    book.active.merge_cells("D2:D3")  # type: ignore[union-attr]
    book.save(file)
    with pytest.raises(CannotImport, match="merged"):
        bring(file, mapping)

    book.active.unmerge_cells("D2:D3")  # type: ignore[union-attr]
    book.create_sheet("more")
    book.save(file)
    with pytest.raises(CannotImport, match="2 sheets"):
        bring(file, mapping)
    named = a_mapping(tmp_path, MAPPING + "sheet: Sheet\n")
    assert bring(file, named).written == 1
    with pytest.raises(CannotImport, match="no sheet"):
        bring(file, a_mapping(tmp_path, MAPPING + "sheet: Other\n"))

    with ZipFile(file, "w", ZIP_DEFLATED) as folded:
        folded.writestr("a.txt", "a")
    with pytest.raises(CannotImport, match="no Excel workbook"):
        bring(file, mapping)
    file.write_bytes(b"PK\x03\x04rubbish")
    with pytest.raises(CannotImport, match="no Excel workbook"):
        bring(file, mapping)


@pytest.mark.parametrize(
    "wrong",
    [
        MAPPING.replace('decimal: ","', 'decimal: ";"'),
        MAPPING.replace('thousands: " "', 'thousands: ","'),
        MAPPING.replace("unit: kr", "unit: dollar"),
        MAPPING.replace("{is: level}", "{}"),
        MAPPING.replace("{is: level}", "{is: level, column: Trinn}"),
        MAPPING.replace("  year: {column: År}\n", ""),
        MAPPING + "colour: red\n",
    ],
)
def test_a_mapping_that_is_none_is_told(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(DefinitionError):
        a_mapping(tmp_path, wrong)


def test_a_file_is_set_beside_the_ledger(tmp_path: Path) -> None:
    mapping = a_mapping(tmp_path)
    bring(a_csv(tmp_path), mapping)
    rows: list[int] = []
    assert reconcile(a_csv(tmp_path), mapping, progress=rows.append).agrees
    assert rows == [len(ROWS)]

    reverse(Posting.objects.get(year=2017).pk, date(2018, 1, 1))
    later = [with_cell("Beløp", "7"), ("A9", *ROWS[1][1:]), ROWS[2]]
    told = reconcile(a_csv(tmp_path, later), mapping)

    assert (told.matched, told.only_file, told.only_ledger, told.differing) == (0, 2, 1, 1)
    assert told.taken_back == 1
    assert told.lines == [3, 4]
    assert [(one.line, one.ore, one.booked_ore) for one in told.differences] == [(2, 700, 120_050)]
    assert not told.agrees


AMOUNTS = st.integers(-(10**14), 10**14).filter(bool)


@given(AMOUNTS, st.sampled_from([",", "."]), st.sampled_from(["", " ", "'"]))
def test_an_amount_is_read_as_it_was_written(ore: int, decimal: str, thousands: str) -> None:
    whole, part = divmod(abs(ore), 100)
    text = f"{'-' if ore < 0 else ''}{whole:,}".replace(",", thousands) + f"{decimal}{part:02}"
    told = AmountTold(column="a", unit=Unit.KRONER, decimal=decimal, thousands=thousands)  # type: ignore[arg-type]

    assert read_amount(text, told) == ore
    assert read_amount(str(Decimal(ore) / 100).replace(".", decimal), told) == ore


@given(st.text(max_size=12))
def test_any_text_is_an_exact_amount_or_refused(text: str) -> None:
    told = AmountTold(column="a", unit=Unit.KRONER, decimal=",", thousands=" ")
    try:
        ore = read_amount(text, told)
    except CellFault:
        return
    assert ore
    assert Decimal(ore) / 100 == Decimal(
        "".join(text.replace("\u2212", "-").split()).replace(",", ".")
    )


def test_what_is_written_to_a_file_comes_back_as_the_same_ledger(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring(a_csv(tmp_path), a_mapping(tmp_path))
    for ending in ("csv", "xlsx", "parquet"):
        assert main(["money", "export", str(tmp_path / f"out.{ending}")]) == 0
    with (tmp_path / "out.csv").open(encoding="utf-8") as file:
        rows = [*csv.DictReader(file)]
    sheet = load_workbook(tmp_path / "out.xlsx").active
    columnar = duckdb.read_parquet(str(tmp_path / "out.parquet")).order("posting").fetchall()

    assert [row["amount"] for row in rows] == ["1200.50", "1200.50", "-300.00"]
    assert sheet is not None
    assert [row[14] for row in sheet.iter_rows(values_only=True)][1:] == [
        "1200.50",
        "1200.50",
        "-300.00",
    ]
    assert [row[14] for row in columnar] == [
        Decimal("1200.50"),
        Decimal("1200.50"),
        Decimal("-300.00"),
    ]
    before = balances(["year", "stage", "region", "receiver", "channel"])

    mapping = a_mapping(tmp_path, EXPORTED)
    assert bring(tmp_path / "out.csv", mapping).written == 3
    assert bring(tmp_path / "out.xlsx", mapping).known == 3
    after = balances(["year", "stage", "region", "receiver", "channel"])
    assert after == {key: 2 * ore for key, ore in before.items()}


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(ROWS), st.lists(st.integers(0, 2), max_size=3))
def test_any_order_and_any_repeating_gives_the_same(
    tmp_path: Path, rows: list[tuple[str, ...]], again: list[int]
) -> None:
    from django.db import transaction

    mapping = a_mapping(tmp_path)
    with transaction.atomic():
        for n in again:
            bring(a_csv(tmp_path, [rows[n]]), mapping)
        bring(a_csv(tmp_path, rows), mapping)
        assert balances(BY) == BALANCES
        transaction.set_rollback(True)


def test_the_commands_say_what_they_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_mapping(tmp_path)
    file, mapping = str(a_csv(tmp_path)), str(tmp_path / "mapping.yaml")

    assert main(["money", "import", file, mapping, "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith(
        "Nothing was booked. This would be:\n2016 allotted: 0.0012005"
    )
    assert main(["money", "import", file, mapping]) == 0
    assert capsys.readouterr().out.endswith("rows new: 3, booked before: 0, with faults: 0\n")
    assert main(["money", "reconcile", file, mapping]) == 0
    assert main(["money", "balances", "--by", "year"]) == 0
    assert "-300.00" in capsys.readouterr().out
    assert main(["money", "balances", "--by", "colour"]) == 2
    assert main(["money", "close", "2016"]) == 0
    a_csv(tmp_path, [("B1", *ROWS[0][1:])])
    assert main(["money", "import", file, mapping]) == 1
    told = capsys.readouterr()
    assert "money.csv:2: this year is closed." in told.err
    assert "Nothing was booked." in told.out
    assert main(["money", "import", str(tmp_path / "no.csv"), mapping]) == 2
    assert main(["money", "export", str(tmp_path / "out.txt")]) == 2
    assert main(["money", "close", "20"]) == 2
    (tmp_path / "mapping.yaml").write_text("origin: 1\n", "utf-8")
    assert main(["money", "import", file, mapping]) == 2


def test_what_is_booked_is_what_was_checked_though_the_file_is_another_by_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "AT_ONCE", 1)
    rows = [*ROWS, ("A4", *ROWS[0][1:2], "?", *ROWS[0][3:])]
    file = a_csv(tmp_path, rows)

    def change(read: int) -> None:
        if read == len(ROWS) and not Posting.objects.exists():
            a_csv(tmp_path, [with_cell("Beløp", "999")])

    done = bring(file, a_mapping(tmp_path), right_rows=True, progress=change)

    assert (done.written, done.faulty) == (3, 1)
    assert balances(BY) == BALANCES


def test_python_looks_for_circles_as_before_when_a_file_is_done_or_refused(tmp_path: Path) -> None:
    before = gc.get_threshold()
    during = []

    bring(
        a_csv(tmp_path), a_mapping(tmp_path), progress=lambda _: during.append(gc.get_threshold())
    )
    with pytest.raises(CannotImport):
        bring(a_csv(tmp_path, [], ("x",)), a_mapping(tmp_path))

    assert {one[0] for one in during} == {bringing.SELDOM}
    assert gc.get_threshold() == before
