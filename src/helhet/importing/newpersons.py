"""Persons of an import: registered, found by their number, or known from an earlier one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from django.db import IntegrityError

from helhet.access.table import Deed, Part
from helhet.importing.courses import Who
from helhet.importing.csvfiles import Row
from helhet.importing.faults import RowFault
from helhet.importing.known import is_same
from helhet.importing.models import Imported
from helhet.importing.persons import ToldPerson, read_persons
from helhet.importing.run import ANOTHER, Run
from helhet.parties.identifiers import Number, persons_with
from helhet.record.doors.registering import NewPerson, register_many
from helhet.record.renewal.batches import batches
from helhet.storage.keys import KeyRing
from helhet.storage.ring import ring

_OTHER_BIRTH: Final = (
    "the register has another birth date for this number",
    "Mend the one that is wrong.",
)


def take_persons(run: Run, rows: Sequence[Row]) -> None:
    """Write whom rows tell of, unless they are here already, and keep them for the courses of the run."""
    told, wrong = read_persons(rows, run.world)
    for row, faults in wrong:
        _refuse(run, row, *faults)
    done = 0
    for batch in batches(told):
        _write_persons(run, batch)
        done += len(batch)
        run.tell(f"persons: {done} of {len(told)}")


def _write_persons(run: Run, batch: list[ToldPerson]) -> None:
    keys = ring()
    before = run.sender.find(Imported.Kind.PERSON, (one.id for one in batch))
    registered = _registered(run, (one for one in batch if one.id not in before))
    here = run.here(one.here for one in before.values())
    new: list[NewPerson] = []
    known: list[tuple[ToldPerson, UUID]] = []
    for one in batch:
        if found := before.get(one.id):
            _known_person(run, one, found, here[found.here])
            continue
        who = _by_number(run, one, registered)
        if who and _differ(who, one):
            _refuse(run, one.row, one.row.fault("born_on", *_OTHER_BIRTH))
            continue
        if who is None and (erased_on := _erased_on(run, one)):
            _refuse(run, one.row, one.row.fault("", *_said_erased(erased_on)))
            continue
        run.outcome.counts["persons in the register already" if who else "persons new"] += 1
        who = who or _new_person(one, new)
        _remember(run, one, who)
        known.append((one, who.subject))
    run.write(
        [Part.ID, Part.ADR],
        [subject for _, subject in known],
        lambda: _save_persons(run, new, known, keys),
    )


def _new_person(one: ToldPerson, new: list[NewPerson]) -> Who:
    made = NewPerson(one.with_number(), one.recorded_at)
    new.append(made)
    return Who(made.subject, one.born_on, one.born_on, one.died_on)


def _erased_on(run: Run, one: ToldPerson) -> date | None:
    """Return when what a row tells of a person was erased by law; None if it was not, or the row tells nothing but an id."""
    if one.row.cells.keys() <= {"person", "recorded_at"}:
        return None
    return max(run.erased_of(Imported.Kind.PERSON, one.id).values(), default=None)


def _said_erased(on: date) -> tuple[str, str]:
    return (
        f"what was told of the person was erased by law on {on}",
        "Empty the row but for the id, or take it out with the person's courses.",
    )


def _remember(run: Run, one: ToldPerson, who: Who) -> None:
    run.people[one.id] = who
    if one.number:
        run.given[one.number] = who


def _registered(run: Run, batch: Iterable[ToldPerson]) -> dict[Number, Who]:
    """Return who is found by a number; logged, for also a rehearsal tells who is in the register."""
    found = persons_with(one.number for one in batch if one.number)
    here = run.here(person.subject_id for person in found.values())
    if here:
        run.log(Deed.READ, [Part.ID], here)
    return {number: here[person.subject_id] for number, person in found.items()}


def _by_number(run: Run, one: ToldPerson, registered: dict[Number, Who]) -> Who | None:
    number = one.number
    return (run.given.get(number) or registered.get(number)) if number else None


def _known_person(run: Run, one: ToldPerson, before: Imported, who: Who) -> None:
    if is_same(before, one.text):
        run.people[one.id] = who
        run.outcome.counts["persons imported before"] += 1
    else:
        _refuse(run, one.row, one.row.fault("", *ANOTHER))


def _save_persons(
    run: Run, new: list[NewPerson], known: list[tuple[ToldPerson, UUID]], keys: KeyRing
) -> None:
    if ring() != keys:
        _look_again(run, new, known)
    register_many(new, run.author, run.world.now)
    Imported.objects.bulk_create(
        run.sender.row(Imported.Kind.PERSON, one.id, subject, one.text, run.world.now)
        for one, subject in known
    )


def _look_again(run: Run, new: list[NewPerson], known: list[tuple[ToldPerson, UUID]]) -> None:
    """Raise IntegrityError if somebody is here by now: written by an older key, they keep no newer one out."""
    made = {one.subject for one in new}
    numbers = [one.number for one, subject in known if one.number and subject in made]
    if persons_with(numbers) or run.sender.find(Imported.Kind.PERSON, (one.id for one, _ in known)):
        raise IntegrityError


def _refuse(run: Run, row: Row, *faults: RowFault) -> None:
    run.refused.add(row.get("person"))
    run.reject([row], faults, "persons")


def _differ(who: Who, told: ToldPerson) -> bool:
    return None not in (who.born_on, told.born_on) and who.born_on != told.born_on
