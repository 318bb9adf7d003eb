"""What a register lets the person's courses hear: a birth date, a death, a move, that two have become one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from helhet.pathway.calendar import LAST_DAY
from helhet.pathway.courses import ordering
from helhet.pathway.courses.effects import changed_effects
from helhet.record.courses.outgoing import enqueue, told_of
from helhet.record.effects import BIRTH, REGROUPED, WIDE, Key
from helhet.record.models import Course, Entry, Message
from helhet.record.pathways import today
from helhet.record.persons.facts import day, facts_of, standing
from helhet.record.persons.reached import DEATH, MOVE
from helhet.record.times import to_day

Contents = Mapping[int, Mapping[str, Any]]
"""What the entries of a register say, by their numbers; what was erased is not among it."""
ByPlace = dict[int, tuple[Entry, Mapping[str, Any]]]
"""The entries of a register that have not been taken back, by their places, each with the facts that it says."""


def tell_what_reaches(
    course: Course, entries: list[Entry], contents: Contents, now: datetime
) -> None:
    """Let the courses hear of a death or a move, or that the register no longer says so; not that its words were erased."""
    last: dict[Key, Message] = {}
    for message in course.messages.filter(name__in=(DEATH, MOVE)).order_by("revision"):
        last[message.number, message.name] = message
    told = {key: told_of(one) for key, one in last.items() if not one.is_counter}
    reaches = own_effects(entries, contents)
    wanted = {key: reached_told(key[1], on) for key, on in reaches.items()}
    new, gone = changed_effects(told, wanted)
    silent = no_longer_known(entries, contents)
    enqueue(course, {key: gone[key] for key in gone if key not in silent}, now, is_counter=True)
    enqueue(course, new, now, is_counter=False)


def own_effects(entries: Iterable[Entry], contents: Contents) -> dict[Key, date]:
    """Return what a register itself lets the person's courses hear, by entry and effect, each with its day.

    That the person died, and each home in another municipality than the one before. What the
    register heard from a course is left out: whoever told it has told the others too.
    """
    stands = _what_stands(entries, contents)
    found: dict[Key, date] = {}
    if (said := _on_death(stands)) and (died := day(stands[said][1]["died_on"])):
        found[said, DEATH] = died
    for (_, (before, _)), (on, (municipality, said_by)) in pairwise(sorted(_homes(stands).items())):
        if municipality != before and said_by and 0 <= to_day(on) <= LAST_DAY:
            found[said_by, MOVE] = on
    return found


def no_longer_known(entries: Iterable[Entry], contents: Contents) -> set[Key]:
    """Return the effects of which a register no longer says whether they hold, for some of its words were erased.

    Its own of an entry without words, but of no death before the last thing said of one. And any
    move to a home that stands: where the person lived before may have been erased.
    """
    stands = _what_stands(entries, contents)
    silent = {place for place, (entry, _) in stands.items() if entry.number not in contents}
    if not silent:
        return set()
    homes = {said_by for _, said_by in _homes(stands).values() if said_by}
    since = _on_death(stands)
    return {(n, MOVE) for n in silent | homes} | {(n, DEATH) for n in silent if n > since}


def birth_numbers(entries: Iterable[Entry], contents: Contents) -> list[int]:
    """Return the numbers of a register's entries by which the birth date became known, another, or unknown."""
    found: list[int] = []
    so_far: list[Entry] = []
    known = None
    for entry in entries:
        so_far.append(entry)
        born = day(facts_of(standing(so_far, contents)).get("born_on"))
        if born != known:
            found.append(entry.number)
        known = born
    return found


def birth_told(now: datetime) -> dict[str, Any]:
    """Return what lets a person's courses hear that the birth date has become known, is another, or is not known."""
    return {"kind": BIRTH, "day": to_day(today(now)), "instant": None, "values": {}}


def regrouped_told(others: Iterable[UUID], now: datetime) -> dict[str, Any]:
    """Return what lets the courses hear whose have become one person's, or are no longer."""
    told = {"kind": REGROUPED, "others": sorted(map(str, others))}
    return {**told, "day": to_day(today(now)), "instant": None, "values": {}}


def reached_told(name: str, on: date) -> dict[str, Any]:
    """Return what lets a person's courses hear of what the register says, by the name of the effect."""
    told = {"kind": "person", "event": name.removeprefix(WIDE), "outcome": None}
    return {**told, "day": to_day(on), "instant": None, "values": {}}


def _what_stands(entries: Iterable[Entry], contents: Contents) -> ByPlace:
    return {
        place: (entry, contents.get(entry.number, {}).get("facts", {}))
        for place, entry in ordering.standing(entries).items()
    }


def _on_death(stands: ByPlace) -> int:
    """Return the place of the register's own last word on whether the person has died; 0 if there is none."""
    own = (
        place
        for place, (entry, told) in stands.items()
        if entry.origin is None and "died_on" in told
    )
    return max(own, default=0)


def _homes(stands: ByPlace) -> dict[date, tuple[str, int | None]]:
    """Return the municipality of each home by its first day, and the place of the entry if that is the register's own."""
    return {
        date.fromisoformat(home["from_day"]): (
            home["municipality"],
            place if entry.origin is None else None,
        )
        for place, (entry, told) in stands.items()
        if (home := told.get("home"))
    }
