"""One run of an import: for whom, by whom, what has come of it; and the one way in which it writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction

from helhet.access import log
from helhet.access.deciding import Decision, Reader, Reason
from helhet.access.table import Deed, Part
from helhet.importing.courses import ToldCourse, Who
from helhet.importing.csvfiles import Row
from helhet.importing.faults import RowFault
from helhet.importing.known import Sender
from helhet.importing.models import Imported
from helhet.importing.world import World
from helhet.parties.identifiers import Number
from helhet.parties.models import Subject
from helhet.record.courses.appending import Author
from helhet.record.courses.folding import Fold, plain_fold
from helhet.record.models import IMPORT
from helhet.record.wholeness.resealing import keep_keys

ANOTHER: Final = (
    "this was imported before, and is another now",
    "Send it as it was; what has changed since is recorded by whoever works with the person.",
)


@dataclass
class Outcome:
    """What was written, or would be; every fault; and the rows that were not taken."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[RowFault] = field(default_factory=list)
    rejected: list[Row] = field(default_factory=list)


@dataclass
class Run:
    """One run of an import, by one user for one sender."""

    sender: Sender
    user: int
    world: World
    is_rehearsal: bool = False
    fold: Fold = plain_fold
    tell: Callable[[str], None] = lambda _: None
    outcome: Outcome = field(default_factory=Outcome)
    # Everybody of this run by the sender's id; who has a number that was given in this run; whose row was not taken.
    people: dict[str, Who] = field(default_factory=dict)
    given: dict[Number, Who] = field(default_factory=dict)
    # What was erased by law, by the names and numbers under which it would be sent again, each with the day.
    erased: Mapping[str, Mapping[int, date]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    @property
    def author(self) -> Author:
        """Who writes."""
        return Author(self.user, IMPORT)

    def erased_of(self, kind: Imported.Kind, told_id: str) -> dict[int, date]:
        """Return which of a person's or course's numbers were erased, each with the day."""
        names = self.sender.names(kind, told_id) if self.erased else ()
        return {n: day for name in names for n, day in self.erased.get(name, {}).items()}

    def here(self, subjects: Iterable[UUID]) -> dict[UUID, Who]:
        """Return what the register has of persons now, also by whoever they were merged into. One query."""
        rows = Subject.objects.filter(pk__in=list(subjects)).values_list(
            "pk", "person__born_on", "root__person__born_on", "root__person__died_on"
        )
        return {row[0]: Who(*row) for row in rows}

    def write(self, parts: Iterable[Part], subjects: list[UUID], save: Callable[[], None]) -> None:
        """Log whose record it is, then write all of it or nothing, while no key is taken into use or away."""
        if self.is_rehearsal or not subjects:
            return
        self.log(Deed.WRITE, parts, subjects)
        with transaction.atomic():
            keep_keys()
            save()

    def log(self, deed: Deed, parts: Iterable[Part], subjects: Iterable[UUID]) -> None:
        """Log whose record is read or written, before anything is told of it."""
        reader = Reader(self.user, IMPORT, IMPORT, self.world.today)
        decision = Decision(is_permitted=True, reason=Reason.IMPORTED)
        log.write(reader, deed, parts, subjects, decision)

    def reject_course(self, told: ToldCourse, faults: list[RowFault]) -> None:
        """Take nothing of a course, and tell why; also of what could not be read before anybody asked whether it is known."""
        unread = {fault for row in (told.row, *told.entries) for fault in row.faults}
        self.reject([told.row], unread.union(faults), "courses")
        self.reject(told.entries, [], "entries")

    def reject(self, rows: Sequence[Row], faults: Iterable[RowFault], kind: str) -> None:
        """Take none of these rows, and tell why."""
        self.outcome.rejected += rows
        self.outcome.faults += faults
        self.outcome.counts[f"{kind} rejected"] += len(rows)
