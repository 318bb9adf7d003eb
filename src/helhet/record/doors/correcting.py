"""What an entry corrects, and that whoever corrects it can see what it says: nobody writes over what is closed to them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed
from helhet.record.content import opened_at, values_of
from helhet.record.locating import graded, locating
from helhet.record.models import Course, Entry
from helhet.record.parts import kept_apart, parts_said
from helhet.record.pathways import table_of
from helhet.record.telling import Told


def corrected(course: UUID, told: Told) -> list[Entry]:
    """Return all that an entry corrects: the one that is named, and what has replaced it since. One query, or none; as
    many of a course that is not there."""
    numbers = [number for number in (told.replaces, told.voids) if number is not None]
    named = Q(number__in=numbers) | Q(replaces__in=numbers)
    rows = Entry.objects.filter(named, course=course).order_by("number")
    return list(rows) if numbers else []


def require_seen(reader: Reader, course: Course, rows: Sequence[Entry]) -> None:
    """Raise PermissionDenied if anything that is corrected is closed to whoever corrects it.

    At most five queries, of what the reader's own units wrote two.
    """
    apart, own = kept_apart(course.pathway), reader.units
    said = [(row, parts_said(course.pathway, row.event, row.outcome)) for row in rows]
    for row, parts in said:
        parts |= {apart[row.event]} if row.event in apart and row.by_unit_id not in own else set()
    asked = {part for _, parts in said for part in parts}
    open_parts = doors.may(reader, Deed.READ, asked, course.subject_id) if asked else {}
    for row, parts in said:
        for part in parts:
            one = open_parts.get(part)
            if one is None or (one.own_unit_only and row.by_unit_id not in reader.units):
                raise PermissionDenied
    if _is_locating(course, [row for row in rows if row.by_unit_id not in reader.units]):
        raise PermissionDenied


def _is_locating(course: Course, others: Sequence[Entry]) -> bool:
    """Return whether what other units wrote tells where somebody is whose address is graded: it is corrected there alone."""
    if not others or not graded([course.subject.root_id]):
        return False
    told, table = opened_at({(course.pk, row.number) for row in others}), table_of(course.pathway)
    said = [(row, values_of(told.get((course.pk, row.number), {}))) for row in others]
    return any(locating(table, row, values) for row, values in said)
