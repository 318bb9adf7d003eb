"""What somebody known by an alias may move up to, and the forms that ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.http import Http404

from helhet.access.deciding import Reader
from helhet.record.persons.calling import is_of_team
from helhet.record.persons.moved import consents_to, named_before
from helhet.record.queries.openings import Known, Opening, known_to, openings
from helhet.workspaces.care.course.entryform import EntryForm
from helhet.workspaces.care.course.page import Head
from helhet.workspaces.care.course.queries import sheet_of
from helhet.workspaces.care.moving.forms import NamedForm
from helhet.workspaces.care.starting.queries import first_form, title_of
from helhet.workspaces.care.wording import pathway_title

CONSENT: Final = "consent"
"""What stands before the names of the fields in which the consent is written."""


class Choice(NamedTuple):
    """A pathway that goes on by name, and the events by which it begins."""

    pathway: str
    title: str
    events: tuple[tuple[str, str], ...]


def ways_up(reader: Reader, pathway: str, event: str) -> list[Opening]:
    """Return what the reader may begin by name, in their own unit, after an event of an alias's course. No query."""
    wanted = consents_to(pathway, event)
    return [one for one in openings(reader) if one.pathway in wanted] if wanted else []


def choices(found: list[Opening]) -> list[Choice]:
    """Return the same, each pathway once, in words."""
    grouped = groupby(found, lambda one: one.pathway)
    return [
        Choice(name, pathway_title(name), tuple((one.event, title_of(one)) for one in its))
        for name, its in grouped
    ]


@dataclass(frozen=True)
class Moving:
    """Everything that is filled in: the consent in the alias's course, who they are, and the first entry by name. `known` is who
    they are, if that was written before or was chosen from those who were found."""

    head: Head
    title: str
    opening: Opening
    consent: EntryForm
    first: EntryForm
    who: NamedForm
    known: Known | None

    @property
    def forms(self) -> list[Any]:
        """The forms that are sent."""
        return [self.consent, self.first, *([] if self.known else [self.who])]


def moving_of(
    reader: Reader,
    course_id: UUID,
    event: str,
    opening: Opening,
    sent: Mapping[str, Any] | None,
    now: datetime,
    acting: int,
) -> Moving:
    """Return the forms of a move, the alias's course logged before. Raises Http404 as `sheet_of` does, and where the reader may begin
    nothing such by name."""
    sheet = sheet_of(reader, course_id, event, sent, now, acting=acting, prefix=CONSENT)
    course = sheet.head.course
    if opening not in ways_up(reader, course.pathway, event) or not is_of_team(
        reader, course.subject
    ):
        raise Http404
    who = NamedForm(sent)
    known = _known(reader, course.subject_id, who)
    if known:
        who.ask_same([(str(known.subject.pk), known.name)])
    first = first_form(opening, sent, acting)
    return Moving(sheet.head, sheet.title, opening, sheet.form, first, who, known)


def _known(reader: Reader, alias: UUID, who: NamedForm) -> Known | None:
    """Return who they are by name already, or were said to be; logged. Raises Http404 for whomever the reader may not know."""
    assert reader.unit is not None, "no unit's own alias"
    before = named_before(alias, reader.unit)
    if before:
        return known_to(reader, next(iter(before)))
    return known_to(reader, who.same) if who.same else None
