"""The seals on the log of access: what was altered, cut or slipped in is found; what is whole is not."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from helhet.access.chains import _link_hash
from helhet.access.checkpoints import read_checkpoints, read_restores, write_restore
from helhet.access.deciding import Decision, Reader, Reason
from helhet.access.log import write
from helhet.access.models import Access, AccessedSubject, Seal, SealedAccess
from helhet.access.sealing import seal_log, verify_log
from helhet.access.table import Deed, Part
from helhet.pathway.errors import FileError
from tests.ledger.cast import TODAY, person
from tests.ledger.conftest import let_go
from tests.settings import FOLDER

pytestmark = pytest.mark.django_db
READER = Reader(user=7, role="treatment-clinician", purpose="treat", on=TODAY)
GRANTED = Decision(is_permitted=True, reason=Reason.GRANTED)
NOW = datetime.now(UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "checkpoints.jsonl"


def looks(count: int) -> None:
    for _ in range(count):
        write(READER, Deed.READ, [Part.PLAN], [person().pk], GRANTED)


def kinds(file: Path, now: datetime = NOW) -> list[str]:
    return [f"{finding.kind} {finding.where}" for finding in verify_log(file, now)]


def test_what_is_whole_is_found_whole(file: Path) -> None:
    looks(3)
    assert seal_log(file) == 3
    looks(2)
    assert seal_log(file) == 2

    assert seal_log(file) == 0
    assert kinds(file) == []
    assert [point.number for point in read_checkpoints(file)] == [1, 2]


def test_a_batch_is_one_link(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helhet.access.sealing.BATCH", 2)
    looks(5)

    assert seal_log(file) == 5

    assert [seal.count for seal in Seal.objects.order_by("number")] == [2, 2, 1]
    assert kinds(file) == []


def test_a_row_that_lay_unsealed_too_long_is_told_of(file: Path) -> None:
    looks(1)
    row = Access.objects.get().pk

    assert kinds(file) == []
    assert kinds(file, NOW + timedelta(hours=2)) == [f"not-sealed row {row}"]


def _alter() -> None:
    Access.objects.filter(pk=_rows()[1]).update(user=8)


def _restamp() -> None:
    Access.objects.filter(pk=_rows()[1]).update(at=NOW - timedelta(days=9))


def _whom() -> None:
    AccessedSubject.objects.filter(access=_rows()[1]).delete()


def _delete() -> None:
    pk = _rows()[1]
    AccessedSubject.objects.filter(access=pk).delete()
    SealedAccess.objects.filter(access=pk).delete()
    Access.objects.filter(pk=pk).delete()


def _swap() -> None:
    """Let two looks change whom they were at."""
    first, second = (AccessedSubject.objects.get(access=row) for row in _rows()[:2])
    AccessedSubject.objects.filter(access=first.access_id).update(subject=second.subject)
    AccessedSubject.objects.filter(access=second.access_id).update(subject=first.subject)


def _slip_in() -> None:
    looks(1)
    SealedAccess.objects.create(access=Access.objects.latest("pk"), seal=Seal.objects.get(number=1))


def _cut_tail() -> None:
    seal = Seal.objects.latest("number")
    rows = [row.access_id for row in seal.accesses.all()]
    AccessedSubject.objects.filter(access__in=rows).delete()
    seal.accesses.all().delete()
    Access.objects.filter(pk__in=rows).delete()
    seal.delete()


def _drop_first_link() -> None:
    seal = Seal.objects.get(number=1)
    SealedAccess.objects.filter(seal=seal).delete()
    seal.delete()


def _set_back() -> None:
    """Make the whole chain anew over an altered log, as the owner of the database could."""
    _alter()
    SealedAccess.objects.all().delete()
    Seal.objects.all().delete()
    seal_log(FOLDER / "elsewhere.jsonl")
    looks(1)
    seal_log(FOLDER / "elsewhere.jsonl")


def _forge_link() -> None:
    Seal.objects.filter(number=1).update(count=99)


def _date_back_link() -> None:
    Seal.objects.filter(number=1).update(sealed_at=NOW - timedelta(days=9))


def _rows() -> list[int]:
    return list(Access.objects.order_by("pk").values_list("pk", flat=True))


@pytest.fixture
def sealed(file: Path) -> Path:
    looks(3)
    seal_log(file)
    looks(2)
    seal_log(file)
    return file


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (_alter, ["altered a row under link 1"]),
        (_restamp, ["altered a row under link 1"]),
        (_whom, ["altered a row under link 1"]),
        (_delete, ["missing 1 under link 1"]),
        (_swap, ["altered a row under link 1"]),
        (_slip_in, ["altered a row under link 1"]),
        (_cut_tail, ["cut link 2"]),
        (_drop_first_link, ["missing link 1"]),
        (_set_back, ["relinked link 1", "relinked link 2"]),
        (_date_back_link, ["altered link 1"]),
        (_forge_link, ["altered link 1", "missing 96 under link 1"]),
    ],
)
def test_each_way_to_tamper_is_found(
    sealed: Path, tamper: Callable[[], None], found: list[str]
) -> None:
    with let_go():
        tamper()

    assert kinds(sealed) == found


def test_a_link_of_before_its_time_was_in_the_hash_is_whole(file: Path) -> None:
    looks(1)
    seal_log(file)
    link = Seal.objects.get()
    told = (link.chain, link.number, link.count, bytes(link.rows_hash), bytes(link.previous))
    with let_go():
        Seal.objects.update(hash=_link_hash(*told, None))
    file.unlink()

    assert kinds(file) == []


@pytest.mark.parametrize("model", [Access, AccessedSubject, Seal, SealedAccess])
@pytest.mark.parametrize("deed", ["update", "delete", "replace", "truncate"])
def test_the_database_itself_refuses_to_change_the_log(
    sealed: Path, model: type[Access], deed: str
) -> None:
    table = model._meta.db_table
    for statement in _statements(table, deed, model):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            _run(statement)

    assert kinds(sealed) == []


def _statements(table: str, deed: str, model: type[Access]) -> Iterator[str]:
    column = model._meta.local_concrete_fields[-1].column
    if deed == "update":
        yield f"UPDATE {table} SET {column} = {column}"  # noqa: S608 - of a test
    elif deed == "delete":
        yield f"DELETE FROM {table}"  # noqa: S608 - of a test
    elif deed == "replace" and connection.vendor == "sqlite":
        yield f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"  # noqa: S608 - of a test
    elif deed == "truncate" and connection.vendor == "postgresql":
        yield f"TRUNCATE {table} CASCADE"


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


# --- after a restore ---------------------------------------------------------------------------------------


@pytest.fixture
def restored(sealed: Path) -> Path:
    """An older copy came back: the second link is lost, and it has been said so; another one was added since."""
    with let_go():
        _cut_tail()
    write_restore(sealed, "Eva Drift", NOW, NOW)
    looks(1)
    seal_log(sealed)
    return sealed


def test_what_was_lost_by_a_restore_is_a_note_and_no_finding(restored: Path) -> None:
    [restore] = read_restores(restored)
    first, second = restore.told()

    assert kinds(restored) == []
    assert "asked by Eva Drift" in first
    assert second.startswith("Lost of the chain access: what was sealed after link 1, up to link 2")


def test_a_database_set_back_beyond_a_restore_is_found(restored: Path) -> None:
    with let_go():
        _cut_tail()
        assert kinds(restored) == ["cut link 2"]
        _cut_tail()
    assert kinds(restored) == ["cut link 1", "cut link 2"]


def test_what_came_back_is_not_made_anew_after_a_restore(restored: Path) -> None:
    with let_go():
        _set_back()

    assert {"relinked link 1", "relinked link 2"} == set(kinds(restored))


def test_a_second_restore_loses_what_came_after_the_first(restored: Path) -> None:
    with let_go():
        _cut_tail()
    write_restore(restored, "Eva Drift", NOW, NOW)

    assert kinds(restored) == []
    assert [len(one.lost) for one in read_restores(restored)] == [1, 1]


def test_a_restore_of_nothing_loses_all_and_is_whole(sealed: Path) -> None:
    with let_go():
        for _ in range(2):
            _cut_tail()
    restore = write_restore(sealed, "Eva Drift", None, NOW)

    assert kinds(sealed) == []
    assert [point.number for point in restore.lost] == [2]


@pytest.mark.parametrize(
    "line",
    [
        "garbage",
        '"some text"',
        '{"course": "1", "number": 2}',
        '{"restored": 7}',
        '{"restored": {"at": ""}}',
    ],
)
def test_a_line_that_is_none_of_a_checkpoint_is_told_by_its_number_and_not_repeated(
    sealed: Path, line: str
) -> None:
    """As when HELHET_CHECKPOINTS_FILE names another file."""
    sealed.write_text(sealed.read_text("utf-8") + line + "\n", "utf-8")

    with pytest.raises(FileError) as raised:
        read_checkpoints(sealed)

    (problem,) = raised.value.problems
    assert problem.line == 3
    assert line not in str(problem)


def test_a_checkpoint_cut_short_by_a_crash_is_passed_over(sealed: Path) -> None:
    with sealed.open("a", encoding="utf-8") as out:
        out.write('{"chain": "acc')

    assert [point.number for point in read_checkpoints(sealed)] == [1, 2]
    assert kinds(sealed) == []

    looks(1)
    seal_log(sealed)

    assert [point.number for point in read_checkpoints(sealed)] == [1, 2, 3]
    assert kinds(sealed) == []
