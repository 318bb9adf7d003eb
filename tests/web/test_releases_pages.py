"""Passing something on, on its pages: chosen, seen as it will be read, sent by two to a court, read by the recipient, stopped."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from helhet.parties.models import Person, Unit
from helhet.record.models import Release, ReleaseApproval, ReleaseStop
from tests.ledger.cast import member, unit
from tests.ledger.test_releases import SCRIPT, SOON, World
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def world() -> World:
    return World()


def main_of(answer: Any) -> str:
    text: str = answer.content.decode()
    return text.partition("<main")[2].partition("</main>")[0]


def at(where: Unit, role: str = "treatment-clinician", language: str = "en") -> Client:
    return client_of(member(where, role), language)


def address(world: World) -> str:
    return f"/person/{world.eva.pk}/pass-on/"


def typed(world: World, **change: Any) -> dict[str, Any]:
    told = {
        "unit": world.units.municipality.pk,
        "purpose": "treat",
        "course": [world.course.pk],
        "items": [f"{world.course.pk}:{world.substance}:."],
        "basis": "no-objection",
        "to_day": SOON,
        "note": SCRIPT,
        "key": uuid4(),
    }
    return told | change


def whom(world: World) -> dict[str, Any]:
    return {"unit": world.units.municipality.pk, "purpose": "treat", "course": world.course.pk}


def to_court(world: World, **change: Any) -> dict[str, Any]:
    court = {
        "unit": world.units.other_clinic.pk,
        "purpose": "court",
        "basis": "consent",
        "previewed_on": "2026-05-19",
        "consented_on": "2026-05-19",
    }
    return typed(world, **(court | change))


# --- chosen, seen, sent ------------------------------------------------------------------------------------


def test_first_it_asks_to_whom_then_what_then_shows_it_and_then_sends(world: World) -> None:
    client = at(world.units.clinic)
    asked = whom(world)

    first = main_of(client.get(address(world)))
    what = main_of(client.get(address(world), asked))
    look = main_of(client.post(address(world), typed(world, look="1")))
    assert not Release.objects.exists(), "to look sends nothing"
    done = client.post(address(world), typed(world, send="1"), follow=True)

    assert "Nothing is passed on of itself" in first
    assert "Main substance" in what
    assert "Alcohol" in what
    for page in (look, main_of(done)):
        assert "Alcohol" in page
        assert "Passed on for this alone." in page
        assert "&lt;script&gt;" in page
        assert SCRIPT not in page
    row = Release.objects.get()
    assert (row.to_unit, row.purpose, row.basis, row.to_day) == (
        world.units.municipality,
        "treat",
        "no-objection",
        SOON,
    )
    assert "It is sent." in done.content.decode()


def test_a_double_click_sends_one(world: World) -> None:
    client, sent = at(world.units.clinic), typed(world, send="1")

    client.post(address(world), sent)
    again = client.post(address(world), sent)

    assert Release.objects.count() == 1
    assert again["Location"] == f"/passed-on/{Release.objects.get().pk}/"


def test_what_was_ticked_and_written_is_still_there_when_it_is_to_be_changed(world: World) -> None:
    page = main_of(at(world.units.clinic).post(address(world), typed(world, back="1", note="Hm")))

    ticked = re.findall(r'name="items" value="([^"]*)" checked', page)
    assert ticked == [f"{world.course.pk}:{world.substance}:."]
    assert ">Hm</textarea>" in page.replace("\n", "")
    assert not Release.objects.exists()


def test_what_is_held_closest_is_not_there_to_be_ticked(world: World) -> None:
    client = at(world.units.clinic)
    asked = whom(world)

    page = main_of(client.get(address(world), asked))
    court = main_of(
        client.get(
            address(world), asked | {"purpose": "court", "unit": world.units.other_clinic.pk}
        )
    )

    assert f"{world.course.pk}:{world.risk}:." not in page
    assert f"{world.course.pk}:{world.substance}:." in court
    assert f"{world.course.pk}:{world.substance}:&quot;" not in court
    assert f"{world.course.pk}:{world.child}:children.child" in page
    assert f"{world.course.pk}:{world.child}:children.child" not in court


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"items": []}, "What is passed on"),
        ({"items": ["x"]}, "What is passed on"),
        ({"to_day": "2026-05-18"}, "That day has passed"),
        ({"to_day": ""}, "Until which day is it shown?"),
        ({"basis": ""}, "What does it rest on?"),
        ({"note": "x" * 501}, "A word to whoever reads it"),
    ],
)
def test_what_cannot_be_is_refused_and_said(world: World, change: Any, said: str) -> None:
    for button in ("look", "send"):
        answer = at(world.units.clinic).post(
            address(world), typed(world, **change, **{button: "1"})
        )

        assert answer.status_code == 422
        assert said in main_of(answer).partition("</ds-error-summary>")[0]
    assert not Release.objects.exists()


def test_to_a_unit_where_nobody_could_read_it_nothing_goes(world: World) -> None:
    client = at(world.units.clinic)

    asked = main_of(client.get(address(world), whom(world) | {"unit": world.units.trust.pk}))
    empty = unit("empty", "unit")
    refused = main_of(client.get(address(world), whom(world) | {"unit": empty.pk}))
    court = typed(world, unit=world.units.municipality.pk, purpose="court", send="1")
    sent = client.post(address(world), court)

    assert "Main substance" in asked, "somebody works below"
    for page in (refused, main_of(sent)):
        assert "Nobody there could read it" in page
    assert sent.status_code == 422
    assert not Release.objects.exists()


def test_of_a_long_course_the_earlier_entries_are_folded_and_open_where_ticked(
    world: World,
) -> None:
    for _ in range(15):
        world.write("2026-05-06 no-show")
    client = at(world.units.clinic)

    folded = main_of(client.get(address(world), whom(world)))
    ticked = main_of(client.post(address(world), typed(world, back="1")))

    assert '<details class="why earlier-pieces"><summary>' in folded
    assert folded.count("<fieldset") == ticked.count("<fieldset") > 15
    assert '<details class="why earlier-pieces" open><summary>' in ticked


def test_by_consent_it_asks_for_the_day_and_goes_with_it(world: World) -> None:
    client = at(world.units.clinic)

    refused = client.post(address(world), typed(world, basis="consent", send="1"))
    client.post(address(world), typed(world, basis="consent", consented_on="2026-05-18", send="1"))

    assert refused.status_code == 422
    assert "said yes in writing to just this. Write down" in main_of(refused).replace(
        "have said", "said"
    )
    assert Release.objects.get().consented_on == date(2026, 5, 18)


def test_the_day_of_a_yes_is_asked_for_only_where_it_rests_on_one(world: World) -> None:
    client = at(world.units.clinic)

    by_law = main_of(client.post(address(world), typed(world, look="1")))
    by_yes = main_of(client.post(address(world), typed(world, basis="consent", look="1")))

    assert "consented_on" not in by_law
    assert "consented_on" in by_yes


def test_of_a_child_it_says_plainly_that_no_rule_is_known() -> None:
    world = World(date(2013, 1, 1))

    answer = at(world.units.clinic).post(
        address(world), typed(world, basis="consent", consented_on="2026-05-18", send="1")
    )

    assert answer.status_code == 422
    assert "Nobody under 16 consents alone" in main_of(answer)


def test_what_was_corrected_meanwhile_is_not_sent(world: World) -> None:
    gone = typed(world, items=[f"{world.course.pk}:99:."], send="1")

    assert at(world.units.clinic).post(address(world), gone).status_code == 422
    assert not Release.objects.exists()


# --- to a court, by two ------------------------------------------------------------------------------------


def test_to_a_court_another_looks_at_it_and_lets_it_go(world: World) -> None:
    maker, second = at(world.units.clinic), at(world.units.clinic)
    page = main_of(maker.post(address(world), to_court(world, look="1")))
    assert "To a court it goes by two" in page

    done = maker.post(address(world), to_court(world, send="1"), follow=True)
    release = Release.objects.get()
    assert "You made it, so somebody else" in main_of(done)
    assert "Approve and send" not in main_of(done)
    assert "you made it" in main_of(maker.get("/passed-on/"))

    listed = main_of(second.get("/passed-on/"))
    assert "Waiting for your approval" in listed
    assert f"/passed-on/{release.pk}/" in listed
    shown = main_of(second.get(f"/passed-on/{release.pk}/"))
    assert "Nothing has been sent yet" in shown
    assert "Alcohol" in shown
    assert "19 May 2026" in shown.partition("The person was shown it")[2][:80]
    second.post(f"/passed-on/{release.pk}/approve/")

    officer = at(world.units.other_clinic, "court-officer")
    assert "Alcohol" in main_of(officer.get(f"/person/{world.eva.pk}/passed-on/"))
    assert "Let go by" in main_of(second.get(f"/passed-on/{release.pk}/"))


def test_nobody_lets_their_own_go(world: World) -> None:
    maker = at(world.units.clinic)
    maker.post(address(world), to_court(world, send="1"))
    release = Release.objects.get()

    answer = maker.post(f"/passed-on/{release.pk}/approve/", follow=True)

    assert "You made it yourself" in answer.content.decode()
    assert not ReleaseApproval.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"previewed_on": ""}, "Show it to the person first"),
        ({"consented_on": ""}, "said yes in writing to just this"),
        ({"previewed_on": "2026-05-20"}, "That day has not come"),
        ({"basis": "duty"}, "by the person&#x27;s consent alone"),
    ],
)
def test_to_a_court_nothing_goes_that_the_person_has_not_seen_and_said_yes_to(
    world: World, change: Any, said: str
) -> None:
    answer = at(world.units.clinic).post(address(world), to_court(world, **change, send="1"))

    assert answer.status_code == 422
    assert said in main_of(answer)
    assert not Release.objects.exists()


# --- read, and stopped -------------------------------------------------------------------------------------


def test_the_recipient_finds_it_in_their_list_and_reads_it_with_the_words_of_redisclosure(
    world: World,
) -> None:
    world.send(world.wanted(note="Call me."))
    doctor = at(world.units.municipality, "general-practitioner")

    listed = main_of(doctor.get("/passed-on/"))
    page = main_of(doctor.get(f"/person/{world.eva.pk}/passed-on/"))

    assert f"/person/{world.eva.pk}/passed-on/" in listed
    assert "from nordvik" in listed
    for word in ("From nordvik, 19 May 2026", "Call me.", "Alcohol", "Passed on for this alone."):
        assert word in page
    assert "Substanc" not in listed


def test_it_is_stopped_for_a_reason_and_said_that_it_cannot_be_taken_back(world: World) -> None:
    release = world.send()
    client = at(world.units.clinic)

    asked = client.get(f"/passed-on/{release.pk}/stop/")
    refused = client.post(f"/passed-on/{release.pk}/stop/", {"why": "because"})
    done = client.post(f"/passed-on/{release.pk}/stop/", {"why": "asked"}, follow=True)

    assert "cannot be taken back" in main_of(asked)
    assert refused.status_code == 422
    assert "the person asked for it, 19 May 2026" in main_of(done)
    assert ReleaseStop.objects.get().why == "asked"
    doctor = at(world.units.municipality, "general-practitioner")
    assert "Alcohol" not in main_of(doctor.get(f"/person/{world.eva.pk}/passed-on/"))
    assert client.get(f"/passed-on/{release.pk}/stop/").status_code == 302, "nothing is left to do"


@pytest.mark.parametrize("role", ["treatment-clinician", "court-officer", "unit-leader"])
def test_to_a_stranger_there_is_nothing(world: World, role: str) -> None:
    release = world.send(world.to_court())
    client = at(world.units.ward, role)

    for where in (
        address(world),
        f"/person/{world.eva.pk}/passed-on/",
        f"/passed-on/{release.pk}/",
        f"/passed-on/{release.pk}/stop/",
    ):
        assert client.get(where).status_code == 404
    for where in (
        address(world),
        f"/passed-on/{release.pk}/stop/",
        f"/passed-on/{release.pk}/approve/",
    ):
        assert client.post(where, typed(world, why="asked", send="1")).status_code == 404
    assert "Eva" not in main_of(client.get("/passed-on/"))
    assert not ReleaseStop.objects.exists()
    assert Release.objects.count() == 1


def test_a_recipient_who_writes_nothing_passes_nothing_on(world: World) -> None:
    world.send()
    doctor = at(world.units.municipality, "general-practitioner")

    assert address(world) not in main_of(doctor.get(f"/person/{world.eva.pk}/passed-on/"))
    assert address(world) in main_of(
        at(world.units.clinic).get(f"/person/{world.eva.pk}/passed-on/")
    )
    assert doctor.get(address(world)).status_code == 404
    assert doctor.post(address(world), typed(world, send="1")).status_code == 404


def test_of_whoever_has_a_graded_address_other_units_are_not_named(world: World) -> None:
    release = world.send()
    Person.objects.filter(pk=world.eva.pk).update(address_grade="confidential")
    doctor = at(world.units.municipality, "general-practitioner")
    sender = at(world.units.clinic)

    for page in (
        doctor.get(f"/person/{world.eva.pk}/passed-on/"),
        doctor.get("/passed-on/"),
    ):
        assert "unit not shown" in main_of(page)
        assert "nordvik" not in main_of(page)
    for where in (f"/passed-on/{release.pk}/", "/passed-on/"):
        assert "dalen" not in main_of(sender.get(where)).replace("data-", "")


def test_the_ways_to_it_stand_on_the_person_and_the_course(world: World) -> None:
    client = at(world.units.clinic)

    person = main_of(client.get(f"/person/{world.eva.pk}/"))
    course = main_of(client.get(f"/course/{world.course.pk}/"))

    assert f"/person/{world.eva.pk}/passed-on/" in person
    assert f"{address(world)}?course={world.course.pk}" in course
    chosen = main_of(client.get(f"{address(world)}?course={world.course.pk}"))
    assert re.search(rf'value="{world.course.pk}"[^>]*checked', chosen)


@pytest.mark.parametrize(
    ("language", "word"),
    [("nb", "Gi opplysninger videre"), ("nn", "Gje opplysningar vidare")],
)
def test_it_speaks_the_languages(world: World, language: str, word: str) -> None:
    assert word in main_of(at(world.units.clinic, language=language).get(address(world)))


@pytest.mark.parametrize("count", [1, 6])
def test_each_page_costs_the_same_however_many_there_are(world: World, count: int) -> None:
    for _ in range(count):
        release = world.send()
        world.send(world.to_court())
        world.write("2026-05-06 main-substance-recorded.opiates")
    client, doctor = at(world.units.clinic), at(world.units.municipality, "general-practitioner")
    asked = whom(world)
    client.get("/worklist/")
    doctor.get("/worklist/")

    told = []
    pages: list[Callable[[], Any]] = [
        lambda: client.get("/passed-on/"),
        lambda: client.get(f"/passed-on/{release.pk}/"),
        lambda: client.get(f"/person/{world.eva.pk}/passed-on/"),
        lambda: doctor.get(f"/person/{world.eva.pk}/passed-on/"),
        lambda: client.get(address(world)),
        lambda: client.get(address(world), asked),
        lambda: client.post(address(world), typed(world, look="1")),
    ]
    for page in pages:
        with CaptureQueriesContext(connection) as made:
            assert page().status_code == 200
        told.append(len(made))
    assert told == [24, 28, 25, 32, 22, 46, 70]
