"""What an entry changes of what was read before: read once without it and once with it, and held side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import CourseReading, Run
from helhet.pathway.courses.course import Entry as CoreEntry
from helhet.pathway.courses.effects import changed_effects
from helhet.pathway.courses.folding import read_course
from helhet.pathway.courses.ordering import effective_entries, in_order
from helhet.pathway.tables.table import Table
from helhet.record.changes import Changed, EffectChange, RunChange, Unforeseen
from helhet.record.courses.outgoing import heard_in
from helhet.record.courses.reading import until_of
from helhet.record.effects import Key, effects_of
from helhet.record.models import Course
from helhet.record.pathways import table_of

RunKey = tuple[str, str | None, int, int]
"""A run as it is known before and after: clock, key, what started it, and which of those it is."""


def changed(
    course: Course, before: CoreCourse, after: CoreCourse, entry: CoreEntry, now: datetime
) -> Changed:
    """Return what would change of what was read before; nothing for an entry that comes last."""
    table = table_of(course.pathway)
    is_new = entry.voids is None and entry.replaces is None
    if is_new and in_order(table, effective_entries(after.entries))[-1].number == entry.number:
        return Changed()
    old, new = read_now(table, before, now), read_now(table, after, now)
    place = entry.replaces or entry.voids or entry.number
    return Changed(
        tuple(one for one in _unforeseen(after, old, new) if one.number != place),
        tuple(_runs(old, new)),
        tuple(one for one in old.spells if one not in new.spells),
        tuple(one for one in new.spells if one not in old.spells),
        tuple(_effects(course, table, before, after)),
    )


def read_now(table: Table, core: CoreCourse, now: datetime) -> CourseReading:
    """Return what a course says now."""
    return read_course(table, core, until_of(table, core, now))


def _unforeseen(after: CoreCourse, old: CourseReading, new: CourseReading) -> Iterator[Unforeseen]:
    """Yield the deviations that were none before."""
    known = {(one.number, one.why) for one in old.deviations}
    entries = {entry.number: entry for entry in effective_entries(after.entries)}
    for one in new.deviations:
        if (one.number, one.why) not in known:
            entry = entries[one.number]
            yield Unforeseen(one.number, one.why, one.clock, entry.event, entry.day)


def _runs(old: CourseReading, new: CourseReading) -> Iterator[RunChange]:
    before, after = _by_start(old.runs), _by_start(new.runs)
    for key in dict.fromkeys([*before, *after]):
        was, becomes = before.get(key), after.get(key)
        if _told(was) != _told(becomes):
            yield RunChange(was, becomes)


def _by_start(runs: tuple[Run, ...]) -> dict[RunKey, Run]:
    """Return runs by what started them: their numbers shift when one begins before them."""
    seen: Counter[tuple[str, str | None, int]] = Counter()
    found: dict[RunKey, Run] = {}
    for run in runs:
        start = (run.clock, run.key, run.started_by)
        seen[start] += 1
        found[*start, seen[start]] = run
    return found


def _told(run: Run | None) -> tuple[Any, ...] | None:
    return run and (run.due, run.outcome)


def _effects(
    course: Course, table: Table, before: CoreCourse, after: CoreCourse
) -> Iterator[EffectChange]:
    """Yield what others would be told anew, and what would be taken back. One query, if there is any."""
    if effects_of(table, course.pathway, before) == effects_of(table, course.pathway, after):
        return
    heard = heard_in(course)
    to_send, to_counter = changed_effects(
        effects_of(table, course.pathway, before, heard),
        effects_of(table, course.pathway, after, heard),
    )
    yield from (_effect(key, told, is_taken_back=True) for key, told in to_counter.items())
    yield from (_effect(key, told, is_taken_back=False) for key, told in to_send.items())


def _effect(key: Key, told: dict[str, Any], *, is_taken_back: bool) -> EffectChange:
    named = {name: told.get(name) or "" for name in ("pathway", "event", "unit")}
    return EffectChange(key[0], told["kind"], **named, is_taken_back=is_taken_back)
