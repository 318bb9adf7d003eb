"""Finding somebody by POST: what was typed stands in no address; a stranger is told what anybody is told."""

from datetime import date
from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helhet.access.models import Access
from helhet.parties.identifiers import give
from helhet.parties.models import Person
from helhet.parties.numbers import System, synthetic_number
from helhet.workspaces.care.finding.findform import FindForm, name_and_date
from tests.ledger.cast import cast, member, person, tie
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
BORN = date(1990, 2, 1)
NUMBERS = [one for nth in range(9) if (one := synthetic_number(BORN, nth, female=True))]


def numbered(name: str = "Kari", digits: str = NUMBERS[0]) -> Person:
    who = person(name, BORN)
    give(who, System.FNR, digits)
    return who


@pytest.mark.parametrize(
    "typed",
    [NUMBERS[0], f"{NUMBERS[0][:6]} {NUMBERS[0][6:]}", "kari prove 1.2.1990", "Kari 010290"],
)
def test_somebody_is_found_by_number_or_by_name_and_date(typed: str) -> None:
    units = cast()
    tie(numbered(), units.clinic)
    client = client_of(member(units.clinic, "treatment-clinician"))

    answer = client.post("/find/", {"who": typed})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Kari Prøve" in page
    assert "1 February 1990" in page
    assert "Kari" not in page.partition("<title>")[2].partition("</title>")[0]


def test_a_stranger_reads_what_one_reads_of_nobody() -> None:
    units = cast()
    tie(numbered(), units.clinic)
    client = client_of(member(units.other_clinic, "treatment-clinician"))

    pages = [client.post("/find/", {"who": one}).content.decode() for one in NUMBERS[:2]]

    assert _bare(pages[0], NUMBERS[0]) == _bare(pages[1], NUMBERS[1])
    assert "Nobody found" in pages[0]


def _bare(page: str, typed: str) -> str:
    """Return a page without its tokens, and without what was typed."""
    main = page.partition("<main")[2].replace(typed, "")
    return "".join(
        part.partition('">')[2] if n else part
        for n, part in enumerate(main.split('name="csrfmiddlewaretoken" value="'))
    )


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"who": "01829000000"}, "no national number"),
        ({"who": "12345"}, "no national number"),
        ({"who": "Ka 1.2.1990"}, "at least three letters"),
        ({"who": "Kari"}, "date of birth too"),
        ({"who": "Kari", "born_on": "yesterday"}, "valid date"),
        ({"who": "Kari 31.2.1990"}, "date of birth too"),
        ({"who": ""}, "required"),
        ({"who": "x" * 201}, "at most 200"),
        ({"who": "Kari\0"}, "Null characters"),
        ({}, "required"),
    ],
    ids=str,
)
def test_what_is_too_little_to_look_for_is_said_and_nobody_is_looked_for(
    sent: dict[str, str], words: str
) -> None:
    client = client_of(member(cast().clinic, "treatment-clinician"))

    answer = client.post("/find/", sent)

    assert answer.status_code == 422
    assert words in unescape(answer.content.decode())
    assert not Access.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script> 1.2.1990",
        '"><img src=x onerror=alert(1)> 1.2.1990',
        "{{ 7*7 }} {% load x %} 1.2.1990",
        "\u202egnp.exe 1.2.1990",
        "a" * 190 + " 1.2.1990",
        "\ud7ff\u0300\u0301\u0302 abc 1.2.1990",
        "abc' OR 1=1 -- 1.2.1990",
        "%%% ___ abc 1.2.1990",
    ],
    ids=str,
)
def test_hostile_words_find_nobody_and_are_shown_as_words(typed: str) -> None:
    units = cast()
    tie(numbered(), units.clinic)
    client = client_of(member(units.clinic, "treatment-clinician"))

    answer = client.post("/find/", {"who": typed})

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "Kari" not in page


def test_names_are_shown_as_words_whatever_is_in_them() -> None:
    units = cast()
    who = person("<b onclick=alert(1)>Kari", BORN)
    tie(who, units.clinic)
    client = client_of(member(units.clinic, "treatment-clinician"))

    page = client.post("/find/", {"who": "b onclick alert Kari 1.2.1990"}).content.decode()

    assert "&lt;b onclick" in page
    assert "<b onclick" not in page


def test_nothing_is_looked_for_by_address_or_without_the_token_of_the_form() -> None:
    units = cast()
    tie(numbered(), units.clinic)
    client = client_of(member(units.clinic, "treatment-clinician"))

    page = client.get("/find/", {"who": NUMBERS[0]}).content.decode()
    client.handler.enforce_csrf_checks = True

    assert "Kari" not in page
    assert client.post("/find/", {"who": NUMBERS[0]}).status_code == 403
    assert not Access.objects.exists()


@pytest.mark.parametrize("role", ["analyst", "system-administrator"])
def test_a_role_that_knows_nobody_has_no_search(role: str) -> None:
    client = client_of(member(cast().clinic, role))

    assert client.get("/find/").status_code == 404
    assert client.post("/find/", {"who": NUMBERS[0]}).status_code == 404
    assert "/find/" not in client.get("/role/").content.decode()


def test_after_too_many_searches_nobody_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SEARCHES_AN_HOUR", 1)
    units = cast()
    tie(numbered(), units.clinic)
    client = client_of(member(units.clinic, "treatment-clinician"))
    client.post("/find/", {"who": NUMBERS[1]})

    answer = client.post("/find/", {"who": NUMBERS[0]})

    assert answer.status_code == 429
    assert "searched very often" in answer.content.decode()
    assert "Kari" not in answer.content.decode()


def test_the_page_costs_as_much_for_thirty_as_for_three() -> None:
    units = cast()
    client = client_of(member(units.clinic, "treatment-clinician"))
    costs = []
    for many in (3, 30):
        for _ in range(many):
            tie(person("Kari", BORN), units.clinic)
        with CaptureQueriesContext(connection) as queries:
            client.post("/find/", {"who": "Kari 1.2.1990"})
        costs.append(len(queries))

    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Kari Nordmann 1.2.1990", ("Kari Nordmann ", BORN)),
        ("Kari 01/02/1990", ("Kari ", BORN)),
        ("Kari 01021990", ("Kari ", BORN)),
        ("Kari 1990-02-01", ("Kari ", BORN)),
        ("Kari 310290", ("Kari 310290", None)),
        ("Kari", ("Kari", None)),
        ("Kari 010203", ("Kari ", date(2003, 2, 1))),
    ],
)
def test_a_date_after_a_name_is_the_birth_date(typed: str, told: tuple[str, date | None]) -> None:
    assert name_and_date(typed) == told


def test_a_date_of_its_own_comes_before_one_in_the_name() -> None:
    form = FindForm({"who": "Kari 3.4.1980", "born_on": "1990-02-01"})

    assert form.is_valid()
    assert (form.name.strip(), form.born) == ("Kari", BORN)


def test_a_date_of_birth_is_not_said_to_be_optional_for_a_name_alone_finds_nobody() -> None:
    client = client_of(member(cast().clinic, "treatment-clinician"))

    page = client.get("/find/").content.decode()

    label = page.partition('for="id_born_on"')[2].partition("</label>")[0]
    assert label
    assert "quiet" not in label
