"""The columns of the three files about persons and of the one about nobody, and whether a header has them (docs/reference/import.md)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
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
TOTALS: Final = ("period", "kind", "place", "need", "count")
REPORTED: Final = ("municipality", "year", "figure", "value", "source")
RECORDED: Final = ("persons", "courses", "entries")
"""The kinds of files that come together."""
KNOWN: Final = {
    "persons": PERSONS,
    "courses": COURSES,
    "entries": ENTRIES,
    "totals": TOTALS,
    "reported": REPORTED,
}
NEEDED: Final = {
    "persons": ("person",),
    "courses": COURSES,
    "entries": ("course", "number"),
    "totals": ("period", "kind", "count"),
    "reported": REPORTED,
}


def header_faults(kind: str, header: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a header. Columns are told by their place: a name that is unknown may be a person's."""
    if lacking := _missing(kind, header):
        yield (
            f"the header lacks {', '.join(lacking)}",
            "Write the columns' names in the first line, with commas, semicolons, tabs or bars between.",
        )
    if any(_is_known(kind, name) for name in header):
        yield from _wrong_columns(kind, header)


def _missing(kind: str, header: Collection[str]) -> list[str]:
    """Return the columns that a file must have and has not."""
    lacking = [name for name in NEEDED[kind] if name not in header]
    if kind == "entries" and not {"happened_on", "happened_at"} & set(header):
        lacking.append("happened_on")
    return lacking


def _wrong_columns(kind: str, header: Iterable[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for place, name in enumerate(header, start=1):
        if name and name in seen:
            yield f"column {place} has the name of another", "Keep one of them."
        elif name and not _is_known(kind, name):
            hint = meant(
                name, KNOWN[kind], f"columns of {kind}", most=len(KNOWN[kind]), where="there"
            )
            yield f"column {place} is none that {kind} have", f"{hint} Or take it out."
        seen.add(name)


def _is_known(kind: str, name: str) -> bool:
    is_field = kind == "entries" and FORM_FIELD.fullmatch(name) is not None
    return is_field or name in KNOWN[kind]
