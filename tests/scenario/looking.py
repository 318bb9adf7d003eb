"""What somebody sees at a moment of the road, through the same queries as their pages."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import override

from helhet.access.deciding import Reader
from helhet.parties.models import Subject
from helhet.parties.numbers import System
from helhet.record.models import Charge, Course
from helhet.record.queries.board import board
from helhet.record.queries.finding import with_number
from helhet.record.queries.handovers import handovers
from helhet.record.queries.looking import look
from helhet.record.queries.person import look_at_person
from helhet.work.nextact import next_act
from helhet.work.order import Narrowed
from helhet.work.worklist import worklist
from helhet.workspaces.care.person.page import person_page
from tests.scenario.clocks import last_in_time
from tests.scenario.people import PEOPLE

if TYPE_CHECKING:
    from tests.scenario.living import Life


def looked(life: Life, what: str, now: datetime) -> Any:
    """Return what a line of `looks` finds: "ROLE at UNIT, WHAT", in the form in which the diary tells it."""
    who, _, thing = what.partition(", ")
    role, _, unit = who.partition(" at ")
    reader = life.reader(role, unit, now.date())
    kind, _, of = thing.partition(" ")
    return LOOKS[kind](life, reader, of, now)


def _worklist(life: Life, reader: Reader, of: str, now: datetime) -> Any:
    """Return the row of somebody in a unit's list: how pressing, the worst clock, the act to do next."""
    subject = life.subjects[of].pk
    rows = [row for row in worklist(reader, now, Narrowed()).rows if row.subject == subject]
    if not rows:
        return "nothing"
    (row,) = rows
    worst = row.worst
    act = next_act(reader, worst.pathway, worst.state, worst.clock, worst.start_day)
    told = f"{row.stretch.name.lower()}, {worst.pathway} {worst.clock}, due {last_in_time(worst.due_at)}"
    return told + (f", next {act}" if act else "")


def _missing(life: Life, reader: Reader, of: str, now: datetime) -> Any:
    """Return what is missing on somebody's page."""
    with override("en"):
        page = person_page(reader, life.subjects[of].pk, now, is_whole=True)
        return sorted(f"{one.pathway}: {one.what}" for one in page.missing)


def _board(life: Life, reader: Reader, of: str, now: datetime) -> Any:
    """Return somebody's card on the board of a pathway: the soonest due, and what is missing that could be done now."""
    pathway, _, who = of.partition(" ")
    subject = life.subjects[who].pk
    (card,) = [one for one in board(reader, now, pathway) if one.subject == subject]
    due = [f"due {card.due.clock} {last_in_time(card.due.due_at)}"] if card.due else []
    return due + sorted(clock for clock, _ in card.meanwhile)


def _ways(life: Life, reader: Reader, of: str, now: datetime) -> Any:
    """Return the courses that somebody's page shows."""
    try:
        seen = look_at_person(reader, life.subjects[of].pk, now)
    except (Http404, PermissionDenied):
        return "nothing"
    return sorted(way.course.pathway for way in seen.ways)


def _nothing(life: Life, reader: Reader, of: str, now: datetime) -> Any:
    """Look for somebody everywhere: by their number, their page, each of their courses, the list, the hand-overs."""
    subject = life.subjects[of]
    found = ["number"] if with_number(reader, System.FNR, PEOPLE[of].number, now) else []
    found += [] if _ways(life, reader, of, now) == "nothing" else ["page"]
    courses = Course.objects.filter(subject=subject)
    found += sorted(one.pathway for one in courses if _may_look(reader, one, now))
    found += [] if _worklist(life, reader, of, now) == "nothing" else ["worklist"]
    asked, sent, _ = handovers(reader)
    known = {one.subject for one in asked} | {one.subject for one in sent}
    found += ["handovers"] if subject.pk in known else []
    return found or "nothing"


def _may_look(reader: Reader, course: Course, now: datetime) -> bool:
    try:
        look(reader, course.pk, now)
    except (Http404, PermissionDenied):
        return False
    return True


def _course(life: Life, reader: Reader, of: str, now: datetime) -> Any:
    """Return what a course shows of its entries, after trying that nothing in it tells of anybody else's; at "end" of the last two."""
    name, _, last = of.partition(" ")
    course = life.courses[name]
    seen = look(reader, course.pk, now)
    told = repr(
        [(line.entry.event, line.values, line.reason, line.entry.by_unit_id) for line in seen.lines]
    ) + repr(seen.reading)
    for other in life.courses.values():
        if course.is_origin_hidden and other.subject_id != course.subject_id:
            assert str(other.pk) not in told
            assert str(other.subject_id) not in told
    events = [line.entry.event for line in seen.lines]
    return events[-2:] if last else events


def _asked(life: Life, reader: Reader, of: str, now: datetime) -> Any:
    """Return the hand-overs that wait in a unit for somebody, with who asked."""
    subject: Subject = life.subjects[of]
    asked = [one for one in handovers(reader).asked if one.subject == subject.pk]
    return [f"{one.pathway}, asked by {one.by_unit or 'nobody that is told'}" for one in asked]


def _costs(life: Life, reader: Reader, of: str, now: datetime) -> Any:
    """Return what a course has cost by the evening: days and kroner by payer, from the rows of the record."""
    rows = Charge.objects.filter(course=life.courses[of]).order_by("from_day")
    return [
        f"{row.from_day} to {row.to_day}: {(row.to_day - row.from_day).days} days, {row.payer}, "
        + (
            "rate not known"
            if row.day_ore is None
            else f"{(row.to_day - row.from_day).days * row.day_ore // 100} kroner"
        )
        for row in rows
    ]


LOOKS = {
    "worklist": _worklist,
    "board": _board,
    "missing": _missing,
    "ways": _ways,
    "finds": _nothing,
    "reads": _course,
    "asked": _asked,
    "costs": _costs,
}
