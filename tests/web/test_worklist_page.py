"""The worklist as a page: what is owed, whose it is, by when; the same cost however long."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from helhet.access.models import Access
from tests.ledger.cast import cast, member, person
from tests.ledger.courses import clinician, opened
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 19, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def test_it_says_what_is_owed_whose_and_by_when() -> None:
    units = cast()
    opened(clinician(units.clinic), person("Eva"), "2026-05-04 referral-received")
    opened(clinician(units.clinic), person("Ola"), "2026-03-02 referral-received")

    page = client_of(member(units.clinic, "treatment-clinician")).get("/worklist/").content.decode()

    assert page.index("Ola Prøve") < page.index("Eva Prøve")
    assert "days late" in page
    assert "today" in page
    assert page.index("Late") < page.index("Today")


def test_it_shows_nobody_of_another_unit() -> None:
    units = cast()
    opened(clinician(units.clinic), person("Eva"))

    page = client_of(member(units.other_clinic, "treatment-clinician")).get("/worklist/")

    assert "Eva Prøve" not in page.content.decode()
    assert "Nothing is owed" in page.content.decode()


def test_whoever_is_named_on_it_is_logged_before() -> None:
    units = cast()
    shown = person("Eva")
    opened(clinician(units.clinic), shown)
    staff = member(units.clinic, "treatment-clinician")

    client_of(staff).get("/worklist/")

    access = Access.objects.latest("id")
    assert access.user == staff.user.pk
    assert {one.subject for one in access.subjects.all()} == {shown.pk}
    assert "ID" in access.parts


@pytest.mark.parametrize("people", [3, 30])
def test_it_costs_the_same_however_many_stand_on_it(
    people: int, django_assert_num_queries: Any
) -> None:
    units = cast()
    for nth in range(people):
        opened(clinician(units.clinic), person(f"Eva {nth}"))
    client = client_of(member(units.clinic, "treatment-clinician"))
    client.get("/worklist/")

    # The session, the user, the second step, the role, the tree of units; the page, names (3), and the log (4).
    with django_assert_num_queries(13):
        client.get("/worklist/")


def test_a_long_list_has_pages_one_after_the_other() -> None:
    units = cast()
    for nth in range(60):
        opened(clinician(units.clinic), person(f"Eva {nth}"))
    client = client_of(member(units.clinic, "treatment-clinician"))

    first = client.get("/worklist/").content.decode()
    second = client.get("/worklist/?from=50").content.decode()

    assert (first.count('class="whose"'), second.count('class="whose"')) == (50, 10)
    assert "?from=50" in first
    assert "?from=0" in second


@pytest.mark.parametrize("start", ["x", "-1", "9999999999", "\N{SUPERSCRIPT TWO}"])
def test_a_page_that_nobody_links_to_is_not_found(start: str) -> None:
    client = client_of(member(cast().clinic, "treatment-clinician"))

    assert client.get("/worklist/", {"from": start}).status_code == 404


def test_without_a_role_one_is_asked_for_it() -> None:
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    member(units.ward, "unit-leader", user=staff.user)
    client = client_of(staff)

    assert client.get("/worklist/")["Location"] == "/role/?next=/worklist/"
    client.post("/role/", {"membership": staff.pk})
    assert client.get("/worklist/").status_code == 200


def test_a_role_of_somebody_else_is_nobodys_to_choose() -> None:
    units = cast()
    staff, other = member(units.clinic, "treatment-clinician"), member(units.ward, "unit-leader")

    assert client_of(staff).post("/role/", {"membership": other.pk}).status_code == 404


def test_a_role_that_has_ended_is_no_longer_acted_in() -> None:
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    client = client_of(staff)
    assert client.get("/worklist/").status_code == 200

    staff.to_day = datetime(2026, 5, 18, tzinfo=UTC).date()
    staff.save()

    assert client.get("/worklist/")["Location"] == "/role/?next=/worklist/"


def test_a_role_that_ends_does_not_become_another_by_itself() -> None:
    units = cast()
    staff = member(units.clinic, "treatment-clinician")
    member(units.ward, "unit-leader", user=staff.user)
    client = client_of(staff)
    client.post("/role/", {"membership": staff.pk})

    staff.to_day = datetime(2026, 5, 18, tzinfo=UTC).date()
    staff.save()

    assert client.get("/worklist/")["Location"] == "/role/?next=/worklist/"
