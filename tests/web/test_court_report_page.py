"""The page of a report to the court: what is ticked, exactly what will be read, the person's own words, by two, beside the last one."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from helhet.record.models import CourtReport, Entry, ReleaseApproval
from helhet.record.releases.passing import stop
from helhet.record.releases.reporting import let_go
from tests.ledger.cast import member
from tests.ledger.courses import NOON
from tests.ledger.test_court_reports import Court
from tests.ledger.test_releases import SCRIPT
from tests.web.signed import client_of
from tests.web.test_releases_pages import at, main_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def court() -> Court:
    return Court()


def officer(court: Court, language: str = "en") -> Client:
    return at(court.units.other_clinic, "court-officer", language)


def address(court: Court) -> str:
    return f"/course/{court.programme.pk}/report/"


def typed(court: Court, **change: Any) -> dict[str, Any]:
    told = {
        "items": [f"{court.programme.pk}:{court.test}:."],
        "passed": [f"{court.passed.pk}:1"],
        "basis": "consent",
        "note": "",
        "own_words": SCRIPT,
        "previewed_on": "2026-05-19",
        "consented_on": "2026-05-19",
        "key": uuid4(),
    }
    return told | change


def ticked(page: str, name: str = "items") -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)" checked', page)


def test_all_of_the_programme_is_ticked_and_nothing_of_treatment(court: Court) -> None:
    page = main_of(officer(court).get(address(court)))

    assert f"{court.programme.pk}:{court.test}:." in ticked(page)
    assert f"{court.programme.pk}:{court.breach}:breach.kind" in ticked(page)
    assert ticked(page, "passed") == []
    assert f'value="{court.passed.pk}:1"' in page
    assert "All of the programme is ticked." in page


def test_where_nothing_was_passed_on_there_is_nothing_to_choose_of_it(court: Court) -> None:
    stop(court.sender, court.passed.pk, "asked", NOON)

    page = main_of(officer(court).get(address(court)))

    assert "What others have passed on to you" not in page


def test_it_is_seen_made_and_let_go_by_two_and_the_course_is_told(court: Court) -> None:
    maker, second = officer(court), officer(court)

    look = main_of(maker.post(address(court), typed(court, look="1")))
    assert not CourtReport.objects.exists()
    done = maker.post(address(court), typed(court, send="1"), follow=True)
    report = CourtReport.objects.get()
    shown = main_of(second.get(f"/passed-on/{report.pk}/"))
    approved = second.post(f"/passed-on/{report.pk}/approve/", follow=True)

    for page in (look, main_of(done), shown):
        for word in ("Programme test", "Negative", "Alcohol", "own words"):
            assert word in page
        assert "&lt;script&gt;" in page
        assert SCRIPT not in page
    assert "Report 1 to the court" in shown
    assert "Print it, and hand it over to the court" in approved.content.decode()
    assert "Print this page" not in shown
    assert "Print this page" in main_of(second.get(f"/passed-on/{report.pk}/"))
    told = Entry.objects.filter(course=court.programme, event__startswith="report-")
    assert list(told.order_by("number").values_list("event", flat=True)) == [
        "report-drafted",
        "report-previewed",
        "report-sent",
    ]
    assert ReleaseApproval.objects.filter(release=report.release).exists()
    assert f"/passed-on/{report.pk}/stop/" not in main_of(approved), "nothing is left to stop"


def test_a_double_click_makes_one(court: Court) -> None:
    client, sent = officer(court), typed(court, send="1")

    client.post(address(court), sent)
    client.post(address(court), sent)

    assert CourtReport.objects.count() == 1
    assert Entry.objects.filter(event="report-drafted").count() == 1


def test_the_next_one_ticks_what_the_last_did_not_have_and_says_what_differs(court: Court) -> None:
    client = officer(court)
    client.post(address(court), typed(court, send="1"))
    let_go(court.second, CourtReport.objects.get().pk, NOON)

    page = main_of(client.get(address(court)))
    look = main_of(
        client.post(
            address(court),
            typed(court, items=[f"{court.programme.pk}:{court.breach}:breach.kind"], look="1"),
        )
    )

    assert "What is not in report 1 is ticked." in page
    assert f"{court.programme.pk}:{court.test}:." not in ticked(page)
    assert f"{court.programme.pk}:{court.breach}:breach.kind" in ticked(page)
    assert "Report 1" in page
    assert "Beside report 1" in look
    assert "1 entry is new." in look
    assert "1 entry of it is left out" in look


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"items": []}, "From the programme"),
        ({"items": ["x"]}, "From the programme"),
        ({"passed": ["x"]}, "What others have passed on to you"),
        ({"basis": "duty"}, "by the person&#x27;s consent alone"),
        ({"own_words": "x" * 20_001}, "In the person"),
    ],
)
def test_what_cannot_be_is_refused_and_said(court: Court, change: Any, said: str) -> None:
    for button in ("look", "send"):
        answer = officer(court).post(address(court), typed(court, **change, **{button: "1"}))

        assert answer.status_code == 422
        assert said in main_of(answer).partition("</ds-error-summary>")[0]
    assert not CourtReport.objects.exists()


@pytest.mark.parametrize("name", ["previewed_on", "consented_on"])
def test_without_the_day_the_person_saw_it_and_said_yes_it_is_not_made(
    court: Court, name: str
) -> None:
    answer = officer(court).post(address(court), typed(court, **{name: ""}, send="1"))

    assert answer.status_code == 422
    assert not CourtReport.objects.exists()


@pytest.mark.parametrize("role", ["treatment-clinician", "court-officer", "unit-leader"])
def test_to_a_stranger_there_is_nothing(court: Court, role: str) -> None:
    release = court.make()
    client = at(court.units.ward, role)

    for where in (address(court), f"/passed-on/{release.pk}/"):
        assert client.get(where).status_code == 404
        assert client.post(where, typed(court, send="1")).status_code in (404, 405)
    assert client.post(f"/passed-on/{release.pk}/approve/").status_code == 404
    assert CourtReport.objects.count() == 1
    assert not ReleaseApproval.objects.filter(release=release).exists()


def test_of_a_treatment_there_is_no_report(court: Court) -> None:
    client = at(court.units.clinic)

    assert client.get(f"/course/{court.course.pk}/report/").status_code == 404
    assert "/report/" not in main_of(client.get(f"/course/{court.course.pk}/"))
    assert "/report/" not in main_of(client.get("/board/"))


def test_the_ways_to_it_stand_on_the_board_and_the_course(court: Court) -> None:
    client = officer(court)

    for where in ("/board/", f"/course/{court.programme.pk}/"):
        assert address(court) in main_of(client.get(where))


@pytest.mark.parametrize(
    ("language", "word"), [("nb", "Rapport til retten"), ("nn", "Rapport til retten")]
)
def test_it_speaks_the_languages(court: Court, language: str, word: str) -> None:
    assert word in main_of(officer(court, language).get(address(court)))


@pytest.mark.parametrize("count", [1, 4])
def test_each_page_costs_the_same_however_much_there_is(court: Court, count: int) -> None:
    let_go(court.second, court.make(court.with_passed()).pk, NOON)
    for _ in range(count):
        last = court.make(court.with_passed())
        let_go(court.second, last.pk, NOON)
        court.note("2026-05-09 test-taken.negative")
    client = client_of(member(court.units.other_clinic, "court-officer"))
    client.get("/worklist/")

    told = []
    pages: list[Callable[[], Any]] = [
        lambda: client.get(address(court)),
        lambda: client.post(address(court), typed(court, look="1")),
        lambda: client.get(f"/passed-on/{last.pk}/"),
    ]
    for page in pages:
        with CaptureQueriesContext(connection) as made:
            assert page().status_code == 200
        told.append(len(made))
    assert told == [64, 109, 55]
