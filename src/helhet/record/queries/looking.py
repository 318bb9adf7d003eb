"""One course as a reader may see it: its way, and of what its entries say the parts that are open to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from helhet.access import doors
from helhet.access.deciding import Decision, Reader
from helhet.access.relations import Ground
from helhet.access.table import Deed, Part
from helhet.parties.models import Unit
from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import CourseReading, Value
from helhet.pathway.courses.folding import read_course
from helhet.pathway.courses.ordering import effective_entries, in_order, standing
from helhet.pathway.language.model import Event
from helhet.pathway.tables.table import Table
from helhet.record.content import opened_of, values_of
from helhet.record.courses.reading import as_core, row_of, until_of
from helhet.record.locating import graded, locating
from helhet.record.models import REGISTER, Course, Entry
from helhet.record.parts import (
    REST,
    form_part,
    forms_of_outcome,
    kept_apart,
    parts_of,
    parts_said,
    way_part,
)
from helhet.record.pathways import table_of
from helhet.record.queries.apart import Closed, close_up, closed_places, without
from helhet.record.queries.flags import open_flags
from helhet.record.times import to_day

NAME: Final = (Part.ID, Deed.SUMMARY)


@dataclass(frozen=True)
class Ending:
    """Why an entry stands no more: the row that took it back or stands in its place, and the reason, "" if none or closed."""

    entry: Entry
    reason: str

    @property
    def is_void(self) -> bool:
        """Whether it was taken back, and nothing put in its place."""
        return self.entry.kind == Entry.Kind.VOID


@dataclass(frozen=True)
class Line:
    """An entry as it is shown: its row; the number in whose place it stands; its outcome, None if that is closed to the reader; what it says, as
    `form.field`; the reason that was given, "" if none or closed; the forms that are closed; what ended it, if it stands no more. The row's own
    outcome is not to be shown."""

    entry: Entry
    place: int
    stands: bool
    outcome: str | None
    values: Mapping[str, Value]
    reason: str
    closed: tuple[str, ...]
    ended: Ending | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing of it is closed to the reader."""
        return not self.closed and self.outcome is not None


@dataclass(frozen=True)
class Look:
    """A course as of an instant: what it says, its entries in the order in which they happened, the flags that are open to the reader."""

    course: Course
    table: Table
    core: CoreCourse
    reading: CourseReading
    until: int
    known_after: int
    lines: tuple[Line, ...]
    is_named: bool
    own: frozenset[int]
    hides_units: bool
    flags: tuple[str, ...]

    def names(self, unit: Unit | None) -> bool:
        """Return whether a unit may be named: of whoever has a graded address, the reader's own alone."""
        return unit is not None and (unit.pk in self.own or not self.hides_units)

    def hidden(self, line: Line) -> frozenset[str]:
        """Return which answers of an entry may not be shown: they tell where somebody is whose address is graded."""
        if not self.hides_units or self.names(line.entry.by_unit):
            return frozenset()
        return locating(self.table, line.entry, line.values)


def look(reader: Reader, course_id: UUID, now: datetime, known_at: datetime | None = None) -> Look:
    """Return a course as it is known now, or as it was known at a moment; logged before it is returned.

    Raises Http404 if the reader may not see its way, or nothing was known of it then. Seven queries and a commit.
    """
    course = _course(reader, course_id)
    ground = _let_in(reader, course)
    granted = doors.granted(reader, _asked(course.pathway), course.subject_id, ground)
    rows = [one for one in _rows(course) if known_at is None or one.recorded_at <= known_at]
    closed = closed_places(reader, course.pathway, rows, ground)
    return _look(reader, course, rows, granted, known_at or now, closed)


def glance(reader: Reader, course_id: UUID, now: datetime, place: int | None = None) -> Look:
    """Return a course without its history: its way and name, and if a place is named what stands there, that alone as a line.

    Only that is logged. Raises Http404 as `look` does, and where nothing that was written here stands in the place. Seven queries and a commit.
    """
    course = _course(reader, course_id)
    way, ground = _way(course.pathway), _let_in(reader, course)
    rows = list(_rows(course))
    closed = closed_places(reader, course.pathway, rows, ground)
    row = None if place is None or place in closed.places else _standing(rows).get(place)
    said = (
        set()
        if row is None
        else {(part, Deed.READ) for part in parts_said(course.pathway, row.event, row.outcome)}
    )
    granted = doors.granted(reader, {NAME, way, *said}, course.subject_id, ground)
    if place is not None and (row is None or row.origin is not None):
        raise Http404
    only = frozenset({row.number} if row else ())
    return _look(reader, course, rows, granted, now, closed, only)


def _course(reader: Reader, course_id: UUID) -> Course:
    course = Course.objects.select_related("unit", "subject").filter(pk=course_id).first()
    if course is None or course.pathway == REGISTER:
        doors.require(reader, Deed.SUMMARY, parts_of("", ()), course_id)
        raise Http404
    return course


def _let_in(reader: Reader, course: Course) -> Ground:
    """Return on what the reader stands with whose course it is; raise Http404, logged, if its way is closed to them."""
    is_own = course.unit_id in reader.units
    return doors.let_in(reader, _way(course.pathway), course.subject_id, is_own=is_own)


def _rows(course: Course) -> QuerySet[Entry]:
    return course.entries.select_related("by_unit", "unit").order_by("number")


def _standing(rows: Sequence[Entry]) -> dict[int, Entry]:
    """Return the rows of events that stand, by their places."""
    return standing(row for row in rows if row.kind != Entry.Kind.BIRTH)


def _look(
    reader: Reader,
    course: Course,
    rows: Sequence[Entry],
    granted: Mapping[doors.Look, Decision],
    as_of: datetime,
    closed: Closed,
    only: frozenset[int] | None = None,
) -> Look:
    """Return a course read from some rows; of its lines `only` those of some numbers, or all. What is closed is left out."""
    told = opened_of([course.pk])[course.pk]
    if closed.places and not closed.leaves_gaps:
        rows = without(rows, closed.places)
        numbers = close_up(rows)
        told = {numbers[number]: one for number, one in told.items() if number in numbers}
        only = only and frozenset(numbers[number] for number in only)
        course.version = len(rows)
    if not rows:
        raise Http404
    table, core = table_of(course.pathway), as_core(map(row_of, rows), told)
    until = until_of(table, core, as_of)
    reading = read_course(table, core, until)
    opening = _Opening(reader, table, course.pathway, granted, told)
    lines = tuple(_lines(opening, table, core, rows, only)) if only != frozenset() else ()
    if closed.leaves_gaps:
        lines = tuple(line for line in lines if line.place not in closed.places)
    is_graded = bool(graded([course.subject.root_id]))
    return Look(
        course,
        table,
        core,
        reading,
        until,
        rows[-1].number,
        lines,
        NAME in granted,
        reader.units,
        is_graded,
        open_flags(course.pathway, reading.conditions, opening.reads(rows)),
    )


def _way(pathway: str) -> doors.Look:
    return way_part(pathway), Deed.SUMMARY


def _asked(pathway: str) -> set[doors.Look]:
    """Return what a look asks for: the way and the name in summary, what the forms say to be read."""
    table = table_of(pathway)
    forms = {REST, *(form for edition in table.editions for form in edition.forms)}
    ways = {_way(pathway), *((part, Deed.SUMMARY) for part in kept_apart(pathway).values())}
    return {NAME, *ways, *((form_part(pathway, form), Deed.READ) for form in forms)}


@dataclass(frozen=True)
class _Opening:
    """What is open to a reader in a course; `told` is what all entries tell, by number."""

    reader: Reader
    table: Table
    pathway: str
    granted: Mapping[doors.Look, Decision]
    told: Mapping[int, Mapping[str, Any]]

    def reads(self, rows: Iterable[Entry]) -> Callable[[Part], bool]:
        """Return which parts of a course of these entries are open, whoever's they are."""
        is_own = all(row.by_unit_id in (None, *self.reader.units) for row in rows)

        def is_open(part: Part) -> bool:
            decision = self.granted.get((part, Deed.READ))
            return decision is not None and (is_own or not decision.own_unit_only)

        return is_open

    def line(self, row: Entry, ended_by: Entry | None, *, stands: bool) -> Line:
        """Return an entry with what the reader may see of what it says."""
        values = values_of(self.told.get(row.number, {}))
        closed = tuple(
            form
            for form in sorted({name.partition(".")[0] for name in values})
            if not self._is_open(form, row)
        )
        outcome = all(
            self._is_open(form, row) for form in forms_of_outcome(self._event(row), row.outcome)
        )
        return Line(
            row,
            row.number if row.replaces is None else row.replaces,
            stands,
            row.outcome if outcome else None,
            {name: v for name, v in values.items() if name.partition(".")[0] not in closed},
            self._reason(row, row),
            closed,
            Ending(ended_by, self._reason(ended_by, row)) if ended_by else None,
        )

    def _reason(self, by: Entry, of: Entry) -> str:
        """Return the reason that an entry gives; it is as closed as all that may be said with what it is about."""
        reason: str = self.told.get(by.number, {}).get("reason", "")
        event = self._event(of)
        forms = (event.form if event else ()) or (REST,)
        return reason if reason and all(self._is_open(form, by) for form in forms) else ""

    def _event(self, row: Entry) -> Event | None:
        day = self.table.edition_on(to_day(row.happened_on))
        return day.events.get(row.event) or self.table.event(row.event)

    def _is_open(self, form: str, row: Entry) -> bool:
        decision = self.granted.get((form_part(self.pathway, form), Deed.READ))
        is_own = row.by_unit_id in self.reader.units
        return decision is not None and (is_own or not decision.own_unit_only)


def _lines(
    opening: _Opening,
    table: Table,
    core: CoreCourse,
    rows: Sequence[Entry],
    only: frozenset[int] | None,
) -> list[Line]:
    """Return the entries in the order in which they happened; beside them, by their days, those that stand no more."""
    holds = {row.number for row in _standing(rows).values()}
    order = {
        entry.number: n for n, entry in enumerate(in_order(table, effective_entries(core.entries)))
    }
    ends = dict(_ends(rows))
    found = [
        opening.line(row, ends.get(row.number), stands=row.number in holds)
        for row in rows
        if row.kind == Entry.Kind.EVENT and (only is None or row.number in only)
    ]
    return sorted(found, key=lambda line: _when(line, order))


def _ends(rows: Sequence[Entry]) -> Iterator[tuple[int, Entry]]:
    """Yield the number of each entry that something came in the place of, and what did: the next one there."""
    last: dict[int, int] = {}
    for row in rows:
        place = row.replaces or row.voids or row.number
        if place in last:
            yield last.pop(place), row
        if row.kind == Entry.Kind.EVENT:
            last[place] = row.number


def _when(line: Line, order: Mapping[int, int]) -> tuple[date, int, int]:
    nth = order[line.place] if line.stands else len(order)
    return line.entry.happened_on, nth, line.entry.number
