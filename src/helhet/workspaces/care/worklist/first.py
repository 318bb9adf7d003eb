"""What stands above the list: who has answered that they are not safe, and how many hand-overs wait for an answer."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from helhet.access.deciding import Reader
from helhet.record.pathways import pack
from helhet.record.queries.handovers import how_many_asked
from helhet.record.times import to_day
from helhet.work.nextact import next_act
from helhet.work.unsafe import Unsafe, unsafe
from helhet.workspaces.care.deadlines import Deadline, deadline
from helhet.workspaces.care.wording import clock_of, event_title, pathway_title, said


class Waiting(NamedTuple):
    """Somebody who is not safe: what is owed them, and the act that meets it, its event and title."""

    course: UUID
    name: str
    pathway: str
    deadline: Deadline
    act: tuple[str, str] | None


class First(NamedTuple):
    """Who waits, the numbers to ring, and how many hand-overs are to be answered."""

    waiting: list[Waiting]
    emergency: str
    handovers: int


def first_of(reader: Reader, now: datetime) -> First:
    """Return what stands above the list of the reader's units; logged before."""
    return First(
        [_waiting(reader, one, now) for one in unsafe(reader)],
        said(pack().said.emergency, ""),
        how_many_asked(reader),
    )


def _waiting(reader: Reader, one: Unsafe, now: datetime) -> Waiting:
    clock = clock_of(one.pathway, one.clock, to_day(one.start_day))
    event = next_act(reader, one.pathway, one.state, one.clock, one.start_day)
    return Waiting(
        one.course,
        one.name,
        pathway_title(one.pathway),
        deadline(one.clock, clock, one.due_at, now, reader.on),
        (event, event_title(one.pathway, event)) if event else None,
    )
