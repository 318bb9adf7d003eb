"""Moving up from an alias to a name, in pages: chosen, filled in, looked through and done; and to be seen by the alias's unit alone."""

from datetime import UTC, datetime
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from helhet.access.deciding import Reader
from helhet.parties.models import Membership, Person, Unit
from helhet.record.models import Course, MovedUp
from tests.ledger.cast import Cast, cast, member, tie
from tests.ledger.courses import clinician
from tests.ledger.test_moving_up import KARI, NUMBER, in_ward
from tests.ledger.test_moving_up import move as moved
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def units() -> Cast:
    return cast()


@pytest.fixture
def reader(units: Cast) -> Reader:
    return clinician(units.ward)


@pytest.fixture
def stay(reader: Reader) -> Course:
    return in_ward(reader)


@pytest.fixture
def client(units: Cast, stay: Course) -> Client:
    return client_of(member(units.ward, "treatment-clinician"))


def address(stay: Course, to: str = "tsb/referral-received/") -> str:
    return f"/course/{stay.pk}/move-up/name-agreed/{to}"


def sent(client: Client, stay: Course, **more: Any) -> dict[str, Any]:
    """Return what a browser of the client's sends."""
    acting = Membership.objects.get(user=client.session["_auth_user_id"]).pk
    told = {
        "consent-happened_on": "2026-05-08",
        "consent-version": stay.version,
        "consent-key": uuid4(),
        "consent-acting": acting,
        "consent-by-name.passed-on": "That somebody meets them",
        "number": NUMBER,
        "given_name": "Kari",
        "family_name": "Prøve",
        "language": "nb",
        "needs_interpreter": "no",
        "happened_on": "2026-05-08",
        "version": 0,
        "key": uuid4(),
        "acting": acting,
    }
    return told | more


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_the_course_offers_the_way_and_the_first_page_what_goes_on_by_name(
    client: Client, stay: Course
) -> None:
    page = text(client.get(f"/course/{stay.pk}/"))
    choose = text(client.get(f"/course/{stay.pk}/move-up/name-agreed/"))

    assert f"/course/{stay.pk}/move-up/name-agreed/" in page
    assert "Move up to a name…" in page
    for to in ("tsb/referral-received/", "early-help/concern-raised/"):
        assert address(stay, to) in choose
    assert f"/course/{stay.pk}/record/name-agreed/" in choose


def test_where_but_one_thing_goes_on_by_name_its_form_is_shown_at_once(
    client: Client, stay: Course, units: Cast
) -> None:
    Unit.objects.filter(pk=units.ward.pk).update(offers=["street-hospital", "early-help"])

    answer = client.get(f"/course/{stay.pk}/move-up/name-agreed/")

    assert (answer.status_code, answer["Location"]) == (
        302,
        address(stay, "early-help/concern-raised/"),
    )


def test_where_nothing_goes_on_by_name_the_consent_is_written_alone(
    client: Client, stay: Course, units: Cast
) -> None:
    Unit.objects.filter(pk=units.ward.pk).update(offers=["street-hospital"])

    page = text(client.get(f"/course/{stay.pk}/"))

    assert "move-up" not in page
    assert f"/course/{stay.pk}/record/name-agreed/" in page
    assert client.get(f"/course/{stay.pk}/move-up/name-agreed/").status_code == 404
    assert client.get(address(stay)).status_code == 404


def test_it_is_looked_through_before_anything_is_written(client: Client, stay: Course) -> None:
    told = sent(client, stay)

    look = client.post(address(stay), told)

    assert look.status_code == 200
    assert "Kari Prøve" in text(look)
    assert "Kalle (alias)" in text(look)
    assert "Is somebody with this number in the record already" in text(look)
    assert "without a number" in text(client.post(address(stay), {**told, "number": ""}))
    assert not Person.objects.exists()
    assert not MovedUp.objects.exists()


def test_it_is_done_and_both_sides_show_it(client: Client, stay: Course) -> None:
    answer = client.post(address(stay), sent(client, stay, do="yes"))

    named = Course.objects.get(pathway="tsb")
    assert (answer.status_code, answer["Location"]) == (302, f"/course/{named.pk}/")
    for one in (f"/course/{stay.pk}/", f"/person/{stay.subject_id}/"):
        assert "Has moved up to a name" in text(client.get(one))
        assert "Kari Prøve" in text(client.get(one))
    for one in (f"/course/{named.pk}/", f"/person/{named.subject_id}/"):
        assert "Known to your unit by an alias, too" in text(client.get(one))
        assert "Kalle (alias)" in text(client.get(one))
    assert f"/course/{stay.pk}/entry/3/take-back/" in text(client.get(f"/course/{named.pk}/"))


def test_a_double_click_moves_up_once(client: Client, stay: Course) -> None:
    told = sent(client, stay, do="yes")

    answers = [client.post(address(stay), told) for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert MovedUp.objects.count() == Person.objects.count() == 1


def test_what_was_filled_in_can_be_changed_after_it_was_looked_through(
    client: Client, stay: Course
) -> None:
    answer = client.post(address(stay), sent(client, stay, edit="yes"))

    assert answer.status_code == 200
    assert 'value="Prøve"' in text(answer)
    assert "That somebody meets them" in text(answer)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"consent-by-name.passed-on": ""}, "This field is required"),
        ({"consent-happened_on": "2027-01-01"}, "This is in the future"),
        ({"happened_on": "2027-01-01"}, "This is in the future"),
        ({"number": "12345678901"}, "This is no national number"),
        ({"given_name": ""}, "This field is required"),
        ({"consent-version": 1}, "Somebody else has written here"),
    ],
    ids=str,
)
@pytest.mark.parametrize("do", [{}, {"do": "yes"}], ids=["look", "do"])
def test_what_is_wrong_is_told_and_nothing_is_written(
    client: Client, stay: Course, wrong: dict[str, Any], words: str, do: dict[str, str]
) -> None:
    if "consent-version" in wrong:
        do = {"do": "yes"}  # what was written meanwhile is asked when it is done

    answer = client.post(address(stay), sent(client, stay, **wrong, **do))

    assert answer.status_code == 422
    assert "Look at this first" in text(answer)
    assert words in text(answer)
    assert not Person.objects.exists()
    assert not MovedUp.objects.exists()


def test_who_is_like_somebody_the_unit_knows_is_asked_about(
    client: Client, stay: Course, reader: Reader
) -> None:
    known = Course.objects.get(pk=moved(reader, in_ward(reader, "Lange")).course).subject_id
    told = sent(client, stay)

    asked = client.post(address(stay), told)

    assert asked.status_code == 422
    assert str(known) in text(asked)
    look = client.post(address(stay), {**told, "same": known})
    assert look.status_code == 200
    assert client.post(address(stay), {**told, "same": known, "do": "yes"}).status_code == 302
    assert {one.named_id for one in MovedUp.objects.all()} == {known}


def test_it_is_none_of_those_who_were_found(client: Client, stay: Course, reader: Reader) -> None:
    moved(reader, in_ward(reader, "Lange"))
    told = sent(client, stay, number="", born_on="1990-02-01")

    assert client.post(address(stay), told).status_code == 422
    done = client.post(address(stay), {**told, "same": "nobody", "do": "yes"})

    assert done.status_code == 302
    assert Person.objects.count() == 2


def test_somebody_whom_the_unit_does_not_know_is_chosen_by_nobody(
    client: Client, stay: Course, units: Cast
) -> None:
    stranger = Course.objects.get(
        pk=moved(clinician(units.other_clinic), in_ward(clinician(units.other_clinic))).course
    ).subject_id
    told = sent(client, stay, same=stranger, do="yes")

    assert client.post(address(stay), told).status_code == 404
    assert MovedUp.objects.count() == 1


def test_who_has_moved_up_before_is_not_asked_for_again(
    client: Client, stay: Course, reader: Reader
) -> None:
    moved(reader, stay)
    stay.refresh_from_db()

    page = text(client.get(address(stay, "early-help/concern-raised/")))

    assert "Kari Prøve" in page
    assert 'name="given_name"' not in page


@pytest.mark.parametrize("role", ["treatment-clinician", "unit-leader", "municipal-coordinator"])
def test_a_stranger_meets_nothing(units: Cast, stay: Course, role: str, client: Client) -> None:
    stranger = client_of(member(units.other_clinic, role))

    for one in (f"/course/{stay.pk}/move-up/name-agreed/", address(stay)):
        assert stranger.get(one).status_code == 404
    assert stranger.post(address(stay), sent(stranger, stay, do="yes")).status_code == 404
    assert not Person.objects.exists()


def test_another_unit_that_has_to_do_with_the_person_sees_no_alias(
    units: Cast, stay: Course, reader: Reader
) -> None:
    named = Course.objects.get(pk=moved(reader, stay).course)
    tie(Person(subject_id=named.subject_id), units.other_clinic)
    other = client_of(member(units.other_clinic, "treatment-clinician"))

    for one in (f"/course/{named.pk}/", f"/person/{named.subject_id}/"):
        page = other.get(one)
        assert page.status_code == 200
        assert "alias" not in text(page)
        assert "Kalle" not in text(page)


def test_an_unknown_event_or_opening_is_not_there(client: Client, stay: Course) -> None:
    for one in (
        f"/course/{stay.pk}/move-up/admitted/",
        f"/course/{stay.pk}/move-up/nothing/",
        address(stay, "tsb/right-decided/"),
        address(stay, "street-hospital/application-received/"),
        address(stay, "housing/applied/"),
    ):
        assert client.get(one).status_code == 404


def test_a_look_costs_as_many_queries_whether_somebody_elsewhere_has_the_number(
    client: Client, stay: Course
) -> None:
    client.post(address(stay), sent(client, stay))
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.post(address(stay), sent(client, stay))
        costs.append(len(queries))
        # Known elsewhere now, and not to this unit: as if nobody had the number.
        far = clinician(Unit.objects.get(code="sorvik"))
        if costs[1:] == []:
            moved(far, in_ward(far, "Borte"), KARI)

    assert costs[0] == costs[1] <= 50
