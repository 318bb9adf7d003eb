"""The pages of the work outside: a contact in three taps, kits, what is urgent, whom nobody has seen; for those who work outside alone."""

from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from helhet.access.readers import staff_reader
from helhet.ledgers.doors import lists
from helhet.ledgers.models import Contact, Movement, Total
from helhet.ledgers.totals import Counted, What, bring
from helhet.record.pathways import table_of
from tests.ledger.cast import TODAY, Cast, cast, member, person, tie
from tests.ledger.courses import opened, say
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 18, tzinfo=UTC)  # eight in the evening
ADDRESSES = ("/outreach/", "/outreach/kits/", "/outreach/week/")
LOT = {"why": "received", "kit": "nasal-spray", "batch": "LOT-7", "expires_on": "2027-05-01", "kits": "3"}  # fmt: skip


@pytest.fixture(autouse=True)
def _at_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    cache.clear()


@pytest.fixture
def units() -> Cast:
    return cast()


@pytest.fixture
def client(units: Cast) -> Client:
    return client_of(member(units.ward, "outreach-worker"))


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def met(**more: Any) -> dict[str, Any]:
    return {
        "key": uuid4(),
        "kind": "street",
        "place": "park",
        "hours": "evening",
        "people": 1,
    } | more


def test_the_part_of_the_day_and_what_was_said_last_stand_chosen(client: Client) -> None:
    first = client.get("/outreach/").context["form"]
    answer = client.post("/outreach/", met(needs=["talk"]))
    again = client.get(answer["Location"]).context["form"]

    assert first["hours"].value() == "evening"
    assert (again["kind"].value(), again["place"].value()) == ("street", "park")
    assert Contact.objects.get().needs == ["talk"]


def test_a_double_click_counts_once(client: Client) -> None:
    sent = met()

    for _ in range(2):
        assert client.post("/outreach/", sent).status_code == 302

    assert Contact.objects.count() == 1


def test_a_slip_is_taken_back_with_the_kit_that_went_with_it(client: Client) -> None:
    client.post("/outreach/kits/", {"key": uuid4(), **LOT})
    answer = client.post("/outreach/", met(batch="nasal-spray 2027-05-01 LOT-7"))
    page = client.get(answer["Location"])
    assert "It was a slip" in text(page)
    assert sum(Movement.objects.values_list("kits", flat=True)) == 2

    client.post("/outreach/back/", {"done": page.context["done"]})

    assert sum(Contact.objects.values_list("people", flat=True)) == 0
    assert sum(Movement.objects.values_list("kits", flat=True)) == 3


@pytest.mark.parametrize("done", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_nothing_is_taken_back_that_is_not_there(client: Client, done: str) -> None:
    client.post("/outreach/", met())

    assert client.post("/outreach/back/", {"done": done}).status_code == 302
    assert client.get(f"/outreach/?done={done}").status_code == 200
    assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "spying"}, {"place": "Storgata 7"}, {"needs": ["01017012345"]}, {"people": 0}, {"hours": "20:15"}, {"batch": "a sword"}],
)  # fmt: skip
def test_what_cannot_be_counts_nothing_and_says_so(client: Client, wrong: dict[str, Any]) -> None:
    client.post("/outreach/kits/", {"key": uuid4(), **LOT})

    answer = client.post("/outreach/", met(**wrong))

    assert answer.status_code == 422
    assert "Look at this first" in text(answer)
    assert not Contact.objects.exists()


def test_shelf_says_what_expires_and_refuses_what_is_not_there(client: Client) -> None:
    client.post("/outreach/kits/", {"key": uuid4(), **LOT, "expires_on": "2026-06-01"})

    refused = client.post("/outreach/kits/", {"key": uuid4(), **LOT, "expires_on": "2026-06-01", "why": "lost", "kits": "4"})  # fmt: skip
    page, first = text(client.get("/outreach/kits/")), text(client.get("/outreach/"))

    assert "There are not so many on the shelf" in text(refused)
    assert "LOT-7" in page
    assert "expires soon" in first


def test_week_shows_sums_in_which_nobody_is_found(client: Client) -> None:
    for people, kind in ((20, "street"), (9, "bus"), (1, "drop-in")):
        client.post("/outreach/", met(people=people, kind=kind))
    client.post("/outreach/week/", {"key": uuid4(), "kind": "helpline", "contacts": 50})

    page = text(client.get("/outreach/week/"))

    assert Total.objects.get().from_day == date(2026, 5, 18)
    assert "<strong>80</strong>" in page
    assert page.count(">few<") == 2 * 2  # in the bar and beside it, of drop-in and bus
    assert "The week after" not in page


def test_month_that_others_counted_stands_below_its_weeks(client: Client, units: Cast) -> None:
    april = date(2026, 4, 1), date(2026, 4, 30)
    reader = staff_reader(member(units.ward, "outreach-worker"), TODAY)
    talks = What("helpline", *april, need="talk")
    bring(reader, [Counted(talks.all_of_them, 700), Counted(talks, 4)])

    page = text(client.get("/outreach/week/", {"day": "2026-04-15"}))

    assert "<strong>0</strong>" in page
    assert "700" in page.partition("The whole month, counted by others")[2]
    assert ">few<" in page.partition("The whole month: what it was about")[2]


def test_day_of_the_address_is_a_day_or_today(client: Client) -> None:
    for asked in ("2026-05-01", "", "x", "9999-12-31", "0001-01-01"):
        assert client.get("/outreach/week/", {"day": asked}).status_code == 200


def test_whoever_nobody_wrote_of_for_two_weeks_is_named(units: Cast) -> None:
    membership = member(units.ward, "outreach-worker")
    reader, client = staff_reader(membership, TODAY), client_of(membership)
    for name, day in (("Kalle", "2026-05-02"), ("Eva", "2026-05-15")):
        course = opened(reader, person(name), f"{day} person-met", "naloxone")
        say(reader, course, f"{day} training-given")

    page = text(client.get("/outreach/")).partition("Not seen for a while")[2]

    assert "Kalle" in page
    assert "Eva" not in page


def test_somebody_who_was_not_seen_is_met_in_two_taps(client: Client, units: Cast) -> None:
    reader = staff_reader(member(units.ward, "outreach-worker"), TODAY)
    course = opened(reader, person("Kalle"), "2026-04-20 person-met", "naloxone")

    page = text(client.get("/outreach/")).partition("Not seen for a while")[2]
    address = f"/course/{course.pk}/record/contact-made/"
    form = client.get(address).context["form"].initial
    client.post(address, {name: form[name] for name in ("happened_on", "version", "key", "acting")})
    after = text(client.get("/outreach/")).partition("Not seen for a while")[2]

    assert address in page
    assert f"/course/{course.pk}/record/kit-handed-out/" in page
    assert "Kalle" not in after


def test_an_overdose_that_was_reported_stands_first_until_somebody_is_in_touch(
    client: Client, units: Cast
) -> None:
    reader = staff_reader(member(units.ward, "outreach-worker"), TODAY)
    course = opened(reader, person("Kalle"), "2026-05-18 overdose-reported", "overdose-response")

    before = text(client.get("/outreach/"))
    say(reader, course, "2026-05-19 contact-made")
    after = text(client.get("/outreach/"))

    above = before[before.index("first-head") : before.index("contact-head")]
    assert "Kalle" in above
    assert "113" in above
    assert f"/course/{course.pk}/record/contact-made/" in above
    assert "first-head" not in after


def test_an_overdose_reported_to_another_unit_is_not_told(client: Client, units: Cast) -> None:
    reader = staff_reader(member(units.other_clinic, "outreach-worker"), TODAY)
    opened(reader, person("Kalle"), "2026-05-18 overdose-reported", "overdose-response")

    assert "first-head" not in text(client.get("/outreach/"))


def test_whom_to_reach_first_is_in_a_state_of_each_pathway() -> None:
    for pathway, state in lists().reach_first.items():
        assert state in table_of(pathway).newest.states


def test_what_tells_that_somebody_was_met_is_an_event_of_each_pathway() -> None:
    for pathway, event in lists().met.items():
        assert event in table_of(pathway).newest.events


@pytest.mark.parametrize("role", ["treatment-clinician", "municipal-coordinator", "unit-leader", "analyst"])  # fmt: skip
def test_other_roles_find_no_such_pages(units: Cast, role: str) -> None:
    other = client_of(member(units.ward, role))

    for address in ADDRESSES:
        assert other.get(address).status_code in (403, 404)
        assert other.post(address, met()).status_code in (403, 404)
    assert other.post("/outreach/back/", {"done": str(uuid4())}).status_code in (403, 404)
    assert "/outreach/" not in text(other.get("/worklist/"))
    assert not Contact.objects.exists()


def test_other_units_shelves_and_people_are_not_shown(client: Client, units: Cast) -> None:
    other = client_of(member(units.clinic, "outreach-worker"))
    other.post("/outreach/kits/", {"key": uuid4(), **LOT})
    tie(person("Fremmed"), units.other_clinic)

    for address in ADDRESSES:
        page = text(client.get(address))
        assert "LOT-7" not in page
        assert "Fremmed" not in page


def test_address_of_what_was_counted_tells_of_nobody(client: Client) -> None:
    answer = client.post("/outreach/", met(needs=["wound"]))

    assert "wound" not in answer["Location"]
    assert "evening" not in answer["Location"]


def test_of_many_nobody_has_seen_the_first_stand_open(units: Cast) -> None:
    membership = member(units.ward, "outreach-worker")
    reader, client = staff_reader(membership, TODAY), client_of(membership)
    for n in range(10):
        opened(reader, person(f"Kalle{n}"), "2026-05-02 person-met", "naloxone")

    page = text(client.get("/outreach/")).partition("Not seen for a while")[2]

    first, _, rest = page.partition("<details")
    assert rest.count(">2 more<") == 1
    assert sum(f"Kalle{n}" in first for n in range(10)) == 8
    assert sum(f"Kalle{n}" in rest for n in range(10)) == 2
