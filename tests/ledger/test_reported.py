"""What municipalities report: written whole or not at all, once however often it comes, and a number that is reported anew keeps the one before."""

from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from helhet.cli import main
from helhet.importing.reported import Imported, import_reported
from helhet.ledgers.models import Reported
from helhet.ledgers.reported import What, reported
from helhet.packs.pack import NORWAY, open_pack
from helhet.plans.reading import read_plans

pytestmark = pytest.mark.django_db
HEADER = "municipality,year,figure,value,source"
REPORTABLE = read_plans(NORWAY / "plans", frozenset(open_pack().sources)).reportable


def send(folder: Path, *rows: str, replace: bool = False, rehearse: bool = False) -> Imported:
    file = folder / "reported.csv"
    file.write_text("\n".join((HEADER, *rows, "")), "utf-8")
    return import_reported(file, REPORTABLE, replace=replace, rehearse=rehearse)


def test_figures_are_written_once_and_known_again(tmp_path: Path) -> None:
    rows = ("0301,2023,psychologist,12.5,IS-24/8", "4601,2023,courses-held,4,IS-24/8")

    first, again = send(tmp_path, *rows), send(tmp_path, *rows)

    assert (first.brought.new, again.brought.new, again.brought.known) == (2, 0, 2)
    assert reported() == {
        What("0301", 2023, "psychologist"): 1250,
        What("4601", 2023, "courses-held"): 400,
    }
    assert reported(["4601"]) == {What("4601", 2023, "courses-held"): 400}


def test_a_rehearsal_writes_nothing(tmp_path: Path) -> None:
    done = send(tmp_path, "0301,2023,psychologist,12.5,s", rehearse=True)

    assert (done.brought.new, reported()) == (1, {})


def test_another_number_is_refused_unless_it_is_said_to_be_newer_and_both_are_kept(
    tmp_path: Path,
) -> None:
    send(tmp_path, "0301,2023,psychologist,12,s")

    refused = send(tmp_path, "0301,2023,psychologist,13,s")
    done = send(tmp_path, "0301,2023,psychologist,13,s", replace=True)

    assert [str(one.column) for one in refused.faults] == ["value"]
    assert done.brought.revised == 1
    assert reported() == {What("0301", 2023, "psychologist"): 1300}
    kept = Reported.objects.order_by("vintage").values_list("vintage", "hundredths")
    assert [*kept] == [(1, 1200), (2, 1300)]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("031,2023,psychologist,12,s", "municipality"),
        ("٠٣٠١,2023,psychologist,12,s", "municipality"),
        (",2023,psychologist,12,s", "municipality"),
        ("0301,23,psychologist,12,s", "year"),
        ("0301,1989,psychologist,12,s", "year"),
        ("0301,2023,wizard,12,s", "figure"),
        ("0301,2023,,12,s", "figure"),
        ("0301,2023,psychologist,,s", "value"),
        ('0301,2023,psychologist,"12,5",s', "value"),
        ("0301,2023,psychologist,1 000,s", "value"),
        ("0301,2023,psychologist,-0,s", "value"),
        ("0301,2023,psychologist,=1+1,s", "value"),
        ("0301,2023,psychologist,1.234,s", "value"),
        ("0301,2023,psychologist,99999999,s", "value"),
        ("0301,2023,courses-held,1.5,s", "value"),
        ("0301,2023,psychologist,12,", "source"),
        (f"0301,2023,psychologist,12,{'s' * 201}", "source"),
    ],
)
def test_a_row_that_is_none_is_told_and_nothing_is_written(
    tmp_path: Path, row: str, column: str
) -> None:
    done = send(tmp_path, "4601,2023,psychologist,1,s", row)

    assert [(one.line, one.column) for one in done.faults] == [(3, column)]
    assert reported() == {}


def test_the_same_twice_in_a_file_is_a_fault(tmp_path: Path) -> None:
    done = send(tmp_path, *["0301,2023,psychologist,12,s"] * 2)

    assert [one.line for one in done.faults] == [3]


def test_what_is_written_stays_as_it_is(tmp_path: Path) -> None:
    send(tmp_path, "0301,2023,psychologist,12,s")

    with pytest.raises(DatabaseError), transaction.atomic():
        Reported.objects.update(hundredths=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Reported.objects.all().delete()


@given(st.integers(0, 999_999_999))
def test_hundredths_are_exact(hundredths: int) -> None:
    from helhet.importing.reported import _read_value

    assert _read_value(f"{hundredths // 100}.{hundredths % 100:02}") == hundredths


def test_the_command_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "reported.csv"
    file.write_text(f"{HEADER}\n0301,2023,psychologist,12,s\n0301,2023,wizard,1,s\n", "utf-8")

    assert main(["reported", str(file)]) == 1
    told = capsys.readouterr()
    assert "reported.csv:3: figure: this is no figure of the pack's list." in told.err
    assert told.out == "Nothing was written.\nFaults: 1.\n"

    file.write_text(f"{HEADER}\n0301,2023,psychologist,12,s\n", "utf-8")
    assert main(["reported", str(file), "--dry-run"]) == 0
    assert main(["reported", str(file)]) == 0
    assert capsys.readouterr().out.endswith("figures new: 1\nFaults: 0.\n")
    assert main(["reported", str(tmp_path)]) == 2
    file.write_text("a,b\n1,2\n", "utf-8")
    assert main(["reported", str(file)]) == 2
