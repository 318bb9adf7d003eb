"""The one writer of entries: a locked course, new entries below its last, and all that follows from them.

Nothing is asked here; `recording` and `hearing` ask before. Call inside a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.db.models import Max

from helhet.access.chains import leaf
from helhet.access.deciding import Reader
from helhet.parties.models import Person
from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.folding import read_course
from helhet.record.content import sealed_content
from helhet.record.courses import keeping, projecting
from helhet.record.courses.outgoing import write_messages
from helhet.record.courses.reading import as_core, core_course, row_of, until_of
from helhet.record.errors import Stale
from helhet.record.models import Content, Course, Entry
from helhet.record.pathways import table_of
from helhet.record.times import to_day


@dataclass(frozen=True)
class Author:
    """Who writes, in which role and unit."""

    user: int
    role: str
    unit: int | None = None

    @classmethod
    def of(cls, reader: Reader) -> Self:
        """Return who acts as this reader."""
        return cls(reader.user, reader.role, reader.unit)


class Origin(NamedTuple):
    """The effect that an entry was heard from: its course, entry and name, and how often it had been told before."""

    course: UUID
    number: int
    effect: str
    revision: int


@dataclass(frozen=True)
class New:
    """An entry to be written. `content` is what its forms say, and a reason that was given.

    `author` is given where the entries of one course were written by several.
    """

    kind: str
    happened_on: date
    happened_at: datetime | None = None
    event: str = ""
    outcome: str = ""
    setting: str = ""
    unit: int | None = None
    fulfils: int | None = None
    replaces: int | None = None
    voids: int | None = None
    origin: Origin | None = None
    content: Mapping[str, Any] = field(default_factory=dict)
    author: Author | None = None


def births(course: Course, on: date) -> list[New]:
    """Return the birth as the register has it, to be heard before a course's first entry; nothing if it is not known."""
    born = born_as(course.subject_id, on)
    return [] if born.content["born"] is None else [born]


def born_as(subject: UUID, on: date, origin: Origin | None = None) -> New:
    """Return the birth date that the register has of somebody now, or that it has none, as an entry."""
    born = Person.objects.filter(pk=subject).values_list("born_on", flat=True).first()
    told = {"born": None if born is None else to_day(born)}
    return New(Entry.Kind.BIRTH, on, origin=origin, content=told)


def lock(course: Course, version: int) -> None:
    """Take the course for this transaction; raise Stale if somebody has written since `version`, or since it was read."""
    taken = Course.objects.filter(pk=course.pk, version=version).update(version=version)
    if not taken or course.version != version:
        raise Stale("somebody else has written in the course since it was read")


def append(
    course: Course,
    entries: Sequence[New],
    author: Author,
    now: datetime,
    before: CoreCourse | None = None,
) -> list[Entry]:
    """Write entries and what follows from them; return their rows.

    The course must be locked; `before` is how it reads, if it has been read since.
    """
    before = before or core_course(course)
    rows = write(course, entries, author, now)
    after = with_entries(before, rows, entries)
    refresh(course, after, now)
    write_messages(course, before, after, now)
    return rows


def refresh(course: Course, core: CoreCourse, now: datetime) -> None:
    """Write everything that follows from a course as of a moment."""
    table = table_of(course.pathway)
    until = until_of(table, core, now)
    reading = read_course(table, core, until)
    projection = projecting.project(course, table, core, reading, until)
    keeping.write(course, projection)
    row = {**projection.course, "version": course.version, "head": course.head}
    Course.objects.filter(pk=course.pk).update(**row)
    for name, value in projection.course.items():
        setattr(course, name, value)


def entry_hash(entry: Entry) -> bytes:
    """Return the hash of an entry: everything of its row, the hash of its content, and the hash of the entry before it."""
    moments = (entry.happened_at, entry.recorded_at)
    told = [at.astimezone(UTC).isoformat(timespec="microseconds") if at else "" for at in moments]
    course = entry.course
    # The first entry says what the course is, for a course's own row may be written to.
    what = [str(course.subject_id), course.pathway, str(course.opened_by), course.is_origin_hidden]
    return leaf(
        [
            what if entry.number == 1 else None,
            str(entry.course_id),
            entry.number,
            entry.kind,
            entry.event,
            entry.outcome,
            entry.happened_on.isoformat(),
            *told,
            entry.setting,
            entry.unit_id,
            entry.fulfils,
            entry.replaces,
            entry.voids,
            entry.user,
            entry.role,
            entry.by_unit_id,
            str(entry.origin or ""),
            entry.origin_number,
            entry.origin_effect,
            entry.origin_revision,
            bytes(entry.content_hash).hex(),
            bytes(entry.previous).hex(),
        ]
    )


def write(course: Course, entries: Sequence[New], author: Author, now: datetime) -> list[Entry]:
    """Write entries below the last one, linked to it; nothing yet of what follows. The course must be locked."""
    rows, contents = rows_for(course, entries, author, _recorded_at(course, now))
    Entry.objects.bulk_create(rows)
    Content.objects.bulk_create(contents)
    return rows


def rows_for(
    course: Course, entries: Iterable[New], author: Author, recorded_at: datetime
) -> tuple[list[Entry], list[Content]]:
    """Return the rows of entries and of what they say, not yet saved; the course has its new version and head."""
    rows, contents = [], []
    for new in entries:
        row, content = _row(course, new, author, recorded_at)
        course.version, course.head = row.number, row.hash
        rows.append(row)
        contents.append(content)
    return rows, contents


def _recorded_at(course: Course, now: datetime) -> datetime:
    """Return the time of recording: never before the last one, whatever the clock of the machine did."""
    last = course.entries.aggregate(last=Max("recorded_at"))["last"]
    return max(now, last) if last else now


def _row(course: Course, new: New, author: Author, recorded_at: datetime) -> tuple[Entry, Content]:
    number, author = course.version + 1, new.author or author
    content, hashed = sealed_content(course.pk, number, new.content)
    row = Entry(
        course=course,
        number=number,
        kind=new.kind,
        event=new.event,
        outcome=new.outcome,
        happened_on=new.happened_on,
        happened_at=new.happened_at,
        setting=new.setting,
        unit_id=new.unit,
        fulfils=new.fulfils,
        replaces=new.replaces,
        voids=new.voids,
        user=author.user,
        role=author.role,
        by_unit_id=author.unit,
        origin=new.origin and new.origin.course,
        origin_number=new.origin and new.origin.number,
        origin_effect=new.origin.effect if new.origin else "",
        origin_revision=new.origin and new.origin.revision,
        recorded_at=recorded_at,
        content_hash=hashed,
        previous=bytes(course.head),
    )
    row.hash = entry_hash(row)
    return row, content


def with_entries(before: CoreCourse, rows: Sequence[Entry], entries: Sequence[New]) -> CoreCourse:
    """Return a course with rows that have just been made from these entries."""
    contents = {row.number: new.content for row, new in zip(rows, entries, strict=True)}
    added = as_core(map(row_of, rows), contents)
    born = added.born if any(row.kind == Entry.Kind.BIRTH for row in rows) else before.born
    return replace(before, entries=(*before.entries, *added.entries), born=born)
