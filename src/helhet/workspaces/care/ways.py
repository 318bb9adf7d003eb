"""The ways into this workspace that a role has."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from helhet.access.deciding import Reader


def ways(reader: Reader) -> Iterator[tuple[str, str]]:
    """Yield the address's name and its words."""
    yield "care:worklist", _("Worklist")
    yield "care:appointments", _("Appointments")
    yield "care:tasks", _("Tasks")
