"""What somebody is called: a person by their names, an alias by what the team calls them, told to that team alone."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from helhet.access.deciding import Reader
from helhet.parties.models import Subject


def told_names(reader: Reader, subjects: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of those whom a door has let the reader know by name; whoever shows them logs it. One query."""
    rows = Subject.objects.filter(pk__in=subjects).values_list(
        "pk", "person__given_name", "person__family_name", "alias__called", "alias__team"
    )
    found = {}
    for subject, given, family, called, team in rows:
        if given is not None:
            found[subject] = f"{given} {family}"
        elif team in reader.units:
            found[subject] = alias_name(called)
    return found


def alias_name(called: str) -> str:
    """Return what a team calls somebody with a mark that it is an alias: it is the same word in all our languages."""
    return f"{called} (alias)"
