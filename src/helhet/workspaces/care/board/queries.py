"""A board in the words of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helhet.access.deciding import Reader
from helhet.drawing.moves import natural_order
from helhet.record.pathways import table_of
from helhet.record.queries.board import SIZE, Card, board, boards
from helhet.record.releases.reporting import makes_reports
from helhet.record.times import to_day
from helhet.web.days import short_date
from helhet.work.nextact import next_act
from helhet.workspaces.care.deadlines import Deadline, deadline
from helhet.workspaces.care.wording import (
    clock_of,
    clock_title,
    event_title,
    flag_title,
    pathway_title,
    state_title,
)

NEAR: Final = timedelta(days=28)
"""How far off a deadline may be for its act to stand on a card: nobody is to end what ends in two years (own choice)."""


class CardShown(NamedTuple):
    """Somebody, since when they stand there, what is to be known at once, what is due, the next appointment, what is still open,
    and the act that would meet a near deadline."""

    course: UUID
    name: str
    since: str
    flags: tuple[str, ...]
    deadline: Deadline | None
    appointment: str
    meanwhile: tuple[str, ...]
    act: tuple[str, str] | None


class Column(NamedTuple):
    """A state, and who stands there."""

    title: str
    cards: tuple[CardShown, ...]


class Open(NamedTuple):
    """What is still open of something, and for how many."""

    title: str
    people: int


class Page(NamedTuple):
    """A board: its pathway and the others there are, each by name and title; its columns; what is still open, the most first;
    whether the reader makes reports to the court of it."""

    pathway: str
    title: str
    others: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    open: tuple[Open, ...]
    people: int
    is_cut: bool
    reports: bool


def board_page(reader: Reader, now: datetime, asked: str, *, mine: bool) -> Page | None:
    """Return the board of the pathway that is asked for, or the first there is; None if there is none. Logged before."""
    there = boards(reader)
    if not there:
        return None
    pathway = asked if asked in there else there[0]
    in_hand = Q(assignments__user=reader.user, assignments__to_at__isnull=True) if mine else None
    cards = board(reader, now, pathway, only=in_hand)
    return Page(
        pathway,
        pathway_title(pathway),
        tuple((name, pathway_title(name)) for name in there),
        tuple(_columns(reader, now, pathway, cards)),
        tuple(_still_open(pathway, cards)),
        len(cards),
        len(cards) == SIZE,
        makes_reports(reader, pathway),
    )


def _columns(reader: Reader, now: datetime, pathway: str, cards: Sequence[Card]) -> list[Column]:
    newest = table_of(pathway).newest
    states = [name for name in natural_order(newest) if not newest.states[name].is_end]
    return [
        Column(
            state_title(pathway, state),
            tuple(_card(reader, now, pathway, one) for one in cards if one.state == state),
        )
        for state in states
    ]


def _card(reader: Reader, now: datetime, pathway: str, card: Card) -> CardShown:
    return CardShown(
        card.course,
        card.name,
        _since(card.since, reader.on) if card.since else "",
        tuple(flag_title(pathway, name) for name in card.flags),
        _deadline(reader, now, pathway, card),
        short_date(card.appointment.day) if card.appointment else "",
        tuple(clock_title(pathway, clock) for clock, _day in card.meanwhile),
        _act(reader, now, pathway, card),
    )


def _since(since: date, today: date) -> str:
    days = (today - since).days
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days} if days else _("today")


def _deadline(reader: Reader, now: datetime, pathway: str, card: Card) -> Deadline | None:
    if card.due is None:
        return None
    clock = clock_of(pathway, card.due.clock, to_day(card.due.start_day))
    return deadline(card.due.clock, clock, card.due.due_at, now, reader.on)


def _act(reader: Reader, now: datetime, pathway: str, card: Card) -> tuple[str, str] | None:
    if card.due is None or card.due.due_at - now > NEAR:
        return None
    event = next_act(reader, pathway, card.state, card.due.clock, card.due.start_day)
    return (event, event_title(pathway, event)) if event else None


def _still_open(pathway: str, cards: Sequence[Card]) -> list[Open]:
    """Return what is still open, and for how many; the most first."""
    counts: dict[str, int] = {}
    for card in cards:
        for title in {clock_title(pathway, clock) for clock, _day in card.meanwhile}:
            counts[title] = counts.get(title, 0) + 1
    return [
        Open(title, n) for title, n in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]
