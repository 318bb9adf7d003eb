"""Taking back what one wrote minutes ago: a correction that was a slip gives way to what it had replaced."""

from datetime import date

import pytest

from helhet.access.models import Access
from helhet.pathway.courses.course import Value
from helhet.pathway.courses.ordering import effective_entries
from helhet.record.courses.reading import core_course
from helhet.record.doors.recording import Told, preview, record
from helhet.record.errors import NotKnown
from helhet.record.messages.outbox import work
from helhet.record.models import Course, Run, Spell
from tests.ledger.cast import cast, person
from tests.ledger.courses import NOON, clinician, day, later, opened, say
from tests.ledger.test_outbox import living_in_dalen

pytestmark = pytest.mark.django_db
SAID: dict[str, Value] = {"right.start-by": day("2026-06-30"), "right.reason": "Hastesak"}


def reads(course: Course) -> list[object]:
    """Return what a course says, without who said it when."""
    course.refresh_from_db()
    rows = [
        list(model.objects.filter(course=course).order_by("pk").values()) for model in (Spell, Run)
    ]
    return [course.state, course.unit_id, course.conditions, *rows]


def test_a_correction_that_was_a_slip_gives_way_to_what_it_had_replaced() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    say(reader, course, "2026-05-08 right-decided.granted", SAID)
    before = reads(course)
    slip = say(reader, course, "2026-05-07 right-decided.refused", replaces=3, confirmed=True)
    back = Told(date(2026, 5, 19), voids=slip.number)

    seen = preview(reader, course.pk, back, now=later(minutes=4))
    record(reader, course.pk, back, version=4, confirmed=True, now=later(minutes=4))

    assert seen.is_any
    assert reads(course) == before
    again = course.entries.get(number=5)
    assert (again.kind, again.replaces, again.happened_on) == ("event", 3, date(2026, 5, 8))
    assert core_course(course).entries[-1].values == SAID
    assert Access.objects.latest("id").reason == "undo"


def test_who_takes_back_the_taking_back_is_where_the_slip_was() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    say(reader, course, "2026-05-08 right-decided.granted", SAID)
    say(reader, course, "2026-05-07 right-decided.refused", replaces=3, confirmed=True)
    slip = reads(course)

    for version in (4, 5):
        back = Told(date(2026, 5, 19), voids=version)
        record(reader, course.pk, back, version=version, confirmed=True, now=NOON)

    assert reads(course) == slip


def test_an_entry_that_was_taken_back_by_a_slip_is_there_again() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    say(reader, course, "2026-05-08 right-decided.granted", SAID)
    say(reader, course, "2026-05-09 no-show")
    before = reads(course)
    for number, version in ((3, 4), (5, 5)):
        seen = preview(reader, course.pk, Told(date(2026, 5, 19), voids=number), now=NOON)
        back = Told(date(2026, 5, 19), voids=number)
        record(reader, course.pk, back, version=version, confirmed=seen.is_any, now=NOON)

    assert reads(course) == before
    assert [one.number for one in effective_entries(core_course(course).entries)] == [2, 4, 3]


def test_undoing_the_undo_of_a_void_takes_away_again() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    say(reader, course, "2026-05-08 right-decided.granted", SAID)
    stood: list[bool] = []
    for version in (3, 4, 5, 6):
        back = Told(date(2026, 5, 19), voids=version)
        record(reader, course.pk, back, version=version, confirmed=True, now=NOON)
        stood.append(any(one.number == 3 for one in effective_entries(core_course(course).entries)))

    assert stood == [False, True, False, True]


def test_what_a_slip_took_from_another_course_is_told_there_again() -> None:
    units = cast()
    eva, reader = living_in_dalen(units), clinician(units.clinic)
    course = opened(reader, eva, "2026-05-18 10:00 acute-admitted")
    say(reader, course, "2026-05-19 09:00 left-by-own-wish")
    work(later(minutes=6))
    now = later(minutes=7)
    say(reader, course, "2026-05-19 09:00 no-show", replaces=3, confirmed=True, now=now)

    record(reader, course.pk, Told(date(2026, 5, 19), voids=4), version=4, confirmed=True, now=now)
    for minutes in (8, 20, 30):
        work(later(minutes=minutes))

    states = Course.objects.filter(pathway="municipal-follow-up").values_list("state", flat=True)
    assert sorted(states) == ["", "asked"]


def test_a_correction_is_taken_back_by_whoever_wrote_it_within_minutes_and_by_nobody_else() -> None:
    units = cast()
    reader, colleague = clinician(units.clinic), clinician(units.clinic)
    course = opened(reader, person())
    say(reader, course, "2026-05-08 right-decided.granted", SAID)
    say(reader, course, "2026-05-08 right-decided.granted", replaces=3, confirmed=True)
    back = Told(date(2026, 5, 19), voids=4)

    for who, now in ((colleague, NOON), (reader, later(minutes=6))):
        with pytest.raises(NotKnown):
            record(who, course.pk, back, version=4, confirmed=True, now=now)


def test_a_course_whose_opening_is_corrected_keeps_its_unit() -> None:
    units = cast()
    reader = clinician(units.clinic)
    course = opened(reader, person())

    say(reader, course, "2026-05-05 referral-received", replaces=2, confirmed=True)
    assert course.unit == units.clinic
    record(reader, course.pk, Told(date(2026, 5, 19), voids=3), version=3, confirmed=True, now=NOON)

    course.refresh_from_db()
    assert course.unit == units.clinic
    assert course.spells.get().from_day == date(2026, 5, 4)
