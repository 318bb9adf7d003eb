"""Who something is owed in a reader's units, in the words and order of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.record.pathways import table_of
from helhet.record.times import to_day
from helhet.web.days import short_date
from helhet.work import worklist as work
from helhet.work.models import Snooze
from helhet.work.nextact import next_act
from helhet.work.order import Counts, Stretch
from helhet.work.owing import Owed
from helhet.workspaces.care.deadlines import Deadline, deadline
from helhet.workspaces.care.wording import clock_of, pathway_title, said, state_title
from helhet.workspaces.care.worklist.narrowing import NarrowForm, narrowed

SIZE: Final = 50


class Line(NamedTuple):
    """One deadline in words; `aside` until when it is set aside, and why. Its key is not told: it is a word of a form."""

    owed: Owed
    pathway: str
    state: str
    deadline: Deadline
    aside: str


class Row(NamedTuple):
    """Somebody's row: the worst deadline, and the act that would meet it (its event and title); how many more there are.

    `is_here` is whether the course stands in a unit of the reader's: what is owed of another unit's can be seen, not done."""

    name: str
    worst: Line
    others: list[Line]
    act: tuple[str, str] | None
    appointment: str
    will_break: bool
    is_here: bool


class Section(NamedTuple):
    """The rows of one stretch of days."""

    name: str
    tone: str
    rows: list[Row]


class Tab(NamedTuple):
    """A way to narrow the list: its words, how many, the address's question, whether it is chosen."""

    name: str
    people: int | None
    address: str
    is_current: bool


class Page(NamedTuple):
    """A page of the list; `here` is the address's question, `after` is where the next one begins, if there is one."""

    form: NarrowForm
    here: str
    whose: list[Tab]
    stretches: list[Tab]
    sections: list[Section]
    before: str | None
    after: str | None


def worklist(reader: Reader, now: datetime, form: NarrowForm, first: int = 0) -> Page:
    """Return a page of what is owed in the reader's units."""
    asked = narrowed(reader, form.cleaned_data)
    # No more is asked than is shown, for whoever is asked of stands in the log: so a last page may be empty.
    found = work.worklist(reader, now, asked, first=first, size=SIZE)
    rows = [(one.stretch, _row(reader, one, now)) for one in found.rows]
    return Page(
        form,
        form.address(),
        list(_whose(form)),
        list(_stretches(form, found.counts)),
        list(_sections(rows)),
        _page(form, max(first - SIZE, 0)) if first else None,
        _page(form, first + SIZE) if len(rows) == SIZE else None,
    )


def lines_of(reader: Reader, now: datetime, course: UUID) -> list[Line]:
    """Return what is owed in a course, in words; whoever shows it has decided. One query."""
    return [_line(one, now, reader.on) for one in work.of_course(reader, now, course)]


def why_aside() -> list[tuple[str, str]]:
    """Return why something can be set aside, in words."""
    return [
        (Snooze.Why.ANSWER.value, _("We wait for an answer")),
        (Snooze.Why.APPOINTMENT.value, _("There is an appointment")),
        (Snooze.Why.ELSEWHERE.value, _("Somebody else does it")),
        (Snooze.Why.AGREED.value, _("Agreed with the person")),
        (Snooze.Why.OTHER.value, _("Another reason")),
    ]


def _row(reader: Reader, row: work.Row, now: datetime) -> Row:
    worst, on = row.worst, reader.on
    is_here = worst.stands_in in reader.units
    start = worst.start_day
    event = next_act(reader, worst.pathway, worst.state, worst.clock, start) if is_here else None
    return Row(
        row.name,
        _line(worst, now, on),
        [_line(one, now, on) for one in row.others],
        (event, _event_title(worst.pathway, event)) if event else None,
        short_date(row.appointment.day) if row.appointment else "",
        row.will_break,
        is_here,
    )


def _event_title(pathway: str, event: str) -> str:
    told = table_of(pathway).newest.events[event]
    return said(told.title, event)


def _line(one: Owed, now: datetime, today: date) -> Line:
    clock = clock_of(one.pathway, one.clock, to_day(one.start_day))
    return Line(
        one,
        pathway_title(one.pathway),
        state_title(one.pathway, one.state),
        deadline(one.clock, clock, one.due_at, now, today),
        _aside(one) if one.until else "",
    )


def _aside(one: Owed) -> str:
    assert one.until is not None
    why = dict(why_aside()).get(one.why or "", "")
    return _("set aside until %(day)s: %(why)s") % {"day": short_date(one.until), "why": why}


def _sections(rows: Iterable[tuple[Stretch, Row]]) -> Iterator[Section]:
    for stretch, told in groupby(rows, key=lambda one: one[0]):
        name, tone = _stretch(stretch)
        yield Section(name, tone, [row for _stretch_of, row in told])


def _stretch(stretch: Stretch) -> tuple[str, str]:
    """Return what a stretch of days is called, and its tone."""
    return {
        Stretch.LATE: (_("Late"), "danger"),
        Stretch.TODAY: (_("Today"), "warning"),
        Stretch.SOON: (_("The next seven days"), "info"),
        Stretch.LATER: (_("Later"), "neutral"),
    }[stretch]


def _whose(form: NarrowForm) -> Iterator[Tab]:
    chosen = form.cleaned_data["whose"]
    for whose, name in (("", _("Everybody's")), ("mine", _("Mine")), ("nobodys", _("Nobody's"))):
        yield Tab(name, None, form.address(whose=whose), chosen == whose)


def _stretches(form: NarrowForm, counted: Counts) -> Iterator[Tab]:
    told = [
        ("", _("All"), None),
        ("late", _("Late"), counted.late),
        ("today", _("Today"), counted.today),
        ("soon", _("The next seven days"), counted.soon),
        ("later", _("Later"), None),
        ("aside", _("Set aside"), None),
    ]
    for when, name, count in told:
        yield Tab(name, count, form.address(when=when), form.cleaned_data["when"] == when)


def _page(form: NarrowForm, first: int) -> str:
    return form.address(**{"from": str(first)})
