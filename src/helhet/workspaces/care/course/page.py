"""A course as its page shows it: where it stands, what is owed and why, and all that has happened."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.access.table import Part
from helhet.parties.models import Unit
from helhet.pathway.courses.course import Run, RunOutcome
from helhet.pathway.explaining.explain import explain_run
from helhet.pathway.language.model import Clock, Event
from helhet.pathway.language.phrases import SignalKind
from helhet.record.courses.reading import is_ended
from helhet.record.models import Course
from helhet.record.pathways import pack
from helhet.record.queries.acts import Possible, possible, writable
from helhet.record.queries.looking import Look, look
from helhet.record.queries.worklist import names_of
from helhet.record.times import to_date, to_moment
from helhet.web.days import long_date
from helhet.workspaces.care.course.history import Deeds, History, deeds_of, history
from helhet.workspaces.care.deadlines import Deadline, deadline
from helhet.workspaces.care.wording import pathway_title, said, state_title


@dataclass(frozen=True)
class Act:
    """Something that may be recorded now: an act the pathway foresees, or a fact; `leads_on` if it leads to another
    state, or makes an appointment; `gate` is a clock that stands before it, `first` the acts that would meet that."""

    event: str
    title: str
    is_fact: bool
    leads_on: bool
    gate: str = ""
    first: tuple[Act, ...] = ()


@dataclass(frozen=True)
class Owing:
    """A deadline of the course, why it falls on that day, and what would meet it; `key` names one of several."""

    deadline: Deadline
    key: str
    why: tuple[str, ...]
    acts: tuple[Act, ...]
    started_by: int


@dataclass(frozen=True)
class Head:
    """What stands above everything that is about a course: whose it is, which, and where it stands; `subject` is None if
    who it is is closed to the reader."""

    course: Course
    subject: UUID | None
    name: str
    pathway: str
    state: str
    setting: str


@dataclass(frozen=True)
class CoursePage:
    """A course in the words of the page's language."""

    head: Head
    unit: str
    since: str
    is_ended: bool
    owed: tuple[Owing, ...]
    history: History
    acts: tuple[Act, ...]

    @property
    def further(self) -> dict[str, list[Act]]:
        """What may be written beside what is owed: what leads on and appointments, what happened, all else."""
        owed = {act.event for one in self.owed for act in one.acts}
        acts = [act for act in self.acts if not act.is_fact and act.event not in owed]
        return {
            "on": [act for act in acts if act.leads_on],
            "facts": [act for act in self.acts if act.is_fact],
            "else": [act for act in acts if not act.leads_on],
        }


def course_page(
    reader: Reader,
    course_id: UUID,
    now: datetime,
    known_at: datetime | None = None,
    *,
    first: int = 0,
    size: int | None = None,
) -> CoursePage:
    """Return the page of a course, logged before it is returned; its history from the nth entry on. Http404 for whoever may not know of it."""
    seen = look(reader, course_id, now, known_at)
    parts = frozenset[Part]() if known_at else writable(reader, seen.course)
    on = localtime(known_at).date() if known_at else reader.on
    acts = () if known_at else tuple(_acts(seen, parts, now))
    deeds = Deeds() if known_at else deeds_of(reader, seen, parts, now)
    return CoursePage(
        head_of(reader, seen),
        Unit.objects.filter(code=seen.reading.unit).values_list("name", flat=True).first() or "",
        _since(seen, on),
        is_ended(seen.table, seen.reading.state),
        tuple(_owed(seen, known_at or now, on, acts)),
        history(seen, deeds, first, size),
        acts,
    )


def head_of(reader: Reader, seen: Look) -> Head:
    """Return whose course it is, if that was asked for and may be seen, and where it stands. Three queries."""
    course, reading = seen.course, seen.reading
    subject = course.subject.root_id
    settings = seen.table.newest.settings
    return Head(
        course,
        subject if seen.is_named else None,
        names_of(reader, [subject]).get(subject, "") if seen.is_named else "",
        pathway_title(course.pathway),
        state_title(course.pathway, reading.state or ""),
        said(settings[reading.setting].title, reading.setting) if reading.setting else "",
    )


def _since(seen: Look, today: date) -> str:
    """Return since when the course has been where it stands, in words; "" where it stands nowhere."""
    spell = next((one for one in reversed(seen.reading.spells) if one.to_day is None), None)
    if spell is None:
        return ""
    first = to_date(spell.from_day)
    return _("since %(day)s, %(days)s") % {"day": long_date(first), "days": _days(today - first)}


def _days(passed: timedelta) -> str:
    days = max(passed.days, 0)
    return (
        _("today") if not days else ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    )


def _acts(seen: Look, parts: frozenset[Part], now: datetime) -> Iterator[Act]:
    edition = seen.table.newest
    made = {name for event in edition.events.values() for name in event.fulfils}
    found = list(possible(seen.course, seen.core, parts, now))
    plain = {one.event: _act(seen, one, made) for one in found}
    for one in found:
        clock = edition.clocks.get(one.gate or "")
        if one.gate is None:
            yield plain[one.event]
        else:
            gate = said(clock.title if clock else None, one.gate)
            first = tuple(plain[name] for name in _stops(clock) if name in plain)
            yield replace(plain[one.event], gate=gate, first=first)


def _act(seen: Look, one: Possible, made: Collection[str]) -> Act:
    told = seen.table.event(one.event)
    leads_on = told is not None and (_moves(told) or one.event in made)
    return Act(one.event, said(told.title if told else None, one.event), one.is_fact, leads_on)


def _stops(clock: Clock | None) -> list[str]:
    """Return the events that stop a clock, in the order of its definition."""
    signals = clock.stops if clock else ()
    return [signal.name for signal in signals if signal.kind is SignalKind.EVENT]


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
    stops = _stops(clock)
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
