"""A search finds those whom the reader has a relation to, and nobody else; it is logged, and so many an hour are answered."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helhet.access import doors
from helhet.access.models import Access
from helhet.access.table import Deed, Part
from helhet.parties.identifiers import give
from helhet.parties.models import AddressGrade, Person
from helhet.parties.numbers import System, synthetic_number
from helhet.record.persons.register import merge, register
from helhet.record.queries.finding import TooMany, may_search, named, with_number
from helhet.record.queries.worklist import known
from tests.ledger.cast import Cast, cast, person, tie
from tests.ledger.courses import NOON, clinician

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 12, tzinfo=UTC)
BORN = date(1990, 2, 1)


NUMBERS = [one for nth in range(9) if (one := synthetic_number(BORN, nth, female=True))]


def numbered(who: Person, nth: int = 0) -> str:
    give(who, System.FNR, NUMBERS[nth])
    return NUMBERS[nth]


def in_care(units: Cast, name: str, born_on: date | None = BORN) -> Person:
    who = person(name, born_on)
    tie(who, units.clinic)
    return who


def last() -> tuple[Access, list[Any]]:
    access = Access.objects.latest("pk")
    return access, list(access.subjects.values_list("subject", flat=True))


def test_a_number_finds_whom_the_reader_has_a_relation_to_and_says_so_in_the_log() -> None:
    units = cast()
    who = in_care(units, "Kari")
    digits = numbered(who)

    found = with_number(clinician(units.clinic), System.FNR, digits, NOW)

    assert [(one.subject, one.name, one.born_on, one.is_exact) for one in found] == [
        (who.pk, "Kari Prøve", BORN, True)
    ]
    access, subjects = last()
    assert (access.reason, access.deed, access.parts, subjects) == (
        "searched",
        "summary",
        "ID",
        [who.pk],
    )


def test_somebody_elsewhere_is_as_little_found_as_nobody_at_the_same_cost() -> None:
    units = cast()
    reader = clinician(units.other_clinic)
    known_elsewhere, nobody = numbered(in_care(units, "Kari")), NUMBERS[1]
    asked = []
    for digits in (known_elsewhere, nobody):
        with CaptureQueriesContext(connection) as queries:
            assert with_number(reader, System.FNR, digits, NOW) == []
        asked.append(len(queries))

    assert asked[0] == asked[1]
    assert last()[1] == []


@pytest.mark.parametrize(
    ("name", "born", "is_exact"),
    [
        ("Kari Prøve", BORN, True),
        ("proeve kari", BORN, True),
        ("Kari", BORN, True),
        ("Kare Prove", BORN, False),
        ("Kari Prøve", date(1990, 1, 2), False),
        ("Kari Prøve", date(1990, 2, 11), False),
        ("Kare Prøve", date(1990, 2, 11), False),
    ],
)
def test_a_name_and_a_birth_date_find_somebody_in_spite_of_a_slip(
    name: str, born: date, is_exact: bool
) -> None:
    units = cast()
    in_care(units, "Kari")

    found = named(clinician(units.clinic), name, born, NOW)

    assert [(one.name, one.is_exact) for one in found] == [("Kari Prøve", is_exact)]


@pytest.mark.parametrize(
    ("name", "born"),
    [("Mona Prøve", BORN), ("Kari Prøve", date(1991, 7, 9)), ("Kara Prave", date(1990, 1, 2))],
)
def test_another_name_or_another_day_finds_nobody(name: str, born: date) -> None:
    units = cast()
    in_care(units, "Kari")

    assert named(clinician(units.clinic), name, born, NOW) == []


def test_who_is_just_so_stands_before_who_is_nearly_so() -> None:
    units = cast()
    for name, born in (("Kare", BORN), ("Kari", date(1990, 1, 2)), ("Kari", BORN)):
        in_care(units, name, born)

    found = named(clinician(units.clinic), "Kari", BORN, NOW)

    assert [(one.name, one.born_on) for one in found] == [
        ("Kari Prøve", BORN),
        ("Kare Prøve", BORN),
        ("Kari Prøve", date(1990, 1, 2)),
    ]
    assert set(last()[1]) == {one.subject for one in found}


def test_whose_address_is_strictly_confidential_is_found_by_number_alone() -> None:
    units = cast()
    who = in_care(units, "Kari")
    digits = numbered(who)
    Person.objects.filter(pk=who.pk).update(address_grade=AddressGrade.STRICTLY_CONFIDENTIAL)
    reader = clinician(units.clinic)

    assert named(reader, "Kari Prøve", BORN, NOW) == []
    assert [one.subject for one in with_number(reader, System.FNR, digits, NOW)] == [who.pk]


def test_two_who_are_one_are_found_once_by_the_names_of_both() -> None:
    units = cast()
    reader = clinician(units.clinic)
    told = {"family_name": "Prøve", "born_on": "1990-02-01"}
    one, other = (
        register(reader, number, told | {"given_name": name}, now=NOON)
        for number, name in zip(NUMBERS, ("Kari", "Mona"), strict=False)
    )
    for subject in (one, other):
        tie(Person.objects.get(pk=subject.pk), units.clinic)
    merge(reader, one, other, version=1, now=NOON)

    for name in ("Kari", "Mona"):
        assert [(f.subject, f.name) for f in named(reader, name, BORN, NOW)] == [
            (one.pk, "Kari Prøve")
        ]
    assert [f.subject for f in with_number(reader, System.FNR, NUMBERS[1], NOW)] == [one.pk]


def test_so_many_searches_an_hour_are_answered_and_the_next_is_refused_and_logged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "SEARCHES_AN_HOUR", 2)
    units = cast()
    reader = clinician(units.clinic)
    for _ in range(2):
        named(reader, "Kari", BORN, NOW)

    with pytest.raises(TooMany):
        named(reader, "Kari", BORN, NOW)

    assert (last()[0].reason, last()[0].is_permitted) == ("too-many", False)
    assert named(clinician(units.clinic), "Kari", BORN, NOW) == []
    assert named(reader, "Kari", BORN, datetime.now(UTC) + timedelta(minutes=61)) == []


@pytest.mark.parametrize("role", ["analyst", "system-administrator", "superuser"])
def test_a_role_that_knows_nobody_finds_nobody(role: str) -> None:
    units = cast()
    in_care(units, "Kari")
    reader = clinician(units.clinic)
    other = replace(reader, role=role, purpose="operate")

    assert may_search(reader)
    assert not may_search(other)
    assert named(other, "Kari", BORN, NOW) == []


def test_a_search_asks_as_much_of_three_persons_as_of_thirty() -> None:
    units = cast()
    reader = clinician(units.clinic)
    costs = []
    for many in (3, 30):
        for _ in range(many):
            in_care(units, "Kari")
        with CaptureQueriesContext(connection) as queries:
            assert len(named(reader, "Kari", BORN, NOW)) == min(many if many == 3 else 33, 20)
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 10


def test_who_is_found_is_who_a_list_would_hold() -> None:
    units = cast()
    reader = clinician(units.clinic)
    who = [in_care(units, "Kari"), person("Kari", BORN)]
    tie(who[1], units.other_clinic)
    listed = doors.listed(reader, Deed.SUMMARY, Part.ID)

    assert known(reader, [one.pk for one in who]) == set(listed.values_list("pk", flat=True))
