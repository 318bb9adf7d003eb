"""The decision table: what each role may do, by its relation to a person, its purpose, and the part of the record.

Read from the pack's `access/decision.csv`, which is the rule, the tests' oracle and the reference
page at once. What the file does not say is refused.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property
from itertools import permutations
from typing import Final

from helhet.pathway.errors import DefinitionError, Problem


class Part(StrEnum):
    """A part of somebody's record, by how close it is (domain/security.md 3.2)."""

    ID = "ID"
    ADR = "ADR"
    PLAN = "PLAN"
    SUD = "SUD"
    PSY = "PSY"
    VNOTE = "VNOTE"
    COURT = "COURT"
    CHILD = "CHILD"
    OUTN = "OUTN"
    OUTA = "OUTA"
    LOG = "LOG"
    STAT = "STAT"
    GRANT = "GRANT"


class Relation(StrEnum):
    """What ties a reader to a person on a day (domain/security.md 3.1)."""

    CARE = "care"
    MEASURE = "measure"
    REFERRED = "referred"
    ENDED = "ended"
    SELF_16 = "self-16"
    SELF_12 = "self-12"
    SELF_UNDER_12 = "self-under-12"
    NONE = "none"


class Deed(IntEnum):
    """What somebody wants to do; whoever may do more may do less."""

    SUMMARY = 1
    READ = 2
    WRITE = 3


class Need(StrEnum):
    """What must be there besides a relation, or how far the permission reaches."""

    OWN_UNIT = "own-unit"
    CONSENT = "consent"
    NO_OBJECTION = "no-objection"


BY_WORD: Final = (Need.CONSENT, Need.NO_OBJECTION)
"""What rests on what the person has said, or was told and has not objected to: written down, with an end, and taken back at any time."""


@dataclass(frozen=True)
class Cell:
    """What a cell says, or one of its alternatives: how much (None: nothing), on which condition, and what a refusal leaves open."""

    deed: Deed | None = None
    need: Need | None = None
    is_breakable: bool = False
    is_released_only: bool = False


NOTHING: Final = Cell()
_WORDS: Final = {
    "-": NOTHING,
    "break-glass": Cell(is_breakable=True),
    "released": Cell(is_released_only=True),
    **{deed.name.lower(): Cell(deed) for deed in Deed},
    **{f"{deed.name.lower()} {need}": Cell(deed, need) for deed in Deed for need in Need},
}
_OR: Final = " or "
_KEYS: Final = ("role", "relation", "purpose")
HEADER: Final = [*_KEYS, *Part, "note"]


@dataclass(frozen=True)
class Row:
    """One row: whose it is, and a cell for each part: what it permits, or several ways in which it may."""

    role: str
    relation: Relation
    purpose: str
    cells: Mapping[Part, tuple[Cell, ...]]
    note: str


@dataclass(frozen=True)
class DecisionTable:
    """All rows, in the order of the file."""

    rows: tuple[Row, ...]
    enough: dict[tuple[bool, str, str, Deed, Part, Need | None], frozenset[Relation]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """Which relations are enough for what, as far as it has been asked (`deciding.enough`): a list asks hundreds of times."""

    def cells(self, role: str, relation: Relation, purpose: str, part: Part) -> tuple[Cell, ...]:
        """Return what the table says of a relation, each alternative; nothing where it has no row for it."""
        row = self._by_key.get((role, relation, purpose))
        return row.cells[part] if row else ()

    def purposes(self, role: str) -> tuple[str, ...]:
        """Return what a role may act for, each once; none for a role that the table does not know."""
        return self._purposes.get(role, ())

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that the table knows."""
        return tuple(self._purposes)

    # Read once, for a list asks for hundreds of cells.
    @cached_property
    def _by_key(self) -> dict[tuple[str, Relation, str], Row]:
        return {(row.role, row.relation, row.purpose): row for row in reversed(self.rows)}

    @cached_property
    def _purposes(self) -> dict[str, tuple[str, ...]]:
        roles = dict.fromkeys(row.role for row in self.rows)
        return {
            role: tuple(dict.fromkeys(row.purpose for row in self.rows if row.role == role))
            for role in roles
        }


def read_table(text: str, file: str = "decision.csv") -> DecisionTable:
    """Return the table that a text holds; raise DefinitionError with all its problems."""
    reader = csv.reader(text.splitlines(), strict=True)
    rows: list[Row] = []
    problems: list[Problem] = []
    try:
        if next(reader, []) != HEADER:
            fault = Problem(
                file, 1, "the columns are not the parts of a record", f"Write {','.join(HEADER)}."
            )
            raise DefinitionError([fault])
        for told in reader:
            faults = _faults(told, rows)
            problems += [Problem(file, reader.line_num, *fault) for fault in faults]
            rows += [] if faults else [_row(told)]
    except csv.Error as error:
        fault = Problem(
            file,
            reader.line_num,
            f"the line cannot be read ({error})",
            "Look at its quotation marks.",
        )
        raise DefinitionError([fault]) from error
    if problems:
        raise DefinitionError(problems)
    return DecisionTable(tuple(rows))


def _faults(told: list[str], before: list[Row]) -> list[tuple[str, str]]:
    """Return what is wrong with a line, each with its remedy."""
    if len(told) != len(HEADER):
        return [
            (f"the line has not {len(HEADER)} columns", "Give each part a cell, '-' for nothing.")
        ]
    role, relation, purpose, *cells, _ = told
    faults = []
    if relation not in list(Relation):
        faults.append((f"'{relation}' is no relation", f"Write one of {', '.join(Relation)}."))
    if (role, relation, purpose) in [(row.role, row.relation, row.purpose) for row in before]:
        faults.append(("the row stands there twice", "Keep one of them."))
    faults += [
        fault for part, cell in zip(Part, cells, strict=True) for fault in _cell_faults(part, cell)
    ]
    return faults


def _cell_faults(part: str, told: str) -> Iterator[tuple[str, str]]:
    unknown = [word for word in told.split(_OR) if word not in _WORDS]
    for word in unknown:
        fault = f"{part} says '{word}', which is no permission"
        yield fault, f"Write one of {', '.join(_WORDS)}; several with '{_OR.strip()}' between."
    if not unknown and _is_idle(_read_cell(told)):
        fault = f"{part} says '{told}', of which one says no more than another"
        yield fault, "Keep what permits most, and what permits more on another condition."


def _is_idle(cells: tuple[Cell, ...]) -> bool:
    """Return whether one of several alternatives opens nothing that another does not, on its own terms."""
    pairs = permutations(cells, 2)
    return len(cells) > 1 and (NOTHING in cells or any(_covers(*pair) for pair in pairs))


def _covers(more: Cell, less: Cell) -> bool:
    """Return whether one permits all that another does, whenever that does."""
    is_enough = more.deed is not None and more.deed >= (less.deed or 0)
    # A yes is more than no objection: what opens without an objection opens with a yes as well.
    is_less = (more.need, less.need) == (Need.NO_OBJECTION, Need.CONSENT)
    return is_enough and (is_less or more.need in (None, less.need))


def _read_cell(told: str) -> tuple[Cell, ...]:
    return tuple(_WORDS[word] for word in told.split(_OR))


def _row(told: list[str]) -> Row:
    role, relation, purpose, *cells, note = told
    parts = {part: _read_cell(cell) for part, cell in zip(Part, cells, strict=True)}
    return Row(role, Relation(relation), purpose, parts, note)
