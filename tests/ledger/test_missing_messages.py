"""Messages that somebody took out of the outbox, or put into it, are found; what ordinary work does is not."""

from collections.abc import Callable
from uuid import UUID

import pytest

from helhet.access.deciding import Reader
from helhet.parties.models import Subject, Unit
from helhet.record.courses.appending import Author
from helhet.record.courses.outgoing import UNDO
from helhet.record.doors.recording import record
from helhet.record.doors.registering import NewPerson, register_many
from helhet.record.messages.outbox import work
from helhet.record.models import Course, Entry, Message
from helhet.record.persons.register import change, register_of
from helhet.record.telling import Told
from helhet.record.wholeness.missing import check_messages
from tests.ledger.cast import TODAY, cast, person, tie
from tests.ledger.courses import NOON, clinician, erase, opened, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Reader:
    return clinician(cast().clinic)


def found() -> list[str]:
    courses = list(Course.objects.order_by("pk").values_list("pk", flat=True))
    return sorted(
        f"{one.kind} {one.where.split(' ', 2)[2]}"
        for each in courses
        for one in check_messages(each)
    )


def _void(reader: Reader, course: Course, number: int) -> None:
    course.refresh_from_db()
    told = Told(TODAY, voids=number)
    record(reader, course.pk, told, version=course.version, confirmed=True, now=NOON)


@pytest.fixture
def dead(reader: Reader) -> Course:
    """A course that told of a death, heard by another one."""
    eva = person()
    one = opened(reader, eva, "2026-05-04 acute-admitted")
    opened(reader, eva, pathway="oat")
    say(reader, one, "2026-05-18 died")
    work(NOON)
    return one


def test_what_was_told_and_taken_back_in_ordinary_work_is_whole(
    reader: Reader, dead: Course
) -> None:
    assert found() == []

    _void(reader, dead, 3)
    assert found() == []

    work(NOON + UNDO)
    say(reader, dead, "2026-05-18 died")
    assert found() == []
    assert Message.objects.count() == 3


def _take_out() -> None:
    Message.objects.all().delete()


def _let_it_be_of_another() -> None:
    Message.objects.update(name="person-wide imprisoned")


def _as_if_taken_back() -> None:
    Message.objects.update(is_counter=True)


def _alter() -> None:
    Message.objects.update(sealed=bytes(40))


def _invent() -> None:
    [told] = Message.objects.all()
    told.pk, told.revision = None, 2
    told.save()


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (_take_out, ["missing entry 3: person-wide died"]),
        (_as_if_taken_back, ["missing entry 3: person-wide died"]),
        (_alter, ["altered entry 3: person-wide died"]),
        (_invent, ["altered entry 3: person-wide died"]),
        (
            _let_it_be_of_another,
            [
                "altered entry 3: person-wide imprisoned",
                "missing entry 3: person-wide died",
                "missing entry 3: what takes back person-wide imprisoned",
            ],
        ),
    ],
)
def test_what_was_done_to_a_message_is_found(
    reader: Reader, tamper: Callable[[], None], expected: list[str]
) -> None:
    course = opened(reader, person(), "2026-05-04 acute-admitted")
    say(reader, course, "2026-05-18 died")
    tamper()

    assert found() == expected


def test_a_message_that_was_heard_is_missed_though_its_entry_stands_no_more(
    reader: Reader, dead: Course
) -> None:
    _void(reader, dead, 3)
    Message.objects.all().delete()

    heard = Entry.objects.get(origin__isnull=False)
    assert found() == [f"missing heard by course {heard.course_id} entry {heard.number}"]


def test_a_counter_message_is_missed(reader: Reader, dead: Course) -> None:
    _void(reader, dead, 3)
    Message.objects.filter(is_counter=True).delete()

    assert found() == ["missing entry 3: what takes back person-wide died"]


def test_a_first_message_is_missed_though_a_later_one_is_there(
    reader: Reader, dead: Course
) -> None:
    _void(reader, dead, 3)
    work(NOON + UNDO)
    say(reader, dead, "2026-05-18 died")
    _void(reader, dead, 5)
    Message.objects.filter(revision=1).delete()

    assert any(one.startswith("missing") for one in found())


def test_what_was_erased_has_told_what_it_told(reader: Reader, dead: Course) -> None:
    approves = clinician(dead.unit)  # type: ignore[arg-type]
    tie(dead.subject.person, dead.unit, "measure")  # type: ignore[arg-type]
    erase(reader, approves, dead.pk, 3, "26/1", NOON)

    assert found() == []


def test_a_birth_that_the_register_told_of_is_missed() -> None:
    subject = _registered("1990-01-01")
    assert found() == []

    Message.objects.all().delete()

    assert found() == ["missing entry 1: birth"]
    assert register_of(Subject.objects.get(pk=subject)).version == 1


def test_a_birth_that_becomes_another_or_unknown_is_told_of_each_time(reader: Reader) -> None:
    subject = Subject.objects.get(pk=_registered("1990-01-01"))
    tie(subject.person, Unit.objects.get(code="nordvik"))
    for version, born in enumerate(("1991-01-01", "1991-01-01", None), start=1):
        change(reader, subject, {"born_on": born}, version=version, now=NOON)

    assert found() == []
    assert sorted(Message.objects.values_list("number", flat=True)) == [1, 2, 4]


def _registered(born: str) -> UUID:
    new = NewPerson({"given_name": "Eva", "family_name": "Prøve", "born_on": born}, NOON)
    register_many([new], Author(7, "import"), NOON)
    return new.subject
