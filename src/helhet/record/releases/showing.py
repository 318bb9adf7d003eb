"""What has been passed on: the words that a recipient is shown, and the list that the sender and the person have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from helhet.access import doors, log
from helhet.access.consents import same_as
from helhet.access.deciding import Decision, Reader, Reason
from helhet.access.table import Deed, Part
from helhet.record.models import Release, ReleasedItem
from helhet.record.releases.choosing import Wanted, parts_of_item, prepare
from helhet.record.releases.passing import own_release
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
    said = _opened(rows, items)
    return [
        Received(row, *said[row.pk])
        for row in rows
        if any(one.nth != NOTE for one in items[row.pk])
    ]


def passed_on(reader: Reader, subject: UUID) -> list[Passed]:
    """Return what the reader's unit has passed on of a person; the person all of their own. The newest first, without its words.

    Raises Http404 for whoever has no relation to the person. Four queries and a commit.
    """
    doors.require(reader, Deed.SUMMARY, [Part.ID], subject)
    rows = _listed(same_as(subject))
    if reader.role != "person":
        rows = rows.filter(by_unit__in=reader.units)
    return [as_passed(row, reader.on) for row in rows]


@dataclass(frozen=True)
class Own:
    """A release as the unit that made it sees it: how it stands, and what it says; of what has been erased since nothing is there."""

    passed: Passed
    note: str
    items: tuple[Snapshot, ...]


def draft(reader: Reader, subject: UUID, wanted: Wanted, now: datetime) -> tuple[Snapshot, ...]:
    """Return what a recipient would be shown, word by word; nothing is written but the log of the looks. Raises as `prepare` does."""
    made = prepare(reader, subject, wanted, now, is_draft=True)
    return tuple(snapshot(one.told) for one in made.chosen)


def own(reader: Reader, release: UUID) -> Own:
    """Return a release that the reader's unit made, before a second person lets it go and after; logged before it is shown.

    Raises Http404 for any other, PermissionDenied for whoever may not read all that it says. Seven queries and a commit.
    """
    row, parts = own_release(reader, release)
    doors.require(reader, Deed.READ, parts or {Part.ID}, row.subject_id)
    same = same_as(row.subject_id)
    told = _listed(same).prefetch_related("items__course").filter(pk=row.pk).first()
    if told is None:
        return Own(as_passed(row, reader.on), "", ())
    note, items = _opened([told], {told.pk: _of(told, same)})[told.pk]
    return Own(as_passed(told, reader.on), note, items)


def _opened(
    rows: Sequence[Release], items: Mapping[UUID, Sequence[ReleasedItem]]
) -> dict[UUID, tuple[str, tuple[Snapshot, ...]]]:
    """Return the note and the words of releases, as far as they have not been erased. One query."""
    words = opened_words([one for told in items.values() for one in told])
    found = {}
    for row in rows:
        told = [(one.nth, words.get((row.pk, one.nth))) for one in items[row.pk]]
        shown = tuple(snapshot(said) for nth, said in told if nth != NOTE and said)
        note = next((said["note"] for nth, said in told if nth == NOTE and said), "")
        found[row.pk] = note, shown
    return found


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


def as_passed(row: Release, on: date) -> Passed:
    """Return how a release stands on a day."""
    approval = getattr(row, "approval", None)
    return Passed(
        row,
        is_sent=not row.needs_second or approval is not None,
        is_stopped=hasattr(row, "stop"),
        is_over=row.to_day < on,
        approved_by=approval.user if approval else None,
    )
