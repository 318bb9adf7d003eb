"""What is permitted in the courses of a reader's own units alone: in another's it is refused, or there is no such course."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from helhet.access import doors
from helhet.access.deciding import Decision, Reader
from helhet.access.table import Deed
from helhet.record.models import Course
from helhet.record.parts import way_part


def require_own(reader: Reader, course: Course, decision: Decision) -> None:
    """Refuse what is permitted in the units' own courses alone, in another's; as if there were no such course where its way is closed.

    No query in a course of one's own, two in another's.
    """
    if not decision.own_unit_only or course.unit_id in reader.units:
        return
    way = way_part(course.pathway)
    seen = doors.may(reader, Deed.SUMMARY, [way], course.subject_id).get(way)
    if seen is None or seen.own_unit_only:
        doors.refuse(reader, Deed.WRITE, [way], course.subject_id)
    raise PermissionDenied
