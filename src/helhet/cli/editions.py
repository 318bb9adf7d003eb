"""Which edition a command speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from helhet.cli.errors import UsageError
from helhet.pathway.language.model import Pathway


def edition_of(editions: Sequence[Pathway], told: str | None) -> Pathway:
    """Return the edition that is told, or else the newest; raise UsageError if there is none of that name."""
    ordered = sorted(editions, key=lambda edition: edition.valid.from_)
    if told is None:
        return ordered[-1]
    for edition in ordered:
        if edition.edition == told:
            return edition
    there_are = ", ".join(edition.edition for edition in ordered)
    raise UsageError(f"There is no edition '{told}'. Choose one of: {there_are}.")
