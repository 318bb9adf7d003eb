"""The demo's accounts: made-up staff whom anybody may be with one click, because nobody in a demo lives."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.utils.timezone import localdate

from helhet.access.doors import table
from helhet.access.readers import is_in_force
from helhet.parties.models import Membership
from helhet.pathway.language.model import SubjectKind
from helhet.record.pathways import table_of
from helhet.signin.roles import role_title

EACH: Final = 6
"""How many accounts of one role are offered: of units below each other one first, for they do different work."""


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


def _knows_aliases(one: Membership) -> bool:
    """Return whether a unit offers what is about an alias. No query."""
    offers = one.unit.offers or ()
    return any(table_of(name).newest.subject is SubjectKind.ALIAS for name in offers)


def _some(members: list[Membership]) -> list[Account]:
    first = {one.unit_id: one for one in reversed(members)}
    in_order = sorted(first.values(), key=lambda one: one.pk)
    of_parents = {one.unit.parent_id: one.pk for one in reversed(in_order)}
    by_parent = sorted(in_order, key=lambda one: of_parents[one.unit.parent_id] != one.pk)[:EACH]
    # Who knows people by an alias does what nobody else does.
    by_alias = [one for one in in_order if _knows_aliases(one) and one not in by_parent]
    chosen = sorted([*by_parent, *by_alias], key=lambda one: one.pk)
    return [Account(one.user.username, one.user.name, one.unit.name) for one in chosen]
