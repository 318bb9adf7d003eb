"""A person's numbers: found by blind index, kept sealed, never searched for by a part."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from helhet.parties.models import Identifier, Person
from helhet.parties.numbers import System
from helhet.storage.keys import KeyRingError, number_of
from helhet.storage.ring import ring

Number = tuple[System, str]


def person_with(system: System, digits: str) -> Person | None:
    """Return the person who has been given this number, or None. One query, whatever the answer."""
    return persons_with([(system, digits)]).get((system, digits))


def persons_with(numbers: Iterable[Number]) -> dict[Number, Person]:
    """Return who has been given which of these numbers, with their subjects. One query."""
    keys = ring()
    blinds = {
        blind: (system, digits)
        for system, digits in numbers
        for blind in keys.blinds(digits, system)
    }
    held = Identifier.objects.select_related("person__subject").filter(index__in=list(blinds))
    return {
        number: one.person for one in held if (number := blinds[bytes(one.index)])[0] == one.system
    }


def give(person: Person, system: System, digits: str) -> Identifier:
    """Write down that a person has a number; raise IntegrityError if somebody has it already."""
    identifier = row(person, system, digits)
    identifier.save()
    return identifier


def row(person: Person, system: System, digits: str) -> Identifier:
    """Return the row of a person's number, not yet saved."""
    keys = ring()
    sealed = keys.seal(digits.encode(), _place(person.pk, system))
    return Identifier(person=person, system=system, index=keys.blind(digits, system), sealed=sealed)


def digits_of(identifier: Identifier) -> str:
    """Return the number itself, for whoever may see it."""
    return ring().open(bytes(identifier.sealed), place_of(identifier)).decode()


def is_newest(identifier: Identifier) -> bool:
    """Return whether a number is sealed, and found, by the newest keys."""
    keys = ring()
    try:
        index = keys.blind(digits_of(identifier), System(identifier.system))
    except KeyRingError:
        return False
    return number_of(identifier.sealed) == keys.newest and bytes(identifier.index) == index


def reseal(identifier: Identifier) -> None:
    """Seal and index a number with the newest keys, unless it has become another one.

    Raises IntegrityError if somebody else was given the same number while the keys changed.
    """
    anew = row(identifier.person, System(identifier.system), digits_of(identifier))
    same = Identifier.objects.filter(pk=identifier.pk, sealed=identifier.sealed)
    same.update(sealed=anew.sealed, index=anew.index)


def place_of(identifier: Identifier) -> str:
    """Return the place that a number is sealed for, from its row."""
    return _place(identifier.person_id, System(identifier.system))


def _place(person_id: UUID, system: System) -> str:
    return f"identifier/{person_id}/{system}"
