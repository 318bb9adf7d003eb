"""What the oracle reads with: entries that stand, what happens, and the runs that hear of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from helhet.pathway.courses.course import Breach, Course, Entry, Run, RunOutcome, Value
from helhet.pathway.language.limits import Limit
from helhet.pathway.language.model import Clock
from helhet.pathway.language.phrases import FieldRef, Signal


def standing_entries(course: Course, known_after: int | None) -> dict[int, Entry]:
    """Return the entries that stand, by original number: the latest correction holds."""
    known = [e for e in course.entries if known_after is None or e.number <= known_after]
    standing: dict[int, Entry | None] = {}
    for entry in sorted(known, key=lambda e: e.number):
        original = entry.voids or entry.replaces or entry.number
        standing[original] = None if entry.voids else replace(entry, number=original)
    return {number: entry for number, entry in standing.items() if entry is not None}


def limits_on(clock: Clock, day: int) -> tuple[tuple[Limit, ...], tuple[Limit, ...]]:
    """Return `within` and `no-sooner` for runs that start on a day: the period's, where it has any."""
    for period in clock.periods:
        first = day if period.from_ is None else period.from_
        last = day if period.to is None else period.to
        if period.shipped and first <= day <= last:
            return period.within or clock.within, period.no_sooner or clock.no_sooner
    return clock.within, clock.no_sooner


@dataclass(eq=False)
class Happening:
    """An entry, or something that time alone says: then without `entry`, perhaps of a run."""

    day: int = 0
    moment: int = 0
    position: int = 0
    entry: Entry | None = None
    standing: Mapping[int, Entry] = field(default_factory=dict)
    speaker: "OpenRun | None" = None
    signals: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)

    @property
    def number(self) -> int:
        return self.entry.number if self.entry else 0

    @property
    def values(self) -> Mapping[str, Value]:
        return self.entry.values if self.entry else {}

    def hears(self, signals: tuple[Signal, ...]) -> bool:
        return any(str(signal) in self.signals for signal in signals)

    def keys(self, each: FieldRef | str) -> list[str]:
        """Return the keys this carries for clocks with `each`."""
        if self.speaker is not None:
            key = self.speaker.key
            return [key] if key is not None and self.speaker.words.each == each else []
        if isinstance(each, FieldRef):
            value = self.values.get(str(each), ())
            return list(dict.fromkeys(value if isinstance(value, tuple) else (str(value),)))
        if self.entry is None or self.entry.event == each:
            return [str(self.entry.number)] if self.entry else []
        fulfilled = self.standing.get(self.entry.fulfils or 0)
        return [str(fulfilled.number)] if fulfilled and fulfilled.event == each else []

    def concerns(self, run: "OpenRun") -> bool:
        """Return whether this is about the run: about its key, or about no key of its clock."""
        keys = self.keys(run.words.each) if run.words.each else []
        return not keys or run.key in keys


@dataclass(eq=False)
class OpenRun:
    """A run while it is read; its limits are counted from `counted_day` and `counted_at`."""

    clock: str
    key: str | None
    words: Clock
    edition: str
    start_day: int
    start_at: int
    begun: Happening
    number: int = 0
    unit: str | None = None
    setting: str | None = None
    due: int | None = None
    earliest: int | None = None
    ended: Happening | None = None
    outcome: RunOutcome = RunOutcome.OPEN
    mark: Breach = Breach.SERVICE
    is_passed: bool = False
    said: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.values = self.begun.values
        self.counted_day, self.counted_at = self.start_day, self.start_at

    def give(self, due: int | None, earliest: int | None) -> None:
        """Give a due, which is spoken anew if it is another than before."""
        if due != self.due:
            self.said.clear()
        self.due, self.earliest = due, earliest

    def is_early(self, position: int) -> bool:
        return self.earliest is not None and position < self.earliest

    def is_late(self, position: int) -> bool:
        return self.due is not None and position >= self.due

    def gates(self, event: str, now: Happening) -> bool:
        """Return whether the event should wait while this run is open, or until its earliest."""
        no_sooner = limits_on(self.words, self.start_day)[1]
        stands = not no_sooner or self.is_early(now.position)
        return event in self.words.before and stands and now.concerns(self)

    def hear_marks(self, now: Happening) -> None:
        if not self.is_late(now.position):
            if now.hears(self.words.marks.patient):
                self.mark = Breach.PATIENT
            elif now.hears(self.words.marks.service):
                self.mark = Breach.SERVICE

    def close(self, outcome: RunOutcome, now: Happening) -> None:
        self.outcome, self.ended = outcome, now

    def stop(self, now: Happening) -> None:
        if self.words.allows:
            self.close(RunOutcome.USED, now)
        elif self.is_early(now.position):
            self.close(RunOutcome.EARLY, now)
        elif self.due is None:
            self.close(RunOutcome.DONE, now)
        else:
            self.close(RunOutcome.LATE if self.is_late(now.position) else RunOutcome.MET, now)

    def breach(self, until: int) -> Breach:
        if self.words.allows:
            return Breach.NONE
        if self.is_late(self.ended.position if self.ended else until):
            return self.mark
        if self.is_passed:
            return Breach.UNMET_GATE
        return Breach.EARLY if self.outcome is RunOutcome.EARLY else Breach.NONE

    def told(self, until: int) -> Run:
        """Return the run as a reading tells it, as of the instant `until`."""
        return Run(
            clock=self.clock,
            key=self.key,
            number=self.number,
            edition=self.edition,
            unit=self.unit,
            setting=self.setting,
            start_day=self.start_day,
            start_at=self.start_at,
            due=self.due,
            earliest=self.earliest,
            stop_day=self.ended.day if self.ended else None,
            stop_at=self.ended.moment if self.ended else None,
            outcome=self.outcome,
            breach=self.breach(until),
            started_by=self.begun.number,
            stopped_by=self.ended.number if self.ended else None,
        )
