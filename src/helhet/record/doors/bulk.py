"""Many courses at once, for imports and the demo: the same entries and the same rows, in few queries.

Nobody asks here who may write, or from which state: what comes was decided elsewhere. What the
courses do to others is written into the outbox as sent, for it was told there too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from helhet.parties.models import Unit
from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import CourseReading
from helhet.pathway.errors import EntryError
from helhet.pathway.tables.table import Table
from helhet.record.courses import keeping, projecting
from helhet.record.courses.appending import Author, New, rows_for, with_entries
from helhet.record.courses.folding import Asked, Fold, plain_fold, read_many
from helhet.record.courses.outgoing import message_of
from helhet.record.courses.projecting import Projection
from helhet.record.courses.reading import until_of
from helhet.record.effects import Key, effects_of
from helhet.record.models import Content, Course, Entry, Message
from helhet.record.pathways import table_of
from helhet.record.renewal.batches import batches
from helhet.record.times import to_instant


@dataclass(frozen=True)
class NewCourse:
    """A course that is not there yet, with its entries in the order of recording, each with when that was."""

    course: Course
    entries: Sequence[tuple[New, datetime]]


@dataclass(frozen=True)
class Rejected:
    """A course that the core cannot read, and why; nothing of it was written."""

    course: Course
    why: str


def record_many(
    courses: Iterable[NewCourse],
    author: Author,
    now: datetime,
    *,
    fold: Fold = plain_fold,
    told: Callable[[int], None] = lambda _: None,
) -> list[Rejected]:
    """Write whole courses, so many in a transaction; return those that were rejected.

    `told` hears how many have been written, for whoever waits.
    """
    rejected: list[Rejected] = []
    written = 0
    for batch in batches(courses):
        read = read_new(batch, author, now, fold=fold)
        rejected += [one for one in read if isinstance(one, Rejected)]
        good = [one for one in read if not isinstance(one, Rejected)]
        write_ready(good)
        written += len(good)
        told(written)
    return rejected


def read_new(
    batch: Sequence[NewCourse], author: Author, now: datetime, *, fold: Fold = plain_fold
) -> list[Ready | Rejected]:
    """Return of each course all that is to be written, or that it cannot be; writes nothing. One query."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    ids = {code: unit.pk for code, unit in units.items()}
    made = [_made(one, author, now, units) for one in batch]
    asked = [one.asked for one in made if not isinstance(one, Rejected)]
    readings = iter(read_many(asked, fold))
    return [one if isinstance(one, Rejected) else _read(one, next(readings), ids) for one in made]


@dataclass(frozen=True)
class _Made:
    course: Course
    entries: list[Entry]
    contents: list[Content]
    asked: Asked


@dataclass(frozen=True)
class Ready:
    """A course that the core has read, with all its rows, not yet saved."""

    made: _Made
    messages: list[Message]
    projection: Projection

    @property
    def course(self) -> Course:
        """The course itself."""
        return self.made.course


def _made(
    new: NewCourse, author: Author, now: datetime, units: dict[str, Unit]
) -> _Made | Rejected:
    """Return a course's rows and how the core has it; rejected if it says anything of a later day."""
    course, table = new.course, table_of(new.course.pathway)
    rows: list[Entry] = []
    contents: list[Content] = []
    last = datetime.min.replace(tzinfo=now.tzinfo)
    for entry, recorded_at in new.entries:
        last = max(last, recorded_at)
        made, told = rows_for(course, [entry], author, last)
        rows += made
        contents += told
    core = with_entries(CoreCourse(()), _with_units(rows, units), [e for e, _ in new.entries])
    until = until_of(table, core, now)
    if until >= table.calendar.day_start[table.calendar.day_of(to_instant(now)) + 1]:
        return Rejected(course, "an entry lies in the future")
    return _Made(course, rows, contents, Asked(table, core, until))


def _read(
    made: _Made, reading: CourseReading | EntryError, ids: dict[str, int]
) -> Ready | Rejected:
    """Return all that follows from a course, which has what follows for its own row."""
    course, (table, core, until) = made.course, made.asked
    if isinstance(reading, EntryError):
        return Rejected(course, str(reading))
    projection = projecting.project(course, table, core, reading, until, ids)
    for name, value in projection.course.items():
        setattr(course, name, value)
    return Ready(made, _sent(course, table, core, made.entries), projection)


def _sent(course: Course, table: Table, core: CoreCourse, rows: list[Entry]) -> list[Message]:
    """Return the messages of what a course does to others, each as sent when its entry was recorded."""
    recorded = {row.number: row.recorded_at for row in rows}
    heard = frozenset(row.number for row in rows if row.origin is not None)
    return [
        sent(course, key, told, recorded[key[0]])
        for key, told in effects_of(table, course.pathway, core, heard).items()
    ]


def sent(course: Course, key: Key, told: Mapping[str, Any], recorded_at: datetime) -> Message:
    """Return the message of an effect as if it had been sent when its time came, not yet saved."""
    message = message_of(course, key, told, recorded_at)
    message.status, message.sent_at = Message.Status.SENT, message.not_before
    return message


def _with_units(rows: list[Entry], units: dict[str, Unit]) -> list[Entry]:
    """Give the rows their units as objects, so that none is asked for."""
    by_id = {unit.pk: unit for unit in units.values()}
    for row in rows:
        if row.unit_id is not None:
            row.unit = by_id[row.unit_id]
    return rows


def write_ready(batch: Sequence[Ready]) -> None:
    """Write courses that have been read, in one transaction."""
    with transaction.atomic():
        Course.objects.bulk_create(one.course for one in batch)
        Entry.objects.bulk_create((e for one in batch for e in one.made.entries), batch_size=500)
        Content.objects.bulk_create((c for one in batch for c in one.made.contents), batch_size=500)
        Message.objects.bulk_create((m for one in batch for m in one.messages), batch_size=500)
        keeping.write_new((one.course, one.projection) for one in batch)
