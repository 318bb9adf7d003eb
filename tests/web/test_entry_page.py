"""Writing an entry by a form made from the pathway: once, by whoever may, and nothing that was typed is lost."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from helhet.parties.models import Membership
from helhet.pathway.courses.course import Value
from helhet.record.doors.recording import record
from helhet.record.models import Course, Entry
from tests.ledger.cast import cast, member
from tests.ledger.courses import clinician, day, told
from tests.web.signed import client_of
from tests.web.test_course_page import begun

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def sent(course: Any, **more: Any) -> dict[str, Any]:
    """Return what a browser sends of a form that was opened just now, by whoever became a member last."""
    version = Course.objects.get(pk=course).version
    acting = Membership.objects.latest("pk").pk
    return {
        "happened_on": "2026-05-19",
        "version": version,
        "key": uuid4(),
        "acting": acting,
        **more,
    }


def test_an_act_is_written_with_its_outcome_and_what_its_forms_ask() -> None:
    units = cast()
    course = begun(units.clinic)
    client = client_of(member(units.clinic, "treatment-clinician"), "en")
    decided = {
        "outcome": "granted",
        "right.start-by": "2026-06-15",
        "right.planned-start": "2026-06-01",
    }

    answer = client.post(f"/course/{course}/record/right-decided/", sent(course, **decided))

    assert answer.status_code == 302, answer.content.decode()
    entry = Entry.objects.filter(course=course).latest("number")
    assert (entry.event, entry.outcome) == ("right-decided", "granted")
    page = client.get(f"/course/{course}/").content.decode()
    assert "15 June 2026" in page
    assert "Written." in page


def test_a_form_that_is_sent_twice_counts_once() -> None:
    units = cast()
    course = begun(units.clinic)
    client = client_of(member(units.clinic, "treatment-clinician"))
    told_twice = sent(course)

    for _ in range(2):
        assert client.post(f"/course/{course}/record/no-show/", told_twice).status_code == 302

    assert Entry.objects.filter(course=course, event="no-show").count() == 1


def test_who_wrote_meanwhile_is_told_of_and_nothing_typed_is_lost() -> None:
    units = cast()
    course = begun(units.clinic)
    client = client_of(member(units.clinic, "treatment-clinician"), "en")
    opened = sent(course, **{"outcome": "raised", "suicide-risk.assessment": "Talked for long."})
    before = Membership.objects.latest("pk").pk
    record(clinician(units.clinic), course, told("2026-05-19 no-show"), version=2, now=NOW)
    assert opened["acting"] == before

    answer = client.post(f"/course/{course}/record/suicide-risk-assessed/", opened)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else has written here" in page
    assert "Talked for long." in page
    assert "Did not come" in page
    assert 'name="version" value="3"' in page


def test_what_changes_the_past_is_shown_before_it_is_written_and_nothing_else_is_confirmed() -> (
    None
):
    units = cast()
    course = begun(units.clinic)
    record(clinician(units.clinic), course, told("2026-05-19 no-show"), version=2, now=NOW)
    client = client_of(member(units.clinic, "treatment-clinician"), "en")
    late = sent(course, happened_on="2026-05-08")
    where = f"/course/{course}/record/referral-withdrawn/"

    first = client.post(where, {**late, "confirmed": "on"}).content.decode()
    seen = first.partition('name="confirmed" value="')[2].partition('"')[0]
    other = client.post(where, {**late, "happened_on": "2026-05-07", "confirmed": seen})

    assert "changes what was read before" in first
    assert other.status_code == 422
    assert not Entry.objects.filter(course=course, event="referral-withdrawn").exists()
    assert client.post(where, {**late, "confirmed": seen}).status_code == 302


def test_who_has_changed_role_since_is_told_before_anything_is_written() -> None:
    units = cast()
    course = begun(units.clinic)
    client = client_of(member(units.clinic, "treatment-clinician"), "en")

    answer = client.post(f"/course/{course}/record/no-show/", sent(course, acting=1))

    assert answer.status_code == 422
    assert "another role now" in answer.content.decode()


def test_an_error_in_the_form_does_not_pass_over_what_was_written_meanwhile() -> None:
    units = cast()
    course = begun(units.clinic)
    client = client_of(member(units.clinic, "treatment-clinician"), "en")
    opened = sent(course)
    record(clinician(units.clinic), course, told("2026-05-19 no-show"), version=2, now=NOW)

    page = client.post(f"/course/{course}/record/no-show/", {**opened, "happened_on": ""})

    assert 'name="version" value="2"' in page.content.decode()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"happened_on": "2026-05-20"}, "in the future"),
        ({"happened_on": "yesterday"}, "valid date"),
        ({"happened_on": ""}, "required"),
        ({"happened_on": "0001-01-01", "happened_at": "00:00"}, "greater than or equal"),
        ({"happened_on": "2026-03-29", "happened_at": "02:30"}, "not on that day"),
        ({"happened_at": "23:59"}, "in the future"),
    ],
    ids=str,
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_written(
    more: dict[str, str], words: str
) -> None:
    units = cast()
    course = begun(units.clinic)
    client = client_of(member(units.clinic, "treatment-clinician"), "en")

    answer = client.post(f"/course/{course}/record/no-show/", sent(course, **more))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Entry.objects.filter(course=course).count() == 2


def test_the_only_appointment_is_chosen_unless_it_was_none() -> None:
    units = cast()
    course = begun(units.clinic)
    reader = clinician(units.clinic)
    record(reader, course, told("2026-05-05 right-decided.granted"), version=2, now=NOW)
    values: dict[str, Value] = {"appointment.planned-on": day("2026-05-20")}
    record(reader, course, told("2026-05-08 appointment-set", values), version=3, now=NOW)
    client = client_of(member(units.clinic, "treatment-clinician"), "en")

    page = client.get(f"/course/{course}/record/no-show/").content.decode()

    assert 'name="fulfils" value="4" id="id_fulfils_0" checked' in page


def test_what_stands_behind_a_gate_is_written_with_a_reason_that_can_be_read() -> None:
    units = cast()
    course = begun(units.clinic)
    reader = clinician(units.clinic)
    record(reader, course, told("2026-05-06 right-decided.granted"), version=2, now=NOW)
    record(reader, course, told("2026-05-07 treatment-started"), version=3, now=NOW)
    client = client_of(member(units.clinic, "treatment-clinician"), "en")
    where = f"/course/{course}/record/discharged/"
    form = client.get(where).content.decode()
    outcome = form.partition('name="outcome" value="')[2].partition('"')[0]
    chosen = {"outcome": outcome} if outcome else {}

    first = client.post(where, sent(course, **chosen))
    second = client.post(where, sent(course, **chosen, reason="Moved abroad at once."))

    assert "Needed if this has not been done first" in form
    assert "Something has to be done before" in first.content.decode()
    assert second.status_code == 302, second.context["form"].errors
    page = client.get(f"/course/{course}/").content.decode()
    assert "Done all the same because: Moved abroad at once." in page


def test_what_is_wrong_stands_above_the_form_with_the_way_to_each_field() -> None:
    units = cast()
    course = begun(units.clinic)
    client = client_of(member(units.clinic, "treatment-clinician"), "en")
    told = sent(course, happened_on="")

    page = client.post(f"/course/{course}/record/right-decided/", told).content.decode()

    assert '<a class="ds-link" href="#id_happened_on">' in page
    assert '<a class="ds-link" href="#id_outcome">' in page
    assert 'aria-describedby="id_happened_on_helptext id_happened_on_error"' in page
    assert '<div class="ds-validation-message" id="id_outcome_error">' in page


def test_the_appointment_that_an_address_names_is_chosen_and_each_stands_once() -> None:
    units = cast()
    course = begun(units.clinic)
    reader = clinician(units.clinic)
    record(reader, course, told("2026-05-05 right-decided.granted"), version=2, now=NOW)
    for nth, on in enumerate(("2026-05-20", "2026-05-21")):
        values: dict[str, Value] = {"appointment.planned-on": day(on)}
        record(
            reader,
            course,
            told(f"2026-05-0{8 + nth} appointment-set", values),
            version=3 + nth,
            now=NOW,
        )
    client = client_of(member(units.clinic, "treatment-clinician"), "en")

    page = client.get(f"/course/{course}/record/no-show/", {"fulfils": "5"}).content.decode()

    assert page.count('name="fulfils" value="4"') == 1
    assert 'name="fulfils" value="5" id="id_fulfils_1" checked' in page


@pytest.mark.parametrize("entries", [3, 30])
def test_a_form_costs_the_same_however_much_has_happened(
    entries: int, django_assert_num_queries: Any
) -> None:
    units = cast()
    course = begun(units.clinic)
    for nth in range(entries):
        record(
            clinician(units.clinic), course, told("2026-05-06 no-show"), version=2 + nth, now=NOW
        )
    client = client_of(member(units.clinic, "treatment-clinician"))
    client.get("/worklist/")

    # The session, user, second step, role, units; the course, ties (2), the log (4), entries and what they say,
    # where may be written (2), names (3).
    with django_assert_num_queries(20):
        client.get(f"/course/{course}/record/no-show/")


def test_an_act_that_is_not_done_from_here_says_so() -> None:
    units = cast()
    course = begun(units.clinic)
    client = client_of(member(units.clinic, "treatment-clinician"), "en")

    answer = client.post(
        f"/course/{course}/record/clinical-decision/", sent(course, outcome="treatment")
    )

    assert answer.status_code == 422
    assert "not done from where the course stands" in answer.content.decode()


def test_a_stranger_and_who_may_only_read_write_nothing() -> None:
    units = cast()
    course = begun(units.clinic)
    stranger = client_of(member(units.other_clinic, "treatment-clinician"))
    assert stranger.post(f"/course/{course}/record/no-show/", sent(course)).status_code == 404
    leader = client_of(member(units.clinic, "unit-leader"), "en")

    assert leader.post(f"/course/{course}/record/no-show/", sent(course)).status_code == 403
    assert "Write down" not in leader.get(f"/course/{course}/").content.decode()
    assert Entry.objects.filter(course=course).count() == 2


@pytest.mark.parametrize("event", ["referral-received", "nothing-of-the-kind"])
def test_what_nobody_records_by_hand_has_no_form(event: str) -> None:
    units = cast()
    client = client_of(member(units.clinic, "treatment-clinician"))

    assert client.get(f"/course/{begun(units.clinic)}/record/{event}/").status_code == 404


def test_fields_that_the_form_does_not_have_change_nothing() -> None:
    units = cast()
    course = begun(units.clinic)
    client = client_of(member(units.clinic, "treatment-clinician"))
    more = {
        "user": "1",
        "role": "unit-leader",
        "voids": "1",
        "replaces": "2",
        "recorded_at": "2020-01-01",
    }

    assert client.post(f"/course/{course}/record/no-show/", sent(course, **more)).status_code == 302

    entry = Entry.objects.filter(course=course).latest("number")
    assert (entry.role, entry.voids, entry.replaces) == ("treatment-clinician", None, None)


def test_an_appointment_that_was_moved_is_set_anew_at_once() -> None:
    units = cast()
    course = begun(units.clinic)
    reader = clinician(units.clinic)
    record(reader, course, told("2026-05-05 right-decided.granted"), version=2, now=NOW)
    values: dict[str, Value] = {"appointment.planned-on": day("2026-05-20")}
    record(reader, course, told("2026-05-08 appointment-set", values), version=3, now=NOW)
    client = client_of(member(units.clinic, "treatment-clinician"), "en")
    moved = {"postponement.planned-on": "2026-05-20", "postponement.new-day": "2026-05-27"}

    answer = client.post(
        f"/course/{course}/record/moved-by-patient/", sent(course, fulfils="4", **moved)
    )

    assert answer["Location"] == f"/course/{course}/record/appointment-set/"
    page = client.get(answer["Location"]).content.decode()
    assert "no longer stands" in page
    assert "Undo" in page
