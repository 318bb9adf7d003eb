"""A course hears what it should of its person's other courses, and no more: after a message, a merge, or a parting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from helhet.parties.models import Person, Subject
from helhet.pathway.courses.ordering import standing
from helhet.record.content import opened
from helhet.record.courses.appending import Author, New, Origin, born_as
from helhet.record.effects import HEARD, OPENS, WIDE
from helhet.record.models import REGISTER, Course, Entry, Message
from helhet.record.pathways import events_of_all, today
from helhet.record.persons.reached import DIED, Reached, origin_of_entry, told_elsewhere
from helhet.record.persons.reaching import opening_of, wanted
from helhet.record.renewal.following import append_to

# Nobody in particular: what is heard was decided where it happened.
SYSTEM: Final = Author(user=0, role="system")
ACROSS: Final = (HEARD, WIDE)
"""How the effects are named that another person's course hears while two persons are one."""


class CannotDeliver(Exception):  # noqa: N818 - says what is missing, for whoever mends it
    """A message that cannot be delivered as things are; says what is missing, never a value."""


def set_right(course: Course, because: Origin | None, now: datetime) -> None:
    """Write what a course should have heard by now, and take back what it should not. The course must be locked.

    `because` is the message by which that became so, if it was one: what it tells itself is heard, and what was
    told in courses of those who have become the same person. What was heard before stands where it belongs.
    Without one, all is asked anew: what keeps a course from hearing something may have gone.
    """
    told = told_elsewhere(course, now)
    should = wanted(course, opening_of(course), told)
    heard = standing_heard(course)
    late = {because, *(origin_of_entry(row) for row in heard.values())}
    late |= {one.origin for one in told if one.subject != course.subject_id}
    if because is None:
        late |= should.keys()
    entries = [
        *(_birth(course, because, now) if because else ()),
        *_taken_back(course, heard, should, told),
        *_heard_late(
            course, heard, {origin: new for origin, new in should.items() if origin in late}
        ),
    ]
    if entries:
        _check_death(course, entries)
        append_to(course, entries, SYSTEM, now)


def set_right_beside(new: set[UUID], now: datetime) -> None:
    """Let new courses hear what was told of their persons, and their persons' other courses what the new ones tell.

    The persons must be held. Two queries, if nobody has told anything. A register is not asked: whoever writes new
    courses whole takes no death that it does not say.
    """
    asked = _asked_beside(new)
    courses = Course.objects.filter(pk__in=asked).exclude(pathway=REGISTER).order_by("pk")
    for course in courses.select_for_update(no_key=True) if asked else ():
        try:
            with transaction.atomic():
                set_right(course, None, now)
        except Exception:  # noqa: BLE001 - the outbox tries again and shows what goes wrong; the others are written
            _tell_again(asked[course.pk], now)


def _asked_beside(new: set[UUID]) -> dict[UUID, set[UUID]]:
    """Return the courses that may have something to hear since there are new ones, each with those that tell it."""
    subjects = Subject.objects.filter(courses__in=new).values("root")
    courses = Course.objects.filter(subject__root__in=subjects)
    roots = dict(courses.values_list("pk", "subject__root"))
    tellers = defaultdict[UUID, set[UUID]](set)
    for teller in _told_by(roots).values_list("course", flat=True).distinct():
        tellers[roots[teller]].add(teller)
    by = {pk: tellers[root] - {pk} for pk, root in roots.items()}
    asked = {pk: told if pk in new else told & new for pk, told in by.items()}
    return {pk: told for pk, told in asked.items() if told}


def _told_by(courses: Collection[UUID]) -> QuerySet[Message]:
    names = [WIDE + name for name in events_of_all()]
    return Message.objects.filter(course__in=courses, name__in=names)


def _tell_again(courses: Collection[UUID], now: datetime) -> None:
    told = _told_by(courses).filter(status=Message.Status.SENT, is_counter=False)
    told.update(status=Message.Status.WAITING, sent_at=None, attempts=0, not_before=now)


def opened_from(course: Course) -> Entry | None:
    """Return the entry by which a course heard that it was to be opened; None if nobody asked for it."""
    return course.entries.filter(origin_effect__startswith=OPENS).first()


def answers_to(course: Course) -> UUID | None:
    """Return the course that asked for this one, which may be another person's: a parent's for a child."""
    first = opened_from(course)
    return first.origin if first else None


def standing_heard(course: Course) -> dict[int, Entry]:
    """Return what a course has heard and what stands of it, by the number in whose place it stands. One query."""
    rows = standing(course.entries.order_by("number"))
    return {
        place: row
        for place, row in rows.items()
        if row.origin is not None and row.kind == Entry.Kind.EVENT
    }


def _taken_back(
    course: Course,
    heard: dict[int, Entry],
    should: Collection[Origin],
    told: Collection[Reached],
) -> Iterator[New]:
    """Yield a void of all that comes from another person's course, and of what no longer lasts."""
    strangers = _strangers(course, {row.origin for row in heard.values()})
    over = {one.origin for one in told} - set(should)
    for place, row in heard.items():
        is_across = row.origin in strangers and row.origin_effect.startswith(ACROSS)
        origin = origin_of_entry(row)
        if is_across or origin in over:
            yield New(Entry.Kind.VOID, row.happened_on, voids=place, origin=origin)


def _heard_late(
    course: Course, heard: dict[int, Entry], should: dict[Origin, New]
) -> Iterator[New]:
    """Yield what was not heard, or at another time; what was taken back once is heard again in its place."""
    times = {origin_of_entry(row): (row.happened_on, row.happened_at) for row in heard.values()}
    for origin, new in should.items():
        if times.get(origin) != (new.happened_on, new.happened_at):
            yield replace(new, replaces=_place(course, origin))


def _check_death(course: Course, entries: Iterable[New]) -> None:
    """Refuse that somebody died before they were born, as their register has it: one of the two is wrong."""
    born = Person.objects.filter(pk=course.subject_id).values_list("born_on", flat=True).first()
    died = [new.happened_on for new in entries if new.event == DIED]
    if course.pathway == REGISTER and born and died and min(died) < born:
        raise CannotDeliver(
            "the register says that the person was born later; correct one of the days"
        )


def _place(course: Course, origin: Origin) -> int | None:
    same = course.entries.filter(
        origin=origin.course,
        origin_number=origin.number,
        origin_effect=origin.effect,
        origin_revision=origin.revision,
        kind=Entry.Kind.EVENT,
    )
    return same.order_by("number").values_list("number", flat=True).first()


def _birth(course: Course, because: Origin, now: datetime) -> Iterator[New]:
    """Yield the person's own birth date, if the last one that was heard was another's."""
    last = course.entries.filter(kind=Entry.Kind.BIRTH).order_by("-number").first()
    if last is None or not _strangers(course, {last.origin}):
        return
    own = born_as(course.subject_id, today(now), because)
    if opened(course.contents.filter(number=last.number)).get(last.number) != own.content:
        yield own


def _strangers(course: Course, origins: Collection[UUID | None]) -> set[UUID]:
    """Return which courses are of another person than this one's."""
    root = Subject.objects.filter(pk=course.subject_id).values("root")
    others = Course.objects.filter(pk__in=[one for one in origins if one]).exclude(
        subject__root__in=root
    )
    # What answers this course is no stranger's, whoever it is about.
    return {one.pk for one in others if answers_to(one) != course.pk}
