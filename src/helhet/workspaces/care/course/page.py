"""A course as its page shows it: where it stands, what is owed and why, and all that has happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.access.table import Part
from helhet.parties.models import Unit
from helhet.pathway.courses.course import Run, RunOutcome
from helhet.pathway.explaining.explain import explain_runs
from helhet.record.courses.reading import is_ended
from helhet.record.models import Course
from helhet.record.pathways import pack
from helhet.record.persons.moved import consents_to
from helhet.record.queries.acts import writable
from helhet.record.queries.looking import Look, look
from helhet.record.queries.openings import openings
from helhet.record.queries.worklist import names_of
from helhet.record.times import to_date, to_moment
from helhet.web.days import long_date
from helhet.workspaces.care.course.acts import Act, acts_of, stops
from helhet.workspaces.care.course.history import Deeds, History, deeds_of, history
from helhet.workspaces.care.course.scores import Alarm, Answered, alarms, answers
from helhet.workspaces.care.deadlines import Deadline, deadline
from helhet.workspaces.care.wording import flag_title, pathway_title, said, state_title


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
    flags: tuple[str, ...]
    is_ended: bool
    owed: tuple[Owing, ...]
    alarms: tuple[Alarm, ...]
    emergency: str
    answers: tuple[Answered, ...]
    history: History
    acts: tuple[Act, ...]
    moves_up: frozenset[str]

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
    acts = () if known_at else tuple(acts_of(seen, parts, now))
    deeds = Deeds() if known_at else deeds_of(reader, seen, parts, now)
    return CoursePage(
        head_of(reader, seen),
        _unit(seen),
        _since(seen, on),
        tuple(flag_title(seen.course.pathway, name) for name in seen.flags),
        is_ended(seen.table, seen.reading.state),
        tuple(_owed(seen, known_at or now, on, acts)),
        alarms(seen, on),
        said(pack().said.emergency, ""),
        answers(seen),
        history(seen, deeds, first, size),
        acts,
        frozenset(_moves_up(reader, seen, acts)),
    )


def _moves_up(reader: Reader, seen: Look, acts: tuple[Act, ...]) -> Iterator[str]:
    """Yield those of the acts that are a consent to be known by name, where the reader may begin something by name. No query."""
    for act in acts:
        wanted = consents_to(seen.course.pathway, act.event)
        if wanted and any(one.pathway in wanted for one in openings(reader)):
            yield act.event


def _unit(seen: Look) -> str:
    unit = Unit.objects.filter(code=seen.reading.unit).first()
    return unit.name if unit and seen.names(unit) else ""


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


def _owed(seen: Look, now: datetime, today: date, acts: tuple[Act, ...]) -> Iterator[Owing]:
    open_runs = [one for one in seen.reading.runs if one.outcome is RunOutcome.OPEN and one.due]
    runs = sorted(open_runs, key=lambda one: (one.due or 0, one.clock))
    for run, why in zip(runs, _whys(seen, runs), strict=True):
        yield _owing(seen, run, why, now, today, acts)


def _owing(
    seen: Look,
    run: Run,
    why: tuple[str, ...],
    now: datetime,
    today: date,
    acts: tuple[Act, ...],
) -> Owing:
    clock = seen.table.clock(run.clock, run.start_day)
    assert run.due is not None
    assert clock is not None
    met_by = stops(clock)
    return Owing(
        deadline(run.clock, clock, to_moment(run.due), now, today),
        # A key is a word of a form: the unit's mark for a child.
        "" if not why or run.key == str(run.started_by) else run.key or "",
        why,
        tuple(act for act in acts if act.event in met_by and not act.is_fact),
        run.started_by,
    )


def _whys(seen: Look, runs: Sequence[Run]) -> list[tuple[str, ...]]:
    """Return the reasons of dates; none to whom something is closed, for it may stand in them."""
    if not all(line.is_open for line in seen.lines):
        return [()] * len(runs)
    listener = pack().listener(get_language() or "nb")
    asked = {"until": seen.until, "known_after": seen.known_after}
    told = explain_runs(seen.table, seen.core, runs, **asked, listener=listener)
    return [one.lines for one in told]
