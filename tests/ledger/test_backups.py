"""A copy is made while others write, opens with its key alone, and brings back all that was acknowledged and nothing that was erased."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from helhet.storage.sealedfile import PIECE, SealedFileError, open_file, seal_file
from tests.ledger.conftest import url_of

ROOT = Path(__file__).parents[2]
KEY = bytes(range(32))


# --- the sealed file -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_sealed_opens_as_it_was(size: int, tmp_path: Path) -> None:
    sealed = _sealed(os.urandom(size), tmp_path)

    open_file(io.BytesIO(sealed), tmp_path / "opened", KEY)

    assert (tmp_path / "opened").read_bytes() == (tmp_path / "plain").read_bytes()


def _sealed(plain: bytes, folder: Path) -> bytes:
    (folder / "plain").write_bytes(plain)
    out = io.BytesIO()
    seal_file(folder / "plain", out, KEY)
    return out.getvalue()


def _cut(told: bytes) -> bytes:
    return told[: -(PIECE // 2)]


def _cut_a_piece(told: bytes) -> bytes:
    return told[: len(told) - (len(told) - 15) % (PIECE + 16)]


def _swap(told: bytes) -> bytes:
    head, size = 15, PIECE + 16
    return (
        told[:head]
        + told[head + size : head + 2 * size]
        + told[head : head + size]
        + told[head + 2 * size :]
    )


def _alter(told: bytes) -> bytes:
    return told[:100] + bytes([told[100] ^ 1]) + told[101:]


def _other_file(told: bytes) -> bytes:
    return b"PK" + told


@pytest.mark.parametrize("tamper", [_cut, _cut_a_piece, _swap, _alter, _other_file])
def test_a_copy_that_was_cut_or_altered_does_not_open_and_leaves_nothing(
    tamper: object, tmp_path: Path
) -> None:
    told = tamper(_sealed(os.urandom(2 * PIECE + 99), tmp_path))  # type: ignore[operator]

    with pytest.raises(SealedFileError):
        open_file(io.BytesIO(told), tmp_path / "opened", KEY)

    assert not (tmp_path / "opened").exists()


def test_another_key_does_not_open_it(tmp_path: Path) -> None:
    sealed = _sealed(b"something", tmp_path)

    with pytest.raises(SealedFileError, match="another key"):
        open_file(io.BytesIO(sealed), tmp_path / "opened", KEY[::-1])


# --- a whole installation --------------------------------------------------------------------------------


class Installation:
    """A data folder, and with PostgreSQL a database of its own."""

    def __init__(self, folder: Path, url: str | None) -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self.url = folder, url

    def run(self, *words: str, module: str = "helhet.cli") -> subprocess.CompletedProcess[str]:
        kept = {n: v for n, v in os.environ.items() if not n.startswith("HELHET_")}
        for name in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL"):
            kept.pop(name, None)
        named = {"DATABASE_URL": self.url} if self.url else {}
        return subprocess.run(
            [sys.executable, "-m", module, *words],
            cwd=ROOT,
            env={**kept, **named, "HELHET_DATA": str(self.folder), "HELHET_DEMO": "1"},
            capture_output=True,
            text=True,
            check=False,
        )

    def fill(self, deed: str) -> list[str]:
        done = self.run(deed, module="tests.ledger.filler")
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()


@pytest.fixture
def places(tmp_path: Path, db: None) -> Iterator[tuple[Installation, Installation]]:
    """An installation that is running, and an empty one with the same keys."""
    names = [f"copy_{uuid4().hex}" for _ in range(2)] if connection.vendor == "postgresql" else []
    _databases("CREATE", names)
    urls = [url_of(name) if names else None for name in names or ["", ""]]
    old, new = (Installation(tmp_path / name, url) for name, url in zip("ab", urls, strict=True))
    assert old.run("init").returncode == 0
    for name in ("keys.json", "secret", "backup.key"):
        (new.folder / name).write_bytes((old.folder / name).read_bytes())
    yield old, new
    _databases("DROP", names)


def _databases(deed: str, names: list[str]) -> None:
    if names:
        import psycopg

        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
            for name in names:
                admin.execute(f"{deed} DATABASE {name}")


@pytest.mark.slow
def test_all_that_was_acknowledged_before_the_copy_is_there_after_the_restore(
    places: tuple[Installation, Installation], tmp_path: Path
) -> None:
    old, new = places
    acknowledged = [old.fill("write")[0] for _ in range(2)]
    assert old.run("work", "--once").returncode == 0
    copy = tmp_path / "copy.helhet"

    assert old.run("backup", str(copy)).returncode == 0
    again = old.run("backup", str(copy))
    done = new.run("restore", str(copy))

    assert (again.returncode, again.stderr) == (
        2,
        "There is a file of that name already. Name another one.\n",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Restored. Erased again: 0.\nAll is whole.\n"
    assert {line.split()[0] for line in new.fill("content")} == set(acknowledged)
    assert b"A garden." not in copy.read_bytes()
    over = new.run("restore", str(copy))
    assert over.returncode == 2
    assert "holds something already" in over.stderr


@pytest.mark.slow
def test_what_was_erased_after_the_copy_stays_erased_and_what_is_missing_is_told(
    places: tuple[Installation, Installation], tmp_path: Path
) -> None:
    old, new = places
    first = old.fill("write")[0]
    old.run("work", "--once")
    copy = tmp_path / "copy.helhet"
    old.run("backup", str(copy))
    later = old.fill("write")[0]
    assert old.fill("erase") == ["1"]
    old.run("work", "--once")
    for name in ("checkpoints.jsonl", "erasures.jsonl"):
        (new.folder / name).write_bytes((old.folder / name).read_bytes())

    done = new.run("restore", str(copy))

    assert done.returncode == 1
    assert done.stdout.startswith("Restored. Erased again: 1.\n")
    assert "record: cut: link 2" in done.stdout
    assert new.fill("content") == [f"{first} 1"]
    assert later not in done.stdout


@pytest.mark.slow
def test_a_copy_that_does_not_open_restores_nothing(
    places: tuple[Installation, Installation], tmp_path: Path
) -> None:
    old, new = places
    copy = tmp_path / "copy.helhet"
    old.run("backup", str(copy))
    copy.write_bytes(copy.read_bytes()[:-50])

    done = new.run("restore", str(copy))

    assert done.returncode == 2
    assert "cut or altered" in done.stderr
    assert new.run("verify").returncode == 2
