"""Drafts that wait in a file without a name until all of theirs is read: memory does not grow with the rows, and what is booked is what was checked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from tempfile import TemporaryFile
from typing import Any, Final, Self

from helhet.ledger.accounts import Place
from helhet.ledger.draft import Draft
from helhet.plans.model import Channel, Counts, Stage

_AT: Final = {name: nth for nth, name in enumerate(Draft._fields)}
PLACES: Final = _AT["source_place"], _AT["place"]
STAGE, COUNTS, DAY = _AT["stage"], _AT["counts"], _AT["booked_on"]


class Aside:
    """A file of drafts, many on a line: first all are put, then all are taken, in their order."""

    def __enter__(self) -> Self:
        self._file = TemporaryFile("w+", encoding="utf-8")
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def put(self, drafts: Sequence[Draft]) -> None:
        """Put some more."""
        if drafts:
            self._file.write(json.dumps(drafts, default=date.isoformat) + "\n")

    def take(self) -> Iterator[list[Draft]]:
        """Yield what was put, as it was put."""
        self._file.seek(0)
        for line in self._file:
            yield [_draft(told) for told in json.loads(line)]


def _draft(told: list[Any]) -> Draft:
    for at in PLACES:
        told[at] = _place(*told[at])
    told[STAGE], told[COUNTS] = Stage(told[STAGE]), Counts(told[COUNTS])
    told[DAY] = _day(told[DAY])
    return Draft._make(told)


@lru_cache(maxsize=100_000)
def _place(plan: str, channel: str, *rest: Any) -> Place:
    return Place(plan, Channel(channel), *rest)


_day: Final = lru_cache(maxsize=10_000)(date.fromisoformat)
