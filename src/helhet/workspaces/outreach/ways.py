"""The ways into this workspace that a role has."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.ledgers.doors import may_count


def ways(reader: Reader) -> Iterator[tuple[str, str]]:
    """Yield the address's name and its words."""
    if may_count(reader):
        yield "outreach:now", _("Out now")
