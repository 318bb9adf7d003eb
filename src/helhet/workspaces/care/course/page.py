"""A course as its page shows it: where it stands, what is owed and why, and all that has happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import get_language

from helhet.access.deciding import Reader
from helhet.parties.models import Unit, User
from helhet.pathway.courses.course import Run, RunOutcome
from helhet.pathway.explaining.explain import explain_run
from helhet.pathway.language.model import Event
from helhet.pathway.language.phrases import SignalKind
from helhet.record.courses.reading import is_ended
from helhet.record.forms import fields_of
from helhet.record.models import Course
from helhet.record.pathways import pack
from helhet.record.queries.acts import possible
from helhet.record.queries.looking import Line, Look, look
from helhet.record.queries.worklist import names_of
from helhet.record.times import to_day, to_moment
from helhet.web.days import clock_time, long_date, short_date
from helhet.workspaces.care.deadlines import Deadline, deadline
from helhet.workspaces.care.values import shown
from helhet.workspaces.care.wording import pathway_title, said, state_title


@dataclass(frozen=True)
class Act:
    """Something that may be recorded now: an act the pathway foresees, or a fact; `moves` if it leads to
    another state; `gate` is a clock that stands before it."""

    event: str
    title: str
    is_fact: bool
    moves: bool
    gate: str


@dataclass(frozen=True)
class Owing:
    """A deadline of the course, why it falls on that day, and what would meet it; `key` names one of several."""

    deadline: Deadline
    key: str
    why: tuple[str, ...]
    acts: tuple[Act, ...]
    started_by: int


@dataclass(frozen=True)
class Said:
    """An entry as it is read: what happened and when, what was written down, and who wrote it."""

    number: int
    place: int
    name: str
    event: str
    outcome: str
    day: str
    at: str
    values: tuple[tuple[str, str], ...]
    closed: tuple[str, ...]
    is_closed: bool
    by: str
    unit: str
    recorded: str
    stands: bool
    is_heard: bool


@dataclass(frozen=True)
class CoursePage:
    """A course in the words of the page's language; `subject` is None if who it is is closed to the reader."""

    course: Course
    subject: UUID | None
    name: str
    pathway: str
    state: str
    setting: str
    unit: str
    is_ended: bool
    owed: tuple[Owing, ...]
    lines: tuple[Said, ...]
    acts: tuple[Act, ...]

    def since(self, version: int) -> list[Said]:
        """Return what was written after an entry, the newest first."""
        return [line for line in self.lines if line.number > version]

    def kept_by(self, event: Event) -> list[tuple[int, str]]:
        """Return the appointments that an event may keep, move or miss: the entry's number, and when it is."""
        names = {line.place: line.name for line in self.lines if line.stands}
        open_ones = [one for one in self.owed if names.get(one.started_by) in event.fulfils]
        return [(one.started_by, f"{one.deadline.clock}, {one.deadline.date}") for one in open_ones]

    @property
    def further(self) -> dict[str, list[Act]]:
        """What may be written beside what is owed: what leads on, what happened, all else."""
        owed = {act.event for one in self.owed for act in one.acts}
        acts = [act for act in self.acts if not act.is_fact and act.event not in owed]
        return {
            "on": [act for act in acts if act.moves],
            "facts": [act for act in self.acts if act.is_fact],
            "else": [act for act in acts if not act.moves],
        }


def course_page(
    reader: Reader, course_id: UUID, now: datetime, known_at: datetime | None = None
) -> CoursePage:
    """Return the page of a course, logged before it is returned; Http404 for whoever may not know of it."""
    seen = look(reader, course_id, now, known_at)
    course, reading = seen.course, seen.reading
    subject = course.subject.root_id
    name = names_of(reader, [subject]).get(subject, "") if seen.is_named else ""
    on = localtime(known_at).date() if known_at else reader.on
    settings = seen.table.newest.settings
    acts = () if known_at else tuple(_acts(reader, seen, now))
    return CoursePage(
        course,
        subject if seen.is_named else None,
        name,
        pathway_title(course.pathway),
        state_title(course.pathway, reading.state or ""),
        said(settings[reading.setting].title, reading.setting) if reading.setting else "",
        Unit.objects.filter(code=reading.unit).values_list("name", flat=True).first() or "",
        is_ended(seen.table, reading.state),
        tuple(_owed(seen, known_at or now, on, acts)),
        tuple(_said(seen)),
        acts,
    )


def _acts(reader: Reader, seen: Look, now: datetime) -> Iterator[Act]:
    edition = seen.table.newest
    for one in possible(reader, seen.course, now):
        told = seen.table.event(one.event)
        clock = edition.clocks.get(one.gate or "")
        gate = said(clock.title if clock else None, one.gate or "")
        title = said(told.title if told else None, one.event)
        yield Act(one.event, title, one.is_fact, told is not None and _moves(told), gate)


def _moves(event: Event) -> bool:
    """Return whether an event can lead to another state."""
    return bool(event.to or any(outcome.to for outcome in event.outcomes.values()))


def _owed(seen: Look, now: datetime, today: date, acts: tuple[Act, ...]) -> Iterator[Owing]:
    open_runs = [one for one in seen.reading.runs if one.outcome is RunOutcome.OPEN and one.due]
    for run in sorted(open_runs, key=lambda one: (one.due, one.clock)):
        yield _owing(seen, run, now, today, acts)


def _owing(seen: Look, run: Run, now: datetime, today: date, acts: tuple[Act, ...]) -> Owing:
    clock = seen.table.clock(run.clock, run.start_day)
    assert run.due is not None
    assert clock is not None
    stops = {signal.name for signal in clock.stops if signal.kind is SignalKind.EVENT}
    return Owing(
        deadline(run.clock, clock, to_moment(run.due), now, today),
        "" if run.key == str(run.started_by) else run.key or "",
        _why(seen, run),
        tuple(act for act in acts if act.event in stops and not act.is_fact),
        run.started_by,
    )


def _why(seen: Look, run: Run) -> tuple[str, ...]:
    """Return the reasons of a date; none to whom something is closed, for it may stand in them."""
    if any(line.closed or line.outcome is None for line in seen.lines):
        return ()
    listener = pack().listener(get_language() or "nb")
    asked = {"until": seen.until, "known_after": seen.known_after}
    return explain_run(seen.table, seen.core, run, **asked, listener=listener).lines


def _said(seen: Look) -> Iterator[Said]:
    """Yield what has happened, the newest first."""
    ids = {line.entry.user for line in seen.lines}
    writers = dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
    for line in reversed(seen.lines):
        yield _line(seen, line, writers)


def _line(seen: Look, line: Line, writers: Mapping[int, str]) -> Said:
    entry = line.entry
    edition = seen.table.edition_on(to_day(entry.happened_on))
    event = seen.table.event(entry.event)
    outcome = event.outcomes.get(line.outcome or "") if event else None
    fields = fields_of(seen.table, to_day(entry.happened_on), entry.event) if event else {}
    return Said(
        entry.number,
        line.place,
        entry.event,
        said(event.title if event else None, entry.event),
        said(outcome.title if outcome else None, line.outcome or ""),
        long_date(entry.happened_on),
        clock_time(entry.happened_at) if entry.happened_at else "",
        tuple(
            (
                said(fields[name].title if name in fields else None, name),
                shown(fields.get(name), value),
            )
            for name, value in line.values.items()
        ),
        tuple(
            said(edition.forms[form].title if form in edition.forms else None, form)
            for form in line.closed
        ),
        line.outcome is None,
        writers.get(entry.user, ""),
        entry.by_unit.name if entry.by_unit else "",
        short_date(localtime(entry.recorded_at).date()),
        line.stands,
        entry.origin is not None,
    )
