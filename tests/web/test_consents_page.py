"""A person's consents on their pages: written down, told of, withdrawn in two clicks; and what each opens is all that is seen."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from helhet.access.models import Access, Consent, Withdrawal
from helhet.access.readers import staff_reader
from helhet.parties.models import Person, Unit
from helhet.pathway.courses.course import Value
from helhet.record.models import Course
from tests.ledger.cast import TODAY, Cast, cast, consent, member, person, tie, unit
from tests.ledger.courses import clinician, opened, say
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 14, tzinfo=UTC)
UNTIL = date(2026, 8, 31)
LASTS = (TODAY, UNTIL)


@pytest.fixture(autouse=True)
def _at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def units() -> Cast:
    return cast()


@pytest.fixture
def eva(units: Cast) -> Person:
    """Eva, who is in treatment at the clinic."""
    eva = person()
    opened(clinician(units.clinic), eva)
    return eva


def main_of(answer: Any) -> str:
    text: str = answer.content.decode()
    return text.partition("<main")[2].partition("</main>")[0]


def at(where: Unit, role: str = "treatment-clinician", language: str = "en") -> Client:
    return client_of(member(where, role), language)


def sent(to: Unit, **change: Any) -> dict[str, Any]:
    told = {"unit": to.pk, "parts": ["treat:OUTN"], "to_day": UNTIL, "manner": "said"}
    return told | change


def in_programme(eva: Person, units: Cast) -> Course:
    """Return Eva's course under court control, with two conditions in force and a meeting set."""
    court = unit("court", "unit")
    officer = staff_reader(member(court, "court-officer"), TODAY)
    course = opened(officer, eva, "2026-05-04 programme-asked", "court-programme")
    say(officer, course, "2026-05-05 consent-explained")
    agreed = {"consent.to-whom": "the court", "consent.about-what": "tests"}
    say(officer, course, "2026-05-05 consent-given", agreed)
    judged = {"judgment.probation-until": (date(2028, 5, 6) - date(1970, 1, 1)).days}
    say(officer, course, "2026-05-06 sentenced.programme", judged)
    for key, text, binds in (("v1", "Urine each week", True), ("v2", "Stays off the quay", False)):
        told: dict[str, Value] = {"condition.no": (key,), "condition-text.text": text}
        say(
            officer,
            course,
            "2026-05-07 condition-set",
            {**told, "condition-text.binds-treatment": binds},
        )
    say(
        officer,
        course,
        "2026-05-08 breach-recorded",
        {"breach-no.no": "b1", "breach.kind": "attendance"},
    )
    on = (date(2026, 6, 1) - date(1970, 1, 1)).days
    say(officer, course, "2026-05-08 hearing-set", {"hearing.on": on})
    return course


# --- the page ------------------------------------------------------------------------------------------


def test_a_consent_is_written_down_and_stands_there_in_plain_words(
    units: Cast, eva: Person
) -> None:
    client = at(units.clinic)

    empty = main_of(client.get(f"/person/{eva.pk}/consents/"))
    done = client.post(f"/person/{eva.pk}/consents/", sent(units.clinic), follow=True)

    assert "None that you are told of." in empty
    assert "2026-08-17" in empty, "ninety days are proposed"
    page = main_of(done)
    assert "Those who treat or care for the person there may see what is written about" in page
    assert "in force · from 19 May 2026 to 31 August 2026 · said in person" in page
    row = Consent.objects.get()
    assert (row.subject_id, row.unit_id, row.purpose, row.part, row.to_day) == (
        eva.pk,
        units.clinic.pk,
        "treat",
        "OUTN",
        UNTIL,
    )
    assert "31 August 2026" in main_of(client.get(f"/person/{eva.pk}/"))


def test_what_is_ticked_together_is_a_consent_each(units: Cast, eva: Person) -> None:
    both = sent(units.municipality, parts=["treat:COURT", "coordinate:OUTN", "coordinate:COURT"])

    at(units.clinic).post(f"/person/{eva.pk}/consents/", both)

    told = Consent.objects.order_by("purpose", "part").values_list("purpose", "part")
    assert list(told) == [("coordinate", "COURT"), ("coordinate", "OUTN"), ("treat", "COURT")]


@pytest.mark.parametrize(
    "change",
    [
        {"to_day": ""},
        {"to_day": "2026-05-18"},
        {"to_day": "0001-01-01"},
        {"parts": []},
        {"parts": ["treat:SUD"]},
        {"parts": ["court:OUTN"]},
        {"parts": ["treat:OUTN", "x"]},
        {"unit": 999_999},
        {"unit": "x"},
        {"manner": "guessed"},
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    units: Cast, eva: Person, change: Mapping[str, Any]
) -> None:
    answer = at(units.clinic).post(f"/person/{eva.pk}/consents/", sent(units.clinic, **change))

    assert answer.status_code == 422
    assert "Look at this first" in main_of(answer)
    assert not Consent.objects.exists()


def test_what_the_form_does_not_ask_for_is_not_taken(units: Cast, eva: Person) -> None:
    ola = person("Ola")
    more = {"subject": ola.pk, "from_day": "2020-01-01", "user": 1, "id": uuid4(), "purpose": "x"}

    at(units.clinic).post(f"/person/{eva.pk}/consents/", sent(units.clinic) | more)

    row = Consent.objects.get()
    assert (row.subject_id, row.from_day, row.purpose) == (eva.pk, TODAY, "treat")
    assert row.user != 1 or row.user == Access.objects.latest("pk").user


def test_of_a_child_it_says_plainly_that_no_rule_is_known(units: Cast) -> None:
    ida = person("Ida", born_on=date(2013, 1, 1))
    opened(clinician(units.clinic), ida)

    answer = at(units.clinic).post(f"/person/{ida.pk}/consents/", sent(units.clinic))

    assert answer.status_code == 422
    assert "Nobody under 16 consents alone" in main_of(answer)


def test_it_is_withdrawn_in_two_clicks_and_said_that_what_was_seen_was_seen(
    units: Cast, eva: Person
) -> None:
    row = consent(eva, units.clinic, days=LASTS)
    client = at(units.clinic)
    assert f"/consents/{row.pk}/withdraw/" in main_of(client.get(f"/person/{eva.pk}/"))

    asked = main_of(client.get(f"/consents/{row.pk}/withdraw/"))
    done = client.post(f"/consents/{row.pk}/withdraw/", follow=True)

    assert "What has been seen already cannot be unseen" in asked
    assert "withdrawn · from 19 May 2026" in main_of(done)
    assert Withdrawal.objects.get().consent == row
    assert client.get(f"/consents/{row.pk}/withdraw/").status_code == 302, "nothing is left to do"
    assert "None in force" in main_of(client.get(f"/person/{eva.pk}/"))


def test_all_are_withdrawn_at_once(units: Cast, eva: Person) -> None:
    consent(eva, units.clinic, days=LASTS)
    consent(eva, units.municipality, "coordinate", days=LASTS)
    client = at(units.clinic)
    address = f"/person/{eva.pk}/consents/withdraw-all/"

    asked = main_of(client.get(address))
    client.post(address)

    assert "How many there are is not shown" in asked
    assert "dalen" not in asked
    assert Withdrawal.objects.count() == 2


@pytest.mark.parametrize("role", ["treatment-clinician", "municipal-coordinator", "unit-leader"])
def test_to_a_stranger_there_is_nothing(units: Cast, eva: Person, role: str) -> None:
    row = consent(eva, units.clinic, days=LASTS)
    client = at(units.other_clinic, role)

    for address in (
        f"/person/{eva.pk}/consents/",
        f"/person/{eva.pk}/consents/withdraw-all/",
        f"/consents/{row.pk}/withdraw/",
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, sent(units.other_clinic)).status_code == 404

    assert Consent.objects.count() == 1
    assert not Withdrawal.objects.exists()


def test_a_consent_that_one_is_not_told_of_is_withdrawn_by_no_guess(
    units: Cast, eva: Person
) -> None:
    row = consent(eva, units.municipality, "coordinate", days=LASTS)
    client = at(units.clinic)

    assert client.get(f"/consents/{row.pk}/withdraw/").status_code == 404
    assert client.post(f"/consents/{row.pk}/withdraw/").status_code == 404
    assert client.post(f"/consents/{uuid4()}/withdraw/").status_code == 404
    assert not Withdrawal.objects.exists()


def test_a_leader_is_shown_no_consents(units: Cast, eva: Person) -> None:
    consent(eva, units.clinic, days=LASTS)
    client = at(units.clinic, "unit-leader")

    assert "Consents" not in main_of(client.get(f"/person/{eva.pk}/"))
    assert client.get(f"/person/{eva.pk}/consents/").status_code == 404


@pytest.mark.parametrize(
    ("language", "word"),
    [("nb", "Trekk tilbake alle samtykker"), ("nn", "Trekk tilbake alle samtykke")],
)
def test_it_speaks_the_languages(units: Cast, eva: Person, language: str, word: str) -> None:
    page = main_of(at(units.clinic, language=language).get(f"/person/{eva.pk}/consents/"))

    assert word in page


@pytest.mark.parametrize("count", [1, 6])
def test_it_costs_the_same_however_many_there_are(
    units: Cast, eva: Person, count: int, django_assert_num_queries: Any
) -> None:
    for nth in range(count):
        consent(eva, units.clinic, days=LASTS, given=nth)
    client = at(units.clinic)
    client.get("/worklist/")

    with django_assert_num_queries(23):
        client.get(f"/person/{eva.pk}/consents/")


# --- what a consent opens ------------------------------------------------------------------------------


def test_of_a_programme_of_justice_three_things_are_seen_and_no_more(
    units: Cast, eva: Person
) -> None:
    course = in_programme(eva, units)
    client = at(units.clinic)
    before = main_of(client.get(f"/person/{eva.pk}/"))
    consent(eva, units.clinic, part="COURT", days=LASTS)

    page = main_of(client.get(f"/person/{eva.pk}/"))

    assert "Drug programme under court control" not in before
    shown = page.partition('id="brief-head"')[2].partition("</section>")[0]
    assert "Drug programme under court control" in shown
    assert "Binds treatment: Urine each week" in shown
    assert "Next meeting in court: 1 June 2026" in shown
    rest = page.replace(shown, "")
    for word in (
        "quay",
        "attendance",
        "Attendance",
        "Phase 1",
        "Breach",
        "court control",
        str(course.pk),
    ):
        assert word not in rest, word
        assert word not in shown or word == "court control", word
    assert client.get(f"/course/{course.pk}/").status_code == 404
    told = Access.objects.filter(reason="granted-by-consent").values_list("parts", "deed")
    assert set(told) == {("COURT", "summary")}


def test_a_meeting_in_court_that_has_passed_is_not_the_next(
    units: Cast, eva: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_programme(eva, units)
    consent(eva, units.clinic, part="COURT", days=LASTS)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=14))

    page = main_of(at(units.clinic).get(f"/person/{eva.pk}/"))

    assert "No meeting in court is set." in page


def test_once_withdrawn_there_is_no_programme(units: Cast, eva: Person) -> None:
    in_programme(eva, units)
    row = consent(eva, units.clinic, part="COURT", days=LASTS)
    client = at(units.clinic)
    client.post(f"/consents/{row.pk}/withdraw/")

    assert "Next meeting in court" not in main_of(client.get(f"/person/{eva.pk}/"))


def test_what_a_condition_says_is_left_out_where_the_address_is_graded(
    units: Cast, eva: Person
) -> None:
    in_programme(eva, units)
    consent(eva, units.clinic, part="COURT", days=LASTS)
    Person.objects.filter(pk=eva.pk).update(address_grade="confidential")

    page = main_of(at(units.clinic).get(f"/person/{eva.pk}/"))

    assert "Next meeting in court: 1 June 2026" in page
    assert "Urine each week" not in page


def test_a_condition_that_is_lifted_binds_no_more(units: Cast, eva: Person) -> None:
    course = in_programme(eva, units)
    consent(eva, units.clinic, part="COURT", days=LASTS)
    assert "Urine each week" in main_of(at(units.clinic).get(f"/person/{eva.pk}/"))
    officer = staff_reader(member(Unit.objects.get(code="court"), "court-officer"), TODAY)
    say(officer, course, "2026-05-09 condition-lifted", {"condition.no": ("v1",)})

    page = main_of(at(units.clinic).get(f"/person/{eva.pk}/"))

    assert "No condition that binds treatment is shown." in page
    assert "Urine each week" not in page


def test_an_outreach_worker_sees_who_the_coordinator_is_and_not_where_the_person_is_helped(
    units: Cast, eva: Person
) -> None:
    team = unit("dalen-street", "team", units.municipality)
    tie(eva, team)
    named = {"coordinator.name": "Kari Koordinator", "coordinator.phone": "00 02 00 00"}
    coordinator = staff_reader(member(units.municipality, "municipal-coordinator"), TODAY)
    plan = opened(coordinator, eva, "2026-05-04 need-reported", "individual-plan")
    say(coordinator, plan, "2026-05-05 coordinator-named", named)
    client = at(team, "outreach-worker")
    before = main_of(client.get(f"/person/{eva.pk}/"))
    consent(eva, team, "outreach", "PLAN", days=LASTS)

    page = main_of(client.get(f"/person/{eva.pk}/"))

    assert "Kari Koordinator" not in before
    assert "Coordinator: Kari Koordinator" in page
    assert "00 02 00 00" in page
    for word in ("Individual plan", "nordvik", "treatment", str(plan.pk)):
        assert word not in page.partition('id="consents-head"')[0], word


def test_the_form_of_a_services_own_consent_says_that_it_opens_nothing(
    units: Cast, eva: Person
) -> None:
    coordinator = staff_reader(member(units.municipality, "municipal-coordinator"), TODAY)
    plan = opened(coordinator, eva, "2026-05-04 need-reported", "individual-plan")
    client = at(units.municipality, "municipal-coordinator")

    page = main_of(client.get(f"/course/{plan.pk}/record/consent-given/"))
    other = main_of(client.get(f"/course/{plan.pk}/record/coordinator-named/"))

    assert f"/person/{eva.pk}/consents/" in page
    assert "opens the record to nobody" in page
    assert "consents/" not in other


def test_a_clinician_reads_what_was_written_on_the_street(units: Cast, eva: Person) -> None:
    team = unit("dalen-street", "team", units.municipality)
    worker = staff_reader(member(team, "outreach-worker"), TODAY)
    kit = opened(worker, eva, "2026-05-10 person-met", "naloxone")
    client = at(units.clinic)
    assert client.get(f"/course/{kit.pk}/").status_code == 404

    row = consent(eva, units.clinic, days=LASTS)
    assert client.get(f"/course/{kit.pk}/").status_code == 200
    assert "Naloxone" in main_of(client.get(f"/person/{eva.pk}/"))

    client.post(f"/consents/{row.pk}/withdraw/")
    assert client.get(f"/course/{kit.pk}/").status_code == 404


def test_an_overdose_told_of_at_the_clinic_is_known_on_the_street_until_the_person_objects(
    units: Cast, eva: Person
) -> None:
    course = Course.objects.get(subject=eva.subject)
    say(clinician(units.clinic), course, "2026-05-14 10:00 overdose")
    tie(eva, units.other_clinic)
    street, clinic = at(units.other_clinic, "outreach-worker"), at(units.clinic)
    asked = {"parts": ["outreach:SUD"], "manner": "told"}
    assert "overdose" not in main_of(street.get(f"/person/{eva.pk}/")).lower()

    refused = clinic.post(
        f"/person/{eva.pk}/consents/", sent(units.other_clinic, **asked | {"parts": ["treat:OUTN"]})
    )
    clinic.post(f"/person/{eva.pk}/consents/", sent(units.other_clinic, **asked))

    assert refused.status_code == 422
    assert "only if the person says yes" in main_of(refused)
    row = Consent.objects.get()
    assert row.manner == "told"
    page = main_of(street.get(f"/person/{eva.pk}/"))
    assert "An overdose has been written down, 14 May 2026" in page
    for word in ("Substance-use", "substance-use treatment", units.clinic.name, str(course.pk)):
        assert word not in page, word
    told = main_of(clinic.get(f"/person/{eva.pk}/consents/"))
    assert "told of it, and did not object" in told
    assert "The person objects<span" in told

    clinic.post(f"/consents/{row.pk}/withdraw/")

    assert "overdose" not in main_of(street.get(f"/person/{eva.pk}/")).lower()
    assert "the person objects" in main_of(clinic.get(f"/person/{eva.pk}/consents/"))


@pytest.mark.parametrize(("day", "is_told"), [("2026-04-21", True), ("2026-04-20", False)])
def test_an_overdose_is_told_of_for_four_weeks(units: Cast, day: str, is_told: bool) -> None:
    eva = person()
    course = opened(clinician(units.clinic), eva, "2026-04-01 referral-received")
    say(clinician(units.clinic), course, f"{day} overdose")
    tie(eva, units.other_clinic)
    consent(eva, units.other_clinic, "outreach", "SUD", LASTS, manner=Consent.Manner.TOLD)

    page = main_of(at(units.other_clinic, "outreach-worker").get(f"/person/{eva.pk}/"))

    assert ("An overdose has been written down" in page) is is_told
