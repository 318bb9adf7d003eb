"""Persons are found again by their numbers alone, and no two have one number."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from helhet.parties import identifiers
from helhet.parties.models import Person, Residence, Subject, Unit
from helhet.parties.numbers import System
from helhet.parties.units import UnitTree
from helhet.storage import ring
from helhet.storage.keys import KeyRingError, number_of
from tests.unit.test_numbers import SYNTHETIC

pytestmark = pytest.mark.django_db


def person(given_name: str = "Eva") -> Person:
    subject = Subject(kind="person")
    subject.root = subject
    subject.save()
    return Person.objects.create(subject=subject, given_name=given_name, family_name="Prøve")


def test_a_person_is_found_by_number_and_by_no_other() -> None:
    eva = person()
    identifiers.give(eva, System.FNR, SYNTHETIC)

    assert identifiers.person_with(System.FNR, SYNTHETIC) == eva
    assert identifiers.person_with(System.DNR, SYNTHETIC) is None
    assert identifiers.person_with(System.FNR, "0" * 11) is None


def test_a_number_lies_sealed_and_opens_for_its_own_person_only() -> None:
    kept = identifiers.give(person(), System.FNR, SYNTHETIC)

    assert SYNTHETIC.encode() not in bytes(kept.sealed) + bytes(kept.index)
    assert identifiers.digits_of(kept) == SYNTHETIC
    kept.person = person("Ola")
    with pytest.raises(KeyRingError):
        identifiers.digits_of(kept)


def test_two_persons_never_have_one_number() -> None:
    identifiers.give(person(), System.FNR, SYNTHETIC)

    with pytest.raises(IntegrityError), transaction.atomic():
        identifiers.give(person("Ola"), System.FNR, SYNTHETIC)


def test_after_a_rotation_numbers_are_found_before_and_after_they_are_sealed_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    eva = person()
    kept = identifiers.give(eva, System.FNR, SYNTHETIC)
    rotated = ring.ring().rotated(index=True)
    monkeypatch.setattr(identifiers, "ring", lambda: rotated)

    assert identifiers.person_with(System.FNR, SYNTHETIC) == eva
    identifiers.reseal(kept)

    kept.refresh_from_db()
    assert number_of(bytes(kept.sealed)) == 2
    assert identifiers.person_with(System.FNR, SYNTHETIC) == eva
    assert identifiers.digits_of(kept) == SYNTHETIC


def test_what_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Residence.objects.create(
            person=person(),
            kind="home",
            municipality="9901",
            from_day=date(2026, 5, 2),
            to_day=date(2026, 5, 1),
        )


def test_below_a_unit_are_all_its_units_and_nobody_elses() -> None:
    def unit(code: str, parent: Unit | None = None) -> Unit:
        return Unit.objects.create(
            code=code, name=code, kind="unit", parent=parent, from_day=date(2020, 1, 1)
        )

    trust, other = unit("trust"), unit("other")
    clinic = unit("clinic", trust)
    ward = unit("ward", clinic)
    tree = UnitTree.read()

    assert tree.below(trust.id) == {trust.id, clinic.id, ward.id}
    assert tree.below(ward.id) == {ward.id}
    assert tree.below(other.id) == {other.id}


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_give_one_number_at_once_one_does() -> None:
    persons = [person(f"Eva {nth}") for nth in range(8)]
    given, refused = [], []

    def give(who: Person) -> None:
        try:
            given.append(identifiers.give(who, System.FNR, SYNTHETIC).person_id)
        except IntegrityError:
            refused.append(who.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=(who,)) for who in persons]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(given), len(refused)) == (1, 7)
