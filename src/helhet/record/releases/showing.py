"""What has been passed on: the words that a recipient is shown, and the list that the sender and the person have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from helhet.access import doors, log
from helhet.access.consents import same_as
from helhet.access.deciding import Decision, Reader, Reason
from helhet.access.table import Deed, Part
from helhet.record.models import Release, ReleasedItem
from helhet.record.releases.choosing import Prepared, Wanted, parts_of_item, prepare
from helhet.record.releases.passing import own_release, require_words
from helhet.record.releases.rules import receives
from helhet.record.releases.snapshots import NOTE, Snapshot, opened_words, snapshot


@dataclass(frozen=True)
class Received:
    """A release as its recipient sees it: of what has been erased since nothing is there."""

    release: Release
    note: str
    items: tuple[Snapshot, ...]


class Handed(NamedTuple):
    """A release with those of its items that its recipient is shown, and the words of all that are there, by release and number."""

    release: Release
    items: list[ReleasedItem]
    words: Mapping[tuple[UUID, int], Mapping[str, Any]]


class Letter(NamedTuple):
    """What a release says: the sender's note, the person's own words, each entry, and where it stood: course and number."""

    note: str
    own_words: str
    items: tuple[Snapshot, ...]
    keys: tuple[tuple[UUID, int], ...]


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
    found = handed(reader, subject)
    return [
        Received(row, letter.note, letter.items)
        for row, items, words in found
        if any(one.nth != NOTE for one in items) and (letter := letter_of(items, words))
    ]


def handed(reader: Reader, subject: UUID) -> list[Handed]:
    """Return the same as it is kept: each release with its items, and the words of those that are not erased. As `received`."""
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
    return [Handed(row, items[row.pk], words) for row in rows]


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
    letter: Letter


def draft(reader: Reader, subject: UUID, wanted: Wanted, now: datetime) -> Letter:
    """Return what a recipient would be shown, word by word; nothing is written but the log of the looks. Raises as `prepare` does."""
    return drafted(prepare(reader, subject, wanted, now, is_draft=True), wanted)


def drafted(made: Prepared, wanted: Wanted) -> Letter:
    """Return what has been prepared as it will be read."""
    keys = tuple((one.item.course, one.item.number) for one in made.chosen)
    items = tuple(snapshot(one.told) for one in made.chosen)
    return Letter(wanted.note, wanted.own_words, items, keys)


def own(reader: Reader, release: UUID) -> Own:
    """Return a release that the reader's unit made, before a second person lets it go and after; logged before it is shown.

    Raises Http404 for any other, PermissionDenied for whoever may not read all that it says. Seven queries and a commit.
    """
    row, _ = own_release(reader, release)
    require_words(reader, row)
    same = same_as(row.subject_id)
    told = _listed(same).prefetch_related("items__course").filter(pk=row.pk).first()
    if told is None:
        return Own(as_passed(row, reader.on), Letter("", "", (), ()))
    items = _of(told, same)
    return Own(as_passed(told, reader.on), letter_of(items, opened_words(items)))


def letter_of(
    items: Sequence[ReleasedItem], words: Mapping[tuple[UUID, int], Mapping[str, Any]]
) -> Letter:
    """Return what some items of a release say, as far as they have not been erased."""
    told = [(one, words[key]) for one in items if (key := (one.release_id, one.nth)) in words]
    note = next((said for one, said in told if one.nth == NOTE), {})
    entries = [(one, said) for one, said in told if one.nth != NOTE]
    return Letter(
        note.get("note", ""),
        note.get("own", ""),
        tuple(snapshot(said) for _, said in entries),
        tuple((one.course_id, one.number) for one, _ in entries if one.course_id and one.number),
    )


_RELEASED = Decision(is_permitted=True, reason=Reason.RELEASED)


def _sent_to(reader: Reader, same: set[UUID]) -> QuerySet[Release]:
    sent = Q(needs_second=False) | Q(approval__isnull=False)
    rows = _listed(same).filter(sent, to_unit__in=reader.within, purpose=reader.purpose)
    rows = rows.filter(report=None)  # a report to the court is the unit's own
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
    return rows.select_related("to_unit", "by_unit", "approval", "stop", "report")


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
