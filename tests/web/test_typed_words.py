"""Nothing that was typed is lost when a session ends, a role is missing, or another language is chosen."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_POST

from helhet.parties.models import Membership, Unit
from helhet.record.models import Entry
from helhet.signin import sessions, typed
from helhet.signin.models import CalendarAddress
from helhet.signin.rules import acting
from helhet.site.urls import urlpatterns as of_the_program
from helhet.work.models import Task
from tests.ledger.cast import cast, member
from tests.web.signed import client_of
from tests.web.test_course_page import begun
from tests.web.test_entry_page import _at_two as _at_two
from tests.web.test_entry_page import sent

pytestmark = pytest.mark.django_db
WORDS = {"outcome": "raised", "suicide-risk.assessment": "Talked for long about the night."}


@acting
@require_POST
def _only_forms(request: HttpRequest) -> HttpResponse:
    return HttpResponse("written")


urlpatterns = [*of_the_program, path("only-forms/", _only_forms)]


def form_of(client: Client, address: str) -> dict[str, str]:
    """Return what hidden fields of a page say of whom its form was given to."""
    page = client.get(address).content.decode()
    return {"typed_by": page.split('name="typed_by" value="')[1].split('"')[0]}


def begun_form() -> tuple[Membership, Client, str, dict[str, Any]]:
    """Return a clinician at the form of an event, its address, and what they have typed."""
    units = cast()
    course = begun(units.clinic)
    staff = member(units.clinic, "treatment-clinician")
    client = client_of(staff)
    address = f"/course/{course}/record/suicide-risk-assessed/"
    return staff, client, address, sent(course, **WORDS, **form_of(client, address))


def end_session(client: Client) -> None:
    del client.cookies["sessionid"]


def back(client: Client, staff: Membership) -> None:
    """Sign in in the same browser: what stands in its session stays there."""
    client.force_login(staff.user, backend="django.contrib.auth.backends.ModelBackend")


def test_a_form_that_is_sent_when_the_session_has_ended_comes_back_to_who_typed_it() -> None:
    staff, client, address, form = begun_form()
    end_session(client)

    asked = client.post(address, form)
    back(client, staff)
    page = client.get(address).content.decode()

    assert asked["Location"] == f"/account/login/?next={address}"
    assert "Talked for long about the night." in page
    assert "Here is what you typed" in page
    assert not Entry.objects.filter(event="suicide-risk-assessed").exists()


def test_it_is_written_when_it_is_sent_again_and_then_forgotten() -> None:
    staff, client, address, form = begun_form()
    end_session(client)
    client.post(address, form)
    back(client, staff)

    answer = client.post(address, form)

    assert answer.status_code == 302
    assert Entry.objects.filter(event="suicide-risk-assessed").count() == 1
    assert "Talked for long" not in client.get(address).content.decode()


def test_nobody_else_who_signs_in_there_sees_it_and_then_it_is_gone() -> None:
    staff, client, address, form = begun_form()
    end_session(client)
    client.post(address, form)
    other = member(staff.unit, "treatment-clinician")
    client_of(other)

    back(client, other)

    assert "Talked for long" not in client.get(address).content.decode()
    back(client, staff)
    assert "Talked for long" not in client.get(address).content.decode()


def test_it_is_sealed_where_it_is_kept_and_not_kept_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    staff, client, address, form = begun_form()
    end_session(client)
    client.post(address, form)

    assert "Talked" not in str([one.get_decoded() for one in Session.objects.all()])
    at = sessions.now()
    monkeypatch.setattr(typed, "now", lambda: at + typed.KEPT_SECONDS)
    back(client, staff)
    assert "Talked for long" not in client.get(address).content.decode()


@pytest.mark.parametrize("told", ["", "made-up", "AAAA"])
def test_what_no_form_of_ours_sends_is_not_kept(told: str) -> None:
    _, client, address, form = begun_form()
    end_session(client)

    asked = client.post(address, {**form, "typed_by": told})

    assert asked["Location"] == "/account/login/"
    assert "kept" not in client.session


def test_of_pages_with_passwords_nothing_is_kept() -> None:
    _, client, _, form = begun_form()
    end_session(client)

    client.post("/account/password/", {**form, "oldpassword": "secret"})

    assert "kept" not in client.session


def test_another_language_does_not_cost_what_was_refused() -> None:
    _, client, address, form = begun_form()
    refused = client.post(address, {**form, "outcome": ""})
    assert refused.status_code == 422

    client.post("/language/", {"language": "nn", "next": address})
    page = client.get(address).content.decode()

    assert '<html lang="nn"' in page
    assert "Talked for long about the night." in page


def test_another_language_does_not_cost_what_was_typed_and_not_sent() -> None:
    _, client, address, form = begun_form()
    told = {"language": "nn", "next": address, "typed": urlencode(form)}

    answer = client.post("/language/", told)
    page = client.get(address).content.decode()

    assert answer["Location"] == address
    assert '<html lang="nn"' in page
    assert "Talked for long about the night." in page
    assert not Entry.objects.filter(event="suicide-risk-assessed").exists()


@pytest.mark.parametrize(
    "where", ["/account/password/", "/nowhere/", "//elsewhere.example/", "http://[x", ""]
)
def test_what_was_typed_elsewhere_is_not_kept(where: str) -> None:
    _, client, _, form = begun_form()

    answer = client.post("/language/", {"language": "nn", "next": where, "typed": urlencode(form)})

    assert answer.status_code == 302
    assert "elsewhere.example" not in answer["Location"]
    assert "kept" not in client.session


@pytest.mark.parametrize("told", ["", "made-up"])
def test_nothing_is_kept_that_no_form_of_ours_was_given_for(told: str) -> None:
    _, client, address, form = begun_form()
    typed_ = urlencode({**form, "typed_by": told})

    client.post("/language/", {"language": "nn", "next": address, "typed": typed_})

    assert "kept" not in client.session


def test_whoever_has_chosen_no_role_comes_back_with_what_they_typed() -> None:
    staff, client, address, form = begun_form()
    member(staff.unit, "unit-leader", user=staff.user)

    asked = client.post(address, form)
    chosen = client.post("/role/", {"membership": staff.pk, "next": address})

    assert asked["Location"] == f"/role/?next={address}"
    assert chosen["Location"] == address
    assert "Talked for long" in client.get(address).content.decode()


def test_a_form_from_before_its_user_signed_in_again_comes_back() -> None:
    _, client, address, form = begun_form()
    client.handler.enforce_csrf_checks = True

    from_elsewhere = client.post(address, form, headers={"sec-fetch-site": "cross-site"})
    ours = client.post(address, form, headers={"sec-fetch-site": "same-origin"})

    assert from_elsewhere.status_code == 403
    assert ours["Location"] == address
    assert "Talked for long" in client.get(address).content.decode()


def test_an_address_that_only_takes_a_form_asks_whether_to_send_it(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    staff, client, _, form = begun_form()
    end_session(client)
    client.post("/only-forms/", form)
    back(client, staff)

    page = client.get("/only-forms/").content.decode()

    assert "Send it once more" in page
    assert "Talked for long about the night." in page
    assert client.post("/only-forms/", form).content == b"written"
    assert client.get("/only-forms/").status_code == 405


def test_a_demo_and_a_choice_of_role_lead_nowhere_else() -> None:
    staff, client, _, _ = begun_form()

    for away in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        answer = client.post("/role/", {"membership": staff.pk, "next": away})
        assert answer["Location"] == "/"


def test_a_role_that_does_not_see_the_page_leads_to_its_first_one() -> None:
    staff, client, address, _ = begun_form()
    elsewhere = member(Unit.objects.get(code="dalen"), "coordinator", user=staff.user)

    client.post("/role/", {"membership": elsewhere.pk, "next": address})

    assert client.get(address)["Location"] == "/"
    assert client.get(address).status_code == 404


def test_another_role_gives_the_session_another_key() -> None:
    staff, client, _, _ = begun_form()
    before = client.cookies["sessionid"].value

    client.post("/role/", {"membership": staff.pk})

    assert client.cookies["sessionid"].value != before
    assert client.get("/worklist/").status_code == 200


def test_a_choice_of_role_leads_back_to_the_page_before() -> None:
    _, client, address, _ = begun_form()

    page = client.get("/role/", headers={"referer": f"http://testserver{address}"})
    elsewhere = client.get("/role/", headers={"referer": f"https://elsewhere.example{address}"})

    assert f'name="next" value="{address}"' in page.content.decode()
    assert 'name="next" value="/"' in elsewhere.content.decode()


@pytest.mark.parametrize(
    ("address", "typed", "made"),
    [
        ("/tasks/new/", {"text": "Order keys", "key": str(uuid4())}, Task),
        ("/appointments/calendar/", {"deed": "make"}, CalendarAddress),
    ],
    ids=["task", "calendar"],
)
def test_what_comes_back_is_not_done_before_it_is_sent(
    address: str, typed: dict[str, str], made: Any
) -> None:
    staff = member(cast().clinic, "treatment-clinician")
    client = client_of(staff)
    form = {**typed, **form_of(client, address)}
    end_session(client)

    client.post(address, form)
    back(client, staff)
    answer = client.get(address)

    assert answer.status_code == 200
    assert not made.objects.exists()
    assert client.post(address, form).status_code in (200, 302)
    assert made.objects.count() == 1
