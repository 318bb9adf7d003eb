"""A course read from its rows: entries as the core has them, and what they say as of an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from helhet.parties.models import Unit
from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import Entry as CoreEntry
from helhet.pathway.courses.ordering import effective_entries, position
from helhet.pathway.tables.table import Table
from helhet.record.content import opened_of, values_of
from helhet.record.models import Course, Entry
from helhet.record.times import to_day, to_instant


class Row(NamedTuple):
    """An entry as a query gives it; its unit by the code, the one that wrote it by its number."""

    course_id: UUID
    number: int
    kind: str
    event: str
    outcome: str
    happened_on: date
    happened_at: datetime | None
    setting: str
    unit: str | None
    fulfils: int | None
    replaces: int | None
    voids: int | None
    by_unit_id: int | None


_COLUMNS: Final = tuple("unit__code" if name == "unit" else name for name in Row._fields)


def core_course(course: Course, known_after: int | None = None) -> CoreCourse:
    """Return a course as the core reads it, perhaps as it was known after an entry. Two queries."""
    entries = Entry.objects.filter(course=course)
    if known_after is not None:
        entries = entries.filter(number__lte=known_after)
    return as_core(read_rows(entries), opened_of([course.pk])[course.pk])


def core_courses(courses: Collection[UUID]) -> dict[UUID, CoreCourse]:
    """Return many courses; one without entries is among them. Two queries."""
    rows, contents = rows_of(courses), opened_of(courses)
    return {course: as_core(rows[course], contents[course]) for course in courses}


def rows_of(courses: Collection[UUID]) -> dict[UUID, list[Row]]:
    """Return the entries of many courses, by course and in their order. One query."""
    found = defaultdict[UUID, list[Row]](list)
    for row in read_rows(Entry.objects.filter(course__in=courses)):
        found[row.course_id].append(row)
    return found


def read_rows(entries: QuerySet[Entry]) -> Iterator[Row]:
    """Yield entries as a query gives them, in their order. One query."""
    return map(Row._make, entries.order_by("course", "number").values_list(*_COLUMNS))


def row_of(entry: Entry) -> Row:
    """Return an entry that is at hand as a query would give it."""
    told = {name: getattr(entry, name) for name in Row._fields}
    return Row(**{**told, "unit": entry.unit and entry.unit.code})


def standing_row(course: Course, place: int) -> Entry | None:
    """Return the last entry that was written in the place of a number."""
    written = course.entries.filter(Q(number=place) | Q(replaces=place), kind=Entry.Kind.EVENT)
    return written.order_by("-number").first()


def as_core(entries: Iterable[Row], contents: Mapping[int, Mapping[str, Any]]) -> CoreCourse:
    """Return rows as the core's records; a birth heard later stands for one heard before."""
    born: int | None = None
    found: list[CoreEntry] = []
    for entry in entries:
        told = contents.get(entry.number, {})
        if entry.kind == Entry.Kind.BIRTH:
            born = told.get("born")
        else:
            found.append(_as_core(entry, told))
    return CoreCourse(tuple(found), born)


def _as_core(entry: Row, told: Mapping[str, Any]) -> CoreEntry:
    return CoreEntry(
        number=entry.number,
        day=to_day(entry.happened_on),
        event=entry.event,
        outcome=entry.outcome or None,
        instant=None if entry.happened_at is None else to_instant(entry.happened_at),
        setting=entry.setting or None,
        unit=entry.unit,
        values=values_of(told),
        fulfils=entry.fulfils,
        replaces=entry.replaces,
        voids=entry.voids,
    )


def until_of(table: Table, core: CoreCourse, now: datetime) -> int:
    """Return the instant up to which a course is read now: now, or the end of today if something of today has no time.

    Such an entry stands at the end of its day, and whoever wrote it this morning must see it this morning.
    """
    places = [position(table, entry) for entry in effective_entries(core.entries)]
    return max([to_instant(now), *places])


def unit_ids(codes: Iterable[str | None]) -> dict[str, int]:
    """Return the ids of units by their codes; one that is not known is not among them. One query."""
    wanted = {code for code in codes if code}
    return dict(Unit.objects.filter(code__in=wanted).values_list("code", "id")) if wanted else {}


def is_ended(table: Table, state: str | None) -> bool:
    """Return whether a course in this state has ended, for good or until it returns."""
    told = table.newest.states.get(state or "")
    return told is not None and told.is_end
