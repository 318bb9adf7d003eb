"""Who may count: a role that the decision table lets write what is about nobody, in its own unit. That a form was used is logged, not which row."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from helhet.access import doors
from helhet.access.deciding import Reader, decide
from helhet.access.table import Deed, Part, Relation
from helhet.packs.contacts import Contacts, read_contacts


@cache
def lists() -> Contacts:
    """Return the pack's lists; read once a process."""
    return read_contacts(Path(settings.PACK))


def may_count(reader: Reader) -> bool:
    """Return whether a page may offer counting to a role; its door asks again."""
    if reader.unit is None:
        return False
    return decide(doors.table(), reader, Deed.WRITE, Part.OUTA, [Relation.NONE]).is_permitted


def require_counting(reader: Reader) -> int:
    """Return the unit that somebody counts for; logged, as a refusal is. Raises Http404 or PermissionDenied."""
    doors.require_in_general(reader, Deed.WRITE, Part.OUTA)
    assert reader.unit is not None, "a role has a unit"
    return reader.unit


def require_reading(reader: Reader) -> int:
    """Return the unit whose sums somebody reads; logged, as a refusal is."""
    doors.require_in_general(reader, Deed.READ, Part.OUTA)
    assert reader.unit is not None, "a role has a unit"
    return reader.unit
