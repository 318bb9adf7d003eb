"""The registration codes that follow from the entries of a course, or of a unit in a period, to whoever may read these entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Q

from helhet.access.deciding import Reader
from helhet.packs.codes import CodeRow, codes_of
from helhet.record.models import Course, Entry
from helhet.record.pathways import names, pack
from helhet.record.queries.looking import Look, look
from helhet.record.queries.worklist import seen_courses

SIZE: Final = 200
"""Of so many courses the codes are listed at once: each is looked at as if its page were opened. Own choice."""


class Registered(NamedTuple):
    """An entry that has a code."""

    course: UUID
    pathway: str
    place: int
    on: date
    event: str
    outcome: str
    row: CodeRow


def codes_seen(seen: Look) -> Mapping[int, CodeRow]:
    """Return the codes of a course as it is looked at, by the place of each entry. No query.

    They follow from what stands, so a correction has corrected them. An entry whose outcome is closed to the reader shows none:
    the code would tell it.
    """
    codes = pack().codes
    if not codes.events(seen.course.pathway):
        return {}
    is_open = {line.place for line in seen.lines if line.stands and line.outcome is not None}
    found = codes_of(codes, seen.table, seen.core)
    return {one.act.number: one.row for one in found if one.act.number in is_open}


def codes_between(
    reader: Reader, first: date, last: date, now: datetime, *, skip: int = 0, size: int = SIZE
) -> tuple[list[Registered], int | None]:
    """Return the codes of what happened in the courses of the reader's units in some days, both included, and where the
    next courses begin, None if there are no more.

    Each course is looked at, and that is logged, as when its page is opened. A query, and eight with a commit for each course.
    """
    events = {name: pack().codes.events(name) for name in names()}
    coded = reduce(
        or_, (Q(course__pathway=n, event__in=e) for n, e in events.items() if e), Q(number=0)
    )
    happened = Entry.objects.filter(coded, happened_on__range=(first, last))
    courses = Course.objects.filter(seen_courses(reader), unit__in=reader.units)
    found = courses.filter(pk__in=happened.values("course")).order_by("pk")
    page = list(found.values_list("pk", flat=True)[skip : skip + size + 1])
    rows = [row for course in page[:size] for row in _of_course(reader, course, now)]
    told = sorted(
        (row for row in rows if first <= row.on <= last),
        key=lambda row: (row.on, row.course, row.place),
    )
    return told, skip + size if len(page) > size else None


def _of_course(reader: Reader, course: UUID, now: datetime) -> Iterator[Registered]:
    seen = look(reader, course, now)
    codes = codes_seen(seen)
    for line in seen.lines:
        if line.stands and (row := codes.get(line.place)):
            entry = line.entry
            said = (entry.happened_on, entry.event, line.outcome or "", row)
            yield Registered(course, seen.course.pathway, line.place, *said)
