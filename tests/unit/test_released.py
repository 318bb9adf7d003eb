"""What a pack has released never changes."""

from pathlib import Path

from helhet.packs.checks import check
from helhet.packs.pack import NORWAY, open_pack
from helhet.packs.released import release, released_problems


def released(folder: Path) -> Path:
    file = folder / "rates.csv"
    file.write_text("year,kroner\n2024,5745\n", "utf-8")
    release(folder, [file])
    return file


def test_the_norwegian_pack_is_as_released() -> None:
    assert list(released_problems(NORWAY)) == []
    assert "calendar/holidays.csv" in (NORWAY / "released.txt").read_text("utf-8")


def test_a_released_file_that_was_changed_is_told(tmp_path: Path) -> None:
    file = released(tmp_path)

    file.write_text("year,kroner\n2024,5746\n", "utf-8")

    assert [str(problem) for problem in released_problems(tmp_path)] == [
        f"{file}:1: this file was released and has been changed since. Put it back, and write a new file beside it."
    ]


def test_a_released_file_that_is_gone_is_told(tmp_path: Path) -> None:
    released(tmp_path).unlink()

    assert [problem.fault for problem in released_problems(tmp_path)] == [
        "the file listed here is not there"
    ]


def test_releasing_again_does_not_forget_the_first_hash(tmp_path: Path) -> None:
    file = released(tmp_path)
    file.write_text("changed", "utf-8")

    release(tmp_path, [file])

    assert len(list(released_problems(tmp_path))) == 1


def test_a_pack_without_a_list_has_released_nothing(tmp_path: Path) -> None:
    assert list(released_problems(tmp_path)) == []


def test_the_whole_pack_and_its_histories_hold() -> None:
    checked = check(open_pack(), release=True)

    assert checked.problems == ()
    editions = [*NORWAY.glob("pathways/*/pathway.yaml"), *NORWAY.glob("pathways/*/editions/*.yaml")]
    assert checked.pathways == len(editions) > 20
    assert (checked.histories or 0) > 50
