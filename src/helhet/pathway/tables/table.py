"""All editions of a pathway become one integer table, and the names behind its codes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from helhet.pathway.calendar import Calendar
from helhet.pathway.language.model import Clock, Event, Pathway
from helhet.pathway.tables import layout as at
from helhet.pathway.tables.definitions import Definition, definitions_of
from helhet.pathway.tables.names import Names, names_of
from helhet.pathway.tables.writer import Writer


@dataclass(frozen=True, eq=False)
class Table:
    """A pathway ready to be read: `ints` for the stepping, names and definitions for everybody else."""

    ints: list[int] = field(repr=False)
    names: Names
    rows: tuple[Definition, ...]
    editions: tuple[Pathway, ...]
    calendar: Calendar = field(repr=False)

    @property
    def newest(self) -> Pathway:
        """The last edition."""
        return self.editions[-1]

    def edition_on(self, day: int) -> Pathway:
        """Return the edition in force on a day; the first one for days before it."""
        return self.editions[max(bisect_right(self._first_days, day) - 1, 0)]

    def event(self, name: str) -> Event | None:
        """Return the event's definition in the newest edition that has it."""
        return self._events.get(name)

    def event_on(self, day: int, name: str) -> Event:
        """Return an event as the edition of a day has it, or else the newest that has it; KeyError if none has."""
        return self.edition_on(day).events.get(name) or self._events[name]

    def clock(self, name: str, start_day: int) -> Clock | None:
        """Return the definition of a clock for runs that start on a day."""
        rows = (row for row in self.rows if row.name == name)
        return next((row.clock for row in rows if row.from_day <= start_day <= row.to_day), None)

    def rank(self, event: str) -> int:
        """Return the event's place in the file, which orders entries of one moment."""
        return self.deed_codes[(event, None)]

    @cached_property
    def _first_days(self) -> list[int]:
        return [edition.valid.from_ for edition in self.editions]

    @cached_property
    def _events(self) -> dict[str, Event]:
        return {name: event for edition in self.editions for name, event in edition.events.items()}

    @cached_property
    def deed_codes(self) -> dict[tuple[str, str | None], int]:
        """The code of each event with each of its outcomes, and with none."""
        return {deed: code for code, deed in enumerate(self.names.deeds)}


def compile_pathway(
    editions: Sequence[Pathway], calendar: Calendar, switched_on: frozenset[str] = frozenset()
) -> Table:
    """Return the table of a pathway's editions, which must have passed `checking`.

    Clocks shipped off are left out unless their names are in `switched_on`.
    """
    ordered = tuple(sorted(editions, key=lambda edition: edition.valid.from_))
    definitions = tuple(definitions_of(ordered, switched_on))
    names = names_of(ordered, definitions)
    assert len(definitions) <= at.MOST, "checked: more clock definitions than a mask has bits"
    return Table(
        Writer(ordered, definitions, names, calendar).ints(), names, definitions, ordered, calendar
    )
