"""Which definition of a clock holds on which start day, over all editions of a pathway."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from helhet.pathway.calendar import LAST_DAY
from helhet.pathway.language.model import Binding, Clock, Pathway


@dataclass(frozen=True)
class Definition:
    """One definition of a clock, for the runs that start from one day to another (both included)."""

    name: str
    clock: Clock
    from_day: int
    to_day: int


def definitions_of(
    editions: Sequence[Pathway], switched_on: frozenset[str]
) -> Iterator[Definition]:
    """Yield the definitions of each clock, in the order of the file and then of time.

    Editions and periods that say the same to the stepping are one definition. Clocks shipped off are
    left out unless their names are in `switched_on`.
    """
    for name in dict.fromkeys(name for edition in editions for name in edition.clocks):
        pieces = [
            piece
            for number in range(len(editions))
            for piece in _pieces(editions, number, name, switched_on)
        ]
        yield from _merged(pieces)


def _pieces(
    editions: Sequence[Pathway], number: int, name: str, switched_on: frozenset[str]
) -> Iterator[Definition]:
    clock = editions[number].clocks.get(name)
    if clock is None or not (clock.shipped or name in switched_on):
        return
    first, last = _validity(editions, number)
    cuts = {first, last + 1}
    for period in clock.periods:
        cuts |= {period.from_ or first, last + 1 if period.to is None else period.to + 1}
    days = sorted(day for day in cuts if first <= day <= last + 1)
    for day, following in pairwise(days):
        yield Definition(name, clock_on(clock, day), day, following - 1)


def _validity(editions: Sequence[Pathway], number: int) -> tuple[int, int]:
    last = LAST_DAY if number + 1 == len(editions) else editions[number + 1].valid.from_ - 1
    to = editions[number].valid.to
    return editions[number].valid.from_, last if to is None else min(last, to)


def clock_on(clock: Clock, day: int) -> Clock:
    """Return the clock with the limits of the shipped period that covers `day`, if any."""
    for period in clock.periods:
        if period.shipped and (period.from_ or day) <= day <= (
            day if period.to is None else period.to
        ):
            limits = {
                "within": period.within or clock.within,
                "no_sooner": period.no_sooner or clock.no_sooner,
            }
            return clock.model_copy(update=limits)
    return clock


def _bare(clock: Clock) -> Clock:
    """Return the clock without what the stepping does not read."""
    told = {"title": None, "basis": (), "periods": (), "source": None, "note": None}
    return clock.model_copy(
        update={**told, "verified": True, "shipped": True, "owner": "unit", "binding": Binding.NONE}
    )


def _merged(pieces: Sequence[Definition]) -> Iterator[Definition]:
    held: Definition | None = None
    for piece in pieces:
        if held and held.to_day + 1 == piece.from_day and _bare(held.clock) == _bare(piece.clock):
            held = Definition(held.name, held.clock, held.from_day, piece.to_day)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held
