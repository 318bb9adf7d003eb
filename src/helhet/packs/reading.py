"""A drawn history read with what its pack knows: its reading, and what it was expected to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from helhet.packs.pack import Pack
from helhet.pathway.calendar import Calendar
from helhet.pathway.course import CourseReading
from helhet.pathway.errors import Problem
from helhet.pathway.folding import read_course
from helhet.pathway.history import History
from helhet.pathway.judging import judge
from helhet.pathway.model import Pathway
from helhet.pathway.tables import Table, compile_pathway


@dataclass(frozen=True)
class HistoryReading:
    """What a history says, by which table, and what it says otherwise than drawn."""

    table: Table
    reading: CourseReading
    problems: tuple[Problem, ...]


def read_history(history: History, pathways: Sequence[Pathway], pack: Pack) -> HistoryReading:
    """Read a history by its pathway's editions and hold it against what it expects."""
    editions = tuple(pathway for pathway in pathways if pathway.pathway == history.pathway)
    table = _table(_Editions(editions), pack.calendar, history.switched_on)
    reading = read_course(table, history.course, history.until, known_after=history.known_after)
    return HistoryReading(table, reading, tuple(judge(history, reading, pack.calendar)))


class _Editions(tuple[Pathway, ...]):
    """Editions that are the same only if they are the same objects: models are costly to compare."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Editions) and [*map(id, self)] == [*map(id, other)]

    def __hash__(self) -> int:
        return hash(tuple(map(id, self)))


@lru_cache(maxsize=32)
def _table(editions: _Editions, calendar: Calendar, switched_on: frozenset[str]) -> Table:
    return compile_pathway(editions, calendar, switched_on)
