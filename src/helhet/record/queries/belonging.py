"""That an alias and a person belong together, for whoever works in the alias's own unit, and for nobody else."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.table import Deed, Part
from helhet.record.models import MovedUp
from helhet.record.persons.moved import in_force, rows_of
from helhet.record.queries.naming import told_names


class Belonging(NamedTuple):
    """Who somebody is, too: the alias (`is_alias`), or by name; `subject` is None, and the name empty, if that is closed to the
    reader. `course` and `number` are where the consent stands."""

    subject: UUID | None
    name: str
    is_alias: bool
    course: UUID
    number: int


def belonging(reader: Reader, subject: UUID) -> list[Belonging]:
    """Return who else somebody is, by any of their identities; logged before it is returned.

    Of an alias who they are by name, of a person by which alias the reader's own unit knew them. Nothing to any other unit, and
    nothing of whom the reader may not know. One query where there is nothing to tell.
    """
    rows = [] if reader.unit is None else rows_of(subject, reader.unit)
    if not rows or not _may_know(reader, subject):
        return []
    latest = {_other(row, subject): row for row in in_force(rows)}
    return [_told(reader, other, subject, row) for other, row in latest.items()]


def _other(row: MovedUp, subject: UUID) -> UUID:
    return row.named.root_id if row.alias_id == subject else row.alias_id


def _told(reader: Reader, other: UUID, subject: UUID, row: MovedUp) -> Belonging:
    where = (row.alias_id != subject, row.course_id, row.number)
    if not _may_know(reader, other):
        return Belonging(None, "", *where)
    doors.shown(reader, Deed.SUMMARY, [Part.ID], [other])
    return Belonging(other, told_names(reader, [other]).get(other, ""), *where)


def _may_know(reader: Reader, subject: UUID) -> bool:
    return bool(doors.may(reader, Deed.SUMMARY, [Part.ID], subject))
