"""Adversarial histories for an invented pathway, many from one tape of bytes.

Each history reads the tape from its own start at its own stride, so many cost little to draw.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from helhet.pathway.calendar import Calendar, parse_day
from helhet.pathway.calendarfiles import read_calendar
from helhet.pathway.courses.course import Course, Entry, Value
from helhet.pathway.language.model import Event, FieldType, FormField, Pathway, Period, Validity
from tests.agreement import days, strategies
from tests.agreement.tape import Tape, tapes

FOLDER = resources.files("helhet") / "content/norway/calendar"
TEXTS = [(FOLDER / name).read_text("utf-8") for name in ("holidays.csv", "offsets.csv")]
SHUT = [parse_day(text) for text in ("2026-05-15", "2026-10-26", "2026-12-24")]
CALENDARS = (
    read_calendar(*TEXTS),
    read_calendar(*TEXTS, saturday_is_working=True),
    read_calendar(*TEXTS, closed_days=SHUT),
)
MOST_ENTRIES = 25
HOURS = (0, 1, 2, 2.5, 3, 10, 10, 22)
STEPS = (0, 0, 0, 0, 1, 1, 2, 3, 7, 30)
AWAY = (0, 1, -1, 2, 3, 7, -7, 10, 14, 30, -30, 90, -400)
AFTER = (0, 0, 1, 1, 2, 5, 10, 40, 400)
LEAP_BIRTHS = (parse_day("2008-02-29"), parse_day("1968-02-29"), parse_day("1931-10-25"))


@dataclass(frozen=True)
class Question:
    """A course, and as of when it is read: until an instant, as known after an entry."""

    course: Course
    until: int
    known_after: int | None = None


@dataclass(frozen=True)
class Example:
    """An invented pathway with a pack's calendar, what the pack switches on, and a tape."""

    editions: tuple[Pathway, ...]
    calendar: Calendar
    switched_on: frozenset[str]
    tape: bytes

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        printer.text(f"an example of {len(self.editions)} editions")

    def questions(self, count: int) -> list[Question]:
        """Return the first `count` histories of the tape."""
        return [History(self, Tape(self.tape, number)).question() for number in range(count)]


@st.composite
def examples(draw: st.DrawFn) -> Example:
    """Invent a pathway, and keep the tape: its histories are read from it."""
    return example(draw(tapes()))


def example(ring: bytes) -> Example:
    tape = Tape(ring)
    editions = strategies.Inventor(tape).editions()
    off = {name for e in editions for name, clock in e.clocks.items() if not clock.shipped}
    return Example(editions, tape.one(CALENDARS), frozenset(tape.some(sorted(off), len(off))), ring)


class History:
    """One history: entries crowded on few days, with all that can go wrong in them."""

    def __init__(self, example: Example, tape: Tape) -> None:
        self.tape = tape
        self.calendar = example.calendar
        self.pathway = example.editions[0]
        self.outcomes: dict[str, list[str | None]] = {
            name: [
                *dict.fromkeys(o for e in example.editions for o in e.events[name].outcomes),
                None,
            ]
            for name in self.pathway.events
        }
        self.ages = [c.age for e in example.editions for c in e.conditions.values() if c.age]
        self.ages += [
            limit.at_age
            for edition in example.editions
            for clock in edition.clocks.values()
            for limit in (*clock.within, *clock.no_sooner)
            if limit.at_age
        ]
        self.day = self.base = tape.one(days_of_interest(example.editions)) - tape.up_to(8)
        self.state: str | None = None
        self.entries: list[Entry] = []

    def question(self) -> Question:
        tape = self.tape
        count = 1 + tape.up_to(MOST_ENTRIES - 1)
        for number in range(1, count + 1):
            self.entries.append(self.entry(number))
        known_after = 1 + tape.up_to(count - 1) if tape.chance(2) else None
        return Question(Course(tuple(self.entries), self.born()), self.until(), known_after)

    def entry(self, number: int) -> Entry:
        tape = self.tape
        self.day += tape.one(STEPS)
        day = self.base + tape.up_to(4) if tape.chance(1) else self.day
        originals = [e for e in self.entries if e.replaces is None and e.voids is None]
        corrected = tape.one(originals).number if originals and tape.chance(1) else None
        if corrected and tape.chance(5):
            return Entry(number, day, voids=corrected)
        name, event = self.happens()
        values = dict(self.values(event, day))
        is_moved = self.pathway.settings and tape.chance(3)
        setting = tape.one(list(self.pathway.settings)) if is_moved else None
        outcome = tape.one(self.outcomes[name]) if len(self.outcomes[name]) > 1 else None
        return Entry(
            number,
            day,
            name,
            outcome,
            instant=self.instant(day) if tape.chance(5) else None,
            setting=setting,
            unit=tape.one((None, None, None, "centre", "ward")),
            values=values,
            fulfils=self.fulfilled(event, originals),
            replaces=corrected,
        )

    def happens(self) -> tuple[str, Event]:
        """Return an event, often one that may happen if all before it was as it should be."""
        events = self.pathway.events
        likely = [
            name
            for name, event in events.items()
            if (self.state is None) is (event.opens is not None)
            and (not event.from_ or self.state in event.from_)
        ]
        name = self.tape.one(list(events) if self.tape.chance(3) or not likely else likely)
        if name in likely:
            self.state = events[name].opens or events[name].to or self.state
        return name, events[name]

    def instant(self, day: int) -> int:
        first, end = self.calendar.day_start[day], self.calendar.day_start[day + 1]
        if self.tape.chance(1):
            return end - 1
        return first + int(self.tape.one(HOURS) * days.HOUR) + (1 if self.tape.chance(1) else 0)

    def values(self, event: Event, day: int) -> Iterator[tuple[str, Value]]:
        for form in event.form:
            for name, field in self.pathway.forms[form].fields.items():
                if not self.tape.chance(3):
                    yield f"{form}.{name}", self.value(name, field, day)

    def value(self, name: str, field: FormField, day: int) -> Value:
        tape = self.tape
        if field.type is FieldType.KEY:
            keys = tuple(f"{name}-{n}" for n in range(3))
            return (tape.one(keys), *keys[: tape.up_to(3)]) if field.many else tape.one(keys)
        if field.type is FieldType.CHOICE:
            return tape.one(list(field.choices))
        if field.type is FieldType.DATE:
            return day + tape.one(AWAY)
        if field.type is FieldType.MOMENT:
            return self.instant(day)
        if field.type is FieldType.YES_NO:
            return tape.chance(5)
        is_number = field.type in (FieldType.NUMBER, FieldType.MONEY)
        return tape.up_to(9) if is_number else f"{name}-{tape.up_to(2)}"

    def fulfilled(self, event: Event, originals: list[Entry]) -> int | None:
        fitting = [e.number for e in originals if e.event in event.fulfils]
        if fitting and not self.tape.chance(3):
            return self.tape.one(fitting)
        return self.tape.one(originals).number if originals and self.tape.chance(1) else None

    def born(self) -> int | None:
        """Return no birth date, or one whose birthdays fall in the history, or a strange one."""
        tape = self.tape
        if tape.chance(5):
            years = tape.one([*self.ages, 18])
            return days.months_after(self.base + tape.up_to(10), -12 * years)
        strange = (None, None, *LEAP_BIRTHS, self.base, self.base + 20)
        return tape.one(strange)

    def until(self) -> int:
        tape = self.tape
        day = max(e.day for e in self.entries) + tape.one(AFTER)
        if tape.chance(3):
            day = tape.one(self.entries).day
        midnight = self.calendar.day_start[day]
        return midnight + tape.one((0, -1, 1, 10 * days.HOUR, 24 * days.HOUR, 24 * days.HOUR - 1))


def days_of_interest(editions: Sequence[Pathway]) -> list[int]:
    """Return the days around which things change, the plainest first."""
    periods = [p for e in editions for clock in e.clocks.values() for p in clock.periods]
    parts: list[Period | Validity] = [*periods, *(edition.valid for edition in editions)]
    bounds = {day for part in parts for day in (part.from_, part.to) if day is not None}
    return [*strategies.ANCHORS, *sorted(bounds)]
