"""Whether what says that an alias and a person belong together is what was written: held against the consent's own content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from helhet.access.chains import Finding, Kind
from helhet.record.content import opened_at
from helhet.record.models import REGISTER, Course, Entry, Erasure, MovedUp
from helhet.record.pathways import names, table_of
from helhet.record.persons.moved import KEY, hash_of

CHAIN: Final = "record"


def check_moved_up() -> Iterator[Finding]:
    """Yield each row that leads nowhere or was altered, and each consent whose row is gone though nobody was erased. Three or four queries."""
    rows = {
        (row.course_id, row.number): row for row in MovedUp.objects.select_related("named_course")
    }
    said = _said(set(rows))
    for place, row in sorted(rows.items()):
        if said.get(place) != hash_of(row) or row.named_course.subject_id != row.named_id:
            yield Finding(Kind.ALTERED, CHAIN, f"course {place[0]} entry {place[1]}: who moved up")
    # Which of the two was erased stands nowhere any more: that is what an erasure is for.
    if not Erasure.objects.filter(
        course__in=Course.objects.filter(pathway=REGISTER).values("pk")
    ).exists():
        for place in sorted(said.keys() - rows.keys()):
            yield Finding(Kind.MISSING, CHAIN, f"course {place[0]} entry {place[1]}: who moved up")


def _said(places: set[tuple[UUID, int]]) -> dict[tuple[UUID, int], str]:
    """Return the hashes that consents say, by where they stand: of all that could be one, and of the places named."""
    consents = Entry.objects.filter(event__in=_consents(), kind=Entry.Kind.EVENT, replaces=None)
    asked = places | set(consents.values_list("course", "number"))
    told = opened_at(asked) if asked else {}
    return {place: one[KEY] for place, one in told.items() if KEY in one}


def _consents() -> set[str]:
    editions = (edition for name in names() for edition in table_of(name).editions)
    return {name for one in editions for name, event in one.events.items() if event.moves_up}
