"""The columns of the three files, and whether a header has them (docs/reference/import.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from helhet.pathway.reading.faults import meant

FORM_FIELD: Final = re.compile(r"[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*")
PLACES: Final = ("municipality", "from", "to", "address")
HOMES: Final = {f"{kind}_{place}": (kind, place) for kind in ("home", "stay") for place in PLACES}
PERSONS: Final = (
    "person",
    "number",
    "given_name",
    "family_name",
    "born_on",
    "died_on",
    "sex",
    "language",
    "needs_interpreter",
    "address_grade",
    "phone",
    "email",
    *HOMES,
    "recorded_at",
)
COURSES: Final = ("course", "person", "pathway", "unit")
ENTRIES: Final = (
    "course",
    "number",
    "event",
    "outcome",
    "happened_on",
    "happened_at",
    "setting",
    "unit",
    "fulfils",
    "replaces",
    "voids",
    "reason",
    "recorded_at",
)
KNOWN: Final = {"persons": PERSONS, "courses": COURSES, "entries": ENTRIES}
NEEDED: Final = {
    "persons": ("person",),
    "courses": COURSES,
    "entries": ("course", "number"),
}


def missing(kind: str, header: Iterable[str]) -> list[str]:
    """Return the columns that a file must have and has not."""
    have = set(header)
    lacking = [name for name in NEEDED[kind] if name not in have]
    if kind == "entries" and not {"happened_on", "happened_at"} & have:
        lacking.append("happened_on")
    return lacking


def header_faults(kind: str, header: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the columns there are, by their place: a name that is unknown may be a person's."""
    seen: set[str] = set()
    for place, name in enumerate(header, start=1):
        if name in seen and name:
            yield f"column {place} has the name of another", "Keep one of them."
        elif name not in KNOWN[kind] and name and not _is_field(kind, name):
            hint = meant(
                name, KNOWN[kind], f"columns of {kind}", most=len(KNOWN[kind]), where="there"
            )
            yield f"column {place} is none that {kind} have", f"{hint} Or take it out."
        seen.add(name)


def _is_field(kind: str, name: str) -> bool:
    return kind == "entries" and FORM_FIELD.fullmatch(name) is not None
