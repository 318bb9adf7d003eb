"""What the staff of a leader's units have looked at: counts by user and day, and the rows themselves; never what they read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from helhet.access import doors
from helhet.access.deciding import Reader, decide
from helhet.access.models import Access, AccessedSubject
from helhet.access.table import Deed, Part, Relation
from helhet.parties.models import Membership, Subject, User
from helhet.record.queries.readings import NEWEST, SIZE, Reading, readings, unit_codes
from helhet.record.queries.review_kinds import (
    Asked,
    Busy,
    Kind,
    at_night,
    busy,
    namesakes,
    of_kind,
    opened,
    with_hour,
    within,
)
from helhet.record.queries.worklist import names_of


class Day(NamedTuple):
    """What a user did on a day: rows of the log, how many were refused, how many at night, and persons opened one by one."""

    user: int
    day: date
    looks: int
    refused: int
    night: int
    persons: int


@dataclass(frozen=True)
class Overview:
    """What was done in some days, the latest first; how many rows, or busy hours, there are of each kind; users' names."""

    days: tuple[Day, ...]
    busy: tuple[Busy, ...]
    counts: Counter[Kind]
    names: dict[int, str]


@dataclass(frozen=True)
class Rows:
    """A page of rows, the newest first, with the names of those whom the reader may know; `after` is where the next begins."""

    rows: tuple[Reading, ...]
    names: dict[UUID, str]
    after: int | None


def may_review(reader: Reader) -> bool:
    """Return whether a role sees the log of its units; it asks of nobody in particular."""
    return decide(doors.table(), reader, Deed.READ, Part.LOG, [Relation.NONE]).is_permitted


def staff_of(reader: Reader) -> list[tuple[int, str]]:
    """Return who works, or has worked, in the reader's units, by name. One query."""
    members = Membership.objects.filter(unit__in=reader.units).values("user")
    users = User.objects.filter(pk__in=members).order_by("name", "pk")
    return list(users.values_list("pk", "name"))


def overview(reader: Reader, asked: Asked) -> Overview:
    """Return what the staff of the reader's units did; logged before it is returned. Seven queries and a commit,
    four more if somebody looked at their own family name.

    Raises Http404 or PermissionDenied for a role that sees no log.
    """
    units = _units(reader)
    rows = with_hour(Access.objects.filter(within(asked, units)))
    looks = opened(within(asked, units, "access__"))
    persons = looks.annotate(day=TruncDate("access__at")).values_list("access__user", "day")
    counted = persons.annotate(n=Count("subject", distinct=True)).order_by()
    by_day = {(user, day): n for user, day, n in counted}
    told = rows.annotate(day=TruncDate("at")).values_list("user", "day").order_by("-day", "user")
    refused = Count("pk", filter=Q(is_permitted=False))
    told = told.annotate(n=Count("pk"), refused=refused, night=Count("pk", filter=at_night()))
    days = tuple(Day._make((*row, by_day.get(row[:2], 0))) for row in told)
    users = User.objects.filter(pk__in={one.user for one in days})
    names = dict(users.values_list("pk", "name"))
    hours = tuple(busy(looks))
    return Overview(days, hours, _counts(days, hours, len(namesakes(reader, looks, names))), names)


def _counts(days: Collection[Day], hours: Collection[Busy], same: int) -> Counter[Kind]:
    return Counter(
        {
            Kind.ALL: sum(one.looks for one in days),
            Kind.REFUSED: sum(one.refused for one in days),
            Kind.NIGHT: sum(one.night for one in days),
            Kind.MANY: len(hours),
            Kind.NAMESAKE: same,
        }
    )


def review_rows(reader: Reader, asked: Asked, before: int = 0, size: int = SIZE) -> Rows:
    """Return a page of rows; whoever is shown on it is logged before. Twelve queries and three commits, a few queries more
    for kinds that must be counted first."""
    rows = of_kind(reader, asked, _units(reader)).filter(pk__lt=before or NEWEST)
    page = list(rows.order_by("-pk")[: size + 1])
    about = _about(page[:size])
    alone = {subjects[0] for subjects in about.values() if len(subjects) == 1}
    names = _names(reader, alone)
    for parts, shown in (([Part.LOG], alone - names.keys()), ([Part.ID, Part.LOG], set(names))):
        if shown:
            doors.shown(reader, Deed.READ, parts, sorted(shown))
    found = readings(page[:size], _open_parts(reader), about)
    return Rows(tuple(found), names, page[size - 1].pk if len(page) > size else None)


def _units(reader: Reader) -> list[str] | None:
    """Return the units whose rows the reader may see, None for all of them; that they were asked for is logged."""
    decision = doors.require_in_general(reader, Deed.READ, Part.LOG)
    return list(unit_codes(reader)) if decision.own_unit_only else None


def _about(rows: Iterable[Access]) -> dict[int, list[UUID]]:
    """Return whom each row was about. One query."""
    found = defaultdict[int, list[UUID]](list)
    subjects = AccessedSubject.objects.filter(access__in=[row.pk for row in rows])
    for access, subject in subjects.values_list("access", "subject"):
        found[access].append(subject)
    return found


def _names(reader: Reader, subjects: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of those whom the reader may know, whichever of their identities the log has. Four queries."""
    roots = dict(Subject.objects.filter(pk__in=subjects).values_list("pk", "root"))
    named = names_of(reader, set(roots.values()))
    return {subject: named[root] for subject, root in roots.items() if root in named}


def _open_parts(reader: Reader) -> set[Part]:
    """Return the parts that the reader's role may see of somebody whom its unit has to do with."""
    table = doors.table()
    return {
        part
        for part in Part
        if decide(table, reader, Deed.SUMMARY, part, [Relation.CARE]).is_permitted
    }
