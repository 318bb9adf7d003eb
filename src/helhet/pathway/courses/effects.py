"""What a course does beyond itself: courses it opens elsewhere, and who hears of its events.

Effects are a projection of the entries that hold: whoever sends them keeps what was sent, and asks
`changed_effects` after a correction what is new and what must be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from helhet.pathway.courses.course import Course, Entry, Value
from helhet.pathway.courses.ordering import effective_entries, in_order, position
from helhet.pathway.language.model import Event, OpensCourse, Outcome, Pathway
from helhet.pathway.language.phrases import FieldRef
from helhet.pathway.tables.table import Table

K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True)
class Effect:
    """A course that an entry opens in another pathway.

    `name` tells the effects of one entry apart. `unit` is what the form says, or else the name in the
    definition; `subject` the key of `for`, None for the subject of this course. `carried` are the
    values that go along. The opened course never shows where it came from if `is_origin_hidden`.
    """

    number: int
    name: str
    pathway: str
    unit: str | None = None
    subject: str | None = None
    carried: Mapping[str, Value] = field(default_factory=dict)
    is_origin_hidden: bool = False
    tells_back: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[int, str]:
        """What the effect is known by, however often it is found again."""
        return self.number, self.name


def effects(
    table: Table, course: Course, *, until: int | None = None, known_after: int | None = None
) -> tuple[Effect, ...]:
    """Return the effects of the entries that hold, in reading order; of deviations too, for they happened.

    With `until` only of entries by then.
    """
    entries = in_order(table, effective_entries(course.entries, known_after))
    return tuple(
        effect
        for entry in entries
        if until is None or position(table, entry) <= until
        for effect in _effects_of(table, entry)
    )


def _effects_of(table: Table, entry: Entry) -> Iterator[Effect]:
    opened = _opened(table, entry)
    if opened is None:
        return
    for subject in _subjects(opened, entry):
        yield Effect(
            number=entry.number,
            name=f"opens {opened.pathway}" + (f" {subject}" if subject else ""),
            pathway=opened.pathway,
            unit=_unit(opened, entry),
            subject=subject,
            carried=_carried(opened, entry),
            is_origin_hidden=opened.origin == "hidden",
            tells_back=opened.tells_back,
        )


def _opened(table: Table, entry: Entry) -> OpensCourse | None:
    """Return the outcome's `opens-course`, or else the event's, by the edition of the entry's day."""
    event = table.event_on(entry.day, entry.event)
    outcome = event.outcomes.get(entry.outcome, Outcome()) if entry.outcome else Outcome()
    return outcome.opens_course or event.opens_course


def _subjects(opened: OpensCourse, entry: Entry) -> tuple[str | None, ...]:
    """Return the keys that `for` names, each once; without `for` the one subject of this course."""
    if opened.for_ is None:
        return (None,)
    value = entry.values.get(str(opened.for_))
    if value is None:
        return ()
    return tuple(dict.fromkeys(map(str, value if isinstance(value, tuple) else (value,))))


def _unit(opened: OpensCourse, entry: Entry) -> str | None:
    if not isinstance(opened.unit, FieldRef):
        return opened.unit
    value = entry.values.get(str(opened.unit))
    return value if isinstance(value, str) else None


def _carried(opened: OpensCourse, entry: Entry) -> dict[str, Value]:
    names = map(str, opened.carry)
    return {name: entry.values[name] for name in names if name in entry.values}


def changed_effects(before: Mapping[K, T], after: Mapping[K, T]) -> tuple[dict[K, T], dict[K, T]]:
    """Return the effects to send and those to counter, by key, after `before` has become `after`.

    One whose content became another (a corrected unit) is countered as it was and sent as it is.
    """
    to_send = {key: effect for key, effect in after.items() if before.get(key) != effect}
    to_counter = {key: effect for key, effect in before.items() if after.get(key) != effect}
    return to_send, to_counter


def heard_by(pathways: Iterable[Pathway]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return who hears what: 'pathway.event' or 'pathway.event.outcome' → (pathway, event) of the hearers."""
    return _gathered(
        (heard, (pathway.pathway, name))
        for pathway, name, event in _events(pathways)
        for heard in event.hears
    )


def person_wide(pathways: Iterable[Pathway]) -> dict[str, tuple[str, ...]]:
    """Return the events that reach all courses of a person, each with the pathways that know it."""
    return _gathered(
        (name, pathway.pathway) for pathway, name, event in _events(pathways) if event.person_wide
    )


def hearers(
    heard: Mapping[str, Sequence[tuple[str, str]]], pathway: str, entry: Entry
) -> tuple[tuple[str, str], ...]:
    """Return the (pathway, event) that hear an entry of a pathway, by `heard_by`."""
    event = f"{pathway}.{entry.event}"
    names = (event, f"{event}.{entry.outcome}") if entry.outcome else (event,)
    return tuple(dict.fromkeys(hearer for name in names for hearer in heard.get(name, ())))


def _events(pathways: Iterable[Pathway]) -> Iterator[tuple[Pathway, str, Event]]:
    for pathway in pathways:
        for name, event in pathway.events.items():
            yield pathway, name, event


def _gathered(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    """Return everything that stands beside each name, once, in the order given."""
    gathered: dict[str, tuple[T, ...]] = {}
    for name, found in pairs:
        held = gathered.get(name, ())
        gathered[name] = held if found in held else (*held, found)
    return gathered
