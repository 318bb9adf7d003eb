"""A course's entries become integers: the record each has in `layout`, and the keys they carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from helhet.pathway.calendar import months_later
from helhet.pathway.courses.course import Course, Entry, Value
from helhet.pathway.courses.ordering import (
    check_day,
    check_event,
    effective_entries,
    in_order,
    position,
)
from helhet.pathway.errors import EntryError
from helhet.pathway.language.phrases import FieldRef
from helhet.pathway.tables import layout as at
from helhet.pathway.tables.table import Table


@dataclass(frozen=True)
class Encoded:
    """A course as the stepping reads it. `keys[k - 1]` and `units[u]` are the texts of key k and unit u."""

    ints: list[int]
    end: int
    keys: list[str]
    units: list[str]


def encode(table: Table, course: Course, known_after: int | None = None) -> Encoded:
    """Return the entries that hold, in order, as integers; raise EntryError for one the table cannot hold."""
    entries = effective_entries(course.entries, known_after)
    for entry in entries:
        check_event(table, entry)
        check_day(table.calendar, entry)
    return _Encoder(table, in_order(table, entries)).encode(course.born)


class _Encoder:
    def __init__(self, table: Table, entries: Sequence[Entry]) -> None:
        self.table, self.entries = table, entries
        self.events = {entry.number: entry.event for entry in entries}
        self.no_dates = [at.MISSING] * len(table.names.fields)
        self.keys: dict[str, int] = {}
        self.units: dict[str, int] = {}

    def encode(self, born: int | None) -> Encoded:
        size = self.table.ints[at.ENTRY_SIZE]
        records: list[int] = []
        if born is not None and self.entries:
            records += self._birth(born)
        for entry in self.entries:
            records += self._record(entry)
        end = len(records)
        self._append_keys(records, end - len(self.entries) * size, size)
        return Encoded(records, end, list(self.keys), list(self.units))

    def _append_keys(self, records: list[int], first: int, size: int) -> None:
        for n, entry in enumerate(self.entries):
            pairs = list(self._pairs(entry))
            records[first + n * size + at.ENTRY_KEYS] = len(records)
            records[first + n * size + at.ENTRY_N_KEYS] = len(pairs)
            for pair in pairs:
                records += pair

    def _birth(self, born: int) -> list[int]:
        day = self.entries[0].day
        start = self.table.calendar.day_start[day]
        values = [
            months_later(born, 12 * int(name)) if name.isdigit() else at.MISSING
            for name in self.table.names.fields
        ]
        return [day, start, start, at.BIRTH, at.NONE, at.NONE, 0, 1, 0, 0, *values]

    def _record(self, entry: Entry) -> list[int]:
        table = self.table
        moment = table.calendar.day_start[entry.day] if entry.instant is None else entry.instant
        timed = int(entry.instant is not None)
        deed = table.deed_codes[(entry.event, entry.outcome)]
        told = (deed, self._setting(entry, deed), self._unit(entry), entry.number, timed, 0, 0)
        values = entry.values
        dates = [_date(values, field) for field in table.names.fields] if values else self.no_dates
        return [entry.day, position(table, entry), moment, *told, *dates]

    def _setting(self, entry: Entry, deed: int) -> int:
        """Return the code of the setting that the entry or its form names; NONE without."""
        told = self.table.names.deed_settings[deed]
        named = entry.setting or (
            entry.values.get(str(told)) if isinstance(told, FieldRef) else None
        )
        if not isinstance(named, str):
            return at.NONE
        if named not in self.table.names.settings:
            raise EntryError(f"entry {entry.number} has a setting that the pathway does not know")
        return self.table.names.settings.index(named)

    def _unit(self, entry: Entry) -> int:
        event = self.table.event(entry.event)
        named = entry.values.get(str(event.moves.unit)) if event and event.moves else None
        unit = named if isinstance(named, str) else entry.unit
        return at.NONE if unit is None else self.units.setdefault(unit, len(self.units))

    def _pairs(self, entry: Entry) -> Iterator[tuple[int, int]]:
        """Yield what the entry carries for each `each`: (field code, key code), keys counted from 1."""
        for code, name in enumerate(self.table.names.keys):
            for key in self._carried(entry, name):
                yield code, self.keys.setdefault(key, len(self.keys) + 1)

    def _carried(self, entry: Entry, name: str) -> tuple[str, ...]:
        if "." in name:
            value = entry.values.get(name)
            if value is None:
                return ()
            return tuple(dict.fromkeys(map(str, value if isinstance(value, tuple) else (value,))))
        if entry.event == name:
            return (str(entry.number),)
        return (str(entry.fulfils),) if self.events.get(entry.fulfils or 0) == name else ()


def _date(values: Mapping[str, Value], field: str) -> int:
    """Return the day that a field holds; MISSING if it holds none, or something else."""
    value = values.get(field)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < at.DAYS:
        return value
    return at.MISSING
