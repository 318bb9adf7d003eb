"""Snooping that is put among a month of ordinary work is pointed at, and little of the work is (security.md SEC-38: 90 and 5 of a hundred)."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from helhet.access.models import Access, AccessedSubject
from helhet.access.readers import staff_reader
from helhet.parties.models import Person, Subject, User
from helhet.record.queries.review_kinds import Asked, Kind, of_kind
from helhet.region.chance import Chance
from tests.ledger.cast import cast, member, tie

pytestmark = pytest.mark.django_db
FIRST, DAYS = date(2026, 4, 20), 30
NAMES = [f"Oppdiktet{nth}" for nth in range(40)]
HINTS = (Kind.REFUSED, Kind.NAMESAKE, Kind.NIGHT, Kind.MANY)


def people(chance: Chance, number: int) -> list[Person]:
    subjects = [Subject(kind="person") for _ in range(number)]
    for one in subjects:
        one.root = one
    Subject.objects.bulk_create(subjects)
    return Person.objects.bulk_create(
        Person(subject=one, given_name="Eva", family_name=chance.one(NAMES)) for one in subjects
    )


def look(user: int, subject: UUID, at: datetime, reason: str = "granted") -> int:
    row = Access.objects.create(
        at=at, user=user, role="treatment-clinician", unit="nordvik", purpose="treat", deed="read",
        parts="ID,PLAN", is_permitted=reason == "granted", reason=reason,
    )  # fmt: skip
    AccessedSubject.objects.create(access=row, subject=subject)
    return row.pk


def at(chance: Chance, *, first: int = 8, last: int = 20) -> datetime:
    day = FIRST + timedelta(days=chance.below(DAYS))
    moment = datetime(day.year, day.month, day.day, first + chance.below(last - first), tzinfo=UTC)
    return moment + timedelta(minutes=chance.below(60))


def test_snooping_is_pointed_at_and_ordinary_work_seldom() -> None:
    chance = Chance(2026)
    clinic = cast().clinic
    leader = staff_reader(member(clinic, "unit-leader"), FIRST + timedelta(days=DAYS))
    users = [
        User.objects.create(username=f"u{nth}", name=f"Kari {chance.one(NAMES)}")
        for nth in range(10)
    ]
    known = people(chance, 120)
    for one in known:
        tie(one, clinic)
    ordinary = {
        look(user.pk, chance.one(known).pk, at(chance)) for user in users for _ in range(200)
    }
    seeded = snooping(chance, users, known)

    found: set[int] = set()
    for kind in HINTS:
        asked = Asked(FIRST, FIRST + timedelta(days=DAYS - 1), None, kind)
        found |= set(of_kind(leader, asked, ["nordvik"]).values_list("pk", flat=True))

    assert len(found & seeded) >= 0.9 * len(seeded)
    assert len(found & ordinary) <= 0.05 * len(ordinary)


def snooping(chance: Chance, users: list[User], known: list[Person]) -> set[int]:
    """Write what somebody does who looks at kin, at night, at strangers, or at everybody in one go; return the rows."""
    family = users[0].name.split()[-1]
    Person.objects.filter(pk__in=[one.pk for one in known[:3]]).update(family_name=family)
    kin = {look(users[0].pk, one.pk, at(chance)) for one in known[:3]}
    night = {look(users[1].pk, chance.one(known).pk, at(chance, first=0, last=3)) for _ in "abcd"}
    strange = {look(users[2].pk, one.pk, at(chance), "no-relation") for one in people(chance, 5)}
    begin = datetime(2026, 5, 4, 11, tzinfo=UTC)
    everybody = {
        look(users[3].pk, one.pk, begin + timedelta(seconds=30 * nth))
        for nth, one in enumerate(known[:80])
    }
    return kin | night | strange | everybody
