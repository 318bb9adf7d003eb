"""The demo's accounts: made-up staff whom anybody may be with one click, because nobody in a demo lives."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.utils.timezone import localdate

from helhet.access.doors import table
from helhet.access.readers import is_in_force
from helhet.parties.models import Membership
from helhet.signin.roles import role_title

EACH: Final = 6
"""How many accounts of one role are offered at least, if there are so many: one for each kind of work that units do, however many kinds there are."""


class Account(NamedTuple):
    """Somebody to sign in as."""

    username: str
    name: str
    unit: str


def demo_accounts() -> list[tuple[str, list[Account]]]:
    """Return by role, in the order of the decision table, some accounts, each of another unit. One query."""
    found = Membership.objects.select_related("unit", "user", "stands_in_for").order_by("pk")
    held = [one for one in found if is_in_force(one, localdate())]
    groups = [(role, [one for one in held if one.role == role]) for role in table().roles]
    return [(role_title(role), _some(members)) for role, members in groups if members]


def _some(members: list[Membership]) -> list[Account]:
    first = {one.unit_id: one for one in reversed(members)}
    in_order = sorted(first.values(), key=lambda one: one.pk)
    of_kinds = {_work(one): one.pk for one in reversed(in_order)}
    by_kind = sorted(in_order, key=lambda one: of_kinds[_work(one)] != one.pk)
    chosen = sorted(by_kind[: max(EACH, len(of_kinds))], key=lambda one: one.pk)
    return [Account(one.user.username, one.user.name, one.unit.name) for one in chosen]


def _work(member: Membership) -> tuple[str, ...]:
    """Return what is begun in somebody's unit: units of the same offer do the same work."""
    return tuple(sorted(member.unit.offers or ()))
