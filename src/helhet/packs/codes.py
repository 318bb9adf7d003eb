"""Registration codes: which code of a national register follows from which entry. Nobody types them.

What is here: the rows of a pack's `codes/*.csv`, what is wrong in them, and the codes of entries in their order. Nothing is
kept: whoever corrects an entry has corrected its code.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from helhet.pathway.calendar import parse_day
from helhet.pathway.courses.course import Course
from helhet.pathway.courses.ordering import effective_entries, in_order
from helhet.pathway.errors import CalendarError, DefinitionError, Problem
from helhet.pathway.language.model import Pathway
from helhet.pathway.reading.faults import meant, quoted
from helhet.pathway.tables.table import Table

HEADER: Final = [
    "pathway",
    "event",
    "outcome",
    "code",
    "most",
    "from",
    "to",
    "verified",
    "source",
    "note",
]
_CODE: Final = re.compile(r"[A-Z0-9]{1,16}")
_NUMBER: Final = re.compile(r"[1-9][0-9]?|")
LAST: Final = 2**31
"""After every day that there is."""


@dataclass(frozen=True)
class CodeRow:
    """An entry of this event, with this outcome or ("") with any, within these days, has this code; `most` times in a course, 0 for always."""

    pathway: str
    event: str
    outcome: str
    code: str
    most: int
    from_day: int
    to_day: int
    is_verified: bool
    source: str
    note: str
    file: str
    line: int

    def is_about(self, outcome: str | None, day: int) -> bool:
        """Whether it gives a code to an entry of its event."""
        return self.outcome in ("", outcome or "") and self.from_day <= day <= self.to_day


@dataclass(frozen=True)
class Act:
    """What is looked at of an entry: the number in whose place it stands, its event and outcome, and its day."""

    number: int
    event: str
    outcome: str | None
    day: int


@dataclass(frozen=True)
class Coded:
    """An entry and the row that gives it its code."""

    act: Act
    row: CodeRow


class Codes:
    """The rows of a pack, by pathway and event."""

    def __init__(self, rows: Iterable[CodeRow] = ()) -> None:
        self.rows: Sequence[CodeRow] = tuple(rows)
        self._by_event: dict[tuple[str, str], list[CodeRow]] = {}
        for row in self.rows:
            self._by_event.setdefault((row.pathway, row.event), []).append(row)

    def events(self, pathway: str) -> frozenset[str]:
        """Return the events of a pathway that may have a code."""
        return frozenset(event for of, event in self._by_event if of == pathway)

    def of(self, pathway: str, acts: Iterable[Act]) -> Iterator[Coded]:
        """Yield the codes of one course's entries, given in their order. What comes after the `most` has none."""
        given: Counter[str] = Counter()
        for act in acts:
            for row in self._by_event.get((pathway, act.event), ()):
                if row.is_about(act.outcome, act.day) and not 0 < row.most <= given[act.event]:
                    given[act.event] += 1
                    yield Coded(act, row)
                    break


def codes_of(
    codes: Codes, table: Table, course: Course, known_after: int | None = None
) -> list[Coded]:
    """Return the codes of a course in the order of its entries, as known after an entry (None: today)."""
    held = in_order(table, effective_entries(course.entries, known_after))
    acts = (Act(one.number, one.event, one.outcome, one.day) for one in held)
    return list(codes.of(table.editions[-1].pathway, acts))


def read_codes(texts: Mapping[str, str]) -> Codes:
    """Return the rows of files by name; raise DefinitionError with all that is wrong in them."""
    rows: list[CodeRow] = []
    problems: list[Problem] = []
    for file, text in texts.items():
        for line, cells in _rows(text, file):
            if fault := _fault(cells):
                problems.append(Problem(file, line, *fault))
            else:
                rows.append(_row(cells, file, line))
    if problems:
        raise DefinitionError(problems)
    return Codes(rows)


def code_problems(
    codes: Codes, pathways: Sequence[Pathway], sources: Collection[str]
) -> Iterator[Problem]:
    """Yield what is wrong between codes and pathways: unknown names, unknown sources, and two rows for one entry."""
    for row in codes.rows:
        if told := _unknown(row, pathways, sources):
            yield Problem(row.file, row.line, *told)
    for one, other in combinations(codes.rows, 2):
        if _meet(one, other):
            yield Problem(
                other.file,
                other.line,
                f"an entry of {quoted(other.event)} would have two codes, this and {one.code} of line {one.line}",
                "Let one of them end before the other begins, or name another outcome.",
            )


def _unknown(
    row: CodeRow, pathways: Sequence[Pathway], sources: Collection[str]
) -> tuple[str, str] | None:
    editions = [one for one in pathways if one.pathway == row.pathway]
    if not editions:
        names = {one.pathway for one in pathways}
        return f"{quoted(row.pathway)} is no pathway here", meant(row.pathway, names, "pathways")
    events = {name for one in editions for name in one.events}
    if row.event not in events:
        fault = f"{quoted(row.event)} is no event of {quoted(row.pathway)}"
        return fault, meant(row.event, events, "events", where="there")
    outcomes = {
        name
        for one in editions
        if row.event in one.events
        for name in one.events[row.event].outcomes
    }
    if row.outcome and row.outcome not in outcomes:
        fault = f"{quoted(row.outcome)} is no outcome of {quoted(row.event)}"
        return fault, meant(row.outcome, outcomes, "outcomes", where="there")
    if row.source not in sources:
        return f"{quoted(row.source)} is no source here", meant(row.source, sources, "sources")
    return None


def _meet(one: CodeRow, other: CodeRow) -> bool:
    """Whether there may be an entry that both are about."""
    return (
        (one.pathway, one.event) == (other.pathway, other.event)
        and (one.outcome == other.outcome or "" in (one.outcome, other.outcome))
        and one.from_day <= other.to_day
        and other.from_day <= one.to_day
    )


def _rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows below the header, each with the number of its line."""
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        if next(reader, None) != HEADER:
            fault = f"the header is not {','.join(HEADER)}"
            raise DefinitionError([Problem(file, 1, fault, "Write these names as the first line.")])
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        fault = f"the line cannot be read ({error})"
        problem = Problem(file, reader.line_num, fault, "Look at its quotation marks.")
        raise DefinitionError([problem]) from error


def _fault(cells: Sequence[str]) -> tuple[str, str] | None:
    """Return what is wrong with a row by itself, and the remedy."""
    if len(cells) != len(HEADER):
        return f"the row has not {len(HEADER)} columns", "Write an empty one as nothing."
    pathway, event, _, code, most, first, last, verified, source, _ = cells
    if not pathway or not event:
        return "the row names no event", "Write a pathway and one of its events."
    if not _CODE.fullmatch(code):
        return "the code is no code", "Write capitals and digits, as D01CT."
    if not _NUMBER.fullmatch(most):
        return "'most' is no number from 1 to 99", "Write how often a course has it, or nothing."
    days = [_day(first), _day(last) if last else LAST]
    if None in days:
        return "a day is no day", "Write the first, and the last if there is one, as 2019-01-01."
    if days[0] is not None and days[1] is not None and days[1] < days[0]:
        return "the last day is before the first", "Turn them round."
    if verified not in ("yes", "no"):
        return (
            "'verified' is neither yes nor no",
            "Write yes if somebody read the code in its source.",
        )
    if not source:
        return "the row has no source", "Name one of 'sources.yaml'."
    return None


def _row(cells: Sequence[str], file: str, line: int) -> CodeRow:
    pathway, event, outcome, code, most, first, last, verified, source, note = cells
    to_day = parse_day(last) if last else LAST
    number = int(most or 0)
    return CodeRow(
        pathway, event, outcome, code, number, parse_day(first), to_day, verified == "yes", source, note, file, line,
    )  # fmt: skip


def _day(text: str) -> int | None:
    try:
        return parse_day(text)
    except CalendarError:
        return None
