"""What strangers write in files, names and arguments cannot steer the terminal of whoever reads a message."""

from __future__ import annotations

from pathlib import Path

import pytest

from helhet.cli import main
from helhet.cli.tables import show_table
from helhet.pathway.errors import Problem, printable
from helhet.pathway.reading.faults import LONGEST_QUOTE, quoted

RED = "\x1b[31m"
Output = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("så «fin» – 5 × 2", "så «fin» – 5 × 2"),
        (f"{RED}\x07", "\\u001b[31m\\u0007"),
        ("\x9b31m", "\\u009b31m"),
        ("a\nb\r\u2028", "a\\u000ab\\u000d\\u2028"),
        ("\u202egnp.exe\u2066\u200e\u061c", "\\u202egnp.exe\\u2066\\u200e\\u061c"),
        ("\udcff", "\\udcff"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_what_is_no_visible_sign_is_told_as_its_escape(text: str, told: str) -> None:
    assert printable(text) == told


def test_quotes_and_problems_are_printable() -> None:
    assert quoted(RED) == "'\\u001b[31m'"
    assert quoted("\n" * 99) == "'" + "\\u000a" * LONGEST_QUOTE + "…'"
    assert str(Problem(f"{RED}.yaml", 3, "a\nb", "\x9b.")) == (
        "\\u001b[31m.yaml:3: a\\u000ab. \\u009b."
    )


def test_a_table_shows_escapes_and_stays_aligned(capsys: Output) -> None:
    show_table(("event", "n"), [(RED, "1")])

    assert capsys.readouterr().out == "event       n\n\\u001b[31m  1\n"


@pytest.mark.parametrize(
    "words",
    [
        ["explain", "tsb", f"{RED}clock", "--from", "2026-05-04"],
        ["check", f"{RED}\nthere is nothing wrong"],
        ["draw", "tsb", "--edition", RED],
        ["history", f"{RED}.yaml"],
    ],
)
def test_an_argument_is_told_back_on_one_line_without_its_escapes(
    words: list[str], capsys: Output
) -> None:
    assert main(words) == 2

    told = capsys.readouterr().err
    assert "\\u001b[31m" in told
    assert told.removesuffix("\n").isprintable()


@pytest.mark.parametrize("words", [["check", f"--{RED}"], ["check", f"--release={RED}"], [RED]])
def test_what_is_no_argument_at_all_is_told_printable(words: list[str], capsys: Output) -> None:
    with pytest.raises(SystemExit):
        main(words)

    assert "\x1b" not in capsys.readouterr().err


def test_a_folder_of_a_hostile_name_is_told_printable_and_each_problem_on_its_line(
    tmp_path: Path, capsys: Output
) -> None:
    folder = tmp_path / f"a{RED}"
    folder.mkdir()
    (folder / "pathway.yaml").write_text("states: {}\nevents: {}\n", "utf-8")

    assert main(["check", str(folder)]) == 1
    checked = capsys.readouterr().out
    assert main(["draw", str(folder)]) == 2
    refused = capsys.readouterr().err
    assert "\x1b" not in checked + refused
    assert len(refused.splitlines()) > 3
    assert set(refused.splitlines()) < set(checked.splitlines())
