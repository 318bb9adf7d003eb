"""What follows from an act on somebody's way: the course moves, other courses hear of it or open, and more is planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from helhet.packs.assumptions import Step
from helhet.pathway.calendar import MICROSECONDS_PER_MINUTE
from helhet.pathway.courses.course import Entry as CoreEntry
from helhet.pathway.courses.course import Value
from helhet.pathway.courses.effects import hearers
from helhet.pathway.language.model import OpensCourse
from helhet.pathway.language.phrases import FieldRef
from helhet.record.messages.opening import opening_event
from helhet.record.messages.righting import SYSTEM
from helhet.record.pathways import events_of_all, hearings
from helhet.record.persons.reached import DIED
from helhet.record.persons.reaching import lasting
from helhet.region.acts import Act, Heard, Walked
from helhet.region.chance import Chance
from helhet.region.filling import Occasion, kept
from helhet.region.planning import Plans
from helhet.region.world import World

HEARD_AFTER: Final = 5
"""How many minutes after an act was written down others hear of it, as the outbox waits."""
MOVED: Final = "moved-municipality"
HOME: Final = "home-municipality"


class Way:
    """One subject's way so far: `courses` in the order of opening, each with its acts; `moves` to other municipalities.

    `home` is the municipality now, `born` the day of birth if there is one, `sex` as the register has it.
    """

    def __init__(
        self, world: World, chance: Chance, home: str, born: int | None, sex: str | None = None
    ) -> None:
        self._world, self._chance = world, chance
        self._plans = Plans(chance, sex)
        self._told_all: list[Act] = []
        self.home = home
        self.born = born
        self.courses: list[Walked] = []
        self.died: Act | None = None
        self.moves: list[tuple[Act, str]] = []

    def follow(self, act: Act) -> None:
        """Move the course, reach the others, and plan what comes next."""
        walked = act.walked
        is_first = len(walked.acts) == 1
        if is_first:
            self.courses.append(walked)
        has_entered = walked.enter(act.event, act.outcome, act.values, act.day)
        if act.heard is None:
            self._tell(act)
        self._open_others(act)
        assumed = walked.service.assumed
        deed = f"{act.event}.{act.outcome}"
        self._plans.along(act, (*assumed.also.get(act.event, ()), *assumed.also.get(deed, ())))
        if has_entered:
            self._plans.state(walked, act.at)
        if is_first:
            self._hear_what_lasts(act)
            for event, often in assumed.a_year.items():
                self._plans.meeting(walked, Step(event=event), often, act.at)

    def _hear_what_lasts(self, first: Act) -> None:
        """Write what reached the person before this course was there and still lasts, on the day of its opening."""
        walked = first.walked
        for told in lasting(walked.service.table, self._told_all, lambda act: act.event):
            heard = replace(first, event=told.event, outcome=told.outcome, is_timed=False)
            heard.values = kept(told.values, walked, told.event, Occasion(first.day, self.home))
            heard.heard = Heard(told, f"person-wide {told.event}")
            walked.acts.append(heard)
            self.follow(heard)

    def _tell(self, act: Act) -> None:
        if act.event in events_of_all():
            self._tell_all(act)
            self._told_all.append(act)
        said = CoreEntry(0, act.day, act.event, act.outcome)
        for pathway, event in hearers(hearings(act.day), act.walked.pathway, said):
            for walked in self.courses:
                is_another = walked.pathway == pathway and walked is not act.walked
                if is_another and not _are_apart(walked, act.walked):
                    self._hear(walked, event, act, f"heard {pathway}.{event}")

    def _tell_all(self, act: Act) -> None:
        if act.event == DIED:
            self.died = act
            self._plans.clear()
        if act.event == MOVED:
            self._move(act)
        for walked in self.courses:
            if walked is not act.walked and walked.service.table.event(act.event):
                self._hear(walked, act.event, act, f"person-wide {act.event}", act.outcome)

    def _move(self, act: Act) -> None:
        others = [code for code in self._world.region.municipalities if code != self.home]
        if others:
            self.home = self._chance.one(others)
            self.moves.append((act, self.home))

    def _hear(
        self,
        walked: Walked,
        event: str,
        told: Act,
        effect: str,
        outcome: str | None = None,
        values: Mapping[str, Value] | None = None,
    ) -> None:
        """Write what a course hears of another, minutes later: `values`, or else all that was told, where it has a field."""
        said = told.values if values is None else values
        said = kept(said, walked, event, Occasion(told.day, self.home))
        written = told.recorded + HEARD_AFTER * MICROSECONDS_PER_MINUTE
        heard = Act(walked, event, outcome, told.at, told.day, SYSTEM, written, said)
        heard.heard = Heard(told, effect)
        walked.acts.append(heard)
        self.follow(heard)

    def _open_others(self, act: Act) -> None:
        table = act.walked.service.table
        event = table.event_on(act.day, act.event)
        outcome = event.outcomes.get(act.outcome or "")
        opened = (outcome and outcome.opens_course) or event.opens_course
        # A course for another subject than this one's is nobody's until it is told apart whose.
        if opened is None or opened.for_ is not None:
            return
        unit = self._unit_of(opened, act)
        if unit is None or opened.pathway not in self._world.services:
            return
        walked = replace(
            self._course(opened.pathway, unit),
            id=None,
            opened_by=act.walked,
            is_origin_hidden=opened.origin == "hidden",
        )
        first = opening_event(opened.pathway)
        carried = {
            str(name): act.values[str(name)] for name in opened.carry if str(name) in act.values
        }
        self._hear(walked, first, act, f"opens {opened.pathway}", values=carried)

    def _course(self, pathway: str, unit: str) -> Walked:
        service = self._world.services[pathway]
        return Walked(self._chance.uuid(), pathway, service, unit, unit)

    def _unit_of(self, opened: OpensCourse, act: Act) -> str | None:
        if opened.unit is None:
            return act.walked.unit
        if isinstance(opened.unit, FieldRef):
            told = act.values.get(str(opened.unit))
            if told is None:  # as the record has it: nobody said where, so it is here
                return act.walked.unit
            return told if isinstance(told, str) and told in self._world.units else None
        return self.home if opened.unit == HOME else None


def _are_apart(one: Walked, other: Walked) -> bool:
    """Return whether one of two courses hides that the other opened it."""
    return (one.is_origin_hidden and one.opened_by is other) or (
        other.is_origin_hidden and other.opened_by is one
    )
