"""Which rows of the log a leader may want to look at: refused, at night, many persons in an hour, one's own family name, a sample.

Each is a hint, and none says that anybody did wrong. Thresholds are settings of the installation or own choices: none is from a law.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import ExtractHour, Mod, TruncDate
from django.utils.timezone import make_aware

from helhet.access.deciding import Reader
from helhet.access.models import Access, AccessedSubject
from helhet.parties.models import Person, Subject, User
from helhet.record.queries.worklist import known

PRIME: Final = 2_147_483_647
STIR: Final = 48_271
"""A number times this, modulo the prime, is in no order that one sees, and the same whenever it is asked."""
HOUR: Final = timedelta(hours=1)
A_DAY: Final = timedelta(days=1)


class Kind(StrEnum):
    """Which rows are asked for."""

    ALL = "all"
    REFUSED = "refused"
    NIGHT = "night"
    MANY = "many"
    NAMESAKE = "namesake"
    SAMPLE = "sample"


@dataclass(frozen=True)
class Asked:
    """Which days, both included, whose rows (None: everybody's), and of which kind."""

    first: date
    last: date
    user: int | None = None
    kind: Kind = Kind.ALL


class Busy(NamedTuple):
    """An hour in which a user opened more persons than the installation finds usual; `hour` is when it began."""

    user: int
    hour: datetime
    persons: int


def within(asked: Asked, units: Collection[str] | None, way: str = "") -> Q:
    """Return which rows are of some days, of a user, and of units by their codes (None: of all); `way` leads to them."""
    told: dict[str, Any] = {
        f"{way}at__gte": _begin(asked.first),
        f"{way}at__lt": _begin(asked.last + A_DAY),
    }
    if units is not None:
        told[f"{way}unit__in"] = units
    if asked.user is not None:
        told[f"{way}user"] = asked.user
    return Q(**told)


def _begin(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))


def opened(told: Q) -> QuerySet[AccessedSubject]:
    """Return the looks at one person alone: a list of fifty names is not fifty persons who were opened."""
    others = AccessedSubject.objects.filter(access=OuterRef("access"))
    others = others.exclude(subject=OuterRef("subject"))
    return AccessedSubject.objects.filter(told, ~Exists(others))


def at_night() -> Q:
    """Return which rows, with their `hour` beside them, were written outside the hours of the day."""
    return Q(hour__lt=settings.REVIEW_DAY_BEGINS) | Q(hour__gte=settings.REVIEW_DAY_ENDS)


def with_hour(rows: QuerySet[Access]) -> QuerySet[Access]:
    """Return rows with the hour of the clock on the wall."""
    return rows.annotate(hour=ExtractHour("at"))


def busy(looks: QuerySet[AccessedSubject]) -> list[Busy]:
    """Return the hours, from any minute on, in which a user opened more persons than the setting, the latest first.

    One query, and one more if a user came half so far in a day: an hour lies in two at most.
    """
    most = settings.REVIEW_PERSONS_AN_HOUR
    days = looks.annotate(day=TruncDate("access__at")).values_list("access__user", "day")
    counted = days.annotate(n=Count("subject", distinct=True)).order_by()
    # By users alone: SQLite takes no more than a thousand alternatives, and a month has more busy days.
    users = {user for user, _, _ in counted.filter(n__gt=most // 2)}
    near = looks.filter(access__user__in=users)  # of nobody: the database is not asked
    rows = near.order_by("access__user", "access__at", "access_id")
    told = rows.values_list("access__user", "access__at", "subject")
    found = [
        one
        for user, of_user in groupby(told, key=lambda row: row[0])
        for one in _hours(user, [(at, subject) for _, at, subject in of_user], most)
    ]
    return sorted(found, key=lambda one: (one.hour, one.user), reverse=True)


def _hours(user: int, opened: Sequence[tuple[datetime, UUID]], most: int) -> Iterator[Busy]:
    """Yield the hours that hold more than so many persons, none touching another; what was opened is given in its order."""
    times = [at for at, _ in opened]
    nth = 0
    while nth < len(opened):
        after = bisect_left(times, times[nth] + HOUR)
        persons = len({subject for _, subject in opened[nth:after]})
        if persons > most:
            yield Busy(user, times[nth], persons)
        nth = after if persons > most else nth + 1


def namesakes(
    reader: Reader, looks: QuerySet[AccessedSubject], names: Mapping[int, str]
) -> list[int]:
    """Return the rows in which users looked at somebody of their own family name, whom the reader may know by name.

    Of anybody else it would tell the reader what they are called. A common name is shared by many who are no kin.
    `names` are those of the users; the last word is taken for the family's. One query, five if there are any.
    """
    family = Person.objects.filter(pk=OuterRef("subject")).values("family_name")
    looks = looks.annotate(family=Subquery(family))
    own = {user: name.split()[-1].casefold() for user, name in names.items() if name.split()}
    pairs = {
        (user, of_whom)
        for user, of_whom in looks.values_list("access__user", "family").distinct().order_by()
        if of_whom and own.get(user) in of_whom.casefold().split()
    }
    # Of nobody: the database is not asked. Not each pair by itself: SQLite takes no more than a thousand alternatives.
    near = looks.filter(
        access__user__in={user for user, _ in pairs}, family__in={of_whom for _, of_whom in pairs}
    )
    rows = near.values_list("access_id", "subject", "access__user", "family")
    found = [(row, who) for row, who, user, of_whom in rows if (user, of_whom) in pairs]
    roots = dict(Subject.objects.filter(pk__in={who for _, who in found}).values_list("pk", "root"))
    may_know = known(reader, set(roots.values())) if roots else set()
    return [row for row, who in found if roots.get(who) in may_know]


def of_kind(reader: Reader, asked: Asked, units: Collection[str] | None) -> QuerySet[Access]:
    """Return the rows that are asked for, in no order. A query more for those that must be counted first, six for names."""
    rows = Access.objects.filter(within(asked, units))
    looks = opened(within(asked, units, "access__"))
    if asked.kind is Kind.REFUSED:
        return rows.filter(is_permitted=False)
    if asked.kind is Kind.NIGHT:
        return with_hour(rows).filter(at_night())
    if asked.kind is Kind.MANY:
        return rows.filter(_in_hours(busy(looks)))
    if asked.kind is Kind.NAMESAKE:
        users = User.objects.filter(pk__in=rows.values("user"))
        names = dict(users.values_list("pk", "name"))
        return rows.filter(pk__in=namesakes(reader, looks, names))
    return rows.filter(pk__in=_sample(looks)) if asked.kind is Kind.SAMPLE else rows


def _in_hours(hours: Collection[Busy]) -> Q:
    """Return which rows lie in hours. By user, and of each by hour: SQLite takes no more than a thousand alternatives in a row."""
    by_user = defaultdict[int, Q](lambda: Q(pk__in=[]))
    for one in hours:
        by_user[one.user] |= Q(at__gte=one.hour, at__lt=one.hour + HOUR)
    told = Q(pk__in=[])
    for user, its in by_user.items():
        told |= Q(its, user=user)
    return told


def _sample(looks: QuerySet[AccessedSubject]) -> list[int]:
    """Return the numbers of so many rows as the setting says, the same whenever it is asked of days that have passed."""
    stirred = Mod(F("access_id") * STIR, PRIME)
    permitted = looks.filter(access__is_permitted=True).order_by(stirred, "access_id")
    return list(permitted.values_list("access_id", flat=True)[: settings.REVIEW_SAMPLE])
