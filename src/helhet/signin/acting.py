"""In which role and unit a signed-in user acts: chosen once, kept in the session, looked up anew at each request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import HttpRequest
from django.utils.timezone import localdate

from helhet.access.deciding import Reader
from helhet.access.readers import is_in_force, staff_reader
from helhet.parties.models import Membership, User
from helhet.signin import sessions
from helhet.signin.roles import role_title

RULE: Final = "rule"
"""The attribute of a view in which its rule stands."""
ACTING: Final = "acting"
"""The rule of a view for those who act in a role."""
CHOSEN: Final = "acting"
"""The session's key of the chosen membership."""
JUST_CHOSEN: Final = "just-chosen"
"""The session's key of a choice whose first page has not been opened yet."""


@dataclass(frozen=True)
class Acting:
    """A user in one role and unit, on a day."""

    membership: Membership
    reader: Reader

    @property
    def role_name(self) -> str:
        """The role in the language of the page."""
        return role_title(self.membership.role)

    @property
    def unit_name(self) -> str:
        """The unit as it calls itself."""
        return self.membership.unit.name


def memberships_of(user: User, on: date) -> list[Membership]:
    """Return the memberships in force on a day, by unit and role; one of each role in a unit, their own before a stand-in's, for both are
    the same to act in. One query."""
    found = Membership.objects.filter(user=user).select_related("unit", "user", "stands_in_for")
    held = [one for one in found if is_in_force(one, on)]
    held.sort(key=lambda one: (one.stands_in_for_id is None, -one.pk))
    once = {(one.unit_id, one.role): one for one in held}
    return sorted(once.values(), key=lambda one: (one.unit.name, one.role))


def choose(request: HttpRequest, membership: Membership) -> None:
    """Act in this role from now on."""
    request.session[CHOSEN] = membership.pk
    request.session[JUST_CHOSEN] = True
    sessions.renew(request)


def has_just_chosen(request: HttpRequest) -> bool:
    """Return whether this is the first page after a choice of role."""
    return bool(request.session.pop(JUST_CHOSEN, False))


def acting_of(request: HttpRequest) -> Acting | None:
    """Return who the user is here; None if no role is chosen and there is not just one, or the chosen one has ended."""
    user = request.user
    if not isinstance(user, User):
        return None
    on = localdate()
    held = memberships_of(user, on)
    chosen = request.session.get(CHOSEN)
    if chosen is None and len(held) == 1:
        chosen = held[0].pk
    fitting = [one for one in held if one.pk == chosen]
    return Acting(fitting[0], staff_reader(fitting[0], on)) if fitting else None
