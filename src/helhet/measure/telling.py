"""What is said of a log to the one who asked, in lines: its columns and its bad rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from helhet.measure.badrows import BadRows
from helhet.pathway.errors import printable


def many(count: int, noun: str) -> str:
    """Return a count with its noun: `1 row`, `2,000 rows`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def columns_line(columns: Mapping[str, str]) -> str:
    """Say which column was taken for which part."""
    return "columns: " + ", ".join(f"{part} = {printable(name)}" for part, name in columns.items())


def bad_row_lines(bad: BadRows) -> Iterator[str]:
    """Say how many rows are bad for each reason, where the first of them stand, and what may help."""
    for why, count in bad.reasons.items():
        places = ", ".join(f"{place:,}" for place in bad.first[why])
        more = ", …" if count > len(bad.first[why]) else ""
        if count == 1:
            yield f"1 row ({bad.place} {places}): {why}."
        else:
            yield f"{count:,} rows ({bad.place}s {places}{more}): each {why}."
    yield from bad.hints
