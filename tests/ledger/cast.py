"""One small cast: a trust with two clinics, a municipality, and who works there."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from helhet.access.models import Consent, Tie, Withdrawal
from helhet.parties.models import Membership, Person, Subject, Unit, User

TODAY = date(2026, 5, 19)
BEGAN = date(2020, 1, 1)


@dataclass(frozen=True)
class Cast:
    """The units by their codes."""

    trust: Unit
    clinic: Unit
    ward: Unit
    other_clinic: Unit
    municipality: Unit


def cast() -> Cast:
    trust = unit("fjordheim", "trust")
    clinic = unit("nordvik", "unit", trust)
    return Cast(
        trust,
        clinic,
        unit("nordvik-ward", "team", clinic),
        unit("sorvik", "unit", trust),
        unit("dalen", "municipality"),
    )


def unit(code: str, kind: str, parent: Unit | None = None) -> Unit:
    return Unit.objects.create(code=code, name=code, kind=kind, parent=parent, from_day=BEGAN)


def person(given_name: str = "Eva", born_on: date | None = date(1990, 1, 1)) -> Person:
    subject = Subject(kind="person")
    subject.root = subject
    subject.save()
    return Person.objects.create(
        subject=subject, given_name=given_name, family_name="Prøve", born_on=born_on
    )


def member(
    where: Unit, role: str, *, to_day: date | None = None, user: User | None = None
) -> Membership:
    user = user or User.objects.create(username=f"{role}-{uuid4().hex[:8]}", name="Staff")
    return Membership.objects.create(
        user=user, unit=where, role=role, from_day=BEGAN, to_day=to_day
    )


def tie(
    who: Person,
    where: Unit,
    kind: str = "care",
    from_day: date = BEGAN,
    to_day: date | None = None,
    origin: UUID | None = None,
) -> Tie:
    return Tie.objects.create(
        subject=who.subject,
        unit=where,
        kind=kind,
        origin=origin or uuid4(),
        number=1,
        from_day=from_day,
        to_day=to_day,
    )


WRITTEN = datetime(2026, 5, 10, 12, tzinfo=UTC)


def consent(
    who: Person,
    to: Unit,
    purpose: str = "treat",
    part: str = "OUTN",
    days: tuple[date, date] = (TODAY, TODAY),
    given: int = 0,
    withdrawn: int | None = None,
    manner: Consent.Manner = Consent.Manner.SAID,
) -> Consent:
    """Write a row as the door writes it: given so many minutes after `WRITTEN`, and withdrawn so many."""
    by = {"user": 1, "role": "municipal-coordinator", "by_unit": to}
    row = Consent.objects.create(
        subject=who.subject,
        unit=to,
        purpose=purpose,
        part=part,
        from_day=days[0],
        to_day=days[1],
        manner=manner,
        given_at=WRITTEN + timedelta(minutes=given),
        **by,
    )
    if withdrawn is not None:
        at = WRITTEN + timedelta(minutes=withdrawn)
        Withdrawal.objects.create(consent=row, at=at, **by)
    return row
