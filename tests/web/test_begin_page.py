"""Beginning a course: for whoever was found, or for somebody new; once, and without telling who was known."""

from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from helhet.access.models import Access
from helhet.parties.models import Membership, Person, Subject
from helhet.parties.numbers import synthetic_number
from helhet.record.models import Course, Entry
from helhet.record.persons.register import register
from tests.ledger.cast import Cast, cast, member, person, tie
from tests.ledger.courses import clinician
from tests.web.signed import client_of
from tests.web.test_typed_words import back, end_session, form_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 14, tzinfo=UTC)
BORN = date(1990, 2, 1)
NUMBERS = [one for nth in range(9) if (one := synthetic_number(BORN, nth, female=True))]
REFERRAL = "/begin/tsb/referral-received/"
FACTS = {"given_name": "Kari", "family_name": "Prøve", "born_on": "1990-02-01"}


@pytest.fixture(autouse=True)
def _at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def units() -> Cast:
    return cast()


@pytest.fixture
def client(units: Cast) -> Client:
    return client_of(member(units.clinic, "treatment-clinician"))


def entry(**more: Any) -> dict[str, Any]:
    """Return what a browser sends of the first event's form, by whoever became a member last."""
    acting = Membership.objects.latest("pk").pk
    return {"happened_on": "2026-05-19", "version": 0, "key": uuid4(), "acting": acting, **more}


def newcomer(**more: Any) -> dict[str, Any]:
    return entry(**{**FACTS, "language": "nb", "needs_interpreter": "no", **more})


def test_somebody_new_is_registered_with_all_that_was_told(client: Client, units: Cast) -> None:
    told = newcomer(
        number=NUMBERS[0],
        born_on="",
        language="so",
        needs_interpreter="yes",
        municipality="5055",
        phone="+47 99 99 99 99",
    )

    answer = client.post(REFERRAL, told)

    assert answer.status_code == 302, answer.content.decode()
    who, course = Person.objects.get(), Course.objects.get(pathway="tsb")
    assert (who.born_on, who.sex, who.language) == (BORN, "female", "so")
    assert who.needs_interpreter
    assert who.phone
    assert who.residences.get().municipality == "5055"
    assert answer["Location"] == f"/course/{course.pk}/"
    assert "Kari Prøve" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("number", [NUMBERS[0], ""])
def test_a_double_click_begins_once(client: Client, number: str) -> None:
    told = newcomer(number=number)

    answers = [client.post(REFERRAL, told) for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Course.objects.filter(pathway="tsb").count() == 1
    assert Subject.objects.count() == 1


def test_somebody_known_elsewhere_is_taken_in_as_somebody_new_is(
    client: Client, units: Cast
) -> None:
    register(clinician(units.other_clinic), NUMBERS[0], FACTS, now=NOW)
    Membership.objects.latest("pk").delete()
    pages = [client.post(REFERRAL, {"number": one}).content.decode() for one in NUMBERS[:2]]
    bare = [page.partition("<main")[2] for page in pages]

    answers = [
        client.post(REFERRAL, newcomer(number=one, given_name="Mona", is_another="on"))
        for one in NUMBERS[:2]
    ]

    assert len(bare[0]) == len(bare[1])
    assert [one.status_code for one in answers] == [302, 302]
    assert sorted(Person.objects.values_list("given_name", flat=True)) == ["Kari", "Mona"]
    reasons = Access.objects.filter(is_permitted=True).values_list("reason", flat=True)
    assert "opened" in set(reasons)


def test_whoever_was_found_needs_not_be_written_down_again(client: Client, units: Cast) -> None:
    who = person("Kari", BORN)
    tie(who, units.clinic)

    choices = client.get(f"/begin/for/{who.pk}/").content.decode()
    answer = client.post(f"{REFERRAL}for/{who.pk}/", entry())

    assert f"{REFERRAL}for/{who.pk}/" in choices
    assert answer.status_code == 302
    assert Course.objects.get(pathway="tsb").subject_id == who.pk
    assert "Given name" not in client.get(f"{REFERRAL}for/{who.pk}/").content.decode()


def test_nothing_is_begun_for_a_stranger_by_their_id(client: Client, units: Cast) -> None:
    stranger = person("Kari", BORN)
    tie(stranger, units.other_clinic)

    for subject in (stranger.pk, uuid4()):
        assert client.get(f"/begin/for/{subject}/").status_code == 404
        assert client.get(f"{REFERRAL}for/{subject}/").status_code == 404
        assert client.post(f"{REFERRAL}for/{subject}/", entry()).status_code == 404
    assert not Course.objects.filter(pathway="tsb").exists()


def test_who_may_be_meant_is_shown_before_somebody_is_registered(
    client: Client, units: Cast
) -> None:
    known = person("Kari", BORN)
    tie(known, units.clinic)
    told = newcomer(given_name="Kare")

    asked = client.post(REFERRAL, told)

    page = asked.content.decode()
    assert asked.status_code == 422
    assert f"/begin/for/{known.pk}/" in page
    assert 'value="Kare"' in page
    assert Subject.objects.count() == 1
    assert client.post(REFERRAL, told | {"is_another": "on"}).status_code == 302
    assert Subject.objects.count() == 2


def test_a_stranger_who_is_alike_is_not_shown(client: Client, units: Cast) -> None:
    tie(person("Kari", BORN), units.other_clinic)

    assert client.post(REFERRAL, newcomer()).status_code == 302


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"number": "12345678901"}, "no national number"),
        ({"number": NUMBERS[0], "born_on": "1990-02-02"}, "another date of birth"),
        ({"given_name": ""}, "required"),
        ({"given_name": "Ka\u202eri"}, "cannot be seen"),
        ({"given_name": "Ka\u200bri"}, "cannot be seen"),
        ({"given_name": "\u041a\u0430ri"}, "of two alphabets"),
        ({"given_name": "123"}, "with letters"),
        ({"given_name": "x" * 201}, "at most 200"),
        ({"born_on": "2026-12-31"}, "has not come"),
        ({"born_on": "31.2.1990"}, "valid date"),
        ({"municipality": "55"}, "Four digits"),
        ({"municipality": "５０５５"}, "Four digits"),  # noqa: RUF001 - wide digits
        ({"phone": "call me"}, "Digits"),
        ({"sex": "none of your business"}, "valid choice"),
        ({"language": "xx"}, "valid choice"),
        ({"happened_on": "2026-05-20"}, "in the future"),
        ({"key": "not-a-key"}, ""),
    ],
    ids=lambda one: ascii(one)[:40],
)
def test_what_is_wrong_is_said_beside_it_and_nobody_is_registered(
    client: Client, more: dict[str, str], words: str
) -> None:
    answer = client.post(REFERRAL, newcomer(**more))

    assert answer.status_code == 422
    assert words in unescape(answer.content.decode())
    assert not Subject.objects.exists()


@pytest.mark.parametrize(
    "name", ["Øyvind", "Nguyễn Thị", "李小龙", "فاطمة", "Anne-Marie O'Hara", "Κώστας", "Łukasz"]
)
def test_names_are_taken_in_every_alphabet(client: Client, name: str) -> None:
    assert client.post(REFERRAL, newcomer(given_name=name)).status_code == 302
    assert Person.objects.get().given_name == name


def test_a_name_with_markup_is_shown_as_words(client: Client) -> None:
    answer = client.post(REFERRAL, newcomer(given_name="<script>alert(1)</script>"), follow=True)

    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_fields_that_the_form_does_not_have_change_nothing(client: Client) -> None:
    more = {
        "address_grade": "strictly-confidential",
        "died_on": "2026-01-01",
        "subject": str(uuid4()),
        "user": "1",
        "unit": "1",
        "role": "unit-leader",
        "email": "a@example.org",
        "merged_into": str(uuid4()),
    }

    assert client.post(REFERRAL, newcomer(**more)).status_code == 302

    who, first = Person.objects.get(), Entry.objects.get(event="referral-received")
    assert (who.address_grade, who.died_on, who.email) == ("ungraded", None, None)
    assert (first.role, who.subject.merged_into) == ("treatment-clinician", None)


def test_what_was_typed_when_a_session_ended_comes_back_and_is_not_done_by_itself(
    client: Client, units: Cast
) -> None:
    staff = Membership.objects.latest("pk")
    told = newcomer(number=NUMBERS[0], **form_of(client, REFERRAL))
    end_session(client)
    client.post(REFERRAL, told)

    back(client, staff)
    page = client.get(REFERRAL).content.decode()

    assert 'value="Kari"' in page
    assert not Subject.objects.exists()
    assert client.post(REFERRAL, told).status_code == 302


@pytest.mark.parametrize("role", ["unit-leader", "analyst", "system-administrator"])
def test_a_role_that_opens_nothing_has_no_page(units: Cast, role: str) -> None:
    client = client_of(member(units.clinic, role))

    assert client.get("/begin/").status_code == 404
    assert client.post(REFERRAL, newcomer()).status_code == 404
    assert not Subject.objects.exists()


@pytest.mark.parametrize(
    "what",
    ["tsb/no-show", "court-programme/programme-asked", "grant/call-announced", "nothing/at-all"],
)
def test_what_a_role_does_not_open_has_no_form(client: Client, what: str) -> None:
    assert client.get(f"/begin/{what}/").status_code == 404


def test_only_what_the_unit_offers_is_begun_there(client: Client, units: Cast) -> None:
    units.clinic.offers = ["oat"]
    units.clinic.save()

    page = client.get("/begin/").content.decode()

    assert "/begin/oat/referral-received/" in page
    assert REFERRAL not in page
    assert client.get(REFERRAL).status_code == 404
    assert client.post(REFERRAL, newcomer()).status_code == 404
    assert not Subject.objects.exists()


def test_nothing_is_begun_without_the_token_of_the_form(client: Client) -> None:
    client.handler.enforce_csrf_checks = True

    assert client.post(REFERRAL, newcomer()).status_code == 403
    assert not Subject.objects.exists()


def test_a_key_of_another_course_begins_nothing_more(client: Client, units: Cast) -> None:
    told = newcomer()
    client.post(REFERRAL, told)

    answer = client.post(REFERRAL, told | {"given_name": "Mona"})

    assert answer.status_code == 422
    assert "cannot be begun so" in answer.content.decode()
    assert Course.objects.filter(pathway="tsb").count() == 1
    assert isinstance(told["key"], UUID)
