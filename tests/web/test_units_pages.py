"""Units and people: a leader sees and changes what is theirs, nobody else does, and nothing more is taken than the form asks."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from helhet.access.staffing import give_by_command
from helhet.parties.models import Membership, StaffChange, User
from tests.ledger.cast import Cast, cast, member
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def units() -> Cast:
    return cast()


@pytest.fixture
def leader(units: Cast) -> Client:
    return client_of(member(units.clinic, "unit-leader"))


def given(**more: str) -> dict[str, str]:
    """Return what a browser sends to give somebody new a role."""
    return {
        "username": "kari",
        "is_new": "yes",
        "name": "Kari Nordmann",
        "role": "treatment-clinician",
        "from_day": localdate().isoformat(),
        **more,
    }


def test_a_leader_sees_their_unit_and_those_below_and_who_works_there(
    leader: Client, units: Cast
) -> None:
    other = member(units.ward, "treatment-clinician")
    User.objects.filter(pk=other.user_id).update(name="Ola <b>Nordmann")

    tree, ward = (
        leader.get("/units/").content.decode(),
        leader.get("/units/nordvik-ward/").content.decode(),
    )

    assert "/units/nordvik/" in tree
    assert "/units/nordvik-ward/" in tree
    assert "sorvik" not in tree
    assert "Ola &lt;b&gt;Nordmann" in ward


def test_somebody_new_gets_an_account_a_role_and_a_link_until_it_was_used(
    leader: Client, units: Cast
) -> None:
    answer = leader.post("/units/nordvik/add/", given(hpr="1234567", to_day="2100-01-01"))

    assert answer.status_code == 302, answer.content.decode()
    held = Membership.objects.get(user__username="kari")
    assert (held.role, held.unit, held.user.name, held.user.hpr) == (
        "treatment-clinician",
        units.clinic,
        "Kari Nordmann",
        "1234567",
    )
    assert "Show the link" in leader.get("/units/nordvik/").content.decode()
    link = leader.post(f"/units/role/{held.pk}/link/").content.decode()
    address = link.split("<code>")[1].split("</code>")[0]
    assert Client().get(address.replace("http://testserver", ""), follow=True).status_code == 200
    held.user.set_password("something long that is nobody's")
    held.user.save()
    assert leader.post(f"/units/role/{held.pk}/link/").status_code == 404


def test_no_link_is_shown_to_an_account_that_was_made_elsewhere(
    leader: Client, units: Cast
) -> None:
    held = member(units.clinic, "treatment-clinician")
    held.user.set_unusable_password()
    held.user.save()

    assert "Show the link" not in leader.get("/units/nordvik/").content.decode()
    assert leader.post(f"/units/role/{held.pk}/link/").status_code == 404


def test_no_link_is_shown_to_an_account_that_another_leader_has_made(
    leader: Client, units: Cast
) -> None:
    leader.post("/units/nordvik/add/", given())
    other = client_of(member(units.other_clinic, "unit-leader"))
    answer = other.post("/units/sorvik/add/", given(is_new="no", name=""))
    held = Membership.objects.get(user__username="kari", unit=units.other_clinic)

    assert answer.status_code == 302
    assert "Show the link" not in other.get("/units/sorvik/").content.decode()
    assert other.post(f"/units/role/{held.pk}/link/").status_code == 404


def test_a_double_click_gives_once(leader: Client) -> None:
    answers = [leader.post("/units/nordvik/add/", given()).status_code for _ in range(2)]

    assert answers == [302, 422]
    assert Membership.objects.filter(user__username="kari").count() == 1


def test_whoever_works_elsewhere_is_given_a_role_by_their_username(
    leader: Client, units: Cast
) -> None:
    user = member(units.other_clinic, "treatment-clinician").user

    answer = leader.post("/units/nordvik/add/", given(username=user.username, is_new="no", name=""))

    assert answer.status_code == 302
    assert user.memberships.filter(unit=units.clinic).exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"role": "unit-leader"}, "valid choice"),
        ({"role": "system-administrator"}, "valid choice"),
        ({"name": ""}, "needed"),
        ({"name": "Ka\u202eri"}, "everybody sees"),
        ({"username": "ka ri"}, "everybody sees"),
        ({"username": "nobody", "is_new": "no"}, "Nobody who works here"),
        ({"from_day": "2020-01-01"}, "has passed"),
        ({"to_day": "2020-01-01"}, "before it begins"),
        ({"hpr": "abc"}, "valid value"),
        ({"from_day": ""}, "required"),
        ({"is_new": "maybe"}, "valid choice"),
    ],
    ids=lambda one: ascii(one)[:40],
)
def test_what_cannot_be_is_said_beside_it_and_changes_nothing(
    leader: Client, more: dict[str, str], words: str
) -> None:
    answer = leader.post("/units/nordvik/add/", given(**more))

    assert answer.status_code == 422
    assert words in unescape(answer.content.decode())
    assert not User.objects.filter(username="kari").exists()
    assert not StaffChange.objects.exists()


def test_fields_that_the_form_does_not_have_change_nothing(leader: Client, units: Cast) -> None:
    more = {
        "is_superuser": "on",
        "is_staff": "on",
        "password": "x",
        "unit": str(units.trust.pk),
        "person": "1",
        "stands_in_for": "1",
        "user": "1",
    }

    assert leader.post("/units/nordvik/add/", given(**more)).status_code == 302

    held = Membership.objects.select_related("user").get(user__username="kari")
    assert (held.unit, held.stands_in_for) == (units.clinic, None)
    assert not (held.user.is_superuser)
    assert not (held.user.is_staff)
    assert not (held.user.has_usable_password())


def test_a_role_is_ended_and_stood_in_for_and_it_is_told_who_did(
    leader: Client, units: Cast
) -> None:
    held, other = (
        member(units.ward, "treatment-clinician"),
        member(units.clinic, "treatment-clinician"),
    )
    today = localdate()
    stood = {
        "username": other.user.username,
        "from_day": today.isoformat(),
        "to_day": (today + timedelta(days=7)).isoformat(),
    }

    assert leader.post(f"/units/role/{held.pk}/stand-in/", stood).status_code == 302
    page = leader.get("/units/nordvik-ward/").content.decode()
    ended = leader.post(f"/units/role/{held.pk}/end/", {"last_day": today.isoformat()})

    assert "stands in for" in page
    assert ended.status_code == 302
    assert Membership.objects.get(pk=held.pk).to_day == today
    assert "ended the role of" in leader.get("/units/nordvik-ward/").content.decode()


def test_a_role_that_the_command_gave_is_told_of_too(leader: Client, units: Cast) -> None:
    held = member(units.ward, "treatment-clinician")

    give_by_command(held.user, units.clinic, "analyst", localdate())

    page = leader.get("/units/nordvik/").content.decode()
    assert "whoever runs the installation" in page
    assert "/end/" not in page.partition(held.user.username)[2].partition("</li>")[0]


@pytest.mark.parametrize("begins", [0, 5], ids=["today", "later"])
def test_a_role_that_was_given_by_mistake_is_taken_back_before_it_begins(
    leader: Client, units: Cast, begins: int
) -> None:
    held = member(units.clinic, "treatment-clinician")
    first = localdate() + timedelta(days=begins)
    Membership.objects.filter(pk=held.pk).update(from_day=first)

    told = {"last_day": (localdate() - timedelta(days=1)).isoformat()}
    answer = leader.post(f"/units/role/{held.pk}/end/", told)

    assert answer.status_code == 302
    page = leader.get("/units/nordvik/").content.decode()
    assert "taken back before" in page
    assert f"/units/role/{held.pk}/end/" not in page
    assert client_of(held).get("/worklist/").status_code == 302


def test_nothing_of_another_unit_is_shown_or_changed(leader: Client, units: Cast) -> None:
    held = member(units.other_clinic, "treatment-clinician")
    today = localdate().isoformat()

    for address in (
        "sorvik/",
        "sorvik/add/",
        "fjordheim/",
        f"role/{held.pk}/end/",
        f"role/{held.pk}/stand-in/",
    ):
        assert leader.get(f"/units/{address}").status_code == 404
    assert leader.post("/units/sorvik/add/", given()).status_code == 404
    assert leader.post(f"/units/role/{held.pk}/end/", {"last_day": today}).status_code == 404
    assert leader.post(f"/units/role/{held.pk}/link/").status_code == 404
    assert Membership.objects.get(pk=held.pk).to_day is None


@pytest.mark.parametrize("role", ["treatment-clinician", "analyst", "system-administrator"])
def test_a_role_that_leads_nobody_has_no_such_page(units: Cast, role: str) -> None:
    client = client_of(member(units.clinic, role))

    for address in ("", "nordvik/", "nordvik/add/"):
        assert client.get(f"/units/{address}").status_code == 404
    assert client.post("/units/nordvik/add/", given()).status_code == 404
    assert "/units/" not in client.get("/pathways/").content.decode()


def test_nothing_is_given_without_the_token_of_the_form(leader: Client) -> None:
    leader.handler.enforce_csrf_checks = True

    assert leader.post("/units/nordvik/add/", given()).status_code == 403


def test_the_pages_cost_as_much_for_thirty_as_for_three(leader: Client, units: Cast) -> None:
    costs = []
    for many in (3, 30):
        for _ in range(many):
            member(units.clinic, "treatment-clinician", to_day=date(2100, 1, 1))
        with CaptureQueriesContext(connection) as queries:
            leader.get("/units/")
            leader.get("/units/nordvik/")
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_the_name_of_a_new_account_is_not_said_to_be_optional(leader: Client) -> None:
    page = leader.get("/units/nordvik/add/").content.decode()

    label = page.partition('for="id_name"')[2].partition("</label>")[0]
    assert "quiet" not in label
    assert "Needed for somebody who gets an account now." in page


def test_a_name_that_is_not_asked_for_stops_nothing(leader: Client, units: Cast) -> None:
    user = member(units.clinic, "treatment-clinician").user

    answer = leader.post(
        "/units/nordvik/add/",
        given(username=user.username, is_new="no", name="\u202ex", role="unit-leader"),
    )

    assert b"letters and signs" not in answer.content
