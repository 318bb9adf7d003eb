"""Totals that somebody else has counted, many at a time: all are written or none, and what is here already is known again.

A total without a need says how many contacts there were; one with a need how many of those asked for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import date
from typing import Final, NamedTuple
from uuid import uuid4

from django.db import transaction

from helhet.access.deciding import Reader
from helhet.ledgers.doors import lists, require_counting
from helhet.ledgers.models import Total
from helhet.parties.models import Unit

MOST: Final = 999_999_999


@dataclass(frozen=True)
class What:
    """What was counted, and when: of a unit and a period one number answers it."""

    kind: str
    from_day: date
    to_day: date
    place: str = ""
    need: str = ""

    @property
    def all_of_them(self) -> What:
        """The total that this is a part of; itself if it tells of no need."""
        return What(self.kind, self.from_day, self.to_day, self.place)

    def is_across(self, other: What) -> bool:
        """Return whether another total of the same kind counts some of the same days, and not just the same ones."""
        days, others = (self.from_day, self.to_day), (other.from_day, other.to_day)
        return self.kind == other.kind and days != others and days[0] <= others[1] and others[0] <= days[1]  # fmt: skip


class Counted(NamedTuple):
    """A total as it was sent."""

    what: What
    contacts: int


class Wrong(NamedTuple):
    """What is wrong with one of the totals that were sent: which, in which field, and what."""

    nth: int
    field: str
    code: str


@dataclass(frozen=True)
class Brought:
    """What came of it: how many were new, here before, and put in the place of another number. With anything wrong nothing was written."""

    new: int = 0
    known: int = 0
    replaced: int = 0
    wrong: tuple[Wrong, ...] = ()


@dataclass
class _Standing:
    """What a unit has of totals, what is sent laid over it."""

    rows: Mapping[What, list[Total]]
    told: dict[What, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.told = {what: sum(row.contacts for row in rows) for what, rows in self.rows.items()}
        self.before = dict(self.told)


def bring(
    reader: Reader, sent: Sequence[Counted], *, replace: bool = False, rehearse: bool = False
) -> Brought:
    """Write totals for the reader's unit, all or none; logged before. `replace` lets a number stand in the place of another."""
    unit = require_counting(reader)
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit)  # two files at once must see each other
        standing = _Standing(_rows(unit))
        wrong = sorted({*_wrong(sent, standing, reader.on, replace=replace)})
        if wrong:
            return Brought(wrong=tuple(wrong))
        new = [one for one in sent if one.what not in standing.before]
        other = [one for one in sent if standing.before.get(one.what, one.contacts) != one.contacts]
        if not rehearse:
            _write(unit, new, other, standing)
    return Brought(len(new), len(sent) - len(new) - len(other), len(other))


def _rows(unit: int) -> Mapping[What, list[Total]]:
    """Return a unit's totals that nobody took back."""
    found = defaultdict(list)
    for row in Total.objects.filter(unit=unit, takes_back=None, taken_back=None):
        found[What(row.kind, row.from_day, row.to_day, row.place, row.need)].append(row)
    return found


def _wrong(
    sent: Sequence[Counted], standing: _Standing, today: date, *, replace: bool
) -> Iterator[Wrong]:
    seen: set[What] = set()
    for nth, (what, contacts) in enumerate(sent):
        yield from (Wrong(nth, *each) for each in _wrong_alone(what, contacts, today))
        if what in seen:
            yield Wrong(nth, "", "twice")
        elif not replace and standing.before.get(what, contacts) != contacts:
            yield Wrong(nth, "count", "other-number")
        seen.add(what)
        standing.told[what] = contacts
    periods = {(one.kind, one.from_day, one.to_day): one for one in standing.told}
    for nth, (what, _) in enumerate(sent):
        if any(map(what.is_across, periods.values())):
            yield Wrong(nth, "period", "across")
    yield from _wrong_parts(sent, standing)


def _wrong_alone(what: What, contacts: int, today: date) -> Iterator[tuple[str, str]]:
    known = lists()
    if what.kind not in known.kinds:
        yield "kind", "choice"
    if what.place and what.place not in known.places:
        yield "place", "choice"
    if what.need and what.need not in known.needs:
        yield "need", "choice"
    if what.from_day > what.to_day or what.to_day >= today:
        yield "period", "not-over"
    if not 0 <= contacts <= MOST:
        yield "count", "range"


def _wrong_parts(sent: Sequence[Counted], standing: _Standing) -> Iterator[Wrong]:
    """Yield what asks for more of a need than there were contacts, whichever of the two is sent."""
    asked: dict[What, int] = defaultdict(int)
    for what, contacts in standing.told.items():
        if what.need:
            asked[what.all_of_them] = max(asked[what.all_of_them], contacts)
    for nth, (what, contacts) in enumerate(sent):
        all_of_them = standing.told.get(what.all_of_them)
        if all_of_them is None:
            yield Wrong(nth, "need", "no-total")
        elif (contacts if what.need else asked[what]) > all_of_them:
            yield Wrong(nth, "count", "more-than-all")


def _write(
    unit: int, new: Sequence[Counted], other: Sequence[Counted], standing: _Standing
) -> None:
    for what, _ in other:
        for row in standing.rows[what]:
            _save(unit, Counted(what, -row.contacts), takes_back=row)
    for one in [*new, *other]:
        _save(unit, one)


def _save(unit: int, one: Counted, takes_back: Total | None = None) -> None:
    kind, from_day, to_day, place, need = astuple(one.what)
    Total.objects.create(
        id=uuid4(),
        unit_id=unit,
        kind=kind,
        from_day=from_day,
        to_day=to_day,
        place=place,
        need=need,
        contacts=one.contacts,
        takes_back=takes_back,
    )


def is_counted_otherwise(unit: int, what: What) -> bool:
    """Return whether some of the days of a total have been counted by another period."""
    return any(map(what.is_across, _rows(unit)))
