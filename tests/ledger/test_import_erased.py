"""What was erased by law does not come back by an import: not from the same files, and not after an older copy was restored."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from helhet.cli import main
from helhet.parties.keychecks import write_checks
from helhet.parties.models import Identifier, Person, Subject, User
from helhet.pathway.errors import printable
from helhet.record.content import opened
from helhet.record.courses.appending import Author
from helhet.record.erasure.erasing import bury_again, erase
from helhet.record.erasure.graves import check_erasures, write_graves
from helhet.record.models import REGISTER, Course, Entry
from helhet.record.pathways import today
from helhet.record.persons.register import create
from helhet.record.renewal.rebuilding import differences
from helhet.record.wholeness.resealing import reseal, retire, rotate
from helhet.record.wholeness.verifying import verify_record
from helhet.storage.keys import KeyRing
from helhet.storage.lines import append_lines, read_lines
from helhet.storage.ring import ring
from tests.ledger.cast import cast
from tests.ledger.courses import NOON
from tests.ledger.sent import COURSES, ENTRIES, PERSONS, send, with_row
from tests.unit.test_numbers import SYNTHETIC

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]
WISHES = {"referral.wishes": "", "referral.person-took-part": "", "referral.first-received": ""}


@pytest.fixture(autouse=True)
def kari() -> None:
    User.objects.create(username="kari", name="Kari")
    cast()


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """One person, and one course of theirs."""
    return send(tmp_path / "sent", PERSONS[:1], COURSES[:1], ENTRIES[:4])


@pytest.fixture
def graves() -> Path:
    return Path(settings.ERASURES_FILE)


def run(folder: Path, *more: str) -> int:
    return main(["import", str(folder), "--source", "old", "--by", "kari", *more])


def erased(pathway: str, *numbers: int) -> None:
    """Erase by law what entries of the course of a pathway said."""
    for number in numbers:
        entry = Entry.objects.get(course__pathway=pathway, number=number)
        erase(entry, asked_by=1, approved_by=2, basis="26/1", at=datetime.now(UTC))
    write_graves(Path(settings.ERASURES_FILE))


@contextmanager
def later_than_the_copy() -> Iterator[None]:
    """Put the copy of before in the database's place when this ends, as a restore does; the files outside are the newest."""
    copy = transaction.savepoint()
    yield
    transaction.savepoint_rollback(copy)
    bury_again(Path(settings.ERASURES_FILE), datetime.now(UTC))


def words() -> str:
    """Return all that the database says of anybody."""
    contents = [opened(course.contents.all()) for course in Course.objects.all()]
    people = list(map(str, Person.objects.values()))
    return json.dumps([contents, people, [one.index.hex() for one in Identifier.objects.all()]])


def fault(file: Path, line: int, column: str, what: str, remedy: str) -> str:
    on = today(datetime.now(UTC))
    return f"{printable(file)}:{line}: {column}{what} was erased by law on {on}. {remedy}\n"


# --- an entry ----------------------------------------------------------------------------------------------


def test_what_an_entry_said_is_not_taken_again_after_an_older_copy_was_restored(
    sent: Path, capsys: Captured
) -> None:
    with later_than_the_copy():
        assert run(sent) == 0
        erased("tsb", 2)
    capsys.readouterr()

    assert run(sent, "--dry-run") == run(sent) == 1

    said = capsys.readouterr()
    told = "what the entry said", "Empty the cell, or take the course out."
    for column in WISHES:
        assert said.err.count(fault(sent / "entries.csv", 2, f"{column}: ", *told)) == 2
    assert "garden" not in said.err + said.out
    assert not Course.objects.filter(pathway="tsb")
    assert "garden" not in words()


def test_an_entry_is_taken_again_without_its_words(sent: Path, graves: Path) -> None:
    with later_than_the_copy():
        assert run(sent) == 0
        erased("tsb", 2)

    assert run(send(sent, PERSONS[:1], COURSES[:1], [{**ENTRIES[0], **WISHES}, *ENTRIES[1:4]])) == 0

    course = Course.objects.get(pathway="tsb")
    assert opened(course.contents.all())[2] == {"values": {}}
    assert course.entries.get(number=2).event == "referral-received"
    assert course.entries.count() == 5
    found = [*verify_record(Path(settings.CHECKPOINTS_FILE)), *differences()]
    assert [*found, *check_erasures(graves)] == []


def test_why_an_entry_was_taken_back_is_not_taken_again(sent: Path, capsys: Captured) -> None:
    with later_than_the_copy():
        assert run(sent) == 0
        erased("tsb", 5)

    assert run(sent) == 1

    told = "what the entry said", "Empty the cell, or take the course out."
    assert capsys.readouterr().err == fault(sent / "entries.csv", 5, "reason: ", *told)


def test_from_the_same_files_nothing_comes_back(sent: Path) -> None:
    assert run(sent) == 0
    erased("tsb", 2, 3, 4, 5)
    erased(REGISTER, 1)
    before = words()

    assert run(sent) == 0
    assert run(send(sent, PERSONS[:1], COURSES[:1], with_row(ENTRIES[:4], 1, reason="x"))) == 1

    assert words() == before
    assert "garden" not in before


def test_what_another_sender_sends_is_another_course(sent: Path) -> None:
    with later_than_the_copy():
        assert run(sent) == 0
        erased("tsb", 2)

    assert main(["import", str(sent), "--source", "another", "--by", "kari"]) == 0


# --- a person ----------------------------------------------------------------------------------------------

OF_A_PERSON = (
    "what was told of the person",
    "Empty the row but for the id, or take it out with the person's courses.",
)


def test_who_was_erased_is_not_registered_again(sent: Path, capsys: Captured) -> None:
    with later_than_the_copy():
        assert run(sent) == 0
        erased(REGISTER, 1)
        erased("tsb", 2, 4)
    capsys.readouterr()

    assert run(sent) == 1

    said = capsys.readouterr().err
    assert fault(sent / "persons.csv", 2, "", *OF_A_PERSON) in said
    assert "Eva" not in said
    assert (Person.objects.count(), Course.objects.count()) == (0, 0)


def test_the_course_of_who_was_erased_is_taken_again_without_the_words(
    sent: Path, capsys: Captured
) -> None:
    """Without a birth the numbers of its entries are others than before; the sender's are the same."""
    with later_than_the_copy():
        assert run(sent) == 0
        erased(REGISTER, 1)
        erased("tsb", 2)
    entries = [{**ENTRIES[0], **WISHES}, *ENTRIES[1:4]]
    send(sent, [{"person": "p1"}], COURSES[:1], ENTRIES[:4])

    assert run(sent) == 1
    assert {line.rpartition("/")[2][:13] for line in capsys.readouterr().err.splitlines()} == {
        "entries.csv:2"
    }
    assert run(send(sent, [{"person": "p1"}], COURSES[:1], entries)) == 0

    course = Course.objects.get(pathway="tsb")
    assert [entry.kind for entry in course.entries.order_by("number")][:2] == ["event", "event"]
    assert "Eva" not in words()
    assert "garden" not in words()
    assert list(differences()) == []


def live(**facts: object) -> Course:
    return create(Subject().pk, {"given_name": "Eva", **facts}, Author(1, "x"), NOON)


def test_who_was_found_by_a_number_that_was_erased_is_not_registered_by_it_again(
    sent: Path, capsys: Captured
) -> None:
    live(numbers={"fnr": SYNTHETIC})
    with later_than_the_copy():
        assert run(sent) == 0
        erased(REGISTER, 1)
    assert not Identifier.objects.exists()

    assert run(sent) == 1

    assert fault(sent / "persons.csv", 2, "", *OF_A_PERSON) in capsys.readouterr().err
    assert not Identifier.objects.exists()
    assert "Eva" not in words()


def test_who_is_in_the_register_still_is_found(sent: Path) -> None:
    live(numbers={"fnr": SYNTHETIC})
    with later_than_the_copy():
        assert run(sent) == 0
        erased("tsb", 2)

    assert run(send(sent, PERSONS[:1], COURSES[:1], [{**ENTRIES[0], **WISHES}, *ENTRIES[1:4]])) == 0

    assert Person.objects.count() == 1


# --- keys, and lines that nobody proves --------------------------------------------------------------------


def change_keys() -> None:
    assert rotate()
    assert list(reseal(lambda _: None)) == []
    retire()


def test_it_is_known_by_whatever_keys_come_after(
    sent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "KEYS_FILE", tmp_path / "keys.json")
    KeyRing.new().write(tmp_path / "keys.json")
    write_checks()
    with later_than_the_copy():
        assert run(sent) == 0
        erased("tsb", 2)
    change_keys()
    change_keys()

    assert run(sent) == 1

    assert (sorted(ring().keys), sorted(ring().index)) == ([3], [1, 2, 3])
    assert "garden" not in words()


def test_a_line_that_nothing_proves_keeps_nothing_out(sent: Path, graves: Path) -> None:
    with later_than_the_copy():
        assert run(sent) == 0
        erased("tsb", 2)
    [line] = read_lines(graves)
    graves.unlink()
    append_lines(graves, [{**line, "proof": "00"}])

    assert run(sent) == 0


def test_the_file_of_erasures_says_nothing_of_who_it_was(sent: Path, graves: Path) -> None:
    assert run(sent) == 0
    erased("tsb", 2)
    erased(REGISTER, 1)

    names = [name for line in read_lines(graves) for name, _ in line.get("known_as", ())]
    assert sorted({name.rpartition("/")[0] for name in names}) == ["old/course", "old/person"]
    assert all(len(name.rpartition("/")[2]) == 64 for name in names)
