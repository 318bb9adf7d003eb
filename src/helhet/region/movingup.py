"""One alias of an invented region that moves up to a name, through the record's own door, the day before today."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from helhet.access.readers import staff_reader
from helhet.packs.regions import MovedUp, Region
from helhet.parties.models import Membership
from helhet.pathway.language.model import SubjectKind
from helhet.record.doors.moving import Move, move_up
from helhet.record.doors.taking import Newcomer
from helhet.record.models import Course
from helhet.record.pathways import table_of, today
from helhet.record.telling import Told


def make_moved_up(region: Region, now: datetime) -> int:
    """Move one alias up for each pathway of which the region says so, and somebody is where the consent may be given; return how many.

    Apart from the region that chance makes: the door gives its own ids.
    """
    return sum(_move(pathway, told, now) for pathway, told in region.moves_up.items())


def _move(pathway: str, told: MovedUp, now: datetime) -> int:
    consent = table_of(pathway).event(told.consent)
    assert consent is not None, "the region names no event of the pathway"
    open_ones = Course.objects.filter(
        pathway=pathway, state__in=consent.from_, subject__kind=SubjectKind.ALIAS, is_ended=False
    )
    course = open_ones.select_related("subject").order_by("subject__alias__called").first()
    who = Membership.objects.filter(unit=course.unit_id if course else None).order_by("pk").first()
    if course is None or who is None:
        return 0
    day = today(now) - timedelta(days=1)
    facts = {"given_name": told.given_name, "family_name": told.family_name, "born_on": told.born}
    move = Move(
        course.pk,
        course.version,
        Told(day, told.consent, values=told.says),
        Newcomer("", facts),
        told.to,
        Told(day, told.first),
    )
    move_up(staff_reader(who, today(now)), move, key=uuid4(), now=now, confirmed=True)
    return 1
