"""Every address of the program with arguments that fit: what is added later is held to the same without a word.

An argument is told by its name in `examples()`, or else is something that is not there. One that is a UUID must be told:
it may be of somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from helhet.parties.models import Membership, Person
from helhet.record.releases.choosing import Item, Wanted
from helhet.record.releases.passing import pass_on
from tests.ledger.cast import BEGAN, cast, consent, member, person
from tests.ledger.courses import NOON, clinician
from tests.ledger.courses import opened as opened_course
from tests.web.signed import client_of
from tests.web.test_addresses import addresses, rule_of

ROLES = ("treatment-clinician", "municipal-coordinator", "unit-leader", "system-administrator")


NOT_THERE = {"int": 999_999, "uuid": uuid4()}
"""What stands in an address for an argument that nobody has told, by its sort."""


@dataclass(frozen=True)
class Address:
    """An address by its name, with the arguments it takes, and its rule."""

    name: str
    route: str
    rule: str

    @property
    def arguments(self) -> list[str]:
        """The names of what stands in the address."""
        return [name for _, name in self._asked]

    @property
    def ids(self) -> set[str]:
        """The names of those that are UUIDs."""
        return {name for kind, name in self._asked if kind == "uuid"}

    @property
    def _asked(self) -> list[tuple[str, str]]:
        return re.findall(r"<(?:(\w+):)?(\w+)>", self.route)

    def path(self, told: dict[str, Any]) -> str:
        """Return the address with these in it."""
        return "/" + re.sub(
            r"<(?:(\w+):)?(\w+)>",
            lambda found: str(told.get(found[2], NOT_THERE.get(found[1], "x"))),
            self.route,
        )


def every_address() -> list[Address]:
    """Return them all, each once."""
    found = {route: Address(name, route, rule_of(name, view)) for name, route, view in addresses()}
    return list(found.values())


@dataclass
class World:
    """A clinic, somebody in it with a course, and a stranger's clinic."""

    units: Any = field(default_factory=cast)
    person: Person = field(default_factory=person)

    def __post_init__(self) -> None:
        self.course: UUID = opened_course(clinician(self.units.clinic), self.person).pk
        with_sender = clinician(self.units.clinic)
        item = Item(self.course, 2)
        wanted = Wanted([item], self.units.municipality.pk, "treat", "no-objection", date.max)
        self.release: UUID = pass_on(with_sender, self.person.pk, wanted, NOON).pk
        self.consent: UUID = consent(self.person, self.units.clinic, days=(BEGAN, date.max)).pk

    def examples(self) -> dict[str, Any]:
        """Return by its name what each argument may be: of somebody who is there."""
        return {
            "course_id": self.course,
            "subject": self.person.pk,
            "consent": self.consent,
            "release": self.release,
            "number": 1,
            "event": "no-show",
            "pathway": "tsb",
            "name": "tsb",
            "edition": "2019-02",
            "language": "nb",
            "provider_id": "none",
            "pk": 1,
            "uidb64": "MQ",
            "token": "none",
            "task_id": uuid4(),
        }

    def staff(self, role: str = "treatment-clinician") -> Membership:
        """Return somebody who works where the person is."""
        return member(self.units.clinic, role)

    def client(self, role: str = "treatment-clinician") -> Client:
        """Return the browser of such a one."""
        return client_of(self.staff(role))

    def stranger(self, role: str = "treatment-clinician") -> Client:
        """Return the browser of somebody who has nothing to do with the person."""
        return client_of(member(self.units.other_clinic, role))


OF_PERSONS = ("course_id", "subject", "consent", "release")
"""Arguments that name a person, or what is of one."""


def paths(world: World) -> Iterator[tuple[Address, str]]:
    """Yield every address, with examples in it."""
    told = world.examples()
    for one in every_address():
        yield one, one.path(told)


def bare(page: bytes) -> str:
    """Return a page without its tokens and its own address."""
    text = page.decode()
    text = re.sub(r'name="(csrfmiddlewaretoken|typed_by|next|key)" value="[^"]*"', "", text)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "", text)
