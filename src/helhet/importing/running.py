"""An import: persons first, then courses, so many in a transaction, each with what makes it known the next time.

Whoever stops it, however hard, starts it again: what has been written is recognised, and is neither
doubled nor lost. A row that was imported before and is another now is a conflict; nothing is changed by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from helhet.access import log
from helhet.access.deciding import Decision, Reader, Reason
from helhet.access.table import Deed, Part
from helhet.importing.courses import ToldCourse, Who, read_course, reading_faults, row_faults
from helhet.importing.csvfiles import Row
from helhet.importing.faults import CannotImport, RowFault
from helhet.importing.gathering import Gathered
from helhet.importing.known import Sender, is_same
from helhet.importing.models import Imported
from helhet.importing.persons import ToldPerson, read_persons
from helhet.importing.world import World
from helhet.parties.identifiers import Number, persons_with
from helhet.parties.models import Subject, Unit
from helhet.record.appending import Author
from helhet.record.batches import batches
from helhet.record.bulk import NewCourse, Ready, Rejected, read_new, write_ready
from helhet.record.folding import Fold, plain_fold
from helhet.record.parts import parts_of
from helhet.record.pathways import table_of
from helhet.record.registering import NewPerson, register_many

ROLE: Final = "import"
"""In which role entries are written that were imported; it stands in no decision table, and opens nothing."""
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
class Import:
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
    refused: set[str] = field(default_factory=set)

    def run(self, gathered: Gathered) -> Outcome:
        """Write all that holds together; raise CannotImport if somebody else writes the same at that moment."""
        for row, fault in gathered.faults:
            self._reject([row], [fault] if fault else [], row.file.kind)
        try:
            self._persons(gathered.persons)
            self._courses(gathered)
        except IntegrityError:
            raise CannotImport(
                "Somebody registered or imported the same at this moment. Run the import again: what has been written is recognised."
            ) from None
        self.outcome.faults.sort()
        return self.outcome

    # --- persons ---------------------------------------------------------------------------------------

    def _persons(self, rows: Sequence[Row]) -> None:
        told, faults = read_persons(rows, self.world)
        for row, fault in faults:
            self._refuse(row, fault)
        done = 0
        for batch in batches(told):
            self._write_persons(batch)
            done += len(batch)
            self.tell(f"persons: {done} of {len(told)}")

    def _write_persons(self, batch: list[ToldPerson]) -> None:
        before = self.sender.find(Imported.Kind.PERSON, (one.id for one in batch))
        registered = self._registered(batch)
        here = self._here(one.here for one in before.values())
        new: list[NewPerson] = []
        known: list[tuple[ToldPerson, UUID]] = []
        for one in batch:
            if found := before.get(one.id):
                self._known_person(one, found, here[found.here])
                continue
            who = self._by_number(one, registered)
            if who is None:
                made = NewPerson(one.with_number(), one.recorded_at)
                new.append(made)
                who = Who(made.subject, one.born_on, one.died_on)
                self.outcome.counts["persons new"] += 1
            elif _differ(who, one):
                words = (
                    "the register has another birth date for this number",
                    "Mend the one that is wrong.",
                )
                self._refuse(one.row, one.row.fault("born_on", *words))
                continue
            else:
                self.outcome.counts["persons in the register already"] += 1
            self.people[one.id] = who
            if one.number:
                self.given[one.number] = who
            known.append((one, who.subject))
        self._write(
            [Part.ID, Part.ADR],
            [subject for _, subject in known],
            lambda: self._save_persons(new, known),
        )

    def _registered(self, batch: Iterable[ToldPerson]) -> dict[Number, Who]:
        found = persons_with(one.number for one in batch if one.number)
        here = self._here(person.subject_id for person in found.values())
        return {number: here[person.subject_id] for number, person in found.items()}

    def _by_number(self, one: ToldPerson, registered: dict[Number, Who]) -> Who | None:
        number = one.number
        return (self.given.get(number) or registered.get(number)) if number else None

    def _known_person(self, one: ToldPerson, before: Imported, who: Who) -> None:
        if is_same(before, one.text):
            self.people[one.id] = who
            self.outcome.counts["persons imported before"] += 1
        else:
            self._refuse(one.row, one.row.fault("", *ANOTHER))

    def _save_persons(self, new: list[NewPerson], known: list[tuple[ToldPerson, UUID]]) -> None:
        register_many(new, self._author, self.world.now)
        Imported.objects.bulk_create(
            self.sender.row(Imported.Kind.PERSON, one.id, subject, one.text, self.world.now)
            for one, subject in known
        )

    def _refuse(self, row: Row, fault: RowFault) -> None:
        self.refused.add(row.get("person"))
        self._reject([row], [fault], "persons")

    # --- courses ---------------------------------------------------------------------------------------

    def _courses(self, gathered: Gathered) -> None:
        if gathered.is_torn:
            self._refuse_all(gathered.courses)
            return
        units = dict(Unit.objects.values_list("code", "pk"))
        done = 0
        for batch in batches(gathered.courses):
            self._write_courses(batch, units)
            done += len(batch)
            self.tell(f"courses: {done} of {len(gathered.courses)}")

    def _refuse_all(self, courses: Iterable[ToldCourse]) -> None:
        words = (
            "nobody knows whether an entry is lost, for a row of entries cannot be read",
            "Mend that row.",
        )
        for told in courses:
            self._reject_course(told, [told.row.fault("course", *words)])

    def _write_courses(self, batch: list[ToldCourse], units: dict[str, int]) -> None:
        before = self.sender.find(Imported.Kind.COURSE, (one.id for one in batch))
        people = self._people(batch)
        good: list[tuple[ToldCourse, Who, NewCourse]] = []
        for told in batch:
            if found := before.get(told.id):
                self._known_course(told, found)
                continue
            who = people.get(told.row.get("person"))
            faults = list(row_faults(told.row, units)) or self._person_faults(told, who)
            read = faults if faults or who is None else read_course(told, who, units, self.world)
            if isinstance(read, NewCourse) and who is not None:
                good.append((told, who, read))
            elif isinstance(read, list):
                self._reject_course(told, read)
        self._save_read(good)

    def _save_read(self, good: list[tuple[ToldCourse, Who, NewCourse]]) -> None:
        read = read_new([new for *_, new in good], self._author, self.world.now, fold=self.fold)
        kept: list[tuple[ToldCourse, Ready]] = []
        for (told, who, _), ready in zip(good, read, strict=True):
            if isinstance(ready, Rejected):
                fault = told.row.fault(
                    "course", f"the core cannot read it: {ready.why}", "Mend its entries."
                )
                self._reject_course(told, [fault])
            elif faults := list(reading_faults(told, ready, who)):
                self._reject_course(told, faults)
            else:
                kept.append((told, ready))
                self.outcome.counts["courses new"] += 1
                self.outcome.counts["entries new"] += len(told.entries)
        subjects = [ready.course.subject_id for _, ready in kept]
        self._write(_parts(kept), subjects, lambda: self._save_courses(kept))

    def _person_faults(self, told: ToldCourse, who: Who | None) -> list[RowFault]:
        if told.row.get("person") in self.refused:
            return [told.row.fault("person", "the person's row was not taken", "Mend that first.")]
        if who is None:
            words = "nobody has this id", "Add the person to persons.csv, or mend the id."
            return [told.row.fault("person", *words)]
        return []

    def _known_course(self, told: ToldCourse, before: Imported) -> None:
        if is_same(before, told.text):
            self.outcome.counts["courses imported before"] += 1
        else:
            self._reject_course(told, [told.row.fault("course", *ANOTHER)])

    def _people(self, batch: Iterable[ToldCourse]) -> dict[str, Who]:
        """Return the persons of courses: those of this run, and those that were imported before."""
        wanted = {one.row.get("person") for one in batch}
        found = self.sender.find(Imported.Kind.PERSON, sorted(wanted - self.people.keys()))
        here = self._here(one.here for one in found.values())
        earlier = {told_id: here[one.here] for told_id, one in found.items()}
        return earlier | {one: self.people[one] for one in wanted & self.people.keys()}

    def _save_courses(self, kept: list[tuple[ToldCourse, Ready]]) -> None:
        write_ready([ready for _, ready in kept])
        Imported.objects.bulk_create(
            self.sender.row(
                Imported.Kind.COURSE, told.id, ready.course.pk, told.text, self.world.now
            )
            for told, ready in kept
        )

    # --- both ------------------------------------------------------------------------------------------

    @property
    def _author(self) -> Author:
        return Author(self.user, ROLE)

    def _here(self, subjects: Iterable[UUID]) -> dict[UUID, Who]:
        """Return who somebody is now, if they have been merged since: whoever they were merged into. One query."""
        rows = Subject.objects.filter(pk__in=list(subjects)).values_list(
            "pk", "root", "root__person__born_on", "root__person__died_on"
        )
        return {subject: Who(root, born, died) for subject, root, born, died in rows}

    def _write(self, parts: Iterable[Part], subjects: list[UUID], save: Callable[[], None]) -> None:
        """Log whose record it is, then write all of it or nothing."""
        if self.is_rehearsal or not subjects:
            return
        reader = Reader(self.user, ROLE, ROLE, self.world.today)
        decision = Decision(is_permitted=True, reason=Reason.IMPORTED)
        log.write(reader, Deed.WRITE, parts, subjects, decision)
        with transaction.atomic():
            save()

    def _reject_course(self, told: ToldCourse, faults: list[RowFault]) -> None:
        self._reject([told.row], faults, "courses")
        self._reject(told.entries, [], "entries")

    def _reject(self, rows: Sequence[Row], faults: Iterable[RowFault], kind: str) -> None:
        self.outcome.rejected += rows
        self.outcome.faults += faults
        self.outcome.counts[f"{kind} rejected"] += len(rows)


def _differ(who: Who, told: ToldPerson) -> bool:
    return None not in (who.born_on, told.born_on) and who.born_on != told.born_on


def _parts(courses: Iterable[tuple[ToldCourse, Ready]]) -> list[Part]:
    """Return the parts of a record that courses touch, each once."""
    found: dict[Part, None] = {}
    for told, _ in courses:
        pathway = told.row.get("pathway")
        events = {row.get("event") for row in told.entries} - {""}
        forms = [
            form
            for name in sorted(events)
            if (event := table_of(pathway).event(name))
            for form in event.form
        ]
        found |= dict.fromkeys(parts_of(pathway, forms))
    return sorted(found)
