"""What reaches a whole person: whichever course tells it, whenever another is opened, and whoever turns out to be whom."""

from datetime import date
from threading import Event, Thread
from time import sleep
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from helhet.access.deciding import Reader
from helhet.access.readers import staff_reader
from helhet.parties.models import Person, Subject, Unit
from helhet.pathway.courses.ordering import effective_entries, in_order
from helhet.record.courses.appending import append
from helhet.record.courses.reading import core_course
from helhet.record.doors.recording import Told, record
from helhet.record.messages.outbox import work
from helhet.record.messages.righting import standing_heard
from helhet.record.models import Course, Entry, Message
from helhet.record.pathways import table_of
from helhet.record.persons.reaching import hold
from helhet.record.persons.register import merge, register_of, take_back, unmerge
from helhet.record.renewal.rebuilding import differences
from helhet.record.wholeness.missing import check_messages
from tests.ledger.cast import TODAY, cast, member, tie
from tests.ledger.courses import NOON, clinician, day, later, opened, say
from tests.ledger.test_outbox import living_in_dalen
from tests.ledger.test_register import HOME, OTHER, changed, known, registered

pytestmark = pytest.mark.django_db


def two(where: Unit) -> tuple[Reader, Person, Person]:
    reader, eva = known(where)
    same = registered(reader, OTHER, given_name="E.", born_on="1991-01-01")
    tie(same, where, "measure")
    return reader, eva, same


def stands(course: Course) -> list[str]:
    """Return the events that stand in a course, in the order in which they happened."""
    entries = effective_entries(core_course(course).entries)
    return [entry.event for entry in in_order(table_of(course.pathway), entries)]


def is_ended(course: Course) -> bool:
    course.refresh_from_db()
    return course.is_ended


# --- the register says it ----------------------------------------------------------------------------------


def test_a_death_that_the_register_says_ends_every_course_at_once() -> None:
    units = cast()
    reader, eva = known(units.clinic)
    courses = [opened(reader, eva), opened(reader, eva, pathway="oat")]

    changed(reader, eva, died_on="2026-05-18")
    work(NOON)

    assert [is_ended(course) for course in courses] == [True, True]
    heard = courses[0].entries.get(event="died")
    assert (heard.happened_on, heard.origin) == (date(2026, 5, 18), register_of(eva.subject).pk)
    assert list(differences()) == []


def test_a_death_that_the_register_takes_back_or_moves_is_taken_back_or_moved_everywhere() -> None:
    units = cast()
    reader, eva = known(units.clinic)
    course = opened(reader, eva)
    changed(reader, eva, died_on="2026-05-18")
    work(NOON)

    changed(reader, eva, died_on="2026-05-16")
    work(later(minutes=1))
    moved = course.spells.order_by("number").last()
    changed(reader, eva, died_on=None)
    work(later(minutes=2))

    assert moved is not None
    assert moved.from_day == date(2026, 5, 16)
    assert not is_ended(course)
    assert Person.objects.get(pk=eva.pk).died_on is None


def test_who_is_registered_as_dead_has_no_course_that_goes_on() -> None:
    units = cast()
    reader, eva = known(units.clinic, died_on="2026-05-01")

    course = opened(reader, eva)

    assert course.is_ended
    assert [entry.happened_on.day for entry in course.entries.order_by("number")] == [4, 4, 4]
    changed(reader, eva, died_on=None)
    work(NOON)
    assert not is_ended(course)


def test_a_move_that_the_register_says_is_heard_on_its_day_and_taken_back_with_it() -> None:
    units = cast()
    reader, eva = known(units.clinic, home=HOME)
    course = opened(reader, eva)
    for municipality, on in (
        ("9901", "2026-05-10"),
        ("9902", "2026-05-12"),
        ("9903", "2026-05-21"),
    ):
        changed(reader, eva, home={"municipality": municipality, "from_day": on})
    work(later(minutes=6))

    heard = list(course.entries.filter(event="moved-municipality"))
    assert [entry.happened_on.day for entry in heard] == [12]
    work(later(days=2))
    assert stands(course) == ["referral-received", "moved-municipality", "moved-municipality"]

    take_back(reader, eva.subject, 3, version=4, now=later(days=2))
    work(later(days=3))
    assert [e.happened_on.day for e in course.entries.filter(event="moved-municipality")] == [
        12,
        21,
    ]
    assert stands(course) == ["referral-received", "moved-municipality"]
    assert list(differences()) == []
    assert list(check_messages(register_of(eva.subject).pk)) == []


def test_a_move_that_a_course_and_the_register_tell_is_heard_once_whoever_was_first() -> None:
    units = cast()
    reader, eva = known(units.clinic, home=HOME)
    one, other = opened(reader, eva), opened(reader, eva)
    changed(reader, eva, home={"municipality": "9902", "from_day": "2026-05-12"})
    work(later(minutes=6))

    where = {"stay.municipality": "9902"}
    say(reader, one, "2026-05-12 moved-municipality", where, now=later(minutes=7))
    changed(reader, eva, home={"municipality": "9903", "from_day": "2026-05-14"})
    say(reader, one, "2026-05-14 moved-municipality", where, now=later(minutes=7))
    for minutes in (13, 14):
        work(later(minutes=minutes))

    assert stands(other) == ["referral-received", "moved-municipality", "moved-municipality"]


def test_a_message_of_a_register_that_was_taken_out_of_the_outbox_is_found() -> None:
    units = cast()
    reader, eva, same = two(units.clinic)
    changed(reader, eva, died_on="2026-05-18")
    merge(reader, eva.subject, same.subject, version=2, now=NOON)
    course = register_of(eva.subject).pk
    assert list(check_messages(course)) == []

    Message.objects.filter(name__in=["person-wide died", "regrouped"]).delete()

    assert sorted(one.where for one in check_messages(course)) == [
        f"course {course} entry 2: person-wide died",
        f"course {course} entry 3: regrouped",
    ]


# --- a course that is opened later -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("died", "opening"),
    [
        ("2026-05-10", "2026-05-12"),
        ("2026-05-12", "2026-05-12"),
        ("2026-05-12 10:00", "2026-05-12 14:00"),
        ("2026-05-12 14:00", "2026-05-12 10:00"),
        ("2026-05-12 10:00", "2026-05-12"),
    ],
)
def test_a_course_of_somebody_who_has_died_ends_whichever_was_recorded_first(
    died: str, opening: str
) -> None:
    units = cast()
    reader, eva = known(units.clinic)
    first = opened(reader, eva)
    before = opened(reader, eva, f"{opening} referral-received", pathway="oat")
    done = say(reader, first, f"{died} died")
    after = opened(reader, eva, f"{opening} referral-received", pathway="oat")
    assert after.is_ended
    work(NOON)

    for course in (before, after):
        assert is_ended(course)
        assert course.entries.filter(event="died").count() == 1

    say(reader, first, "2026-05-12 no-show", replaces=done.number, confirmed=True)
    work(NOON)
    assert [is_ended(course) for course in (before, after)] == [False, False]
    assert list(differences()) == []


def test_a_course_whose_opening_is_corrected_ends_all_the_same() -> None:
    units = cast()
    reader, eva = known(units.clinic, died_on="2026-05-10")
    course = opened(reader, eva, "2026-05-04 09:00 referral-received")

    for day_of_opening in ("2026-05-15 09:00", "2026-05-15 14:00", "2026-05-05 09:00"):
        text = f"{day_of_opening} referral-received"
        say(reader, course, text, replaces=2, confirmed=True)
        assert is_ended(course)

    heard = standing_heard(course).values()
    assert [entry.happened_on for entry in heard] == [date(2026, 5, 10)]
    assert list(differences()) == []
    assert list(check_messages(course.pk)) == []


def test_a_prison_that_still_lasts_is_heard_at_the_opening_and_one_that_is_over_is_not() -> None:
    units = cast()
    reader, eva = known(units.clinic)
    first = opened(reader, eva)
    say(reader, first, "2026-05-06 imprisoned")
    work(later(minutes=6))
    inside = opened(reader, eva, "2026-05-12 10:00 referral-received", pathway="oat")
    free = say(reader, first, "2026-05-14 released", now=later(minutes=7)).number
    work(later(minutes=13))
    outside = opened(reader, eva, "2026-05-16 10:00 referral-received", pathway="oat")

    assert stands(inside) == ["referral-received", "imprisoned", "released"]
    assert stands(outside) == ["referral-received"]

    say(reader, first, "2026-05-11 released", replaces=free, confirmed=True, now=later(minutes=14))
    work(later(minutes=20))
    work(later(minutes=21))
    assert stands(inside) == ["referral-received"]


def test_what_happened_after_a_day_of_opening_told_late_is_heard_too() -> None:
    units = cast()
    reader, eva = known(units.clinic)
    first = opened(reader, eva)
    say(reader, first, "2026-05-14 imprisoned")
    work(later(minutes=6))

    late = opened(reader, eva, "2026-05-12 10:00 referral-received", pathway="oat")

    assert late.entries.get(event="imprisoned").happened_on == date(2026, 5, 14)


@pytest.mark.django_db(transaction=True)
def test_a_course_that_is_being_opened_while_a_death_is_told_hears_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    units = cast()
    reader, eva = known(units.clinic)
    first = opened(reader, eva)
    is_open, may_commit = Event(), Event()

    def slowly(*told: Any) -> list[Entry]:
        is_open.set()
        may_commit.wait(5)
        return append(*told)

    def open_another() -> None:
        opened(reader, eva, pathway="oat")
        connection.close()

    def tell() -> None:
        is_open.wait(5)
        with monkeypatch.context() as patch:
            patch.setattr("helhet.record.doors.recording.append", append)
            say(reader, first, "2026-05-18 died")
        Thread(target=may_commit.set).start()
        work(NOON)
        connection.close()

    monkeypatch.setattr("helhet.record.doors.recording.append", slowly)
    if connection.vendor == "sqlite":
        may_commit.set()  # there is one writer: whoever tells waits for whoever opens
    threads = [Thread(target=open_another), Thread(target=tell)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert Course.objects.get(pathway="oat").is_ended


@pytest.mark.django_db(transaction=True)
def test_who_becomes_another_while_they_are_waited_for_is_kept_as_that_one() -> None:
    _, eva, same = two(cast().clinic)
    is_merging, kept = Event(), list[set[UUID]]()

    def merge_slowly() -> None:
        with transaction.atomic():
            hold(eva.pk, same.pk)
            Subject.objects.filter(pk=same.pk).update(root=eva.pk, merged_into=eva.pk)
            is_merging.set()
            sleep(0.5)
        connection.close()

    def wait() -> None:
        is_merging.wait(5)
        with transaction.atomic():
            kept.append(hold(same.pk))
        connection.close()

    threads = [Thread(target=merge_slowly), Thread(target=wait)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert kept == [{eva.pk}]


# --- merging and parting -----------------------------------------------------------------------------------


def test_what_was_heard_across_while_two_were_one_is_taken_back_when_they_are_parted() -> None:
    units = cast()
    reader, eva, same = two(units.clinic)
    one, other = opened(reader, eva), opened(reader, same, pathway="oat")
    own = opened(reader, same)
    say(reader, own, "2026-05-08 imprisoned")
    work(later(minutes=6))
    merge(reader, eva.subject, same.subject, version=1, now=later(minutes=7))
    work(later(minutes=13))
    say(reader, one, "2026-05-18 died", now=later(minutes=14))
    work(later(minutes=14))
    assert [is_ended(course) for course in (one, other, own)] == [True, True, True]
    assert Person.objects.get(pk=same.pk).died_on is not None

    unmerge(reader, eva.subject, 2, version=register_of(eva.subject).version, now=later(minutes=15))
    for minutes in (21, 22):
        work(later(minutes=minutes))

    assert [is_ended(course) for course in (one, other, own)] == [True, False, False]
    assert stands(other) == ["referral-received", "imprisoned"]
    assert stands(own) == ["referral-received", "imprisoned"]
    assert Person.objects.get(pk=same.pk).died_on is None
    assert Person.objects.get(pk=eva.pk).died_on is not None
    assert list(differences()) == []


def test_who_turns_out_to_be_somebody_who_has_died_has_no_course_that_goes_on() -> None:
    units = cast()
    reader, eva, same = two(units.clinic)
    one, other = opened(reader, eva), opened(reader, same, pathway="oat")
    say(reader, one, "2026-05-18 died")
    work(NOON)
    assert not is_ended(other)

    for minutes in (0, 20):  # merged, parted, and merged again
        version = register_of(eva.subject).version
        merge(reader, eva.subject, same.subject, version=version, now=later(minutes=minutes))
        for again in (6, 7):
            work(later(minutes=minutes + again))
        assert is_ended(other)
        assert Person.objects.get(pk=same.pk).died_on == date(2026, 5, 18)
        now = later(minutes=minutes + 8)
        unmerge(reader, eva.subject, version + 1, version=version + 1, now=now)
        for again in (14, 15):
            work(later(minutes=minutes + again))
        assert not is_ended(other)
        assert Person.objects.get(pk=same.pk).died_on is None
    assert list(differences()) == []


def test_a_birth_date_heard_from_another_is_ones_own_again_after_a_parting() -> None:
    units = cast()
    reader, eva, same = two(units.clinic)
    other = opened(reader, same)
    merge(reader, eva.subject, same.subject, version=1, now=NOON)
    changed(reader, eva, born_on="2010-01-01")
    work(later(minutes=6))
    assert core_course(other).born == day("2010-01-01")

    unmerge(reader, eva.subject, 2, version=3, now=later(minutes=7))
    work(later(minutes=13))

    other.refresh_from_db()
    assert core_course(other).born == day("1991-01-01")
    assert "under-23" not in other.conditions


def test_one_course_that_cannot_hear_keeps_no_other_from_hearing() -> None:
    units = cast()
    reader, eva = known(units.clinic, born_on="2026-05-15")
    courses = [opened(reader, eva), opened(reader, eva, pathway="oat")]

    say(reader, courses[0], "2026-05-10 died")
    work(NOON)

    assert is_ended(courses[1])
    assert "born later" in Message.objects.get(name="person-wide died").fault


# --- answers -----------------------------------------------------------------------------------------------


def test_an_answer_goes_to_the_course_that_asked_and_to_no_other() -> None:
    units = cast()
    eva, reader = living_in_dalen(units), clinician(units.clinic)
    bystander = opened(reader, eva, "2026-05-17 10:00 acute-admitted")
    asking = opened(reader, eva, "2026-05-18 10:00 acute-admitted")
    say(reader, asking, "2026-05-19 09:00 left-by-own-wish")
    work(later(minutes=6))
    follow_up = Course.objects.get(pathway="municipal-follow-up")
    coordinator = staff_reader(member(units.municipality, "municipal-coordinator"), TODAY)
    say(
        coordinator, follow_up, "2026-05-19 12:30 handover-answered.accepted", now=later(minutes=40)
    )
    work(later(minutes=46))

    assert "handover-accepted" in stands(asking)
    assert "handover-accepted" not in stands(bystander)


# --- what kept a course from hearing something is taken back ---------------------------------------------------


def told_all(start: int, stop: int) -> None:
    """Work as often as it takes to tell all that was said until then."""
    for minutes in range(start, stop, 6):
        work(later(minutes=minutes))


@pytest.mark.parametrize("is_told_late", [False, True])
def test_a_prison_whose_release_is_taken_back_is_heard_by_whoever_had_not(
    *, is_told_late: bool
) -> None:
    units = cast()
    reader, eva = known(units.clinic)
    one = opened(reader, eva, "2026-05-01 referral-received")
    say(reader, one, "2026-05-02 imprisoned")
    told_all(6, 30)
    if is_told_late:
        opened(reader, eva, "2026-05-05 referral-received", "oat")
    free = say(reader, one, "2026-05-03 released", now=later(minutes=30), confirmed=True).number
    told_all(36, 50)
    if not is_told_late:
        opened(reader, eva, "2026-05-05 referral-received", "oat")
    two = Course.objects.get(pathway="oat")
    assert stands(two) == ["referral-received"]

    one.refresh_from_db()
    back = Told(date(2026, 5, 19), voids=free)
    record(reader, one.pk, back, version=one.version, confirmed=True, now=later(minutes=80))
    told_all(86, 110)

    assert stands(two) == ["referral-received", "imprisoned"]
    assert list(differences()) == []
    assert list(check_messages(one.pk)) == list(check_messages(two.pk)) == []


def test_a_prison_whose_release_is_moved_to_after_an_opening_is_heard_with_it() -> None:
    units = cast()
    reader, eva = known(units.clinic)
    one = opened(reader, eva, "2026-05-01 referral-received")
    say(reader, one, "2026-05-02 imprisoned")
    free = say(reader, one, "2026-05-03 released").number
    told_all(6, 30)
    two = opened(reader, eva, "2026-05-05 referral-received", "oat")

    say(reader, one, "2026-05-10 released", replaces=free, confirmed=True, now=later(minutes=40))
    told_all(46, 70)

    assert stands(two)[-2:] == ["imprisoned", "released"]
