"""Which part of a record an entry belongs to: the pack's `access/parts.csv`, by pathway and form."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

from helhet.access.table import Part
from helhet.pathway.language.model import Event
from helhet.record.pathways import table_of

# What no line speaks of is held closest.
CLOSEST = Part.VNOTE
REST: Final = "*"
"""What stands for the forms that `parts.csv` does not name."""


@cache
def _parts() -> dict[tuple[str, str], Part]:
    text = (Path(settings.PACK) / "access" / "parts.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {(row["pathway"], row["form"]): Part(row["part"]) for row in rows}


def way_part(pathway: str) -> Part:
    """Return the part that a pathway's way is: its states, dates and events."""
    return _parts().get((pathway, ""), CLOSEST)


def form_part(pathway: str, form: str) -> Part:
    """Return the part that a form of a pathway is."""
    parts = _parts()
    return parts.get((pathway, form), parts.get((pathway, REST), CLOSEST))


def parts_of(pathway: str, forms: Iterable[str]) -> tuple[Part, ...]:
    """Return the parts that an entry with these forms belongs to, each once, its way first."""
    found = [way_part(pathway), *(form_part(pathway, form) for form in forms)]
    return tuple(dict.fromkeys(found))


def forms_of_outcome(event: Event | None, outcome: str) -> tuple[str, ...]:
    """Return the forms whose part an outcome is. One that leads elsewhere is the way; what else it tells is as
    close as what is written down with it, or without a form as the rest of the course; so is one nobody knows."""
    if not outcome:
        return ()
    told = event.outcomes.get(outcome) if event else None
    if told and told.to:
        return ()
    return (tuple(event.form) if event and told else ()) or (REST,)


def parts_said(pathway: str, event: str, outcome: str) -> set[Part]:
    """Return the parts of all that an entry may say: its forms, as any edition has them, and its outcome."""
    known = [edition.events.get(event) for edition in table_of(pathway).editions]
    forms = {form for one in known if one for form in one.form}
    outcomes = {form for one in known if one for form in forms_of_outcome(one, outcome)}
    return {form_part(pathway, form) for form in forms | outcomes}
