"""Walks as entries: acts numbered as they were written down, what was heard with where from, and what the register says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from helhet.pathway.calendar import MICROSECONDS_PER_DAY
from helhet.record.courses.appending import New, Origin
from helhet.record.doors.bulk import NewCourse
from helhet.record.messages.opening import opened_id
from helhet.record.messages.righting import SYSTEM
from helhet.record.models import Course, Entry
from helhet.record.persons.reached import DEATH, DIED
from helhet.record.times import to_date, to_moment
from helhet.region.acts import Act, Heard, Walked
from helhet.region.people import home_since
from helhet.region.walking import Walk
from helhet.region.world import World

Written = tuple[New, datetime]


def courses_of(world: World, walk: Walk, subject: UUID, now: int) -> list[NewCourse]:
    """Return the courses of a walk, each after the one that opened it, with what is written down of them by now."""
    first = 1 if walk.born is None else 2
    numbered = [_numbered(walked, now, first) for walked in walk.courses]
    for walked in walk.courses:
        if walked.id is None and (opening := walked.acts[0].heard):
            walked.id = opened_id(_origin(opening))
    return [
        _course(world, walk, walked, acts, subject, now)
        for walked, acts in zip(walk.courses, numbered, strict=True)
    ]


def register_entries(world: World, walk: Walk, now: int) -> list[Written]:
    """Return what the register hears of a walk whose courses have been written: where somebody moved, that they died."""
    region = world.region
    moved = [
        (
            New(
                Entry.Kind.EVENT,
                to_date(act.day),
                event="changed",
                content={"facts": {"home": home_since(region, home, to_date(act.day))}},
            ),
            act,
        )
        for act, home in walk.moves
    ]
    died = [(_death(walk.died), walk.died)] if walk.died else []
    return [(new, to_moment(min(act.recorded, now))) for new, act in (*moved, *died)]


def _death(act: Act) -> New:
    on = to_date(act.day)
    return New(
        Entry.Kind.EVENT,
        on,
        event=DIED,
        origin=_origin(Heard(act, DEATH)),
        content={"facts": {"died_on": on.isoformat()}},
        author=SYSTEM,
    )


def _course(
    world: World, walk: Walk, walked: Walked, acts: Sequence[Act], subject: UUID, now: int
) -> NewCourse:
    course = Course(
        pk=walked.id,
        subject_id=subject,
        pathway=walked.pathway,
        opened_by=walked.opened_by.id if walked.opened_by else None,
        is_origin_hidden=walked.is_origin_hidden,
    )
    births = [] if walk.born is None else [_birth(walked.acts[0], walk.born)]
    written = [(_entry(world, act), act) for act in acts]
    told = [*((new, walked.acts[0]) for new in births), *written]
    return NewCourse(course, [(new, to_moment(min(act.recorded, now))) for new, act in told])


def _numbered(walked: Walked, now: int, first: int) -> list[Act]:
    """Number the acts in the order in which they were written down; one to be written late may not be there yet."""
    known = [act for act in walked.acts if act.recorded <= now or not _is_late(act)]
    known.sort(key=lambda act: act.recorded)
    for number, act in enumerate(known, start=first):
        act.number = number
    return known


def _is_late(act: Act) -> bool:
    return act.recorded - act.at > MICROSECONDS_PER_DAY


def _birth(act: Act, born: int) -> New:
    return New(Entry.Kind.BIRTH, to_date(act.day), content={"born": born}, author=act.author)


def _entry(world: World, act: Act) -> New:
    walked = act.walked
    plain = {name: list(v) if isinstance(v, tuple) else v for name, v in act.values.items()}
    return New(
        Entry.Kind.EVENT,
        to_date(act.day),
        to_moment(act.at) if act.is_timed else None,
        act.event,
        act.outcome or "",
        unit=world.units[walked.opened_in] if act is walked.acts[0] else None,
        fulfils=act.fulfils.number if act.fulfils else None,
        origin=_origin(act.heard) if act.heard else None,
        content={"values": plain},
        author=act.author,
    )


def _origin(heard: Heard) -> Origin:
    course, number = heard.act.walked.id, heard.act.number
    assert course is not None, "it was written before whoever heard of it"
    assert number, "what others heard of was written down at once"
    return Origin(course, number, heard.effect, 1)
