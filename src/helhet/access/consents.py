"""Which consents are in force: what a person has said yes to, less what was withdrawn.

A withdrawal holds from its commit, for all of the person's merged identities, against every consent that was given before it
to the same unit, or below it, for the same purpose and part: of two that say different things the stricter holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime

from helhet.access.deciding import Consented, Reader
from helhet.access.models import Consent, Withdrawal
from helhet.access.table import Need, Part
from helhet.parties.models import Subject
from helhet.parties.units import UnitTree


def consents_for(reader: Reader, same: Collection[UUID]) -> tuple[Consented, ...]:
    """Return what somebody, by all of their identities, has said yes to that a reader see. One query.

    Every withdrawal that is there counts, whatever its clock said: after it is committed nothing is open.
    """
    told = Consent.objects.filter(
        subject__in=same, unit__in=reader.within, purpose=reader.purpose
    ).select_related("withdrawal")
    rows = list(told)
    taken = [row.withdrawal for row in rows if _is_withdrawn(row)]
    return tuple(_pure(row) for row in rows if not any(_ends(one, row) for one in taken))


def consents_in_force(subject: UUID, on: datetime) -> list[Consent]:
    """Return the consents of a person, by any of their identities, that were in force at a moment, by what was written down then.

    Whoever decides about now asks `is_covered`, which heeds every withdrawal there is. Three queries.
    """
    told = consents_of(subject).filter(given_at__lte=on)
    rows, tree, day = list(told), UnitTree.read(), localtime(on).date()
    taken = [one.withdrawal for one in rows if _is_withdrawn(one) and one.withdrawal.at <= on]
    return [
        row
        for row in rows
        if row.from_day <= day <= row.to_day
        and not any(
            _ends(one, row) for one in taken if one.consent.unit_id in tree.above(row.unit_id)
        )
    ]


def is_covered(subject: UUID, unit: int, purpose: str, part: Part, now: datetime) -> bool:
    """Return whether a consent lets those who act in a unit see a part of a person for a purpose, now. Three queries."""
    reader = Reader(0, "", purpose, localtime(now).date(), unit, within=UnitTree.read().above(unit))
    return any(one.covers(reader, part) for one in consents_for(reader, same_as(subject)))


def consents_of(subject: UUID) -> QuerySet[Consent]:
    """Return all that was ever written down of a person's consents, by any of their identities, the newest first."""
    return consents_among(same_as(subject))


def consents_among(same: Collection[UUID]) -> QuerySet[Consent]:
    """Return the same of somebody all of whose identities are at hand."""
    rows = Consent.objects.filter(subject__in=same).order_by("-given_at", "pk")
    return rows.select_related("withdrawal", "unit", "by_unit")


def consenting(reader: Reader, part: Part, need: Need = Need.CONSENT) -> QuerySet[Consent]:
    """Return the consents in force that let a reader see a part, whosever they are: the rule of a list, as `consents_for` is of a look.

    Where a cell needs no objection, of those too who were told and have not objected.
    """
    later = Withdrawal.objects.filter(
        consent__subject__root=OuterRef("subject__root"),
        consent__unit__in=reader.within,
        consent__purpose=reader.purpose,
        consent__part=part,
        at__gte=OuterRef("given_at"),
    )
    days = Q(from_day__lte=reader.on, to_day__gte=reader.on)
    told = Consent.objects.filter(
        days, unit__in=reader.within, purpose=reader.purpose, part=part, withdrawal=None
    )
    said = told if need is Need.NO_OBJECTION else told.exclude(manner=Consent.Manner.TOLD)
    return said.filter(~Exists(later))


def consents_left(on: date) -> int:
    """Return how many consents nobody has withdrawn that have not ended; after a restore, what may be open still. One query."""
    return Consent.objects.filter(withdrawal=None, to_day__gte=on).count()


def same_as(subject: UUID) -> set[UUID]:
    """Return all the identities of a person, by any of them; itself alone of whom nobody knows. One query."""
    root = Subject.objects.filter(pk=subject).values("root")
    return {subject, *Subject.objects.filter(root__in=root).values_list("pk", flat=True)}


def ended(rows: Iterable[Consent]) -> set[UUID]:
    """Return which of all of a person's consents have been withdrawn, themselves or by another's withdrawal; no query but the tree's."""
    rows, tree = list(rows), UnitTree.read()
    taken = [one.withdrawal for one in rows if _is_withdrawn(one)]
    return {
        row.pk
        for row in rows
        for one in taken
        if one.consent.unit_id in tree.above(row.unit_id) and _ends(one, row)
    }


def _is_withdrawn(row: Consent) -> bool:
    return hasattr(row, "withdrawal")


def _ends(taken: Withdrawal, row: Consent) -> bool:
    """Return whether a withdrawal, from a unit that the consent's lies within, ends it."""
    of = taken.consent
    is_same = (of.purpose, of.part) == (row.purpose, row.part)
    return of.pk == row.pk or (is_same and row.given_at <= taken.at)


def _pure(row: Consent) -> Consented:
    is_told = row.manner == Consent.Manner.TOLD
    return Consented(row.unit_id, row.purpose, Part(row.part), row.from_day, row.to_day, is_told)
