"""What has happened on a walk: courses and their acts, not yet numbered, each by whom and when it was written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from helhet.pathway.courses.course import Course as CoreCourse
from helhet.pathway.courses.course import Entry as CoreEntry
from helhet.pathway.courses.course import Value
from helhet.pathway.language.model import Event
from helhet.record.courses.appending import Author
from helhet.region.world import Service


@dataclass(eq=False)
class Act:
    """An entry on its way: `at` and `recorded` are instants, `heard` is the act that it was heard from."""

    walked: Walked
    event: str
    outcome: str | None
    at: int
    day: int
    author: Author
    recorded: int
    values: Mapping[str, Value] = field(default_factory=dict)
    setting: str | None = None
    fulfils: Act | None = None
    heard: Heard | None = None
    is_timed: bool = True
    number: int = 0


@dataclass(frozen=True, eq=False)
class Heard:
    """What an act was heard from, and by which effect."""

    act: Act
    effect: str


@dataclass(eq=False)
class Walked:
    """A course that somebody walks: where it stands, and what has happened in it."""

    id: UUID | None  # of one that another opened it follows from that
    pathway: str
    service: Service
    unit: str
    opened_in: str
    opened_by: Walked | None = None
    is_origin_hidden: bool = False
    state: str = ""
    setting: str | None = None
    stay: int = 0
    """How many states have been entered: what was planned in an earlier one falls away."""
    acts: list[Act] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether the course has ended, for good or until it is taken up again."""
        state = self.service.table.newest.states.get(self.state)
        return state is None or state.is_end

    def allows(self, event: Event) -> bool:
        """Return whether the pathway foresees an event where the course stands."""
        if event.opens and not self.acts:
            return True
        return (not event.from_ and not event.opens) or self.state in event.from_

    def enter(self, name: str, outcome: str | None, values: Mapping[str, Value], day: int) -> bool:
        """Move as an event says; return whether a state was entered."""
        event = self.service.table.event_on(day, name)
        told = event.outcomes.get(outcome or "")
        setting = (told and told.setting) or event.setting
        if setting is not None:
            value = setting if isinstance(setting, str) else values.get(str(setting))
            self.setting = value if isinstance(value, str) else self.setting
        if event.moves is not None and isinstance(unit := values.get(str(event.moves.unit)), str):
            self.unit = unit
        to = (told and told.to) or event.to or (event.opens if len(self.acts) <= 1 else None)
        if to is None or to == self.state:
            return False
        self.state = to
        self.stay += 1
        return True

    def as_core(self, born: int | None) -> CoreCourse:
        """Return the course as the core reads it, numbered in the order of happening."""
        places = {id(act): number for number, act in enumerate(self.acts, start=1)}
        entries = tuple(
            CoreEntry(
                places[id(act)],
                act.day,
                act.event,
                act.outcome,
                act.at if act.is_timed else None,
                act.setting,
                None if number else self.opened_in,
                act.values,
                None if act.fulfils is None else places[id(act.fulfils)],
            )
            for number, act in enumerate(self.acts)
        )
        return CoreCourse(entries, born)
