"""That an alias and a person belong together: the row beside the entry that is the consent, written once, and taken away by an erasure.

It holds while the consent stands and the course by name is open or was: whoever takes back either, because it was somebody else, has parted the two.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from helhet.parties.models import Alias, Person
from helhet.pathway.courses.ordering import standing
from helhet.record.models import REGISTER, Course, Entry, MovedUp
from helhet.record.pathways import table_of

SALT_BYTES: Final = 16
KEY: Final = "moved-up"
"""Under what the consent's content holds the hash of the row."""


def planned(course: Course, named: UUID, named_course: UUID) -> MovedUp:
    """Return the row for a consent that is about to be written, without its number; not yet saved."""
    return MovedUp(
        course=course,
        alias_id=course.subject_id,
        named_id=named,
        named_course_id=named_course,
        salt=secrets.token_bytes(SALT_BYTES),
    )


def hash_of(row: MovedUp) -> str:
    """Return the salted hash of what a row says."""
    told = f"{row.course_id}/{row.alias_id}/{row.named_id}/{row.named_course_id}"
    return sha256(bytes(row.salt) + told.encode()).hexdigest()


def consents_to(pathway: str, event: str) -> tuple[str, ...]:
    """Return the pathways in which somebody may be known by name after an event, by any edition."""
    known = (edition.events.get(event) for edition in table_of(pathway).editions)
    return tuple(dict.fromkeys(name for one in known if one for name in one.moves_up))


def in_force(rows: Sequence[MovedUp]) -> list[MovedUp]:
    """Return those of the rows that hold: neither the consent nor the opening by name was taken back. One query, if there are any.

    The courses of the rows must be at hand.
    """
    if not rows:
        return []
    written = Entry.objects.filter(course__in={row.course_id for row in rows})
    entries: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in written.order_by("course", "number"):
        entries[entry.course_id].append(entry)
    places = {course: standing(its) for course, its in entries.items()}
    return [row for row in rows if _holds(row, places.get(row.course_id, {}))]


def _holds(row: MovedUp, places: Mapping[int, Entry]) -> bool:
    consent = places.get(row.number)
    is_consent = consent is not None and consents_to(row.course.pathway, consent.event)
    return bool(is_consent) and bool(row.named_course.state)


def rows_of(subject: UUID, team: int) -> list[MovedUp]:
    """Return the rows about somebody, on either side and in any of their identities, of aliases that a team knows; the first written first. One query."""
    same = Q(alias=subject) | Q(named__root__group=subject)
    found = MovedUp.objects.filter(same, alias__alias__team=team)
    told = found.select_related("course", "named_course", "named")
    return list(told.order_by("course", "number"))


def named_before(alias: UUID, team: int) -> set[UUID]:
    """Return who an alias of a team is by name already, or nobody. Two queries."""
    return {row.named.root_id for row in in_force(rows_of(alias, team))}


def forget(course: Course, number: int) -> None:
    """Take away what an erasure takes: of the consent itself, of what the team called them, of who the person is. Two or three queries."""
    gone = Q(course=course, number=number)
    if course.pathway == REGISTER and not _is_told(course):
        gone |= Q(alias=course.subject_id) | Q(named=course.subject_id)
    MovedUp.objects.filter(gone).delete()


def _is_told(register: Course) -> bool:
    """Return whether the register still says who somebody is."""
    who: dict[str, Any] = {"subject": register.subject_id}
    named = Person.objects.filter(**who).exclude(given_name="", family_name="")
    return Alias.objects.filter(**who).exists() or named.exists()
