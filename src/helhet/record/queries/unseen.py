"""Whom a unit has not seen for a while: those in its courses, by the last day on which it wrote anything of them."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import F, Max, Q

from helhet.access.deciding import Reader
from helhet.record.models import Course, Entry
from helhet.record.queries.worklist import log_list, names_of, seen_courses

SIZE: Final = 30
ABOUT: Final = ("person", "alias")
"""What can be met at all."""


class Unseen(NamedTuple):
    """Somebody, by name if it may be seen, one of their courses in the unit and where it stands, and the last day on which it wrote of them."""

    subject: UUID
    name: str
    course: UUID
    pathway: str
    state: str
    last_on: date


def unseen(reader: Reader, *, size: int = SIZE) -> list[Unseen]:
    """Return those whom the reader's units wrote of longest ago, logged before they are returned. Four queries and up to two commits.

    Only what the units wrote themselves counts: what was heard from others says nothing of having met.
    """
    own = Q(
        entries__kind=Entry.Kind.EVENT,
        entries__origin=None,
        entries__by_unit__in=reader.units,
    )
    courses = Course.objects.filter(
        seen_courses(reader),
        unit__in=reader.units,
        is_ended=False,
        subject__kind__in=ABOUT,
    )
    told = (
        courses.annotate(last=Max("entries__happened_on", filter=own), root=F("subject__root"))
        .exclude(last=None)
        .order_by("last", "pk")
        .values_list("root", "pk", "pathway", "state", "last")
    )
    newest: dict[UUID, tuple[UUID, str, str, date]] = {}
    for root, course, pathway, state, last in told:
        newest[root] = (course, pathway, state, last)  # the newest of somebody comes last
    chosen = sorted(newest.items(), key=lambda one: one[1][3])[:size]
    named = names_of(reader, {root for root, _ in chosen})
    log_list(reader, {(root, pathway) for root, (_, pathway, *_) in chosen}, named)
    return [
        Unseen(root, named.get(root, ""), course, pathway, state, last)
        for root, (course, pathway, state, last) in chosen
    ]
