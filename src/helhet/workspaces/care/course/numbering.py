"""Which number is meant, where one of several is named: those still open where an entry meets one, the next where it begins one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from helhet.pathway.courses.course import Run, RunOutcome
from helhet.pathway.language.model import Clock, Event, FieldType, Pathway
from helhet.pathway.language.phrases import FieldRef, Signal, SignalKind
from helhet.record.queries.looking import Look


@dataclass(frozen=True)
class Numbers:
    """Of the fields of an entry that name one of several: the number each begins with, and what is said below it."""

    first: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)


NO_NUMBERS: Final = Numbers()


def numbers(seen: Look, edition: Pathway, name: str) -> Numbers:
    """Return what to suggest for an event: of plain numbers alone, and nothing that somebody must not change. No query."""
    first, told = dict[str, str](), dict[str, str]()
    if (event := edition.events.get(name)) is None:
        return NO_NUMBERS
    for key, clock in edition.clocks.items():
        if (asked := _asked(edition, event, clock)) is None or asked in told:
            continue
        runs = [run for run in seen.reading.runs if run.clock == key]
        is_open, used = _numbers(runs, is_open=True), _numbers(runs, is_open=False)
        if name in _events(clock.stop) and is_open:
            told[asked] = _("Open now: %(numbers)s.") % {"numbers": _listed(is_open)}
            # Of several nobody is chosen for whoever writes.
            if len(is_open) == 1:
                first[asked] = str(is_open[0])
        elif name in _events(clock.start):
            if used:
                told[asked] = _("Taken so far: %(numbers)s.") % {"numbers": _listed(used)}
            # What happened may be about one of those before, as a kit that is found; and the number on a box is not one of a count.
            if not event.fact and used == list(range(1, len({run.key for run in runs}) + 1)):
                first[asked] = str(len(used) + 1)
    return Numbers(first, told)


def _asked(edition: Pathway, event: Event, clock: Clock) -> str | None:
    """Return the field of the event by which the runs of the clock are told apart, if it is a key of one of its forms."""
    each = clock.each
    if not isinstance(each, FieldRef) or each.form not in event.form:
        return None
    found = edition.forms[each.form].fields.get(each.field)
    return str(each) if found and found.type is FieldType.KEY else None


def _events(signals: Iterable[Signal]) -> set[str]:
    return {one.name for one in signals if one.kind is SignalKind.EVENT}


def _numbers(runs: list[Run], *, is_open: bool) -> list[int]:
    kept = (run.key for run in runs if not is_open or run.outcome is RunOutcome.OPEN)
    return sorted({int(key) for key in kept if key and key.isdecimal() and len(key) < 10})


def _listed(told: list[int]) -> str:
    return ", ".join(map(str, told))
