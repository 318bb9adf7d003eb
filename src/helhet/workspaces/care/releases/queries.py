"""What the pages of releases show, logged by the doors that it comes from."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.utils.timezone import localtime

from helhet.access import doors
from helhet.access.consenting import TALKS
from helhet.access.deciding import Reader
from helhet.record.locating import graded
from helhet.record.queries.openings import known_to
from helhet.record.releases import listing, showing
from helhet.record.releases.listing import Listed
from helhet.record.releases.reporting import last_before
from helhet.web.days import long_date
from helhet.workspaces.care.releases.wording import (
    Difference,
    Row,
    Told,
    basis_of,
    differing,
    law_title,
    names_of_users,
    row_of,
    rows_of,
    told_of,
    why_of,
)


class UnitPage(NamedTuple):
    """What waits for a second person, what has been passed on to the unit, and what the unit has passed on."""

    waiting: list[Row]
    own: frozenset[UUID]
    arrived: list[Row]
    sent: list[Row]


class Letter(NamedTuple):
    """What has been passed on, with its words."""

    row: Row
    note: str
    own_words: str
    told: list[Told]


class PersonPage(NamedTuple):
    """What has been passed on of somebody to the unit, and by it."""

    subject: UUID
    name: str
    received: list[Letter]
    passed: list[Row]
    may_send: bool


class ReleasePage(NamedTuple):
    """A release that the unit made, in all that is known of it."""

    letter: Letter
    basis: str
    law: str
    previewed: str
    consented: str
    by: str
    approved: str
    stopped: str
    is_waiting: bool
    is_own: bool
    may_stop: bool
    course: UUID | None
    difference: Difference | None


def unit_page(reader: Reader) -> UnitPage:
    """Return the unit's lists. Each is logged."""
    waiting, arrived, sent = (
        listing.waiting(reader),
        listing.arrived(reader),
        listing.sent(reader),
    )
    hidden = graded({one.subject for one in (*waiting, *arrived, *sent)})
    rows = [
        rows_of(some, graded=hidden, own=reader.units | reader.within)
        for some in (waiting, arrived, sent)
    ]
    mine = (one.passed.release for one in waiting)
    own = frozenset(one.pk for one in mine if one.user == reader.user)
    return UnitPage(rows[0], own, rows[1], rows[2])


def person_page(reader: Reader, subject: UUID) -> PersonPage:
    """Return what has been passed on of somebody, to the reader's unit and by it. Raises Http404 for a stranger's."""
    who = known_to(reader, subject)
    root, own = who.subject.pk, reader.units | reader.within
    hides = bool(graded([root]))
    received = [
        Letter(
            row_of(
                Listed(root, who.name, showing.as_passed(one.release, reader.on)),
                hides=hides,
                own=own,
            ),
            one.note,
            "",
            [told_of(item) for item in one.items],
        )
        for one in showing.received(reader, root)
    ]
    passed = [Listed(root, who.name, one) for one in showing.passed_on(reader, root)]
    return PersonPage(
        root,
        who.name,
        received,
        rows_of(passed, graded=[root] if hides else [], own=own),
        # What a role may do, asked of nobody; the door asks again.
        any(doors.may_open(reader, [part]) for part in TALKS),
    )


def release_page(reader: Reader, release: UUID) -> ReleasePage:
    """Return a release that the reader's unit made. Raises Http404 for any other."""
    found = showing.own(reader, release)
    row = found.passed.release
    who = known_to(reader, row.subject_id)
    own = reader.units | reader.within
    hides = bool(graded([who.subject.pk]))
    stop = getattr(row, "stop", None)
    named = names_of_users(
        one for one in (row.user, found.passed.approved_by, stop and stop.user) if one
    )
    shown = row_of(Listed(who.subject.pk, who.name, found.passed), hides=hides, own=own)
    report = getattr(row, "report", None)
    last = last_before(reader, row) if report else None
    is_open = not found.passed.is_stopped and not found.passed.is_over
    return ReleasePage(
        Letter(
            shown,
            found.letter.note,
            found.letter.own_words,
            [told_of(one) for one in found.letter.items],
        ),
        basis_of(row.basis),
        law_title(row.law),
        long_date(row.previewed_on) if row.previewed_on else "",
        long_date(row.consented_on) if row.consented_on else "",
        named.get(row.user, ""),
        named.get(found.passed.approved_by or 0, ""),
        f"{why_of(stop.why)}, {long_date(localtime(stop.at).date())}" if stop else "",
        is_open and not found.passed.is_sent,
        row.user == reader.user,
        # What has been handed over to a court, nobody here shows it any more.
        is_open and not (report and found.passed.is_sent),
        report.course_id if report else None,
        differing(last[0], found.letter, last[1]) if last else None,
    )
