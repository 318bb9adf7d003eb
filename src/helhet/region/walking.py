"""A random walk of one subject over the pathways: what is drawn happens if the pathway foresees it, and reaches other courses.

Nothing is reckoned here of what an act means but the state that it leads to: what is due, late or
owed follows when the entries are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from helhet.packs.assumptions import Recurring, Step
from helhet.pathway.calendar import MICROSECONDS_PER_DAY, MICROSECONDS_PER_MINUTE
from helhet.pathway.courses.course import Entry as CoreEntry
from helhet.pathway.courses.course import Value, Why
from helhet.pathway.courses.effects import hearers
from helhet.pathway.courses.folding import read_course
from helhet.pathway.language.model import OpensCourse
from helhet.pathway.language.phrases import FieldRef
from helhet.record.courses.appending import Author
from helhet.record.messages.opening import opening_event
from helhet.record.messages.righting import SYSTEM
from helhet.record.pathways import events_of_all, hearings
from helhet.record.persons.reaching import DIED, lasting
from helhet.region.acts import Act, Heard, Walked
from helhet.region.chance import Chance
from helhet.region.filling import Occasion, filled, kept
from helhet.region.late import write_some_late
from helhet.region.planning import Planned, Plans
from helhet.region.world import World

# Own choices for the invented: within how many minutes acts are written down and heard, how often a gate is waited for.
WRITTEN_WITHIN: Final = 90
TRIES: Final = 6
HEARD_AFTER: Final = 5
MOVED: Final = "moved-municipality"
HOME: Final = "home-municipality"


class Walk:
    """One subject's way: `courses` in the order of opening, each with its acts; `moves` to other municipalities.

    `home` is the municipality now, `born` the day of birth if there is one, `sex` as the register has it.
    """

    def __init__(
        self, world: World, chance: Chance, home: str, born: int | None, sex: str | None = None
    ) -> None:
        self._world, self._chance = world, chance
        self.born = born
        self.home = home
        self.courses: list[Walked] = []
        self.died: Act | None = None
        self._told_all: list[Act] = []
        self.moves: list[tuple[Act, str]] = []
        self._plans = Plans(chance, sex)

    def begin(self, pathway: str, at: int) -> None:
        """Plan that a course of a pathway begins at a moment, in a unit that offers it."""
        units = self._world.offering(pathway, self.home)
        step = self._chance.step(self._world.services[pathway].assumed.opens)
        if units and step is not None:
            self._plans.add(at, Planned(self._course(pathway, self._chance.one(units)), step))

    def run(self) -> None:
        """Let everything happen that is planned before the end."""
        for at, planned in self._plans.before(self._world.end):
            self._take(planned, at)
        for walked in self.courses:
            write_some_late(walked, self._chance, self._world.region.recorded_late)

    # --- one thing after another ------------------------------------------------------------------------

    def _take(self, planned: Planned, at: int) -> None:
        walked, step = planned.walked, planned.step
        if planned.stay is not None and planned.stay != walked.stay:
            self._keep_all_the_same(planned, at)
        elif planned.a_thousand_a_year:
            self._meet(planned, at)
        elif planned.then is not None:
            self._set_appointment(planned, at, *planned.then)
        elif isinstance(step, Recurring):
            self._recur(planned, step, at)
        elif step.while_open and walked.is_over:
            return
        elif self._act(walked, step, at, follows=planned.follows) is None:
            self._try_later(planned, at)

    def _meet(self, planned: Planned, at: int) -> None:
        """Let what many meet with happen, and plan the next time."""
        if not planned.walked.is_over and self._act(planned.walked, planned.step, at):
            self._plans.meeting(planned.walked, planned.step, planned.a_thousand_a_year, at)

    def _set_appointment(self, planned: Planned, at: int, kept: Recurring, then: int) -> None:
        act = self._act(planned.walked, planned.step, at, planned=then)
        if act is None:
            return
        met = replace(planned, step=kept, fulfils=act, then=None)
        if kept.moved and self._chance.hits(kept.moved_share):
            days = self._chance.below((then - at) // MICROSECONDS_PER_DAY)
            when = self._plans.when(planned.walked, kept.moved[0], at, days)
            self._plans.add(min(when, then), replace(met, moved=then))
        else:
            self._plans.add(then, met)

    def _keep_all_the_same(self, planned: Planned, at: int) -> None:
        """Keep an appointment that was set before the course moved on; or miss it, if it has no place there."""
        step, set_before = planned.step, planned.fulfils
        if set_before is None or not isinstance(step, Recurring) or self.died:
            return
        said = step if planned.moved is None else self._becomes(planned, step)
        done = self._act(planned.walked, said, at, planned=planned.moved, fulfils=set_before)
        if done is None and step.missed:
            self._act(planned.walked, Step(event=step.missed), at, fulfils=set_before)

    def _recur(self, planned: Planned, step: Recurring, at: int) -> None:
        said = self._becomes(planned, step)
        done = self._act(planned.walked, said, at, planned=planned.moved, fulfils=planned.fulfils)
        if done is None:
            self._try_later(planned, at)
        elif planned.walked.stay == planned.stay:
            self._plans.recurring(planned.walked, step, at, step.every)

    def _becomes(self, planned: Planned, step: Recurring) -> Step:
        """Return what becomes of an appointment: it is moved, missed or kept."""
        if planned.moved is not None:
            return Step(event=self._chance.one(step.moved))
        is_missed = step.missed is not None and self._chance.hits(step.missed_share)
        return Step(event=step.missed) if is_missed and step.missed else step

    def _try_later(self, planned: Planned, at: int) -> None:
        """Wait for an open gate some days; what is not foreseen here any more falls away."""
        event, _ = planned.step.parts
        if event in planned.walked.service.gated and planned.tries < TRIES:
            when = self._plans.when(planned.walked, event, at, 1 + 2 * self._chance.below(3))
            self._plans.add(when, replace(planned, tries=planned.tries + 1))

    def _act(
        self,
        walked: Walked,
        step: Step,
        at: int,
        *,
        planned: int | None = None,
        fulfils: Act | None = None,
        follows: Act | None = None,
    ) -> Act | None:
        """Let an event happen with all that follows; None if the pathway does not foresee it now."""
        name, outcome = step.parts
        table = walked.service.table
        day = table.calendar.day_of(at)
        if not walked.allows(name, table.event_on(day, name)):
            return None
        occasion = Occasion(day, self.home, planned, follows.values if follows else {})
        values = filled(self._world, self._chance, walked, name, occasion)
        author = self._author(walked)
        act = Act(walked, name, outcome, at, day, author, self._written(at), values)
        act.fulfils = fulfils
        walked.acts.append(act)
        if name in walked.service.gated and self._is_gated(walked, act):
            walked.acts.pop()
            return None
        self._follow(act)
        return act

    def _is_gated(self, walked: Walked, act: Act) -> bool:
        core = walked.as_core(self.born)
        read = read_course(walked.service.table, core, act.at)
        number = len(walked.acts)
        return any(d.number == number and d.why is Why.GATE_OPEN for d in read.deviations)

    def _author(self, walked: Walked) -> Author:
        staff = self._world.staff.get(walked.unit)
        return self._chance.one(staff) if staff else SYSTEM

    def _written(self, at: int) -> int:
        return at + (1 + self._chance.below(WRITTEN_WITHIN)) * MICROSECONDS_PER_MINUTE

    # --- what follows from an act -------------------------------------------------------------------------

    def _follow(self, act: Act) -> None:
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
            self._follow(heard)

    def _tell(self, act: Act) -> None:
        if act.event in events_of_all():
            self._tell_all(act)
            self._told_all.append(act)
        said = CoreEntry(0, act.day, act.event, act.outcome)
        for pathway, event in hearers(hearings(), act.walked.pathway, said):
            for walked in self.courses:
                if walked.pathway == pathway and not _are_apart(walked, act.walked):
                    self._hear(walked, event, "", act, f"heard {pathway}.{event}")

    def _tell_all(self, act: Act) -> None:
        if act.event == DIED:
            self.died = act
            self._plans.clear()
        if act.event == MOVED:
            self._move(act)
        for walked in self.courses:
            if walked is not act.walked and walked.service.table.event(act.event):
                outcome = act.outcome or ""
                self._hear(walked, act.event, outcome, act, f"person-wide {act.event}")

    def _move(self, act: Act) -> None:
        others = [code for code in self._world.region.municipalities if code != self.home]
        if others:
            self.home = self._chance.one(others)
            self.moves.append((act, self.home))

    def _hear(self, walked: Walked, event: str, outcome: str, told: Act, effect: str) -> None:
        """Write what a course hears of another; once, though several courses could tell it."""
        if walked is told.walked:
            return
        occasion = Occasion(told.day, self.home)
        values = kept(told.values, walked, event, occasion)
        heard = Act(walked, event, outcome or None, told.at, told.day, SYSTEM, 0, values)
        heard.recorded = told.recorded + HEARD_AFTER * MICROSECONDS_PER_MINUTE
        heard.heard = Heard(told, effect)
        walked.acts.append(heard)
        self._follow(heard)

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
        walked = replace(self._course(opened.pathway, unit), id=None, opened_by=act.walked)
        walked.is_origin_hidden = opened.origin == "hidden"
        first = opening_event(opened.pathway)
        carried = {
            str(name): act.values[str(name)] for name in opened.carry if str(name) in act.values
        }
        self._open(walked, first, act, f"opens {opened.pathway}", carried)

    def _open(
        self, walked: Walked, event: str, told: Act, effect: str, values: Mapping[str, Value]
    ) -> None:
        occasion = Occasion(told.day, self.home)
        act = Act(
            walked, event, None, told.at, told.day, SYSTEM, 0, kept(values, walked, event, occasion)
        )
        act.recorded = told.recorded + HEARD_AFTER * MICROSECONDS_PER_MINUTE
        act.heard = Heard(told, effect)
        walked.acts.append(act)
        self._follow(act)

    def _course(self, pathway: str, unit: str) -> Walked:
        service = self._world.services[pathway]
        return Walked(self._chance.uuid(), pathway, service, unit, unit)

    def _unit_of(self, opened: OpensCourse, act: Act) -> str | None:
        if opened.unit is None:
            return act.walked.unit
        if isinstance(opened.unit, FieldRef):
            told = act.values.get(str(opened.unit))
            return told if isinstance(told, str) and told in self._world.units else None
        return self.home if opened.unit == HOME else None


def _are_apart(one: Walked, other: Walked) -> bool:
    """Return whether one of two courses hides that the other opened it."""
    return (one.is_origin_hidden and one.opened_by is other) or (
        other.is_origin_hidden and other.opened_by is one
    )
