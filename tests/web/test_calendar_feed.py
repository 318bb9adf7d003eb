"""A calendar outside is told when there are appointments, and nothing else; by an address that is shown once and can be taken back."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from helhet.access.models import Access
from helhet.parties.models import AddressGrade, Membership, Person, Subject
from helhet.record.queries import agenda
from helhet.signin.models import CalendarAddress
from tests.ledger.cast import TODAY, cast, member, person
from tests.ledger.courses import clinician
from tests.ledger.test_appointments import appoint, entitled
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 19, 10, tzinfo=UTC)
ROLE = "treatment-clinician"
ADDRESS = re.compile(r'value="http://testserver(/appointments/feed.ics\?key=[^"]+)"')


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def made(staff: Membership, language: str = "nb") -> str:
    """Return a new address of a role, as its page shows it."""
    answer = client_of(staff, language).post("/appointments/calendar/", {"deed": "make"})
    (found,) = ADDRESS.findall(answer.content.decode())
    return str(found)


def fetched(address: str) -> str:
    """Return what a calendar program gets that nobody has signed in to."""
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_tells_the_time_and_nothing_of_whose_it_is_or_where() -> None:
    units = cast()
    reader = clinician(units.clinic)
    course = entitled(reader, person())
    appoint(reader, course, "2026-05-20", "09:15", "dr. Berg")
    appoint(reader, course, "2026-05-21")

    told = fetched(made(member(units.clinic, ROLE)))

    assert "DTSTART:20260520T071500Z" in told
    assert "DTSTART;VALUE=DATE:20260521" in told
    assert told.count("SUMMARY:Helhet: avtale\r\n") == 2
    for secret in (
        "Eva",
        "Prøve",
        "Berg",
        "nordvik",
        "tsb",
        "rus",
        str(course.pk),
        str(course.pk)[:8],
    ):
        assert secret not in told


def test_it_is_not_kept_by_anybody_on_the_way() -> None:
    address = made(member(cast().clinic, ROLE))

    answer = Client().get(address)

    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"].startswith("text/calendar")
    assert "Set-Cookie" not in answer


def test_the_address_is_shown_once_and_only_its_hash_is_kept() -> None:
    staff = member(cast().clinic, ROLE)
    secret = made(staff).partition("key=")[2]

    again = client_of(staff).get("/appointments/calendar/").content.decode()

    assert secret not in again
    assert "You have an address" in again
    assert secret.encode() not in bytes(CalendarAddress.objects.get().secret_hash)
    assert len(secret) >= 43


def test_a_new_address_ends_the_old_one_and_taking_it_back_ends_all() -> None:
    staff = member(cast().clinic, ROLE)
    first, second = made(staff), made(staff)

    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    client_of(staff).post("/appointments/calendar/", {"deed": "revoke"})
    assert Client().get(second).status_code == 404


@pytest.mark.parametrize("what", ["role", "user", "unit"])
def test_the_address_of_whom_has_left_opens_nothing(what: str) -> None:
    staff = member(cast().clinic, ROLE)
    address = made(staff)
    yesterday = TODAY - timedelta(days=1)
    if what == "role":
        Membership.objects.update(to_day=yesterday)
    elif what == "user":
        type(staff.user).objects.update(is_active=False)
    else:
        type(staff.unit).objects.update(to_day=yesterday)

    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("grade", [AddressGrade.CONFIDENTIAL, AddressGrade.STRICTLY_CONFIDENTIAL])
def test_whoever_has_a_protected_address_is_left_out_at_once(grade: AddressGrade) -> None:
    units = cast()
    reader, who = clinician(units.clinic), person()
    appoint(reader, entitled(reader, who), "2026-05-20")
    address = made(member(units.clinic, ROLE))
    assert "VEVENT" in fetched(address)

    Person.objects.filter(pk=who.pk).update(address_grade=grade)

    assert "VEVENT" not in fetched(address)
    assert not Access.objects.latest("id").subjects.exists()


def test_a_protected_address_of_one_identity_protects_the_others() -> None:
    units = cast()
    reader, who, twin = clinician(units.clinic), person(), person("Eva-Lill")
    appoint(reader, entitled(reader, who), "2026-05-20")
    Subject.objects.filter(pk=twin.pk).update(root=who.subject, merged_into=who.subject)
    Person.objects.filter(pk=twin.pk).update(address_grade=AddressGrade.CONFIDENTIAL)

    assert "VEVENT" not in fetched(made(member(units.clinic, ROLE)))


def test_it_holds_what_the_role_may_see_and_no_more() -> None:
    units = cast()
    reader = clinician(units.clinic)
    appoint(reader, entitled(reader, person()), "2026-05-20", "09:15")

    assert "VEVENT" not in fetched(made(member(units.other_clinic, ROLE)))
    assert "VEVENT" not in fetched(made(member(units.clinic, "analyst")))
    of_leader = fetched(made(member(units.clinic, "unit-leader")))
    assert "DTSTART;VALUE=DATE:20260520" in of_leader
    assert "071500Z" not in of_leader


def test_each_fetch_stands_in_the_log_as_what_it_is() -> None:
    units = cast()
    reader, who = clinician(units.clinic), person()
    appoint(reader, entitled(reader, who), "2026-05-20")
    staff = member(units.clinic, ROLE)

    fetched(made(staff))

    access = Access.objects.latest("id")
    assert (access.user, access.reason, access.parts) == (staff.user.pk, "calendar-feed", "PLAN")
    assert [one.subject for one in access.subjects.all()] == [who.pk]


def test_it_is_told_so_many_times_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agenda, "HOURLY", 2)
    # The log has the database's own time.
    monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC))
    address = made(member(cast().clinic, ROLE))

    answers = [Client().get(address) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "3600"
    assert Access.objects.latest("id").reason == "too-many"


def test_what_is_neither_made_nor_taken_back_changes_nothing() -> None:
    staff = member(cast().clinic, ROLE)
    address = made(staff)

    assert client_of(staff).post("/appointments/calendar/", {"deed": "x"}).status_code == 404
    assert client_of(staff).post("/appointments/calendar/").status_code == 404

    assert Client().get(address).status_code == 200


def test_nobody_makes_or_takes_back_an_address_of_somebody_else() -> None:
    units = cast()
    staff, other = member(units.clinic, ROLE), member(units.clinic, ROLE)
    address = made(staff)

    told = {"deed": "revoke", "membership": staff.pk}
    client_of(other).post("/appointments/calendar/", told)

    assert Client().get(address).status_code == 200
    assert Client().post("/appointments/calendar/", {"deed": "make"}).status_code == 302


def test_another_site_cannot_make_one() -> None:
    staff = member(cast().clinic, ROLE)
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff.user, backend="django.contrib.auth.backends.ModelBackend")

    assert client.post("/appointments/calendar/", {"deed": "make"}).status_code == 403


def test_the_secret_stands_in_no_technical_log(caplog: pytest.LogCaptureFixture) -> None:
    staff = member(cast().clinic, ROLE)
    address = made(staff)
    client_of(staff).post("/appointments/calendar/", {"deed": "revoke"})

    Client().get(address)

    assert "Not Found: /appointments/feed.ics" in caplog.text
    assert address.partition("key=")[2] not in caplog.text


def test_two_calendars_call_the_same_appointment_by_other_names() -> None:
    units = cast()
    reader = clinician(units.clinic)
    appoint(reader, entitled(reader, person()), "2026-05-20")
    one, other = (made(member(units.clinic, ROLE)) for _ in range(2))

    names = [re.findall("UID:.*", fetched(address)) for address in (one, one, other)]

    assert names[0] == names[1] != names[2]


@pytest.mark.parametrize("people", [3, 30])
def test_it_costs_the_same_however_much_is_in_it(
    people: int, django_assert_num_queries: Any
) -> None:
    units = cast()
    reader = clinician(units.clinic)
    for nth in range(people):
        appoint(reader, entitled(reader, person(f"Eva {nth}")), "2026-05-20")
    address = made(member(units.clinic, ROLE))

    # The address, the tree of units; how often; the runs, their entries, the ties, the log (4), what the forms say.
    with django_assert_num_queries(11):
        told = fetched(address)

    assert told.count("BEGIN:VEVENT") == people
