"""Whom to reach before all others: an overdose was reported, and nobody has been in touch since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from helhet.access.deciding import Reader
from helhet.ledgers.doors import lists
from helhet.record.pathways import pack
from helhet.record.queries.standing import Standing, standing_in
from helhet.web.days import days_ago
from helhet.work.nextact import may_come
from helhet.workspaces.care.wording import event_title, said, state_title


class Reach(NamedTuple):
    """Somebody to reach: what happened, since when, and the acts that write of it."""

    course: UUID
    name: str
    state: str
    since: str
    acts: tuple[tuple[str, str], ...]


class First(NamedTuple):
    """Who is to be reached, the longest first, and the numbers to ring."""

    people: tuple[Reach, ...]
    emergency: str


def first_of(reader: Reader) -> First:
    """Return whom to reach first in the reader's units; logged before."""
    found = standing_in(reader, lists().reach_first)
    return First(tuple(_reach(reader, one) for one in found), said(pack().said.emergency, ""))


def _reach(reader: Reader, one: Standing) -> Reach:
    return Reach(
        one.course,
        one.name,
        state_title(one.pathway, one.state),
        days_ago(one.since, reader.on),
        tuple(_acts(reader, one)),
    )


def _acts(reader: Reader, one: Standing) -> Iterator[tuple[str, str]]:
    event = lists().met.get(one.pathway)
    if event and may_come(reader, one.pathway, event, one.state):
        yield event, event_title(one.pathway, event)
