"""That an alias and a person belong together, for whoever works in the alias's own unit, and for nobody else."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from helhet.access import doors
from helhet.access.consents import same_as
from helhet.access.deciding import Reader
from helhet.access.table import Deed, Part
from helhet.record.models import MovedUp
from helhet.record.persons.moved import in_force, rows_of
from helhet.record.queries.naming import told_names


class Belonging(NamedTuple):
    """Who somebody is, too: by name, if `is_alias` is not said, or the alias. `subject` is None, and the name empty, if that is closed to the reader."""

    subject: UUID | None
    name: str
    is_alias: bool


def belonging(reader: Reader, subject: UUID) -> list[Belonging]:
    """Return who else somebody is, by any of their identities; logged before it is returned.

    Of an alias who they are by name, of a person by which alias the reader's own unit knew them. Nothing to any other unit, and
    nothing of whom the reader may not know. Two queries where there is nothing to tell.
    """
    if reader.unit is None:
        return []
    same = set(same_as(subject))
    rows = rows_of(same, reader.unit)
    if not rows or not _may_know(reader, subject):
        return []
    others = dict.fromkeys(_other(row, same) for row in in_force(rows))
    return [_told(reader, *one) for one in others]


def _other(row: MovedUp, same: set[UUID]) -> tuple[UUID, bool]:
    return (row.named.root_id, False) if row.alias_id in same else (row.alias_id, True)


def _told(reader: Reader, other: UUID, is_alias: bool) -> Belonging:  # noqa: FBT001 - as the row has it
    if not _may_know(reader, other):
        return Belonging(None, "", is_alias)
    doors.shown(reader, Deed.SUMMARY, [Part.ID], [other])
    return Belonging(other, told_names(reader, [other]).get(other, ""), is_alias)


def _may_know(reader: Reader, subject: UUID) -> bool:
    return bool(doors.may(reader, Deed.SUMMARY, [Part.ID], subject))
