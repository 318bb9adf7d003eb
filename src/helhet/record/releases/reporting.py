"""A report to the court: a release of a court programme's own entries, and of what has been passed on to it; numbered in its course."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db import IntegrityError
from django.db.models import Max

from helhet.access import doors
from helhet.access.deciding import Reader, Reason
from helhet.access.table import Deed, Part
from helhet.record.doors.recording import Told, record
from helhet.record.doors.repeating import answered
from helhet.record.errors import Refusal
from helhet.record.models import Course, CourtReport, Release
from helhet.record.parts import way_part
from helhet.record.pathways import table_of
from helhet.record.queries.looking import Look, look
from helhet.record.releases.choosing import (
    Chosen,
    Item,
    Prepared,
    Wanted,
    check_parts,
    parts_of_item,
    prepare,
)
from helhet.record.releases.offering import Offered, offers
from helhet.record.releases.passing import (
    approve,
    before,
    keyed,
    log_release,
    own_release,
    write,
)
from helhet.record.releases.rules import COURT, NotReleasable
from helhet.record.releases.showing import Handed, Letter, Passed, as_passed, drafted, handed, own
from helhet.record.releases.snapshots import NOTE, Snapshot, snapshot
from helhet.record.times import to_day

DRAFTED, PREVIEWED, SENT = "report-drafted", "report-previewed", "report-sent"
"""What a programme writes down of its reports, where its pathway knows these events."""


@dataclass(frozen=True)
class Report:
    """What a report is to say: of the course's own entries, and of what has been passed on to the unit, each by its release and number."""

    items: Sequence[Item]
    passed: Sequence[tuple[UUID, int]]
    basis: str
    law: str = ""
    note: str = ""
    own_words: str = ""
    previewed_on: date | None = None
    consented_on: date | None = None


class PassedItem(NamedTuple):
    """Something that has been passed on to the unit, and may stand in a report."""

    release: Release
    nth: int
    told: Snapshot


class Material(NamedTuple):
    """What a report can be made of: the course's own entries, what has been passed on; and the reports until now."""

    seen: Look
    offered: tuple[Offered, ...]
    passed: tuple[PassedItem, ...]
    made: list[Numbered]

    @property
    def last(self) -> Numbered | None:
        """The last report that went, None if none has."""
        return next((one for one in self.made if one.passed.is_sent), None)


class Numbered(NamedTuple):
    """A report of a course: its number, and how it stands."""

    number: int
    passed: Passed


class Compared(NamedTuple):
    """How a report differs from the last one: what is new in it and what says something else, by place; what is in it no more."""

    new: frozenset[int]
    altered: frozenset[int]
    left_out: tuple[Snapshot, ...]


def makes_reports(reader: Reader, pathway: str) -> bool:
    """Return whether a page may offer a role to report to the court of a pathway; its door asks again. No query."""
    return way_part(pathway) is Part.COURT and doors.may_open(reader, [Part.COURT])


def reports(reader: Reader, course: UUID) -> list[Numbered]:
    """Return the reports that the reader's unit has made of a course, the newest first; logged before. Four queries and a commit.

    Raises Http404 for whoever may not write in the course, and for one that is no programme of the court.
    """
    row = _course(reader, course)
    rows = CourtReport.objects.filter(course=row, release__by_unit__in=reader.units)
    told = rows.select_related(
        *(f"release__{one}" for one in ("to_unit", "by_unit", "approval", "stop"))
    )
    return [
        Numbered(one.number, as_passed(one.release, reader.on)) for one in told.order_by("-number")
    ]


def material(reader: Reader, course: UUID, now: datetime) -> Material:
    """Return what a report of a course can be made of; logged before. Raises Http404 as `reports` does."""
    made = reports(reader, course)
    seen = look(reader, course, now)
    passed = tuple(_passed(handed(reader, seen.course.subject.root_id)))
    return Material(seen, offers(seen, COURT), passed, made)


def draft_report(reader: Reader, course: UUID, wanted: Report, now: datetime) -> Letter:
    """Return what a report would say, word by word; nothing is written but the log. Raises as `make_report` does."""
    made, told = _prepare(reader, course, wanted, now, is_draft=True)
    return drafted(made, told)


def make_report(
    reader: Reader, course: UUID, wanted: Report, now: datetime, key: UUID | None = None
) -> Release:
    """Make a report, which waits for a second person; logged before. Sent again under the same key it is the report that it was.

    Raises Http404 as `reports` does, NotReleasable for what cannot be, KeyReused. Must not be called inside a transaction.
    """
    row = _course(reader, course)
    told = replace(
        _wanted(reader, wanted), items=[*wanted.items, *(_as_item(one) for one in wanted.passed)]
    )
    asked = keyed(reader.user, key, course, told)
    if done := answered(asked):
        return before(reader, done)
    made, plain = _prepare(reader, course, wanted, now)
    log_release(reader, made.release, made.parts, Reason.PASSED_ON)

    def number() -> None:
        last = CourtReport.objects.filter(course=row).aggregate(Max("number"))["number__max"]
        CourtReport.objects.create(release=made.release, course=row, number=(last or 0) + 1)

    try:
        return write(reader, made, plain, asked, now, number)
    except IntegrityError:
        raise NotReleasable("report", "meanwhile") from None


def let_go(reader: Reader, release: UUID, now: datetime) -> None:
    """Let a release go as the second person, as `approve`; of a report what others had passed on must still stand.

    Raises as `approve` does, and NotReleasable for a report that says what has been stopped since or is over.
    """
    row, _ = own_release(reader, release)
    report = getattr(row, "report", None)
    if report is not None:
        others = [one for one in row.items.all() if one.course_id not in (None, report.course_id)]
        there = {
            (item.course_id, item.number)
            for one in (handed(reader, row.subject_id) if others else ())
            for item in one.items
        }
        if any((one.course_id, one.number) not in there for one in others):
            raise NotReleasable("passed", "unknown")
    approve(reader, release, now)


def tell_course(reader: Reader, release: Release, event: str, on: date, now: datetime) -> bool:
    """Write down in its course what has become of a report, once; return whether it was, or need not be."""
    report = CourtReport.objects.select_related("course").get(release=release)
    course = report.course
    if event not in table_of(course.pathway).edition_on(to_day(on)).events:
        return True
    key, told = uuid5(release.pk, event), Told(on, event)
    try:
        record(reader, course.pk, told, version=course.version, key=key, confirmed=True, now=now)
    except Refusal:
        return False
    return True


def last_before(reader: Reader, release: Release) -> tuple[int, Letter] | None:
    """Return the number of the report that went before another one of the same course, and what it says; None for the first.

    Logged before it is shown. Raises as `own` does.
    """
    report = CourtReport.objects.get(release=release)
    earlier = CourtReport.objects.filter(course=report.course_id, number__lt=report.number)
    went = earlier.filter(release__approval__isnull=False, release__by_unit__in=reader.units)
    found = went.order_by("-number").first()
    return (found.number, own(reader, found.release_id).letter) if found else None


def compared(now: Letter, last: Letter) -> Compared:
    """Return how a report differs from the last one."""
    then = dict(zip(last.keys, last.items, strict=True))
    new, altered = set(), set()
    for nth, (key, told) in enumerate(zip(now.keys, now.items, strict=True)):
        if key not in then:
            new.add(nth)
        elif then[key] != told:
            altered.add(nth)
    gone = tuple(told for key, told in then.items() if key not in now.keys)
    return Compared(frozenset(new), frozenset(altered), gone)


def _course(reader: Reader, course: UUID) -> Course:
    """Return a course of a programme of the court; refuse any other, and whoever may not write in it, as if there were none."""
    row = Course.objects.select_related("subject").filter(pk=course).first()
    is_court = row is not None and way_part(row.pathway) is Part.COURT
    subject = row.subject_id if row else course
    if row is None or not is_court or reader.unit is None:
        doors.refuse(reader, Deed.WRITE, [Part.COURT], subject)
    doors.require(reader, Deed.WRITE, [Part.COURT], subject)
    return row


def _prepare(
    reader: Reader, course: UUID, wanted: Report, now: datetime, *, is_draft: bool = False
) -> tuple[Prepared, Wanted]:
    row, told = _course(reader, course), _wanted(reader, wanted)
    if not wanted.items:
        raise NotReleasable("items", "required")
    if any(one.course != row.pk for one in wanted.items):
        raise NotReleasable("items", "unknown")
    made = prepare(reader, row.subject_id, told, now, is_draft=is_draft)
    found = dict(_chosen(handed(reader, row.subject.root_id))) if wanted.passed else {}
    if not found.keys() >= set(wanted.passed):
        raise NotReleasable("passed", "unknown")
    chosen = [*made.chosen, *(found[one] for one in dict.fromkeys(wanted.passed))]
    made = Prepared(made.release, chosen)
    check_parts(made.release, made.parts, reader.on, now, is_draft=is_draft)
    return made, told


def _wanted(reader: Reader, wanted: Report) -> Wanted:
    """Return a report as a release: to nobody else here, and without an end, for a court gives back nothing."""
    assert reader.unit is not None, "whoever has none was refused"
    return Wanted(
        wanted.items,
        reader.unit,
        COURT,
        wanted.basis,
        date.max,
        wanted.law,
        wanted.note,
        wanted.previewed_on,
        wanted.consented_on,
        wanted.own_words,
    )


def _as_item(passed: tuple[UUID, int]) -> Item:
    """Return what has been passed on as it stands in a request."""
    return Item(*passed)


def _chosen(found: Sequence[Handed]) -> Iterator[tuple[tuple[UUID, int], Chosen]]:
    for release, items, words in found:
        for one in items:
            said = words.get((release.pk, one.nth))
            if one.nth != NOTE and said and one.course_id and one.number:
                of = Item(one.course_id, one.number)
                yield (release.pk, one.nth), Chosen(of, frozenset(parts_of_item(one)), said)


def _passed(found: Sequence[Handed]) -> Iterator[PassedItem]:
    releases: Mapping[UUID, Release] = {one.release.pk: one.release for one in found}
    for (release, nth), chosen in _chosen(found):
        yield PassedItem(releases[release], nth, snapshot(chosen.told))
