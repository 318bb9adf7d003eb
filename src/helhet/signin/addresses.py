"""Secret addresses: made, shown once, made anew, taken back; whoever knows one acts in its role as long as that holds."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.utils.timezone import localdate
from django.utils.translation import get_language

from helhet.access.readers import staff_reader
from helhet.parties.models import Membership
from helhet.signin.acting import Acting
from helhet.signin.models import CalendarAddress

SECRET_BYTES: Final = 32
"""So long that nobody guesses it: a plain hash of it is enough."""


def make_address(membership: Membership, now: datetime) -> str:
    """Return a new secret for a role; the one before opens nothing from now on."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    told = {"secret_hash": _hash(secret), "language": get_language() or "nb", "made_at": now}
    CalendarAddress.objects.update_or_create(membership=membership, defaults=told)
    return secret


def take_back(membership: Membership) -> None:
    """Let the address of a role open nothing any more."""
    CalendarAddress.objects.filter(membership=membership).delete()


def address_of(membership: Membership) -> CalendarAddress | None:
    """Return what is known of a role's address, if it has one: not the address."""
    return CalendarAddress.objects.filter(membership=membership).first()


def acting_by(secret: str) -> tuple[Acting, CalendarAddress] | None:
    """Return in which role a secret lets somebody in today; None if it is none, or the role has ended. Two queries."""
    known = CalendarAddress.objects.select_related(
        "membership__unit", "membership__user", "membership__stands_in_for"
    )
    found = known.filter(secret_hash=_hash(secret)).first()
    if found is None:
        return None
    reader = staff_reader(found.membership, localdate())
    return (Acting(found.membership, reader), found) if reader.is_current else None


def _hash(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
