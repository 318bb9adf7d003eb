"""Why the door does not take an entry; each is shown to whoever tried, and none repeats a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from helhet.pathway.courses.course import Why
from helhet.record.changes import Changed


class Refusal(Exception):  # noqa: N818 - the base of what is refused
    """Something was refused, and nothing has changed."""


class Fault(NamedTuple):
    """What is wrong with one field of a form (`form.field`), as a code the page has words for."""

    field: str
    code: str


class NotAsTheFormSays(Refusal):
    """The values do not fit the forms of the event."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(f"{fault.field}: {fault.code}" for fault in faults))
        self.faults = tuple(faults)


class NotKnown(Refusal):
    """The pathway has no such event, outcome or setting, or the entry named is not there."""


class NotFromHere(Refusal):
    """An act that the state, a right or a gate does not allow; `why` and `clock` say which."""

    def __init__(self, why: Why, clock: str | None) -> None:
        super().__init__(why.value if clock is None else f"{why.value} {clock}")
        self.why, self.clock = why, clock


class Stale(Refusal):
    """Somebody else has written in the course since it was read."""


class KeyReused(Refusal):
    """The key of the request was used before, for something else."""


class MovedUpAlready(Refusal):
    """Somebody known by an alias has moved up to another name, and that stands."""


class NotByTwo(Refusal):
    """One person cannot both ask for an erasure and decide it."""


class StillMerged(Refusal):
    """What is to be erased says that two persons are one, and that stands."""


class NotOpen(Refusal):
    """A request to erase that is not open, or that is open already."""


class NotConfirmed(Refusal):
    """The entry changes what was read before; it is taken when whoever writes has seen that."""

    def __init__(self, changed: Changed) -> None:
        super().__init__("the past changes")
        self.changed = changed
