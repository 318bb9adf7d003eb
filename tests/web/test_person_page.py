"""A person on one page: the way as a picture, what comes next, what is missing, whom to call; and nothing to strangers."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from helhet.access.models import Access, Tie
from helhet.access.readers import staff_reader
from helhet.parties.models import Person, Unit
from helhet.record.models import Course
from tests.ledger.cast import TODAY, Cast, cast, member, person
from tests.ledger.courses import clinician, opened, say
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 14, tzinfo=UTC)
HARMFUL = "</title><script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def page_of(
    who: Any, where: Unit, language: str = "en", role: str = "treatment-clinician", query: str = ""
) -> Any:
    return client_of(member(where, role), language).get(f"/person/{who}/{query}")


def main_of(answer: Any) -> str:
    """Return what stands in the page itself, without its frame."""
    text: str = answer.content.decode()
    return text.partition("<main")[2].partition("</main>")[0]


def test_it_shows_the_way_what_comes_next_what_is_late_and_whom_to_call() -> None:
    units = cast()
    Unit.objects.filter(pk=units.clinic.pk).update(phone="00 01 00 00")
    eva = person()
    opened(clinician(units.clinic), eva, "2026-03-02 referral-received")

    page = main_of(page_of(eva.pk, units.clinic))

    assert "Eva Prøve" in page
    assert "born 1 January 1990, 36 years" in page
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg" class="way-picture"') == 2
    assert "Referral received" in page or "since 2 March 2026" in page
    assert "Missing or late" in page
    assert "days late" in page
    assert "00 01 00 00" in page


@pytest.mark.parametrize(
    ("language", "word"), [("nb", "Hvem som har ansvar nå"), ("nn", "Kven som har ansvar no")]
)
def test_it_speaks_the_languages(language: str, word: str) -> None:
    units = cast()
    eva = person()
    opened(clinician(units.clinic), eva)

    assert word in main_of(page_of(eva.pk, units.clinic, language))


def test_to_a_stranger_a_person_is_as_one_who_is_not_there() -> None:
    units = cast()
    eva = person()
    opened(clinician(units.clinic), eva)

    theirs = page_of(eva.pk, units.other_clinic)
    nobodys = page_of(uuid4(), units.other_clinic)

    assert theirs.status_code == nobodys.status_code == 404
    assert main_of(theirs) == main_of(nobodys)


@pytest.mark.parametrize("role", ["analyst", "system-administrator", "nobody-knows"])
def test_a_role_that_sees_nobody_sees_nobody_here(role: str) -> None:
    units = cast()
    eva = person()
    opened(clinician(units.clinic), eva)

    assert page_of(eva.pk, units.clinic, role=role).status_code == 404


def test_the_address_and_the_title_name_nobody() -> None:
    units = cast()
    eva = person()
    opened(clinician(units.clinic), eva)

    title = page_of(eva.pk, units.clinic).content.decode().partition("<title>")[2]
    assert "Eva" not in title.partition("</title>")[0]


def test_a_leader_sees_the_name_and_the_way_and_nothing_else_of_the_person() -> None:
    units = cast()
    eva = person()
    opened(clinician(units.clinic), eva)

    page = main_of(page_of(eva.pk, units.clinic, role="unit-leader"))

    assert "Eva Prøve" in page
    assert "1990" not in page
    assert "way-picture" in page


def test_what_is_shown_is_logged_before_and_nothing_more() -> None:
    units = cast()
    eva = person()
    opened(clinician(units.clinic), eva)
    staff = member(units.clinic, "treatment-clinician")

    client_of(staff).get(f"/person/{eva.pk}/")

    rows = Access.objects.filter(user=staff.user_id).order_by("id")
    told = [(row.deed, row.parts, row.is_permitted) for row in rows]
    assert [(deed, sorted(parts.split(",")), ok) for deed, parts, ok in told] == [
        ("summary", ["ID", "PLAN"], True),
        ("read", ["ADR", "ID"], True),
    ]
    assert {one.subject for row in rows for one in row.subjects.all()} == {eva.pk}


def test_a_course_that_is_closed_to_the_reader_leaves_no_shadow() -> None:
    units = cast()
    eva = person()
    opened(clinician(units.clinic), eva)
    plain = main_of(page_of(eva.pk, units.clinic))
    court = opened(clinician(units.clinic), eva, "2025-01-04 referral-received")
    Course.objects.filter(pk=court.pk).update(pathway="court-programme")

    page = main_of(page_of(eva.pk, units.clinic, query="?span=whole"))

    assert page.count('class="lane"') == plain.count('class="lane"') == 2
    assert "2025" not in page
    assert str(court.pk) not in page
    assert "court" not in page.lower()


def test_names_are_text_and_never_code() -> None:
    units = cast()
    Unit.objects.filter(pk=units.clinic.pk).update(name=HARMFUL)
    eva = person(HARMFUL)
    opened(clinician(units.clinic), eva)
    staff = member(units.clinic, "treatment-clinician")
    type(staff.user).objects.filter(pk=staff.user.pk).update(name=HARMFUL, phone=HARMFUL[:20])

    page = main_of(client_of(staff).get(f"/person/{eva.pk}/"))

    assert HARMFUL not in page
    assert "<script" not in page
    assert "&lt;/title&gt;&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("grade", "home"),
    [("ungraded", True), ("confidential", False), ("strictly-confidential", False)],
)
def test_where_somebody_lives_is_told_of_nobody_whose_address_is_graded(
    grade: str, home: bool
) -> None:
    units = cast()
    eva = lives_in(units, grade)

    page = main_of(page_of(eva.pk, units.clinic))

    assert ("lives in dalen" in page) is home
    assert ("onfidential address" in page) is not home


def test_of_a_strictly_confidential_address_no_other_unit_is_named() -> None:
    units = cast()
    eva = lives_in(units, "strictly-confidential")
    opened(clinician(units.other_clinic), eva)

    page = main_of(page_of(eva.pk, units.clinic))

    assert "nordvik" in page
    assert units.other_clinic.name not in page
    assert "unit not shown" in page


def test_whoever_may_not_know_that_an_address_is_graded_is_told_no_other_unit_either() -> None:
    units = cast()
    eva = lives_in(units, "strictly-confidential")
    opened(clinician(units.other_clinic), eva)

    page = main_of(client_of(member(units.clinic, "unit-leader")).get(f"/person/{eva.pk}/"))

    assert units.other_clinic.name not in page
    assert "onfidential address" not in page


def test_a_person_is_shown_by_any_identity_that_has_become_one() -> None:
    units = cast()
    eva, twin = person(), person("Eva Double")
    opened(clinician(units.clinic), eva)
    opened(clinician(units.clinic), twin)
    twin.subject.root = eva.subject
    twin.subject.save()

    pages = [main_of(page_of(one.pk, units.clinic)) for one in (eva, twin)]

    assert all("Eva Prøve" in page and "Double" not in page for page in pages)
    assert {page.count('class="lane"') for page in pages} == {4}


def test_what_was_long_ago_is_shown_when_the_whole_way_is() -> None:
    units = cast()
    eva = person()
    course = opened(clinician(units.clinic), eva, "2024-01-08 referral-received")
    say(clinician(units.clinic), course, "2024-01-10 referral-withdrawn")
    opened(clinician(units.clinic), eva)

    year = main_of(page_of(eva.pk, units.clinic))
    whole = main_of(page_of(eva.pk, units.clinic, query="?span=whole"))

    assert year.count('class="lane"') == 2
    assert "?span=whole" in year
    assert whole.count('class="lane"') == 4


def test_who_was_named_coordinator_is_told_while_it_holds() -> None:
    units = cast()
    eva = person()
    coordinates = staff_reader(member(units.municipality, "municipal-coordinator"), TODAY)
    course = opened(coordinates, eva, "2026-05-04 asked", "municipal-follow-up")
    say(coordinates, course, "2026-05-05 handover-answered.accepted")
    said = {"coordinator.name": f"Tone {HARMFUL}", "coordinator.phone": "00 11 22 33"}
    say(coordinates, course, "2026-05-06 coordinator-named", said)

    named = main_of(page_of(eva.pk, units.municipality, role="municipal-coordinator"))
    leaders = main_of(page_of(eva.pk, units.municipality, role="unit-leader"))
    say(coordinates, course, "2026-05-07 coordinator-stepped-down")
    after = main_of(page_of(eva.pk, units.municipality, role="municipal-coordinator"))

    assert "Coordinator: Tone &lt;/title&gt;" in named
    assert "00 11 22 33" in named
    assert "Tone" not in leaders
    assert "Tone" not in after


def test_a_thing_has_no_page() -> None:
    units = cast()
    eva = person()
    opened(clinician(units.clinic), eva)
    type(eva.subject).objects.filter(pk=eva.pk).update(kind="grant")

    assert page_of(eva.pk, units.clinic).status_code == 404


def test_a_relation_that_has_ended_still_sees_the_way_but_no_address() -> None:
    units = cast()
    eva = lives_in(units, "ungraded")
    Tie.objects.filter(subject=eva.subject).update(to_day=date(2026, 5, 10))

    page = main_of(page_of(eva.pk, units.clinic))

    assert "lives in" not in page
    assert "way-picture" in page


@pytest.mark.parametrize("courses", [1, 6])
def test_it_costs_the_same_however_many_courses(
    courses: int, django_assert_num_queries: Any
) -> None:
    units = cast()
    eva = lives_in(units, "ungraded")
    for _ in range(courses - 1):
        opened(clinician(units.clinic), eva)
    client = client_of(member(units.clinic, "treatment-clinician"))
    client.get("/worklist/")

    # The session, user, second step, role, units; the subject, courses, ties (2), the log (8), the person, home,
    # its name, entries (2), units, staff; whose stand-in, tasks; consents.
    with django_assert_num_queries(30):
        client.get(f"/person/{eva.pk}/")


def lives_in(units: Cast, grade: str) -> Person:
    """Return Eva, who lives in the municipality and is referred to the clinic."""
    Unit.objects.filter(pk=units.municipality.pk).update(municipality="9901")
    eva = person()
    eva.residences.create(kind="home", municipality="9901", from_day=date(2020, 1, 1))
    Person.objects.filter(pk=eva.pk).update(address_grade=grade)
    opened(clinician(units.clinic), eva)
    return eva
