"""Hand-overs: what was asked of one's units and waits, and what became of what they sent; no more than each may know."""

from typing import Any

import pytest

from helhet.access.deciding import Reader
from helhet.access.models import Access
from helhet.access.readers import staff_reader
from helhet.parties.models import AddressGrade, Person
from helhet.record.messages.outbox import TRIES, work
from helhet.record.models import Course, Message
from helhet.record.queries.handovers import Sending, handovers
from tests.ledger.cast import TODAY, Cast, cast, member, person
from tests.ledger.courses import clinician, later, opened, say
from tests.ledger.test_outbox import left, living_in_dalen

pytestmark = pytest.mark.django_db


def coordinator(units: Cast) -> Reader:
    return staff_reader(member(units.municipality, "municipal-coordinator"), TODAY)


def followed(units: Cast) -> tuple[Course, Course, Person]:
    """Return a course that somebody left, and the follow-up that it opened."""
    course, eva = left(units)
    work(later(minutes=6))
    return course, Course.objects.get(pathway="municipal-follow-up"), eva


def answer(units: Cast, course: Course, what: str) -> None:
    values = {"handover-answer.missing": "Epikrisen"} if what == "information-missing" else {}
    text = f"2026-05-19 13:00 handover-answered.{what}"
    say(coordinator(units), course, text, values, now=later(minutes=70))
    work(later(minutes=80))


def test_what_waits_for_an_answer_stands_there_with_who_asked() -> None:
    units = cast()
    _, other, eva = followed(units)

    (one,) = handovers(coordinator(units)).asked

    assert (one.subject, one.course, one.name) == (eva.pk, other.pk, "Eva Prøve")
    assert (one.state, one.by_unit) == ("asked", "nordvik")
    assert "handover-answered" in {clock.clock for clock in one.clocks}


def test_what_was_taken_over_waits_no_more() -> None:
    units = cast()
    _, other, _ = followed(units)

    answer(units, other, "accepted")

    assert handovers(coordinator(units)).asked == []


def test_what_was_sent_waits_is_delivered_and_is_answered() -> None:
    units = cast()
    left(units)
    reader = clinician(units.clinic)
    states = []

    (one,) = handovers(reader).sent
    states.append(one.sending)
    work(later(minutes=6))
    (one,) = handovers(reader).sent
    states.append(one.sending)
    assert one.to_unit == "dalen"
    assert [clock.clock for clock in one.clocks if clock.clock == "handover"] == ["handover"]
    answer(units, Course.objects.get(pathway="municipal-follow-up"), "accepted")
    (one,) = handovers(reader).sent
    states.append(one.sending)

    assert states == [Sending.WAITING, Sending.DELIVERED, Sending.ANSWERED]
    assert [event for event, _ in one.heard] == ["handover-accepted"]


def test_an_answer_that_asks_for_more_leaves_its_clock_with_the_sender() -> None:
    units = cast()
    _, other, _ = followed(units)

    answer(units, other, "information-missing")

    (one,) = handovers(clinician(units.clinic)).sent
    assert [event for event, _ in one.heard] == ["handover-incomplete"]
    assert "missing-information" in {clock.clock for clock in one.clocks}


def test_what_cannot_be_delivered_is_told_as_that() -> None:
    units = cast()
    reader = clinician(units.clinic)
    course = opened(reader, person(), "2026-05-18 10:00 acute-admitted")
    say(reader, course, "2026-05-19 09:00 left-by-own-wish")
    for nth in range(TRIES):
        work(later(minutes=60 * (nth + 1)))

    (one,) = handovers(reader).sent

    assert (one.sending, one.to_unit) == (Sending.SET_ASIDE, "")


def test_what_a_unit_opens_for_itself_is_no_hand_over() -> None:
    units = cast()
    reader = clinician(units.clinic)
    course = opened(reader, person(), "2026-05-18 10:00 acute-admitted")
    say(reader, course, "2026-05-19 09:00 complaint-received")
    work(later(minutes=6))
    assert Course.objects.filter(pathway="appeal").exists()

    assert handovers(reader) == ([], [], False)


def test_where_a_hidden_one_comes_from_is_told_to_nobody() -> None:
    units = cast()
    _, other, _ = followed(units)
    Course.objects.filter(pk=other.pk).update(is_origin_hidden=True)

    (one,) = handovers(coordinator(units)).asked

    assert one.by_unit == ""


@pytest.mark.parametrize("grade", [AddressGrade.CONFIDENTIAL, AddressGrade.STRICTLY_CONFIDENTIAL])
def test_no_unit_is_named_that_tells_where_somebody_with_a_graded_address_is(
    grade: AddressGrade,
) -> None:
    units = cast()
    _, _, eva = followed(units)
    Person.objects.filter(pk=eva.pk).update(address_grade=grade)

    (asked,) = handovers(coordinator(units)).asked
    (sent,) = handovers(clinician(units.clinic)).sent

    assert (asked.by_unit, sent.to_unit) == ("", "")


def test_strangers_and_roles_that_see_nobody_see_no_hand_over() -> None:
    units = cast()
    followed(units)

    for reader in (
        clinician(units.other_clinic),
        staff_reader(member(units.clinic, "analyst"), TODAY),
        staff_reader(member(units.municipality, "system-administrator"), TODAY),
    ):
        assert handovers(reader) == ([], [], False)


def test_the_sender_sees_nothing_of_what_the_other_course_says() -> None:
    units = cast()
    _, other, _ = followed(units)
    Course.objects.filter(pk=other.pk).update(state="declined", is_ended=True)

    (one,) = handovers(clinician(units.clinic)).sent

    assert "declined" not in repr(one)
    assert one.sending is Sending.DELIVERED


def test_whoever_is_shown_is_logged() -> None:
    units = cast()
    _, _, eva = followed(units)

    handovers(coordinator(units))

    assert {one.subject for one in Access.objects.latest("id").subjects.all()} == {eva.pk}


@pytest.mark.parametrize("people", [3, 30])
def test_it_costs_the_same_however_many(people: int, django_assert_num_queries: Any) -> None:
    units = cast()
    reader = clinician(units.clinic)
    eva = living_in_dalen(units)
    for nth in range(people):
        course = opened(reader, eva, "2026-05-18 10:00 acute-admitted")
        say(reader, course, f"2026-05-19 09:{nth:02} left-by-own-wish")
    work(later(minutes=6), most=10 * people)

    whole = staff_reader(member(units.trust, "treatment-clinician"), TODAY)
    # Both lists, names (3) and the log (4), clocks, units, who is graded, answers.
    with django_assert_num_queries(13):
        found = handovers(whole)

    assert len(found.sent) == people
    assert Message.objects.count() >= people
