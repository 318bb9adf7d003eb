"""A person's courses as lanes of a picture, and the same as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from helhet.pathway.courses.course import Breach, Run, RunOutcome, Spell
from helhet.record.queries.clocks import appointment_clocks
from helhet.record.queries.person import Way
from helhet.record.times import date_or_none, to_date, to_moment
from helhet.web.days import last_day, long_date
from helhet.web.picture.drawing import Words, draw
from helhet.web.picture.lanes import Lane, Late, Mark, Sign, Sort, Stretch, Window
from helhet.workspaces.care.person.naming import Naming
from helhet.workspaces.care.wording import pathway_title, said

YEAR: Final = timedelta(days=365)
AHEAD: Final = timedelta(days=21)
FARTHEST: Final = timedelta(days=120)
"""How far beyond today a picture reaches at least and at most. Own choices."""
WIDTHS: Final = {"narrow": 344, "wide": 880}
"""For a phone and for a desk; a style sheet shows one of them."""


class Row(NamedTuple):
    """A stretch of days in the table beside a picture."""

    pathway: str
    place: str
    what: str
    since: str
    until: str
    is_late: bool


class Picture(NamedTuple):
    """The pictures by their width, the table, and whether a part of the way lies before what they show."""

    drawn: dict[str, SafeString]
    rows: tuple[Row, ...]
    has_more: bool


def picture(ways: Iterable[Way], naming: Naming, now: datetime, *, is_whole: bool) -> Picture:
    """Return the ways as pictures of the last year, or of the whole; and as a table, always whole."""
    lanes = [lane(way, naming, now) for way in ways if way.reading.spells]
    window = _window(lanes, localtime(now).date(), is_whole=is_whole)
    shown = [one for one in lanes if is_whole or _is_in(one, window)]
    begun = min((one.stretches[0].begin for one in lanes), default=window.first)
    words = Words(
        get_language() or "nb",
        _("The way as a picture"),
        _("Each course is a lane of time, today is marked; the table below says the same."),
        _("today"),
    )
    drawn = {
        name: draw(shown, window, words, width=width, key=f"way-{name}")
        for name, width in WIDTHS.items()
    }
    rows = tuple(row for one in lanes for row in _rows(one))
    return Picture(drawn if shown else {}, rows, begun < window.first)


def lane(way: Way, naming: Naming, now: datetime) -> Lane:
    """Return a course as a lane."""
    title, spells = pathway_title(way.course.pathway), way.reading.spells
    stretches = tuple(_stretch(way, one, naming) for one in spells)
    place = naming.unit(way.reading.unit)
    where = f"{title}, {place}" if place else title
    return Lane(
        title,
        place,
        f"{where}: {stretches[-1].hint}",
        reverse("care:course", args=[way.course.pk]),
        stretches,
        tuple(_lates(way, now)),
        tuple(_marks(way, now)),
    )


def clock_title(way: Way, run: Run) -> str:
    """Return what the clock of a run is called."""
    clock = way.table.clock(run.clock, run.start_day)
    return said(clock.title if clock else None, run.clock)


def _stretch(way: Way, spell: Spell, naming: Naming) -> Stretch:
    state = way.table.newest.states.get(spell.state)
    told = naming.state(way, spell.state, spell.setting)
    begin, end = to_date(spell.from_day), date_or_none(spell.to_day)
    sort = Sort.GOING
    if state is not None:
        sort = Sort.ENDED if state.is_end else Sort.WAITING if state.waiting else sort
        sort = Sort.PLACE if state.place else sort
    return Stretch(begin, end, told, sort, f"{told}: {_since(begin, end)}")


def _since(begin: date, end: date | None) -> str:
    if end is None:
        return _("since %(day)s") % {"day": long_date(begin)}
    return _("%(first)s to %(last)s") % {"first": long_date(begin), "last": long_date(end)}


def _lates(way: Way, now: datetime) -> Iterator[Late]:
    """Yield the days on which a service owed something and had not done it; an appointment is no debt."""
    appointments = appointment_clocks(way.table.newest)
    for run in way.reading.runs:
        if run.due is None or run.clock in appointments:
            continue
        begin, end = localtime(to_moment(run.due)).date(), date_or_none(run.stop_day)
        is_late_now = run.outcome is RunOutcome.OPEN and to_moment(run.due) <= now
        if is_late_now or (run.breach is Breach.SERVICE and end is not None):
            late = _("%(clock)s: late") % {"clock": clock_title(way, run)}
            yield Late(begin, end, f"{late}, {_since(begin, end)}")


def _marks(way: Way, now: datetime) -> Iterator[Mark]:
    appointments = appointment_clocks(way.table.newest)
    for run in way.reading.runs:
        if run.outcome is not RunOutcome.OPEN or run.due is None:
            continue
        due = to_moment(run.due)
        sign = Sign.OVERDUE if due <= now else Sign.DUE
        sign = Sign.APPOINTMENT if run.clock in appointments else sign
        yield Mark(last_day(due), sign, f"{clock_title(way, run)}: {long_date(last_day(due))}")


def _window(lanes: list[Lane], today: date, *, is_whole: bool) -> Window:
    begun = min((one.stretches[0].begin for one in lanes), default=today)
    first = begun if is_whole else max(begun, today - YEAR)
    due = max((mark.day for one in lanes for mark in one.marks), default=today)
    return Window(first, min(max(due, today + AHEAD), today + FARTHEST), today)


def _is_in(one: Lane, window: Window) -> bool:
    """Return whether something of a lane falls within a window besides that it has ended."""
    going = [told for told in one.stretches if told.sort is not Sort.ENDED]
    return any(window.holds(told.begin, told.end) for told in going) or bool(one.marks)


def _rows(one: Lane) -> Iterator[Row]:
    for told in one.stretches:
        until = long_date(told.end) if told.end else ""
        yield Row(one.title, one.place, told.title, long_date(told.begin), until, is_late=False)
    for late in one.lates:
        until = long_date(late.end) if late.end else ""
        what = late.hint.rpartition(", ")[0]
        yield Row(one.title, one.place, what, long_date(late.begin), until, is_late=True)
