"""Whether the record is whole: each course's chain of entries, its contents, its erasures, what was passed on, and the heads sealed day by day.

A chain of its own shows that an entry was altered, moved or taken from the middle. That the last
ones are gone, or a whole course, only the sealed heads show.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import F, OuterRef, Q, Subquery

from helhet.access.chains import (
    BEGINNING,
    Finding,
    Kind,
    add_link,
    check_links,
    check_rows,
    found_twice,
    leaf,
    seal_all,
)
from helhet.access.checkpoints import read_checkpoints
from helhet.access.models import Seal
from helhet.record.content import hash_of
from helhet.record.courses.appending import entry_hash
from helhet.record.erasure.graves import check_erasures
from helhet.record.models import Content, Course, Entry, Erasure, SealedHead
from helhet.record.wholeness.missing import check_messages
from helhet.record.wholeness.movedup import check_moved_up
from helhet.record.wholeness.released import check_released
from helhet.storage.keys import KeyRingError

CHAIN: Final = "record"
BATCH: Final = 2_000


def seal_heads(checkpoints: Path) -> int:
    """Seal the head of every course that has grown since it was last sealed; return how many."""
    return seal_all(CHAIN, _seal_batch, checkpoints)


def _seal_batch() -> int:
    newest = SealedHead.objects.filter(course=OuterRef("pk")).order_by("-number")
    grown = Course.objects.annotate(sealed=Subquery(newest.values("number")[:1])).filter(
        Q(sealed__isnull=True) | Q(sealed__lt=F("version")), version__gt=0
    )
    heads = list(grown.order_by("pk").values_list("pk", "version", "head")[:BATCH])
    if heads:
        seal = add_link(CHAIN, [_leaf(*head) for head in heads])
        SealedHead.objects.bulk_create(
            SealedHead(seal=seal, course=course, number=number, head=bytes(head))
            for course, number, head in heads
        )
    return len(heads)


def _leaf(course: UUID, number: int, head: bytes | memoryview[int]) -> bytes:
    return leaf([str(course), number, bytes(head).hex()])


def verify_record(checkpoints: Path) -> Iterator[Finding]:
    """Yield everything that does not fit, by course and entry; nothing if all is whole."""
    yield from check_links(CHAIN, read_checkpoints(checkpoints))
    yield from _check_heads()
    yield from found_twice(partial(check_erasures, Path(settings.ERASURES_FILE)))
    yield from found_twice(check_released)
    yield from found_twice(check_moved_up)
    for course_id in list(Course.objects.order_by("pk").values_list("pk", flat=True)):
        # What was altered says nothing of what it should have told.
        yield from found_twice(partial(_check_course, course_id)) or check_messages(course_id)


def _check_heads() -> Iterator[Finding]:
    """Hold the heads under each link against its hash, and each against the entry that it is the head of. A query for each link."""
    entry = Entry.objects.filter(course=OuterRef("course"), number=OuterRef("number"))
    for seal in Seal.objects.filter(chain=CHAIN).order_by("number").iterator():
        told = seal.heads.order_by("course").annotate(kept=Subquery(entry.values("hash")[:1]))
        heads = list(told.values_list("course", "number", "head", "kept"))
        yield from check_rows(seal, [_leaf(*one[:3]) for one in heads], "a head")
        for course, number, head, kept in heads:
            where = f"course {course} entry {number}"
            if kept is None:
                yield Finding(Kind.CUT, CHAIN, where)
            elif bytes(kept) != bytes(head):
                yield Finding(Kind.ALTERED, CHAIN, where)


def _check_course(course_id: UUID) -> Iterator[Finding]:
    """Walk a course's entries: no gap, each hash right, each linked to the one before, the last one the head."""
    course = Course.objects.get(pk=course_id)  # as it is now, and not when the walk began
    previous, expected = BEGINNING, 1
    contents = {row.number: row for row in course.contents.all()}
    erased = set(Erasure.objects.filter(course=course.pk).values_list("number", flat=True))
    for entry in course.entries.filter(number__lte=course.version).order_by("number"):
        entry.course = course
        where = f"course {course.pk} entry {entry.number}"
        if entry.number != expected:
            yield Finding(Kind.MISSING, CHAIN, f"course {course.pk} entry {expected}")
            return
        if bytes(entry.previous) != previous:
            yield Finding(Kind.RELINKED, CHAIN, where)
        if entry_hash(entry) != bytes(entry.hash) or not _fits(entry, contents.get(entry.number)):
            yield Finding(Kind.ALTERED, CHAIN, where)
        if entry.number not in contents and entry.number not in erased:
            yield Finding(Kind.MISSING, CHAIN, f"{where}: its content")
        previous, expected = bytes(entry.hash), expected + 1
    if (course.version, bytes(course.head)) != (expected - 1, previous):
        yield Finding(Kind.CUT, CHAIN, f"course {course.pk} entry {course.version}")


def _fits(entry: Entry, content: Content | None) -> bool:
    """Return whether a content is what its entry's hash says; one that is gone has nothing to fit."""
    if content is None:
        return True
    try:
        return hash_of(content) == bytes(entry.content_hash)
    except KeyRingError:
        return False
