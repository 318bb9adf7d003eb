"""Taking in somebody who is new to a unit: registered if nobody has the number, and a course opened, in one go.

Whether the number was known before is told by nothing: not by the answer, and not by what is asked. Whom a team calls by a
name alone (persons/calling.py) it takes in so, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from helhet.access.deciding import Reader
from helhet.record.doors.recording import check_opening, open_course
from helhet.record.doors.repeating import Recorded
from helhet.record.persons.calling import call
from helhet.record.persons.register import register, register_without_number
from helhet.record.telling import Told


@dataclass(frozen=True)
class Newcomer:
    """Who is taken in: their national number, empty if they have none or nobody knows it, and what else is told of them."""

    number: str
    facts: Mapping[str, Any]


def take_in(
    reader: Reader, who: Newcomer, pathway: str, told: Told, *, key: UUID, now: datetime
) -> Recorded:
    """Open a course for somebody who is new to the unit; sent again under its key it opens no other, and registers nobody twice.

    Raises as `open_course` and `register` do. What is refused has registered nobody.
    """
    check_opening(reader, "person", pathway, told, now)
    if who.number:
        subject = register(reader, who.number, who.facts, now=now)
    else:
        subject = register_without_number(reader, who.facts, key, now=now)
    return open_course(reader, subject, pathway, told, key=key, now=now)


@dataclass(frozen=True)
class Called:
    """What a team calls somebody of whom it knows no more; `is_same` if it is who is called so there already."""

    name: str
    is_same: bool = False


def take_in_called(
    reader: Reader, who: Called, pathway: str, told: Told, *, key: UUID, now: datetime
) -> Recorded:
    """Open a course for somebody by what the reader's own unit calls them; sent again under its key it opens no other.

    Raises as `open_course` and `call` do. What is refused has written nobody down.
    """
    check_opening(reader, "alias", pathway, told, now)
    subject = call(reader, who.name, key, is_same=who.is_same, now=now)
    return open_course(reader, subject, pathway, told, key=key, now=now)
