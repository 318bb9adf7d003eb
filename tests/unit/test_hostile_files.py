"""Files that a stranger left, or that are not what they should be: told, never waited for, never written over."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from helhet.cli import main
from helhet.packs.files import read_bytes
from helhet.packs.pack import NORWAY, open_pack
from helhet.packs.released import file_hash, released_problems
from helhet.pathway.errors import DefinitionError
from helhet.pathway.reading.yamltext import MOST_BYTES
from tests.unit.sample import TALK

Output = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "talk"
    for name in ("forms", "histories"):
        (folder / name).mkdir(parents=True)
    (folder / "pathway.yaml").write_text(TALK, "utf-8")
    return folder


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(NORWAY, tmp_path / "norway"))


def helhet(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own."""
    command = [sys.executable, "-m", "helhet.cli", *words]
    return subprocess.run(command, capture_output=True, env=os.environ | environment, check=False)


# --- what is read ----------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["forms", "histories"])
def test_a_pipe_is_told_and_not_waited_for(place: str, folder: Path, capsys: Output) -> None:
    pipe = folder / place / "odd.yaml"
    os.mkfifo(pipe)

    assert main(["check", str(folder)]) == 2
    assert capsys.readouterr().err == (
        f"{pipe}: This is a pipe or a device, not a file. Take it away, or name a file.\n"
    )


def test_a_link_to_a_device_without_end_is_told(folder: Path, capsys: Output) -> None:
    endless = folder / "histories" / "odd.yaml"
    endless.symlink_to("/dev/zero")

    assert main(["history", str(endless)]) == 2
    assert "a pipe or a device" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["forms", "histories"])
def test_of_a_huge_file_only_the_beginning_is_read(
    place: str, folder: Path, capsys: Output
) -> None:
    huge = folder / place / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(6_000_000_000)

    assert len(read_bytes(huge)) == MOST_BYTES + 1
    assert main(["check", str(folder)]) == 1
    assert f"{huge}:1: the file has more than 1,000,000 bytes." in capsys.readouterr().out


@pytest.mark.parametrize(
    "name", ["rates/municipal-payment-duty.csv", "calendar/holidays.csv", "calendar/offsets.csv"]
)
@pytest.mark.parametrize(
    ("added", "told"), [(b"\xff\n", "a byte here is not UTF-8"), (b"\x1b\n", "nobody can see")]
)
def test_a_file_of_the_pack_that_no_editor_shows_as_it_is_is_told(
    name: str, added: bytes, told: str, pack: Path
) -> None:
    file = pack / name
    lines = file.read_bytes().count(b"\n")
    file.write_bytes(file.read_bytes() + added)

    with pytest.raises(DefinitionError) as raised:
        open_pack(pack)

    assert str(raised.value).startswith(f"{file}:{lines + 1}: ")
    assert told in str(raised.value)


def test_a_list_of_released_files_that_is_not_utf_8_is_told(pack: Path) -> None:
    (pack / "released.txt").write_bytes(b"\xff")

    assert [problem.fault for problem in released_problems(pack)] == ["a byte here is not UTF-8"]


def test_what_is_released_lies_in_the_pack(tmp_path: Path) -> None:
    pack, outside = tmp_path / "pack", tmp_path / "secret"
    pack.mkdir()
    outside.write_text("secret", "utf-8")
    (pack / "link").symlink_to(outside)
    names = ("../secret", str(outside), "link", "")
    listed = "".join(f"{file_hash(outside)}  {name}\n" for name in names)
    (pack / "released.txt").write_text(listed, "utf-8")

    told = [problem.fault for problem in released_problems(pack)]

    outside_the_pack = "the file listed here lies outside the pack"
    assert told == [outside_the_pack] * 3 + ["the file listed here is not there"]


# --- what is written -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("pathway.yaml", "ends in .svg."),
        ("picture.png", "The picture is SVG, which a browser shows and prints, and goes into a"),
        ("picture", "ends in .svg."),
    ],
)
def test_a_picture_goes_into_no_file_but_an_svg(
    name: str, told: str, folder: Path, capsys: Output
) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}

    assert main(["draw", str(folder), "--to", str(folder / name)]) == 2

    assert told in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before


def test_a_text_goes_into_a_txt_or_md(folder: Path, capsys: Output) -> None:
    for name, code in (("a.svg", 2), ("a.TXT", 0), ("a.md", 0), ("a.md", 0)):
        assert main(["draw", str(folder), "--text", "--to", str(folder / name)]) == code
    assert "The text goes into a file that ends in .txt or .md." in capsys.readouterr().err


def test_nothing_is_written_over_what_is_read(folder: Path, pack: Path, capsys: Output) -> None:
    for number, read in enumerate((folder / "pathway.yaml", pack / "laws.yaml")):
        link = folder / f"{number}.svg"
        link.hardlink_to(read)
        before = read.read_bytes()

        assert main(["draw", str(folder), "--pack", str(pack), "--to", str(link)]) == 2
        assert "is a file that the pathway is read from" in capsys.readouterr().err
        assert read.read_bytes() == before


# --- where output goes -----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii"])
def test_a_picture_sent_into_a_file_is_valid_whatever_the_locale(encoding: str) -> None:
    drawn = helhet("draw", "tsb", PYTHONIOENCODING=encoding)

    assert drawn.returncode == 0
    assert ElementTree.fromstring(drawn.stdout.decode("utf-8")).tag.endswith("svg")  # noqa: S314 - we wrote it


@pytest.mark.parametrize("closed", ["sys.stdout", "sys.stderr"])
def test_a_closed_stream_is_no_fault(closed: str) -> None:
    code = f"import sys; {closed} = None; from helhet.cli import main; sys.exit(main(sys.argv[1:]))"

    for words, returned in ((["check", "naloxone"], 0), (["check", "nalox"], 2), (["schema"], 0)):
        command = [sys.executable, "-c", code, *words]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)

        assert ran.returncode == returned
        assert "Traceback" not in ran.stderr
        assert not (ran.stderr if closed == "sys.stderr" else ran.stdout)


def test_a_terminal_shows_an_escape_for_a_letter_that_it_does_not_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leader, follower = os.openpty()
    with os.fdopen(leader, "rb") as shown, os.fdopen(follower, "w", encoding="ascii") as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)
        words = ["told-of-right", "--from", "2026-05-04", "--language", "nb"]
        assert main(["explain", "tsb", *words]) == 0

        assert b"p\\xe5" in shown.read1()
