"""An invented region: the same for the same seed, whole, in order, and told to other courses as the live record would have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from helhet.access.models import Access, Tie
from helhet.parties.identifiers import digits_of
from helhet.parties.models import Identifier, Membership, Person, Unit, User
from helhet.parties.numbers import read_number
from helhet.pathway.courses.folding import read_course
from helhet.record.courses.appending import Origin
from helhet.record.courses.reading import core_course, until_of
from helhet.record.effects import effects_of
from helhet.record.forms import faults
from helhet.record.messages.opening import opened_id
from helhet.record.models import REGISTER, Course, Deviation, Entry, Message, Run
from helhet.record.pathways import table_of
from helhet.record.persons.reached import told_elsewhere
from helhet.record.persons.reaching import opening_of, wanted
from helhet.record.queries.workload import workloads
from helhet.record.renewal.rebuilding import differences
from helhet.record.wholeness.verifying import seal_heads, verify_record
from helhet.region.making import Made, Making

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
PERSONS = 240
SEED = 2016


@pytest.fixture(scope="module")
def region(django_db_setup: None, django_db_blocker: Any) -> Iterator[Made]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = Making(SEED, NOW).make(PERSONS)
        # Nobody else sees what is not committed: without this PostgreSQL would think the tables empty, and read them whole.
        connection.cursor().execute("ANALYZE")
        yield made
        transaction.set_rollback(True)


def test_the_region_has_what_the_file_says(region: Made) -> None:
    assert Person.objects.count() == region.persons == PERSONS
    assert Unit.objects.count() == region.units
    assert Unit.objects.filter(kind="municipality").count() == 8
    assert Course.objects.exclude(pathway=REGISTER).count() == region.courses
    assert Entry.objects.exclude(course__pathway=REGISTER).count() == region.entries
    assert set(Membership.objects.values_list("role", flat=True)) > {"treatment-clinician"}


def test_its_telephones_are_nobodys(region: Made) -> None:
    phones = [*Unit.objects.values_list("phone", flat=True), *staff_phones()]

    assert len(set(phones)) == len(phones)
    assert all(len(phone) == len("00 00 00 00") and phone.startswith("00 ") for phone in phones)


def staff_phones() -> list[str]:
    return list(User.objects.filter(memberships__isnull=False).values_list("phone", flat=True))


def test_its_staff_have_looked_at_whom_their_unit_knows_and_were_refused_others(
    region: Made,
) -> None:
    rows = Access.objects.filter(parts="ID,PLAN")

    assert rows.filter(is_permitted=True).count() > 100
    ids = list(rows.order_by("id").values_list("at", flat=True))
    assert ids == sorted(ids)
    for row in rows.filter(is_permitted=False):
        subjects = row.subjects.values("subject")
        assert not Tie.objects.filter(
            subject__in=subjects, unit__code=row.unit, to_day__isnull=True
        ).exists()


def test_nobody_in_it_can_be_somebody(region: Made) -> None:
    numbers = [digits_of(held) for held in Identifier.objects.all()]

    assert len(set(numbers)) == PERSONS
    assert all(read_number(digits, synthetic=True) for digits in numbers)
    outside = {unit.municipality for unit in Unit.objects.filter(kind="municipality")}
    assert outside == {str(number) for number in range(9901, 9909)}
    for held in Identifier.objects.select_related("person"):
        digits, born = digits_of(held), held.person.born_on
        assert born is not None
        assert digits[:2] + digits[4:6] == f"{born:%d%y}"
        assert (int(digits[8]) % 2 == 0) == (held.person.sex == "female")


def test_all_of_it_is_whole(region: Made, tmp_path: Path) -> None:
    assert list(differences()) == []
    seal_heads(tmp_path / "checkpoints.jsonl")
    assert list(verify_record(tmp_path / "checkpoints.jsonl")) == []


def test_nothing_lies_ahead_but_what_is_planned(region: Made) -> None:
    assert not Entry.objects.filter(happened_at__gte=NOW.replace(hour=0)).exists()
    assert not Entry.objects.filter(recorded_at__gt=NOW).exists()
    assert Run.objects.filter(clock="appointment", outcome="open", due_at__gt=NOW).exists()


def test_every_form_is_filled_in_as_it_asks(region: Made) -> None:
    for course in Course.objects.exclude(pathway=REGISTER):
        table, heard = table_of(course.pathway), heard_in(course)
        for entry in core_course(course).entries:
            if entry.number not in heard:
                assert faults(table, entry.day, entry.event, entry.values) == [], entry.event


def heard_in(course: Course) -> frozenset[int]:
    return frozenset(course.entries.filter(origin__isnull=False).values_list("number", flat=True))


def test_hardly_anything_happens_where_the_pathway_does_not_foresee_it(region: Made) -> None:
    own = [d for d in Deviation.objects.all() if d.number not in heard_in(d.course)]

    assert len(own) < region.entries / 500


def test_each_reads_as_the_walk_left_it(region: Made) -> None:
    for course in Course.objects.exclude(pathway=REGISTER)[:40]:
        table, core = table_of(course.pathway), core_course(course)
        assert read_course(table, core, until_of(table, core, NOW)).state == course.state


def test_there_is_something_of_everything(region: Made) -> None:
    loads = list(workloads(NOW))
    sums = [sum(column) for column in zip(*(load[2:] for load in loads), strict=True)]

    open_, waiting, overdue, _, soon, appointments, _ = sums
    assert all([open_, waiting, overdue, soon, appointments]), sums
    assert Person.objects.filter(died_on__isnull=False).exists()
    assert Entry.objects.filter(origin__isnull=False).exists()
    assert Course.objects.filter(opened_by__isnull=False).exists()
    late = Entry.objects.filter(happened_at__isnull=False, kind="event", origin=None)
    assert any(
        one.recorded_at - one.happened_at > timedelta(days=1) for one in late if one.happened_at
    )


@pytest.mark.slow
def test_what_one_course_tells_has_reached_the_others_and_nothing_else_has(region: Made) -> None:
    """Each effect that follows from the entries is in the outbox as sent, and was heard where it is delivered."""
    heard = Counter(
        Entry.objects.filter(origin__isnull=False).values_list(
            "course", "origin", "origin_number", "origin_effect"
        )
    )
    expected: Counter[tuple[Any, ...]] = Counter()
    for course in Course.objects.exclude(pathway=REGISTER):
        table, core = table_of(course.pathway), core_course(course)
        effects = effects_of(table, course.pathway, core, heard_in(course))
        kept = Message.objects.filter(course=course)
        assert {(m.number, m.name) for m in kept} == set(effects)
        assert {m.status for m in kept} <= {"sent"}
        for (number, name), told in effects.items():
            for hearer in hearers(course, number, told):
                expected[(hearer, course.pk, number, name)] += 1
    for course in Course.objects.all():
        for origin in wanted(course, opening_of(course), told_elsewhere(course, NOW)):
            expected[(course.pk, *origin[:3])] += 1

    assert heard == expected
    assert {name.partition(" ")[0] for _, _, _, name in heard} == {"opens", "heard", "person-wide"}


def hearers(course: Course, number: int, told: dict[str, Any]) -> list[Any]:
    """Return the courses in which an effect must have been heard, but for what reaches a whole person."""
    if told["kind"] == "person":
        return []
    if told["kind"] == "opens":
        return [opened_id(Origin(course.pk, number, f"opens {told['pathway']}", 1))]
    entry = course.entries.get(number=number)
    others = Course.objects.filter(subject=course.subject_id, pathway=told["pathway"])
    return [
        other.pk
        for other in others.exclude(pk=course.pk)
        if other.entries.filter(recorded_at__lte=entry.recorded_at).exists()
    ]
