"""Somebody whom a unit calls by a name alone: begun with, found and shown by that unit, and by nobody else."""

from datetime import UTC, datetime
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from helhet.access.models import Tie
from helhet.parties.models import Alias, Membership, Subject
from helhet.record.models import REGISTER, Course
from tests.ledger.cast import Cast, cast, member, person, tie
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 14, tzinfo=UTC)
BEGIN = "/begin/street-hospital/application-received/"


@pytest.fixture(autouse=True)
def _at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def units() -> Cast:
    return cast()


@pytest.fixture
def client(units: Cast) -> Client:
    return client_of(member(units.ward, "treatment-clinician"))


def form(client: Client, **more: Any) -> dict[str, Any]:
    """Return what a browser of the client's sends of the form that begins a stay."""
    acting = Membership.objects.get(user=client.session["_auth_user_id"]).pk
    sent = {"happened_on": "2026-05-19", "version": 0, "key": uuid4(), "acting": acting}
    return {**sent, "called": "Kalle", **more}


def begun(client: Client, **more: Any) -> Course:
    answer = client.post(BEGIN, form(client, **more))
    assert answer.status_code == 302
    return Course.objects.get(pk=answer["Location"].split("/")[-2])


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_the_form_asks_for_the_name_alone_and_says_what_an_alias_is(client: Client) -> None:
    choices, page = text(client.get("/begin/")), text(client.get(BEGIN))

    assert BEGIN in choices
    assert "Without name and number" in choices
    assert "You know them by an alias" in page
    assert 'name="called"' in page
    for name in ("number", "given_name", "born_on", "phone", "municipality"):
        assert f'name="{name}"' not in page


def test_a_stay_is_begun_and_the_name_stands_where_names_stand(client: Client) -> None:
    course = begun(client, called="  Kalle   med hunden ")

    assert Alias.objects.get().called == "Kalle med hunden"
    for address in (f"/course/{course.pk}/", f"/person/{course.subject_id}/"):
        page = text(client.get(address))
        assert "Kalle med hunden (alias)" in page
        assert "Kalle" not in page.partition("<title>")[2].partition("</title>")[0]


def test_a_double_click_begins_once(client: Client) -> None:
    told = form(client)

    answers = [client.post(BEGIN, told) for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Subject.objects.count() == 1


def test_who_is_called_so_already_is_asked_about(client: Client) -> None:
    first = begun(client)

    answer = client.post(BEGIN, form(client))

    assert answer.status_code == 422
    assert "Is it one of them?" in text(answer)
    assert f"/begin/for/{first.subject_id}/" in text(answer)
    assert "Somebody is called so in your unit already" in text(answer)
    assert begun(client, is_same="on").subject_id == first.subject_id
    assert begun(client, called="Lange-Kalle").subject_id != first.subject_id


def test_a_name_almost_the_same_is_asked_about_and_may_be_somebody_else(client: Client) -> None:
    begun(client)

    answer = client.post(BEGIN, form(client, called="Kalla"))

    assert answer.status_code == 422
    assert "It is none of them" in text(answer)
    assert Alias.objects.count() == 1
    begun(client, called="Kalla", is_another="on")
    assert Alias.objects.count() == 2


def test_whom_nobody_has_to_do_with_any_more_may_be_gone_on_with(client: Client) -> None:
    first = begun(client)
    Tie.objects.update(from_day="2025-01-01", to_day="2025-02-01")

    answer = client.post(BEGIN, form(client))

    assert answer.status_code == 422
    assert "Is it one of them?" not in text(answer)
    assert 'name="is_same"' in text(answer)
    assert begun(client, is_same="on").subject_id == first.subject_id


@pytest.mark.parametrize("called", ["", "  ", "12", "K\u200balle", "x" * 201], ids=repr)
def test_what_is_no_name_changes_nothing_and_is_kept(client: Client, called: str) -> None:
    answer = client.post(BEGIN, form(client, called=called))

    assert answer.status_code == 422
    assert not Subject.objects.exists()


def test_what_is_wrong_with_the_first_entry_writes_nobody_down(client: Client) -> None:
    answer = client.post(BEGIN, form(client, happened_on="2027-01-01"))

    assert answer.status_code == 422
    assert 'value="Kalle"' in text(answer)
    assert not Subject.objects.exists()


@pytest.mark.parametrize("role", ["unit-leader", "analyst", "municipal-coordinator"])
def test_a_role_that_writes_nothing_there_is_told_of_nothing(units: Cast, role: str) -> None:
    other = client_of(member(units.ward, role))

    answer = other.post(BEGIN, form(other))

    assert answer.status_code == 404
    assert not Subject.objects.exists()


def test_a_stranger_meets_nobody(client: Client, units: Cast) -> None:
    course = begun(client)
    stranger = client_of(member(units.other_clinic, "treatment-clinician"))
    nobody = uuid4()

    for ask in ("/person/{}/", "/begin/for/{}/", f"{BEGIN}for/{{}}/", "/tasks/new/?about={}"):
        answers = [stranger.get(ask.format(one)) for one in (course.subject_id, nobody)]
        assert len({one.status_code for one in answers}) == 1
        assert "Kalle" not in text(answers[0])
    assert stranger.post(f"{BEGIN}for/{course.subject_id}/", form(stranger)).status_code == 404
    assert "(alias)" not in text(stranger.post("/find/", {"called": "Kalle"}))
    assert 'name="called"' not in text(stranger.get("/find/"))


def test_each_is_begun_with_what_is_about_such_as_them(client: Client, units: Cast) -> None:
    alias, who = begun(client).subject_id, person()
    tie(who, units.ward)

    of_alias, of_person = (text(client.get(f"/begin/for/{one}/")) for one in (alias, who.pk))

    assert f"{BEGIN}for/{alias}/" in of_alias
    assert "/begin/tsb/" not in of_alias
    assert BEGIN not in of_person
    assert client.get(f"{BEGIN}for/{who.pk}/").status_code == 404
    assert client.get(f"/begin/tsb/referral-received/for/{alias}/").status_code == 404
    answer = client.post(f"{BEGIN}for/{alias}/", form(client))
    assert answer.status_code == 302
    assert Course.objects.exclude(pathway=REGISTER).filter(subject=alias).count() == 2


def test_an_alias_is_found_in_the_own_unit_by_what_it_is_called(client: Client) -> None:
    course = begun(client)

    page, just_so, slip = (
        text(client.get("/find/")),
        text(client.post("/find/", {"called": "Kalle"})),
        text(client.post("/find/", {"called": "Kallle"})),
    )

    assert 'name="called"' in page
    for found in (just_so, slip):
        assert f"/person/{course.subject_id}/" in found
        assert "Kalle (alias)" in found
        assert "known to your unit alone" in found
        assert "date of birth not known" not in found
    assert "not just so" in slip
    assert "Nobody found" in text(client.post("/find/", {"called": "Mona"}))
    assert client.post("/find/", {"called": ""}).status_code == 422


def test_lists_of_the_unit_show_the_alias(client: Client, units: Cast) -> None:
    course = begun(client)
    for event, more in (
        ("application-decided", {"outcome": "offered"}),
        ("admitted", {"stay.last-day": "2026-05-25"}),
    ):
        course.refresh_from_db()
        sent = form(client, version=course.version, **more)
        answer = client.post(f"/course/{course.pk}/record/{event}/", sent)
        assert answer.status_code == 302

    for address in ("/worklist/", "/ward/"):
        assert "Kalle (alias)" in text(client.get(address)), address
    about = text(client.get(f"/tasks/new/?about={course.subject_id}"))
    assert "Kalle (alias)" in about
    leader = client_of(member(units.ward, "unit-leader"))
    assert "Kalle (alias)" in text(leader.get(f"/person/{course.subject_id}/read/"))


@pytest.mark.parametrize("people", [3, 30])
def test_a_search_asks_the_same_for_few_and_for_many(
    client: Client, people: int, django_assert_num_queries: Any
) -> None:
    for nth in range(people):
        begun(client, called=f"Kalle {'abcdefghij'[nth % 10]}{'klm'[nth // 10]}", is_another="on")

    with django_assert_num_queries(14):
        found = text(client.post("/find/", {"called": "Kalle"}))

    assert found.count("known to your unit alone") == min(people, 20)


def test_a_name_that_was_written_wrong_is_changed(client: Client) -> None:
    course = begun(client, called="Kale")
    address = f"/person/{course.subject_id}/name/"
    begun(client, called="Mona")

    assert address in text(client.get(f"/person/{course.subject_id}/"))
    assert 'value="1"' in text(client.get(address))
    for called, said in (("12", "Write the name with letters"), ("Mona", "is called so in your")):
        answer = client.post(address, {"called": called, "version": 1})
        assert answer.status_code == 422
        assert said in text(answer)
    answer = client.post(address, {"called": "Kalle", "version": 1})
    assert answer["Location"] == f"/person/{course.subject_id}/"
    assert "Kalle (alias)" in text(client.get(answer["Location"]))
    answer = client.post(address, {"called": "Lange", "version": 1})
    assert answer.status_code == 422
    assert "changed the name meanwhile" in text(answer)


def test_a_name_is_changed_by_the_unit_alone(client: Client, units: Cast) -> None:
    course, who = begun(client), person()
    tie(who, units.ward)
    others = [
        client_of(member(units.other_clinic, "treatment-clinician")),
        client_of(member(units.ward, "unit-leader")),
    ]

    for other in others:
        for subject in (course.subject_id, uuid4()):
            told = {"called": "Mona", "version": 1}
            assert other.post(f"/person/{subject}/name/", told).status_code == 404
    assert client.get(f"/person/{who.pk}/name/").status_code == 404
    assert Alias.objects.get().called == "Kalle"


def test_a_name_that_would_be_code_is_text_on_every_page(client: Client) -> None:
    course = begun(client, called="<img src=x onerror=alert(1)> Kalle")
    who = course.subject_id

    for address in (f"/person/{who}/", f"/person/{who}/name/", f"/course/{course.pk}/", "/tasks/"):
        page = client.get(address).content.decode()
        assert "<img src=x" not in page
    found = client.post("/find/", {"called": "<img src=x onerror=alert(1)> Kalle"})
    assert "<img src=x" not in found.content.decode()
    assert "&lt;img src=x" in found.content.decode()


def test_a_name_alone_typed_in_the_wrong_field_need_not_be_typed_anew(client: Client) -> None:
    begun(client)

    answer = client.post("/find/", {"who": "Kalle"})

    assert answer.status_code == 422
    assert text(answer).count('value="Kalle"') == 2
