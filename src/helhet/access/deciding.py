"""The one decision: may this reader do this deed with this part of this person's record?

A pure function of the table, the reader, the relations that the reader has on the day, and what the person has
consented to. Lists ask the same table which relations are enough (`enough`), so a list and a single look agree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from helhet.access.table import BY_WORD, Cell, DecisionTable, Deed, Need, Part, Relation


class Reason(StrEnum):
    """Why it was permitted or refused; a code for the log, never shown to whoever was refused."""

    GRANTED = "granted"
    GRANTED_OWN_UNIT = "granted-own-unit"
    GRANTED_BY_CONSENT = "granted-by-consent"
    GRANTED_UNOBJECTED = "granted-unobjected"
    CONSENT_GIVEN = "consent-given"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    RELEASED = "released"
    PASSED_ON = "passed-on"
    RELEASE_STOPPED = "release-stopped"
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

    `units` are the unit of the role and those below it, `within` the unit and those that it lies below; `offers` the pathways that are begun in the unit by hand, None
    for all. `subject` is the person that the role `person` is itself.
    """

    user: int
    role: str
    purpose: str
    on: date
    unit: int | None = None
    unit_code: str = ""
    units: frozenset[int] = frozenset()
    within: frozenset[int] = frozenset()
    offers: frozenset[str] | None = None
    subject: UUID | None = None
    is_current: bool = True


@dataclass(frozen=True)
class Consented:
    """What a person has said yes to, and not withdrawn: that a unit's staff see a part for a purpose, from one day to another (included).

    With `is_told` they said nothing: they were told of it, and have not objected. That opens less.
    """

    unit: int
    purpose: str
    part: Part
    from_day: date
    to_day: date
    is_told: bool = False

    def covers(self, reader: Reader, part: Part, need: Need = Need.CONSENT) -> bool:
        """Return whether it is this reader who may see this part, today, where a cell needs this of the person: a yes is enough
        for what needs no objection, and not the other way round."""
        is_theirs = self.unit in reader.within and self.purpose == reader.purpose
        is_meant = is_theirs and self.part is part
        is_enough = not self.is_told or need is Need.NO_OBJECTION
        return is_meant and is_enough and self.from_day <= reader.on <= self.to_day


@dataclass(frozen=True)
class Decision:
    """Whether it is permitted, and why; `own_unit_only` if it reaches no further than the unit's own entries.

    `is_brief` if it is by a consent to a summary: that opens a few named facts (`record.queries.briefs`) and never a way.
    """

    is_permitted: bool
    reason: Reason
    own_unit_only: bool = False
    is_brief: bool = False

    @property
    def hides(self) -> bool:
        """Whether the refusal must look as if there were no such person."""
        return self.reason in (Reason.NO_RELATION, Reason.BREAK_GLASS, Reason.ROLE, Reason.PURPOSE)


ON_WORD: Final = (Reason.GRANTED_BY_CONSENT, Reason.GRANTED_UNOBJECTED)
"""What rests on what the person has said, or has not objected to; the log tells of it in a row apart."""
_PLACES: Final = {relation: place for place, relation in enumerate(Relation)}


def decide(
    table: DecisionTable,
    reader: Reader,
    deed: Deed,
    part: Part,
    relations: Collection[Relation],
    consents: Collection[Consented] = (),
) -> Decision:
    """Return the decision; the relation that permits most decides, and what nobody granted is refused.

    `relations` are those that the reader has to the person; `consents` what the person has said yes to. What a stranger may,
    anybody may. A consent opens the cell that asks for it, for nobody but whom it names, and nothing else.
    """
    if not reader.is_current or reader.role not in table.roles:
        return Decision(is_permitted=False, reason=Reason.ROLE)
    if reader.purpose not in table.purposes(reader.role):
        return Decision(is_permitted=False, reason=Reason.PURPOSE)
    weighed = _weighed(table, reader, deed, part, relations, consents)
    best = max(weighed, key=_goodness, default=None)
    return best or Decision(is_permitted=False, reason=Reason.NO_RELATION)


def brief(
    table: DecisionTable,
    reader: Reader,
    part: Part,
    relations: Collection[Relation],
    consents: Collection[Consented],
) -> Decision | None:
    """Return the decision by which a consent opens a summary, if one does: of what is no unit of the reader's own, where a
    cell opens what is theirs besides."""
    if not reader.is_current:
        return None
    weighed = _weighed(table, reader, Deed.SUMMARY, part, relations, consents)
    return next((one for one in weighed if one.is_permitted and one.is_brief), None)


def _weighed(
    table: DecisionTable,
    reader: Reader,
    deed: Deed,
    part: Part,
    relations: Collection[Relation],
    consents: Collection[Consented],
) -> list[Decision]:
    """Return what each alternative says of each cell that a reader stands in, the closest relation first."""
    held = sorted({*relations, Relation.NONE}, key=_PLACES.__getitem__)
    said = [need for need in BY_WORD if any(one.covers(reader, part, need) for one in consents)]
    return [
        _weigh(cell, one, deed, said)
        for one in held
        for cell in table.cells(reader.role, one, reader.purpose, part)
    ]


def strictest(decisions: Iterable[Decision]) -> Decision:
    """Return the decision that permits least, a refusal that hides before one that does not: it stands for all of them."""
    return min(decisions, key=lambda one: (*_goodness(one), not one.hides))


def _goodness(decision: Decision) -> tuple[bool, bool, bool, bool]:
    is_by_word = decision.reason in ON_WORD
    is_way = not decision.is_brief  # the unit's own ways before a few facts of others'
    return decision.is_permitted, is_way, not decision.own_unit_only, not is_by_word


def _weigh(cell: Cell, relation: Relation, deed: Deed, said: Collection[Need]) -> Decision:
    """Return what one cell says of a deed, to somebody of whom this much was said."""
    if cell.deed is None or cell.deed < deed:
        return Decision(is_permitted=False, reason=_refusal(cell, relation))
    if cell.need in BY_WORD:
        return _by_word(cell) if cell.need in said else _NO_CONSENT
    if cell.need is Need.OWN_UNIT:
        return Decision(is_permitted=True, reason=Reason.GRANTED_OWN_UNIT, own_unit_only=True)
    return Decision(is_permitted=True, reason=Reason.GRANTED)


_NO_CONSENT: Final = Decision(is_permitted=False, reason=Reason.CONSENT)


def _by_word(cell: Cell) -> Decision:
    is_yes = cell.need is Need.CONSENT
    reason = Reason.GRANTED_BY_CONSENT if is_yes else Reason.GRANTED_UNOBJECTED
    return Decision(is_permitted=True, reason=reason, is_brief=cell.deed is Deed.SUMMARY)


def _refusal(cell: Cell, relation: Relation) -> Reason:
    if cell.is_breakable:
        return Reason.BREAK_GLASS
    if cell.is_released_only:
        return Reason.NOT_RELEASED
    return Reason.NO_RELATION if relation is Relation.NONE else Reason.CELL


def enough(
    table: DecisionTable, reader: Reader, deed: Deed, part: Part, *, said: Need | None = None
) -> frozenset[Relation]:
    """Return the relations of which any one is enough, to somebody who has consented, or not objected, or to anybody: the rule by
    which lists are made."""
    asked = reader.is_current, reader.role, reader.purpose, deed, part, said
    if asked not in table.enough:
        consents = [_said_to(reader, part, said)] if said else []
        table.enough[asked] = frozenset(
            one
            for one in Relation
            if decide(table, _anywhere(reader), deed, part, [one], consents).is_permitted
        )
    return table.enough[asked]


NOWHERE: Final = 0
"""Stands for a unit where only the rule is asked for: no unit has this number."""


def _anywhere(reader: Reader) -> Reader:
    return replace(reader, within=frozenset([NOWHERE]))


def _said_to(reader: Reader, part: Part, said: Need) -> Consented:
    is_told = said is Need.NO_OBJECTION
    return Consented(NOWHERE, reader.purpose, part, reader.on, reader.on, is_told)


def asks_consent(
    table: DecisionTable, reader: Reader, relations: Iterable[Relation], deed: Deed, part: Part
) -> bool:
    """Return whether a consent, or no objection, could permit a deed to somebody with these relations: else nobody need look for one."""
    return any(
        cell.need in BY_WORD and cell.deed is not None and cell.deed >= deed
        for one in relations
        for cell in table.cells(reader.role, one, reader.purpose, part)
    )


def consentable(table: DecisionTable) -> dict[tuple[str, Part], Deed]:
    """Return what a person can be asked to consent to: each purpose and part of which a cell says so, and how much it opens."""
    return _needing(table, Need.CONSENT)


def objectable(table: DecisionTable) -> dict[tuple[str, Part], Deed]:
    """Return what a person is told of and may object to: each purpose and part of which a cell says so, and how much it opens."""
    return _needing(table, Need.NO_OBJECTION)


def _needing(table: DecisionTable, need: Need) -> dict[tuple[str, Part], Deed]:
    return {
        (row.purpose, part): cell.deed
        for row in table.rows
        for part, cells in row.cells.items()
        for cell in cells
        if cell.need is need and cell.deed is not None
    }
