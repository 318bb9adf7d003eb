"""What reaches a whole person: a death, a move, a prison; whichever course it was told in, and whenever this one was opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from helhet.parties.models import Subject
from helhet.pathway.language.phrases import Signal, SignalKind
from helhet.pathway.tables.table import Table
from helhet.record import forms
from helhet.record.courses.appending import New, Origin
from helhet.record.models import REGISTER, Course, Entry
from helhet.record.pathways import events_of_all, table_of
from helhet.record.persons.reached import DIED, MOVED, Reached, told_elsewhere
from helhet.record.persons.twins import twins
from helhet.record.times import moment_or_none, to_date, to_day, to_instant

T = TypeVar("T")


class Opening(NamedTuple):
    """When a course was opened: a day, and the instant from which it is open."""

    day: int
    instant: int

    def is_after(self, told: Mapping[str, Any]) -> bool:
        """Whether something happened before the course was there."""
        if told["day"] != self.day:
            return bool(told["day"] < self.day)
        return told["instant"] is not None and told["instant"] < self.instant


def hold(*subjects: UUID) -> set[UUID]:
    """Keep persons to this transaction, before any of their courses is locked; return their roots. Two queries.

    So no course is opened while others are being told, and nothing is erased while it is being heard.
    Who became another while they were waited for is kept as that one. SQLite has one writer anyhow.
    """
    named, held = Subject.objects.filter(pk__in=subjects), set[UUID]()
    while True:
        free = Subject.objects.select_for_update(no_key=True).filter(pk__in=named.values("root"))
        held |= set(free.order_by("pk").values_list("pk", flat=True))
        roots = set(named.values_list("root", flat=True))
        if roots <= held:
            return roots


def at_opening(course: Course, first: New, now: datetime) -> list[New]:
    """Return what a course hears at its opening, after its first entry. One query, if nothing has reached the person."""
    hold(course.subject_id)
    day = to_day(first.happened_on)
    starts = table_of(course.pathway).calendar.day_start[day]
    instant = starts if first.happened_at is None else to_instant(first.happened_at)
    return list(wanted(course, Opening(day, instant), told_elsewhere(course, now)).values())


def opening_of(course: Course) -> Opening | None:
    """Return when a course was opened; None for a register, and if the opening was taken back."""
    first = course.spells.order_by("number").first()
    return None if first is None else Opening(to_day(first.from_day), to_instant(first.from_at))


def wanted(course: Course, opening: Opening | None, told: Sequence[Reached]) -> dict[Origin, New]:
    """Return what a course should hear of all that was told of its person.

    Of what happened before the course was there: that the person died, and what still lasts; both
    are written on the day of its opening.
    """
    twice = twins(course, told, lambda one: _day_in(opening, one.told))
    told = [one for one in told if one.origin not in twice]
    if course.pathway == REGISTER:
        return {one.origin: _in_register(one) for one in told if one.told["event"] == DIED}
    said = _said_twice(course, told)
    told = [one for one in told if one not in said]
    past = [one for one in told if _is_past(opening, one.told)]
    kept = {one.origin for one in past if one.told["event"] == DIED}
    kept |= {one.origin for one in lasting(table_of(course.pathway), past, _event_of)}
    return {
        one.origin: _in_course(course, one, opening)
        for one in told
        if table_of(course.pathway).event(one.told["event"]) is not None
        and (one not in past or one.origin in kept)
        and (opening is not None or one.told["day"] >= 0)  # before the calendar nothing can stand
    }


def _is_past(opening: Opening | None, told: Mapping[str, Any]) -> bool:
    return opening is not None and opening.is_after(told)


def _day_in(opening: Opening | None, told: Mapping[str, Any]) -> int:
    """Return the day on which a course hears of something."""
    day: int = told["day"]
    return day if opening is None else max(day, opening.day)


def _said_twice(course: Course, told: Sequence[Reached]) -> list[Reached]:
    """Return the moves of a register that a course tells, too: of the same day, so it is the same one."""
    moves = [one for one in told if one.told["event"] == MOVED]
    registers = [one for one in moves if one.pathway == REGISTER]
    if not registers:
        return []
    own = course.entries.filter(event=MOVED, origin=None).values_list("happened_on", flat=True)
    days = {one.told["day"] for one in moves if one.pathway != REGISTER} | set(map(to_day, own))
    return [one for one in registers if one.told["day"] in days]


def lasting(table: Table, past: Sequence[T], event_of: Callable[[T], str]) -> Iterator[T]:
    """Yield what turned on, and nothing turned off since, a condition that only such events turn: a prison."""
    for condition in table.newest.conditions.values():
        on, off = ({_event(signal) for signal in told} for told in (condition.on, condition.off))
        if on and off and on | off <= events_of_all().keys():
            turned = [one for one in past if event_of(one) in on | off]
            if turned and event_of(turned[-1]) in on:
                yield turned[-1]


def _event_of(one: Reached) -> str:
    told: str = one.told["event"]
    return told


def _event(signal: Signal) -> str:
    """Return the event that a signal tells of, whatever its outcome; nothing for another kind of signal."""
    is_plain = signal.kind is SignalKind.EVENT and signal.outcome is None
    return signal.name if is_plain else ""


def _in_course(course: Course, one: Reached, opening: Opening | None) -> New:
    told = one.told
    if _is_past(opening, told):
        told = {**told, "day": _day_in(opening, told), "instant": None}
    return New(
        Entry.Kind.EVENT,
        to_date(told["day"]),
        moment_or_none(told["instant"]),
        told["event"],
        told.get("outcome") or "",
        origin=one.origin,
        content={"values": carried(course.pathway, told["event"], told)},
    )


def _in_register(one: Reached) -> New:
    """Return what a person's register hears: that the person has died."""
    on = to_date(one.told["day"])
    content = {"facts": {"died_on": on.isoformat()}}
    return New(Entry.Kind.EVENT, on, event=DIED, origin=one.origin, content=content)


def carried(pathway: str, event: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return of what is told that for which the hearing event has a field."""
    fields = forms.fields_of(table_of(pathway), told["day"], event)
    return {name: value for name, value in told["values"].items() if name in fields}
