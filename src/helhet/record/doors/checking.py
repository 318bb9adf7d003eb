"""What is asked of an entry before it is written: its correction, its form, its act, and what it would change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import Entry as CoreEntry
from helhet.pathway.courses.course import Why
from helhet.pathway.courses.ordering import effective_entries
from helhet.pathway.tables.table import Table
from helhet.record import forms
from helhet.record.changes import Changed
from helhet.record.courses.reading import unit_ids
from helhet.record.courses.undoing import SaidBefore
from helhet.record.doors.changing import changed, read_now
from helhet.record.errors import Fault, NotAsTheFormSays, NotFromHere, NotKnown
from helhet.record.models import Course
from helhet.record.pathways import table_of, today
from helhet.record.persons.named import person_named
from helhet.record.telling import Told
from helhet.record.times import to_day, to_instant

# A gate is let through with a reason; nothing else is.
PASSABLE: Final = frozenset({Why.GATE_OPEN})


def turned_out(course: Course, told: Told) -> Told:
    """Return what is told with the outcome that its answers decide; raise a Refusal if somebody told another."""
    table, day = table_of(course.pathway), to_day(told.happened_on)
    if isinstance(told, SaidBefore) or table.event(told.event) is None:
        return told
    outcome = forms.outcome_of(table, day, told.event, told.values)
    if outcome is None:
        return told
    if told.outcome not in (None, outcome):
        raise NotKnown("the answers decide how this event turned out")
    return replace(told, outcome=outcome)


def check(course: Course, core: CoreCourse, told: Told, now: datetime) -> Changed:
    """Return what an entry would change of what was read before; raise a Refusal for one that cannot stand."""
    table = table_of(course.pathway)
    entry = _checked(course, table, core, told, now)
    return changed(course, core, _with(core, entry), entry, now)


def _checked(
    course: Course, table: Table, core: CoreCourse, told: Told, now: datetime
) -> CoreEntry:
    """Return the entry as the core will read it."""
    _check_correction(course, core, told)
    number = course.version + 1
    if isinstance(told, SaidBefore):
        return _as_core(table, told, number)
    if told.voids is not None:
        if not 0 <= to_day(told.happened_on) <= to_day(today(now)):
            raise NotAsTheFormSays([Fault("happened_on", "range")])
        return CoreEntry(number, to_day(told.happened_on), voids=told.voids)
    entry = _as_core(table, told, number)
    _check_form(course, table, entry, told, now)
    _check_act(table, core, entry, told, now)
    return entry


def _check_correction(course: Course, core: CoreCourse, told: Told) -> None:
    """Refuse to correct what is not there, or was heard: its own course corrects that."""
    corrected = told.replaces if told.voids is None else told.voids
    standing = {entry.number for entry in effective_entries(core.entries)}
    if told.fulfils is not None and told.fulfils not in standing:
        raise NotKnown("the entry to fulfil is not there")
    if corrected is None:
        return
    if corrected not in standing and not isinstance(told, SaidBefore):
        raise NotKnown("the entry to correct is not there")
    heard = course.entries.filter(number=corrected, origin__isnull=False).exists()
    if heard:
        raise NotKnown("the entry to correct was heard from another course, which corrects it")


def _as_core(table: Table, told: Told, number: int) -> CoreEntry:
    if (told.event, told.outcome) not in table.deed_codes or not told.event:
        raise NotKnown("the pathway has no such event or outcome")
    if told.setting is not None and told.setting not in table.names.settings:
        raise NotKnown("the pathway has no such setting")
    return CoreEntry(
        number,
        to_day(told.happened_on),
        told.event,
        told.outcome,
        None if told.happened_at is None else to_instant(told.happened_at),
        told.setting,
        None,
        told.values,
        told.fulfils,
        told.replaces,
    )


def _check_form(course: Course, table: Table, entry: CoreEntry, told: Told, now: datetime) -> None:
    found = forms.faults(table, entry.day, entry.event, told.values)
    starts = table.calendar.day_start
    if not 0 <= entry.day < len(starts) - 1:
        found.append(Fault("happened_on", "range"))
    elif starts[entry.day] > to_instant(now):
        found.append(Fault("happened_on", "future"))
    elif (
        entry.instant is not None and not starts[entry.day] <= entry.instant < starts[entry.day + 1]
    ):
        found.append(Fault("happened_at", "another-day"))
    elif entry.instant is not None and entry.instant > to_instant(now):
        found.append(Fault("happened_at", "future"))
    if not found:
        found += _unknown_units(table, entry) + _unknown_persons(course, table, entry)
    if found:
        raise NotAsTheFormSays(found)


def _unknown_units(table: Table, entry: CoreEntry) -> list[Fault]:
    """Return the fields that name a unit which is none: a course that is moved there would be nobody's."""
    named = list(forms.units_named(table, entry.day, entry.event, entry.values))
    known = unit_ids(str(code) for _, code in named)
    return [Fault(name, "unknown-unit") for name, code in named if code not in known]


def _unknown_persons(course: Course, table: Table, entry: CoreEntry) -> list[Fault]:
    """Return the fields that name nobody, or by something else than an id, or whomever the course is about already."""
    named = forms.persons_named(table, entry.day, entry.event, entry.values)
    return [
        Fault(name, "unknown-person")
        for name, told in named
        if (found := person_named(told)) is None or found.root_id == course.subject.root_id
    ]


def _check_act(table: Table, core: CoreCourse, entry: CoreEntry, told: Told, now: datetime) -> None:
    """Refuse an act that the pathway did not foresee here; a fact is always taken."""
    if table.event_on(entry.day, entry.event).fact:
        return
    place = entry.number if entry.replaces is None else entry.replaces
    for deviation in read_now(table, _with(core, entry), now).deviations:
        may_pass = deviation.why in PASSABLE and told.reason
        if deviation.number == place and not may_pass:
            raise NotFromHere(deviation.why, deviation.clock)


def _with(core: CoreCourse, entry: CoreEntry) -> CoreCourse:
    return replace(core, entries=(*core.entries, entry))
