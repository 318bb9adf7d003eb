"""Who has been named to hold a person's help together: what was last said in the form `coordinator`, while it holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple
from uuid import UUID

from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import CourseReading
from helhet.pathway.courses.ordering import effective_entries, in_order
from helhet.pathway.language.model import Pathway
from helhet.pathway.tables.table import Table
from helhet.record.models import Course, Entry
from helhet.record.pathways import table_of

FORM: Final = "coordinator"
"""What pathways call the form in which somebody is named; it has a field `name`, and perhaps `phone`."""


class Coordinator(NamedTuple):
    """Somebody who was named, as whoever named them wrote it."""

    name: str
    phone: str


def with_coordinator(courses: Collection[Course]) -> set[UUID]:
    """Return the courses in which somebody has ever been named. One query, none if no pathway has the form."""
    events = {name for one in courses for name in _naming(table_of(one.pathway).newest)}
    if not events:
        return set()
    entries = Entry.objects.filter(course__in=[one.pk for one in courses], event__in=events)
    return set(entries.values_list("course", flat=True))


def coordinator(table: Table, core: CoreCourse, reading: CourseReading) -> Coordinator | None:
    """Return who is named now; None if nobody is, or if the conditions that the naming turns on no longer hold."""
    conditions = set(_conditions(table.newest))
    if conditions and not conditions & reading.conditions:
        return None
    entries = in_order(table, effective_entries(core.entries))
    values = [one.values for one in entries if one.values.get(f"{FORM}.name")]
    if not values:
        return None
    return Coordinator(str(values[-1][f"{FORM}.name"]), str(values[-1].get(f"{FORM}.phone", "")))


def _naming(newest: Pathway) -> list[str]:
    return [name for name, event in newest.events.items() if FORM in event.form]


def _conditions(newest: Pathway) -> Iterator[str]:
    """Yield the conditions that naming somebody turns on."""
    naming = set(_naming(newest))
    for name, condition in newest.conditions.items():
        if naming & {signal.name for signal in condition.on}:
            yield name
