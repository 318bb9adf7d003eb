"""Hand-overs: courses that others have opened in a reader's units and nobody has taken up yet, and what became of those sent.

What a sender is told rests on the sender's own course: what was sent, and what has been heard in return. The course
that was opened is another's. Nothing tells where a course came from whose origin is hidden, and no unit is named that
would tell where somebody lives whose address is graded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from helhet.access import doors
from helhet.access.deciding import Reader, enough
from helhet.access.table import Deed
from helhet.record.courses.outgoing import told_of
from helhet.record.effects import OPENS
from helhet.record.locating import graded
from helhet.record.messages.opening import opened_id, opening_event
from helhet.record.models import Course, Entry, Message, Run, Spell
from helhet.record.parts import kept_apart
from helhet.record.pathways import names, table_of
from helhet.record.persons.reached import origin_of
from helhet.record.queries.worklist import log_list, names_of, seen_by
from helhet.record.times import to_date

SIZE: Final = 100


class Sending(StrEnum):
    """What became of a hand-over that was sent: `waiting` out the minutes of undo, or answered with a fact that was heard."""

    WAITING = "waiting"
    SET_ASIDE = "set-aside"
    DELIVERED = "delivered"
    ANSWERED = "answered"
    TAKEN_BACK = "taken-back"


class Clocked(NamedTuple):
    """An open clock of a course, with its due if it has one."""

    clock: str
    start_day: date
    due_at: datetime | None


@dataclass(frozen=True)
class Asked:
    """A course opened here by another: by which unit is empty where that may not be told."""

    subject: UUID
    course: UUID
    pathway: str
    state: str
    unit: str
    since: date
    by_unit: str
    clocks: tuple[Clocked, ...]
    name: str


@dataclass(frozen=True)
class Sent:
    """A hand-over from here: to which unit is empty where that may not be told, or is not known yet. `heard` are the facts
    that came in return, each with its day; `clocks` are those that wait for an answer, or for what the answer asks for."""

    subject: UUID
    course: UUID
    pathway: str
    state: str
    unit: str
    to_pathway: str
    to_unit: str
    on: date
    not_before: datetime
    sending: Sending
    heard: tuple[tuple[str, date], ...]
    clocks: tuple[Clocked, ...]
    name: str


class Handovers(NamedTuple):
    """A page of what was asked of a reader's units, the longest waiting first, and of what they sent, the newest
    first; and whether there may be more."""

    asked: list[Asked]
    sent: list[Sent]
    goes_on: bool


def handovers(reader: Reader, *, first: int = 0, size: int = SIZE) -> Handovers:
    """Return a page of the hand-overs to and from a reader's units; logged before it is returned.

    Eleven queries and up to two commits, however many there are.
    """
    asked, messages = _asked(reader, first, size), _sent(reader, first, size)
    # What a unit opens for itself, a complaint or a kit, is handed over to nobody.
    sent = [one for one in messages if told_of(one)["unit"] is not None]
    courses = [*(one.course for one in asked), *(one.course for one in sent)]
    ways = {(_root(one), one.pathway) for one in courses}
    named = names_of(reader, {subject for subject, _ in ways})
    log_list(reader, ways, named)
    clocks = _clocks({one.pk for one in courses})
    units = _units(asked, sent)
    for subject in graded({subject for subject, _ in ways}):
        units.pop(subject, None)
    told = _Told(named, clocks, units, _answers(sent))
    return Handovers(
        [told.asked(one) for one in asked],
        [told.sent(one) for one in sent],
        size in (len(asked), len(messages)),
    )


def how_many_asked(reader: Reader) -> int:
    """Return how many hand-overs wait for an answer in the reader's units. One query."""
    return _asking(reader).count()


def _root(course: Course) -> UUID:
    return course.subject.root_id


def _asked(reader: Reader, first: int, size: int) -> list[Spell]:
    """Return a page of the hand-overs that wait, the longest waiting first. One query."""
    related = _asking(reader).select_related("course__subject", "course__unit")
    return list(related.order_by("from_day", "course")[first : first + size])


def _asking(reader: Reader) -> QuerySet[Spell]:
    """Return the open spells of courses that other units opened here and that stand where they were opened."""
    own = Course.objects.filter(pk=OuterRef("course__opened_by"), unit=OuterRef("course__unit"))
    return Spell.objects.filter(
        _as_opened(),
        seen_by(reader),
        # A hidden one stands there whoever asked: that it is missing would tell who.
        Q(course__is_origin_hidden=True) | ~Exists(own),
        to_at__isnull=True,
        course__unit__in=reader.units,
        course__is_ended=False,
        course__opened_by__isnull=False,
    )


def _as_opened() -> Q:
    """Return which spells are in the state that a course is in when another has opened it."""
    told = Q(state__in=[])
    for name in names():
        event = table_of(name).newest.events[opening_event(name)]
        told |= Q(course__pathway=name, state=event.opens)
    return told


def _sent(reader: Reader, first: int, size: int) -> list[Message]:
    """Return the last that was said of each course that the reader's units asked others to open. One query."""
    later = Message.objects.filter(
        course=OuterRef("course"),
        number=OuterRef("number"),
        name=OuterRef("name"),
        revision__gt=OuterRef("revision"),
    )
    messages = Message.objects.filter(
        seen_by(reader),
        ~_closed(reader),
        ~Exists(later),
        name__startswith=OPENS,
        course__unit__in=reader.units,
    )
    related = messages.select_related("course__subject", "course__unit")
    return list(related.order_by("-not_before", "-pk")[first : first + size])


def _closed(reader: Reader) -> Q:
    """Return which hand-overs are kept apart from the way they belong to, and are closed to the reader's role: to a child, of a parent."""
    told = Q(pk__in=[])
    for pathway in names():
        for event, part in kept_apart(pathway).items():
            if not enough(doors.table(), reader, Deed.SUMMARY, part):
                entries = Entry.objects.filter(
                    course=OuterRef("course"), number=OuterRef("number"), event=event
                )
                told |= Q(Exists(entries), course__pathway=pathway)
    return told


def _clocks(courses: Collection[UUID]) -> Mapping[UUID, list[Run]]:
    """Return the open runs of courses, those with a due first. One query."""
    found = defaultdict[UUID, list[Run]](list)
    runs = Run.objects.filter(course__in=courses, outcome="open")
    for run in runs.order_by(F("due_at").asc(nulls_last=True), "start_at", "clock"):
        found[run.course_id].append(run)
    return found


def _units(asked: Iterable[Spell], sent: Iterable[Message]) -> dict[UUID, dict[UUID, str]]:
    """Return by subject the units on the other side, of each course: not of one whose origin is hidden. Two queries."""
    shown = [one.course for one in asked if not one.course.is_origin_hidden]
    senders = Course.objects.filter(pk__in=[one.opened_by for one in shown if one.opened_by])
    named = dict(senders.filter(unit__isnull=False).values_list("pk", "unit__name"))
    found = defaultdict[UUID, dict[UUID, str]](dict)
    for course in shown:
        if course.opened_by in named:
            found[_root(course)][course.pk] = named[course.opened_by]
    opened = {_opened(one): _root(one.course) for one in sent}
    begun = Spell.objects.filter(course__in=opened, number=1, unit__isnull=False)
    for pk, name in begun.values_list("course", "unit__name"):
        found[opened[pk]][pk] = name
    return found


def _opened(message: Message) -> UUID:
    """Return the id of the course that a message opens."""
    return opened_id(origin_of(message))


Heard = tuple[int, str, date]
"""The number of an entry that was heard in return, its event and day."""


def _answers(sent: Collection[Message]) -> Mapping[UUID, list[Heard]]:
    """Return what the senders' courses have heard of those that were opened, by these; what was taken back not. One query."""
    entries = Entry.objects.filter(
        course__in={one.course_id for one in sent}, origin__in={_opened(one) for one in sent}
    )
    gone = entries.filter(course=OuterRef("course")).filter(
        Q(voids=OuterRef("number")) | Q(replaces=OuterRef("number"))
    )
    found = defaultdict[UUID, list[Heard]](list)
    told = entries.filter(~Exists(gone), kind=Entry.Kind.EVENT).order_by("happened_on", "number")
    for origin, number, event, day in told.values_list("origin", "number", "event", "happened_on"):
        if origin:
            found[origin].append((number, event, day))
    return found


@dataclass(frozen=True)
class _Told:
    """What is known of all of them, by subject and course; from it each is told."""

    named: Mapping[UUID, str]
    clocks: Mapping[UUID, list[Run]]
    units: Mapping[UUID, Mapping[UUID, str]]
    answers: Mapping[UUID, list[Heard]]

    def asked(self, spell: Spell) -> Asked:
        """Return a course that was opened here."""
        course = spell.course
        return Asked(
            _root(course),
            course.pk,
            course.pathway,
            course.state,
            course.unit.name if course.unit else "",
            spell.from_day,
            self._unit(course, course.pk),
            tuple(map(_clocked, self.clocks.get(course.pk, []))),
            self.named.get(_root(course), ""),
        )

    def sent(self, message: Message) -> Sent:
        """Return what became of a course that was asked for."""
        course, opened, told = message.course, _opened(message), told_of(message)
        heard = self.answers.get(opened, [])
        started = {message.number, *(number for number, _, _ in heard)}
        runs = [run for run in self.clocks.get(course.pk, []) if run.started_by in started]
        return Sent(
            _root(course),
            course.pk,
            course.pathway,
            course.state,
            course.unit.name if course.unit else "",
            told["pathway"],
            self._unit(course, opened),
            to_date(told["day"]),
            message.not_before,
            _sending(message, is_answered=bool(heard)),
            tuple((event, day) for _, event, day in heard),
            tuple(map(_clocked, runs)),
            self.named.get(_root(course), ""),
        )

    def _unit(self, course: Course, other: UUID) -> str:
        return self.units.get(_root(course), {}).get(other, "")


def _clocked(run: Run) -> Clocked:
    return Clocked(run.clock, run.start_day, run.due_at)


def _sending(message: Message, *, is_answered: bool) -> Sending:
    if message.is_counter:
        return Sending.TAKEN_BACK
    if message.status == Message.Status.SENT:
        return Sending.ANSWERED if is_answered else Sending.DELIVERED
    return Sending(message.status)
