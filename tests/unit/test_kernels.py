"""The compiled stepping: kept under a name that says all it depends on, loaded without numba, checked when asked."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from helhet.measure import kernels
from helhet.pathway.calendar import Calendar, parse_day
from helhet.pathway.courses.course import Course, Entry
from helhet.pathway.courses.encoding import Encoded, encode
from helhet.pathway.courses.folding import fold, work_size
from helhet.pathway.language.model import Pathway
from helhet.pathway.tables import layout as at
from helhet.pathway.tables.table import Table, compile_pathway

SMALL = {
    "pathway": "small",
    "edition": "1",
    "valid": {"from": "2020-01-01"},
    "subject": "person",
    "area": "treatment",
    "label": "health",
    "states": {"waiting": {}, "ended": {"final": "yes"}},
    "events": {"asked": {"opens": "waiting"}, "answered": {"to": "ended"}},
    "clocks": {"answer": {"start": "asked", "stop": "answered", "within": "3 working days"}},
}


@pytest.fixture
def table(calendar: Calendar) -> Table:
    return compile_pathway([Pathway.model_validate(SMALL)], calendar)


@pytest.fixture
def encoded(table: Table) -> Encoded:
    entries = (
        Entry(1, parse_day("2026-05-13"), "asked"),
        Entry(2, parse_day("2026-05-20"), "answered"),
    )
    return encode(table, Course(entries))


def arrays(table: Table, encoded: Encoded, room: int) -> list[np.ndarray]:
    work, given = [0] * work_size(table, 0), [0, 0, encoded.end, 0]
    return [
        np.array(ints, np.int64) for ints in (table.ints, encoded.ints, work, [0] * room, given)
    ]


def test_compiled_writes_what_plain_python_writes(table: Table, encoded: Encoded) -> None:
    until = table.calendar.day_start[parse_day("2026-06-01")]
    t, e, w, o, given = arrays(table, encoded, 64 * at.OUT_SIZE)

    read = kernels.kernel().read(t, e, w, o, given, 0, until)

    assert read == 1
    assert list(o[: w[at.N_OUT]]) == fold(table, encoded, until)


def test_a_course_that_finds_no_room_is_left_for_the_next_call(
    table: Table, encoded: Encoded
) -> None:
    until = table.calendar.day_start[parse_day("2026-06-01")]
    t, e, w, o, given = arrays(table, encoded, 2 * at.OUT_SIZE)

    read = kernels.kernel().read(t, e, w, o, given, 0, until)

    assert (read, w[at.N_OUT], w[at.OUT_FULL]) == (0, 0, 1)


def test_kept_code_starts_without_numba(tmp_path: Path) -> None:
    code = "import sys; from helhet.measure.kernels import kernel; kernel(); print('numba' in sys.modules)"

    kernels.prime()
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "False"


def test_the_name_of_kept_code_changes_with_the_options(monkeypatch: pytest.MonkeyPatch) -> None:
    before = kernels._fingerprint.__wrapped__()

    monkeypatch.setitem(kernels._OPTIONS, "fastmath", 1)

    assert kernels._fingerprint.__wrapped__() != before


def test_the_name_of_kept_code_changes_with_a_constant_of_the_layout(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = kernels._fingerprint.__wrapped__()
    changed = tmp_path / "layout.py"
    changed.write_text(
        Path(str(at.__file__)).read_text("utf-8").replace("FAR = 1 << 62", "FAR = 1 << 61"), "utf-8"
    )

    monkeypatch.setattr(at, "__file__", str(changed))

    assert kernels._fingerprint.__wrapped__() != before


def test_a_cache_folder_that_cannot_be_written_costs_only_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")

    kept = kernels._keep(tmp_path / "file" / "stepping.o", b"code")

    assert kept == b"code"
    assert "could not be kept" in capsys.readouterr().err


def test_kept_code_comes_back_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "new" / "stepping.o"

    kernels._keep(place, b"code")

    assert kernels._kept(place) == b"code"
    assert [each.name for each in place.parent.iterdir()] == ["stepping.o"]


@pytest.mark.parametrize("damaged", [b"", b"short", os.urandom(999)])
def test_damaged_code_is_compiled_anew(
    damaged: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "stepping.o"
    monkeypatch.setattr(kernels, "_place", lambda: place)
    monkeypatch.setattr(kernels, "_compile", lambda: b"code")
    monkeypatch.setattr(kernels, "_load", lambda code: code)
    place.write_bytes(damaged)
    assert not kernels.is_primed()

    loaded: object = kernels.kernel.__wrapped__()
    assert loaded == b"code"

    assert kernels.is_primed()


def test_truncated_code_is_not_taken(tmp_path: Path) -> None:
    place = tmp_path / "stepping.o"
    kernels._keep(place, b"code" * 99)

    place.write_bytes(place.read_bytes()[:-1])

    assert kernels._kept(place) is None


def test_the_cache_folder_is_made_for_its_user_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        kernels._keep(tmp_path / "cache" / "stepping.o", b"code")
    finally:
        os.umask(before)

    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o1777, 0o770])
def test_a_folder_that_others_may_write_is_neither_believed_nor_used(
    mode: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "stepping.o"
    kernels._keep(place, b"planted")

    tmp_path.chmod(mode)

    assert kernels._kept(place) is None
    assert kernels._keep(tmp_path / "other.o", b"code") == b"code"
    assert not (tmp_path / "other.o").exists()
    assert "others may write in its folder" in capsys.readouterr().err


def test_a_file_that_others_may_write_and_a_link_are_not_believed(tmp_path: Path) -> None:
    place, link = tmp_path / "stepping.o", tmp_path / "link.o"
    kernels._keep(place, b"code")
    link.symlink_to(place)

    assert kernels._kept(link) is None
    place.chmod(0o620)
    assert kernels._kept(place) is None


def test_a_file_of_another_user_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernels._keep(tmp_path / "stepping.o", b"code")
    found = os.stat_result((0o100600, 0, 0, 1, os.geteuid() + 1, *[0] * 5))

    monkeypatch.setattr(os, "fstat", lambda _: found)

    assert kernels._kept(tmp_path / "stepping.o") is None


def test_a_full_disk_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_: object, __: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)

    assert kernels._keep(tmp_path / "stepping.o", b"code") == b"code"
    assert list(tmp_path.iterdir()) == []
    assert "No space left on device" in capsys.readouterr().err


def test_the_cache_folder_is_told_or_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELHET_CACHE", os.sep + "told")
    told = kernels.cache_folder()
    monkeypatch.delenv("HELHET_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", os.sep + "users")

    assert (told, kernels.cache_folder()) == (Path("/told"), Path("/users/helhet"))


@pytest.mark.slow
def test_code_compiled_anew_is_kept_and_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELHET_CACHE", str(tmp_path))
    assert not kernels.is_primed()

    kernels.kernel.__wrapped__()

    assert kernels.is_primed()
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.slow
def test_with_bounds_checks_work_that_is_too_small_is_an_error(
    table: Table, encoded: Encoded
) -> None:
    until = table.calendar.day_start[parse_day("2026-06-01")]
    t, e, w, o, given = arrays(table, encoded, 64 * at.OUT_SIZE)
    read = kernels.checked_read()

    assert read(t, e, w, o, given, 0, until) == 1
    with pytest.raises(IndexError):
        read(t, e, w[: at.WORK_HEADER + 9], o, given, 0, until)
