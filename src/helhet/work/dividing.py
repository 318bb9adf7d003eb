"""Who has a course in hand: taken, given to a colleague, or laid down."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from helhet.access import doors
from helhet.access.deciding import Reader, decide
from helhet.access.relations import relations_by
from helhet.access.table import Deed, Part, Relation
from helhet.parties.models import Membership, Unit, User
from helhet.parties.units import UnitTree
from helhet.record.models import REGISTER, Course
from helhet.record.parts import way_part
from helhet.work.models import Assignment


class NotAColleague(Exception):  # noqa: N818 - says what is true
    """Nobody is given a course, or a task, who does not work there today, or could not open it."""


def assign(reader: Reader, course_id: UUID, user: int | None, now: datetime) -> None:
    """Let a colleague have a course in hand from now on, or nobody; logged before it is done.

    Raises Http404 for a course that the reader does not see or that stands in none of the reader's units,
    NotAColleague for who is none of `holders`. Done twice it is done once.
    """
    course, unit = seen_course(reader, course_id)
    if user is not None and not holders(reader, course, unit).filter(pk=user).exists():
        raise NotAColleague
    with transaction.atomic():
        Course.objects.select_for_update().get(pk=course.pk)
        held = Assignment.objects.filter(course=course, unit=unit, to_at__isnull=True)
        if user is not None and held.filter(user=user).exists():
            return
        # Whoever has waited for the lock asked before the other's began.
        at = max(now, held.values_list("from_at", flat=True).first() or now)
        held.update(to_at=at)
        if user is not None:
            Assignment.objects.create(
                course=course, unit=unit, user_id=user, from_at=at, by=reader.user
            )


def seen_course(reader: Reader, course_id: UUID) -> tuple[Course, Unit]:
    """Return a course that stands in one of the reader's units, and the unit, if the reader may see its way; else raise Http404."""
    course = (
        Course.objects.select_related("unit").filter(pk=course_id).exclude(pathway=REGISTER).first()
    )
    part = way_part(course.pathway if course else "")
    doors.require(reader, Deed.SUMMARY, [part], course.subject_id if course else course_id)
    if course is None or course.unit is None or course.unit.pk not in reader.units:
        raise Http404
    return course, course.unit


def holder_of(course: Course, unit: Unit) -> int | None:
    """Return the user who has a course in hand in a unit, if somebody has. One query."""
    held = Assignment.objects.filter(course=course, unit=unit, to_at__isnull=True)
    return held.values_list("user", flat=True).first()


def colleagues(reader: Reader) -> QuerySet[User]:
    """Return who works in the reader's units today and can be given something, by name. One query."""
    working = _there(reader).values("user")
    return User.objects.filter(is_active=True, pk__in=working).order_by("name", "pk")


def holders(reader: Reader, course: Course, unit: Unit) -> QuerySet[User]:
    """Return those colleagues who can open a course that stands in a unit: who work in it, or above it, in a role that may see its way.

    Four queries.
    """
    there = _there(reader).filter(unit__in=UnitTree.read().above(unit.pk))
    held = relations_by(replace(reader, units=frozenset([unit.pk])), [course.pk])[course.pk]
    named = there.values_list("role", flat=True).distinct().order_by()
    roles = [role for role in named if _sees(role, reader.on, way_part(course.pathway), held)]
    working = there.filter(role__in=roles).values("user")
    return User.objects.filter(is_active=True, pk__in=working).order_by("name", "pk")


def _sees(role: str, on: date, way: Part, held: Collection[Relation]) -> bool:
    table = doors.table()
    purpose = next(iter(table.purposes(role)), "")
    one = Reader(user=0, role=role, purpose=purpose, on=on)
    return decide(table, one, Deed.SUMMARY, way, held).is_permitted


def roles_of(reader: Reader) -> list[str]:
    """Return the roles that somebody has in the reader's units today, by their names. One query."""
    return sorted(set(_there(reader).values_list("role", flat=True)))


def _there(reader: Reader) -> QuerySet[Membership]:
    return Membership.objects.filter(_in_force(reader.on), unit__in=reader.units)


def _in_force(on: date) -> Q:
    """Return which memberships are in force on a day, as `access.readers.is_in_force` has it but for the user."""
    stands = Q(stands_in_for__isnull=True) | _holds(on, "stands_in_for__")
    return _holds(on) & _holds(on, "unit__") & stands


def _holds(on: date, of: str = "") -> Q:
    open_end = Q(**{f"{of}to_day__isnull": True}) | Q(**{f"{of}to_day__gte": on})
    return Q(**{f"{of}from_day__lte": on}) & open_end


def absent_colleagues(reader: Reader) -> frozenset[int]:
    """Return for whom the reader stands in today: what they have in hand is the reader's too. One query."""
    mine = _there(reader).filter(user=reader.user, role=reader.role, unit=reader.unit)
    told = mine.filter(stands_in_for__isnull=False).values_list("stands_in_for__user", flat=True)
    return frozenset(told)
