"""Flags: what whoever looks after somebody should know at once, as the pathway's file marks it among its conditions.

A flag tells how an entry turned out, so it is as closed as that: shown to whoever may read the parts that turn it on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from uuid import UUID

from helhet.access import doors
from helhet.access.deciding import Reader, decide
from helhet.access.relations import relations_by
from helhet.access.table import Deed, Part
from helhet.pathway.language.model import Condition, Pathway
from helhet.pathway.language.phrases import SignalKind
from helhet.record.models import Entry
from helhet.record.parts import form_part, forms_of_outcome, kept_apart
from helhet.record.pathways import table_of


@cache
def flags_of(pathway: str) -> Mapping[str, frozenset[Part]]:
    """Return the flags of a pathway in the order of its file, each with the parts that must be open to see it.

    None that an entry turns on of which not even that it is there is open with the way (ADR 7).
    """
    newest, apart = table_of(pathway).newest, kept_apart(pathway)
    flags = {name: one for name, one in newest.conditions.items() if one.flag}
    turned = {
        name: {signal.name for signal in one.on if signal.kind is SignalKind.EVENT}
        for name, one in flags.items()
    }
    return {
        name: frozenset(_parts(newest, one))
        for name, one in flags.items()
        if turned[name].isdisjoint(apart)
    }


def _parts(edition: Pathway, flag: Condition) -> Iterator[Part]:
    for signal in flag.on:
        if signal.kind is SignalKind.EVENT and signal.outcome:
            event = edition.events.get(signal.name)
            for form in forms_of_outcome(event, signal.outcome):
                yield form_part(edition.pathway, form)


def open_flags(
    pathway: str, conditions: Collection[str], is_open: Callable[[Part], bool]
) -> tuple[str, ...]:
    """Return the flags that hold and whose parts are open, in the order of the pathway's file."""
    flags = flags_of(pathway)
    return tuple(name for name in flags if name in conditions and all(map(is_open, flags[name])))


def flags_on(
    reader: Reader, pathway: str, conditions: Mapping[UUID, Collection[str]]
) -> dict[UUID, tuple[str, ...]]:
    """Return the open flags of courses that the reader's units are tied to. Two queries, none if the pathway has no flags.

    Nothing is logged: whoever shows them logs their parts (`told_of`).
    """
    if not flags_of(pathway):
        return {}
    held = relations_by(reader, list(conditions))
    mixed = _written_elsewhere(reader, conditions)

    def may_read(course: UUID, part: Part) -> bool:
        one = decide(doors.table(), reader, Deed.READ, part, held[course])
        return one.is_permitted and (course not in mixed or not one.own_unit_only)

    return {
        course: open_flags(pathway, told, lambda part, course=course: may_read(course, part))  # type: ignore[misc]
        for course, told in conditions.items()
    }


def told_of(pathway: str, flags: Collection[str]) -> set[Part]:
    """Return the parts of which some flags tell."""
    return {part for name in flags for part in flags_of(pathway)[name]}


def _written_elsewhere(reader: Reader, courses: Collection[UUID]) -> set[UUID]:
    """Return the courses in which another unit has written: of those, what is the unit's own alone tells nothing certain. One query."""
    others = Entry.objects.filter(course__in=courses, by_unit__isnull=False)
    others = others.exclude(by_unit__in=reader.units)
    return set(others.values_list("course", flat=True).distinct())
