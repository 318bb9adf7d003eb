"""Who is in tonight, in the words and order of the page and of the shift's report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helhet.access.deciding import Reader
from helhet.record.pathways import table_of
from helhet.record.queries.ward import LEAVE, READY, SIZE, Cost, Leave, Stay, ward
from helhet.record.times import to_day
from helhet.web.days import in_days, short_date
from helhet.work.nextact import may_write, next_act
from helhet.workspaces.care.deadlines import Deadline, deadline
from helhet.workspaces.care.values import kroner
from helhet.workspaces.care.wording import clock_of, event_title, pathway_title, state_title


class Row(NamedTuple):
    """Somebody who is in; `acts` are events and their titles, of the soonest deadline and of a leave."""

    course: UUID
    name: str
    pathway: str
    state: str
    since: str
    state_since: str
    deadline: Deadline | None
    appointment: str
    leave: str
    is_late_back: bool
    is_ready: bool
    cost: str
    acts: tuple[tuple[str, str], ...]


class Count(NamedTuple):
    """How many, in words."""

    people: int
    name: str


class Page(NamedTuple):
    """The units with those who are in; `after` is where the list goes on, if it does."""

    total: int
    counts: tuple[Count, ...]
    units: tuple[tuple[str, tuple[Row, ...]], ...]
    after: int | None


def ward_page(reader: Reader, now: datetime, first: int = 0) -> Page:
    """Return who is in tonight in the reader's units; logged before it is returned."""
    stays = ward(reader, now, first=first)
    units = groupby(stays, key=lambda stay: stay.unit)
    return Page(
        len(stays),
        tuple(_counts(reader, stays)),
        tuple((unit, tuple(_row(reader, one, now) for one in told)) for unit, told in units),
        first + SIZE if len(stays) == SIZE else None,
    )


def _counts(reader: Reader, stays: Sequence[Stay]) -> Iterator[Count]:
    away = [stay.leave for stay in stays if stay.leave]
    ready = [stay for stay in stays if stay.state == READY]
    yield Count(len(stays) - len(away), _("in the house"))
    yield Count(len(away), _("on leave"))
    yield Count(sum(one.back_on == reader.on for one in away), _("expected back today"))
    yield Count(len(ready), _("ready for discharge"))
    yield Count(sum(stay.cost is not None for stay in stays), _("paid for by the municipality"))


def _row(reader: Reader, stay: Stay, now: datetime) -> Row:
    return Row(
        stay.course,
        stay.name,
        pathway_title(stay.pathway),
        state_title(stay.pathway, stay.state),
        _days(stay.in_since, reader),
        _days(stay.state_since, reader),
        _deadline(reader, stay, now),
        short_date(stay.appointment.day) if stay.appointment else "",
        _leave(reader, stay.leave) if stay.leave else "",
        bool(stay.leave and stay.leave.back_on and stay.leave.back_on < reader.on),
        stay.state == READY,
        _cost(stay.cost) if stay.cost else "",
        tuple(_acts(reader, stay)),
    )


def _days(since: date, reader: Reader) -> str:
    days = (reader.on - since).days
    told = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    return _("since %(day)s, %(days)s") % {"day": short_date(since), "days": told}


def _deadline(reader: Reader, stay: Stay, now: datetime) -> Deadline | None:
    if stay.due is None:
        return None
    clock = clock_of(stay.pathway, stay.due.clock, to_day(stay.due.start_day))
    return deadline(stay.due.clock, clock, stay.due.due_at, now, reader.on)


def _leave(reader: Reader, leave: Leave) -> str:
    if leave.back_on is None:
        return _("on leave since %(day)s") % {"day": short_date(leave.since)}
    told = {"day": short_date(leave.back_on), "when": in_days(leave.back_on, reader.on)}
    return _("on leave, expected back %(day)s, %(when)s") % told


def _cost(cost: Cost) -> str:
    days = ngettext("%(days)d day", "%(days)d days", cost.days) % {"days": cost.days}
    amount = _("amount unknown") if cost.ore is None else kroner(cost.ore)
    return _("The municipality pays: %(days)s, %(amount)s") % {"days": days, "amount": amount}


def _acts(reader: Reader, stay: Stay) -> Iterator[tuple[str, str]]:
    """Yield what would meet the soonest deadline, and what begins or ends a leave, as far as the role may write it."""
    events = []
    if stay.due:
        due = stay.due
        events += [next_act(reader, stay.pathway, stay.state, due.clock, due.start_day)]
    events += _of_leave(reader, stay)
    for name in filter(None, events):
        yield name, event_title(stay.pathway, name)


def _of_leave(reader: Reader, stay: Stay) -> Iterator[str]:
    since = stay.leave.since if stay.leave else reader.on
    clock = clock_of(stay.pathway, LEAVE, to_day(since))
    signals = (clock.stop if stay.leave else clock.start) if clock else ()
    for name in (one.name for one in signals):
        event = table_of(stay.pathway).event(name)
        is_from_here = event and (not event.from_ or stay.state in event.from_)
        if event and is_from_here and may_write(reader, stay.pathway, event):
            yield name
