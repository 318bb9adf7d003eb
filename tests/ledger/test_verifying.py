"""Every way to tamper with the record is found; what the law lets go is no finding."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404

from helhet.access.models import Seal, Tie
from helhet.record.courses.appending import entry_hash
from helhet.record.courses.outgoing import told_of
from helhet.record.erasure.asking import approve_erasure, ask_erasure
from helhet.record.erasure.graves import write_graves
from helhet.record.errors import NotByTwo
from helhet.record.messages.outbox import work
from helhet.record.models import (
    Content,
    Course,
    Entry,
    Erasure,
    ErasureProof,
    Message,
    Request,
    SealedHead,
)
from helhet.record.renewal.rebuilding import differences
from helhet.record.wholeness.verifying import seal_heads, verify_record
from tests.ledger.cast import cast, person, tie
from tests.ledger.conftest import let_go
from tests.ledger.courses import NOON, clinician, erase, later, opened, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """Two courses, written on and sealed on two days; the file of checkpoints."""
    file = tmp_path / "checkpoints.jsonl"
    reader = clinician(cast().clinic)
    one, other = opened(reader, person()), opened(reader, person("Ola"))
    seal_heads(file)
    for course in (one, other):
        say(reader, course, "2026-05-08 right-decided.granted", {"right.reason": "So it was."})
        say(reader, course, "2026-05-11 notice-sent")
    seal_heads(file)
    return file


def found(file: Path) -> list[str]:
    return sorted(
        {f"{one.kind} {one.where.replace(str(_one()), 'ONE')}" for one in verify_record(file)}
    )


def _one() -> UUID:
    return Course.objects.order_by("pk").values_list("pk", flat=True)[0]


def _entry(number: int) -> Entry:
    return Entry.objects.get(course=_one(), number=number)


def test_what_is_whole_is_found_whole(sealed: Path) -> None:
    assert found(sealed) == []
    assert seal_heads(sealed) == 0


def _alter() -> None:
    Entry.objects.filter(course=_one(), number=3).update(outcome="refused")


def _restamp() -> None:
    Entry.objects.filter(course=_one(), number=3).update(recorded_at=NOON - timedelta(days=9))


def _alter_and_hash_anew() -> None:
    """Alter an entry and make its hash and all after it anew, as the owner of the database could."""
    previous = bytes(_entry(2).hash)
    for number in (3, 4):
        entry = _entry(number)
        entry.outcome = "refused" if number == 3 else entry.outcome
        entry.previous = previous
        entry.hash = entry_hash(entry)
        values = {"outcome": entry.outcome, "previous": previous, "hash": entry.hash}
        Entry.objects.filter(course=_one(), number=number).update(**values)
        previous = entry.hash
    Course.objects.filter(pk=_one()).update(head=previous)


def _delete_middle() -> None:
    Content.objects.filter(course=_one(), number=3).delete()
    Entry.objects.filter(course=_one(), number=3).delete()


def _cut_tail() -> None:
    Content.objects.filter(course=_one(), number=4).delete()
    Entry.objects.filter(course=_one(), number=4).delete()
    Course.objects.filter(pk=_one()).update(version=3, head=bytes(_entry(3).hash))


def _swap() -> None:
    for number, other in ((3, 90), (4, 3), (90, 4)):
        Entry.objects.filter(course=_one(), number=number).update(number=other)


def _swap_contents() -> None:
    Content.objects.filter(course=_one(), number=3).update(number=90)
    Content.objects.filter(course=_one(), number=4).update(number=3)
    Content.objects.filter(course=_one(), number=90).update(number=4)


def _remove_course() -> None:
    course = Course.objects.get(pk=_one())
    Message.objects.filter(course=course).delete()
    for related in ("contents", "entries", "spells", "runs", "deviations", "charges"):
        getattr(course, related).all().delete()
    Tie.objects.filter(origin=course.pk).delete()
    Request.objects.filter(course=course.pk).delete()
    course.delete()


def _erase_alone() -> None:
    Content.objects.filter(course=_one(), number=3).delete()


def _cut_seals() -> None:
    SealedHead.objects.filter(seal=Seal.objects.get(number=2)).delete()
    Seal.objects.get(number=2).delete()


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (_alter, ["altered course ONE entry 3"]),
        (_restamp, ["altered course ONE entry 3"]),
        (_alter_and_hash_anew, ["altered course ONE entry 4"]),
        (_delete_middle, ["missing course ONE entry 3"]),
        (_cut_tail, ["cut course ONE entry 4"]),
        (_erase_alone, ["missing course ONE entry 3: its content"]),
        (_cut_seals, ["cut link 2"]),
    ],
)
def test_each_way_to_tamper_is_found(
    sealed: Path, tamper: Callable[[], None], expected: list[str]
) -> None:
    with let_go():
        tamper()

    assert found(sealed) == expected


@pytest.mark.parametrize("tamper", [_swap, _swap_contents])
def test_what_changed_places_is_found(sealed: Path, tamper: Callable[[], None]) -> None:
    with let_go():
        tamper()

    assert {"altered course ONE entry 3", "altered course ONE entry 4"} <= set(found(sealed))


def test_a_course_that_is_gone_is_missed(sealed: Path) -> None:
    gone = _one()
    with let_go():
        _remove_course()

    told = {f"{one.kind} {one.where}" for one in verify_record(sealed)}

    assert told == {f"cut course {gone} entry 2", f"cut course {gone} entry 4"}


@pytest.mark.parametrize("table", ["record_entry", "record_sealedhead", "record_erasure"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET number = number", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_an_entry(
    sealed: Path, table: str, deed: str
) -> None:
    Erasure.objects.create(
        course=_one(), number=9, asked_by=1, approved_by=2, basis="26/1", at=NOON
    )

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        _run(deed.format(table))


def test_a_content_is_erased_or_stands_but_is_never_changed(sealed: Path) -> None:
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        _run("UPDATE record_content SET salt = salt")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


# --- erasure ------------------------------------------------------------------------------------------------


def test_two_persons_erase_what_was_said_and_the_chain_is_whole(tmp_path: Path) -> None:
    units = cast()
    asks, approves = clinician(units.clinic), clinician(units.clinic)
    course = opened(asks, person())
    say(asks, course, "2026-05-08 right-decided.granted", {"right.reason": "Wrong person."})
    seal_heads(tmp_path / "checkpoints.jsonl")

    assert erase(asks, approves, course.pk, 3, "26/1", NOON) == 1

    assert not Content.objects.filter(course=course, number=3).exists()
    assert _entry(3).event == "right-decided"
    assert list(verify_record(tmp_path / "checkpoints.jsonl")) == []
    assert list(differences()) == []


OLDER_COPY: list[Content] = []


@pytest.fixture
def erased(sealed: Path) -> Path:
    """The same, and what one of them said erased by two; the file of checkpoints."""
    units = Course.objects.get(pk=_one()).unit
    assert units is not None
    OLDER_COPY[:] = Content.objects.filter(course=_one(), number=3)
    erase(clinician(units), clinician(units), _one(), 3, "26/1", NOON)
    return sealed


def _make_up() -> None:
    """Take a content away, and say that two had decided it."""
    Content.objects.filter(course=_one(), number=4).delete()
    Erasure.objects.create(
        course=_one(), number=4, asked_by=1, approved_by=2, basis="26/2", at=NOON
    )


def _make_up_with_the_proof_of_another() -> None:
    _make_up()
    proof = ErasureProof.objects.get(course=_one(), number=3)
    ErasureProof.objects.create(course=_one(), number=4, sealed=bytes(proof.sealed))


def _blame() -> None:
    Erasure.objects.filter(course=_one(), number=3).update(approved_by=99)


def _take_back() -> None:
    """Bring back from an older copy what was said, and forget that it was erased."""
    Erasure.objects.all().delete()
    ErasureProof.objects.all().delete()
    _bring_back()


def _bring_back() -> None:
    OLDER_COPY[0].save(force_insert=True)


def _forget() -> None:
    Erasure.objects.all().delete()


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (_make_up, ["made-up course ONE entry 4"]),
        (_make_up_with_the_proof_of_another, ["altered course ONE entry 4"]),
        (_blame, ["altered course ONE entry 3"]),
        (_take_back, ["missing course ONE entry 3"]),
        (_bring_back, ["altered course ONE entry 3: its content is there again"]),
        (
            _forget,
            ["missing course ONE entry 3", "missing course ONE entry 3: its content"],
        ),
    ],
)
def test_an_erasure_that_was_made_up_altered_or_taken_back_is_found(
    erased: Path, tamper: Callable[[], None], expected: list[str]
) -> None:
    assert found(erased) == []
    with let_go():
        tamper()

    assert found(erased) == expected


def test_an_erasure_that_was_made_up_is_not_written_down_outside(erased: Path) -> None:
    with let_go():
        _make_up()

    assert write_graves(erased.with_name("erasures.jsonl")) == 0


def test_what_was_erased_is_erased_where_it_was_heard() -> None:
    units = cast()
    eva = person()
    asks, approves = clinician(units.clinic), clinician(units.clinic)
    one, other = opened(asks, eva, "2026-05-04 acute-admitted"), opened(asks, eva, pathway="oat")
    say(asks, one, "2026-05-18 died")
    work(NOON)
    heard = other.entries.get(event="died")
    tie(eva, units.clinic, "measure")  # the decision on the erasure, now that the course has ended

    assert erase(asks, approves, one.pk, one.version, "26/1", NOON) == 2

    assert not Content.objects.filter(course=other, number=heard.number).exists()
    assert all(told_of(message)["values"] == {} for message in Message.objects.filter(course=one))
    assert list(verify_record(Path("/nonexistent"))) == []


def test_nobody_erases_alone_and_no_stranger_at_all() -> None:
    units = cast()
    reader = clinician(units.clinic)
    course = opened(reader, person())

    asked = ask_erasure(reader, course.pk, 2, "26/1", now=NOON)
    for who, error in ((reader, NotByTwo), (clinician(units.other_clinic), Http404)):
        with pytest.raises(error):
            approve_erasure(who, asked, now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.create(
            course=course.pk, number=2, asked_by=1, approved_by=1, basis="26/1", at=NOON
        )
    assert Content.objects.filter(course=course, number=2).exists()


def test_an_erased_deadline_is_gone_and_the_day_of_the_entry_stays() -> None:
    from tests.ledger.courses import day

    units = cast()
    asks, approves = clinician(units.clinic), clinician(units.clinic)
    course = opened(asks, person())
    say(asks, course, "2026-05-08 right-decided.granted", {"right.start-by": day("2026-06-30")})
    assert course.runs.get(clock="start-of-care").due_at is not None

    erase(asks, approves, course.pk, 3, "26/1", later(days=1))

    run = course.runs.get(clock="start-of-care")
    assert (run.due_at, run.start_day) == (None, date(2026, 5, 8))
