"""Where a unit and its staff are called: its leader says it, nobody else does, and nobody else's number is changed."""

import pytest

from helhet.parties.models import Unit, User
from tests.ledger.cast import cast, member
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db


def test_a_leader_says_where_the_unit_and_its_staff_are_called() -> None:
    units = cast()
    staff, leader = member(units.clinic, "treatment-clinician"), member(units.clinic, "unit-leader")
    client = client_of(leader)
    told = {"unit": "+47 00 01 00 00", f"user-{staff.user_id}": "00 01 00 01"}

    answer = client.post("/units/nordvik/phones/", told)

    assert answer["Location"] == "/units/nordvik/"
    assert Unit.objects.get(pk=units.clinic.pk).phone == "+47 00 01 00 00"
    assert User.objects.get(pk=staff.user_id).phone == "00 01 00 01"
    assert 'value="00 01 00 01"' in client.get("/units/nordvik/phones/").content.decode()


def test_somebody_who_works_elsewhere_is_not_among_them() -> None:
    units = cast()
    other = member(units.other_clinic, "treatment-clinician")

    client_of(member(units.clinic, "unit-leader")).post(
        "/units/nordvik/phones/", {f"user-{other.user_id}": "00 01 00 01", "name": "x"}
    )

    assert User.objects.get(pk=other.user_id).phone == ""
    assert Unit.objects.get(pk=units.clinic.pk).name == "nordvik"


@pytest.mark.parametrize("phone", ["call me", "<b>1234</b>", "1" * 21, "12"])
def test_what_is_no_number_changes_nothing(phone: str) -> None:
    units = cast()

    answer = client_of(member(units.clinic, "unit-leader")).post(
        "/units/nordvik/phones/", {"unit": phone}
    )

    assert answer.status_code == 422
    assert Unit.objects.get(pk=units.clinic.pk).phone == ""


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ("treatment-clinician", "nordvik"),
        ("unit-leader", "sorvik"),
        ("unit-leader", "nowhere"),
        ("unit-leader", "fjordheim"),
    ],
)
def test_nobody_else_says_it(role: str, code: str) -> None:
    units = cast()
    client = client_of(member(units.clinic, role))

    assert client.get(f"/units/{code}/phones/").status_code in (403, 404)
    assert client.post(f"/units/{code}/phones/", {"unit": "00 01 00 00"}).status_code in (403, 404)
    assert not Unit.objects.exclude(phone="").exists()
