"""What lies ahead on a walk: moments in their order, each with what is drawn for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count
from typing import Final

from helhet.packs.assumptions import Recurring, Spread, Step
from helhet.pathway.calendar import MICROSECONDS_PER_DAY, MICROSECONDS_PER_MINUTE
from helhet.record.pathways import events_of_all
from helhet.region.acts import Act, Walked
from helhet.region.chance import Chance

# Own choices for the invented: when acts are done, and how many minutes after what they follow at the soonest.
WORKING_HOURS: Final = (8 * 60, 15 * 60 + 30)
SOON: Final = 30


@dataclass(frozen=True)
class Planned:
    """What is drawn for a moment. With `stay` it falls away when the state is left; `then` follows an appointment.

    `moved` is the moment of an appointment that is moved, `follows` the act that brought this along.
    """

    walked: Walked
    step: Step
    stay: int | None = None
    fulfils: Act | None = None
    then: tuple[Recurring, int] | None = None
    moved: int | None = None
    follows: Act | None = None
    a_thousand_a_year: int = 0
    tries: int = 0


class Plans:
    """What is planned for one subject, of the sex that the register has."""

    def __init__(self, chance: Chance, sex: str | None) -> None:
        self._chance, self._sex = chance, sex
        self._waiting: list[tuple[int, int, Planned]] = []
        self._turn = count()

    def before(self, end: int) -> Iterator[tuple[int, Planned]]:
        """Yield what is planned in the order of its moments, also what is added meanwhile, up to `end`."""
        while self._waiting and self._waiting[0][0] < end:
            at, _, planned = heappop(self._waiting)
            yield at, planned

    def clear(self) -> None:
        """Let nothing happen any more."""
        self._waiting.clear()

    def add(self, at: int, planned: Planned) -> None:
        """Plan something for a moment; of two for one moment the first that was planned comes first."""
        heappush(self._waiting, (at, next(self._turn), planned))

    def along(self, act: Act, steps: Iterable[Step]) -> None:
        """Plan what an act brings along, each step by itself."""
        for told in steps:
            step: Step | None = told
            while step is not None and not (self._suits(step) and self._chance.hits(step.share)):
                step = step.else_
            # What reaches all courses is drawn once, in the one where it was said first.
            is_told = act.heard is not None and step and step.parts[0] in events_of_all()
            if step is not None and not is_told:
                when = self.when(act.walked, step.parts[0], act.at, self._chance.within(step.after))
                self.add(when, Planned(act.walked, step, follows=act))

    def state(self, walked: Walked, at: int) -> None:
        """Plan how a state that has been entered is left, and what comes again and again in it."""
        assumed = walked.service.assumed
        ways = [step for step in assumed.ways.get(walked.state, ()) if self._suits(step)]
        step = self._chance.step(ways)
        if step is not None:
            when = self.when(walked, step.parts[0], at, self._chance.within(step.after))
            self.add(when, Planned(walked, step, walked.stay))
        for recurring in assumed.during.get(walked.state, ()):
            if self._suits(recurring) and self._chance.hits(recurring.share):
                self.recurring(walked, recurring, at, recurring.after)

    def _suits(self, step: Step) -> bool:
        return step.only in (None, self._sex)

    def recurring(self, walked: Walked, step: Recurring, at: int, spread: Spread) -> None:
        """Plan the next time of what comes again, and that an appointment is set for it now."""
        when = self.when(walked, step.parts[0], at, self._chance.within(spread))
        planned = Planned(walked, step, walked.stay)
        if step.appointment is None:
            self.add(when, planned)
        else:
            setting = replace(planned, step=Step(event=step.appointment), then=(step, when))
            self.add(at + MICROSECONDS_PER_MINUTE, setting)

    def meeting(self, walked: Walked, step: Step, often: int, at: int) -> None:
        """Plan when a course next meets with what so many of a thousand meet with in a year."""
        if often:
            days = self._chance.until_next(often)
            planned = Planned(walked, step, a_thousand_a_year=often)
            self.add(at + round(days * MICROSECONDS_PER_DAY), planned)

    def when(self, walked: Walked, event: str, at: int, days: float) -> int:
        """Return a moment so many days on: of an act in working hours, and never before `at`."""
        calendar = walked.service.table.calendar
        day = calendar.day_of(at) + round(days)
        told = walked.service.table.event_on(day, event)
        if not told.fact and days >= 0.5:
            while not calendar.is_working(day):
                day += 1
        first, last = (0, 24 * 60) if told.fact else WORKING_HOURS
        minute = first + self._chance.below(last - first)
        when = calendar.instant_of(day, minute // 60, minute % 60)
        return max(when, at + (1 + self._chance.below(SOON)) * MICROSECONDS_PER_MINUTE)
