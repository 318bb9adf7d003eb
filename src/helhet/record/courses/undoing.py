"""Taking back what one wrote oneself, minutes ago: an entry goes; a correction gives way to what it had replaced."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from helhet.access.deciding import Reader
from helhet.pathway.courses.ordering import standing
from helhet.record.content import opened, values_of
from helhet.record.courses.outgoing import UNDO
from helhet.record.models import Course, Entry
from helhet.record.telling import Told


@dataclass(frozen=True)
class SaidBefore(Told):
    """What stood before a correction that is taken back: it stood, so nobody asks whether it may."""


def is_undo(reader: Reader, course: Course, told: Told, now: datetime) -> bool:
    """Return whether a user takes back what they wrote last, minutes ago: even if it ended their own relation.

    In the same role and unit: who imported something has no undo in it as a clinician.
    """
    if told.voids is None or told.voids != course.version:
        return False
    return is_slip(reader, course, course.entries.get(number=told.voids), now)


def is_slip(reader: Reader, course: Course, row: Entry, now: datetime) -> bool:
    """Return whether an entry is the last of its course, and was written by this user minutes ago."""
    author = (row.user, row.role, row.by_unit_id)
    is_own = author == (reader.user, reader.role, reader.unit)
    return is_own and row.number == course.version and now - row.recorded_at <= UNDO


def meant(reader: Reader, course: Course, told: Told, now: datetime) -> Told:
    """Return what is meant: undoing a correction, or a void, says again in the same place what stood there before it.

    A void would take both away, for a correction stands in the place of what it corrects. Where nothing
    stood before, it is taken away by that place.
    """
    if not is_undo(reader, course, told, now):
        return told
    last = course.entries.get(number=course.version)
    place = last.replaces if last.voids is None else last.voids
    if place is None:
        return told
    before = standing(course.entries.filter(number__lt=last.number).order_by("number")).get(place)
    return replace(told, voids=place) if before is None else _again(course, before, place)


def _again(course: Course, entry: Entry, place: int | None) -> SaidBefore:
    said = opened(course.contents.filter(number=entry.number)).get(entry.number, {})
    return SaidBefore(
        entry.happened_on,
        entry.event,
        entry.outcome or None,
        entry.happened_at,
        entry.setting or None,
        values_of(said),
        entry.fulfils,
        place,
        reason=said.get("reason", ""),
    )
