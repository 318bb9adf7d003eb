"""A consent is written down, and withdrawn: by whoever talks with the person and may write about them.

Own choices, for no rule was read: who may write one down, who sees one, and that only whoever is 16 or older gives one here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from helhet.access import log
from helhet.access.consents import consents_among, consents_of, ended, same_as
from helhet.access.deciding import Decision, Reader, Reason, consentable, objectable
from helhet.access.doors import refuse, table
from helhet.access.kept import keep
from helhet.access.models import Consent, Withdrawal
from helhet.access.relations import Ground, age_on, ground_to
from helhet.access.table import Deed, Part
from helhet.parties.models import Person, Subject, Unit

TALKS: Final = (Part.PLAN, Part.OUTN, Part.COURT)
"""Whoever may write in one of these talks with the person, and may write down what they say yes to."""
OF_AGE: Final = 16
"""From when somebody consents alone (pbrl § 4-3). Of those who are younger no rule was read: none is taken here."""


class NotConsented(Exception):  # noqa: N818 - what is refused, and why
    """A consent that cannot be; `field` and `code` say which and why, for a page that has words for them."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


@dataclass(frozen=True)
class Wanted:
    """What somebody says yes to: that the staff of a unit see some parts for a purpose, from a day to a day (included)."""

    unit: int
    purpose: str
    parts: Collection[Part]
    from_day: date
    to_day: date | None
    manner: Consent.Manner


@dataclass(frozen=True)
class Told:
    """A consent as it is shown: the row, and how it stands on the day."""

    row: Consent
    is_withdrawn: bool
    is_over: bool

    @property
    def is_in_force(self) -> bool:
        """Whether it opens anything, today or from a day to come."""
        return not (self.is_withdrawn or self.is_over)


def give(reader: Reader, subject: UUID, wanted: Wanted, now: datetime) -> list[Consent]:
    """Write down what a person has said yes to, a row for each part; logged before it is written.

    Raises Http404 for whoever may write nothing about the person, NotConsented for what cannot be. Must not be called
    inside a transaction.
    """
    by_unit = _let_in(reader, subject, wanted.parts)
    person = Subject.objects.filter(pk=subject).values_list("root", flat=True).get()
    to_day = _checked(reader, person, wanted)
    rows = [
        Consent(
            id=uuid4(),
            subject_id=person,
            unit_id=wanted.unit,
            purpose=wanted.purpose,
            part=part,
            from_day=wanted.from_day,
            to_day=to_day,
            manner=wanted.manner,
            user=reader.user,
            role=reader.role,
            by_unit_id=by_unit,
            given_at=now,
        )
        for part in sorted(set(wanted.parts))
    ]
    for row in rows:
        _log(reader, row, Reason.CONSENT_GIVEN)
    with transaction.atomic():
        Consent.objects.bulk_create(rows)
    return rows


def withdraw(reader: Reader, consent: UUID, now: datetime) -> Consent:
    """Take a consent back: from its commit on it opens nothing. Once more does nothing. Logged before it is written.

    Raises Http404 for whoever may not write about the person, or does not see this consent, as for one that is not there.
    """
    row = Consent.objects.filter(pk=consent).select_related("unit").first()
    # One that is not there is asked for too: to find nothing must cost what it costs to find a stranger's.
    subject = row.subject_id if row else consent
    _let_in(reader, subject, TALKS[:1])
    if row is None or not _is_shown(reader, row):
        refuse(reader, Deed.WRITE, TALKS[:1], subject)
    _withdraw(reader, row, now)
    return row


def withdraw_all(reader: Reader, subject: UUID, now: datetime) -> None:
    """Take back all that a person has said yes to, also what this reader is not told of; nothing is told of how much that was."""
    _let_in(reader, subject, TALKS[:1])
    rows = list(consents_of(subject))
    gone = ended(rows)
    for row in rows:
        if row.pk not in gone and row.to_day >= reader.on:
            _withdraw(reader, row, now)


def told_consents(reader: Reader, subject: UUID, ground: Ground | None = None) -> list[Told] | None:
    """Return the consents of a person that a reader is told of, the newest first; None for whoever may write none down.

    Those to the reader's own units, and those that these wrote down; the person all of their own. To whom else somebody has
    said yes tells where they are helped. Whoever shows them logs it. `ground` if it is at hand; then two queries at most, else five.
    """
    ground = ground or ground_to(reader, subject)
    is_own = reader.role == "person" and bool(ground.relations)
    if not (is_own or _talks(ground)):
        return None
    rows = list(consents_among(ground.same or same_as(subject)))
    gone = ended(rows) if rows else set()
    return [
        Told(row, row.pk in gone, row.to_day < reader.on)
        for row in rows
        if is_own or _is_shown(reader, row)
    ]


def recipients(reader: Reader) -> list[Unit]:
    """Return the units that a person may let see something: those that are there today, the reader's own first."""
    lasting = [one for one in Unit.objects.order_by("name", "pk") if _lasts(one, reader.on)]
    return sorted(lasting, key=lambda one: one.pk != reader.unit)


def _let_in(reader: Reader, subject: UUID, parts: Collection[Part]) -> int:
    """Return the unit of whoever may write about somebody; refuse others as if there were no such person."""
    if not _talks(ground_to(reader, subject)) or reader.unit is None:
        refuse(reader, Deed.WRITE, sorted(set(parts)), subject)
    return reader.unit


def _talks(ground: Ground) -> bool:
    return any(ground.decide(table(), Deed.WRITE, part).is_permitted for part in TALKS)


def _checked(reader: Reader, person: UUID, wanted: Wanted) -> date:
    """Return the last day of a consent that can be; raise NotConsented for any other."""
    looks = {(wanted.purpose, part) for part in wanted.parts}
    if not looks or not looks <= {*consentable(table()), *objectable(table())}:
        raise NotConsented("parts", "not-asked")
    unit = Unit.objects.filter(pk=wanted.unit).first()
    if unit is None or not _lasts(unit, reader.on):
        raise NotConsented("unit", "unknown")
    if wanted.to_day is None:
        raise NotConsented("to_day", "required")
    if wanted.from_day < reader.on:
        # else somebody would have had a right to what they looked at without
        raise NotConsented("from_day", "past")
    if wanted.to_day < wanted.from_day:
        raise NotConsented("to_day", "before-it-begins")
    if wanted.manner not in Consent.Manner.values:
        raise NotConsented("manner", "unknown")
    if wanted.manner == Consent.Manner.TOLD and not looks <= objectable(table()).keys():
        raise NotConsented("manner", "yes-needed")
    check_of_age(person, reader.on)
    return wanted.to_day


def check_of_age(person: UUID, on: date) -> None:
    """Raise NotConsented for whoever does not consent alone: a child, somebody whose age is not known, somebody who has died.

    Of several identities each that has a birth date must be of age: the most protective holds.
    """
    told = Person.objects.filter(subject__root=person).values_list("born_on", "died_on")
    ages = [age_on(born, on) for born, _ in told if born]
    if any(died for _, died in told):
        raise NotConsented("person", "died")
    if not ages:
        raise NotConsented("person", "age-unknown")
    if min(ages) < OF_AGE:
        raise NotConsented("person", "child")


def _lasts(unit: Unit, on: date) -> bool:
    return unit.from_day <= on and (unit.to_day is None or on <= unit.to_day)


def _is_shown(reader: Reader, row: Consent) -> bool:
    own = reader.units | reader.within
    return row.unit_id in own or row.by_unit_id in reader.units


def _withdraw(reader: Reader, row: Consent, now: datetime) -> None:
    _log(reader, row, Reason.CONSENT_WITHDRAWN)
    who = {"user": reader.user, "role": reader.role, "by_unit_id": reader.unit, "at": now}
    with transaction.atomic():
        taken, is_new = Withdrawal.objects.get_or_create(consent=row, defaults=who)
    if is_new:
        keep(Path(settings.WITHDRAWALS_FILE), [taken])


def _log(reader: Reader, row: Consent, reason: Reason) -> None:
    decision = Decision(is_permitted=True, reason=reason)
    log.write(reader, Deed.WRITE, [Part(row.part)], [row.subject_id], decision, request=row.pk)
