"""Courses for the tests of the record: a person in treatment, written through the door."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from helhet.access.deciding import Reader
from helhet.access.readers import staff_reader
from helhet.parties.models import Person, Unit
from helhet.pathway.courses.course import Value
from helhet.record.doors.recording import Told, open_course, record
from helhet.record.doors.repeating import Recorded
from helhet.record.erasure.asking import approve_erasure, ask_erasure
from helhet.record.models import Course
from helhet.record.times import to_day
from tests.ledger.cast import TODAY, member

OSLO = ZoneInfo("Europe/Oslo")
NOON = datetime(2026, 5, 19, 12, tzinfo=UTC)


def clinician(where: Unit, on: date = TODAY) -> Reader:
    return staff_reader(member(where, "treatment-clinician"), on)


def told(
    text: str,
    values: Mapping[str, Value] | None = None,
    *,
    replaces: int | None = None,
    fulfils: int | None = None,
    setting: str | None = None,
    reason: str = "",
) -> Told:
    """Return what "2026-05-04 09:00 right-decided.granted" tells."""
    day, *rest = text.split()
    clock, what = (rest[0], rest[1]) if len(rest) == 2 else (None, rest[0])
    event, _, outcome = what.partition(".")
    on = date.fromisoformat(day)
    at = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=OSLO) if clock else None
    return Told(
        on,
        event,
        outcome or None,
        at,
        setting,
        values or {},
        fulfils,
        replaces,
        reason=reason,
    )


def opened(
    reader: Reader, who: Person, text: str = "2026-05-04 referral-received", pathway: str = "tsb"
) -> Course:
    done = open_course(reader, who.subject, pathway, told(text), now=NOON)
    return Course.objects.get(pk=done.course)


def say(
    reader: Reader,
    course: Course,
    text: str,
    values: Mapping[str, Value] | None = None,
    *,
    now: datetime = NOON,
    key: UUID | None = None,
    confirmed: bool = False,
    replaces: int | None = None,
    setting: str | None = None,
    reason: str = "",
) -> Recorded:
    """Write an entry after the last one; the course is read again."""
    course.refresh_from_db()
    done = record(
        reader,
        course.pk,
        told(text, values, replaces=replaces, setting=setting, reason=reason),
        version=course.version,
        key=key,
        confirmed=confirmed,
        now=now,
    )
    course.refresh_from_db()
    return done


def erase(
    asks: Reader, approves: Reader, course: UUID, number: int, basis: str, now: datetime
) -> int:
    """Erase what an entry said, as two persons do; return how many contents went."""
    asked = ask_erasure(asks, course, number, basis, now=now)
    return approve_erasure(approves, asked, now=now)


def day(text: str) -> int:
    return to_day(date.fromisoformat(text))


def later(days: int = 0, minutes: int = 0) -> datetime:
    return NOON + timedelta(days=days, minutes=minutes)
