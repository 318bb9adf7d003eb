"""What is owed in a reader's units: one row a person, by their worst deadline; the late first, law before advice."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from helhet.access.deciding import Reader
from helhet.record.queries.appointments import Next, next_appointments, will_break
from helhet.record.queries.worklist import log_list, names_of
from helhet.work.choosing import choose
from helhet.work.order import Counts, Days, Narrowed, Stretch, days_of, fits
from helhet.work.owing import Owed, owing, read


class Row(NamedTuple):
    """A person with what is owed, the worst first; no name if it may not be seen, or for a thing.

    `appointment` is the next one in the course of the worst; `will_break` says that it comes too late for it.
    """

    subject: UUID
    name: str
    stretch: Stretch
    worst: Owed
    others: tuple[Owed, ...]
    appointment: Next | None
    will_break: bool


class Listed(NamedTuple):
    """A page of the list, and how many there are in each stretch of what is not set aside."""

    rows: list[Row]
    counts: Counts


def worklist(
    reader: Reader, now: datetime, narrowed: Narrowed, *, first: int = 0, size: int = 50
) -> Listed:
    """Return a page of the list, logged before it is returned. Ten queries and a commit; six more if the list is long."""
    days = days_of(now, reader.on)
    chosen = choose(reader, now, narrowed, days, first=first, size=size)
    owed = defaultdict[UUID, list[Owed]](list)
    for one in chosen.owed:
        owed[one.subject].append(one)
    names = names_of(reader, chosen.subjects)
    log_list(reader, {(one.subject, one.pathway) for one in chosen.owed}, names)
    # Somebody may have met the last of it since they were chosen.
    order = [_in_order(owed[one], days, narrowed) for one in chosen.subjects if one in owed]
    coming = next_appointments({rows[0].course for rows in order}, now)
    rows = [_row(of, names, days, coming.get(of[0].course)) for of in order]
    return Listed(rows, chosen.counts)


def of_course(reader: Reader, now: datetime, course: UUID) -> list[Owed]:
    """Return all that is owed in a course in the reader's units, the soonest first; whoever shows it has decided. Three queries."""
    return sorted(read(reader, now, owing(reader, now).filter(course=course)), key=_by_due)


def _by_due(one: Owed) -> tuple[datetime, str, str]:
    return one.due_at, one.clock, one.key


def _in_order(owed: list[Owed], days: Days, narrowed: Narrowed) -> list[Owed]:
    """Return what is owed about somebody, the worst of what the list is narrowed to first."""
    return sorted(
        owed,
        key=lambda one: (
            (one.until is not None) is not narrowed.aside,
            not fits(one, narrowed),
            days.stretch(one.due_at),
            one.rank,
            one.due_at,
            one.course,
            one.clock,
            one.key,
        ),
    )


def _row(owed: list[Owed], names: dict[UUID, str], days: Days, appointment: Next | None) -> Row:
    worst, *others = owed
    return Row(
        worst.subject,
        names.get(worst.subject, ""),
        days.stretch(worst.due_at),
        worst,
        tuple(others),
        appointment,
        will_break(worst.pathway, worst.clock, worst.due_at, appointment, days.now),
    )
