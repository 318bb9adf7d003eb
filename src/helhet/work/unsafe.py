"""Who has answered that they are not safe, and has heard from nobody since: before all else that is owed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from helhet.access.deciding import Reader
from helhet.record.queries.clocks import on, urgent_clocks
from helhet.record.queries.worklist import due_runs, log_list, names_of
from helhet.work.owing import ROOT

MOST: Final = 50
"""So many stand there at once. Own choice: the rest stand on the list, as all do."""


class Unsafe(NamedTuple):
    """Somebody who waits, and in which course; no name if it may not be seen."""

    course: UUID
    name: str
    pathway: str
    state: str
    clock: str
    start_day: date
    due_at: datetime


def unsafe(reader: Reader) -> list[Unsafe]:
    """Return those who wait in the reader's units, the longest first; logged before. One query; three and the log if there is anybody.

    What was set aside stands here all the same, and however the list is narrowed.
    """
    rows = due_runs(reader).filter(on(urgent_clocks)).order_by("due_at", "course")
    columns = ("course", "course__pathway", "course__state", "clock", "start_day", "due_at")
    found = list(rows.values_list(ROOT, *columns)[:MOST])
    if not found:
        return []
    names = names_of(reader, {row[0] for row in found})
    log_list(reader, {(row[0], row[2]) for row in found}, names)
    return [Unsafe(course, names.get(of, ""), *rest) for of, course, *rest in found]
