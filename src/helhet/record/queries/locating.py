"""Whose whereabouts nothing may tell: where somebody is helped tells where they are (domain/security.md, SEC-44)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from helhet.parties.models import AddressGrade, Person


def graded(subjects: Collection[UUID]) -> set[UUID]:
    """Return whose address is graded, in whatever identity: of them no unit is named but the reader's own. One query.

    `subjects` are not merged into others.
    """
    found = Person.objects.exclude(address_grade=AddressGrade.UNGRADED)
    of_them = found.filter(subject__root__in=subjects)
    return set(of_them.values_list("subject__root", flat=True))
