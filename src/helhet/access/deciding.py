"""The one decision: may this reader do this deed with this part of this person's record?

A pure function of the table, the reader, and the relations that the reader has on the day. Lists
ask the same table which relations are enough (`enough`), so a list and a single look agree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from helhet.access.table import Cell, DecisionTable, Deed, Need, Part, Relation


class Reason(StrEnum):
    """Why it was permitted or refused; a code for the log, never shown to whoever was refused."""

    GRANTED = "granted"
    GRANTED_OWN_UNIT = "granted-own-unit"
    FEED = "calendar-feed"
    OPENED = "opened"
    UNDO = "undo"
    IMPORTED = "imported"
    SEARCHED = "searched"
    TOO_MANY = "too-many"
    ROLE = "role"
    PURPOSE = "purpose"
    NO_RELATION = "no-relation"
    BREAK_GLASS = "break-glass"
    NOT_RELEASED = "not-released"
    CONSENT = "consent"
    CELL = "cell"


@dataclass(frozen=True)
class Reader:
    """Somebody who acts in one role, in one unit, for one purpose, on a day.

    `units` are the unit of the role and those below it; `offers` the pathways that are begun in the unit by hand, None
    for all. `subject` is the person that the role `person` is itself.
    """

    user: int
    role: str
    purpose: str
    on: date
    unit: int | None = None
    unit_code: str = ""
    units: frozenset[int] = frozenset()
    offers: frozenset[str] | None = None
    subject: UUID | None = None
    is_current: bool = True


@dataclass(frozen=True)
class Decision:
    """Whether it is permitted, and why; `own_unit_only` if it reaches no further than the unit's own entries."""

    is_permitted: bool
    reason: Reason
    own_unit_only: bool = False

    @property
    def hides(self) -> bool:
        """Whether the refusal must look as if there were no such person."""
        return self.reason in (Reason.NO_RELATION, Reason.BREAK_GLASS, Reason.ROLE, Reason.PURPOSE)


_PLACES: Final = {relation: place for place, relation in enumerate(Relation)}


def decide(
    table: DecisionTable, reader: Reader, deed: Deed, part: Part, relations: Collection[Relation]
) -> Decision:
    """Return the decision; the relation that permits most decides, and what nobody granted is refused.

    `relations` are those that the reader has to the person. What a stranger may, anybody may.
    """
    if not reader.is_current or reader.role not in table.roles:
        return Decision(is_permitted=False, reason=Reason.ROLE)
    if reader.purpose not in table.purposes(reader.role):
        return Decision(is_permitted=False, reason=Reason.PURPOSE)
    held = sorted({*relations, Relation.NONE}, key=_PLACES.__getitem__)
    cells = [(one, table.cell(reader.role, one, reader.purpose, part)) for one in held]
    weighed = [_weigh(cell, one, deed) for one, cell in cells if cell is not None]
    best = max(weighed, key=_goodness, default=None)
    return best or Decision(is_permitted=False, reason=Reason.NO_RELATION)


def strictest(decisions: Iterable[Decision]) -> Decision:
    """Return the decision that permits least, a refusal that hides before one that does not: it stands for all of them."""
    return min(decisions, key=lambda one: (*_goodness(one), not one.hides))


def _goodness(decision: Decision) -> tuple[bool, bool]:
    return decision.is_permitted, not decision.own_unit_only


def _weigh(cell: Cell, relation: Relation, deed: Deed) -> Decision:
    """Return what one cell says of a deed."""
    if cell.deed is None or cell.deed < deed:
        return Decision(is_permitted=False, reason=_refusal(cell, relation))
    if cell.need is Need.CONSENT:
        return Decision(is_permitted=False, reason=Reason.CONSENT)
    if cell.need is Need.OWN_UNIT:
        return Decision(is_permitted=True, reason=Reason.GRANTED_OWN_UNIT, own_unit_only=True)
    return Decision(is_permitted=True, reason=Reason.GRANTED)


def _refusal(cell: Cell, relation: Relation) -> Reason:
    if cell.is_breakable:
        return Reason.BREAK_GLASS
    if cell.is_released_only:
        return Reason.NOT_RELEASED
    return Reason.NO_RELATION if relation is Relation.NONE else Reason.CELL


def enough(table: DecisionTable, reader: Reader, deed: Deed, part: Part) -> frozenset[Relation]:
    """Return the relations of which any one is enough: the rule by which lists are made."""
    asked = reader.is_current, reader.role, reader.purpose, deed, part
    if asked not in table.enough:
        table.enough[asked] = frozenset(
            one for one in Relation if decide(table, reader, deed, part, [one]).is_permitted
        )
    return table.enough[asked]
