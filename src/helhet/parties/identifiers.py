"""A person's numbers: found by blind index, kept sealed, never searched for by a part."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from helhet.parties.models import Identifier, Person
from helhet.parties.numbers import System
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
    place = _place(identifier.person_id, System(identifier.system))
    return ring().open(bytes(identifier.sealed), place).decode()


def reseal(identifier: Identifier) -> None:
    """Seal and index a number with the newest keys, after the ring has been rotated."""
    keys, digits = ring(), digits_of(identifier)
    system = System(identifier.system)
    identifier.sealed = keys.seal(digits.encode(), _place(identifier.person_id, system))
    identifier.index = keys.blind(digits, system)
    identifier.save(update_fields=["sealed", "index"])


def _place(person_id: UUID, system: System) -> str:
    return f"identifier/{person_id}/{system}"
