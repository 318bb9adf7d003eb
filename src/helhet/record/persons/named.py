"""Whom a form names: a person by the id that the register gave, never by a number of theirs, for it stands in the name of an effect."""

from __future__ import annotations

from uuid import UUID

from helhet.parties.models import Subject


def person_named(told: object) -> Subject | None:
    """Return whom a form names; None if that is nobody. One query, if it may be an id."""
    try:
        named = UUID(told) if isinstance(told, str) else None
    except ValueError:
        return None
    if named is None or str(named) != told:
        return None
    return Subject.objects.filter(pk=named, kind="person").first()
