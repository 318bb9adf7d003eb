"""The command: each subcommand does what it says, and what was given wrong is told without a traceback."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from helhet.cli import COMMANDS, main
from tests.unit.sample import TALK

LATE = """\
history: a talk that came late
until: 2026-06-01
entries:
  - 2026-05-11 call-received
  - 2026-05-22 talk-held
expect:
  state: ended
  runs: {first-talk: late 2026-05-11..2026-05-22 due 2026-05-19 service}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pathway's folder with one history."""
    (tmp_path / "talk" / "histories").mkdir(parents=True)
    (tmp_path / "talk" / "pathway.yaml").write_text(TALK, "utf-8")
    (tmp_path / "talk" / "histories" / "late.yaml").write_text(LATE, "utf-8")
    return tmp_path / "talk"


Output = pytest.CaptureFixture[str]


def test_check_of_a_sound_folder_reads_its_histories_too(folder: Path, capsys: Output) -> None:
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out == "1 edition, 1 history: no problems.\n"


def test_check_of_the_whole_pack_finds_nothing(capsys: Output) -> None:
    assert main(["check", "--release"]) == 0
    assert capsys.readouterr().out.endswith("no problems.\n")


def test_check_tells_file_line_fault_and_remedy(folder: Path, capsys: Output) -> None:
    file = folder / "pathway.yaml"
    file.write_text(TALK.replace("stop: talk-held", "stop: talk-hold"), "utf-8")

    code = main(["check", str(folder)])

    told = capsys.readouterr().out.splitlines()
    assert code == 1
    assert told[0].startswith(f"{file}:12: ")
    assert told[0].endswith("Did you mean 'talk-held'?")
    assert told[1] == "1 edition, histories not read: 1 problem."


def test_check_tells_a_history_that_says_otherwise(folder: Path, capsys: Output) -> None:
    file = folder / "histories" / "late.yaml"
    file.write_text(LATE.replace("due 2026-05-19", "due 2026-05-18"), "utf-8")

    assert main(["check", str(folder)]) == 1
    assert f"{file}:8: the runs of 'first-talk' are not as expected" in capsys.readouterr().out


def test_check_tells_a_history_that_does_not_read(folder: Path, capsys: Output) -> None:
    (folder / "histories" / "late.yaml").write_text(
        LATE.replace("2026-05-22 talk-held", "2026-05-32 talk-held"), "utf-8"
    )

    assert main(["check", str(folder)]) == 1
    assert "late.yaml:5: " in capsys.readouterr().out


@pytest.mark.parametrize(
    "name", ["pathway-2027.yaml", "editions/2027/pathway.yaml", "histories/on.yml", "forms/a.YAML"]
)
def test_check_tells_of_a_file_that_nothing_reads(name: str, folder: Path, capsys: Output) -> None:
    stray = folder / name
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_text(TALK, "utf-8")

    assert main(["check", str(folder)]) == 1
    told = capsys.readouterr().out
    assert f"{stray}:1: nothing reads this file where it lies. Put older editions into" in told
    assert "1 problem." in told


def test_check_holds_the_name_of_an_edition_against_its_folder(
    folder: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "editions").mkdir()
    older = folder / "editions" / "2020.yaml"
    older.write_text(
        TALK.replace("pathway: talk", "pathway: talks").replace("2024", "2020"), "utf-8"
    )
    monkeypatch.chdir(folder)

    assert main(["check", "."]) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0] == (
        "editions/2020.yaml:1: the pathway is called 'talks', and its folder 'talk'."
        " Give folder and editions one name."
    )
    assert told[1] == "2 editions, histories not read: 1 problem."


def test_check_tells_a_history_or_a_form_from_a_pathway(folder: Path, capsys: Output) -> None:
    (folder / "forms").mkdir()
    (folder / "forms" / "talk.yaml").write_text("fields: {}\n", "utf-8")

    assert main(["check", str(folder / "histories" / "late.yaml")]) == 1
    assert "late.yaml:1: this is a drawn history, no pathway. Name the" in capsys.readouterr().out
    assert main(["check", str(folder / "forms" / "talk.yaml")]) == 1
    assert "talk.yaml:1: this is a form, no pathway. Name the" in capsys.readouterr().out


def test_release_check_tells_what_has_no_title(folder: Path, capsys: Output) -> None:
    assert main(["check", "--release", str(folder)]) == 1
    assert "'first-talk' has no title" in capsys.readouterr().out


def test_a_pathway_that_is_nowhere_is_told_with_what_may_have_been_meant(capsys: Output) -> None:
    assert main(["check", "tsbb"]) == 2
    assert "Did you mean 'tsb'?" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["en", "nb", "nn"])
def test_draw_writes_a_picture_in_each_language(language: str, tmp_path: Path) -> None:
    picture = tmp_path / "naloxone.svg"

    assert main(["draw", "naloxone", "--language", language, "--to", str(picture)]) == 0
    assert ElementTree.parse(picture).getroot().tag.endswith("svg")  # noqa: S314 - we wrote it


def test_draw_tells_the_same_as_text(folder: Path, capsys: Output) -> None:
    assert main(["draw", str(folder), "--text"]) == 0
    assert "within 5 working days" in capsys.readouterr().out


def test_draw_of_an_edition_there_is_not_tells_those_there_are(
    folder: Path, capsys: Output
) -> None:
    assert main(["draw", str(folder), "--edition", "2"]) == 2
    assert capsys.readouterr().err == "There is no edition '2'. Choose one of: 1.\n"


def test_draw_of_an_edition_by_name(folder: Path, capsys: Output) -> None:
    assert main(["draw", str(folder), "--edition", "1"]) == 0
    assert capsys.readouterr().out.startswith("<")


def test_explain_counts_and_names_the_holiday(capsys: Output) -> None:
    assert main(["explain", "tsb", "told-of-right", "--from", "2026-05-04"]) == 0
    told = capsys.readouterr().out
    assert (
        "10 working days from Mon 4 May 2026; Thu 14 May is Ascension Day; so Tue 19 May 2026."
        in told
    )


def test_explain_takes_a_time_a_value_and_a_birth_date(capsys: Output) -> None:
    assert main(["explain", "tsb", "early-notice", "--from", "2026-03-28 14:00"]) == 0
    assert (
        main(
            [
                "explain",
                "tsb",
                "start-of-care",
                "--from",
                "2026-05-04",
                "--value",
                "right.start-by=2026-06-30",
            ]
        )
        == 0
    )
    assert (
        main(
            [
                "explain",
                "tsb",
                "guide-deadline",
                "--from",
                "2026-05-04",
                "--born",
                "2004-02-29",
                "--condition",
                "opiates-main",
            ]
        )
        == 0
    )
    told = capsys.readouterr().out
    assert "29 Mar 2026" in told
    assert "30 Jun 2026" in told


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (["told-of-wright", "--from", "2026-05-04"], "'told-of-wright' is not among the pathway's clocks. Did you mean 'told-of-right'?"),
        (["told-of-right", "--from", "2026-05-04", "--setting", "impatient"], "Did you mean 'inpatient'?"),
        (["told-of-right", "--from", "2026-05-04", "--condition", "under23"], "Did you mean 'under-23'?"),
        (["told-of-right", "--from", "2026-02-30"], "--from takes a day"),
        (["told-of-right", "--from", "2110-01-01"], "--from takes a day from 1970 to 2100"),
        (["told-of-right", "--from", "2026-05-04 25:00"], "--from takes a day"),
        (["told-of-right", "--from", "2026-05-04 1_0:00"], "--from takes a day"),
        (["told-of-right", "--from", "2026-05-04 \u0661\u0664:\u0660\u0660"], "--from takes a day"),
        (["told-of-right", "--from", "2026-05-04 +9:00"], "--from takes a day"),
        (["told-of-right", "--from", "2026-05-04 "], "--from takes a day"),
        (["told-of-right", "--from", "\u0662\u0660\u0662\u0666-\u0660\u0665-\u0660\u0664"], "--from takes a day"),
        (["start-of-care", "--from", "2026-05-04", "--value", "right.start-by=soon"], "--value takes a form field and a day"),
        (["start-of-care", "--from", "2026-05-04", "--value", "right.start=2026-06-30"], "Did you mean 'right.start-by'?"),
    ],
)  # fmt: skip
def test_explain_refuses_what_fits_nothing(wrong: list[str], told: str, capsys: Output) -> None:
    assert main(["explain", "tsb", *wrong]) == 2
    assert told in capsys.readouterr().err


def test_explain_refuses_a_birth_date_that_is_none(capsys: Output) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["explain", "tsb", "told-of-right", "--from", "2026-05-04", "--born", "yesterday"])

    assert stopped.value.code == 2
    assert "write the day as 2026-05-04" in capsys.readouterr().err


def test_history_shows_course_clocks_and_what_is_due(folder: Path, capsys: Output) -> None:
    assert main(["history", str(folder / "histories" / "late.yaml")]) == 0
    told = capsys.readouterr().out
    assert "2  2026-05-22  talk-held" in told
    assert "first-talk" in told
    assert "late  service" in told


def test_history_that_says_otherwise_exits_with_one(folder: Path, capsys: Output) -> None:
    file = folder / "histories" / "elsewhere.yaml"
    file.write_text(LATE.replace("state: ended", "state: asked"), "utf-8")

    assert main(["history", str(file), "--pathway", str(folder)]) == 1
    assert "'state' is not as expected: the reading says ended" in capsys.readouterr().out


def test_history_of_a_folder_shows_all_of_it(folder: Path, capsys: Output) -> None:
    (folder / "histories" / "again.yaml").write_text(
        LATE.replace("came late", "came anew"), "utf-8"
    )

    assert main(["history", str(folder)]) == 0
    told = capsys.readouterr().out
    assert told.index("a talk that came anew") < told.index("a talk that came late")
    assert main(["history", str(folder / "histories")]) == 0
    assert capsys.readouterr().out == told


def test_history_shows_every_remark_and_the_minute_of_a_due_in_hours(
    folder: Path, capsys: Output
) -> None:
    (folder / "pathway.yaml").write_text(TALK.replace("5 working days", "24 hours"), "utf-8")
    entries = "  - 2026-05-11 09:30 call-received\n  - 2026-05-12 call-received\n"
    file = folder / "histories" / "late.yaml"
    file.write_text(LATE.partition("  - ")[0] + entries, "utf-8")

    assert main(["history", str(file)]) == 0
    told = capsys.readouterr().out
    assert "2  2026-05-12        call-received  already-open, time-missing" in told
    assert "2026-05-11  2026-05-12 09:30" in told


def test_a_rate_that_the_pack_does_not_have_is_unknown(folder: Path, capsys: Output) -> None:
    charge = "first-talk: {start: call-received, charge: {rate: none, payer: talk.place},"
    form = "forms: {talk: {fields: {place: {type: municipality}}}}\nclocks:"
    text = TALK.replace("first-talk: {start: call-received,", charge).replace("clocks:", form)
    text = text.replace("{opens: asked}", "{opens: asked, form: talk}")
    (folder / "pathway.yaml").write_text(text, "utf-8")
    expected = "expect:\n  charges:\n    - first-talk unknown 11 unknown\n"
    (folder / "histories" / "late.yaml").write_text(LATE.replace("expect:\n", expected), "utf-8")

    assert main(["check", str(folder)]) == 0, capsys.readouterr().out


def test_history_that_is_nowhere_or_beside_no_pathway_is_told(
    folder: Path, tmp_path: Path, capsys: Output
) -> None:
    apart = tmp_path / "apart.yaml"
    apart.write_text(LATE, "utf-8")
    (folder / "histories" / "late.yaml").unlink()

    for wrong, told in (
        (tmp_path / "none.yaml", f"{tmp_path / 'none.yaml'}: No such file or directory\n"),
        (
            apart,
            f"{apart} does not lie in the folder 'histories' of a pathway. Say --pathway NAME.\n",
        ),
        (folder, f"There are no histories in {folder}. Name a file of drawn histories.\n"),
    ):
        assert main(["history", str(wrong)]) == 2
        assert capsys.readouterr().err == told
    assert main(["history", str(apart), "--pathway", str(folder)]) == 0


def test_history_shows_corrections_and_times(folder: Path, capsys: Output) -> None:
    file = folder / "histories" / "corrected.yaml"
    entries = "  - 2026-05-12 14:00 call-received: {replaces: 1}\n  - 2026-05-23: {voids: 2}\n"
    file.write_text(LATE.partition("expect:")[0] + entries, "utf-8")

    assert main(["history", str(file)]) == 0
    told = capsys.readouterr().out
    assert "2026-05-12 14:00  call-received (replaces 1)" in told
    assert "voids 2" in told


def test_schema_is_json(capsys: Output) -> None:
    assert main(["schema"]) == 0
    assert "clocks" in json.loads(capsys.readouterr().out)["properties"]


def test_the_tour_tells_its_stories_and_leaves_a_picture(tmp_path: Path, capsys: Output) -> None:
    assert main(["tour", "--to", str(tmp_path / "shown")]) == 0
    assert (tmp_path / "shown" / "tsb.svg").exists()
    assert re.search(r"\b\d{3} courses", capsys.readouterr().out)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_with_examples(name: str, capsys: Output) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])

    assert stopped.value.code == 0
    assert f"helhet {name}" in capsys.readouterr().out.partition("examples:")[2]


HEAVY = {"pydantic", "yaml", "numpy", "numba", "duckdb", "rich"}


def test_the_version_is_told_without_importing_what_is_heavy() -> None:
    code = """
import atexit, sys
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
from helhet.cli import main
main(["--version"])
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.startswith("helhet ")
    assert "argparse" in ran.stderr.split()
    assert not HEAVY.intersection(ran.stderr.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_imports_what_is_heavy_only_when_it_runs(name: str) -> None:
    code = f"import {COMMANDS[name]}, sys; print(*sys.modules)"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert COMMANDS[name] in ran.stdout.split()
    assert not HEAVY.intersection(ran.stdout.split())


def test_without_a_command_the_commands_are_told(capsys: Output) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([])

    assert stopped.value.code == 2
    assert "COMMAND" in capsys.readouterr().err
