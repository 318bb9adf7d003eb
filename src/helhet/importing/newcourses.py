"""Courses of an import: read by the core, then written whole, or known from an earlier one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError

from helhet.access.table import Part
from helhet.importing.courses import ToldCourse, Who, read_course, reading_faults, row_faults
from helhet.importing.faults import RowFault
from helhet.importing.gathering import Gathered
from helhet.importing.known import is_same
from helhet.importing.models import Imported
from helhet.importing.run import ANOTHER, Run
from helhet.parties.models import Unit
from helhet.record.doors.bulk import NewCourse, Ready, Rejected, read_new, write_ready
from helhet.record.messages.righting import set_right_beside
from helhet.record.models import Course
from helhet.record.parts import parts_of
from helhet.record.pathways import table_of
from helhet.record.persons.reaching import hold
from helhet.record.renewal.batches import batches
from helhet.storage.keys import KeyRing
from helhet.storage.ring import ring


def take_courses(run: Run, gathered: Gathered) -> None:
    if gathered.is_torn:
        _refuse_all(run, gathered.courses)
        return
    units = dict(Unit.objects.values_list("code", "pk"))
    done = 0
    for batch in batches(gathered.courses):
        _write_courses(run, batch, units)
        done += len(batch)
        run.tell(f"courses: {done} of {len(gathered.courses)}")


def _refuse_all(run: Run, courses: Iterable[ToldCourse]) -> None:
    words = (
        "nobody knows whether an entry is lost, for a row of entries cannot be read",
        "Mend that row.",
    )
    for told in courses:
        run.reject_course(told, [told.row.fault("course", *words)])


def _write_courses(run: Run, batch: list[ToldCourse], units: dict[str, int]) -> None:
    keys = ring()
    before = run.sender.find(Imported.Kind.COURSE, (one.id for one in batch))
    people = _people(run, batch)
    good: list[tuple[ToldCourse, Who, NewCourse]] = []
    for told in batch:
        if found := before.get(told.id):
            _known_course(run, told, found)
            continue
        who = people.get(told.row.get("person"))
        faults = list(row_faults(told.row, units)) or _person_faults(run, told, who)
        erased = run.erased_of(Imported.Kind.COURSE, told.id)
        read = faults if faults or who is None else read_course(told, who, units, run.world, erased)
        if isinstance(read, NewCourse) and who is not None:
            good.append((told, who, read))
        elif isinstance(read, list):
            run.reject_course(told, read)
    _save_read(run, good, keys)


def _save_read(run: Run, good: list[tuple[ToldCourse, Who, NewCourse]], keys: KeyRing) -> None:
    read = read_new([new for *_, new in good], run.author, run.world.now, fold=run.fold)
    kept: list[tuple[ToldCourse, NewCourse, Ready]] = []
    for (told, who, new), ready in zip(good, read, strict=True):
        if isinstance(ready, Rejected):
            fault = told.row.fault(
                "course", f"the core cannot read it: {ready.why}", "Mend its entries."
            )
            run.reject_course(told, [fault])
        elif faults := list(reading_faults(told, ready, who)):
            run.reject_course(told, faults)
        else:
            kept.append((told, new, ready))
            run.outcome.counts["courses new"] += 1
            run.outcome.counts["entries new"] += len(told.entries)
    subjects = [new.course.subject_id for _, new, _ in kept]
    parts = _parts(told for told, *_ in kept)
    run.write(parts, subjects, lambda: _save_courses(run, kept, keys))


def _person_faults(run: Run, told: ToldCourse, who: Who | None) -> list[RowFault]:
    if told.row.get("person") in run.refused:
        return [told.row.fault("person", "the person's row was not taken", "Mend that first.")]
    if who is None:
        words = "nobody has this id", "Add the person to persons.csv, or mend the id."
        return [told.row.fault("person", *words)]
    return []


def _known_course(run: Run, told: ToldCourse, before: Imported) -> None:
    if is_same(before, told.text):
        run.outcome.counts["courses imported before"] += 1
        run.outcome.counts["entries imported before"] += len(told.entries)
    else:
        run.reject_course(told, [told.row.fault("course", *ANOTHER)])


def _people(run: Run, batch: Iterable[ToldCourse]) -> dict[str, Who]:
    """Return the persons of courses: those of this run, and those that were imported before."""
    wanted = {one.row.get("person") for one in batch}
    found = run.sender.find(Imported.Kind.PERSON, sorted(wanted - run.people.keys()))
    here = run.here(one.here for one in found.values())
    earlier = {told_id: here[one.here] for told_id, one in found.items()}
    return earlier | {one: run.people[one] for one in wanted & run.people.keys()}


def _save_courses(run: Run, kept: list[tuple[ToldCourse, NewCourse, Ready]], keys: KeyRing) -> None:
    told = [one for one, *_ in kept]
    if ring() == keys:
        ready = [one for *_, one in kept]
    else:
        ready = _read_again(run, told, [new for _, new, _ in kept])
    hold(*(one.course.subject_id for one in ready))
    write_ready(ready)
    Imported.objects.bulk_create(
        run.sender.row(Imported.Kind.COURSE, one.id, made.course.pk, one.text, run.world.now)
        for one, made in zip(told, ready, strict=True)
    )
    set_right_beside({one.course.pk for one in ready}, run.world.now)


def _read_again(run: Run, told: Iterable[ToldCourse], courses: Iterable[NewCourse]) -> list[Ready]:
    """Return courses sealed by the newest key: the one that sealed them when they were read may be gone.

    Raises IntegrityError if one is here by now: written by an older key, it keeps no newer one out.
    """
    if run.sender.find(Imported.Kind.COURSE, (one.id for one in told)):
        raise IntegrityError
    anew = [
        NewCourse(Course(subject_id=one.course.subject_id, pathway=one.course.pathway), one.entries)
        for one in courses
    ]
    read = read_new(anew, run.author, run.world.now, fold=run.fold)
    return [one for one in read if isinstance(one, Ready)]


def _parts(courses: Iterable[ToldCourse]) -> list[Part]:
    """Return the parts of a record that courses touch, each once."""
    found: dict[Part, None] = {}
    for told in courses:
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
