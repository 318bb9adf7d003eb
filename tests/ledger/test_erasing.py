"""What an erasure reaches: whoever is hearing the words at that moment, and whoever has said or heard the same."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import pytest

from helhet.access.deciding import Reader
from helhet.parties.models import Person, Unit
from helhet.pathway.courses.course import Value
from helhet.record.content import opened as opened_contents
from helhet.record.doors.recording import Told, record
from helhet.record.messages.hearing import deliver
from helhet.record.messages.outbox import work
from helhet.record.messages.righting import standing_heard
from helhet.record.models import Course, Message
from helhet.record.persons.reached import MOVED
from helhet.record.persons.register import change, register_of, take_back
from helhet.record.renewal.rebuilding import differences
from helhet.record.times import to_day
from helhet.record.wholeness.missing import check_messages
from tests.ledger.cast import cast, person, tie
from tests.ledger.courses import NOON, clinician, day, erase, later, opened, say
from tests.ledger.test_register import HOME
from tests.ledger.test_register import known as registered_person

pytestmark = pytest.mark.django_db
ONWARD = "2026-05-08 referred-onward"


def known() -> Person:
    """Return somebody whom two clinics treat."""
    eva = person()
    for code in ("nordvik", "sorvik"):
        tie(eva, Unit.objects.get(code=code), "measure")
    return eva


def referred(reader: Reader, first: str = "2026-05-01") -> Course:
    """Return a course of somebody referred onward as its last entry, with a date that goes along."""
    course = opened(reader, known())
    told: dict[str, Value] = {"onward.unit": "sorvik", "referral.first-received": day(first)}
    say(reader, course, ONWARD, told)
    return course


def elsewhere(course: Course) -> str:
    """Return all that the other courses say."""
    others = Course.objects.exclude(pk=course.pk)
    return json.dumps([opened_contents(one.contents.all()) for one in others])


def test_what_is_erased_while_it_is_being_told_is_not_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    units = cast()
    reader, other = clinician(units.clinic), clinician(units.clinic)
    course = referred(reader)

    def slowly(message: Message, told: Mapping[str, Any], now: datetime) -> None:
        """Let somebody approve the erasure after the message was opened, before anything is written."""
        if told["kind"] == "opens":
            erase(reader, other, course.pk, message.number, "26/1", now)
        deliver(message, told, now)

    monkeypatch.setattr("helhet.record.messages.outbox.deliver", slowly)
    work(later(minutes=6))

    assert Course.objects.exclude(pk=course.pk).get().state
    assert "first-received" not in elsewhere(course)


def test_what_an_undo_said_again_is_erased_with_what_it_repeats() -> None:
    units = cast()
    reader, other = clinician(units.clinic), clinician(units.clinic)
    course = opened(reader, known())
    said: dict[str, Value] = {
        "right.start-by": day("2026-06-30"),
        "right.reason": "Erased by decision",
    }
    say(reader, course, "2026-05-08 right-decided.granted", said)
    say(reader, course, "2026-05-07 right-decided.refused", replaces=3, confirmed=True)
    back = Told(date(2026, 5, 19), voids=4)
    record(reader, course.pk, back, version=4, confirmed=True, now=later(minutes=2))

    assert erase(reader, other, course.pk, 3, "26/1", later(days=1)) == 2

    assert sorted(opened_contents(course.contents.all())) == [1, 2, 4]


def test_what_a_correction_told_stays_when_what_it_corrected_is_erased() -> None:
    units = cast()
    reader, other = clinician(units.clinic), clinician(units.clinic)
    course = referred(reader)
    number = course.version
    work(later(minutes=6))
    right: dict[str, Value] = {
        "onward.unit": "sorvik",
        "referral.first-received": day("2026-05-02"),
    }
    now = later(minutes=7)
    say(reader, course, ONWARD, right, replaces=number, confirmed=True, now=now)
    work(later(minutes=13))
    work(later(minutes=20))

    erase(reader, other, course.pk, number, "26/1", later(days=1))

    assert str(day("2026-05-01")) not in elsewhere(course)
    assert str(day("2026-05-02")) in elsewhere(course)


def test_a_birth_date_erased_from_the_register_is_erased_in_every_course() -> None:
    units = cast()
    reader, eva = registered_person(units.clinic)
    course = opened(reader, eva)
    register = register_of(eva.subject)

    erase(reader, clinician(units.clinic), register.pk, 1, "26/1", later(days=1))
    for minutes in (0, 6, 12):
        work(later(days=1, minutes=minutes))

    told = opened_contents(course.contents.all()).values()
    assert all(one.get("born") is None for one in told)
    assert Person.objects.get(pk=eva.pk).born_on is None


def test_a_birth_date_that_the_register_says_elsewhere_stays_in_the_courses() -> None:
    units = cast()
    reader, eva = registered_person(units.clinic)
    course = opened(reader, eva)
    register = register_of(eva.subject)
    born = Person.objects.get(pk=eva.pk).born_on
    change(reader, eva.subject, {"born_on": str(born)}, version=1, now=NOON)

    erase(reader, clinician(units.clinic), register.pk, 1, "26/1", later(days=1))

    assert born
    assert {"born": to_day(born)} in opened_contents(course.contents.all()).values()


def take_the_death_back(reader: Reader, eva: Person) -> None:
    take_back(reader, eva.subject, 2, version=2, now=later(days=2))


def say_that_she_lives(reader: Reader, eva: Person) -> None:
    change(reader, eva.subject, {"died_on": None}, version=2, now=later(days=2))


def say_another_day(reader: Reader, eva: Person) -> None:
    change(reader, eva.subject, {"died_on": "2026-05-17"}, version=2, now=later(days=2))


@pytest.mark.parametrize(
    ("corrects", "stands"),
    [(take_the_death_back, []), (say_that_she_lives, []), (say_another_day, [17])],
)
def test_a_death_whose_words_were_erased_is_corrected_in_every_course(
    corrects: Callable[[Reader, Person], None], stands: list[int]
) -> None:
    units = cast()
    reader, eva = registered_person(units.clinic)
    course, register = opened(reader, eva), register_of(eva.subject)
    change(reader, eva.subject, {"died_on": "2026-05-18"}, version=1, now=NOON)
    work(later(minutes=1))
    erase(reader, clinician(units.clinic), register.pk, 2, "26/1", later(days=1))
    work(later(days=1, minutes=6))
    assert [row.happened_on.day for row in standing_heard(course).values()] == [18]

    corrects(reader, eva)
    for minutes in (1, 7, 20):
        work(later(days=2, minutes=minutes))

    assert [row.happened_on.day for row in standing_heard(course).values()] == stands
    assert check_messages(register.pk) == []
    assert list(differences()) == []


def test_a_move_stands_in_the_courses_when_the_home_before_it_is_erased() -> None:
    units = cast()
    reader, eva = registered_person(units.clinic, home=HOME)
    course, register = opened(reader, eva), register_of(eva.subject)
    moved = {"home": {"municipality": "9902", "from_day": "2026-05-11"}}
    change(reader, eva.subject, moved, version=1, now=NOON)
    work(later(minutes=6))
    assert [row.event for row in standing_heard(course).values()] == [MOVED]

    erase(reader, clinician(units.clinic), register.pk, 1, "26/1", later(days=1))
    for minutes in (1, 7):
        work(later(days=1, minutes=minutes))

    assert [row.event for row in standing_heard(course).values()] == [MOVED]
    assert check_messages(register.pk) == []


def test_whoever_died_is_dead_in_the_register_though_the_words_were_erased() -> None:
    units = cast()
    reader, eva = registered_person(units.clinic)
    course = opened(reader, eva)
    number = say(reader, course, "2026-05-18 died").number
    work(NOON)

    erase(reader, clinician(units.clinic), course.pk, number, "26/1", later(days=1))

    assert Person.objects.get(pk=eva.pk).died_on == date(2026, 5, 18)
    assert list(differences()) == []
