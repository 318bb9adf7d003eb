"""What a sender has sent before, found by its own ids; and whether what it sends now is the same."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from helhet.importing.csvfiles import Row
from helhet.importing.models import Imported, name_of
from helhet.storage.ring import ring

_TOLD = "imported/told"


@dataclass(frozen=True)
class Sender:
    """One system or office that sends; its ids are its own, and another sender's are not the same."""

    source: str

    def others(self) -> list[str]:
        """Return who has sent before, if this one has sent nothing yet: perhaps one of them is meant."""
        if Imported.objects.filter(source=self.source).exists():
            return []
        return sorted(Imported.objects.values_list("source", flat=True).distinct())

    def find(self, kind: Imported.Kind, ids: Iterable[str]) -> dict[str, Imported]:
        """Return what has been imported before, by the sender's ids. One query."""
        keys, place = ring(), self._place(kind)
        blinds = {blind: one for one in ids for blind in keys.blinds(one, place)}
        found = Imported.objects.filter(source=self.source, kind=kind, index__in=list(blinds))
        return {blinds[bytes(one.index)]: one for one in found}

    def names(self, kind: Imported.Kind, told_id: str) -> list[str]:
        """Return what one of them may be called where its id may not stand, by every key."""
        blinds = ring().blinds(told_id, self._place(kind))
        return [name_of(self.source, kind, blind) for blind in blinds]

    def row(
        self, kind: Imported.Kind, told_id: str, here: UUID, text: str, now: datetime
    ) -> Imported:
        """Return the row that makes it known from now on, not yet saved."""
        keys = ring()
        return Imported(
            source=self.source,
            kind=kind,
            index=keys.blind(told_id, self._place(kind)),
            here=here,
            told=keys.blind(text, _TOLD),
            at=now,
        )

    def _place(self, kind: Imported.Kind) -> str:
        return f"imported/{self.source}/{kind}"


def is_same(before: Imported, text: str) -> bool:
    """Return whether what was told before is what is told now."""
    return bytes(before.told) in ring().blinds(text, _TOLD)


def text_of(*rows: Row) -> str:
    """Return rows as one text: the same cells give the same, whatever the order of columns and the empty ones."""
    return json.dumps([sorted(row.cells.items()) for row in rows], ensure_ascii=True)
