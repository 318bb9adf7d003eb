"""What may be passed on of somebody, before anything is chosen: which courses, and of their entries which answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed, Part
from helhet.parties.models import Membership, Subject
from helhet.parties.units import UnitTree
from helhet.record.models import REGISTER, Course
from helhet.record.parts import way_part
from helhet.record.queries.looking import Line, Look, look
from helhet.record.releases.choosing import Item, parts_told
from helhet.record.releases.rules import passable, receiving


class Sources(NamedTuple):
    """Somebody, and those of their courses that a reader may pass something on of, the latest first."""

    subject: UUID
    courses: tuple[Course, ...]


class Offered(NamedTuple):
    """An entry of which something may go: whether without any answer, whether its outcome, and which answers."""

    line: Line
    alone: bool
    outcome: bool
    fields: tuple[str, ...]


class Choice(NamedTuple):
    """A course, and what may go of it, the newest first."""

    seen: Look
    offered: tuple[Offered, ...]


def sources(reader: Reader, subject: UUID) -> Sources:
    """Return the courses of which a reader may pass something on; logged before.

    Raises Http404 for whoever may write in none. Four queries and a commit.
    """
    found = Subject.objects.filter(pk=subject).first()
    root = found.root_id if found else subject
    courses = Course.objects.filter(subject__root=root).exclude(pathway=REGISTER)
    rows = list(courses.select_related("unit").order_by("is_ended", "-as_of", "pk"))
    parts = {way_part(one.pathway) for one in rows} or {Part.PLAN}
    open_ = doors.may(reader, Deed.WRITE, sorted(parts), root)
    told = tuple(one for one in rows if way_part(one.pathway) in open_)
    if not told or reader.unit is None:
        doors.refuse(reader, Deed.WRITE, sorted(parts) if found else [Part.PLAN], root)
    doors.shown(reader, Deed.SUMMARY, sorted(open_), [root])
    return Sources(root, told)


def has_readers(unit: int, purpose: str, on: date) -> bool:
    """Return whether anybody works in a unit, or below it, on a day who acts for a purpose. Two queries."""
    lasting = Q(to_day=None) | Q(to_day__gte=on)
    there = Membership.objects.filter(lasting, unit__in=UnitTree.read().below(unit))
    roles = receiving(doors.table(), purpose)
    return there.filter(role__in=roles, from_day__lte=on, user__is_active=True).exists()


def offered(
    reader: Reader, subject: UUID, courses: Collection[UUID], purpose: str, now: datetime
) -> list[Choice]:
    """Return what may go of some courses of somebody for a purpose; each course is logged as it is looked at.

    Raises Http404 as `sources` does, also for a course that is not among them.
    """
    there = {one.pk for one in sources(reader, subject).courses}
    if not there.issuperset(courses):
        doors.refuse(reader, Deed.WRITE, [Part.PLAN], subject)
    looks = [look(reader, one, now) for one in dict.fromkeys(courses)]
    return [Choice(seen, offers(seen, purpose)) for seen in looks]


def offers(seen: Look, purpose: str) -> tuple[Offered, ...]:
    """Return what may go of a course for a purpose, the newest first."""
    return tuple(_offered(seen, passable(doors.table(), purpose)))


def _offered(seen: Look, passed: Collection[Part]) -> Iterator[Offered]:
    for line in reversed([one for one in seen.lines if one.stands]):
        of = seen.course.pk, line.entry.number
        names = sorted(line.values.keys() - seen.hidden(line))
        fields = (name for name in names if _goes(seen, line, Item(*of, frozenset({name})), passed))
        has_outcome = bool(line.outcome)
        one = Offered(
            line,
            _goes(seen, line, Item(*of), passed),
            has_outcome and _goes(seen, line, Item(*of, with_outcome=True), passed),
            tuple(fields),
        )
        if one.alone or one.outcome or one.fields:
            yield one


def _goes(seen: Look, line: Line, item: Item, passed: Collection[Part]) -> bool:
    return set(parts_told(seen, line, item)) <= set(passed)
