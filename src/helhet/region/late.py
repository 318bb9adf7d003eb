"""Some of what happened is written down days after, as everywhere."""

from __future__ import annotations

from typing import Final

from helhet.pathway.calendar import MICROSECONDS_PER_DAY
from helhet.pathway.courses.course import Entry as CoreEntry
from helhet.pathway.courses.effects import hearers
from helhet.record.pathways import hearings
from helhet.region.acts import Walked
from helhet.region.chance import Chance

LATE_DAYS: Final = 6
"""Own choice for the invented."""


def write_some_late(walked: Walked, chance: Chance, share: int) -> None:
    """Let some acts be written down days after; of those alone on which nothing else hangs."""
    fulfilled = {id(act.fulfils) for act in walked.acts}
    for act in walked.acts[1:]:
        event = walked.service.table.event_on(act.day, act.event)
        is_plain = not (event.to or event.outcomes or event.moves or event.person_wide)
        if not is_plain or event.opens_course or act.heard or act.fulfils or id(act) in fulfilled:
            continue
        told = hearers(hearings(act.day), walked.pathway, CoreEntry(0, act.day, act.event))
        if not told and chance.hits(share):
            act.recorded += (1 + chance.below(LATE_DAYS)) * MICROSECONDS_PER_DAY
