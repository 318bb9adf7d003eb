"""What has been passed on: the words that a recipient is shown, and the list that the sender and the person have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from helhet.access import doors, log
from helhet.access.consents import same_as
from helhet.access.deciding import Decision, Reader, Reason
from helhet.access.table import Deed, Part
from helhet.record.models import Release, ReleasedItem
from helhet.record.releases.passing import parts_of_item
from helhet.record.releases.rules import receives
from helhet.record.releases.snapshots import NOTE, Snapshot, opened_words, snapshot


@dataclass(frozen=True)
class Received:
    """A release as its recipient sees it: of what has been erased since nothing is there."""

    release: Release
    note: str
    items: tuple[Snapshot, ...]


@dataclass(frozen=True)
class Passed:
    """A release as it is listed: how it stands on the day, and who approved it, None if nobody."""

    release: Release
    is_sent: bool
    is_stopped: bool
    is_over: bool
    approved_by: int | None

    @property
    def is_shown(self) -> bool:
        """Whether the recipient sees it today."""
        return self.is_sent and not self.is_stopped and not self.is_over


def received(reader: Reader, subject: UUID) -> list[Received]:
    """Return what has been passed on of a person to the reader's unit, or one above it, for the reader's purpose; the newest first.

    Logged before it is shown. A release is no relation: whoever has none is refused as if there were no such person.
    Six queries and a commit.
    """
    ground = doors.let_in(reader, (Part.ID, Deed.SUMMARY), subject)
    same = set(ground.same) or same_as(subject)
    rows = list(_sent_to(reader, same))
    items = {
        row.pk: [
            one
            for one in _of(row, same)
            if all(
                receives(doors.table(), reader, ground.relations, part)
                for part in parts_of_item(one)
            )
        ]
        for row in rows
    }
    parts = {part for told in items.values() for one in told for part in parts_of_item(one)}
    if parts:
        log.write(reader, Deed.READ, sorted(parts), [subject], _RELEASED)
    words = opened_words([one for told in items.values() for one in told])
    found = []
    for row in rows:
        told = [(one.nth, words.get((row.pk, one.nth))) for one in items[row.pk]]
        shown = tuple(snapshot(said) for nth, said in told if nth != NOTE and said)
        note = next((said["note"] for nth, said in told if nth == NOTE and said), "")
        if any(one.nth != NOTE for one in items[row.pk]):
            found.append(Received(row, note, shown))
    return found


def passed_on(reader: Reader, subject: UUID) -> list[Passed]:
    """Return what the reader's unit has passed on of a person; the person all of their own. The newest first, without its words.

    Raises Http404 for whoever has no relation to the person. Four queries and a commit.
    """
    doors.require(reader, Deed.SUMMARY, [Part.ID], subject)
    rows = _listed(same_as(subject))
    if reader.role != "person":
        rows = rows.filter(by_unit__in=reader.units)
    return [_passed(row, reader.on) for row in rows]


_RELEASED = Decision(is_permitted=True, reason=Reason.RELEASED)


def _sent_to(reader: Reader, same: set[UUID]) -> QuerySet[Release]:
    sent = Q(needs_second=False) | Q(approval__isnull=False)
    rows = _listed(same).filter(sent, to_unit__in=reader.within, purpose=reader.purpose)
    return rows.filter(to_day__gte=reader.on, stop__isnull=True).prefetch_related("items__course")


def _of(row: Release, same: set[UUID]) -> list[ReleasedItem]:
    """Return the items that are a person's own, in order; the note only if all are, for it may be about any."""
    items = sorted(row.items.all(), key=lambda one: one.nth)
    own = [one for one in items if one.course is not None and one.course.subject_id in same]
    is_whole = all(one.course is None or one.course.subject_id in same for one in items)
    return items if is_whole else own


def _listed(same: set[UUID]) -> QuerySet[Release]:
    # By the courses that it is from: parted again, of two who were merged by mistake, each keeps their own.
    items = ReleasedItem.objects.filter(course__subject__in=same)
    rows = Release.objects.filter(pk__in=items.values("release")).order_by("-at", "pk")
    return rows.select_related("to_unit", "by_unit", "approval", "stop")


def _passed(row: Release, on: date) -> Passed:
    approval = getattr(row, "approval", None)
    return Passed(
        row,
        is_sent=not row.needs_second or approval is not None,
        is_stopped=hasattr(row, "stop"),
        is_over=row.to_day < on,
        approved_by=approval.user if approval else None,
    )
