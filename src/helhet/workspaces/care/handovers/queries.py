"""Hand-overs to answer and hand-overs sent, in the words of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helhet.access.deciding import Reader
from helhet.pathway.language.model import Event
from helhet.record.pathways import table_of
from helhet.record.queries.handovers import SIZE, Asked, Clocked, Sending, Sent, handovers
from helhet.record.times import to_day
from helhet.web.days import clock_time, short_date
from helhet.work.nextact import may_write, next_act
from helhet.workspaces.care.deadlines import Deadline, deadline
from helhet.workspaces.care.wording import clock_of, event_title, pathway_title, state_title

_WAITS: Final = ("danger", "warning")


class Row(NamedTuple):
    """A hand-over: `unit` is the reader's, `other` that on the other side, if it may be told; `status` where it stands,
    `acts` are events and their titles; `tone` tells what needs somebody."""

    course: UUID
    name: str
    what: str
    unit: str
    other: str
    since: str
    status: tuple[str, ...]
    tone: str
    deadline: Deadline | None
    acts: tuple[tuple[str, str], ...]


class Page(NamedTuple):
    """Both lists, what is sent parted by whether somebody waits for something; `after` is where they go on, if one does."""

    asked: list[Row]
    sent: list[Row]
    settled: list[Row]
    after: int | None


def handovers_page(reader: Reader, now: datetime, first: int = 0) -> Page:
    """Return the hand-overs to and from the reader's units; logged before it is returned."""
    found = handovers(reader, first=first)
    sent = [_sent(reader, one, now) for one in found.sent]
    return Page(
        [_asked(reader, one, now) for one in found.asked],
        [row for row in sent if row.tone in _WAITS],
        [row for row in sent if row.tone not in _WAITS],
        first + SIZE if found.goes_on else None,
    )


def _asked(reader: Reader, one: Asked, now: datetime) -> Row:
    late = _deadline(reader, one.pathway, one.clocks, now)
    return Row(
        one.course,
        one.name,
        pathway_title(one.pathway),
        one.unit,
        one.by_unit,
        _days(one.since, reader),
        (state_title(one.pathway, one.state),),
        "danger" if late and late.is_late else "warning",
        late,
        tuple(_answers(reader, one)),
    )


def _answers(reader: Reader, one: Asked) -> Iterator[tuple[str, str]]:
    """Yield the acts that lead on from where a course was opened, as far as the role may write them."""
    for name, event in table_of(one.pathway).newest.events.items():
        leads = event.to or any(outcome.to for outcome in event.outcomes.values())
        is_act = one.state in event.from_ and leads and not event.fact and not event.hears
        if is_act and may_write(reader, one.pathway, event):
            yield name, event_title(one.pathway, name)


def _sent(reader: Reader, one: Sent, now: datetime) -> Row:
    late = _deadline(reader, one.pathway, one.clocks, now)
    return Row(
        one.course,
        one.name,
        pathway_title(one.to_pathway),
        one.unit,
        one.to_unit,
        _days(one.on, reader),
        tuple(_status(one, now)),
        _tone(one, late),
        late,
        tuple(_further(reader, one)),
    )


def _tone(one: Sent, late: Deadline | None) -> str:
    """Return what a hand-over asks for at a glance: somebody now, patience, or nothing."""
    if one.sending is Sending.SET_ASIDE or (late and late.is_late):
        return "danger"
    if one.clocks:
        return "warning"
    return "success" if one.sending is Sending.ANSWERED else "neutral"


def _status(one: Sent, now: datetime) -> Iterator[str]:
    if one.sending is Sending.ANSWERED:
        for event, day in one.heard:
            yield f"{event_title(one.pathway, event)}, {short_date(day)}"
    elif one.sending is Sending.WAITING and one.not_before > now:
        yield _("Is sent at %(time)s; until then it can be undone") % {
            "time": clock_time(one.not_before)
        }
    else:
        yield {
            Sending.WAITING: _("On its way"),
            Sending.SET_ASIDE: _("Could not be delivered. Tell whoever runs Helhet."),
            Sending.TAKEN_BACK: _("Taken back"),
            # Not every hand-over is answered: whether one is waited for, a clock says.
            Sending.DELIVERED: _("Delivered, not answered yet") if one.clocks else _("Delivered"),
        }[one.sending]


def _further(reader: Reader, one: Sent) -> Iterator[tuple[str, str]]:
    """Yield what the sender can do now: what an answer asks for; and ask another, while nobody has taken over."""
    newest = table_of(one.pathway).newest
    acts = [
        next_act(reader, one.pathway, one.state, run.clock, run.start_day) for run in one.clocks
    ]
    if one.sending is Sending.ANSWERED and one.clocks:
        acts += [
            name
            for name, event in newest.events.items()
            if _asks_again(event, one) and may_write(reader, one.pathway, event)
        ]
    for name in dict.fromkeys(filter(None, acts)):
        yield name, event_title(one.pathway, name)


def _asks_again(event: Event, one: Sent) -> bool:
    """Return whether an event asks yet another unit for the same."""
    opens = event.opens_course
    is_from_here = not event.from_ or one.state in event.from_
    return bool(opens and opens.pathway == one.to_pathway and is_from_here and not event.fact)


def _deadline(
    reader: Reader, pathway: str, clocks: Iterable[Clocked], now: datetime
) -> Deadline | None:
    """Return the soonest deadline, if one has a due."""
    for run in clocks:
        if run.due_at:
            clock = clock_of(pathway, run.clock, to_day(run.start_day))
            return deadline(run.clock, clock, run.due_at, now, reader.on)
    return None


def _days(since: date, reader: Reader) -> str:
    days = (reader.on - since).days
    told = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    return _("since %(day)s, %(days)s") % {"day": short_date(since), "days": told}
