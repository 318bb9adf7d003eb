"""The appointments of some days in a reader's units: whose, when, what became of each, and how to say so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from helhet.access import doors, log
from helhet.access.deciding import Decision, Reader, Reason, decide
from helhet.access.models import Access
from helhet.access.relations import relations_by
from helhet.access.table import Deed, Part, Relation
from helhet.parties.models import AddressGrade, Person, Subject
from helhet.pathway.courses.appointments import Status, planned
from helhet.pathway.courses.course import Value
from helhet.pathway.language.model import Event, Fulfilment
from helhet.record.content import opened_at
from helhet.record.courses.ranking import Rank
from helhet.record.courses.reading import Row, as_core, read_rows
from helhet.record.models import REGISTER, Course, Entry, Run
from helhet.record.parts import form_part, parts_of, way_part
from helhet.record.pathways import pack, table_of
from helhet.record.queries.appointments import last_day
from helhet.record.queries.clocks import appointment_clocks, on
from helhet.record.queries.worklist import log_list, names_of, seen_by
from helhet.record.times import moment_or_none, to_day, to_moment

SIZE: Final = 200
HOUR: Final = timedelta(hours=1)
HOURLY: Final = 30
"""How often within an hour the calendars of one user are told: own choice."""
_KEPT: Final = ("met", "late", "done")
Place = tuple[UUID, int]
"""A course and the number of an entry, or of the one in whose place it stands."""


@dataclass(frozen=True)
class Appointment:
    """An appointment as a list shows it. `at` and `values` (as `form.field`) are empty for whoever may not read its form;
    `deeds` are the events by which the reader may say today what became of it; no name if it may not be seen."""

    subject: UUID
    course: UUID
    pathway: str
    state: str
    unit: str
    clock: str
    start_day: date
    number: int
    day: date
    status: Status
    at: datetime | None
    values: Mapping[str, Value]
    deeds: tuple[str, ...]
    name: str


class Agenda(NamedTuple):
    """A page of appointments; whether there are more after those that it was made of."""

    rows: list[Appointment]
    goes_on: bool


class TooMany(Exception):  # noqa: N818 - what is true, for an answer that says so
    """A calendar was fetched so often within the hour that it is not told again."""


class _Run(NamedTuple):
    subject: UUID
    course: UUID
    pathway: str
    state: str
    unit: str
    clock: str
    start_day: date
    number: int
    due_at: datetime
    outcome: str
    stopped_by: int | None


def agenda(
    reader: Reader,
    days: tuple[date, date],
    *,
    subject: UUID | None = None,
    first: int = 0,
    size: int = SIZE,
) -> Agenda:
    """Return a page of the appointments of some days, both included; by day, then by the time of day where it is known.

    Those of one subject, if it is named. Logged before they are returned. Seven queries and up to three commits.
    """
    runs = list(map(_Run._make, _of_days(reader, days, subject)[first : first + size + 1]))
    seen = _seen(reader, runs[:size])
    rows = [one for one in seen if one.status is not None]
    named = names_of(reader, {one.run.subject for one in rows})
    log_list(reader, {(one.run.subject, one.run.pathway) for one in rows}, named)
    contents = _opened(reader, [one for one in rows if one.is_readable])
    found = (one.told(named, contents.get(one.place, {})) for one in rows)
    return Agenda(sorted(found, key=_in_order), len(runs) > size)


class Slot(NamedTuple):
    """When an appointment is planned, and the place of its entry: not whose it is."""

    place: Place
    day: date
    at: datetime | None


def planned_times(
    reader: Reader, days: tuple[date, date], now: datetime, *, size: int = SIZE
) -> list[Slot]:
    """Return when the standing appointments of some days are, for a calendar outside; logged as that before it is returned.

    None of anybody whose address is graded, in whatever identity. Seven queries and a commit; raises TooMany after
    more than HOURLY within an hour.
    """
    _count(reader, now)
    graded = Person.objects.exclude(address_grade=AddressGrade.UNGRADED).filter(
        subject__root=OuterRef("course__subject__root")
    )
    standing = _of_days(reader, days, None).filter(~Exists(graded), outcome="open")
    runs = list(map(_Run._make, standing[:size]))
    seen = _seen(reader, runs)
    readable = [one for one in seen if one.is_readable]
    ways = {way_part(run.pathway) for run in runs} or {Part.PLAN}
    parts = ways.union(*(one.parts for one in readable))
    deed = Deed.READ if readable else Deed.SUMMARY
    decision = Decision(is_permitted=True, reason=Reason.FEED)
    log.write(reader, deed, sorted(parts), sorted({run.subject for run in runs}), decision)
    contents = opened_at({one.place for one in readable})
    told = [one.told({}, contents.get(one.place, {})) for one in seen]
    return [Slot((one.course, one.number), one.day, one.at) for one in sorted(told, key=_in_order)]


def _count(reader: Reader, now: datetime) -> None:
    """Raise TooMany, and log it, if the reader's calendars have been fetched so often within the hour. One query."""
    asked = Access.objects.filter(user=reader.user, at__gt=now - HOUR, reason=Reason.FEED)
    if asked.count() >= HOURLY:
        refused = Decision(is_permitted=False, reason=Reason.TOO_MANY)
        log.write(reader, Deed.SUMMARY, [Part.PLAN], [], refused)
        raise TooMany


def whose(reader: Reader, subject: UUID) -> tuple[UUID, str]:
    """Return somebody whose appointments may be asked for, not merged into another, and the name if it may be seen.

    Logged before it is returned; raises Http404 as `require` does. Six queries and up to a commit.
    """
    way, name = (Part.PLAN, Deed.SUMMARY), (Part.ID, Deed.SUMMARY)
    granted = doors.require_some(reader, {way, name}, subject, needs=way)
    root = Subject.objects.values_list("root", flat=True).get(pk=subject)
    return root, names_of(reader, [root]).get(root, "") if name in granted else ""


def settable(reader: Reader, subject: UUID) -> Iterator[tuple[UUID, str, str]]:
    """Yield the open courses of somebody in which the reader may make an appointment: each with its pathway and the event.

    Whoever asks has been let in to the subject. Two queries.
    """
    courses = Course.objects.filter(
        subject__root=subject, unit__in=reader.units, is_ended=False
    ).exclude(pathway=REGISTER)
    found = list(courses.order_by("pathway", "pk").values_list("pk", "pathway", "state"))
    held = relations_by(reader, [course for course, _, _ in found])
    for course, pathway, state in found:
        edition = table_of(pathway).edition_on(to_day(reader.on))
        made = {name for event in edition.events.values() for name in event.fulfils}
        for name, event in edition.events.items():
            parts = parts_of(pathway, event.form)
            is_from_here = not event.from_ or state in event.from_
            if name in made and is_from_here and _may_write(reader, parts, held[course]):
                yield course, pathway, name


def _of_days(
    reader: Reader, days: tuple[date, date], subject: UUID | None
) -> QuerySet[Run, tuple[Any, ...]]:
    """Return the runs of appointments that are planned for some days, whatever became of them but a course's end."""
    starts = pack().calendar.day_start
    begin, end = (to_moment(starts[to_day(day) + nth]) for nth, day in enumerate(days))
    runs = Run.objects.filter(
        on(appointment_clocks),
        unit__in=reader.units,
        outcome__in=("open", "cancelled", *_KEPT),
        rank__in=list(Rank),  # every one: or the index would not be read by the days
        due_at__gt=begin,
        due_at__lte=end,
    )
    if subject is not None:
        runs = runs.filter(course__subject__root=subject)
    ordered = runs.filter(seen_by(reader)).order_by("due_at", "course", "clock", "number")
    return ordered.values_list(
        F("course__subject__root"),
        "course",
        "course__pathway",
        "course__state",
        "unit__name",
        "clock",
        "start_day",
        "started_by",
        "due_at",
        "outcome",
        "stopped_by",
    )


def _entries(runs: Iterable[_Run]) -> dict[Place, Row]:
    """Return the entries that made the appointments and ended them, by their places: of several in one place the last. One query."""
    places = {(run.course, number) for run in runs for number in (run.number, run.stopped_by)}
    numbers = {number for _, number in places if number is not None}
    told = Entry.objects.filter(
        Q(number__in=numbers) | Q(replaces__in=numbers),
        course__in={course for course, _ in places},
        kind=Entry.Kind.EVENT,
    )
    return {(row.course_id, row.replaces or row.number): row for row in read_rows(told)}


@dataclass(frozen=True)
class _Seen:
    """A run, the entries about it, and what the reader may do with them."""

    reader: Reader
    run: _Run
    entries: Mapping[Place, Row]
    held: Collection[Relation]

    @property
    def made(self) -> Row:
        """The entry that made the appointment."""
        return self.entries[self.run.course, self.run.number]

    @property
    def place(self) -> Place:
        """Where that entry's content lies."""
        return self.run.course, self.made.number

    @property
    def status(self) -> Status | None:
        """What became of it; None if it fell away otherwise."""
        if self.run.outcome == "open":
            return Status.STANDING
        if self.run.outcome in _KEPT:
            return Status.KEPT
        ended = self.entries.get((self.run.course, self.run.stopped_by or 0))
        how = ended and _event(self.run.pathway, ended).fulfils.get(self.made.event)
        return Status(how) if how else None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the forms that it was made with."""
        forms = _event(self.run.pathway, self.made).form
        return tuple(form_part(self.run.pathway, form) for form in forms)

    @property
    def is_readable(self) -> bool:
        """Whether the reader may read those forms."""
        is_own = self.made.by_unit_id in self.reader.units
        return _may(self.reader, Deed.READ, self.parts, self.held, is_own=is_own)

    def told(self, named: Mapping[UUID, str], content: Mapping[str, Any]) -> Appointment:
        """Return the appointment with as much of it as may be seen."""
        run, entry = self.run, as_core([self.made], {self.made.number: content}).entries[0]
        _, at = planned(table_of(run.pathway), entry)
        return Appointment(
            run.subject,
            run.course,
            run.pathway,
            run.state,
            run.unit,
            run.clock,
            run.start_day,
            run.number,
            last_day(run.due_at),
            self.status or Status.STANDING,
            moment_or_none(at),
            entry.values,
            tuple(self._deeds()) if run.outcome == "open" else (),
            named.get(run.subject, ""),
        )

    def _deeds(self) -> Iterator[str]:
        """Yield what may be recorded today of an appointment that stands: that it was kept or missed not before its day."""
        has_come = last_day(self.run.due_at) <= self.reader.on
        edition = table_of(self.run.pathway).edition_on(to_day(self.reader.on))
        for name, event in edition.events.items():
            how = event.fulfils.get(self.made.event)
            is_from_here = event.fact or not event.from_ or self.run.state in event.from_
            is_now = is_from_here and (has_come or how is Fulfilment.MOVED)
            parts = parts_of(self.run.pathway, event.form)
            if how and is_now and _may_write(self.reader, parts, self.held):
                yield name


def _seen(reader: Reader, runs: Collection[_Run]) -> list[_Seen]:
    """Return runs with what is known about them. Two queries."""
    entries = _entries(runs)
    held = relations_by(reader, {run.course for run in runs})
    return [_Seen(reader, run, entries, held[run.course]) for run in runs]


def _may_write(reader: Reader, parts: Iterable[Part], held: Collection[Relation]) -> bool:
    """Return whether every part may be written in, in a course by which these relations are held."""
    # As long as that unit has care by the course itself, it is a course of its own.
    return _may(reader, Deed.WRITE, parts, held, is_own=Relation.CARE in held)


def _may(
    reader: Reader, deed: Deed, parts: Iterable[Part], held: Collection[Relation], *, is_own: bool
) -> bool:
    """Return whether every part is open to a deed, where only what is a unit's own is open for what `is_own`."""
    weighed = [decide(doors.table(), reader, deed, part, held) for part in parts]
    return all(one.is_permitted and (is_own or not one.own_unit_only) for one in weighed)


def _event(pathway: str, row: Row) -> Event:
    return table_of(pathway).event_on(to_day(row.happened_on), row.event)


def _opened(reader: Reader, rows: Collection[_Seen]) -> dict[Place, dict[str, Any]]:
    """Return what the forms of some appointments say, logged before they are opened."""
    if not rows:
        return {}
    parts = sorted({part for one in rows for part in one.parts})
    doors.shown(reader, Deed.READ, parts, sorted({one.run.subject for one in rows}))
    return opened_at({one.place for one in rows})


def _in_order(one: Appointment) -> tuple[date, bool, datetime, str, UUID, int]:
    at = one.at or datetime.max.replace(tzinfo=UTC)
    return one.day, one.at is None, at, one.name, one.course, one.number
