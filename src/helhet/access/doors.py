"""The doors of the record: decide, write the log, and only then let anybody in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import NoReturn
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from helhet.access import log
from helhet.access.deciding import ON_WORD, Decision, Reader, Reason, decide, strictest
from helhet.access.relations import Ground, ground_to, visible
from helhet.access.table import DecisionTable, Deed, Part, Relation, read_table
from helhet.parties.models import Subject

Look = tuple[Part, Deed]
"""A part of a record, and what is asked to be done with it."""


@cache
def table() -> DecisionTable:
    """Return the pack's decision table; read once a process."""
    file = Path(settings.PACK) / "access" / "decision.csv"
    return read_table(file.read_text("utf-8"), str(file))


def _weigh(ground: Ground, deed: Deed, part: Part) -> Decision:
    """Return the decision about a look that would show a way or what was written: a consent to a summary opens neither (`brief`)."""
    decision = ground.decide(table(), deed, part)
    return Decision(is_permitted=False, reason=Reason.CONSENT) if decision.is_brief else decision


def require(
    reader: Reader,
    deed: Deed,
    parts: Iterable[Part],
    subject: UUID,
    told_as: Collection[Part] = (),
) -> Decision:
    """Return the decision if every part is permitted; it has then been logged, as a refusal has.

    The log names the parts; of what is permitted those that it is to be `told_as`, if any: of what is kept apart, that alone.

    Raises Http404 where even that there is such a person is none of the reader's business, the same
    for one who does not exist; PermissionDenied otherwise; LogUnavailable if the log cannot be written.
    Costs two queries and one commit, however many parts; a query more if one of them could need a consent.
    """
    parts, ground = tuple(parts), ground_to(reader, subject)
    decision = strictest(_weigh(ground, deed, part) for part in parts)
    named = told_as if told_as and decision.is_permitted else parts
    log.write(reader, deed, named, [subject], decision)
    if decision.is_permitted:
        return decision
    if decision.hides:
        raise Http404
    raise PermissionDenied


def require_some(
    reader: Reader, asked: Collection[Look], subject: UUID, *, needs: Look
) -> dict[Look, Decision]:
    """Return those of the looks that are permitted, each a part and a deed; logged deed by deed.

    Raises Http404 if the one that is needed is refused: whoever may not see it shall not learn that it is there.
    Two queries, a third if one of the looks could need a consent, and a commit for each deed.
    """
    return granted(reader, asked, subject, let_in(reader, needs, subject))


def let_in(reader: Reader, needs: Look, subject: UUID, *, is_own: bool = True) -> Ground:
    """Return on what the reader stands with somebody, if it permits a look; logged by `granted` with what else is looked at.

    For what must be read to know what to ask for: it is read of nobody who is a stranger's. `is_own` says whether a course that
    is looked at is one of the reader's units. Raises Http404, logged, as `require_some` does. Two queries, and perhaps one for consents.
    """
    (part, deed), ground = needs, ground_to(reader, subject)
    decision = _of_course(_weigh(ground, deed, part), is_own=is_own)
    if not decision.is_permitted:
        log.write(reader, deed, [part], [subject], decision)
        raise Http404
    return ground


def opens(ground: Ground, way: Look, *, is_own: bool) -> bool:
    """Return whether the way of a course, of the reader's units or not, is open: to leave out what is closed. Nothing is logged."""
    part, deed = way
    return _of_course(_weigh(ground, deed, part), is_own=is_own).is_permitted


def _of_course(decision: Decision, *, is_own: bool) -> Decision:
    """Return what a decision about a way says of one course."""
    is_elsewhere = decision.own_unit_only and not is_own
    return Decision(is_permitted=False, reason=Reason.NO_RELATION) if is_elsewhere else decision


def granted(
    reader: Reader, asked: Collection[Look], subject: UUID, ground: Ground
) -> dict[Look, Decision]:
    """Return those of the looks that are permitted, logged deed by deed, and apart what a consent, or no objection, alone permits. A commit for each."""
    found = weighed(asked, ground)
    logged: dict[tuple[Deed, str], dict[Part, Decision]] = defaultdict(dict)
    for (part, deed), one in found.items():
        logged[deed, one.reason if one.reason in ON_WORD else ""][part] = one
    for (deed, _), told in sorted(logged.items(), key=lambda one: one[0]):
        log.write(reader, deed, told, [subject], strictest(told.values()))
    return found


def weighed(asked: Collection[Look], ground: Ground) -> dict[Look, Decision]:
    """Return those of the looks that are permitted: to leave out what is closed; whoever shows anything asks `granted`."""
    told = {(part, deed): _weigh(ground, deed, part) for part, deed in asked}
    return {look: one for look, one in told.items() if one.is_permitted}


def brief(reader: Reader, asked: Collection[Part], subject: UUID, ground: Ground) -> set[Part]:
    """Return the parts of which a consent, or no objection, opens a summary: a few named facts, never a way. Logged, if there are any,
    a row for each of the two."""
    decisions = {part: ground.brief(table(), part) for part in asked}
    found = {part: one for part, one in decisions.items() if one}
    for reason in sorted({one.reason for one in found.values()}):
        told = {part: one for part, one in found.items() if one.reason is reason}
        log.write(reader, Deed.SUMMARY, told, [subject], strictest(told.values()))
    return set(found)


def may(reader: Reader, deed: Deed, parts: Iterable[Part], subject: UUID) -> dict[Part, Decision]:
    """Return the parts for which a page may offer a deed; nothing is shown, so nothing is logged, and its door asks again."""
    ground = ground_to(reader, subject)
    found = {part: _weigh(ground, deed, part) for part in parts}
    return {part: one for part, one in found.items() if one.is_permitted}


def require_in_general(reader: Reader, deed: Deed, part: Part) -> Decision:
    """Return the decision about what concerns nobody in particular, as the log of a unit; logged, as a refusal is.

    Raises as `require` does.
    """
    decision = decide(table(), reader, deed, part, [Relation.NONE])
    log.write(reader, deed, [part], [], decision)
    if decision.is_permitted:
        return decision
    raise Http404 if decision.hides else PermissionDenied


def require_opening(reader: Reader, parts: Iterable[Part], subject: UUID) -> None:
    """Let a unit take somebody in whom it has not known: who would write in such a course if it had one may open it.

    Logged as what it is, an explicit decision. Raises Http404 as `require` does.
    """
    parts = tuple(parts)
    decision = _opening(reader, parts)
    log.write(reader, Deed.WRITE, parts, [subject], decision)
    if not decision.is_permitted:
        raise Http404


def require_counting(reader: Reader, deed: Deed, parts: Iterable[Part]) -> None:
    """Let a unit count what it does for nobody in particular, and read the sums: who may open a course of it may. Logged; raises Http404 as `require` does."""
    parts = tuple(parts)
    decision = _opening(reader, parts)
    log.write(reader, deed, parts, [], decision)
    if not decision.is_permitted:
        raise Http404


def refuse(reader: Reader, deed: Deed, parts: Iterable[Part], subject: UUID) -> NoReturn:
    """Refuse what a relation alone does not open, as if there were no such person; logged as that."""
    decision = Decision(is_permitted=False, reason=Reason.NO_RELATION)
    log.write(reader, deed, parts, [subject], decision)
    raise Http404


def may_open(reader: Reader, parts: Iterable[Part]) -> bool:
    """Return whether a page may offer a role to open such a course; nothing is shown, so nothing is logged, and the door asks again."""
    return reader.unit is not None and _opening(reader, parts).is_permitted


def _opening(reader: Reader, parts: Iterable[Part]) -> Decision:
    held = [Relation.MEASURE, Relation.CARE]
    weighed = [decide(table(), reader, Deed.WRITE, part, held) for part in parts]
    refused = next((decision for decision in weighed if not decision.is_permitted), None)
    return refused or Decision(is_permitted=True, reason=Reason.OPENED)


def require_undo(
    reader: Reader, parts: Iterable[Part], subject: UUID, told_as: Collection[Part] = ()
) -> None:
    """Let somebody take back what they wrote themselves minutes ago; whoever asks has made sure of that.

    Raises Http404 if the reader's role has ended since.
    """
    held = table().purposes(reader.role) if reader.is_current else ()
    is_permitted = reader.purpose in held
    decision = Decision(is_permitted, Reason.UNDO if is_permitted else Reason.ROLE)
    log.write(reader, Deed.WRITE, told_as or parts, [subject], decision)
    if not is_permitted:
        raise Http404


def listed(reader: Reader, deed: Deed, part: Part) -> QuerySet[Subject]:
    """Return whom a list may hold; log what it then shows with `shown`."""
    return visible(table(), reader, deed, part)


def shown(
    reader: Reader,
    deed: Deed,
    parts: Iterable[Part],
    subjects: Collection[UUID],
    reason: Reason = Reason.GRANTED,
) -> None:
    """Log a list before it is shown, whoever is on it; an empty one too, for somebody asked."""
    log.write(reader, deed, parts, subjects, Decision(is_permitted=True, reason=reason))
