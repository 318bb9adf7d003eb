"""Which part of a record an entry belongs to: the pack's `access/parts.csv`, by pathway and form."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings

from helhet.access.table import Part

# What no line speaks of is held closest.
CLOSEST = Part.VNOTE


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
    return parts.get((pathway, form), parts.get((pathway, "*"), CLOSEST))


def parts_of(pathway: str, forms: Iterable[str]) -> tuple[Part, ...]:
    """Return the parts that an entry with these forms belongs to, each once, its way first."""
    found = [way_part(pathway), *(form_part(pathway, form) for form in forms)]
    return tuple(dict.fromkeys(found))
