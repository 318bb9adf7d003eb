"""The ways into this workspace that a role has."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.ledgers.doors import may_count
from helhet.ledgers.trips import may_count_trips


def ways(reader: Reader) -> Iterator[tuple[str, str]]:
    """Yield the address's name and its words."""
    if may_count(reader):
        yield "outreach:now", _("Out now")


def ways_beside(reader: Reader) -> Iterator[tuple[str, str]]:
    """Yield the same of what is done beside the day's work."""
    if may_count_trips(reader):
        yield "outreach:trips", _("Journeys")
