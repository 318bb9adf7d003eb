"""Who is responsible for a person now, and how to reach them: the units of what goes on, and who works there today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from helhet.access.doors import table
from helhet.access.readers import is_in_force
from helhet.parties.models import Membership
from helhet.pathway.courses.course import RunOutcome
from helhet.record.queries.person import Way
from helhet.signin.roles import role_title
from helhet.workspaces.care.person.naming import Naming
from helhet.workspaces.care.wording import pathway_title


class Colleague(NamedTuple):
    """Somebody who works in a unit today."""

    name: str
    phone: str


class Named(NamedTuple):
    """Somebody who was named coordinator, as it was written, and in which course."""

    name: str
    phone: str
    course: str


class Responsible(NamedTuple):
    """A unit, for which of the person's courses, who is named there as coordinator, and who works there, by role."""

    name: str
    phone: str
    courses: tuple[str, ...]
    coordinators: tuple[Named, ...]
    roles: tuple[tuple[str, tuple[Colleague, ...]], ...]


def responsible(ways: Collection[Way], naming: Naming, on: date) -> list[Responsible]:
    """Return the units that have something to do in courses that go on, or that owe something still. One query."""
    courses: dict[str, list[str]] = defaultdict(list)
    for way in ways:
        owing = {run.unit for run in way.reading.runs if run.outcome is RunOutcome.OPEN and run.due}
        codes = owing | ({way.reading.unit} if not way.is_ended else set())
        for code in sorted(code for code in codes if code and naming.is_told(code)):
            courses[code].append(pathway_title(way.course.pathway))
    units, named = naming.seen.units, _named(ways, naming)
    staff = _staff([units[code].pk for code in courses], on)
    return [
        Responsible(
            units[code].name,
            units[code].phone,
            tuple(dict.fromkeys(titles)),
            tuple(dict.fromkeys(named.get(code, ()))),
            staff.get(units[code].pk, ()),
        )
        for code, titles in courses.items()
    ]


def _named(ways: Iterable[Way], naming: Naming) -> dict[str, list[Named]]:
    """Return the named coordinators, by the unit of the course they were named in."""
    found: dict[str, list[Named]] = defaultdict(list)
    for way in ways:
        if one := naming.seen.coordinators.get(way.course.pk):
            told = Named(*one, pathway_title(way.course.pathway))
            found[way.reading.unit or ""].append(told)
    return found


def _staff(units: list[int], on: date) -> dict[int, tuple[tuple[str, tuple[Colleague, ...]], ...]]:
    """Return who works in units on a day, by role, in the order of the decision table. One query."""
    rows = Membership.objects.filter(unit__in=units).order_by("user__name")
    found: dict[int, dict[str, list[Colleague]]] = defaultdict(lambda: defaultdict(list))
    for one in rows.select_related("user", "unit", "stands_in_for"):
        if is_in_force(one, on):
            found[one.unit_id][one.role].append(Colleague(one.user.name, one.user.phone))
    order = {role: nth for nth, role in enumerate(table().roles)}
    return {
        unit: tuple(
            (role_title(role), tuple(dict.fromkeys(by_role[role])))
            for role in sorted(by_role, key=lambda role: (order.get(role, len(order)), role))
        )
        for unit, by_role in found.items()
    }
