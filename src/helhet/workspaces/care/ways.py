"""The ways into this workspace that a role has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from helhet.access.deciding import Reader

STAYS: Final = ("treat", "review")
"""For what somebody acts who has to do with stays."""


def ways(reader: Reader) -> Iterator[tuple[str, str]]:
    """Yield the address's name and its words."""
    yield "care:worklist", _("Worklist")
    yield "care:board", _("Board")
    yield "care:appointments", _("Appointments")
    if reader.purpose in STAYS:
        yield "care:ward", _("The ward tonight")
    yield "care:handovers", _("Hand-overs")
    yield "care:tasks", _("Tasks")
    if reader.purpose != "review":
        yield "care:releases", _("Passed on")
