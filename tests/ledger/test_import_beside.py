"""An import beside what others do: who was merged is parted again, keys are changed, and a course is a stranger's."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.http import Http404

from helhet.access.deciding import Reader
from helhet.access.readers import staff_reader
from helhet.cli import main
from helhet.parties.models import Person, Subject, User
from helhet.record.appending import Author
from helhet.record.content import opened
from helhet.record.models import Course
from helhet.record.rebuilding import differences
from helhet.record.recording import Told, record
from helhet.record.register import create, merge, unmerge
from helhet.record.times import to_day
from tests.ledger.cast import Cast, cast, member, tie
from tests.ledger.courses import NOON, clinician
from tests.ledger.sent import COURSES, ENTRIES, OTHER, PERSONS, send
from tests.unit.test_numbers import SYNTHETIC

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def units() -> Cast:
    User.objects.create(username="kari", name="Kari")
    return cast()


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """One person, and one course of theirs."""
    return send(tmp_path / "sent", PERSONS[:1], COURSES[:1], ENTRIES[:4])


def run(folder: Path, *kinds: str) -> int:
    paths = [str(folder / f"{kind}.csv") for kind in kinds]
    return main(["import", *paths, "--source", "old", "--by", "kari"])


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
