"""The worklist as a page: what is owed, whose it is, by when; the same cost however long."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from helhet.access.models import Access
from helhet.parties.models import Membership
from helhet.record.models import Course
from helhet.work.models import Assignment, Snooze
from tests.ledger.cast import cast, member, person
from tests.ledger.courses import clinician, opened, say
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

    # The session, the user, the second step, the role, the tree of units; the units to choose from; what is
    # owed, who has it in hand, what is set aside; names (3), the log (4), appointments; who is not safe; hand-overs.
    with django_assert_num_queries(19):
        client.get("/worklist/")


def test_whoever_is_not_safe_stands_above_what_is_later_by_months() -> None:
    units = cast()
    staff = clinician(units.clinic)
    opened(staff, person("Ola"), "2026-03-02 referral-received")
    shown = person("Eva")
    course = opened(staff, shown)
    say(staff, course, "2026-05-19 symptoms-asked", {"phq-9.death": "p2"})
    client = client_of(member(units.clinic, "treatment-clinician"))

    page = client.get("/worklist/?whose=mine").content.decode()

    above = page[page.index("not-safe-head") : page.index('class="chips"')]
    assert "Eva Prøve" in above
    assert "Ola Prøve" not in above
    assert "113" in above
    assert f"/course/{course.pk}/record/suicide-risk-assessed/" in above
    assert {one.subject for one in Access.objects.latest("id").subjects.all()} >= {shown.pk}


def test_whoever_was_assessed_after_it_stands_there_no_more() -> None:
    units = cast()
    staff = clinician(units.clinic)
    course = opened(staff, person("Eva"))
    say(staff, course, "2026-05-19 09:00 suicide-risk-assessed.not-raised")
    say(staff, course, "2026-05-19 10:00 symptoms-asked", {"phq-9.death": "p2"})
    client = client_of(member(units.clinic, "treatment-clinician"))

    before = client.get("/worklist/").content.decode()
    say(staff, course, "2026-05-19 11:00 suicide-risk-assessed.not-raised")
    after = client.get("/worklist/").content.decode()

    assert "not-safe-head" in before
    assert "not-safe-head" not in after


@pytest.mark.parametrize("event", ["symptoms-asked", "suicide-risk-assessed"])
def test_what_tells_of_danger_and_what_meets_it_begin_with_the_time(event: str) -> None:
    units = cast()
    course = opened(clinician(units.clinic), person("Eva"))
    client = client_of(member(units.clinic, "treatment-clinician"))

    page = client.get(f"/course/{course.pk}/record/{event}/").content.decode()

    assert re.search(r'<input type="time"[^>]*value="12:00"', page)


def test_nobody_of_another_unit_is_told_of() -> None:
    units = cast()
    staff = clinician(units.clinic)
    say(staff, opened(staff, person("Eva")), "2026-05-19 symptoms-asked", {"phq-9.death": "p2"})

    page = client_of(member(units.other_clinic, "treatment-clinician")).get("/worklist/")

    assert "not-safe-head" not in page.content.decode()


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


def test_it_is_narrowed_by_what_stands_in_the_address() -> None:
    units = cast()
    opened(clinician(units.clinic), person("Eva"), "2026-03-02 referral-received")
    opened(clinician(units.ward), person("Ola"), pathway="oat")
    client = client_of(member(units.clinic, "treatment-clinician"))

    def named(asked: str) -> set[str]:
        page = client.get(f"/worklist/?{asked}").content.decode()
        return {name for name in ("Eva", "Ola") if f"{name} Prøve" in page}

    assert named("") == {"Eva", "Ola"}
    assert named("unit=nordvik-ward") == {"Ola"}
    assert named("pathway=tsb") == {"Eva"}
    assert named("when=late") == {"Eva"}
    assert named("whose=mine") == set()
    assert named("whose=nobodys&pathway=oat") == {"Ola"}
    assert named("when=aside") == set()


@pytest.mark.parametrize(
    "asked", ["whose=theirs", "unit=dalen", "pathway=x", "binds=<b>", "when=9"]
)
def test_what_no_page_links_to_is_not_found(asked: str) -> None:
    client = client_of(member(cast().clinic, "treatment-clinician"))

    assert client.get(f"/worklist/?{asked}").status_code == 404


def test_what_is_chosen_stays_chosen_on_the_next_page_and_after_a_deed() -> None:
    units = cast()
    for nth in range(51):
        opened(clinician(units.clinic), person(f"Eva {nth}"))
    course = Course.objects.latest("as_of")
    staff = member(units.clinic, "treatment-clinician")
    client = client_of(staff)

    page = client.get("/worklist/?pathway=tsb&whose=nobodys").content.decode()
    done = client.post(
        f"/course/{course.pk}/arrange/?pathway=tsb&whose=nobodys",
        {"deed": "hold", "user": staff.user.pk},
    )

    assert "?whose=nobodys&amp;pathway=tsb&amp;from=50" in page
    assert done["Location"] == f"/worklist/?whose=nobodys&pathway=tsb#at-{course.pk}"
    assert f'id="at-{course.pk}"' in client.get("/worklist/?whose=mine").content.decode()


def test_somebody_takes_a_course_in_hand_with_one_press() -> None:
    units = cast()
    course = opened(clinician(units.clinic), person("Eva"))
    staff = member(units.clinic, "treatment-clinician")
    client = client_of(staff)

    client.post(f"/course/{course.pk}/arrange/", {"deed": "hold", "user": staff.user.pk})

    assert "Eva Prøve" in client.get("/worklist/?whose=mine").content.decode()
    assert "Eva Prøve" not in client.get("/worklist/?whose=nobodys").content.decode()


def test_who_does_not_work_there_is_not_given_it() -> None:
    units = cast()
    course = opened(clinician(units.clinic), person("Eva"))
    stranger = member(units.municipality, "municipal-coordinator")
    client = client_of(member(units.clinic, "treatment-clinician"))

    answer = client.post(
        f"/course/{course.pk}/arrange/", {"deed": "hold", "user": stranger.user.pk}
    )

    assert answer.status_code == 422
    assert not Assignment.objects.exists()


def which(client: Client, course: Course) -> str:
    """Return what the page calls the deadline of being told of the right."""
    page = client.get(f"/course/{course.pk}/arrange/").content.decode()
    named: list[tuple[str, str]] = re.findall(
        r'name="which" value="(\w+)".*?>([^<]*?), ', page, re.DOTALL
    )
    return next(value for value, clock in named if clock.strip().endswith("Told of the right"))


def test_a_deadline_is_set_aside_and_put_back() -> None:
    units = cast()
    course = opened(clinician(units.clinic), person("Eva"))
    client = client_of(member(units.clinic, "treatment-clinician"))
    here = f"/course/{course.pk}/arrange/"

    told = which(client, course)

    client.post(
        here,
        {"deed": "aside", "which": told, "until": "2026-05-21", "why": "answer"},
    )

    [snooze] = Snooze.objects.all()
    assert (snooze.clock, snooze.why) == ("told-of-right", "answer")
    assert "We wait for an answer" in client.get("/worklist/?when=aside").content.decode()
    client.post(here, {"deed": "back", "which": told})
    client.post(here, {"deed": "back", "which": told})
    snooze.refresh_from_db()
    assert snooze.ended_at == NOON


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": "2026-05-19"},
        {"until": "2026-07-01"},
        {"until": "x"},
        {"why": "x"},
        {"which": "x"},
    ],
    ids=str,
)
def test_what_cannot_be_set_aside_so_is_told_with_what_was_typed(wrong: dict[str, str]) -> None:
    units = cast()
    course = opened(clinician(units.clinic), person("Eva"))
    client = client_of(member(units.clinic, "treatment-clinician"))
    right = {"which": which(client, course), "until": "2026-05-21", "why": "answer"}

    answer = client.post(f"/course/{course.pk}/arrange/", {"deed": "aside"} | right | wrong)

    assert answer.status_code == 422
    assert "ds-validation-message" in answer.content.decode()
    assert not Snooze.objects.exists()


@pytest.mark.parametrize("deed", ["hold", "aside", "back", "x", ""])
def test_a_stranger_arranges_nothing(deed: str) -> None:
    units = cast()
    course = opened(clinician(units.clinic), person("Eva"))
    client = client_of(member(units.other_clinic, "treatment-clinician"))

    assert client.get(f"/course/{course.pk}/arrange/").status_code == 404
    assert client.post(f"/course/{course.pk}/arrange/", {"deed": deed}).status_code == 404


def test_the_row_offers_what_would_meet_the_deadline_or_the_first_act_on_the_way_there() -> None:
    units = cast()
    course = opened(clinician(units.clinic), person("Eva"))
    staff, leader = (member(units.clinic, role) for role in ("treatment-clinician", "unit-leader"))

    def offered(who: Membership) -> str:
        page = client_of(who).get("/worklist/").content.decode()
        return page.partition("/record/")[2].partition("/")[0]

    assert (offered(staff), offered(leader)) == ("right-decided", "")
    say(clinician(units.clinic), course, "2026-05-08 right-decided.granted", confirmed=True)
    assert offered(staff) == "notice-sent"


def test_the_key_of_a_deadline_stands_on_no_list_for_it_is_a_word_of_a_form() -> None:
    units = cast()
    course = opened(clinician(units.clinic), person("Eva"))
    course.runs.filter(clock="told-of-right").update(key="the youngest girl")
    client = client_of(member(units.clinic, "unit-leader"))

    for address in ("/worklist/", f"/course/{course.pk}/arrange/", f"/course/{course.pk}/"):
        page = client.get(address)
        assert (page.status_code, b"youngest" in page.content) == (200, False), address


def test_what_another_unit_does_now_is_shown_and_offers_nothing_that_would_be_refused() -> None:
    units = cast()
    course = opened(clinician(units.clinic), person())
    client = client_of(member(units.clinic, "treatment-clinician"), "en")
    here = client.get("/worklist/").content.decode()
    Course.objects.filter(pk=course.pk).update(unit=units.other_clinic)

    elsewhere = client.get("/worklist/").content.decode()

    for offered in ("/arrange/", "/record/", "I take it"):
        assert offered in here
        assert offered not in elsewhere
    assert "with another unit now" in elsewhere
    assert "Eva Prøve" in elsewhere
