"""What others send as CSV is taken whole: nothing doubled, nothing lost, nothing changed by sending it again."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError

from helhet.access.models import Access, AccessedSubject
from helhet.cli import main
from helhet.importing.known import Sender
from helhet.importing.models import Imported
from helhet.parties.identifiers import person_with
from helhet.parties.models import Person, Subject, User
from helhet.parties.numbers import System
from helhet.record.content import opened
from helhet.record.courses.appending import Author
from helhet.record.models import Course, Entry, Run
from helhet.record.persons.register import create
from helhet.record.renewal.rebuilding import differences
from helhet.record.wholeness.verifying import seal_heads, verify_record
from tests.ledger.courses import NOON
from tests.ledger.sent import ENTRIES, PERSONS, receivers, run, send, with_row, write
from tests.unit.test_numbers import SYNTHETIC

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _units() -> None:
    receivers()


def everything() -> dict[str, list[Any]]:
    """Return every row of every table."""
    return {
        model.__name__: sorted(map(str, model._default_manager.values_list()))
        for model in apps.get_models()
    }


def test_what_holds_together_is_written_and_reads_as_it_was_sent(
    tmp_path: Path, capsys: Captured
) -> None:
    assert run(send(tmp_path / "sent")) == 0

    assert capsys.readouterr().out == (
        "persons new: 2\ncourses new: 2\nentries new: 5\nFaults: 0.\n"
    )
    eva = person_with(System.FNR, SYNTHETIC)
    assert eva is not None
    assert (eva.given_name, eva.born_on, eva.sex) == ("Eva", date(1990, 1, 1), "female")
    assert eva.residences.get().municipality == "9901"
    course = Course.objects.get(subject=eva.pk, pathway="tsb")
    assert (course.state, course.unit and course.unit.code) == ("entitled", "nordvik")
    # The birth is heard first, so the sender's numbers are one lower; the notice was taken back.
    assert [e.kind for e in course.entries.order_by("number")] == ["birth", *["event"] * 3, "void"]
    assert course.entries.get(number=3).happened_at == datetime(2026, 5, 5, 8, 30, tzinfo=UTC)
    told = opened(course.contents.all())
    assert told[2]["values"]["referral.wishes"] == "A garden."
    assert told[2]["values"]["referral.person-took-part"] is True
    assert told[5] == {"reason": "A slip."}
    assert Run.objects.get(course=course, clock="told-of-right").outcome == "open"
    seal_heads(settings.CHECKPOINTS_FILE)
    assert list(verify_record(settings.CHECKPOINTS_FILE)) == []
    assert list(differences()) == []


def test_it_is_logged_whose_record_was_written_by_whom(tmp_path: Path) -> None:
    run(send(tmp_path / "sent"))

    kari = User.objects.get(username="kari")
    logged = Access.objects.order_by("id")
    told = [(row.user, row.role, row.deed, row.parts, row.reason) for row in logged]
    assert told[0] == (kari.pk, "import", "write", "ID,ADR", "imported")
    assert {row[:3] for row in told} == {(kari.pk, "import", "write")}
    persons = set(Person.objects.values_list("pk", flat=True))
    assert set(AccessedSubject.objects.values_list("subject", flat=True)) == persons
    assert set(Entry.objects.values_list("user", "role")) == {(kari.pk, "import")}


def test_a_dry_run_says_all_that_would_be_and_writes_nothing(
    tmp_path: Path, capsys: Captured
) -> None:
    entries = with_row(ENTRIES, 4, event="danced")
    folder, before = send(tmp_path / "sent", entries=entries), everything()

    assert run(folder, "--dry-run") == 1
    rehearsed = capsys.readouterr()
    assert everything() == before

    assert run(folder) == 1
    done = capsys.readouterr()
    assert rehearsed.out == f"Nothing was written. This would be:\n{done.out}"
    assert rehearsed.err == done.err != ""


def test_a_new_sender_beside_others_is_asked_about(tmp_path: Path, capsys: Captured) -> None:
    folder = str(send(tmp_path / "sent"))

    for source in ("oldsystem", "oldsytem", "ward", "oldsystem"):
        assert main(["import", folder, "--source", source, "--by", "kari"]) == 0

    same = "The same ids under another name are other persons."
    assert capsys.readouterr().err.splitlines() == [
        f"Nothing has come from 'oldsytem' before. Did you mean 'oldsystem'? {same}",
        f"Nothing has come from 'ward' before. The sources here are oldsystem, oldsytem. {same}",
    ]


def test_who_stops_an_import_is_told_how_to_go_on(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Sender, "find", stopped)

    assert run(send(tmp_path / "sent")) == 130

    assert "Run it again: what has been written is recognised." in capsys.readouterr().err


def test_what_is_there_is_neither_doubled_nor_changed(tmp_path: Path, capsys: Captured) -> None:
    folder = send(tmp_path / "sent")
    run(folder)
    before = everything()
    capsys.readouterr()

    assert run(folder) == 0
    assert everything() == before
    assert capsys.readouterr().out == (
        "persons imported before: 2\ncourses imported before: 2\n"
        "entries imported before: 5\nFaults: 0.\n"
    )

    send(folder, with_row(PERSONS, 1, given_name="Kim"), entries=ENTRIES[:2])
    assert run(folder) == 1
    assert everything() == before
    told = capsys.readouterr().err.splitlines()
    another = (
        "this was imported before, and is another now. Send it as it was; "
        "what has changed since is recorded by whoever works with the person."
    )
    assert [line.removeprefix(f"{folder}/") for line in told] == [
        f"courses.csv:2: course: {another}",
        f"courses.csv:3: course: {another}",
        f"persons.csv:3: {another}",
    ]


def test_a_course_may_come_after_its_person(tmp_path: Path) -> None:
    folder = send(tmp_path / "sent")

    assert run(folder / "persons.csv") == 0
    assert run(folder / "courses.csv", folder / "entries.csv") == 0

    assert Course.objects.get(pathway="tsb").state == "entitled"


def test_another_sender_has_other_ids(tmp_path: Path) -> None:
    folder = send(tmp_path / "sent")
    run(folder)

    main(["import", str(folder), "--source", "new", "--by", "kari"])

    # Eva is known by her number, Ola by nothing.
    assert Person.objects.count() == 3
    assert Course.objects.exclude(pathway="register").count() == 4


def registered(**facts: Any) -> Subject:
    told = {"given_name": "E", "numbers": {"fnr": SYNTHETIC}, **facts}
    return create(Subject().pk, told, Author(1, "x"), NOON).subject


def test_who_is_in_the_register_is_found_by_number_and_not_changed(
    tmp_path: Path, capsys: Captured
) -> None:
    eva = registered(born_on="1990-01-01")

    assert run(send(tmp_path / "sent")) == 0

    assert "persons in the register already: 1" in capsys.readouterr().out
    assert Course.objects.get(pathway="tsb").subject == eva
    assert Person.objects.get(pk=eva.pk).given_name == "E"
    assert Person.objects.count() == 2


def test_a_number_of_somebody_with_another_birth_date_is_told_of(
    tmp_path: Path, capsys: Captured
) -> None:
    registered(born_on="1990-01-02")

    assert run(send(tmp_path / "sent")) == 1

    told = capsys.readouterr().err
    assert "persons.csv:2: born_on: the register has another birth date for this number." in told
    assert not Course.objects.filter(pathway="tsb").exists()


def test_who_is_told_of_is_logged_though_nothing_is_written(tmp_path: Path) -> None:
    eva = registered(born_on="1990-01-02")
    known = send(tmp_path / "known", [{"person": "x", "number": SYNTHETIC}]) / "persons.csv"
    other = send(tmp_path / "other", PERSONS[:1]) / "persons.csv"

    asked: list[list[object]] = [[known, "--dry-run"], [other, "--dry-run"], [other]]
    for nth, words in enumerate(asked, start=1):
        run(*words)

        logged = Access.objects.filter(role="import", deed="read", parts="ID", reason="imported")
        assert logged.count() == nth
        latest = AccessedSubject.objects.filter(access=logged.latest("id"))
        assert latest.get().subject == eva.pk


def test_two_rows_with_one_number_are_one_person(tmp_path: Path) -> None:
    folder = send(tmp_path / "sent", [PERSONS[0], {**PERSONS[0], "person": "p2"}])

    assert run(folder) == 0

    assert Person.objects.count() == 1
    assert Course.objects.values("subject").distinct().count() == 1


def test_a_sender_and_a_user_are_named(tmp_path: Path, capsys: Captured) -> None:
    folder = str(send(tmp_path / "sent"))

    assert main(["import", folder, "--source", "Old System", "--by", "kari"]) == 2
    assert main(["import", folder, "--source", "old", "--by", "nobody"]) == 2
    assert run(tmp_path) == 2
    write(tmp_path / "people.csv", PERSONS)
    assert run(tmp_path / "people.csv") == 2
    assert run(tmp_path / "nowhere") == 2

    told = capsys.readouterr().err
    assert "--source takes a name" in told
    assert "--by names no active user" in told
    assert "There is nothing to import" in told
    assert "people.csv: the name does not say what it holds" in told
    assert "nowhere is not there. Look at its name." in told
    assert not Imported.objects.exists()


def test_of_two_imports_at_once_one_is_told_to_run_again(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = send(tmp_path / "sent")
    run(folder)
    before = everything()
    # The other one wrote after this one had looked.
    monkeypatch.setattr(Sender, "find", lambda *_: {})

    assert run(folder) == 2

    assert "Run the import again: what has been written is recognised." in capsys.readouterr().err
    after = everything()
    assert after.pop("Access") != before.pop("Access")
    assert after.pop("AccessedSubject") != before.pop("AccessedSubject")
    assert after == before


def test_what_cannot_be_logged_is_not_imported(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(Access.objects, "create", fails)

    assert run(send(tmp_path / "sent")) == 2

    assert "The log of who reads cannot be written" in capsys.readouterr().err
    assert not Imported.objects.exists()
    assert not Person.objects.exists()
