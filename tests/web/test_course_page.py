"""A course as a page: where it stands, what is owed and why, what has happened; and nothing to strangers."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from helhet.parties.models import Person, User
from helhet.record.doors.recording import open_course, record
from tests.ledger.cast import cast, member, person
from tests.ledger.courses import NOON, clinician, opened, say, told
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 14, tzinfo=UTC)
HARMFUL = '<script>alert("x")</script>'


@pytest.fixture(autouse=True)
def _at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def page_of(
    course: Any, where: Any, language: str = "en", role: str = "treatment-clinician"
) -> Any:
    return client_of(member(where, role), language).get(f"/course/{course}/")


def test_it_says_where_a_course_stands_what_is_owed_and_why() -> None:
    units = cast()
    course = begun(units.clinic)

    page = page_of(course, units.clinic).content.decode()

    assert "Eva Prøve" in page
    assert "Referral received" in page
    assert "10 working days" in page
    assert "A garden." in page


@pytest.mark.parametrize(
    ("language", "word"), [("nb", "Henvisning mottatt"), ("nn", "Tilvising motteken")]
)
def test_it_speaks_the_languages_of_the_pathway(language: str, word: str) -> None:
    units = cast()

    page = page_of(begun(units.clinic), units.clinic, language).content.decode()

    assert word in page


def test_what_somebody_wrote_is_text_and_never_code() -> None:
    units = cast()

    page = page_of(begun(units.clinic, HARMFUL), units.clinic).content.decode()

    assert HARMFUL not in page
    assert "&lt;script&gt;" in page


def test_to_a_stranger_it_is_what_a_course_is_that_is_not_there() -> None:
    units = cast()
    course = begun(units.clinic)

    theirs = page_of(course, units.other_clinic)
    nobodys = page_of(uuid4(), units.other_clinic)

    assert theirs.status_code == nobodys.status_code == 404
    assert "Eva" not in theirs.content.decode().replace("allowEval", "")
    assert _plain(theirs) == _plain(nobodys)


def test_the_address_and_the_title_name_nobody() -> None:
    units = cast()
    page = page_of(begun(units.clinic), units.clinic).content.decode()

    title = page.partition("<title>")[2].partition("</title>")[0]
    assert "Eva" not in title


def test_it_is_shown_as_it_was_known_on_a_day() -> None:
    units = cast()
    course = begun(units.clinic)
    record(clinician(units.clinic), course, told("2026-05-06 no-show"), version=2, now=NOW)
    client = client_of(member(units.clinic, "treatment-clinician"), "en")

    assert client.get(f"/course/{course}/", {"known": "2026-05-19"}).status_code == 200
    assert client.get(f"/course/{course}/", {"known": "2026-05-01"}).status_code == 404
    for day in ("2026-05-20", "9999-12-31", "2026W211", "x"):
        assert client.get(f"/course/{course}/", {"known": day}).status_code == 404


@pytest.mark.parametrize("entries", [3, 30])
def test_it_costs_the_same_however_much_has_happened(
    entries: int, django_assert_num_queries: Any
) -> None:
    units = cast()
    course = begun(units.clinic)
    for nth in range(entries):
        entry = told("2026-05-06 no-show")
        record(clinician(units.clinic), course, entry, version=2 + nth, now=NOON)
    client = client_of(member(units.clinic, "treatment-clinician"))
    client.get("/worklist/")

    # The session, user, second step, role, units; the course, ties (2), the log (8), entries and what they say,
    # the unit, names (3), a graded address, writers; where may be written (2).
    with django_assert_num_queries(27):
        client.get(f"/course/{course}/")


def begun(where: Any, wishes: str = "A garden.") -> Any:
    """Return the course of Eva, referred with what she wishes for."""
    referral = told("2026-05-04 referral-received", {"referral.wishes": wishes})
    return open_course(clinician(where), person().subject, "tsb", referral, now=NOON).course


def _plain(answer: Any) -> str:
    """Return a page without what differs from browser to browser."""
    text = answer.content.decode()
    return "".join(
        line for line in text.splitlines() if "csrf" not in line and 'name="next"' not in line
    )


def test_reasons_that_hold_what_is_closed_to_a_role_are_not_told() -> None:
    units = cast()
    course = begun(units.clinic)

    leader = page_of(course, units.clinic, role="unit-leader").content.decode()

    assert "A garden." not in leader
    assert "10 working days" not in leader
    assert "not open to your role" in leader


def test_a_long_history_has_pages_and_can_be_had_whole() -> None:
    units = cast()
    course = begun(units.clinic)
    for nth in range(55):
        record(
            clinician(units.clinic), course, told("2026-05-06 no-show"), version=2 + nth, now=NOW
        )
    client = client_of(member(units.clinic, "treatment-clinician"), "en")

    def entries(**asked: str) -> int:
        page: str = client.get(f"/course/{course}/", asked).content.decode()
        return page.count('id="entry-')

    assert (entries(), entries(**{"from": "50"}), entries(all="")) == (50, 6, 56)
    assert "42 entries before these" in client.get(f"/course/{course}/").content.decode()
    assert "before these" not in client.get(f"/course/{course}/", {"all": ""}).content.decode()
    assert client.get(f"/course/{course}/", {"from": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("referred", "told_on", "words"),
    [
        ("2026-05-04", "2026-05-18", "met 1 day before 19 May 2026"),
        ("2026-05-04", "2026-05-19", "met on the last day, 19 May 2026"),
        ("2026-04-20", "2026-05-19", "days too late; the last day was"),
    ],
)
def test_an_entry_says_which_deadline_it_met_or_broke(
    referred: str, told_on: str, words: str
) -> None:
    units = cast()
    reader = clinician(units.clinic)
    course = opened(reader, person(), f"{referred} referral-received").pk
    record(reader, course, told("2026-05-08 right-decided.granted"), version=2, now=NOW)
    record(reader, course, told(f"{told_on} notice-sent"), version=3, now=NOW)

    assert words in page_of(course, units.clinic).content.decode()


def test_it_says_since_when_the_person_is_where_they_are() -> None:
    units = cast()

    page = page_of(begun(units.clinic), units.clinic).content.decode()

    assert "since 4 May 2026, 15 days" in page


def test_what_stands_behind_a_gate_says_what_comes_first_with_the_way_there() -> None:
    units = cast()
    course = begun(units.clinic)
    reader = clinician(units.clinic)
    record(reader, course, told("2026-05-06 right-decided.granted"), version=2, now=NOW)
    record(reader, course, told("2026-05-07 09:00 treatment-started"), version=3, now=NOW)

    page = page_of(course, units.clinic).content.decode()

    assert "First: " in page


@pytest.mark.parametrize(
    ("grade", "is_named"),
    [("ungraded", True), ("confidential", False), ("strictly-confidential", False)],
)
def test_where_somebody_is_helped_is_not_told_of_a_graded_address(
    grade: str, *, is_named: bool
) -> None:
    units = cast()
    eva = person()
    opened(clinician(units.clinic), eva)
    writer = clinician(units.other_clinic)
    User.objects.filter(pk=writer.user).update(name="Writer Elsewhere")
    there = opened(writer, eva, "2026-05-04 referral-received", "oat")
    Person.objects.filter(pk=eva.pk).update(address_grade=grade)

    page = client_of(member(units.clinic, "treatment-clinician")).get(f"/course/{there.pk}/")
    own = client_of(member(units.other_clinic, "treatment-clinician")).get(f"/course/{there.pk}/")

    assert page.status_code == 200
    assert (b"sorvik" in page.content) is is_named
    assert (b"Writer Elsewhere" in page.content) is is_named
    assert b"sorvik" in own.content
    assert b"Writer Elsewhere" in own.content


def test_answers_stand_in_the_order_in_which_the_form_asks() -> None:
    units = cast()
    course = opened(clinician(units.clinic), person())
    told = {f"phq-9.{name}": "p1" for name in ("sleep", "appetite", "low-mood", "interest")}
    say(clinician(units.clinic), course, "2026-05-19 symptoms-asked", told)

    page = client_of(member(units.clinic, "treatment-clinician")).get(f"/course/{course.pk}/")

    text = page.content.decode()
    asked = [
        text.index(one) for one in ("1. Little interest", "2. Low mood", "3. Sleep", "5. Appetite")
    ]
    assert asked == sorted(asked)
