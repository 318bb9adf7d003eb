"""What a course does to others: courses it opens, events that others hear, events that reach a whole person.

A projection of the entries that hold, keyed by entry and name: what is new is sent, for what is
gone a counter-effect (record/messages/outbox.py delivers both).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import Entry as CoreEntry
from helhet.pathway.courses.effects import effects, hearers
from helhet.pathway.courses.ordering import effective_entries
from helhet.pathway.tables.table import Table
from helhet.record.content import plain_values
from helhet.record.pathways import events_of_all, hearings

Key = tuple[int, str]
"""An effect: the number of its entry, and its name, which begins with what is below."""
Effects = dict[Key, dict[str, Any]]
"""What each effect tells."""
OPENS: Final = "opens "
HEARD: Final = "heard "
WIDE: Final = "person-wide "
HOME: Final = "home-municipality"
"""What a pathway calls the unit of whoever lives there."""
BIRTH: Final = "birth"
REGROUPED: Final = "regrouped"
"""What a register tells besides: that a birth date is another; whose courses have become one person's, or are no longer."""


def effects_of(
    table: Table, pathway: str, core: CoreCourse, heard: frozenset[int] = frozenset()
) -> Effects:
    """Return every effect by entry and name. `heard` are the entries that were heard: nobody hears of those again."""
    found: Effects = dict(_opened(table, core))
    for entry in effective_entries(core.entries):
        if entry.number not in heard:
            found.update(_told(pathway, entry))
    return found


def _opened(table: Table, core: CoreCourse) -> Iterator[tuple[Key, dict[str, Any]]]:
    days = {entry.number: entry for entry in effective_entries(core.entries)}
    for effect in effects(table, core):
        yield (
            effect.key,
            {
                "kind": "opens",
                "pathway": effect.pathway,
                "unit": effect.unit,
                "subject": effect.subject,
                "values": plain_values(effect.carried),
                "hidden": effect.is_origin_hidden,
                **_when(days[effect.number]),
            },
        )


def _told(pathway: str, entry: CoreEntry) -> Iterator[tuple[Key, dict[str, Any]]]:
    told = {"values": plain_values(entry.values), **_when(entry)}
    for hearer, event in hearers(hearings(entry.day), pathway, entry):
        name = f"{HEARD}{hearer}.{event}"
        yield (entry.number, name), {"kind": "hears", "pathway": hearer, "event": event, **told}
    if entry.event in events_of_all():
        name = f"{WIDE}{entry.event}"
        outcome = {"outcome": entry.outcome}
        yield (entry.number, name), {"kind": "person", "event": entry.event, **outcome, **told}


def _when(entry: CoreEntry) -> dict[str, int | None]:
    return {"day": entry.day, "instant": entry.instant}
