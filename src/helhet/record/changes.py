"""What an entry would change of what was read before, told to whoever writes it, so that it can be put into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from helhet.pathway.courses.course import Run, Spell, Why


class Unforeseen(NamedTuple):
    """An entry that stands already and would be a deviation: its number, why, for a gate the clock; its event and day."""

    number: int
    why: Why
    clock: str | None
    event: str
    day: int


class RunChange(NamedTuple):
    """A run that would be gone (`after` is None), begin (`before` is None), or have another due or outcome."""

    before: Run | None
    after: Run | None


class EffectChange(NamedTuple):
    """What would be told elsewhere by an entry's number, or taken back there: a course that is opened (`opens`), an event
    that another pathway hears (`hears`), or that all courses of the person hear (`person`)."""

    number: int
    kind: str
    pathway: str
    event: str
    unit: str
    is_taken_back: bool


@dataclass(frozen=True)
class Changed:
    """What an entry into the past would change: entries that would become deviations, runs, stretches of time in a state, effects."""

    deviations: tuple[Unforeseen, ...] = ()
    runs: tuple[RunChange, ...] = ()
    spells_gone: tuple[Spell, ...] = ()
    spells_new: tuple[Spell, ...] = ()
    effects: tuple[EffectChange, ...] = ()

    @property
    def is_any(self) -> bool:
        """Whether anything that was read before, or told elsewhere, would be another; what only begins was not."""
        return bool(
            self.deviations
            or any(run.before for run in self.runs)
            or any(effect.is_taken_back for effect in self.effects)
        )
