"""A random walk of one subject over the pathways: what is drawn happens if the pathway foresees it, and reaches other courses.

Nothing is reckoned here of what an act means but the state that it leads to: what is due, late or
owed follows when the entries are read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from helhet.packs.assumptions import Recurring, Step
from helhet.pathway.calendar import MICROSECONDS_PER_DAY, MICROSECONDS_PER_MINUTE
from helhet.pathway.courses.course import Why
from helhet.pathway.courses.folding import read_course
from helhet.record.courses.appending import Author
from helhet.record.forms import outcome_of
from helhet.record.messages.righting import SYSTEM
from helhet.region.acts import Act, Walked
from helhet.region.filling import Occasion, filled
from helhet.region.following import Way
from helhet.region.late import write_some_late
from helhet.region.planning import Planned

# Own choices for the invented: within how many minutes acts are written down; how often a gate is waited for, and days between.
WRITTEN_WITHIN: Final = 90
TRIES: Final = 6
TRIED_AFTER: Final = (1, 3, 5)


class Walk(Way):
    """A way that goes on by chance, one thing after another, up to the end."""

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
            when = self._plans.when(planned.walked, event, at, self._chance.one(TRIED_AFTER))
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
        if not walked.allows(table.event_on(day, name)):
            return None
        occasion = Occasion(day, self.home, planned, outcome, follows.values if follows else {})
        values = filled(self._world, self._chance, walked, name, occasion)
        outcome = outcome_of(table, day, name, values) or outcome
        author = self._author(walked)
        act = Act(walked, name, outcome, at, day, author, self._written(at), values)
        act.fulfils = fulfils
        walked.acts.append(act)
        if name in walked.service.gated and self._is_gated(walked, act):
            walked.acts.pop()
            return None
        self.follow(act)
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
