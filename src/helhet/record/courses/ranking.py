"""How far a clock binds, as a number: what stands first on a list of what is owed on one day."""

from __future__ import annotations

from enum import IntEnum

from helhet.pathway.language.model import Binding, Clock


class Rank(IntEnum):
    """What the law demands; what a guideline advises, and law that is not certain; own targets, rights, and all else."""

    LAW = 0
    ADVICE = 1
    OWN = 2


def rank_of(clock: Clock | None) -> Rank:
    """Return the rank of a clock; one that no edition knows any more binds nobody."""
    if clock is None:
        return Rank.OWN
    if clock.binding is Binding.LAW:
        return Rank.LAW if clock.verified else Rank.ADVICE
    return Rank.ADVICE if clock.binding is Binding.GUIDANCE else Rank.OWN
