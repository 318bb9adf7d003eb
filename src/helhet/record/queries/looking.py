"""One course as a reader may see it: its way, and of what its entries say the parts that are open to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.http import Http404

from helhet.access import doors
from helhet.access.deciding import Decision, Reader
from helhet.access.table import Deed, Part
from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import CourseReading, Value
from helhet.pathway.courses.folding import read_course
from helhet.pathway.courses.ordering import effective_entries, in_order, standing
from helhet.pathway.language.model import Event
from helhet.pathway.tables.table import Table
from helhet.record.courses.reading import core_course, until_of
from helhet.record.models import REGISTER, Course, Entry
from helhet.record.parts import form_part, parts_of, way_part
from helhet.record.pathways import table_of
from helhet.record.times import to_day

NAME: Final = (Part.ID, Deed.SUMMARY)
REST: Final = "*"
"""What stands for the forms that `parts.csv` does not name."""


@dataclass(frozen=True)
class Line:
    """An entry as it is shown: its row; the number in whose place it stands; its outcome, None if that is closed to the reader; what it says, as
    `form.field`; the forms that are closed. The row's own outcome is not to be shown."""

    entry: Entry
    place: int
    stands: bool
    outcome: str | None
    values: Mapping[str, Value]
    closed: tuple[str, ...]


@dataclass(frozen=True)
class Look:
    """A course as of an instant: what it says, and its entries in the order in which they happened."""

    course: Course
    table: Table
    core: CoreCourse
    reading: CourseReading
    until: int
    known_after: int
    lines: tuple[Line, ...]
    is_named: bool


def look(reader: Reader, course_id: UUID, now: datetime, known_at: datetime | None = None) -> Look:
    """Return a course as it is known now, or as it was known at a moment; logged before it is returned.

    Raises Http404 if the reader has no relation to its subject, or nothing was known of it then;
    PermissionDenied if the role sees no such way. Seven queries and a commit.
    """
    course = Course.objects.select_related("unit", "subject").filter(pk=course_id).first()
    if course is None or course.pathway == REGISTER:
        doors.require(reader, Deed.SUMMARY, parts_of("", ()), course_id)
        raise Http404
    granted = doors.require_some(
        reader, _asked(course.pathway), course.subject_id, needs=_way(course.pathway)
    )
    entries = course.entries.select_related("by_unit").order_by("number")
    rows = [one for one in entries if known_at is None or one.recorded_at <= known_at]
    if not rows:
        raise Http404
    table, core = table_of(course.pathway), core_course(course, rows[-1].number)
    until = until_of(table, core, known_at or now)
    reading = read_course(table, core, until)
    lines = _lines(_Opening(reader, table, course.pathway, granted), table, core, rows)
    return Look(course, table, core, reading, until, rows[-1].number, lines, NAME in granted)


def _way(pathway: str) -> doors.Look:
    return way_part(pathway), Deed.SUMMARY


def _asked(pathway: str) -> set[doors.Look]:
    """Return what a look asks for: the way and the name in summary, what the forms say to be read."""
    table = table_of(pathway)
    forms = {REST, *(form for edition in table.editions for form in edition.forms)}
    return {NAME, _way(pathway), *((form_part(pathway, form), Deed.READ) for form in forms)}


@dataclass(frozen=True)
class _Opening:
    """What is open to a reader in a course."""

    reader: Reader
    table: Table
    pathway: str
    granted: Mapping[doors.Look, Decision]

    def line(self, row: Entry, values: Mapping[str, Value], *, place: int, stands: bool) -> Line:
        """Return an entry with what the reader may see of what it says."""
        is_own = row.by_unit_id in self.reader.units
        forms = sorted({name.partition(".")[0] for name in values})
        closed = tuple(form for form in forms if not self._is_open(form, is_own=is_own))
        told = all(self._is_open(form, is_own=is_own) for form in self._of_outcome(row))
        shown = {name: v for name, v in values.items() if name.partition(".")[0] not in closed}
        return Line(row, place, stands, row.outcome if told else None, shown, closed)

    def _of_outcome(self, row: Entry) -> tuple[str, ...]:
        """Return the forms whose part an outcome is. One that leads elsewhere is the way; what else it tells is as
        close as what is written down with it, or without a form as the rest of the course; so is one nobody knows."""
        if not row.outcome:
            return ()
        event = self._event(row)
        outcome = event.outcomes.get(row.outcome) if event else None
        if event and outcome and outcome.to:
            return ()
        return (tuple(event.form) if event and outcome else ()) or (REST,)

    def _event(self, row: Entry) -> Event | None:
        day = self.table.edition_on(to_day(row.happened_on))
        return day.events.get(row.event) or self.table.event(row.event)

    def _is_open(self, form: str, *, is_own: bool) -> bool:
        decision = self.granted.get((form_part(self.pathway, form), Deed.READ))
        return decision is not None and (is_own or not decision.own_unit_only)


def _lines(
    opening: _Opening, table: Table, core: CoreCourse, rows: list[Entry]
) -> tuple[Line, ...]:
    """Return the entries in the order in which they happened; beside them, by their days, those that stand no more."""
    said = {entry.number: entry for entry in core.entries}
    holds = {entry.number: place for place, entry in standing(core.entries).items()}
    order = {
        entry.number: n for n, entry in enumerate(in_order(table, effective_entries(core.entries)))
    }
    found = [
        opening.line(
            row,
            said[row.number].values,
            place=holds.get(row.number, row.number),
            stands=row.number in holds,
        )
        for row in rows
        if row.kind == Entry.Kind.EVENT
    ]
    return tuple(sorted(found, key=lambda line: _when(line, order)))


def _when(line: Line, order: Mapping[int, int]) -> tuple[date, int, int]:
    nth = order[line.place] if line.stands else len(order)
    return line.entry.happened_on, nth, line.entry.number
