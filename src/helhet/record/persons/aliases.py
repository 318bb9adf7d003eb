"""Somebody known to one team by what it calls them: the row of `parties` that follows from a register.

Its first entry tells the name, a later one another name, and their unit is the team: nobody outside it finds or sees the name. Whose name was
erased has no row: who it was stands nowhere any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from helhet.parties.models import Alias
from helhet.pathway.courses import ordering
from helhet.record.models import Course, Entry

NAMED: Final = "named"
"""The event of a register that says what a team calls somebody."""


class Told(NamedTuple):
    """What a team calls somebody."""

    team: int
    called: str


def is_of_alias(entries: Iterable[Entry]) -> bool:
    """Return whether the entries of a register, in their order, are about somebody known to one team."""
    return next((entry.event == NAMED for entry in entries), False)


def follow(
    course: Course, entries: Iterable[Entry], contents: Mapping[int, Mapping[str, Any]]
) -> None:
    """Write the row that follows from a register, or take it away if its words were erased."""
    told = _wanted(entries, contents)
    if told is None:
        Alias.objects.filter(pk=course.subject_id).delete()
    else:
        Alias(subject_id=course.subject_id, team_id=told.team, called=told.called).save()


def differs(
    course: Course, entries: Iterable[Entry], contents: Mapping[int, Mapping[str, Any]]
) -> bool:
    """Return whether the row that is kept is not the one that follows."""
    kept = Alias.objects.filter(pk=course.subject_id).values_list("team", "called").first()
    return (Told(*kept) if kept else None) != _wanted(entries, contents)


def _wanted(entries: Iterable[Entry], contents: Mapping[int, Mapping[str, Any]]) -> Told | None:
    """Return the last thing said; nothing if that was erased, for what was said before may be another's name by now."""
    said = [entry for entry in ordering.standing(entries).values() if entry.event == NAMED]
    if not said:
        return None
    called = contents.get(said[-1].number, {}).get("facts", {}).get("called")
    return Told(said[-1].unit_id, called) if called and said[-1].unit_id else None
