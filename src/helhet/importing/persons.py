"""Rows of persons as facts that the register takes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from helhet.importing.cells import read_day, read_yes_no
from helhet.importing.columns import HOMES
from helhet.importing.csvfiles import Row
from helhet.importing.faults import CellFault, RowFault, said
from helhet.importing.known import text_of
from helhet.importing.rowreading import RowReading
from helhet.importing.world import SAME_ID, World, id_faults, past_moment, same_faults
from helhet.parties.identifiers import Number
from helhet.parties.models import Residence
from helhet.parties.numbers import NotANumber, read_number
from helhet.record.errors import NotAsTheFormSays
from helhet.record.persons import facts

_MUNICIPALITY: Final = re.compile(r"[0-9]{4}")
_HALF_A_HOME: Final = (
    "the home has no such",
    "Fill it in, or empty the other columns of the home.",
)
_OTHER_FACTS: Final = (
    "has the same number, and tells something else",
    "Let both tell the same, or keep one of them.",
)


@dataclass(frozen=True)
class ToldPerson:
    """A person as a row tells."""

    row: Row
    facts: Mapping[str, Any] = field(repr=False)
    number: Number | None = field(repr=False)
    recorded_at: datetime

    @property
    def id(self) -> str:
        """The sender's own id."""
        return self.row.get("person")

    @property
    def born_on(self) -> date | None:
        """The birth date, if one is told."""
        return facts.day(self.facts.get("born_on"))

    @property
    def died_on(self) -> date | None:
        """The day of death, if one is told."""
        return facts.day(self.facts.get("died_on"))

    @property
    def text(self) -> str:
        """What is told, for knowing it again."""
        return text_of(self.row)

    def with_number(self) -> dict[str, Any]:
        """Return the facts as a register's first entry has them."""
        system, digits = self.number or (None, "")
        return {**self.facts, "numbers": {system.value: digits} if system else {}}


def read_persons(
    rows: Iterable[Row], world: World
) -> tuple[list[ToldPerson], list[tuple[Row, list[RowFault]]]]:
    """Return the persons whose rows hold together, and each other row with every fault of it."""
    told: list[ToldPerson] = []
    wrong: list[tuple[Row, list[RowFault]]] = []
    for row in rows:
        reader = _Reader(row, world)
        person = reader.read()
        if reader.found:
            wrong.append((row, reader.found))
        else:
            told.append(person)
    again = _repeated(told)
    wrong += [(one.row, again[id(one.row)]) for one in told if id(one.row) in again]
    return [one for one in told if id(one.row) not in again], wrong


def _repeated(told: Iterable[ToldPerson]) -> dict[int, list[RowFault]]:
    """Return the faults of each row whose id, or number with other facts, another row has: none of them is better known."""
    ids, numbers = defaultdict(list), defaultdict(list)
    for one in told:
        ids[one.id].append(one.row)
        if one.number:
            numbers[one.number].append(one)
    found: dict[int, list[RowFault]] = defaultdict(list)
    for rows in ids.values():
        for row, fault in same_faults(rows, "person", *SAME_ID):
            found[id(row)].append(fault)
    for same in numbers.values():
        if any(one.facts != same[0].facts for one in same):
            for row, fault in same_faults([one.row for one in same], "number", *_OTHER_FACTS):
                found[id(row)].append(fault)
    return found


class _Reader(RowReading):
    def __init__(self, row: Row, world: World) -> None:
        super().__init__(row)
        self.world = world

    def read(self) -> ToldPerson:
        """Return the person; where anything was noted they are not to be used."""
        row = self.row
        self.found += [fault for fault in id_faults(row, "person") if fault not in self.found]
        told: dict[str, Any] = {
            name: text for name in (*facts.PLAIN, *facts.SEALED) if (text := row.get(name))
        }
        if (needs := self.cell("needs_interpreter", read_yes_no)) is not None:
            told["needs_interpreter"] = needs
        told |= self._days({name: name for name in facts.DAYS})
        for kind in Residence.Kind.values:
            told |= self._home(kind)
        recorded = self.cell("recorded_at", lambda text: past_moment(text, self.world))
        number = self.cell("number", self._number)
        self._check(told, self.world.day_of(recorded or self.world.now))
        return ToldPerson(row, told, number, recorded or self.world.now)

    def _days(self, columns: Mapping[str, str]) -> dict[str, str]:
        """Return the days that stand in columns, each under its name in the register."""
        return {
            name: day.isoformat()
            for name, column in columns.items()
            if (day := self.cell(column, read_day))
        }

    def _number(self, text: str) -> Number:
        try:
            return read_number(text, synthetic=self.world.is_synthetic)
        except NotANumber as error:
            raise CellFault("this is no national number", str(error)) from None

    def _home(self, kind: str) -> dict[str, Any]:
        columns = {place: column for column, (of, place) in HOMES.items() if of == kind}
        if not any(map(self.row.get, columns.values())):
            return {}
        for place in ("municipality", "from"):
            if not self.row.get(columns[place]):
                self.note(columns[place], *_HALF_A_HOME)
        days = self._days({f"{place}_day": columns[place] for place in ("from", "to")})
        begins, ends = days.get("from_day"), days.get("to_day")
        if begins and ends and ends < begins:
            self.note(columns["to"], "the home ends before it begins", "Mend one of the two days.")
        told = {
            "municipality": self.cell(columns["municipality"], _municipality),
            "address": self.row.get(columns["address"]),
            "to_day": None,
        }
        return {kind: told | days}

    def _check(self, told: Mapping[str, Any], by: date) -> None:
        """Let the register say what it takes, unless the same column, or another of the home, has been told of."""
        try:
            facts.check(told, by)
        except NotAsTheFormSays as error:
            for name, code in error.faults:
                home = [column for column, (kind, _) in HOMES.items() if kind == name]
                if not self.is_noted(home):
                    self.note(home[0] if home else name, *said(code))


def _municipality(text: str) -> str:
    if not _MUNICIPALITY.fullmatch(text):
        raise CellFault("this is no number of a municipality", "Write four digits, as 9901.")
    return text
