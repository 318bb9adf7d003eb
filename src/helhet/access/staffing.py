"""Who works where, in which role, from when to when: given and ended by whoever leads the unit, and each change kept.

Own choice, all of it, for no rule was read: a leader gives the roles that work with persons, in their own unit and
those below; the role of a leader only below, or to a stand-in; nobody gives or ends a role of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404

from helhet.access.deciding import Reader
from helhet.access.doors import table
from helhet.access.table import Relation
from helhet.parties.models import Membership, StaffChange, Unit, User

LEADER: Final = "unit-leader"
ONE_DAY: Final = timedelta(days=1)
INSTALLATION: Final = 0
"""Stands for whoever runs the installation, where a change names its user: no user has this number."""


class NotGiven(Exception):  # noqa: N818 - what is refused, and why
    """A change that cannot be; `field` and `code` say which and why, for a page that has words for them."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


@dataclass(frozen=True)
class Days:
    """From one day to another (included); an open end is None."""

    from_day: date
    to_day: date | None = None


def leads(reader: Reader) -> bool:
    """Return whether somebody gives and ends roles at all."""
    return reader.is_current and reader.role == LEADER and bool(reader.units)


def led_unit(reader: Reader, code: str) -> Unit:
    """Return a unit that the reader leads, by its code; raise Http404 for any other, and for one that is none."""
    found = Unit.objects.filter(code=code, pk__in=reader.units).first() if leads(reader) else None
    if found is None:
        raise Http404
    return found


def held_there(reader: Reader, membership: int) -> Membership:
    """Return a membership in a unit that the reader leads; raise Http404 for any other."""
    rows = Membership.objects.select_related("user", "unit").filter(unit__in=reader.units)
    found = rows.filter(pk=membership).first() if leads(reader) else None
    if found is None:
        raise Http404
    return found


def given_in(reader: Reader, unit: Unit) -> list[str]:
    """Return the roles that a reader gives in a unit: those that work with persons, and a leader's below their own alone."""
    working = [row.role for row in table().rows if row.relation is Relation.CARE]
    return [role for role in dict.fromkeys(working) if role != LEADER or unit.pk != reader.unit]


def may_end(reader: Reader, held: Membership) -> bool:
    """Return whether a reader may end a role in a unit that they lead: one that they might have given, or a stand-in's, and never their own."""
    is_theirs = held.role in given_in(reader, held.unit) or held.stands_in_for_id is not None
    return is_theirs and held.user_id != reader.user


def add_user(reader: Reader, username: str, name: str, hpr: str = "") -> User:
    """Make an account that nobody can sign in to yet; how it begins is the matter of `signin`. Call inside a transaction."""
    if not leads(reader):
        raise Http404
    user = User(username=username, name=name, hpr=hpr)
    user.set_unusable_password()
    try:
        user.full_clean(exclude=["person", "password"])
    except ValidationError as refused:
        field = "username" if "username" in refused.message_dict else "name"
        raise NotGiven(field, "taken" if _is_taken(username) else "unreadable") from None
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:  # somebody else took the name at this instant
        raise NotGiven("username", "taken") from None
    _keep(reader, StaffChange.Deed.USER_ADDED, user)
    return user


def _is_taken(username: str) -> bool:
    return User.objects.filter(username=username).exists()


def colleague(username: str) -> User:
    """Return somebody who works, or has worked, in some unit; raise NotGiven for anybody else who has an account."""
    staff = User.objects.filter(username=username, is_active=True, memberships__isnull=False)
    found = staff.first()
    if found is None:
        raise NotGiven("username", "unknown")
    return found


@transaction.atomic
def give_role(reader: Reader, user: User, unit: Unit, role: str, days: Days) -> Membership:
    """Let somebody act in a role in a unit; raise NotGiven for what cannot be, Http404 for a unit that is not led."""
    led_unit(reader, unit.code)
    if role not in given_in(reader, unit):
        raise NotGiven("role", "not-yours-to-give")
    return _give(reader, Membership(user=user, unit=unit, role=role), days)


@transaction.atomic
def give_stand_in(reader: Reader, absent: Membership, user: User, days: Days) -> Membership:
    """Let somebody act for one who is away, in just their role; it has an end, and ends with theirs."""
    held_there(reader, absent.pk)
    if not may_end(reader, absent) and absent.user_id != reader.user:
        raise NotGiven("username", "not-for-this")
    if days.to_day is None:
        raise NotGiven("to_day", "required")
    if absent.to_day and days.to_day > absent.to_day:
        raise NotGiven("to_day", "after-theirs")
    if absent.user_id == user.pk or absent.stands_in_for_id is not None:
        raise NotGiven("username", "not-for-this")
    wanted = Membership(user=user, unit=absent.unit, role=absent.role, stands_in_for=absent)
    return _give(reader, wanted, days)


def _give(reader: Reader, wanted: Membership, days: Days) -> Membership:
    if wanted.user_id == reader.user:
        raise NotGiven("username", "oneself")
    if days.from_day < reader.on:
        raise NotGiven(
            "from_day", "past"
        )  # else somebody would have had a right to what they looked at without
    if days.to_day and days.to_day < days.from_day:
        raise NotGiven("to_day", "before-it-begins")
    User.objects.select_for_update().get(
        pk=wanted.user_id
    )  # two at once must not both find it free
    if _is_held_then(wanted, days):
        raise NotGiven("role", "held-already")
    wanted.from_day, wanted.to_day = days.from_day, days.to_day
    wanted.save()
    _keep(reader, StaffChange.Deed.ROLE_GIVEN, wanted.user, wanted)
    return wanted


def _is_held_then(wanted: Membership, days: Days) -> bool:
    """Return whether somebody has the same role there on one of the days; a stand-in, whether for the same who is away: most have that
    role there themselves."""
    same = Membership.objects.filter(user=wanted.user, unit=wanted.unit, role=wanted.role)
    if wanted.stands_in_for:
        same = same.filter(stands_in_for=wanted.stands_in_for)
    same = same.filter(Q(to_day__isnull=True) | Q(to_day__gte=days.from_day))
    return (same.filter(from_day__lte=days.to_day) if days.to_day else same).exists()


@transaction.atomic
def end_role(reader: Reader, membership: int, last_day: date) -> Membership:
    """End somebody's role after a day, yesterday the earliest: then it opens nothing from now on.

    One that begins after that day was given by mistake, and never opens anything.
    """
    held_there(reader, membership)
    held = Membership.objects.select_for_update().get(pk=membership)
    if not may_end(reader, held):
        raise NotGiven("last_day", "not-yours-to-end")
    if held.to_day and held.to_day < reader.on:
        raise NotGiven("last_day", "ended")
    if last_day < reader.on - ONE_DAY:
        raise NotGiven("last_day", "past")
    if held.to_day and last_day > held.to_day:
        raise NotGiven("last_day", "later-than-now")
    held.to_day = last_day
    held.save(update_fields=["to_day"])
    _keep(reader, StaffChange.Deed.ROLE_ENDED, held.user, held)
    return held


@transaction.atomic
def give_by_command(user: User, unit: Unit, role: str, on: date) -> Membership:
    """Let somebody act in a role from a day on, by the command of the installation: it gives what no leader may. Raises NotGiven."""
    return _give(_installation(on), Membership(user=user, unit=unit, role=role), Days(on))


@transaction.atomic
def end_by_command(user: User, unit: Unit, role: str, on: date) -> int:
    """End what somebody has of a role in a unit, by the command: from this day on it opens nothing. Return how many ended."""
    lasting = Q(to_day__isnull=True) | Q(to_day__gte=on)
    held = Membership.objects.select_for_update().filter(lasting, user=user, unit=unit, role=role)
    for one in held:
        one.to_day = on - ONE_DAY
        one.save(update_fields=["to_day"])
        _keep(_installation(on), StaffChange.Deed.ROLE_ENDED, user, one)
    return len(held)


def _installation(on: date) -> Reader:
    return Reader(INSTALLATION, role="", purpose="", on=on)


def _keep(
    reader: Reader, deed: StaffChange.Deed, user: User, held: Membership | None = None
) -> None:
    """Keep what was changed, by whom, in which role: rows that are never changed or taken away."""
    StaffChange.objects.create(
        by_user=reader.user,
        by_role=reader.role,
        by_unit=reader.unit_code,
        deed=deed,
        user=user.pk,
        membership=held.pk if held else None,
        unit=held.unit.code if held else "",
        role=held.role if held else "",
        from_day=held.from_day if held else None,
        to_day=held.to_day if held else None,
        stands_in_for=held.stands_in_for_id if held else None,
    )
