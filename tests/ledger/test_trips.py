"""Journeys that no course tells of: counted once, taken back by a row, and no way from a row to a person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.http import Http404

from helhet.access.deciding import Reader
from helhet.access.models import Access
from helhet.access.readers import staff_reader
from helhet.ledgers.contacts import OLDEST
from helhet.ledgers.errors import Refused
from helhet.ledgers.hiding import Sum
from helhet.ledgers.models import Trip
from helhet.ledgers.trips import (
    Made,
    add_trip,
    may_count_trips,
    take_trip_back,
    trip_lists,
    trip_sums,
)
from helhet.packs.finding import edition_files
from helhet.packs.pack import NORWAY
from helhet.packs.trips import read_trips, trip_problems
from helhet.pathway.checking.whole import checked_pathways
from tests.ledger.cast import TODAY, Cast, cast, member

pytestmark = pytest.mark.django_db
MADE = Made(TODAY, "evening", "psychiatric-ambulance", "mental-health", "hour")


@pytest.fixture
def units() -> Cast:
    made = cast()
    made.ward.offers = ["transport"]
    made.ward.save()
    return made


@pytest.fixture
def driver(units: Cast) -> Reader:
    return staff_reader(member(units.ward, "treatment-clinician"), TODAY)


def test_a_journey_is_counted_once_however_often_it_is_sent(driver: Reader) -> None:
    key = uuid4()

    for _ in range(2):
        add_trip(driver, MADE, key=key)

    row = Trip.objects.get()
    assert (row.day, row.hours, row.way) == (TODAY, "evening", "psychiatric-ambulance")
    assert (row.company, row.wait, row.trips) == ("mental-health", "hour", 1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day": TODAY + timedelta(days=1)}, "day"),
        ({"day": TODAY - timedelta(days=OLDEST + 1)}, "day"),
        ({"hours": "20:15"}, "hours"),
        ({"way": "on foot"}, "way"),
        ({"company": "01017012345"}, "company"),
        ({"wait": "71"}, "wait"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    driver: Reader, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        add_trip(driver, replace(MADE, **wrong), key=uuid4())

    assert refused.value.field == field
    assert not Trip.objects.exists()


def deeds_of(reader: Reader) -> list[Callable[[], object]]:
    return [
        lambda: add_trip(reader, MADE, key=uuid4()),
        lambda: trip_sums(reader, TODAY),
        lambda: take_trip_back(reader, uuid4()),
    ]


def test_only_who_may_begin_a_course_of_it_where_it_is_offered_counts(units: Cast) -> None:
    elsewhere = staff_reader(member(units.clinic, "treatment-clinician"), TODAY)
    others = [
        staff_reader(member(units.ward, role), TODAY)
        for role in ("analyst", "unit-leader", "system-administrator")
    ]

    for reader in (elsewhere, *others):
        for deed in deeds_of(reader):
            with pytest.raises(Http404):
                deed()
        assert not may_count_trips(reader), reader.role
    assert not Trip.objects.exists()


def test_the_log_says_that_it_was_counted_and_of_nobody(driver: Reader) -> None:
    add_trip(driver, MADE, key=uuid4())

    trip_sums(driver, TODAY)

    told = Access.objects.order_by("id").values_list("user", "parts", "deed")
    assert [*told] == [(driver.user, "PLAN", "write"), (driver.user, "PLAN", "read")]
    assert not any(access.subjects.exists() for access in Access.objects.all())


def test_a_slip_of_today_is_counted_away_once_and_nobody_elses(driver: Reader, units: Cast) -> None:
    slip, other, older = uuid4(), uuid4(), uuid4()
    units.clinic.offers = ["transport"]
    units.clinic.save()
    add_trip(driver, MADE, key=slip)
    add_trip(staff_reader(member(units.clinic, "treatment-clinician"), TODAY), MADE, key=other)
    add_trip(driver, replace(MADE, day=TODAY - timedelta(days=1)), key=older)

    for key in (slip, slip, other, older, uuid4()):
        take_trip_back(driver, key)

    assert sorted(Trip.objects.values_list("trips", flat=True)) == [-1, 1, 1, 1]
    assert trip_sums(driver, TODAY).ways == (Sum("psychiatric-ambulance", None),)


def test_rows_are_neither_changed_nor_deleted(driver: Reader) -> None:
    add_trip(driver, MADE, key=uuid4())

    for deed in (
        lambda: Trip.objects.update(wait="at-once"),
        lambda: Trip.objects.all().delete(),
        lambda: Trip.objects.create(**_columns(), trips=2),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


def _columns() -> dict[str, object]:
    row = Trip.objects.get()
    return {"id": uuid4(), "unit_id": row.unit_id, **vars(MADE)}


def test_sums_hide_few_and_are_of_the_week(driver: Reader) -> None:
    for _ in range(6):
        add_trip(driver, MADE, key=uuid4())
    for way in ("ambulance", "police-car"):
        add_trip(driver, replace(MADE, way=way), key=uuid4())
    add_trip(driver, replace(MADE, day=TODAY - timedelta(days=7)), key=uuid4())

    told = trip_sums(driver, TODAY)

    assert told.trips == 8
    assert told.ways[0] == Sum("psychiatric-ambulance", 6)
    assert {one.people for one in told.ways[1:]} == {None}
    assert told.waits == (Sum("hour", 8),)


def test_the_packs_ways_are_those_of_its_pathway() -> None:
    known = trip_lists()
    assert known is not None
    (edition,) = checked_pathways(edition_files(NORWAY / "pathways" / known.pathway))

    assert {*known.ways} == {*edition.settings}
    assert trip_problems(NORWAY, [known.pathway]) == ()


def test_a_pack_need_not_count_journeys_and_names_a_pathway_it_has(tmp_path: Path) -> None:
    assert read_trips(tmp_path) is None
    assert trip_problems(tmp_path, []) == ()
    text = (NORWAY / "trips.yaml").read_text("utf-8")
    (tmp_path / "trips.yaml").write_text(text, "utf-8")
    (told,) = trip_problems(tmp_path, ["tsb"])
    assert told.fault == "there is no pathway 'transport'"
    (tmp_path / "trips.yaml").write_text("ways: no\n", "utf-8")
    assert trip_problems(tmp_path, ["tsb"])
