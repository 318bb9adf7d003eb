"""Somebody new is taken in once, registered or known before; what is refused has registered nobody."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import Http404

from helhet.access.models import Access
from helhet.access.readers import staff_reader
from helhet.parties.models import Identifier, Person, Subject
from helhet.parties.numbers import System, born_as, synthetic_number
from helhet.record.doors.recording import check_opening
from helhet.record.doors.taking import Newcomer, take_in
from helhet.record.errors import KeyReused, NotAsTheFormSays, NotFromHere, NotKnown, Refusal
from helhet.record.models import Course
from helhet.record.persons.register import register
from helhet.record.queries.openings import Opening, going_on, known_to, opened_before, openings
from tests.ledger.cast import TODAY, cast, member, person, tie
from tests.ledger.courses import NOON, clinician, told

T = TypeVar("T")
pytestmark = pytest.mark.django_db
BORN = date(1990, 2, 1)
NUMBER = next(one for nth in range(9) if (one := synthetic_number(BORN, nth, female=True)))
FACTS = {"given_name": "Kari", "family_name": "Prøve", "born_on": "1990-02-01"}
REFERRED = told("2026-05-04 referral-received")
KEY = UUID(int=7)


@pytest.mark.parametrize("number", [NUMBER, ""])
def test_somebody_new_is_registered_and_has_a_course_in_the_unit(number: str) -> None:
    units = cast()

    done = take_in(
        clinician(units.clinic), Newcomer(number, FACTS), "tsb", REFERRED, key=KEY, now=NOON
    )

    course = Course.objects.get(pk=done.course)
    who = Person.objects.get(pk=course.subject_id)
    assert (who.given_name, who.family_name, who.born_on) == ("Kari", "Prøve", BORN)
    assert (course.unit, course.state) == (units.clinic, "referred")
    assert Identifier.objects.filter(person=who).count() == (1 if number else 0)
    assert set(Access.objects.values_list("reason", flat=True)) == {"opened"}


@pytest.mark.parametrize("number", [NUMBER, ""])
def test_the_same_request_sent_twice_opens_one_course_for_one_person(number: str) -> None:
    reader = clinician(cast().clinic)
    who = Newcomer(number, FACTS)

    first, again = (take_in(reader, who, "tsb", REFERRED, key=KEY, now=NOON) for _ in range(2))

    assert (again.course, again.is_repeated) == (first.course, True)
    assert Subject.objects.count() == 1


def test_another_user_or_another_key_is_another_person_without_a_number_and_the_same_one_with_it() -> (
    None
):
    units = cast()
    reader = clinician(units.clinic)
    for number, persons in (("", 3), (NUMBER, 4)):
        for one, key in ((reader, KEY), (reader, uuid4()), (clinician(units.clinic), uuid4())):
            take_in(
                one,
                Newcomer(number, FACTS),
                "tsb",
                REFERRED,
                key=UUID(int=key.int + len(number)),
                now=NOON,
            )
        assert Subject.objects.count() == persons


def test_what_is_told_of_somebody_who_is_known_changes_nothing() -> None:
    units = cast()
    known = register(clinician(units.other_clinic), NUMBER, FACTS, now=NOON)
    other = FACTS | {"given_name": "Mona", "phone": "99999999"}

    done = take_in(
        clinician(units.clinic), Newcomer(NUMBER, other), "tsb", REFERRED, key=KEY, now=NOON
    )

    assert Course.objects.get(pk=done.course).subject_id == known.pk
    assert Person.objects.get().given_name == "Kari"
    assert Person.objects.get().phone is None


@pytest.mark.parametrize(
    ("pathway", "text", "refusal"),
    [
        ("tsb", "2027-01-01 referral-received", NotAsTheFormSays),
        ("tsb", "2026-05-04 no-show", NotKnown),
        ("tsb", "2026-05-04 nothing", NotKnown),
        ("court-programme", "2026-05-04 programme-asked", Http404),
        ("grant", "2026-05-04 call-announced", NotKnown),
        ("nothing", "2026-05-04 referral-received", Http404),
    ],
)
def test_what_is_refused_has_registered_nobody(
    pathway: str, text: str, refusal: type[Exception]
) -> None:
    reader = clinician(cast().clinic)

    for number in (NUMBER, ""):
        with pytest.raises(refusal):
            take_in(reader, Newcomer(number, FACTS), pathway, told(text), key=KEY, now=NOON)

    assert not Subject.objects.exists()
    assert not Access.objects.filter(is_permitted=True).exists()
    assert issubclass(refusal, Refusal | Http404)


@pytest.mark.parametrize("role", ["unit-leader", "analyst", "system-administrator"])
def test_a_role_that_opens_nothing_registers_nobody(role: str) -> None:
    reader = staff_reader(member(cast().clinic, role), TODAY)

    with pytest.raises(Http404):
        take_in(reader, Newcomer("", FACTS), "tsb", REFERRED, key=KEY, now=NOON)

    assert not Subject.objects.exists()
    assert list(openings(reader)) == []


def test_a_role_begins_what_it_would_write_in() -> None:
    units = cast()
    coordinator = staff_reader(member(units.municipality, "municipal-coordinator"), TODAY)

    begun = list(openings(clinician(units.clinic)))

    assert Opening("tsb", "referral-received") in begun
    assert Opening("tsb", "acute-admitted") in begun
    assert Opening("naloxone", "person-met") in begun
    assert {one.pathway for one in begun}.isdisjoint({"court-programme", "grant"})
    assert Opening("municipal-follow-up", "asked") in openings(coordinator)


def test_somebody_found_is_whom_the_reader_may_know_and_nobody_else() -> None:
    units = cast()
    reader = clinician(units.clinic)
    who, stranger = person("Kari"), person("Mona")
    tie(who, units.clinic)
    tie(stranger, units.other_clinic)

    assert known_to(reader, who.pk).name == "Kari Prøve"
    for other in (stranger.pk, uuid4()):
        with pytest.raises(Http404):
            known_to(reader, other)


def test_a_key_is_known_to_whoever_sent_it_alone() -> None:
    units = cast()
    reader = clinician(units.clinic)
    done = take_in(reader, Newcomer("", FACTS), "tsb", REFERRED, key=KEY, now=NOON)

    assert opened_before(reader, KEY) == done.course
    assert opened_before(clinician(units.clinic), KEY) is None
    with pytest.raises(KeyReused):
        take_in(
            reader,
            Newcomer("", FACTS),
            "tsb",
            told("2026-05-05 referral-received"),
            key=KEY,
            now=NOON,
        )


def test_an_act_that_nothing_forbids_may_be_the_first() -> None:
    check: Callable[..., None] = check_opening

    check(clinician(cast().clinic), "person", "tsb", told("2026-05-04 acute-admitted"), NOON)

    assert issubclass(NotFromHere, Refusal)


@pytest.mark.parametrize(
    ("digits", "system", "answer"),
    [
        (NUMBER, System.FNR, (BORN, "female")),
        ("80000000000", System.FHN, None),
    ],
)
def test_a_number_tells_the_birth_date_and_the_sex(
    digits: str, system: System, answer: tuple[date, str] | None
) -> None:
    assert born_as(system, digits) == answer


def test_what_goes_on_already_is_told_to_whoever_may_see_it() -> None:
    units = cast()
    reader = clinician(units.clinic)
    done = take_in(reader, Newcomer(NUMBER, FACTS), "tsb", REFERRED, key=KEY, now=NOON)
    who = Course.objects.get(pk=done.course).subject_id

    assert going_on(reader, who) == {"tsb": done.course}
    assert going_on(clinician(units.other_clinic), who) == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [NUMBER, ""])
def test_a_double_click_at_one_instant_is_one_person_and_one_course(number: str) -> None:
    reader = clinician(cast().clinic)
    who = Newcomer(number, FACTS)

    done = at_once([lambda: take_in(reader, who, "tsb", REFERRED, key=KEY, now=NOON)] * 2)

    assert len({one.course for one in done}) == 1
    assert Subject.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_same_person_in_at_one_instant_get_one_person() -> None:
    units = cast()
    readers = [clinician(units.clinic), clinician(units.other_clinic)]

    done = at_once(
        [
            lambda one=one: take_in(  # type: ignore[misc]
                one, Newcomer(NUMBER, FACTS), "tsb", REFERRED, key=uuid4(), now=NOON
            )
            for one in readers
        ]
    )

    assert len({one.course for one in done}) == 2
    assert Subject.objects.count() == 1


def at_once(deeds: Sequence[Callable[[], T]]) -> list[T]:
    """Do all at the same instant, each in a thread and connection of its own."""
    ready = Barrier(len(deeds))

    def one(deed: Callable[[], T]) -> T:
        try:
            ready.wait(10)
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))
