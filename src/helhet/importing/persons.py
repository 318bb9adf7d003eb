"""Rows of persons as facts that the register takes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from helhet.importing.cells import read_day, read_yes_no
from helhet.importing.columns import HOMES
from helhet.importing.csvfiles import Row
from helhet.importing.faults import CellFault, RowFault, said
from helhet.importing.known import text_of
from helhet.importing.world import World, id_faults, past_moment
from helhet.parties.identifiers import Number
from helhet.parties.models import Residence
from helhet.parties.numbers import NotANumber, read_number
from helhet.record.errors import NotAsTheFormSays
from helhet.record.persons import facts

_MUNICIPALITY: Final = re.compile(r"[0-9]{4}")


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
) -> tuple[list[ToldPerson], list[tuple[Row, RowFault]]]:
    """Return the persons whose rows hold together, and every fault of the others."""
    told: list[ToldPerson] = []
    faults: list[tuple[Row, RowFault]] = []
    for row in rows:
        found: list[RowFault] = []
        person = _Reader(row, world, found).read()
        faults += [(row, fault) for fault in found]
        told += [] if found else [person]
    faults += _repeated(told)
    bad = {id(row) for row, _ in faults}
    return [one for one in told if id(one.row) not in bad], faults


def _repeated(told: Iterable[ToldPerson]) -> Iterator[tuple[Row, RowFault]]:
    """Yield each row whose id, or number with other facts, another row has too: none of them is better known."""
    ids, numbers = defaultdict(list), defaultdict(list)
    for one in told:
        ids[one.id].append(one)
        numbers[one.number].append(one)
    for same in ids.values():
        for one, other in _pairs(same):
            yield (
                one.row,
                one.row.fault(
                    "person",
                    f"line {other.row.line} has the same id",
                    "Keep one, or give each its own.",
                ),
            )
    numbers.pop(None, None)
    for same in numbers.values():
        if any(one.facts != same[0].facts for one in same):
            for one, other in _pairs(same):
                yield (
                    one.row,
                    one.row.fault(
                        "number",
                        f"line {other.row.line} has the same number, and tells something else",
                        "Let both tell the same, or keep one of them.",
                    ),
                )


def _pairs(same: list[ToldPerson]) -> Iterator[tuple[ToldPerson, ToldPerson]]:
    """Yield each with another one."""
    for one in same if len(same) > 1 else []:
        yield one, same[0] if one is not same[0] else same[1]


@dataclass(frozen=True)
class _Reader:
    row: Row
    world: World
    found: list[RowFault]

    def read(self) -> ToldPerson:
        row = self.row
        for fault in id_faults(row, "person"):
            self._note("person", *fault)
        told = {name: text for name in (*facts.PLAIN, *facts.SEALED) if (text := row.get(name))}
        if "needs_interpreter" in told:
            told |= self._cell("needs_interpreter", read_yes_no)
        for name in facts.DAYS:
            told |= {column: day.isoformat() for column, day in self._cell(name, read_day).items()}
        for kind in Residence.Kind.values:
            told |= self._home(kind)
        recorded = self._cell("recorded_at", lambda text: past_moment(text, self.world))
        number = self._cell("number", self._number)
        self._check(told, self.world.day_of(recorded.get("recorded_at", self.world.now)))
        return ToldPerson(
            row, told, number.get("number"), recorded.get("recorded_at", self.world.now)
        )

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
                self._note(
                    columns[place],
                    "the home has no such",
                    "Fill it in, or empty the other columns of the home.",
                )
        municipality = self.row.get(columns["municipality"])
        if municipality and not _MUNICIPALITY.fullmatch(municipality):
            words = "this is no number of a municipality", "Write four digits, as 9901."
            self._note(columns["municipality"], *words)
        days = {
            f"{place}_day": day.isoformat()
            for place in ("from", "to")
            for day in self._cell(columns[place], read_day).values()
        }
        return {
            kind: {
                "municipality": self.row.get(columns["municipality"]),
                "address": self.row.get(columns["address"]),
                "to_day": None,
                **days,
            }
        }

    def _check(self, told: Mapping[str, Any], by: date) -> None:
        """Let the register say what it takes, unless the same column has been told of."""
        noted = {fault.column for fault in self.found}
        noted |= {column.partition("_")[0] for column in noted & HOMES.keys()}
        try:
            facts.check(told, by)
        except NotAsTheFormSays as error:
            for name, code in error.faults:
                column = f"{name}_municipality" if name in facts.HOMES else name
                if name not in noted:
                    self._note(column, *said(code))

    def _cell(self, column: str, read: Callable[[str], Any]) -> dict[str, Any]:
        """Return what a cell says by its column; nothing if it is empty, or cannot be read, which is noted."""
        try:
            return {column: read(text)} if (text := self.row.get(column)) else {}
        except CellFault as error:
            self._note(column, error.fault, error.remedy)
            return {}

    def _note(self, column: str, fault: str, remedy: str) -> None:
        self.found.append(self.row.fault(column, fault, remedy))
