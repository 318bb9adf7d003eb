"""A kit handed out by name leaves the unit's shelf: both are written or neither, once, and from the shelf no way leads to the person."""

from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.cache import cache
from django.forms.models import model_to_dict
from django.test import Client
from django.utils import timezone

from helhet.access.models import Access
from helhet.access.readers import staff_reader
from helhet.ledgers import stock
from helhet.ledgers.models import Movement
from helhet.ledgers.stock import Batch, move, shelves
from helhet.packs.contacts import read_contacts
from helhet.record.content import opened as said_in
from helhet.record.content import values_of
from helhet.record.models import Course, Entry
from helhet.record.pathways import table_of
from helhet.record.times import to_day
from tests.ledger.cast import TODAY, Cast, cast, member, person
from tests.ledger.courses import opened
from tests.web.signed import client_of
from tests.web.test_entry_page import sent

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 18, tzinfo=UTC)
SPRAY = Batch("nasal-spray", "LOT-7", date(2027, 5, 1))
OLD = Batch("nasal-spray", "LOT-1", date(2026, 5, 18))
MARK = "nasal-spray 2027-05-01 LOT-7"
ROLE = "outreach-worker"


@pytest.fixture(autouse=True)
def _at_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    cache.clear()


@pytest.fixture
def units() -> Cast:
    return cast()


@pytest.fixture
def course(units: Cast) -> UUID:
    reader = staff_reader(member(units.ward, ROLE), TODAY)
    move(reader, SPRAY, Movement.Why.RECEIVED, 3)
    return opened(reader, person(), "2026-05-18 person-met", "naloxone").pk


@pytest.fixture
def client(units: Cast, course: UUID) -> Client:
    return client_of(member(units.ward, ROLE))


def there(units: Cast) -> list[tuple[str, int]]:
    reader = staff_reader(member(units.ward, ROLE), TODAY)
    return [(one.batch.batch, one.kits) for one in shelves(reader)]


def kit(course: UUID, mark: str = MARK, no: str = "A1", **more: Any) -> dict[str, Any]:
    return sent(course, shelf=mark, **{"kit.no": no}, **more)


def back_of(course: UUID) -> str:
    return f"/course/{course}/entry/{Course.objects.get(pk=course).version}/take-back/"


def hand_out(client: Client, course: UUID, told: dict[str, Any]) -> Any:
    return client.post(f"/course/{course}/record/kit-handed-out/", told)


def test_it_leaves_the_shelf_and_the_entry_says_which_batch(
    client: Client, course: UUID, units: Cast
) -> None:
    answer = hand_out(client, course, kit(course, no="A1\nA2"))

    assert answer.status_code == 302, answer.content.decode()
    assert there(units) == [("LOT-7", 1)]
    row = Entry.objects.filter(course=course).latest("number")
    contents = Course.objects.get(pk=course).contents.filter(number=row.number)
    assert values_of(said_in(contents)[row.number]) == {
        "kit.no": ("A1", "A2"),
        "box.batch": "LOT-7",
        "box.expiry": to_day(SPRAY.expires_on),
        "box.kind": "nasal",
    }


def test_sent_twice_it_leaves_once(client: Client, course: UUID, units: Cast) -> None:
    told = kit(course)

    for _ in range(2):
        assert hand_out(client, course, told).status_code == 302

    assert there(units) == [("LOT-7", 2)]
    assert Entry.objects.filter(course=course, event="kit-handed-out").count() == 1


def test_more_than_there_are_writes_neither(client: Client, course: UUID, units: Cast) -> None:
    answer = hand_out(client, course, kit(course, no="A1\nA2\nA3\nA4"))

    assert answer.status_code == 422
    assert "There are not so many left on the shelf" in answer.content.decode()
    assert "A4" in answer.content.decode()
    assert there(units) == [("LOT-7", 3)]
    assert not Entry.objects.filter(course=course, event="kit-handed-out").exists()


def test_entry_that_is_refused_leaves_the_shelf_alone(
    client: Client, course: UUID, units: Cast
) -> None:
    stale = kit(course) | {"version": 0}

    assert hand_out(client, course, stale).status_code == 422
    assert hand_out(client, course, kit(course, happened_on="2027-01-01")).status_code == 422
    assert there(units) == [("LOT-7", 3)]


def test_one_from_elsewhere_leaves_the_shelf_alone(
    client: Client, course: UUID, units: Cast
) -> None:
    answer = hand_out(client, course, kit(course, "elsewhere", **{"box.batch": "THEIRS"}))

    assert answer.status_code == 302
    assert there(units) == [("LOT-7", 3)]


@pytest.mark.parametrize("mark", ["", "nasal-spray 2026-05-18 LOT-1", "nothing"])
def test_what_is_not_there_or_expired_cannot_be_chosen(
    client: Client, course: UUID, units: Cast, mark: str
) -> None:
    move(staff_reader(member(units.ward, ROLE), date(2026, 5, 18)), OLD, Movement.Why.RECEIVED, 5)
    worker = client_of(member(units.ward, ROLE))

    page = unescape(worker.get(f"/course/{course}/record/kit-handed-out/").content.decode())

    assert "LOT-7" in page
    assert "expires 1 May 2027" in page  # with its year: a batch lasts for years
    assert "LOT-1," not in page
    assert hand_out(worker, course, kit(course, mark)).status_code == 422
    assert not Entry.objects.filter(course=course, event="kit-handed-out").exists()


def test_an_empty_shelf_asks_nothing(units: Cast) -> None:
    reader = staff_reader(member(units.ward, ROLE), TODAY)
    course = opened(reader, person(), "2026-05-18 person-met", "naloxone").pk
    worker = client_of(member(units.ward, ROLE))

    page = worker.get(f"/course/{course}/record/kit-handed-out/").content.decode()

    assert 'name="shelf"' not in page
    assert hand_out(worker, course, sent(course, **{"kit.no": "A1"})).status_code == 302


@pytest.mark.parametrize("is_back", [True, False])
def test_taken_back_it_lies_there_again_if_it_does(
    client: Client, course: UUID, units: Cast, *, is_back: bool
) -> None:
    hand_out(client, course, kit(course, no="A1\nA2"))
    where = back_of(course)
    page = client.get(where).content.decode()
    told = sent(course) | {"acting": client.get(where).context["form"]["acting"].value()}
    answer = client.post(where, told | ({"shelf": "on"} if is_back else {}))
    again = answer if answer.status_code == 302 else _confirmed(client, where, answer, is_back)

    assert "What was handed out lies on our shelf again" in page
    assert again.status_code == 302
    assert there(units) == [("LOT-7", 3 if is_back else 1)]


def _confirmed(client: Client, where: str, answer: Any, is_back: bool) -> Any:
    form = answer.context["form"]
    hidden = {name: form[name].value() for name in ("version", "key", "acting", "confirmed")}
    return client.post(where, hidden | ({"shelf": "on"} if is_back else {}))


def test_one_from_elsewhere_is_not_put_on_the_shelf(client: Client, course: UUID) -> None:
    hand_out(client, course, kit(course, "elsewhere", **{"box.batch": "THEIRS", "box.expiry": "2027-01-01"}))  # fmt: skip

    assert 'name="shelf"' not in client.get(back_of(course)).content.decode()


def test_no_way_leads_from_the_shelf_to_the_person(client: Client, course: UUID) -> None:
    before, told = Access.objects.count(), kit(course)
    hand_out(client, course, told)

    row = Movement.objects.get(why=Movement.Why.HANDED_OUT)
    held = Course.objects.get(pk=course)
    told_by_it = {str(value) for value in model_to_dict(row).values()} | {str(row.pk)}
    assert told_by_it.isdisjoint({str(course), str(held.subject_id), str(told["key"]), "A1"})
    assert {type(value) for value in model_to_dict(row).values()} <= {UUID, int, str, date, type(None)}  # fmt: skip
    about_shelf = Access.objects.filter(pk__gt=0, parts="OUTA").order_by("pk")[before:]
    assert not any(access.subjects.exists() for access in about_shelf)


def test_who_may_not_count_is_not_asked(client: Client, course: UUID, units: Cast) -> None:
    other = client_of(member(units.ward, "treatment-clinician"))

    answer = other.get(f"/course/{course}/record/kit-handed-out/")

    assert answer.status_code != 200 or 'name="shelf"' not in answer.content.decode()


def test_shelf_names_what_the_pathways_have() -> None:
    """Every event, field and choice that the pack's list names is there in the newest edition."""
    known = read_contacts(Path(settings.PACK))
    assert known.handed_out
    for pathway, rule in known.handed_out.items():
        table = table_of(pathway)
        event = table.event(rule.event)
        assert event is not None
        fields = {f"{form}.{name}": one for form in event.form for name, one in table.newest.forms[form].fields.items()}  # fmt: skip
        assert {rule.each, rule.batch, rule.expires, rule.kind} <= fields.keys()
        assert set(rule.kinds) == set(known.kits)
        assert set(rule.kinds.values()) <= set(fields[rule.kind].choices)


def test_two_units_do_not_share_a_shelf(client: Client, course: UUID, units: Cast) -> None:
    there_too = staff_reader(member(units.clinic, ROLE), TODAY)

    assert stock.shelves(there_too) == []
    assert stock.handed_out_of(there_too, "LOT-7", SPRAY.expires_on) is None
