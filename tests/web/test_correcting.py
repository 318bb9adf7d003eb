"""Putting right what was written: undone by its writer, corrected, or taken back, each after it was seen what that changes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from helhet.parties.models import Membership
from helhet.pathway.courses.course import Value
from helhet.record.doors.recording import record
from helhet.record.messages.outbox import work
from helhet.record.models import Course, Entry
from tests.ledger.cast import cast, member, person, tie
from tests.ledger.courses import clinician, day, say, told
from tests.ledger.courses import opened as opened_course
from tests.ledger.test_outbox import living_in_dalen
from tests.web.signed import client_of
from tests.web.test_course_page import begun

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 14, tzinfo=UTC)
LATER = NOW + timedelta(minutes=6)


@pytest.fixture(autouse=True)
def _at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def decided(where: Any, at: datetime = NOW) -> tuple[Course, int]:
    """Return a course in which a right was granted on 8 May, and the number of that entry."""
    course = Course.objects.get(pk=begun(where))
    values: dict[str, Value] = {
        "right.start-by": day("2026-06-30"),
        "right.reason": "Told by phone, at length.",
    }
    entry = told("2026-05-08 right-decided.granted", values)
    return course, record(clinician(where), course.pk, entry, version=2, now=at).number


def staff(where: Any, role: str = "treatment-clinician") -> Client:
    return client_of(member(where, role), "en")


def form_of(page: Any) -> dict[str, str]:
    """Return what the form of a page would send: its fields as they stand."""
    form = page.context["form"]
    found = {}
    for field in form:
        value = field.value()
        if value is not None:
            found[field.html_name] = str(value)
    return found


# --- correcting --------------------------------------------------------------------------------------------


def test_a_correction_begins_with_what_was_said_and_shows_what_moves_before_it_is_written() -> None:
    units = cast()
    course, number = decided(units.clinic)
    client = staff(units.clinic)
    where = f"/course/{course.pk}/entry/{number}/correct/"

    page = client.get(where)
    filled = form_of(page)
    seen = client.post(where, {**filled, "right.start-by": "2026-06-15", "reason": "Misread."})
    moved = seen.content.decode()
    done = client.post(where, form_of(seen))

    assert filled["happened_on"] == "2026-05-08"
    assert filled["outcome"] == "granted"
    assert filled["right.reason"] == "Told by phone, at length."
    assert seen.status_code == 422
    assert "30 June 2026" in moved
    assert "15 June 2026" in moved
    assert done.status_code == 302
    entry = Entry.objects.filter(course=course).latest("number")
    assert (entry.replaces, entry.happened_on.isoformat()) == (number, "2026-05-08")


def test_what_was_corrected_can_be_read_with_who_did_it_and_why() -> None:
    units = cast()
    course, number = decided(units.clinic)
    values = {"right.start-by": day("2026-06-15")}
    better = told("2026-05-08 right-decided.granted", values, replaces=number, reason="Misread.")
    record(clinician(units.clinic), course.pk, better, version=3, confirmed=True, now=NOW)

    page = staff(units.clinic).get(f"/course/{course.pk}/").content.decode()

    assert "Corrected because: Misread." in page
    assert "What it said before" in page
    assert "Told by phone, at length." in page


def test_two_who_correct_the_same_lose_nothing_and_the_later_is_shown_what_is_new() -> None:
    units = cast()
    course, number = decided(units.clinic)
    one, other = staff(units.clinic), staff(units.clinic)
    where = f"/course/{course.pk}/entry/{number}/correct/"
    ones, others = form_of(one.get(where)), form_of(other.get(where))
    seen = one.post(where, {**ones, "right.start-by": "2026-06-15"})
    assert one.post(where, form_of(seen)).status_code == 302

    first = other.post(where, {**others, "right.reason": "Typed by the other."})
    page = first.content.decode()
    second = other.post(where, form_of(first))
    third = other.post(where, form_of(second)) if second.status_code == 422 else second

    assert first.status_code == 422
    assert "Somebody else has written here" in page
    assert "15 June 2026" in page
    assert "Typed by the other." in page
    assert third.status_code == 302
    assert Entry.objects.filter(course=course).latest("number").number == 5


def test_a_correction_that_is_sent_twice_counts_once() -> None:
    units = cast()
    course, number = decided(units.clinic)
    client = staff(units.clinic)
    where = f"/course/{course.pk}/entry/{number}/correct/"
    sent = {**form_of(client.get(where)), "right.reason": "Another reason."}

    answers = [client.post(where, sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Entry.objects.filter(course=course, replaces=number).count() == 1


def test_an_opening_is_corrected_too() -> None:
    units = cast()
    course, _number = decided(units.clinic)
    client = staff(units.clinic)
    where = f"/course/{course.pk}/entry/2/correct/"

    seen = client.post(where, {**form_of(client.get(where)), "happened_on": "2026-05-05"})
    done = client.post(where, form_of(seen)) if seen.status_code == 422 else seen

    assert done.status_code == 302
    course.refresh_from_db()
    assert course.unit_id == units.clinic.pk


# --- taking back and undoing -------------------------------------------------------------------------------


def test_a_slip_is_undone_in_two_clicks() -> None:
    units = cast()
    course = Course.objects.get(pk=begun(units.clinic))
    client = staff(units.clinic)
    form = form_of(client.get(f"/course/{course.pk}/record/no-show/"))
    after = client.post(f"/course/{course.pk}/record/no-show/", form, follow=True).content.decode()
    where = f"/course/{course.pk}/entry/3/take-back/"
    assert f'href="{where}"' in after

    asked = client.get(where)
    done = client.post(where, form_of(asked), follow=True).content.decode()

    assert "Undo it" in asked.content.decode()
    assert "Taken back by" in done
    assert not Course.objects.get(pk=course.pk).runs.filter(started_by=3).exists()


def test_undoing_a_correction_says_again_what_stood_before() -> None:
    units = cast()
    course, number = decided(units.clinic, NOW - timedelta(hours=1))
    client = staff(units.clinic)
    where = f"/course/{course.pk}/entry/{number}/correct/"
    sent = {**form_of(client.get(where)), "right.reason": "Another."}
    client.post(where, sent)
    undo = f"/course/{course.pk}/entry/4/take-back/"

    asked = client.get(undo)
    client.post(undo, form_of(asked))

    assert "what stood there before stands again" in asked.content.decode()
    page = client.get(f"/course/{course.pk}/").content.decode()
    assert "Told by phone, at length." in page
    assert Entry.objects.filter(course=course).latest("number").replaces == number


def test_taking_back_shows_what_moves_and_who_was_told_and_asks_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    units = cast()
    eva = living_in_dalen(units)
    reader = clinician(units.clinic)
    course = opened_course(reader, eva, "2026-05-18 10:00 acute-admitted")
    say(reader, course, "2026-05-19 09:00 left-by-own-wish")
    work(LATER)
    monkeypatch.setattr(timezone, "now", lambda: LATER + timedelta(minutes=1))
    client = staff(units.clinic)
    where = f"/course/{course.pk}/entry/3/take-back/"

    asked = client.get(where)
    words = asked.content.decode()
    answer = client.post(where, {**form_of(asked), "reason": "Another person left."})

    assert "Taken back: Municipal" in words or "Told that it no longer holds" in words
    assert answer.status_code == 302
    page = client.get(f"/course/{course.pk}/").content.decode()
    assert "Another person left." in page


def test_what_comes_in_between_is_shown_before_anything_is_taken_back() -> None:
    units = cast()
    course, number = decided(units.clinic, NOW - timedelta(hours=1))
    client = staff(units.clinic)
    where = f"/course/{course.pk}/entry/{number}/take-back/"
    sent = form_of(client.get(where))
    record(clinician(units.clinic), course.pk, told("2026-05-19 no-show"), version=3, now=NOW)

    first = client.post(where, {**sent, "reason": "Typed."})
    page = first.content.decode()
    again = client.post(where, form_of(first))

    assert first.status_code == 422
    assert "Did not come" in page
    assert "Typed." in page
    assert again.status_code == 302
    assert Entry.objects.filter(course=course, voids=number).count() == 1


def test_who_ends_their_own_relation_by_a_slip_can_undo_it_still() -> None:
    units = cast()
    course = Course.objects.get(pk=begun(units.clinic))
    client = staff(units.clinic)
    where = f"/course/{course.pk}/entry/2/take-back/"

    asked = client.get(where)
    done = client.post(where, form_of(asked))
    page = client.get(done["location"])

    assert done.status_code == 302
    assert page.status_code == 200
    assert "Taken back." in page.content.decode()


def test_who_has_changed_role_since_looks_at_it_before_anything_is_taken_back() -> None:
    units = cast()
    course, number = decided(units.clinic)
    client = staff(units.clinic)
    where = f"/course/{course.pk}/entry/{number}/take-back/"
    sent = {**form_of(client.get(where)), "acting": "1"}

    first = client.post(where, sent)

    assert first.status_code == 422
    assert "another role now" in first.content.decode()
    assert Course.objects.get(pk=course.pk).version == 3
    assert client.post(where, form_of(first)).status_code == 302


# --- refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("deed", ["correct", "take-back"])
def test_an_entry_that_is_not_there_is_not_found(deed: str) -> None:
    units = cast()
    course, number = decided(units.clinic)
    other = opened_course(clinician(units.clinic), person("Ola"))
    client = staff(units.clinic)

    for nth in (0, 1, 99, 2**31, 2**70):
        assert client.get(f"/course/{course.pk}/entry/{nth}/{deed}/").status_code == 404
    assert client.get(f"/course/{other.pk}/entry/{number}/{deed}/").status_code == 404
    assert client.get(f"/course/{uuid4()}/entry/{number}/{deed}/").status_code == 404


@pytest.mark.parametrize("deed", ["correct", "take-back"])
def test_strangers_find_nothing_and_who_may_only_read_writes_nothing(deed: str) -> None:
    units = cast()
    course, number = decided(units.clinic)
    where = f"/course/{course.pk}/entry/{number}/{deed}/"
    sent = form_of(staff(units.clinic).get(where))

    stranger, leader = staff(units.other_clinic), staff(units.clinic, "unit-leader")
    for client, status in ((stranger, 404), (leader, 403)):
        sent["acting"] = str(Membership.objects.latest("pk").pk)
        assert client.get(where).status_code == status
        assert client.post(where, sent).status_code == status
    assert "Correct<" not in leader.get(f"/course/{course.pk}/").content.decode()
    assert Entry.objects.filter(course=course).count() == 3


def test_what_was_heard_elsewhere_is_corrected_there() -> None:
    units = cast()
    eva = living_in_dalen(units)
    reader = clinician(units.clinic)
    course = opened_course(reader, eva, "2026-05-18 10:00 acute-admitted")
    say(reader, course, "2026-05-19 09:00 left-by-own-wish")
    work(LATER)
    heard = Entry.objects.filter(origin__isnull=False, kind="event").first()
    assert heard is not None
    coordinator = staff(units.municipality, "municipal-coordinator")

    page = coordinator.get(f"/course/{heard.course_id}/")

    assert page.status_code == 200
    for deed in ("correct", "take-back"):
        where = f"/course/{heard.course_id}/entry/{heard.number}/{deed}/"
        assert coordinator.get(where).status_code == 404
        assert where not in page.content.decode()


def test_what_is_closed_to_a_role_is_neither_shown_nor_written_over() -> None:
    units = cast()
    eva = person()
    reader = clinician(units.clinic)
    course = opened_course(reader, eva)
    risk = {"suicide-risk.assessment": "Talked for long."}
    say(reader, course, "2026-05-08 suicide-risk-assessed.raised", risk)
    tie(eva, units.other_clinic)
    client = staff(units.other_clinic)
    where = f"/course/{course.pk}/entry/3/correct/"
    acting = Membership.objects.latest("pk").pk
    sent = {
        "happened_on": "2026-05-08",
        "outcome": "not-raised",
        "version": 3,
        "key": uuid4(),
        "acting": acting,
    }

    answers = [client.get(where), client.post(where, sent)]

    assert [one.status_code for one in answers] == [403, 403]
    assert all("Talked for long." not in one.content.decode() for one in answers)
    assert Course.objects.get(pk=course.pk).version == 3


def test_more_fields_than_the_form_has_change_nothing() -> None:
    units = cast()
    course, number = decided(units.clinic)
    client = staff(units.clinic)
    where = f"/course/{course.pk}/entry/{number}/correct/"
    more = {"voids": "2", "replaces": "2", "event": "no-show", "user": "1", "right.colour": "red"}

    answer = client.post(where, {**form_of(client.get(where)), **more, "right.reason": "New."})

    assert answer.status_code == 302
    entry = Entry.objects.filter(course=course).latest("number")
    assert (entry.event, entry.replaces, entry.voids) == ("right-decided", number, None)


@pytest.mark.parametrize("entries", [3, 30])
@pytest.mark.parametrize(("deed", "queries"), [("correct", 24), ("take-back", 35)])
def test_a_correction_costs_the_same_however_much_has_happened(
    entries: int, deed: str, queries: int, django_assert_num_queries: Any
) -> None:
    units = cast()
    course, number = decided(units.clinic)
    for nth in range(entries):
        entry = told("2026-05-09 no-show")
        record(clinician(units.clinic), course.pk, entry, version=3 + nth, now=NOW)
    client = staff(units.clinic)
    client.get("/worklist/")

    with django_assert_num_queries(queries):
        client.get(f"/course/{course.pk}/entry/{number}/{deed}/")
