"""A copy is made while others write, opens with its key alone, and brings back all that was acknowledged and nothing that was erased."""

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper

from helhet.storage import copies
from helhet.storage.copies import SQLITE_HEADER, copy_of, reason_of
from helhet.storage.databases import database
from helhet.storage.keys import KeyRing
from helhet.storage.sealedfile import PIECE, SealedFileError, open_file, seal_file
from tests.ledger.cast import person
from tests.ledger.installation import Installation, installations

KEY = bytes(range(32))


# --- the sealed file -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_sealed_opens_as_it_was(size: int) -> None:
    plain, found = os.urandom(size), io.BytesIO()

    open_file(io.BytesIO(_sealed(plain)), found, KEY)

    assert found.getvalue() == plain


def _sealed(plain: bytes) -> bytes:
    out = io.BytesIO()
    seal_file(io.BytesIO(plain), out, KEY)
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
def test_a_copy_that_was_cut_or_altered_does_not_open(tamper: Callable[[bytes], bytes]) -> None:
    told = tamper(_sealed(os.urandom(2 * PIECE + 99)))

    with pytest.raises(SealedFileError):
        open_file(io.BytesIO(told), io.BytesIO(), KEY)


def test_another_key_does_not_open_it() -> None:
    sealed = _sealed(b"something")

    with pytest.raises(SealedFileError, match="another key"):
        open_file(io.BytesIO(sealed), io.BytesIO(), KEY[::-1])


# --- the copy itself ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_copy_has_no_name_by_which_a_killed_backup_could_leave_it(tmp_path: Path) -> None:
    person("Findable")

    with copy_of(tmp_path) as copy:
        names = list(tmp_path.iterdir())
        told = copy.read()

    assert names == []
    assert SQLITE_HEADER in told if connection.vendor == "sqlite" else told.startswith(b"PGDMP")


def test_the_tools_of_postgresql_are_told_what_the_program_was_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = database("postgresql://eva:hush%20hush@db:6543/helhet?sslmode=verify-full", Path())
    monkeypatch.setattr(copies, "connection", DatabaseWrapper({"TIME_ZONE": None, **told}))

    address = copies._address()

    assert set(address.removeprefix("--dbname=").split()) >= {
        *("host=db", "port=6543", "user=eva", "dbname=helhet", "sslmode=verify-full")
    }
    assert "hush" not in address


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            "pg_restore: connecting to database\n"
            'pg_restore: error: COPY failed for table "parties_person": ERROR:  invalid input "Kari"\n'
            'CONTEXT:  COPY parties_person, line 1, column x: "Kari"\n',
            'COPY failed for table "parties_person"',
        ),
        (
            "pg_restore: error: could not execute query: ERROR:  duplicate key\nDETAIL:  Key (called)=(Kari)\n"
            "Command was: INSERT INTO x VALUES ('Kari');\n",
            "could not execute query",
        ),
        (
            "pg_dump: error: aborting because of server version mismatch\npg_dump: detail: 16\n",
            "no reason given",
        ),
        ("Kari", "no reason given"),
    ],
)
def test_why_a_tool_failed_is_said_without_a_row(told: str, expected: str) -> None:
    assert reason_of("pg_restore", told) == expected


# --- a whole installation --------------------------------------------------------------------------------


@pytest.fixture
def places(tmp_path: Path, db: None) -> Iterator[tuple[Installation, Installation]]:
    """An installation that is running, and an empty one with the same keys."""
    with installations(tmp_path, 2) as (old, new):
        assert old.run("init").returncode == 0
        for name in ("keys.json", "secret", "backup.key"):
            (new.folder / name).write_bytes((old.folder / name).read_bytes())
        yield old, new


def copied(place: Installation, folder: Path) -> Path:
    """Return a copy of an installation."""
    copy = folder / "copy.helhet"
    assert place.run("backup", str(copy)).returncode == 0
    return copy


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
    first, *rest = done.stdout.splitlines()
    assert first.startswith("Restored at ")
    assert rest == ["Erased again: 0.", "All is whole."]
    assert {line.split()[0] for line in new.fill("content")} == set(acknowledged)
    assert b"A garden." not in copy.read_bytes()
    over = new.run("restore", str(copy))
    assert over.returncode == 2
    assert "holds something already" in over.stderr


@pytest.mark.slow
def test_nobody_is_signed_in_after_a_restore(
    places: tuple[Installation, Installation], tmp_path: Path
) -> None:
    old, new = places
    assert old.fill("sign-in") == ["1"]

    done = new.run("restore", str(copied(old, tmp_path)))

    assert done.returncode == 0
    assert new.fill("sessions") == ["0"]


@pytest.mark.slow
def test_what_was_erased_after_the_copy_stays_erased_and_what_is_missing_is_told(
    places: tuple[Installation, Installation], tmp_path: Path
) -> None:
    old, new = places
    first = old.fill("write")[0]
    old.run("work", "--once")
    copy = copied(old, tmp_path)
    later = old.fill("write")[0]
    assert old.fill("erase") == ["1"]
    old.run("work", "--once")
    for name in ("checkpoints.jsonl", "erasures.jsonl"):
        (new.folder / name).write_bytes((old.folder / name).read_bytes())

    done = new.run("restore", str(copy), "--by", "Eva Drift")

    assert (done.returncode, done.stderr) == (0, "")
    told, access, record, *rest = done.stdout.splitlines()
    assert ", asked by Eva Drift, from a copy that goes up to 20" in told
    assert access.startswith("Lost of the chain access: what was sealed after link 1, up to link ")
    assert record.startswith(
        "Lost of the chain record: what was sealed after link 1, up to link 2 "
    )
    assert rest == ["Erased again: 1.", "All is whole."]
    new.fill("write")
    assert new.run("work", "--once").returncode == 0
    assert new.run("verify").stdout == "All is whole.\n"
    assert new.run("verify", "--restores").stdout.splitlines() == [told, access, record, rest[-1]]
    assert new.fill("content")[0] == f"{first} 1"
    assert later not in done.stdout


@pytest.mark.slow
def test_a_copy_that_does_not_open_restores_nothing(
    places: tuple[Installation, Installation], tmp_path: Path
) -> None:
    old, new = places
    copy = copied(old, tmp_path)
    copy.write_bytes(copy.read_bytes()[:-50])

    done = new.run("restore", str(copy))

    assert done.returncode == 2
    assert "cut or altered" in done.stderr
    assert new.run("verify").returncode == 2


@pytest.mark.slow
def test_a_copy_comes_back_only_beside_the_keys_it_was_sealed_with(
    places: tuple[Installation, Installation], tmp_path: Path
) -> None:
    old, new = places
    copy = copied(old, tmp_path)
    (new.folder / "keys.json").unlink()
    KeyRing.new().write(new.folder / "keys.json")

    done = new.run("restore", str(copy))

    assert done.returncode == 2
    assert "sealed with other keys" in done.stderr
    for command in ("verify", "init"):
        after = new.run(command)
        assert after.returncode == 2
        assert "not the one of this database" in after.stderr
    (new.folder / "keys.json").unlink()
    assert "its keys are not there" in new.run("init").stderr
    assert not (new.folder / "keys.json").exists()


@pytest.mark.slow
def test_a_nightly_restore_finds_nothing_amiss_in_what_was_not_sealed_yet(
    places: tuple[Installation, Installation], tmp_path: Path
) -> None:
    """What nobody had sealed when the copy was made is older than an hour when it comes back."""
    old, new = places
    old.fill("write")
    old.fill("age")
    copy = copied(old, tmp_path)
    assert "not-sealed" in old.run("verify").stdout

    done = new.run("restore", str(copy))

    assert done.returncode == 0
    assert done.stdout.endswith("All is whole.\n")
