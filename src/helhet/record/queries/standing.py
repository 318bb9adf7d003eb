"""Who stands in some state of a pathway in a unit: as after an overdose that was reported, until somebody has reached them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Q

from helhet.access.deciding import Reader
from helhet.record.models import Spell
from helhet.record.queries.worklist import log_list, names_of, seen_by

SIZE: Final = 30


class Standing(NamedTuple):
    """Somebody, by name if it may be seen, in which course and state, and since when."""

    subject: UUID
    name: str
    course: UUID
    pathway: str
    state: str
    since: date


def standing_in(reader: Reader, states: Mapping[str, str], *, size: int = SIZE) -> list[Standing]:
    """Return who stands in a state of each pathway in the reader's units, the longest first; logged before. One query; the names and the log if there is anybody."""
    told = Q(course__pathway__in=[])
    for pathway, state in states.items():
        told |= Q(course__pathway=pathway, state=state)
    spells = Spell.objects.filter(
        told,
        seen_by(reader),
        to_at__isnull=True,
        course__unit__in=reader.units,
        course__is_ended=False,
    ).order_by("from_day", "course")
    columns = ("course__subject__root", "course", "course__pathway", "state", "from_day")
    found = list(spells.values_list(*columns)[:size])
    if not found:
        return []
    names = names_of(reader, {row[0] for row in found})
    log_list(reader, {(row[0], row[2]) for row in found}, names)
    return [
        Standing(of, names.get(of, ""), course, pathway, state, since)
        for of, course, pathway, state, since in found
    ]
