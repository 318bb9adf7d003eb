"""A release is made, approved by a second person where it goes to court, and stopped."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from helhet.access import doors, log
from helhet.access.consents import same_as
from helhet.access.deciding import Decision, Reader, Reason
from helhet.access.relations import ground_to
from helhet.access.table import Deed, Part
from helhet.record.doors.repeating import Keyed, Recorded, answered, once
from helhet.record.models import (
    Release,
    ReleaseApproval,
    ReleasedItem,
    ReleasedWords,
    ReleaseStop,
)
from helhet.record.releases.choosing import (
    Prepared,
    Wanted,
    check_parts,
    parts_of_item,
    prepare,
)
from helhet.record.releases.rules import NotReleasable, receives
from helhet.record.releases.snapshots import NOTE, sealed_words
from helhet.storage.ring import ring


def pass_on(
    reader: Reader, subject: UUID, wanted: Wanted, now: datetime, key: UUID | None = None
) -> Release:
    """Pass words of a record on; logged before it is written. To a court it waits for a second person (`approve`).

    Sent again under the same `key` it is the release that it was. Raises as `prepare` does, KeyReused for a key that was
    another request's. Must not be called inside a transaction.
    """
    asked = keyed(reader.user, key, subject, wanted)
    if done := answered(asked):
        return before(reader, done)
    made = prepare(reader, subject, wanted, now)
    log_release(reader, made.release, made.parts, Reason.PASSED_ON)
    return write(reader, made, wanted, asked, now)


def keyed(user: int, key: UUID | None, about: UUID, wanted: Wanted) -> Keyed:
    """Return a request that something be passed on."""
    items = [
        [str(one.course), one.number, sorted(one.fields), one.with_outcome] for one in wanted.items
    ]
    plain = {**vars(wanted), "items": items}
    text = json.dumps(["release", str(about), plain], sort_keys=True, default=str)
    return Keyed(user, key, tuple(ring().blinds(text, "request")))


def write(
    reader: Reader,
    made: Prepared,
    wanted: Wanted,
    asked: Keyed,
    now: datetime,
    beside: Callable[[], None] | None = None,
) -> Release:
    """Write what has been prepared and logged, once however often it is asked, and what stands beside it."""

    def save() -> Recorded:
        made.release.save(force_insert=True)
        _save_words(made, wanted)
        if beside:
            beside()
        return Recorded(made.release.pk, NOTE)

    return before(reader, once(asked, now, save))


def before(reader: Reader, done: Recorded) -> Release:
    """Return a release that was written, under the key that its sender gave it."""
    row, _ = own_release(reader, done.course)
    return row


def approve(reader: Reader, release: UUID, now: datetime) -> None:
    """Let a release go as the second person; once more does nothing. What it rests on is asked again.

    Raises Http404 for whoever is not of the unit that made it or may not read what it says; NotReleasable for whoever made
    it, in whatever role, and for one that is stopped or over.
    """
    row, parts = own_release(reader, release)
    require_words(reader, row)
    if row.user == reader.user:
        raise NotReleasable("user", "same")
    if ReleaseStop.objects.filter(release=row).exists():
        raise NotReleasable("release", "stopped")
    if row.to_day < reader.on:
        raise NotReleasable("release", "over")
    if row.items.exclude(course=None).exclude(course__subject__in=same_as(row.subject_id)).exists():
        raise NotReleasable("items", "parted")
    check_parts(row, parts, reader.on, now)
    log_release(reader, row, parts, Reason.PASSED_ON)
    who = {"made_by": row.user, "user": reader.user, "role": reader.role, "at": now}
    with transaction.atomic():
        ReleaseApproval.objects.get_or_create(release=row, defaults=who)


def stop(reader: Reader, release: UUID, why: str, now: datetime) -> None:
    """Show a release to its recipient no more; once more does nothing. Raises Http404 as `approve` does."""
    row, parts = own_release(reader, release)
    doors.require(reader, Deed.SUMMARY, [Part.ID], row.subject_id)
    if why not in ReleaseStop.Why.values:
        raise NotReleasable("why", "unknown")
    log_release(reader, row, parts, Reason.RELEASE_STOPPED)
    who = {"why": why, "user": reader.user, "role": reader.role, "at": now}
    with transaction.atomic():
        ReleaseStop.objects.get_or_create(release=row, defaults=who)


def _save_words(made: Prepared, wanted: Wanted) -> None:
    items, words, release = [], [], made.release
    if wanted.note or wanted.own_words:
        said = {"note": wanted.note, "own": wanted.own_words}
        row, hash_ = sealed_words(release, NOTE, said)
        items.append(ReleasedItem(release=release, nth=NOTE, hash=hash_))
        words.append(row)
    for nth, one in enumerate(made.chosen, start=NOTE + 1):
        row, hash_ = sealed_words(release, nth, one.told)
        of = {"course_id": one.item.course, "number": one.item.number}
        parts = ",".join(sorted(one.parts))
        items.append(ReleasedItem(release=release, nth=nth, parts=parts, hash=hash_, **of))
        words.append(row)
    ReleasedItem.objects.bulk_create(items)
    ReleasedWords.objects.bulk_create(words)


def own_release(reader: Reader, release: UUID) -> tuple[Release, set[Part]]:
    """Return a release that the reader's unit made, and its parts; refuse any other as if there were none."""
    rows = Release.objects.select_related("report").prefetch_related("items")
    row = rows.filter(pk=release, by_unit__in=reader.units).first()
    if row is None:
        doors.refuse(reader, Deed.WRITE, [Part.ID], release)
    return row, {part for one in row.items.all() for part in parts_of_item(one)}


def require_words(reader: Reader, row: Release) -> None:
    """Let in whoever may read all that a release says; logged. Of a report to the court what others have passed on may be read
    as it was passed on.

    Raises Http404 and PermissionDenied as the doors do.
    """
    report, items = getattr(row, "report", None), list(row.items.all())
    others = [one for one in items if report and one.course_id not in (None, report.course_id)]
    own = {part for one in items if one not in others for part in parts_of_item(one)}
    doors.require(reader, Deed.READ, sorted(own) or [Part.ID], row.subject_id)
    parts = sorted({part for one in others for part in parts_of_item(one)})
    held = ground_to(reader, row.subject_id).relations if parts else ()
    if not all(receives(doors.table(), reader, held, part) for part in parts):
        doors.refuse(reader, Deed.READ, parts, row.subject_id)
    if parts:
        decision = Decision(is_permitted=True, reason=Reason.RELEASED)
        log.write(reader, Deed.READ, parts, [row.subject_id], decision)


def log_release(reader: Reader, release: Release, parts: Collection[Part], reason: Reason) -> None:
    """Log what is done with a release, before it is done."""
    decision = Decision(is_permitted=True, reason=reason)
    log.write(reader, Deed.WRITE, sorted(parts), [release.subject_id], decision, request=release.pk)
