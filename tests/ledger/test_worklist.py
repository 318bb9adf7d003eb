"""A worklist holds whoever something is owed in one's units, one row each, by their worst deadline; and costs the same however long."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import Http404

from helhet.access import doors
from helhet.access.deciding import Reader
from helhet.access.models import Access, Tie
from helhet.access.readers import staff_reader
from helhet.access.table import Deed, Part
from helhet.parties.models import Membership, Unit, User
from helhet.record.courses.ranking import Rank
from helhet.record.doors.recording import open_course
from helhet.record.models import Course, Run
from helhet.record.queries.worklist import due_runs, names_of
from helhet.record.times import to_day
from helhet.work import choosing
from helhet.work.dividing import NotAColleague, absent_colleagues, assign, colleagues, holders
from helhet.work.long_list import counts
from helhet.work.models import Assignment, Snooze
from helhet.work.order import Counts, Narrowed, Stretch
from helhet.work.waiting import NotSoLong, Which, bring_back, set_aside
from helhet.work.worklist import Row
from helhet.work.worklist import worklist as page
from tests.ledger.cast import TODAY, cast, member, person
from tests.ledger.courses import NOON, clinician, later, opened, say, told

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["all of it", "by rank"], autouse=True)
def a_short_list_and_a_long_one(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Every rule holds of both: of a long list no more is read than a page needs."""
    if request.param == "by rank":
        monkeypatch.setattr(choosing, "FEW", 0)
    return str(request.param)


def worklist(reader: Reader, **narrowed: Any) -> list[Row]:
    return page(reader, NOON, Narrowed(**narrowed)).rows


def clocks(rows: list[Row]) -> list[str]:
    return [one.clock for row in rows for one in (row.worst, *row.others)]


def which(row: Row) -> Which:
    return Which(row.worst.course, row.worst.clock, row.worst.key, row.worst.number)


def test_whoever_is_late_comes_first_and_stands_there_once() -> None:
    reader = clinician(cast().clinic)
    late = opened(reader, person(), "2026-04-01 referral-received")
    soon = opened(reader, person("Ola"), "2026-05-05 referral-received")

    rows = worklist(reader)

    assert [row.worst.course for row in rows] == [late.pk, soon.pk]
    assert [row.stretch for row in rows] == [Stretch.LATE, Stretch.SOON]
    assert rows[0].worst.due_at <= NOON < rows[1].worst.due_at
    assert {row.worst.state for row in rows} == {"referred"}
    assert [row.name for row in rows] == ["Eva Prøve", "Ola Prøve"]


def test_two_courses_of_one_person_are_one_row() -> None:
    reader = clinician(cast().clinic)
    eva = person()
    opened(reader, eva, "2026-05-15 referral-received")
    late = opened(reader, eva, "2026-04-01 referral-received", "oat")

    [row] = worklist(reader)

    assert row.worst.course == late.pk
    assert {one.course for one in (row.worst, *row.others)} == set(
        Course.objects.values_list("pk", flat=True)
    )


def test_of_what_is_late_the_law_comes_before_advice_though_it_is_later() -> None:
    reader = clinician(cast().clinic)
    law, advice = opened(reader, person()), opened(reader, person("Ola"))
    Run.objects.filter(course=law).update(due_at=NOON - timedelta(days=1), rank=Rank.LAW)
    Run.objects.filter(course=advice).update(due_at=NOON - timedelta(days=9), rank=Rank.ADVICE)

    assert [row.worst.course for row in worklist(reader)] == [law.pk, advice.pk]
    assert [row.worst.course for row in worklist(reader, rank=Rank.ADVICE)] == [advice.pk]


def test_the_worst_of_somebody_is_what_the_law_demands() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    runs = Run.objects.filter(course=course, due_at__isnull=False)
    runs.update(due_at=NOON - timedelta(days=9), rank=Rank.ADVICE)
    runs.filter(clock="told-of-right").update(due_at=NOON - timedelta(days=1), rank=Rank.LAW)

    [row] = worklist(reader)

    assert row.worst.clock == "told-of-right"
    assert len(row.others) == runs.count() - 1


def test_a_row_is_ranked_by_how_its_clock_binds() -> None:
    course = opened(clinician(cast().clinic), person())
    ranks = dict(Run.objects.filter(course=course).values_list("clock", "rank"))

    assert ranks["told-of-right"] == Rank.LAW
    assert ranks["whole-wait"] == Rank.OWN


def test_what_is_owed_elsewhere_is_not_on_it() -> None:
    units = cast()
    opened(clinician(units.other_clinic), person())

    assert worklist(clinician(units.clinic)) == []
    due = Run.objects.filter(due_at__isnull=False, outcome="open")
    assert len(clocks(worklist(clinician(units.trust)))) == due.count()


@pytest.mark.parametrize(("first", "size"), [(0, 4), (4, 4), (8, 4), (0, 1), (9, 4), (12, 4)])
def test_pages_follow_one_another_and_nobody_is_lost(first: int, size: int) -> None:
    reader = clinician(cast().clinic)
    for nth in range(10):
        eva = person(f"Eva {nth}")
        for day in range(1, 1 + nth % 4):
            opened(reader, eva, f"2026-0{1 + (nth * 7 + day) % 5}-0{1 + nth % 9} referral-received")
        opened(reader, eva, "2026-05-11 referral-received")

    whole = page(reader, NOON, Narrowed())
    asked = page(reader, NOON, Narrowed(), first=first, size=size)

    assert len(whole.rows) == 10
    assert asked.rows == whole.rows[first : first + size]
    assert asked.counts == whole.counts == counts(reader, NOON, Narrowed())


def test_of_those_due_at_the_same_instant_none_is_lost_between_two_pages() -> None:
    reader = clinician(cast().clinic)
    for nth in range(20):
        opened(reader, person(f"Eva {nth}"), "2026-05-04 referral-received")

    whole = [row.subject for row in page(reader, NOON, Narrowed()).rows]
    leafed = [
        row.subject
        for first in range(0, 20, 2)
        for row in page(reader, NOON, Narrowed(), first=first, size=2).rows
    ]

    assert leafed == whole
    assert len({*leafed}) == 20


def test_counts_are_of_persons_by_their_first_deadline() -> None:
    reader = clinician(cast().clinic)
    for nth, day in enumerate(
        ["2026-04-01", "2026-04-07", "2026-05-04", "2026-05-08", "2026-05-18"]
    ):
        opened(reader, person(f"Eva {nth}"), f"{day} referral-received")

    rows = worklist(reader)
    of = [sum(row.stretch is stretch for row in rows) for stretch in Stretch]

    assert counts(reader, NOON, Narrowed()) == Counts(*of[:3])
    assert sum(of) == 5
    for stretch in Stretch:
        told_of = page(reader, NOON, Narrowed(stretch=stretch))
        assert len(told_of.rows) == of[stretch]
        assert told_of.counts == Counts(*of[:3])
    assert page(reader, NOON, Narrowed(aside=True)).counts == Counts(*of[:3])


def test_it_is_narrowed_to_a_unit_or_a_pathway() -> None:
    units = cast()
    here = opened(clinician(units.clinic), person())
    opened(clinician(units.other_clinic), person("Ola"), pathway="oat")
    reader = clinician(units.trust)

    assert [row.worst.course for row in worklist(reader, unit=units.clinic.pk)] == [here.pk]
    assert [row.worst.course for row in worklist(reader, pathway="tsb")] == [here.pk]
    assert worklist(reader, unit=units.municipality.pk) == []


def test_what_somebody_has_in_hand_is_theirs_until_it_is_given_away() -> None:
    units = cast()
    reader = clinician(units.clinic)
    mine, _ = opened(reader, person()), opened(reader, person("Ola"))
    colleague = clinician(units.clinic)

    assign(reader, mine.pk, reader.user, NOON)
    assign(reader, mine.pk, reader.user, NOON)

    own = {"held_by": frozenset([reader.user])}
    assert [row.worst.course for row in worklist(reader, **own)] == [mine.pk]
    assert worklist(reader, **own)[0].worst.holder == "Staff"
    assert mine.pk not in [row.worst.course for row in worklist(reader, held_by=frozenset())]

    assign(colleague, mine.pk, colleague.user, NOON)
    assert worklist(reader, **own) == []
    assign(colleague, mine.pk, None, NOON)
    assert len(worklist(reader, held_by=frozenset())) == 2
    assert Assignment.objects.count() == 2


def test_who_asked_first_and_waited_takes_a_course_over_all_the_same() -> None:
    units = cast()
    reader, colleague = clinician(units.clinic), clinician(units.clinic)
    course = opened(reader, person())

    assign(reader, course.pk, reader.user, later(minutes=1))
    assign(colleague, course.pk, colleague.user, NOON)

    held = Assignment.objects.filter(to_at__isnull=True)
    assert [one.user_id for one in held] == [colleague.user]


def test_nobody_is_given_a_course_who_does_not_work_there() -> None:
    units = cast()
    reader = clinician(units.clinic)
    course = opened(reader, person())

    for other in (clinician(units.municipality).user, 0):
        with pytest.raises(NotAColleague):
            assign(reader, course.pk, other, NOON)

    assert not Assignment.objects.exists()


def test_nobody_is_given_a_course_they_could_not_open() -> None:
    units = cast()
    leader = clinician(units.trust)
    nurse = clinician(units.ward)
    course = opened(nurse, person())
    there, above = nurse.user, clinician(units.clinic).user
    sister, keeper = clinician(units.other_clinic).user, member(units.ward, "system-administrator")

    for other in (sister, keeper.user_id):
        with pytest.raises(NotAColleague):
            assign(leader, course.pk, other, NOON)
    may_hold = holders(leader, course, units.ward)

    assert {one.pk for one in may_hold} == {there, above, leader.user}
    for other in (there, above):
        assign(leader, course.pk, other, NOON)
        reader = staff_reader(Membership.objects.get(user=other), TODAY)
        assert worklist(reader, held_by=frozenset([other]))


def test_a_stranger_takes_no_course_in_hand_and_sets_nothing_aside() -> None:
    units = cast()
    reader = clinician(units.clinic)
    opened(reader, person())
    stranger = clinician(units.other_clinic)
    [row] = worklist(reader)

    with pytest.raises(Http404):
        assign(stranger, row.worst.course, stranger.user, NOON)
    with pytest.raises(Http404):
        set_aside(stranger, which(row), TODAY + timedelta(days=2), Snooze.Why.OTHER, NOON)
    with pytest.raises(Http404):
        bring_back(stranger, which(row), NOON)

    assert not Snooze.objects.exists()


def stands_in(for_whom: Membership, where: Unit) -> Reader:
    theirs = member(where, "treatment-clinician", to_day=TODAY + timedelta(days=7))
    theirs.stands_in_for = for_whom
    theirs.save()
    return staff_reader(theirs, TODAY)


def test_who_stands_in_for_somebody_has_what_they_have_in_hand() -> None:
    units = cast()
    absent = member(units.clinic, "treatment-clinician")
    reader = stands_in(absent, units.clinic)

    assert absent_colleagues(reader) == {absent.user_id}
    assert absent_colleagues(staff_reader(absent, TODAY)) == frozenset()
    assert absent.user in colleagues(reader)
    elsewhere = staff_reader(member(units.clinic, "unit-leader", user=stand_in_of(reader)), TODAY)
    assert absent_colleagues(elsewhere) == frozenset()


def test_who_stands_in_for_somebody_whose_role_has_ended_works_there_no_more() -> None:
    units = cast()
    absent = member(units.clinic, "treatment-clinician")
    reader = stands_in(absent, units.clinic)
    absent.to_day = TODAY - timedelta(days=1)
    absent.save()

    assert absent_colleagues(reader) == frozenset()
    assert stand_in_of(reader) not in colleagues(clinician(units.clinic))


def stand_in_of(reader: Reader) -> User:
    return User.objects.get(pk=reader.user)


def test_what_is_set_aside_comes_back_on_its_day() -> None:
    units = cast()
    reader = clinician(units.clinic)
    opened(reader, person(), "2026-04-01 referral-received")
    [row] = worklist(reader)
    until = TODAY + timedelta(days=3)

    for one in (row.worst, *row.others):
        of = Which(one.course, one.clock, one.key, one.number)
        set_aside(reader, of, until, Snooze.Why.ANSWER, NOON)

    assert worklist(reader) == []
    [aside] = worklist(reader, aside=True)
    assert (aside.worst.until, aside.worst.why) == (until, "answer")
    later = staff_reader(member(units.clinic, "treatment-clinician"), until)
    assert len(page(later, NOON + timedelta(days=3), Narrowed()).rows) == 1
    bring_back(reader, which(aside), NOON)
    assert clocks(worklist(reader))[0] == aside.worst.clock


def test_what_becomes_late_does_not_stay_aside() -> None:
    reader_unit = cast().clinic
    reader = clinician(reader_unit)
    course = opened(reader, person(), "2026-05-15 referral-received")
    Run.objects.filter(course=course, due_at__isnull=False).exclude(clock="told-of-right").delete()
    [row] = worklist(reader)
    set_aside(reader, which(row), date(2026, 6, 10), Snooze.Why.AGREED, NOON)
    assert worklist(reader) == []

    that_day = staff_reader(
        member(reader_unit, "treatment-clinician"), row.worst.due_at.date() + timedelta(days=1)
    )
    late = page(that_day, row.worst.due_at, Narrowed()).rows

    assert [one.worst.clock for one in late] == ["told-of-right"]
    assert late[0].stretch is Stretch.LATE


def appointed(day: str) -> tuple[Reader, Course]:
    """Return somebody with a right, of whom care must begin by 1 June, and an appointment."""
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    say(
        reader,
        course,
        "2026-05-08 right-decided.granted",
        {"right.start-by": to_day(date(2026, 6, 1))},
        confirmed=True,
    )
    planned = {"appointment.planned-on": to_day(date.fromisoformat(day))}
    say(reader, course, "2026-05-11 appointment-set", planned, confirmed=True)
    return reader, course


@pytest.mark.parametrize(("day", "is_late"), [("2026-06-01", False), ("2026-06-02", True)])
def test_an_appointment_after_the_deadline_will_break_it(day: str, *, is_late: bool) -> None:
    reader, _ = appointed(day)
    Run.objects.filter(clock="told-of-right").delete()

    [row] = worklist(reader)

    assert row.worst.clock == "start-of-care"
    assert row.appointment is not None
    assert (str(row.appointment.day), row.will_break) == (day, is_late)


def test_an_appointment_is_owed_something_when_its_day_is_over() -> None:
    reader, course = appointed("2026-05-18")
    Run.objects.filter(course=course).exclude(clock="appointment").delete()
    over = Run.objects.get(clock="appointment")

    assert clocks(worklist(reader)) == ["appointment"]

    Run.objects.filter(pk=over.pk).update(due_at=NOON + timedelta(hours=3))
    assert worklist(reader) == []
    assert counts(reader, NOON, Narrowed()) == Counts(0, 0, 0)


@pytest.mark.parametrize("days", [-1, 0, 31])
def test_nothing_is_set_aside_for_no_time_or_for_too_long(days: int) -> None:
    reader = clinician(cast().clinic)
    opened(reader, person())
    [row] = worklist(reader)

    with pytest.raises(NotSoLong):
        set_aside(reader, which(row), TODAY + timedelta(days=days), Snooze.Why.OTHER, NOON)


def test_what_is_not_open_cannot_be_set_aside() -> None:
    reader = clinician(cast().clinic)
    opened(reader, person())
    [row] = worklist(reader)

    with pytest.raises(Http404):
        set_aside(reader, which(row)._replace(number=9), date(2026, 5, 21), Snooze.Why.OTHER, NOON)


def test_what_outlives_a_course_is_owed_and_can_be_written_until_it_is_done() -> None:
    units = cast()
    course = opened(clinician(units.clinic), person(), "2026-05-04 acute-admitted")
    say(clinician(units.clinic), course, "2026-05-05 09:00 left-by-own-wish")
    assert course.is_ended
    owed = clocks(worklist(clinician(units.clinic)))
    assert owed == ["summary-in-a-day", "naloxone-offered", "summary-in-a-week"]
    [tie] = Tie.objects.filter(origin=course.pk)
    assert tie.to_day is None

    offered = "2026-05-19 naloxone-offered.not-wanted"
    say(clinician(units.clinic), course, offered, confirmed=True)
    say(clinician(units.clinic), course, "2026-05-19 summary-sent", confirmed=True)

    assert worklist(clinician(units.clinic)) == []
    [tie] = Tie.objects.filter(origin=course.pk)
    assert tie.to_day == TODAY


def test_who_owes_nothing_any_more_is_tied_no_longer_than_the_course() -> None:
    units = cast()
    course = opened(clinician(units.clinic), person(), "2026-05-04 referral-received")

    say(clinician(units.clinic), course, "2026-05-12 referral-withdrawn", confirmed=True)

    assert Run.objects.filter(course=course, outcome="open", due_at__isnull=False).count() == 0
    [tie] = Tie.objects.filter(origin=course.pk)
    assert tie.to_day == date(2026, 5, 12)


@pytest.mark.parametrize("role", ["analyst", "system-administrator", "superuser"])
def test_a_role_that_sees_nobody_has_an_empty_worklist(role: str) -> None:
    units = cast()
    opened(clinician(units.clinic), person())

    assert worklist(staff_reader(member(units.clinic, role), TODAY)) == []


def test_a_leader_sees_that_something_is_owed() -> None:
    units = cast()
    opened(clinician(units.clinic), person())

    assert worklist(staff_reader(member(units.clinic, "unit-leader"), TODAY))


def test_a_pathway_whose_way_is_closed_to_a_role_is_not_on_its_list() -> None:
    units = cast()
    reader = clinician(units.clinic)
    course = opened(reader, person())
    Run.objects.filter(course=course).update(due_at=NOON)
    assert worklist(reader)

    type(course).objects.filter(pk=course.pk).update(pathway="court-programme")

    assert worklist(reader) == []


@pytest.mark.parametrize("people", [3, 30])
def test_a_page_costs_the_same_however_many_are_on_it(
    people: int, a_short_list_and_a_long_one: str, django_assert_num_queries: Any
) -> None:
    reader = clinician(cast().clinic)
    for nth in range(people):
        subject = person(f"Eva {nth}").subject
        open_course(reader, subject, "tsb", told("2026-05-04 referral-received"), now=NOON)

    # All that is owed, who has it in hand, what is set aside; names (3); begin, its log, subjects, end; appointments.
    # Of a long list also that it is long, its deadlines by rank (3), courses, counts.
    with django_assert_num_queries(11 if a_short_list_and_a_long_one == "all of it" else 17):
        rows = worklist(reader)
    with django_assert_num_queries(1):
        counts(reader, NOON, Narrowed())

    assert len(rows) == min(people, 50)
    about = Access.objects.latest("id").subjects
    assert {one.subject for one in about.all()} == {row.subject for row in rows}


def test_a_page_is_read_from_the_index_until_it_is_full() -> None:
    reader = clinician(
        cast().other_clinic
    )  # one unit, none below it: the index has its runs in order
    for _ in range(30):
        opened(reader, person())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")  # or it guesses by what other tests have left
            for way in ("seqscan", "bitmapscan", "sort"):  # or it would rather read a small table
                cursor.execute(f"SET LOCAL enable_{way} = off")

    plan = due_runs(reader).filter(rank=Rank.LAW).order_by("due_at")[:50].explain()

    assert "run_of_rank" in plan
    assert "Sort" not in plan
    assert "Semi Join" not in plan
    if connection.vendor == "sqlite":  # it does not know how many rows a value has
        assert "tie_of_course (origin=? AND unit_id=?)" in plan


def test_names_are_known_of_those_on_the_list_of_names_and_of_nobody_else() -> None:
    units = cast()
    reader = clinician(units.clinic)
    own, elsewhere = person("Eva"), person("Ola")
    opened(reader, own)
    opened(clinician(units.other_clinic), elsewhere)

    asked = [own.pk, elsewhere.pk]

    assert names_of(reader, asked) == {own.pk: "Eva Prøve"}
    listed = doors.listed(reader, Deed.SUMMARY, Part.ID)
    assert set(listed.values_list("pk", flat=True)) == names_of(reader, asked).keys()
