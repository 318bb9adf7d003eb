"""An import beside what others do: who was merged is parted again, keys are changed, and a course is a stranger's."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.http import Http404

from helhet.access.deciding import Reader
from helhet.access.readers import staff_reader
from helhet.importing import newpersons
from helhet.importing.run import Run
from helhet.parties.identifiers import person_with
from helhet.parties.keychecks import write_checks
from helhet.parties.models import Identifier, Person, Subject, User
from helhet.parties.numbers import System
from helhet.record.content import opened
from helhet.record.courses.appending import Author
from helhet.record.doors.recording import Told, record
from helhet.record.models import Course
from helhet.record.persons.register import create, merge, unmerge
from helhet.record.renewal.rebuilding import differences
from helhet.record.times import to_day
from helhet.record.wholeness.resealing import left, reseal, retire, rotate
from helhet.record.wholeness.verifying import verify_record
from helhet.storage.keys import KeyRing
from helhet.storage.ring import ring
from tests.ledger.cast import Cast, member, person, tie
from tests.ledger.courses import NOON, clinician
from tests.ledger.sent import COURSES, ENTRIES, OTHER, PERSONS, receivers, send, write
from tests.ledger.sent import run as sent_in
from tests.unit.test_numbers import SYNTHETIC

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def units() -> Cast:
    return receivers()


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """One person, and one course of theirs."""
    return send(tmp_path / "sent", PERSONS[:1], COURSES[:1], ENTRIES[:4])


def run(folder: Path, *kinds: str) -> int:
    return sent_in(*(folder / f"{kind}.csv" for kind in kinds))


def registered(digits: str, born_on: str | None = None) -> Subject:
    facts = {"given_name": "E", "born_on": born_on, "numbers": {"fnr": digits}}
    return create(Subject().pk, facts, Author(1, "x"), NOON).subject


# --- merged, and parted again ------------------------------------------------------------------------------


def merged(reader: Reader, units: Cast, into: Subject, own: Subject) -> None:
    for one in (into, own):
        tie(Person.objects.get(pk=one.pk), units.clinic, "measure")
    merge(reader, into, own, version=1, now=datetime.now(UTC))


def born(course: Course) -> object:
    return opened(course.contents.filter(number=1))[1]["born"]


def test_a_course_of_who_was_merged_by_a_slip_is_their_own_after_the_parting(
    sent: Path, units: Cast
) -> None:
    reader = clinician(units.clinic)
    assert run(sent, "persons") == 0
    own, other = Person.objects.get().subject, registered(OTHER, "1950-01-01")
    merged(reader, units, other, own)

    assert run(sent, "courses", "entries") == 0

    course = Course.objects.get(pathway="tsb")
    assert course.subject_id == own.pk
    assert born(course) == to_day(date(1990, 1, 1))
    unmerge(reader, other, 2, version=2, now=datetime.now(UTC))
    assert list(differences()) == []


def test_who_is_found_by_number_while_merged_is_themselves_after_the_parting(
    sent: Path, units: Cast
) -> None:
    reader = clinician(units.clinic)
    own, other = registered(SYNTHETIC, "1990-01-01"), registered(OTHER)
    merged(reader, units, other, own)
    assert run(sent, "persons") == 0
    unmerge(reader, other, 2, version=2, now=datetime.now(UTC))

    assert run(sent, "courses", "entries") == 0

    assert Course.objects.get(pathway="tsb").subject_id == own.pk


# --- who imported it ---------------------------------------------------------------------------------------


def test_who_imported_a_course_takes_nothing_back_in_it_as_a_stranger(
    sent: Path, units: Cast
) -> None:
    assert run(sent, "persons", "courses", "entries") == 0
    now = datetime.now(UTC)
    kari = member(units.other_clinic, "treatment-clinician", user=User.objects.get(username="kari"))
    course = Course.objects.get(pathway="tsb")
    back = Told(now.date(), voids=course.version)

    with pytest.raises(Http404):
        record(
            staff_reader(kari, now.date()),
            course.pk,
            back,
            version=course.version,
            confirmed=True,
            now=now,
        )


# --- keys are changed meanwhile ----------------------------------------------------------------------------


@pytest.fixture
def ring_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "KEYS_FILE", tmp_path / "keys.json")
    KeyRing.new().write(tmp_path / "keys.json")
    write_checks()


@pytest.fixture
def meanwhile(
    ring_of_its_own: None, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[], object]], None]:
    """Let something be done once, after a batch has been read and before it is written."""
    plain = Run.write

    def let(deed: Callable[[], object]) -> None:
        def write(*args: Any) -> None:
            monkeypatch.setattr(Run, "write", plain)
            deed()
            plain(*args)

        monkeypatch.setattr(Run, "write", write)

    return let


Meanwhile = Callable[[Callable[[], object]], None]


def change_keys() -> None:
    assert rotate()
    assert list(reseal(lambda _: None)) == []
    retire()


def test_a_course_is_sealed_by_a_key_that_is_there(sent: Path, meanwhile: Meanwhile) -> None:
    assert run(sent, "persons") == 0
    meanwhile(change_keys)

    assert run(sent, "courses", "entries") == 0

    assert list(ring().keys) == [2]
    course = Course.objects.get(pathway="tsb")
    assert opened(course.contents.all())[2]["values"]["referral.wishes"] == "A garden."
    assert run(sent, "courses", "entries") == 0
    assert Course.objects.filter(pathway="tsb").count() == 1
    assert left() == {}
    assert [*verify_record(Path(settings.CHECKPOINTS_FILE)), *differences()] == []


def test_a_person_is_sealed_by_a_key_that_is_there(sent: Path, meanwhile: Meanwhile) -> None:
    meanwhile(change_keys)

    assert run(sent, "persons") == 0

    assert left() == {}
    assert person_with(System.FNR, SYNTHETIC) == Person.objects.get()


def test_who_is_registered_before_a_new_key_comes_is_not_registered_twice(
    sent: Path, meanwhile: Meanwhile, capsys: pytest.CaptureFixture[str]
) -> None:
    person("Somebody")
    meanwhile(lambda: (registered(SYNTHETIC), rotate()))

    assert run(sent, "persons") == 2

    assert "Run the import again" in capsys.readouterr().err
    assert Identifier.objects.count() == 1
    assert run(sent, "persons") == 0
    assert Identifier.objects.count() == 1


@pytest.mark.parametrize("kinds", [["persons"], ["courses", "entries"]])
def test_what_another_imports_before_a_new_key_comes_is_not_written_twice(
    kinds: list[str], sent: Path, meanwhile: Meanwhile
) -> None:
    for row in PERSONS[:1]:
        write(sent / "persons.csv", [{**row, "number": ""}])
    if kinds != ["persons"]:
        assert run(sent, "persons") == 0
    meanwhile(lambda: (run(sent, *kinds), rotate()))

    assert run(sent, *kinds) == 2

    assert Person.objects.count() == 1
    assert Course.objects.count() == len(kinds)


@pytest.mark.django_db(transaction=True)
def test_no_key_is_taken_into_use_while_a_batch_is_written(
    sent: Path, ring_of_its_own: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever rotates waits until the batch is in, and then seals all of it anew."""
    registered(OTHER)
    found: list[int] = []

    def rotating() -> None:
        rotate()
        connections.close_all()

    other = Thread(target=rotating)

    def save(*args: Any) -> None:
        other.start()
        other.join(timeout=0.5)
        found.append(ring().newest)
        plain(*args)

    plain = newpersons._save_persons
    monkeypatch.setattr(newpersons, "_save_persons", save)

    assert run(sent, "persons") == 0
    other.join()

    assert (found, ring().newest) == ([1], 2)
    assert list(reseal(lambda _: None)) == []
    assert person_with(System.FNR, SYNTHETIC) is not None
