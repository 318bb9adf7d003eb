"""The runs of a course in words, and what has changed of them since yesterday: nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from helhet.record.models import Course, Run
from helhet.record.pathways import table_of
from helhet.record.times import to_day

OSLO: Final = ZoneInfo("Europe/Oslo")
TICK: Final = timedelta(microseconds=1)


# Of a run that goes on: that it is overdue is told as that, whoever it is put down to in the end.
_SHOWN: Final = frozenset({"unmet-gate"})


class Key(NamedTuple):
    """Which run: the clock, what it is of, and its number."""

    clock: str
    of: str
    number: int


@dataclass(frozen=True)
class Told:
    """All that is told of a run: dues as the last day in time, or the last minute if it is counted in hours."""

    began: date
    due: str
    earliest: str
    ended: date | None
    outcome: str
    breach: str
    is_overdue: bool


@dataclass(frozen=True)
class Standing:
    """Where a course stands in the evening: its state and setting, its runs, and what the pathway had not foreseen."""

    state: str
    runs: Mapping[Key, Told]
    deviations: frozenset[str]
    read: tuple[int, datetime | None] | None = None
    next_due: datetime | None = None

    def holds(self, course: Course, at: datetime) -> bool:
        """Return whether nothing can have changed: nobody has written, time has told nothing, and no due has passed."""
        is_due = self.next_due is not None and self.next_due <= at
        return self.read == (course.version, course.as_of) and not is_due


NOWHERE: Final = Standing("", {}, frozenset())


def standing(course: Course, at: datetime) -> Standing:
    """Return where a course stands, by its rows. Three queries."""
    said = dict(course.entries.values_list("number", "happened_on"))
    rows = list(Run.objects.filter(course=course).select_related("course"))
    runs = {_key(run, said): _told(run, at) for run in rows}
    dues = [run.due_at for run in rows if run.due_at and run.outcome == "open" and run.due_at > at]
    deviations = course.deviations.values_list("number", "why", "clock")
    return Standing(
        f"now {course.state}" + (f", {course.setting}" if course.setting else ""),
        runs,
        frozenset(f"not foreseen: {why} {clock}".strip() for _, why, clock in deviations),
        (course.version, course.as_of),
        min(dues, default=None),
    )


def _key(run: Run, said: Mapping[int, date]) -> Key:
    """Name a run by what it is of: a child or a kit as it is called; an appointment by the day on which it was set."""
    of = run.key
    if of.isdecimal() and _is_of_an_entry(run):
        of = str(said[int(of)])
    return Key(run.clock, of, run.number)


def _is_of_an_entry(run: Run) -> bool:
    clock = table_of(run.course.pathway).clock(run.clock, to_day(run.start_day))
    return clock is not None and clock.each is not None and "." not in str(clock.each)


def _told(run: Run, at: datetime) -> Told:
    return Told(
        run.start_day,
        last_in_time(run.due_at),
        "" if run.earliest_at is None else f"{run.earliest_at.astimezone(OSLO):%Y-%m-%d}",
        run.stop_day,
        run.outcome,
        run.breach if run.breach in _SHOWN or (run.breach != "none" and run.stop_day) else "",
        run.outcome == "open" and run.due_at is not None and run.due_at <= at,
    )


def last_in_time(due_at: datetime | None) -> str:
    """Return the last day in time; of a due in the middle of a day the last minute."""
    if due_at is None:
        return ""
    last = (due_at - TICK).astimezone(OSLO)
    is_whole_day = (last + TICK).timetz() == datetime.min.time().replace(tzinfo=OSLO)
    return f"{last:%Y-%m-%d}" if is_whole_day else f"{last:%Y-%m-%d %H:%M}"


def changes(before: Standing, after: Standing, on: date) -> Iterator[str]:
    """Yield a line for all that has changed of a course by the evening of a day."""
    if before.state != after.state:
        yield after.state
    for key in before.runs.keys() | after.runs.keys():
        yield from _of_run(_name(key), before.runs.get(key), after.runs.get(key), on)
    yield from after.deviations - before.deviations
    yield from (f"no longer {told}" for told in before.deviations - after.deviations)


def _name(key: Key) -> str:
    return f"{key.clock} of {key.of}" if key.of else key.clock


def _of_run(name: str, before: Told | None, after: Told | None, on: date) -> Iterator[str]:
    if after is None:
        yield f"{name} never was"
        return
    if before is None or before.began != after.began:
        yield f"{name} begins{_since(after.began, on)}{_limits(after)}"
    elif (before.due, before.earliest) != (after.due, after.earliest):
        yield f"{name} now{_limits(after) or ' without a due'}"
    if after.outcome != "open" and (before is None or _end(before) != _end(after)):
        by = f", {after.breach}" if after.breach else ""
        yield f"{name} {after.outcome}{_since(after.ended or on, on)}{by}"
    elif after.outcome == "open" and before is not None and before.outcome != "open":
        yield f"{name} open again"
    elif after.outcome == "open" and (before.breach if before else "") != after.breach:
        yield f"{name} {after.breach or 'no breach'}"
    if after.is_overdue != (before is not None and before.is_overdue) and after.outcome == "open":
        yield f"{name} {'overdue' if after.is_overdue else 'no longer overdue'}"


def _end(told: Told) -> tuple[object, ...]:
    return told.ended, told.outcome, told.breach


def _since(day: date, on: date) -> str:
    return "" if day == on else f" on {day}"


def _limits(told: Told) -> str:
    return (f", due {told.due}" if told.due else "") + (
        f", not before {told.earliest}" if told.earliest else ""
    )
