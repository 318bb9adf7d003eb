"""What is chosen of a person's record to be passed on: let in, checked, and in the words it says now; nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from helhet.access import doors
from helhet.access.consenting import NotConsented, check_of_age
from helhet.access.consents import is_covered, same_as
from helhet.access.deciding import Reader, consentable
from helhet.access.table import Deed, Part
from helhet.parties.models import Subject, Unit
from helhet.record.forms import LONGEST_LONG_TEXT, LONGEST_TEXT, is_storable
from helhet.record.models import REGISTER, Course, Release, ReleasedItem
from helhet.record.owning import require_own
from helhet.record.parts import apart_alone, form_part, forms_of_outcome, way_part
from helhet.record.pathways import pack
from helhet.record.queries.looking import Line, Look, look
from helhet.record.releases.rules import (
    COURT,
    NotReleasable,
    check_basis,
    check_day,
    passable,
    purposes,
)
from helhet.record.releases.snapshots import said_now
from helhet.record.times import to_day

LONGEST_NOTE: Final = LONGEST_TEXT


class Item(NamedTuple):
    """An entry that is to be passed on: which of its answers, as `form.field`, and whether its outcome."""

    course: UUID
    number: int
    fields: frozenset[str] = frozenset()
    with_outcome: bool = False


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to pass on, to whom, why, on which basis and until when (included); beside a note the person's own words."""

    items: Sequence[Item]
    unit: int
    purpose: str
    basis: str
    to_day: date | None
    law: str = ""
    note: str = ""
    previewed_on: date | None = None
    consented_on: date | None = None
    own_words: str = ""


class Chosen(NamedTuple):
    """An item with the parts it is of, and what it says, as it is to be kept."""

    item: Item
    parts: frozenset[Part]
    told: Mapping[str, Any]


class Prepared(NamedTuple):
    """A release that could be, not written yet, and what it would say."""

    release: Release
    chosen: Sequence[Chosen]

    @property
    def parts(self) -> set[Part]:
        """The parts that it is of."""
        return {part for one in self.chosen for part in one.parts}


def prepare(
    reader: Reader, subject: UUID, wanted: Wanted, now: datetime, *, is_draft: bool = False
) -> Prepared:
    """Return what could be passed on, each course that something is chosen from logged as it is looked at.

    Raises Http404 and PermissionDenied for whoever may not write in each of them, also for another person's course;
    NotReleasable for what cannot be. Of a draft the days are not asked for on which the person was shown it and said yes to it.
    """
    courses, by_unit = _let_in(reader, subject, wanted)
    person = Subject.objects.filter(pk=subject).values_list("root", flat=True).get()
    to_day = _check(reader, wanted, is_draft=is_draft)
    looks = {one: look(reader, one, now) for one in courses}
    chosen = [_chosen(looks[item.course], item) for item in wanted.items]
    release = release_of(reader, person, by_unit, to_day, wanted, now)
    found = Prepared(release, chosen)
    check_parts(release, found.parts, reader.on, now, is_draft=is_draft)
    return found


def release_of(
    reader: Reader, person: UUID, by_unit: int, to_day: date, wanted: Wanted, now: datetime
) -> Release:
    """Return the row of a release, not saved."""
    return Release(
        id=uuid4(),
        subject_id=person,
        to_unit_id=wanted.unit,
        purpose=wanted.purpose,
        basis=wanted.basis,
        law=wanted.law,
        to_day=to_day,
        previewed_on=wanted.previewed_on,
        consented_on=wanted.consented_on,
        needs_second=wanted.purpose == COURT,
        user=reader.user,
        role=reader.role,
        by_unit_id=by_unit,
        at=now,
    )


def _let_in(reader: Reader, subject: UUID, wanted: Wanted) -> tuple[list[UUID], int]:
    """Return the courses that something is chosen from, and the reader's unit, if the reader may write in each and they are the person's."""
    named = sorted({item.course for item in wanted.items})
    own = Course.objects.filter(pk__in=named, subject__in=same_as(subject))
    ways = list(own.exclude(pathway=REGISTER))
    parts = sorted({way_part(one.pathway) for one in ways}) or [Part.PLAN]
    decision = doors.require(reader, Deed.WRITE, parts, subject)
    for course in ways:
        require_own(reader, course, decision)
    if reader.unit is None or len(ways) < len(named):
        doors.refuse(reader, Deed.WRITE, parts, subject)
    return named, reader.unit


def _check(reader: Reader, wanted: Wanted, *, is_draft: bool) -> date:
    """Return the last day of a release that can be; raise NotReleasable for what is wrong whatever the entries say."""
    if not wanted.items or len({(one.course, one.number) for one in wanted.items}) < len(
        wanted.items
    ):
        raise NotReleasable("items", "required" if not wanted.items else "twice")
    if wanted.purpose not in purposes(doors.table()):
        raise NotReleasable("purpose", "unknown")
    if wanted.basis not in Release.Basis.values:
        raise NotReleasable("basis", "unknown")
    if wanted.law and wanted.law not in pack().laws:
        raise NotReleasable("law", "unknown")
    unit = Unit.objects.filter(pk=wanted.unit).first()
    if unit is None or not (unit.from_day <= reader.on <= (unit.to_day or date.max)):
        raise NotReleasable("unit", "unknown")
    if wanted.to_day is None:
        raise NotReleasable("to_day", "required")
    if wanted.to_day < reader.on:
        raise NotReleasable("to_day", "past")
    for name, text, longest in (
        ("note", wanted.note, LONGEST_NOTE),
        ("own_words", wanted.own_words, LONGEST_LONG_TEXT),
    ):
        if len(text) > longest or not is_storable(text):
            raise NotReleasable(name, "too-long" if is_storable(text) else "type")
    if wanted.previewed_on or (wanted.purpose == COURT and not is_draft):
        check_day("previewed_on", wanted.previewed_on, reader.on)
    if wanted.consented_on:
        check_day("consented_on", wanted.consented_on, reader.on)
    return wanted.to_day


def _chosen(seen: Look, item: Item) -> Chosen:
    """Return what is passed on of an entry; raise NotReleasable for what is not there to be chosen, as for what is closed."""
    lines = (one for one in seen.lines if one.stands and one.entry.number == item.number)
    line = next(lines, None)
    if line is None:
        raise NotReleasable("items", "unknown")
    if not item.fields <= line.values.keys() - seen.hidden(line):
        raise NotReleasable("fields", "unknown")
    if item.with_outcome and not line.outcome:
        raise NotReleasable("outcome", "unknown")
    told = said_now(seen.table, line, item.fields, with_outcome=item.with_outcome)
    return Chosen(item, frozenset(parts_told(seen, line, item)), told)


def parts_told(seen: Look, line: Line, item: Item) -> Iterator[Part]:
    """Yield the parts of what would be passed on; of an entry of which nothing but its event and day goes, and of an outcome
    that leads elsewhere, the way's."""
    pathway, row = seen.course.pathway, line.entry
    yield from apart_alone(pathway, [row.event])
    forms = {name.partition(".")[0] for name in item.fields}
    if item.with_outcome:
        event = seen.table.event_on(to_day(row.happened_on), row.event)
        forms |= set(told := forms_of_outcome(event, row.outcome))
        if not told:
            yield way_part(pathway)
    yield from (form_part(pathway, form) for form in forms)
    if not forms:
        yield way_part(pathway)


def check_parts(
    release: Release, parts: Collection[Part], on: date, now: datetime, *, is_draft: bool = False
) -> None:
    """Raise NotReleasable for a part that is not passed on for this purpose, or not on this basis."""
    if not set(parts) <= passable(doors.table(), release.purpose):
        raise NotReleasable("items", "not-released")
    check_basis(release.purpose, parts, release.basis)
    if release.basis == Release.Basis.CONSENT:
        _check_consent(release, parts, on, now, is_draft=is_draft)


def _check_consent(
    release: Release, parts: Collection[Part], on: date, now: datetime, *, is_draft: bool
) -> None:
    """Raise NotReleasable unless a consent of access is in force for each part that one can be asked for, and for the others
    the person has said yes in writing to just this."""
    person = Subject.objects.filter(pk=release.subject_id).values_list("root", flat=True).get()
    try:
        check_of_age(person, on)
    except NotConsented as refused:
        raise NotReleasable("person", refused.code) from None
    asked = consentable(doors.table())
    for part in sorted(parts):
        if (release.purpose, part) not in asked:
            if release.consented_on is None and not is_draft:
                raise NotReleasable("consented_on", "required")
        elif not is_covered(release.subject_id, release.to_unit_id, release.purpose, part, now):
            raise NotReleasable("basis", "no-consent")


def parts_of_item(item: ReleasedItem) -> list[Part]:
    """Return the parts that an item was of; a note has none of its own."""
    return [Part(one) for one in item.parts.split(",") if one]
