"""The units that a leader sees, who works in them, and what was changed: few queries, however many people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.access.readers import is_in_force
from helhet.access.staffing import INSTALLATION, held_there, may_end
from helhet.parties.models import Membership, StaffChange, Unit, User
from helhet.signin.roles import role_title
from helhet.web.days import clock_time, long_date

KEPT_DAYS: Final = timedelta(days=90)
"""How long a role that has ended stays on the page."""
CHANGES: Final = 30


class UnitRow(NamedTuple):
    """A unit in the tree: how deep below the reader's own, and how many have a role there today."""

    code: str
    name: str
    depth: int
    people: int


class Held(NamedTuple):
    """Somebody's role: `when` in words; `is_open` if it may be ended; `is_unused` if the account never was."""

    pk: int
    name: str
    username: str
    role: str
    when: str
    stands_in_for: str
    is_own: bool
    is_open: bool
    is_unused: bool


class People(NamedTuple):
    """Who has a role now, who will have one, and who had."""

    now: list[Held]
    coming: list[Held]
    ended: list[Held]


class Changed(NamedTuple):
    """A change, and who made it."""

    when: str
    deed: str
    whom: str
    role: str
    days: str
    by: str


def units_below(reader: Reader) -> list[UnitRow]:
    """Return the reader's unit and those below it, as a tree. Two queries."""
    units = {one.pk: one for one in Unit.objects.filter(pk__in=reader.units).order_by("name")}
    below = defaultdict[int | None, list[int]](list)
    for one in units.values():
        below[one.parent_id].append(one.pk)
    people = _people_today(reader)

    def walk(pk: int, depth: int, seen: frozenset[int]) -> Iterator[UnitRow]:
        yield UnitRow(units[pk].code, units[pk].name, depth, people[pk])
        for child in below[pk]:
            if child not in seen:
                yield from walk(child, depth + 1, seen | {child})

    return list(walk(reader.unit, 0, frozenset({reader.unit}))) if reader.unit in units else []


def _people_today(reader: Reader) -> Counter[int]:
    rows = Membership.objects.select_related("user", "unit", "stands_in_for")
    held = [one for one in rows.filter(unit__in=reader.units) if is_in_force(one, reader.on)]
    return Counter(unit for unit, _user in {(one.unit_id, one.user_id) for one in held})


def people_of(reader: Reader, unit: Unit) -> People:
    """Return who works in a unit, will, or did until not long ago. Two queries."""
    rows = Membership.objects.select_related("user", "unit", "stands_in_for__user")
    held = [
        one
        for one in rows.filter(unit=unit).order_by("user__name", "from_day")
        if one.to_day is None or one.to_day >= reader.on - KEPT_DAYS
    ]
    unused = unused_of(reader, (one.user for one in held))
    found: dict[str, list[Held]] = {"now": [], "coming": [], "ended": []}
    for one in held:
        found[_when(one, reader.on)].append(_held(reader, one, is_unused=one.user_id in unused))
    return People(**found)


def staff_today(reader: Reader, unit: Unit) -> list[User]:
    """Return who has a role in a unit today, each once, by name. One query."""
    rows = Membership.objects.select_related("user", "unit", "stands_in_for").filter(unit=unit)
    held = {one.user_id: one.user for one in rows if is_in_force(one, reader.on)}
    return sorted(held.values(), key=lambda one: (one.name, one.pk))


def _when(held: Membership, on: date) -> str:
    if held.from_day > on and (held.to_day is None or held.to_day >= on):
        return "coming"
    return "now" if is_in_force(held, on) else "ended"


def _held(reader: Reader, one: Membership, *, is_unused: bool) -> Held:
    absent = one.stands_in_for
    ended = one.to_day is not None and one.to_day < reader.on
    return Held(
        one.pk,
        one.user.name or one.user.username,
        one.user.username,
        role_title(one.role),
        _days(one.from_day, one.to_day),
        absent.user.name if absent else "",
        one.user_id == reader.user,
        may_end(reader, one) and not ended,
        is_unused,
    )


def unused_of(reader: Reader, users: Iterable[User]) -> set[int]:
    """Return whose account the reader has made, and nobody has signed in to it or set a password yet. One query.

    Only then is its link shown: a link to any other account would let a leader be somebody else.
    """
    unused = {
        one.pk
        for one in users
        if one.is_active and one.last_login is None and not one.has_usable_password()
    }
    added = StaffChange.objects.filter(deed=StaffChange.Deed.USER_ADDED, by_user=reader.user)
    made = added.filter(user__in=unused)
    return set(made.values_list("user", flat=True))


def colleagues(reader: Reader, absent: Membership) -> list[tuple[str, str]]:
    """Return who works in the reader's units today and may stand in for somebody: username and name. One query."""
    rows = Membership.objects.select_related("user", "unit", "stands_in_for")
    held = [one for one in rows.filter(unit__in=reader.units) if is_in_force(one, reader.on)]
    apart = {reader.user, absent.user_id}
    found = {(one.user.username, one.user.name) for one in held if one.user_id not in apart}
    return sorted(found, key=lambda one: one[1])


def changes_of(unit: Unit) -> list[Changed]:
    """Return what was changed in a unit, the newest first. Two queries."""
    rows = list(StaffChange.objects.filter(unit=unit.code).order_by("-pk")[:CHANGES])
    ids = {one.by_user for one in rows} | {one.user for one in rows}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [_changed(one, names) for one in rows]


def _changed(one: StaffChange, names: dict[int, str]) -> Changed:
    at = localtime(one.at)
    return Changed(
        f"{long_date(at.date())}, {clock_time(at)}",
        one.deed,
        names.get(one.user, ""),
        role_title(one.role),
        _days(one.from_day, one.to_day) if one.from_day else "",
        names.get(one.by_user, "")
        if one.by_user != INSTALLATION
        else _("whoever runs the installation"),
    )


def _days(from_day: date, to_day: date | None) -> str:
    if to_day is None:
        return _("from %(day)s") % {"day": long_date(from_day)}
    if to_day < from_day:
        return _("taken back before %(day)s was over") % {"day": long_date(from_day)}
    return f"{long_date(from_day)} – {long_date(to_day)}"


def membership_of(reader: Reader, pk: int) -> Membership:
    """Return a role in a unit that the reader leads; raise Http404 for any other."""
    return held_there(reader, pk)
