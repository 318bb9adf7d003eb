"""Whether the outbox has every message that should be there: held against the effects that follow from the entries.

An effect that stands has been told and not taken back since; one that stands no more has been taken
back last; what another course heard was told. Nobody makes up a message without the ring of keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final
from uuid import UUID

from helhet.access.chains import Finding, Kind, found_twice
from helhet.record.content import opened
from helhet.record.courses.outgoing import place_of
from helhet.record.courses.reading import as_core, row_of
from helhet.record.effects import BIRTH, REGROUPED, Key, effects_of
from helhet.record.models import REGISTER, Course, Entry, Erasure, Message
from helhet.record.pathways import table_of
from helhet.record.persons.facts import MERGED
from helhet.record.persons.news import Contents, birth_numbers, no_longer_known, own_effects
from helhet.record.persons.reached import DEATH, MOVE
from helhet.storage.keys import KeyRingError
from helhet.storage.ring import ring

CHAIN: Final = "outbox"


def check_messages(course: UUID) -> list[Finding]:
    """Return what is amiss with the messages of a course."""
    return found_twice(partial(_look, course))


def _look(course: UUID) -> list[Finding]:
    try:
        return list(_amiss(course))
    except Exception as error:  # noqa: BLE001 - told of by its kind; what it says may carry values
        return [Finding(Kind.ALTERED, CHAIN, f"course {course}: {type(error).__name__}")]


def _amiss(course_id: UUID) -> Iterator[Finding]:
    course = Course.objects.get(pk=course_id)
    last: dict[Key, Message] = {}
    for message in Message.objects.filter(course=course).order_by("revision", "id"):
        key = (message.number, message.name)
        before = last[key].revision if key in last else 0
        if message.revision != before + 1:
            yield _finding(Kind.MISSING, course_id, key)
        if not _opens(message):
            yield _finding(Kind.ALTERED, course_id, key)
        last[key] = message
    entries = list(Entry.objects.filter(course=course).select_related("unit").order_by("number"))
    erased = set(Erasure.objects.filter(course=course_id).values_list("number", flat=True))
    contents = opened(course.contents.all())
    yield from _unheard_of(course_id, entries)
    if course.pathway == REGISTER:
        yield from _unlike_what_reaches(course_id, entries, contents, last)
        demanded = set() if erased else {*_births(entries, contents), *_regroupings(entries)}
        for key in sorted(demanded - last.keys()):
            yield _finding(Kind.MISSING, course_id, key)
    else:
        yield from _unlike_the_effects(course, entries, contents, erased, last)


def _unlike_the_effects(
    course: Course,
    entries: list[Entry],
    contents: Contents,
    erased: set[int],
    last: dict[Key, Message],
) -> Iterator[Finding]:
    table = table_of(course.pathway)
    heard = frozenset(entry.number for entry in entries if entry.origin is not None)
    core = as_core(map(row_of, entries), contents)
    standing = effects_of(table, course.pathway, core, heard)
    for key, told in sorted(standing.items()):
        if (key not in last and _was_listened_to(told)) or (key in last and last[key].is_counter):
            yield _finding(Kind.MISSING, course.pk, key)
    # What was erased is no longer known to have had an effect.
    erased |= {entry.replaces for entry in entries if entry.number in erased and entry.replaces}
    for key in sorted(last.keys() - standing.keys()):
        if not last[key].is_counter and key[0] not in erased:
            yield _finding(Kind.MISSING, course.pk, key, "what takes back ")


def _was_listened_to(told: dict[str, Any]) -> bool:
    """Return whether the pathway that hears was in force: one that came with a later pack was told of nothing before."""
    if told["kind"] != "hears":
        return True
    first = min(edition.valid.from_ for edition in table_of(told["pathway"]).editions)
    return bool(first <= told["day"])


def _births(entries: list[Entry], contents: Contents) -> Iterator[Key]:
    """Yield the message of each entry by which the birth date became known, or another."""
    yield from ((number, BIRTH) for number in birth_numbers(entries, contents))


def _regroupings(entries: list[Entry]) -> Iterator[Key]:
    """Yield the message of each entry by which two became one person, or were parted."""
    merged = {entry.number for entry in entries if entry.event == MERGED}
    for entry in entries:
        if entry.number in merged or entry.voids in merged:
            merged.discard(entry.voids or 0)
            yield entry.number, REGROUPED


def _unlike_what_reaches(
    course: UUID, entries: list[Entry], contents: Contents, last: dict[Key, Message]
) -> Iterator[Finding]:
    """Yield what is amiss with the messages of the death and the moves that the register itself says."""
    said = own_effects(entries, contents).keys()
    told = {key for key, one in last.items() if key[1] in (DEATH, MOVE) and not one.is_counter}
    for key in sorted(said - told):
        yield _finding(Kind.MISSING, course, key)
    for key in sorted(told - said - no_longer_known(entries, contents)):
        yield _finding(Kind.MISSING, course, key, "what takes back ")


def _unheard_of(course: UUID, entries: list[Entry]) -> Iterator[Finding]:
    """Yield the messages that are gone though an entry of this course was heard from them. One query."""
    heard = {
        (entry.origin, entry.origin_number, entry.origin_effect, entry.origin_revision): entry
        for entry in entries
        if entry.origin is not None
    }
    if not heard:
        return
    told = Message.objects.filter(course__in={origin for origin, *_ in heard})
    there = set(told.values_list("course_id", "number", "name", "revision"))
    for key in heard.keys() - there:
        where = f"heard by course {course} entry {heard[key].number}"
        yield Finding(Kind.MISSING, CHAIN, f"course {key[0]}: {where}")


def _opens(message: Message) -> bool:
    try:
        ring().open(bytes(message.sealed), place_of(message))
    except KeyRingError:
        return False
    return True


def _finding(kind: Kind, course: UUID, key: Key, what: str = "") -> Finding:
    return Finding(kind, CHAIN, f"course {course} entry {key[0]}: {what}{key[1]}")
