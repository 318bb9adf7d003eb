"""From a user's membership to a reader: the role of today, or none."""

from __future__ import annotations

from datetime import date

from helhet.access.deciding import Reader
from helhet.access.doors import table
from helhet.parties.models import Membership, Unit, User
from helhet.parties.units import UnitTree


def staff_reader(membership: Membership, on: date, purpose: str | None = None) -> Reader:
    """Return who reads in a membership's role; not current if it, its unit or its user is not in force on the day.

    Without `purpose` the role's first. A stand-in's membership ends with that of whom it stands in for.
    """
    purposes = table().purposes(membership.role) or ("",)
    offers, tree = membership.unit.offers, UnitTree.read()
    return Reader(
        user=membership.user_id,
        role=membership.role,
        purpose=purpose or purposes[0],
        on=on,
        unit=membership.unit_id,
        unit_code=membership.unit.code,
        units=tree.below(membership.unit_id),
        within=tree.above(membership.unit_id),
        offers=None if offers is None else frozenset(offers),
        is_current=is_in_force(membership, on),
    )


def own_reader(user: User, on: date) -> Reader:
    """Return somebody who reads about themselves."""
    return Reader(
        user=user.pk,
        role="person",
        purpose="own",
        on=on,
        subject=user.person_id,
        is_current=user.is_active and user.person_id is not None,
    )


def is_in_force(membership: Membership, on: date) -> bool:
    """Return whether a membership, its unit, its user, and that of whom it stands in for are in force on a day."""
    return (
        membership.user.is_active
        and _holds(membership, on)
        and _holds(membership.unit, on)
        and (membership.stands_in_for is None or _holds(membership.stands_in_for, on))
    )


def _holds(dated: Membership | Unit, on: date) -> bool:
    return dated.from_day <= on and (dated.to_day is None or on <= dated.to_day)
