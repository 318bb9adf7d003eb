"""Contacts about nobody, and kits in stock: counted once, taken back by a row, never below nothing, and no way from a row to a person."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, models, transaction
from django.http import Http404

from helhet.access.deciding import Reader
from helhet.access.models import Access
from helhet.access.readers import staff_reader
from helhet.ledgers.contacts import OLDEST, Met, add_total, count, sums, take_back
from helhet.ledgers.doors import lists, may_count
from helhet.ledgers.errors import Refused
from helhet.ledgers.hiding import Sum
from helhet.ledgers.models import Contact, Movement, Total, Trip
from helhet.ledgers.stock import Batch, hand_out, move, shelves
from helhet.ledgers.stock import take_back as put_back
from helhet.parties.models import Unit
from tests.ledger.cast import TODAY, Cast, cast
from tests.ledger.cast import member as membership
from tests.ledger.test_taking import at_once

pytestmark = pytest.mark.django_db
MET = Met(TODAY, "evening", "street", "park", ("talk", "wound"))
SPRAY = Batch("nasal-spray", "LOT-7", TODAY + timedelta(days=200))
Why = Movement.Why


def works(where: Unit, role: str = "outreach-worker") -> Reader:
    return staff_reader(membership(where, role), TODAY)


@pytest.fixture
def units() -> Cast:
    return cast()


@pytest.fixture
def worker(units: Cast) -> Reader:
    return works(units.ward)


def test_contact_is_counted_once_however_often_it_is_sent(worker: Reader) -> None:
    key = uuid4()

    for _ in range(2):
        count(worker, MET, key=key)

    row = Contact.objects.get()
    assert (row.day, row.hours, row.kind, row.place) == (TODAY, "evening", "street", "park")
    assert (row.needs, row.people) == (["talk", "wound"], 1)


@pytest.mark.parametrize(
    ("met", "field"),
    [
        (Met(TODAY + timedelta(days=1), "evening", "street", "park"), "day"),
        (Met(TODAY - timedelta(days=OLDEST + 1), "evening", "street", "park"), "day"),
        (Met(TODAY, "noon", "street", "park"), "hours"),
        (Met(TODAY, "evening", "spying", "park"), "kind"),
        (Met(TODAY, "evening", "street", "Storgata 7"), "place"),
        (Met(TODAY, "evening", "street", "park", ("talk", "01017012345")), "needs"),
        (Met(TODAY, "evening", "street", "park", people=0), "people"),
        (Met(TODAY, "evening", "street", "park", people=-3), "people"),
        (Met(TODAY, "evening", "street", "park", people=201), "people"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    worker: Reader, met: Met, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        count(worker, met)

    assert refused.value.field == field
    assert not Contact.objects.exists()


@pytest.mark.parametrize("role", ["treatment-clinician", "municipal-coordinator", "unit-leader"])
def test_other_roles_neither_count_nor_read(units: Cast, role: str) -> None:
    reader = works(units.ward, role)
    deeds: list[Callable[[], object]] = [
        lambda: count(reader, MET),
        lambda: sums(reader, TODAY),
        lambda: shelves(reader),
        lambda: move(reader, SPRAY, Why.RECEIVED, 1),
        lambda: hand_out(reader, SPRAY, 1, MET, key=uuid4()),
        lambda: take_back(reader, uuid4()),
        lambda: put_back(reader, uuid4()),
        lambda: add_total(reader, "chat", (TODAY, TODAY), 1, key=uuid4()),
    ]

    for deed in deeds:
        with pytest.raises((Http404, PermissionDenied)):
            deed()
    assert not may_count(reader)
    assert not Contact.objects.exists()


def test_log_says_that_the_form_was_used_and_not_which_row(worker: Reader) -> None:
    count(worker, MET)

    access = Access.objects.get()
    assert (access.user, access.parts, access.deed) == (worker.user, "OUTA", "write")
    assert not access.subjects.exists()
    assert access.request is None


def test_no_row_leads_to_a_person_a_user_or_a_minute() -> None:
    kinds = (models.DateTimeField, models.TextField, models.GenericIPAddressField)
    for model in (Contact, Total, Movement, Trip):
        related = {
            field.related_model
            for field in model._meta.get_fields()
            if field.is_relation and field.concrete
        }
        assert {one.__name__ for one in related if isinstance(one, type)} <= {
            "Unit",
            model.__name__,
        }
        assert not [one.name for one in model._meta.fields if isinstance(one, kinds)]
        assert "user" not in {one.name for one in model._meta.fields}


def test_slip_of_today_is_counted_away_by_a_row_of_its_own(worker: Reader) -> None:
    slip, _ = count(worker, MET), count(worker, MET)

    for _ in range(2):
        take_back(worker, slip)

    assert Contact.objects.count() == 3
    assert sum(Contact.objects.values_list("people", flat=True)) == 1


def test_neither_older_ones_nor_those_of_another_unit_are_taken_back(
    worker: Reader, units: Cast
) -> None:
    older = count(worker, Met(TODAY - timedelta(days=1), "night", "street", "park"))
    other = count(works(units.clinic), MET)

    for row in (older, other, uuid4()):
        take_back(worker, row)

    assert Contact.objects.count() == 2


def test_rows_are_neither_changed_nor_deleted(worker: Reader) -> None:
    count(worker, MET)

    for deed in (
        lambda: Contact.objects.update(people=9),
        lambda: Contact.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


def test_sums_hide_few_and_what_could_be_reckoned_from_the_others(worker: Reader) -> None:
    for kind, people in (("street", 20), ("bus", 7), ("drop-in", 2)):
        count(worker, Met(TODAY, "evening", kind, "park", people=people))

    told = sums(worker, TODAY)

    assert told.people == 29
    assert told.kinds == (Sum("street", 20), Sum("bus", None), Sum("drop-in", None))
    assert told.hours == (Sum("evening", 29),)


def test_sums_are_of_ones_own_unit_and_of_a_whole_week(worker: Reader, units: Cast) -> None:
    monday = TODAY - timedelta(days=TODAY.weekday())
    for day in (monday, TODAY, monday - timedelta(days=1)):
        count(worker, Met(day, "evening", "street", "park", people=10))
    count(works(units.clinic), Met(TODAY, "evening", "street", "park", people=10))

    told = sums(worker, TODAY)

    assert (told.people, told.from_day, told.to_day) == (20, monday, monday + timedelta(days=6))


def test_totals_of_others_stand_in_the_sums_of_the_week_they_lie_in(worker: Reader) -> None:
    monday, key = TODAY - timedelta(days=TODAY.weekday() + 7), uuid4()
    week = (monday, monday + timedelta(days=6))

    for _ in range(2):
        add_total(worker, "helpline", week, 140, key=key)

    assert sums(worker, monday).kinds == (Sum("helpline", 140),)
    assert sums(worker, TODAY).kinds == ()


@pytest.mark.parametrize(
    ("kind", "days", "contacts", "field"),
    [("spying", (6, 0), 1, "kind"), ("chat", (0, 6), 1, "to_day"), ("chat", (-1, -3), 1, "to_day"), ("chat", (6, 0), -1, "contacts")],
)  # fmt: skip
def test_total_that_cannot_be_is_refused(
    worker: Reader, kind: str, days: tuple[int, int], contacts: int, field: str
) -> None:
    period = TODAY - timedelta(days=days[0]), TODAY - timedelta(days=days[1])

    with pytest.raises(Refused) as refused:
        add_total(worker, kind, period, contacts, key=uuid4())

    assert refused.value.field == field
    assert not Total.objects.exists()


def test_stock_is_the_sum_of_what_came_and_went(worker: Reader) -> None:
    later = Batch("nasal-spray", "LOT-9", TODAY + timedelta(days=20))
    move(worker, SPRAY, Why.RECEIVED, 10)
    move(worker, SPRAY, Why.HANDED_OUT, 3)
    move(worker, SPRAY, Why.RETURNED, 1)
    move(worker, SPRAY, Why.LOST, 2)
    move(worker, SPRAY, Why.COUNTED, 5)
    move(worker, later, Why.RECEIVED, 4)

    told = shelves(worker)

    assert [(one.batch.batch, one.kits, one.is_soon, one.is_expired) for one in told] == [
        ("LOT-9", 4, True, False),
        ("LOT-7", 5, False, False),
    ]
    assert Movement.objects.filter(why=Why.COUNTED).get().kits == -1


def test_more_than_there_are_is_refused(worker: Reader) -> None:
    move(worker, SPRAY, Why.RECEIVED, 2)

    with pytest.raises(Refused) as refused:
        move(worker, SPRAY, Why.HANDED_OUT, 3)

    assert (refused.value.field, refused.value.code) == ("kits", "too-many")
    assert shelves(worker)[0].kits == 2


def test_expired_batch_is_not_handed_out_and_is_cleared_away(worker: Reader) -> None:
    old = Batch("nasal-spray", "LOT-1", TODAY - timedelta(days=1))
    move(worker, old, Why.RECEIVED, 2)

    with pytest.raises(Refused):
        move(worker, old, Why.HANDED_OUT, 1)
    assert shelves(worker)[0].is_expired
    move(worker, old, Why.EXPIRED, 2)

    assert shelves(worker) == []


@pytest.mark.parametrize(
    ("batch", "why", "kits"),
    [
        (Batch("sword", "LOT", TODAY), Why.RECEIVED, 1),
        (Batch("nasal-spray", "  ", TODAY), Why.RECEIVED, 1),
        (Batch("nasal-spray", "x" * 41, TODAY), Why.RECEIVED, 1),
        (SPRAY, Why.RECEIVED, 0),
        (SPRAY, Why.RECEIVED, 10_001),
        (SPRAY, Why.COUNTED, -1),
        (SPRAY, Why.TAKEN_BACK, 1),
    ],
)
def test_movement_that_cannot_be_is_refused(
    worker: Reader, batch: Batch, why: Movement.Why, kits: int
) -> None:
    with pytest.raises(Refused):
        move(worker, batch, why, kits)

    assert not Movement.objects.exists()


def test_kit_to_somebody_unasked_counts_them_too_both_or_none(worker: Reader) -> None:
    move(worker, SPRAY, Why.RECEIVED, 1)
    key = uuid4()

    for _ in range(2):
        hand_out(worker, SPRAY, 1, MET, key=key)
    with pytest.raises(Refused):
        hand_out(worker, SPRAY, 1, MET, key=uuid4())

    assert (Contact.objects.count(), shelves(worker)) == (1, [])


def test_movement_of_today_is_put_back_once_and_not_if_it_is_gone(worker: Reader) -> None:
    received = move(worker, SPRAY, Why.RECEIVED, 5)
    handed = move(worker, SPRAY, Why.HANDED_OUT, 4)

    with pytest.raises(Refused):
        put_back(worker, received)
    for _ in range(2):
        put_back(worker, handed)

    assert shelves(worker)[0].kits == 5


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_last_one_at_once_cannot_both(units: Cast) -> None:
    worker = works(units.ward)
    move(worker, SPRAY, Why.RECEIVED, 1)

    def take() -> str:
        try:
            move(worker, SPRAY, Why.HANDED_OUT, 1)
        except Refused as refused:
            return refused.code
        return "handed out"

    told = at_once([take, take])

    assert sorted(told) == ["handed out", "too-many"]


@pytest.mark.parametrize("seed", range(10))
def test_stock_is_what_an_honest_count_says_and_never_below_nothing(
    worker: Reader, seed: int
) -> None:
    chance, there = np.random.default_rng(seed), 0

    for _ in range(25):
        why, kits = (
            Why(str(chance.choice([one.value for one in Why if one is not Why.TAKEN_BACK]))),
            int(chance.integers(6)),
        )
        try:
            move(worker, SPRAY, why, kits)
        except Refused:
            is_out = why in (Why.HANDED_OUT, Why.LOST, Why.EXPIRED)
            assert (is_out and kits > there) or (not kits and why is not Why.COUNTED)
            continue
        is_in = why in (Why.RECEIVED, Why.RETURNED)
        there = kits if why is Why.COUNTED else there + kits if is_in else there - kits

        assert sum(one.kits for one in shelves(worker)) == there >= 0


def test_hours_are_those_of_the_clock() -> None:
    told = [lists().hours_at(hour) for hour in (0, 5, 6, 12, 17, 18, 23)]

    assert told == ["night", "night", "morning", "afternoon", "afternoon", "evening", "evening"]


def test_whoever_knows_all_of_a_meeting_still_finds_nobody(worker: Reader) -> None:
    """A stranger knows of each of 300 people on which day, in which part of it and how they were met, and reads all that is told.

    They have found somebody if what is told can be about that one alone, or about fewer than five.
    """
    chance, known = np.random.default_rng(5), lists()
    kinds = ["street"] * 60 + ["bus"] * 20 + ["drop-in"] * 5 + ["needle-exchange"]
    met = [
        Met(TODAY - timedelta(days=int(chance.integers(28))), str(chance.choice([*known.hours])), str(chance.choice(kinds)), "street")
        for _ in range(300)
    ]  # fmt: skip
    for one in met:
        count(worker, one)

    found = 0
    for one in met:
        told = sums(worker, one.day)
        cells = [*(c for c in told.kinds if c.name == one.kind), *(c for c in told.hours if c.name == one.hours)]  # fmt: skip
        found += any(cell.people is not None and cell.people < 5 for cell in cells)
        hidden = [cell for cell in told.kinds if cell.people is None]
        found += len(hidden) == 1

    assert found == 0
