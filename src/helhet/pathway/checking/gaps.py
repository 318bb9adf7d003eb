"""Ways out after which nobody owes anybody anything: where somebody may fall between two services.

No fault: a course may well end so. But whoever wrote it shall have seen it, and so shall whoever runs the service.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from helhet.pathway.language.model import Event, Pathway, SubjectKind
from helhet.pathway.language.phrases import Signal, SignalKind

ABOUT: frozenset[SubjectKind] = frozenset({SubjectKind.PERSON, SubjectKind.ALIAS})
"""What can fall between at all."""


class Gap(NamedTuple):
    """A way out: an event, its outcome if that leads there, and the end it leads to."""

    event: str
    outcome: str | None
    state: str


def gaps(pathway: Pathway, heard: Collection[str] = ()) -> Iterator[Gap]:
    """Yield the ways out with nothing after them; `heard` are the events that other pathways listen to, as `pathway.event`.

    Something comes after if another course is opened or hears of it, or a clock that outlives the course starts there.
    What reaches a whole person, as a death, is every service's to answer.
    """
    if pathway.subject not in ABOUT:
        return
    for name, event in pathway.events.items():
        is_heard = event.person_wide or f"{pathway.pathway}.{name}" in heard
        for outcome, to in [] if is_heard else _ends(pathway, event):
            if not _opens(event, outcome) and not _is_owed(pathway, name, outcome, to):
                yield Gap(name, outcome, to)


def _ends(pathway: Pathway, event: Event) -> Iterator[tuple[str | None, str]]:
    told = [(None, event.to), *((name, one.to) for name, one in event.outcomes.items())]
    for outcome, to in told:
        if to is not None and pathway.states[to].is_end:
            yield outcome, to


def _opens(event: Event, outcome: str | None) -> bool:
    of_outcome = event.outcomes[outcome].opens_course if outcome else None
    return event.opens_course is not None or of_outcome is not None


def _is_owed(pathway: Pathway, event: str, outcome: str | None, to: str) -> bool:
    """Return whether a clock that goes on after the end starts by this way out."""
    starts = {
        Signal(SignalKind.EVENT, event),
        Signal(SignalKind.EVENT, event, outcome),
        Signal(SignalKind.ENTERS, to),
    }
    lasting = [clock for clock in pathway.clocks.values() if clock.outlives and clock.shipped]
    return any(starts.intersection(clock.start) for clock in lasting)
