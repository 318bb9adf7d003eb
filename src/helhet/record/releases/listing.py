"""What a unit has passed on, what waits for a second person, and what has been passed on to it, whosever it is: without its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.relations import relations_among
from helhet.access.table import Deed, Part
from helhet.record.models import Release, ReleasedItem
from helhet.record.queries.naming import told_names
from helhet.record.releases.choosing import parts_of_item
from helhet.record.releases.rules import receives
from helhet.record.releases.showing import Passed, as_passed

SIZE: Final = 100
"""Of each list so many, the newest first. Own choice."""


class Listed(NamedTuple):
    """A release as it is listed, and of whom it is."""

    subject: UUID
    name: str
    passed: Passed


def waiting(reader: Reader, size: int = SIZE) -> list[Listed]:
    """Return what the reader's unit has made that goes to court and nobody has approved yet; logged before. Four queries and a commit."""
    rows = _by_unit(reader).filter(needs_second=True, approval=None, stop=None)
    return _listed(reader, rows.filter(to_day__gte=reader.on)[:size])


def sent(reader: Reader, size: int = SIZE) -> list[Listed]:
    """Return what the reader's unit has passed on, stopped and over too; not what waits. Logged before. Four queries and a commit."""
    return _listed(reader, _by_unit(reader).filter(_SENT)[:size])


def arrived(reader: Reader, size: int = SIZE) -> list[Listed]:
    """Return what has been passed on to the reader's unit, for the reader's purpose, and the reader is shown something of.

    Logged before. Five queries and a commit.
    """
    rows = _with_units().filter(_SENT, to_unit__in=reader.within, purpose=reader.purpose)
    return _listed(
        reader, rows.filter(to_day__gte=reader.on, stop=None, report=None)[:size], is_received=True
    )


_SENT = Q(needs_second=False) | Q(approval__isnull=False)


def _by_unit(reader: Reader) -> QuerySet[Release]:
    return _with_units().filter(by_unit__in=reader.units)


def _with_units() -> QuerySet[Release]:
    rows = Release.objects.select_related("to_unit", "by_unit", "approval", "stop", "report")
    return rows.order_by("-at", "pk")


def _listed(reader: Reader, found: QuerySet[Release], *, is_received: bool = False) -> list[Listed]:
    rows = list(found)
    whose = _whose(reader, rows, is_received=is_received)
    subjects = {one for of_it in whose.values() for one in of_it}
    named = told_names(reader, subjects)
    doors.shown(reader, Deed.SUMMARY, [Part.ID], sorted(subjects))
    return [
        Listed(subject, named.get(subject, ""), as_passed(row, reader.on))
        for row in rows
        for subject in sorted(whose[row.pk])
    ]


def _whose(
    reader: Reader, rows: Sequence[Release], *, is_received: bool
) -> Mapping[UUID, Collection[UUID]]:
    """Return of whom each release is, as far as the reader knows of them: by its courses, for of two who are parted each keeps their own."""
    seen = doors.listed(reader, Deed.SUMMARY, Part.ID)
    items = ReleasedItem.objects.filter(
        release__in=[one.pk for one in rows], course__subject__root__in=seen
    )
    told = list(items.select_related("course__subject"))
    found = defaultdict[UUID, set[UUID]](set)
    held = relations_among(reader, {_root(one) for one in told}) if is_received else {}
    for one in told:
        root, parts = _root(one), parts_of_item(one)
        shown = (receives(doors.table(), reader, held.get(root, ()), part) for part in parts)
        if not is_received or all(shown):
            found[one.release_id].add(root)
    return found


def _root(item: ReleasedItem) -> UUID:
    assert item.course is not None, "an item of a person is of a course"
    return item.course.subject.root_id
