"""Whose whereabouts nothing may tell: where somebody is helped tells where they are (domain/security.md, SEC-44)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

from helhet.parties.models import AddressGrade, Person
from helhet.pathway.language.model import FieldType
from helhet.pathway.tables.table import Table
from helhet.record.forms import fields_of
from helhet.record.models import Entry
from helhet.record.times import to_day

LOCATING: Final = (FieldType.UNIT, FieldType.MUNICIPALITY)
"""What kinds of answers tell where somebody is."""


def graded(subjects: Collection[UUID]) -> set[UUID]:
    """Return whose address is graded, in whatever identity: of them no unit is named but the reader's own. One query.

    `subjects` are not merged into others.
    """
    found = Person.objects.exclude(address_grade=AddressGrade.UNGRADED)
    of_them = found.filter(subject__root__in=subjects)
    return set(of_them.values_list("subject__root", flat=True))


def locating(table: Table, row: Entry, answers: Collection[str]) -> frozenset[str]:
    """Return those answers of an entry, as `form.field`, that tell where somebody is."""
    if not table.event(row.event):
        return frozenset()
    asked = fields_of(table, to_day(row.happened_on), row.event)
    return frozenset(name for name in answers if name in asked and asked[name].type in LOCATING)
