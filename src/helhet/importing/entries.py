"""Rows of one course's entries as the record writes them, or every fault of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final

from helhet.importing.cells import read_answer, read_count, read_day, read_moment
from helhet.importing.columns import FORM_FIELD
from helhet.importing.csvfiles import Row
from helhet.importing.faults import RowFault, said
from helhet.importing.rowreading import RowReading
from helhet.importing.world import World, past_moment
from helhet.pathway.courses.course import Value
from helhet.pathway.reading.faults import meant
from helhet.pathway.tables.table import Table
from helhet.record import forms
from helhet.record.courses.appending import New
from helhet.record.models import Entry
from helhet.record.times import to_day

OF_AN_EVENT: Final = ("event", "outcome", "setting", "unit", "fulfils", "replaces", "happened_at")
LINKS: Final = ("fulfils", "replaces", "voids")
_OF_THE_ORDER: Final = ("number", *LINKS, "recorded_at")


@dataclass(frozen=True)
class ToldEntry:
    """An entry and when it was recorded, numbered as the sender numbers."""

    number: int
    new: New
    recorded_at: datetime


def read_entries(
    rows: Sequence[Row],
    table: Table,
    units: Mapping[str, int],
    world: World,
    erased: Mapping[int, date],
) -> tuple[list[ToldEntry], list[RowFault]]:
    """Return the entries in the order of their numbers; they are whole only if there is no fault."""
    readers = [_Reader(row, table, units, world, erased) for row in rows]
    told = [(reader.read(), reader.row) for reader in readers]
    told.sort(key=lambda each: each[0].number)
    found = [fault for reader in readers for fault in reader.found]
    if not any(reader.is_noted(_OF_THE_ORDER) for reader in readers):
        found += _order_faults(told)
    return [entry for entry, _ in told], sorted(found)


def _order_faults(entries: Sequence[tuple[ToldEntry, Row]]) -> Iterator[RowFault]:
    """Yield what is wrong between entries: numbers from 1 without gap, links to what stands, times that do not run back."""
    standing: set[int] = set()
    before: ToldEntry | None = None
    for place, (entry, row) in enumerate(entries, start=1):
        if entry.number != place:
            yield row.fault("number", *_misnumbered(entry, place))
            return
        for column in LINKS:
            if (linked := getattr(entry.new, column)) is not None and linked not in standing:
                yield row.fault(column, *_NO_SUCH_ENTRY)
        if before is not None and entry.recorded_at < before.recorded_at:
            yield row.fault("recorded_at", *_RUNS_BACK)
        before = entry
        if entry.new.voids is not None:
            standing.discard(entry.new.voids)
        elif entry.new.replaces is None:
            standing.add(entry.number)


def _misnumbered(entry: ToldEntry, place: int) -> tuple[str, str]:
    is_lacking = entry.number > place
    return (
        f"the course has no entry {place} before this one"
        if is_lacking
        else "the course has two entries of this number",
        "Number a course's entries from 1 in the order they were recorded, and send all of them.",
    )


_NO_SUCH_ENTRY: Final = (
    "no earlier entry of the course has this number and stands",
    "Name the number of the entry that is meant.",
)
_RUNS_BACK: Final = (
    "the entry was recorded before the one that has the number below",
    "Number them in the order they were recorded.",
)


class _Reader(RowReading):
    def __init__(
        self,
        row: Row,
        table: Table,
        units: Mapping[str, int],
        world: World,
        erased: Mapping[int, date],
    ) -> None:
        super().__init__(row)
        self.table, self.units, self.world, self.erased = table, units, world, erased

    def read(self) -> ToldEntry:
        """Return the entry; where anything was noted it is not to be used."""
        number = self.cell("number", read_count)
        if number is None and not self.row.get("number"):
            self.note("number", "the entry has no number", "Number a course's entries from 1.")
        on, at = self._when()
        recorded = self.cell("recorded_at", lambda text: past_moment(text, self.world))
        is_dated = not self.is_noted(("happened_on", "happened_at"))
        if is_dated and recorded and on > self.world.day_of(recorded):
            self.note(
                "recorded_at", "the entry was recorded before it happened", "Mend one of the two."
            )
        erased_on = self.erased.get(number or 0)
        if erased_on:
            self._note_erased(erased_on)
        is_void = bool(self.row.get("voids"))
        new = self._void(on) if is_void else self._event(on, at, is_erased=bool(erased_on))
        return ToldEntry(number or 0, new, recorded or self.world.now)

    def _note_erased(self, on: date) -> None:
        """Take no word again that was erased. That there was an entry, and of what, is no secret: that stays when words go."""
        words = (
            f"what the entry said was erased by law on {on}",
            "Empty the cell, or take the course out.",
        )
        for column in [*self._fields(), "reason"]:
            if self.row.get(column):
                self.note(column, *words)

    def _when(self) -> tuple[date, datetime | None]:
        at = self.cell("happened_at", lambda text: read_moment(text, self.world.calendar))
        on = self.cell("happened_on", read_day)
        if at and on and self.world.day_of(at) != on:
            self.note(
                "happened_at",
                "the moment is on another day than happened_on",
                "Mend one of the two.",
            )
        on = on or (at and self.world.day_of(at))
        if on is None:
            if not self.row.get("happened_on") and not self.row.get("happened_at"):
                self.note("happened_on", "the day is missing", "Write when it happened.")
            return self.world.today, None
        column = "happened_on" if self.row.get("happened_on") else "happened_at"
        if not 0 <= to_day(on) < len(self.world.calendar.day_start) - 1:
            self.note(column, "the day lies outside the calendar, 1970 to 2100", "Mend it.")
            return self.world.today, None
        if on > self.world.today or (at and at > self.world.now):
            self.note(column, "the entry lies in the future", "Import it when it has happened.")
        return on, at

    def _void(self, on: date) -> New:
        words = "the entry takes another back, and says nothing else", "Empty the cell."
        for column in [*OF_AN_EVENT, *self._fields()]:
            if self.row.get(column):
                self.note(column, *words)
        return New(
            Entry.Kind.VOID, on, voids=self.cell("voids", read_count), content=self._reason()
        )

    def _event(self, on: date, at: datetime | None, *, is_erased: bool) -> New:
        event, outcome = self.row.get("event"), self.row.get("outcome")
        has_words = self._is_known(event, outcome) and not is_erased
        values = self._values(on, event) if has_words else {}
        outcome = self._turned_out(on, event, outcome, values) if has_words else outcome
        plain = {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}
        return New(
            Entry.Kind.EVENT,
            on,
            at,
            event,
            outcome,
            self._setting(),
            self._unit(),
            self.cell("fulfils", read_count),
            self.cell("replaces", read_count),
            content={"values": plain} | self._reason(),
        )

    def _turned_out(self, on: date, event: str, outcome: str, values: Mapping[str, Value]) -> str:
        """Return how an event turned out; where its answers decide it, the file may leave it out, and not say otherwise."""
        decided = forms.outcome_of(self.table, to_day(on), event, values)
        if decided is not None and outcome not in ("", decided):
            self.note("outcome", "the answers say otherwise", f"They decide it: '{decided}'.")
        return decided or outcome

    def _setting(self) -> str:
        setting, known = self.row.get("setting"), self.table.names.settings
        if setting and setting not in known:
            words = "the pathway has no such setting", meant(setting, known, "settings")
            self.note("setting", *words)
        return setting

    def _is_known(self, event: str, outcome: str) -> bool:
        known = self.table.deed_codes
        if not event:
            self.note(
                "event", "the event is missing", "Write what happened, or which entry this voids."
            )
        elif self.table.event(event) is None:
            events = {name for name, _ in known if name}
            self.note("event", "the pathway has no such event", meant(event, events, "events"))
        elif (event, outcome or None) not in known:
            outcomes = {told for name, told in known if name == event and told}
            self.note(
                "outcome",
                "the event has no such outcome",
                meant(outcome, outcomes, "outcomes"),
            )
        else:
            return True
        return False

    def _values(self, on: date, event: str) -> dict[str, Value]:
        """Return what the forms say; the record's own check has the last word."""
        fields = forms.fields_of(self.table, to_day(on), event)
        values: dict[str, Value] = {}
        for name in self._fields():
            if name not in fields:
                self.note(name, *said("unknown"))
                continue
            read = partial(read_answer, fields[name], calendar=self.world.calendar)
            if (value := self.cell(name, read)) is not None:
                values[name] = value
        for fault in forms.faults(self.table, to_day(on), event, values):
            what, remedy = said(fault.code)
            if fault.code == "choice":
                remedy = f"The choices are {', '.join(fields[fault.field].choices)}."
            self.note(fault.field, what, remedy)
        self._look_for_units(on, event, values)
        return values

    def _look_for_units(self, on: date, event: str, values: Mapping[str, Value]) -> None:
        for name, code in forms.units_named(self.table, to_day(on), event, values):
            if code not in self.units:
                self.note(name, *said("unknown-unit"))

    def _unit(self) -> int | None:
        code = self.row.get("unit")
        if code and code not in self.units:
            self.note("unit", *said("unknown-unit"))
        return self.units.get(code)

    def _fields(self) -> list[str]:
        """Return the columns of forms in which the row has something."""
        return [name for name in self.row.cells if FORM_FIELD.fullmatch(name)]

    def _reason(self) -> dict[str, str]:
        reason = self.row.get("reason")
        if len(reason) > forms.LONGEST_LONG_TEXT:
            self.note("reason", *said("too-long"))
        return {"reason": reason} if reason else {}
