"""What a run was given since its start: on which day its due was set anew, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from helhet.pathway.courses.course import Entry
from helhet.pathway.explaining.counts import due_lines, no_due_line
from helhet.pathway.explaining.limits import weigh_due
from helhet.pathway.explaining.trace import Giving
from helhet.pathway.explaining.words import Words
from helhet.pathway.language.limits import Change
from helhet.pathway.language.model import Clock
from helhet.pathway.tables.table import Table


def given_lines(
    words: Words, table: Table, clock: Clock, givings: Sequence[Giving]
) -> Iterator[str]:
    """Yield how the due at the start was counted, then each change that was weighed, and what came of it."""
    yield from _counted(words, clock, givings[0])
    for before, giving in pairwise(givings):
        stays = (giving.due, giving.earliest) == (before.due, before.earliest)
        whys = "; ".join(_whys(words, clock, giving))
        by = told_entry(words, table, giving.entry)
        yield words.say("weighed" if stays else "anew", words.days.day(giving.day), by, whys)
        if giving.is_late:
            yield words.say("late-already")
        else:
            yield from _counted(words, clock, giving)
        if stays and giving.due is not None:
            yield words.say("stays", words.days.last(giving.due))


def told_entry(words: Words, table: Table, entry: Entry | None) -> str:
    """Return an entry by its event, or that time alone spoke."""
    event = table.event(entry.event) if entry else None
    if entry is None or event is None:
        return words.say("by-time")
    return words.deed(entry.event, event, [entry.outcome] if entry.outcome else [])


def _counted(words: Words, clock: Clock, giving: Giving) -> Iterator[str]:
    weighed = weigh_due(words.calendar, clock.within, giving.facts)
    yield from due_lines(words, weighed, giving.facts)
    if weighed.due is None:
        yield no_due_line(words, weighed)
    elif giving.due is not None and giving.due != weighed.due:
        yield _not_before(words, clock, giving.due)


def _not_before(words: Words, clock: Clock, due: int) -> str:
    """Tell of a due that lies after the counted one: only `not-before` moves it there."""
    assert clock.on_change is not None, "nothing else gives another due than the limits"
    assert clock.on_change.not_before is not None, "nothing else gives another due than the limits"
    least, last = clock.on_change.not_before, words.days.last(due)
    if not least.amount:
        return words.say("not-past", last)
    return words.say("not-before", words.duration(least), last)


def _whys(words: Words, clock: Clock, giving: Giving) -> Iterator[str]:
    asked = clock.on_change.of if clock.on_change else {}
    if giving.is_set:
        yield words.say("new-date")
    changes = list(_changes(words, asked, giving))
    yield from changes
    if changes and not giving.is_late:
        is_restart = any(asked.get(name) is Change.RESTART for name in giving.changed)
        yield words.say("from-change" if is_restart else "from-start")


def _changes(words: Words, asked: Mapping[str, Change], giving: Giving) -> Iterator[str]:
    setting = giving.facts.setting
    if setting is not None and "setting" in giving.changed:
        if giving.old_setting is None:
            yield words.say("setting-known", words.setting(setting))
        elif asked.get("setting", Change.KEEP) is not Change.KEEP:
            yield words.say("setting-changed", words.setting(setting))
    for name in sorted(giving.turned):
        if asked.get(name, Change.KEEP) is not Change.KEEP:
            is_on = name in giving.facts.conditions
            yield words.say("turned-on" if is_on else "turned-off", words.inside("condition", name))
