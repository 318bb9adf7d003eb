"""Who a person is: found or registered with one answer, changed by later entries, merged and parted again."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404

from helhet.access.deciding import Reader
from helhet.access.models import Access
from helhet.parties.identifiers import person_with
from helhet.parties.models import Person, Subject, Unit
from helhet.parties.numbers import NotANumber, System
from helhet.record.errors import NotAsTheFormSays, NotKnown, Stale
from helhet.record.messages.outbox import work
from helhet.record.models import Course, Entry
from helhet.record.persons.register import change, merge, register, register_of, take_back, unmerge
from helhet.record.persons.rows import wanted_of
from helhet.record.renewal.rebuilding import differences
from helhet.record.wholeness.verifying import verify_record
from tests.ledger.cast import cast, tie
from tests.ledger.courses import NOON, clinician, later, opened, say
from tests.unit.test_numbers import SYNTHETIC, number

pytestmark = pytest.mark.django_db
FACTS = {"given_name": "Eva", "family_name": "Prøve", "born_on": "1990-01-01", "sex": "female"}
OTHER = number("02819050")
HOME = {"municipality": "9901", "from_day": "2020-01-01"}


def registered(reader: Any, digits: str = SYNTHETIC, **facts: Any) -> Person:
    return Person.objects.get(pk=register(reader, digits, {**FACTS, **facts}, now=NOON).pk)


def known(where: Unit, **facts: Any) -> tuple[Reader, Person]:
    """Return a clinician, and somebody registered whose register the clinician may write in."""
    reader = clinician(where)
    eva = registered(reader, **facts)
    tie(eva, where, "measure")
    return reader, eva


def changed(reader: Any, who: Person, **facts: Any) -> Person:
    version = register_of(who.subject).version
    change(reader, who.subject, facts, version=version, now=NOON)
    return Person.objects.get(pk=who.pk)


def test_a_person_is_registered_once_and_found_ever_after() -> None:
    units = cast()
    one, other = clinician(units.clinic), clinician(units.other_clinic)

    eva = registered(one)
    same = register(other, f"{SYNTHETIC[:6]} {SYNTHETIC[6:]}", {"given_name": "Ola"}, now=NOON)

    assert same.pk == eva.pk
    assert (eva.given_name, eva.born_on, eva.sex) == ("Eva", date(1990, 1, 1), "female")
    assert Person.objects.count() == 1
    assert person_with(System.FNR, SYNTHETIC) == eva
    assert [row.reason for row in Access.objects.order_by("id")] == ["opened", "opened"]


def test_whoever_only_asked_by_number_sees_nobody_yet() -> None:
    units = cast()
    eva = registered(clinician(units.clinic))
    stranger = clinician(units.other_clinic)
    register(stranger, SYNTHETIC, FACTS, now=NOON)

    with pytest.raises(Http404):
        change(stranger, eva.subject, {"given_name": "X"}, version=1, now=NOON)


@pytest.mark.parametrize(
    "facts",
    [
        {"given_name": 7},
        {"given_name": "x" * 201},
        {"born_on": "1990-02-30"},
        {"sex": "blue"},
        {"needs_interpreter": "yes"},
        {"colour": "red"},
        {"numbers": {"fnr": OTHER}},
        {"home": {"municipality": "99", "from_day": "2020-01-01"}},
        {"home": {"municipality": "9901", "from_day": "soon"}},
        {"home": "9901"},
    ],
    ids=str,
)
def test_what_is_no_fact_is_refused_and_changes_nothing(facts: dict[str, Any]) -> None:
    reader = clinician(cast().clinic)

    with pytest.raises(NotAsTheFormSays):
        register(reader, SYNTHETIC, {**FACTS, **facts}, now=NOON)

    assert not Subject.objects.exists()


def test_a_number_that_is_none_registers_nobody() -> None:
    with pytest.raises(NotANumber):
        register(clinician(cast().clinic), "12345678901", FACTS, now=NOON)

    assert not Subject.objects.exists()


def test_the_last_thing_said_holds_and_what_was_said_before_stays_in_the_entries() -> None:
    units = cast()
    reader, eva = known(units.clinic, phone="90000000")

    eva = changed(reader, eva, family_name="Eksempel", phone="91111111")

    assert (eva.given_name, eva.family_name) == ("Eva", "Eksempel")
    assert eva.phone is not None
    assert b"91111111" not in bytes(eva.phone)
    assert register_of(eva.subject).entries.count() == 2
    assert list(differences()) == []


def test_who_changes_what_another_has_changed_is_told() -> None:
    units = cast()
    reader, eva = known(units.clinic)
    changed(reader, eva, family_name="Eksempel")

    with pytest.raises(Stale):
        change(reader, eva.subject, {"family_name": "Annen"}, version=1, now=NOON)


def test_homes_and_stays_stand_with_their_days() -> None:
    units = cast()
    reader, eva = known(units.clinic, home={"municipality": "9901", "from_day": "2020-01-01"})
    changed(reader, eva, home={"municipality": "9902", "from_day": "2026-05-01"})
    changed(
        reader,
        eva,
        stay={"municipality": "9903", "from_day": "2026-05-02", "to_day": "2026-05-09"},
    )

    homes = eva.residences.order_by("kind", "from_day")

    assert [(home.kind, home.municipality, home.from_day.day) for home in homes] == [
        ("home", "9901", 1),
        ("home", "9902", 1),
        ("stay", "9903", 2),
    ]
    assert list(differences()) == []


def test_what_was_changed_by_mistake_is_taken_back_and_what_was_said_before_holds() -> None:
    units = cast()
    reader, eva = known(units.clinic, phone="90000000", home=HOME)
    before = wanted_of(register_of(eva.subject))
    wrong = {"municipality": "9902", "from_day": "2026-05-01"}
    changed(reader, eva, phone="91111111", home=wrong, died_on="2026-05-18")

    version = take_back(reader, eva.subject, 2, version=2, now=NOON)

    assert version == 3
    assert wanted_of(register_of(eva.subject)) == before
    assert list(differences()) == []
    for wrong_number in (1, 2, 3, 9):
        with pytest.raises(NotKnown):
            take_back(reader, eva.subject, wrong_number, version=3, now=NOON)


def test_a_stranger_takes_nothing_back() -> None:
    units = cast()
    reader, eva = known(units.clinic)
    changed(reader, eva, family_name="Eksempel")

    with pytest.raises(Http404):
        take_back(clinician(units.other_clinic), eva.subject, 2, version=2, now=NOON)


def test_nobody_dies_before_they_are_born_or_tomorrow() -> None:
    units = cast()
    reader, eva = known(units.clinic)

    for facts in ({"died_on": "1980-01-01"}, {"died_on": "2026-05-20"}, {"born_on": "2026-05-20"}):
        with pytest.raises(NotAsTheFormSays):
            changed(reader, eva, **facts)

    assert register_of(eva.subject).version == 1


def test_a_birth_date_that_becomes_known_is_heard_by_the_persons_courses() -> None:
    units = cast()
    reader = clinician(units.clinic)
    eva = registered(reader, born_on=None)
    course = opened(reader, eva)
    assert "under-23" not in course.conditions

    changed(reader, eva, born_on="2010-01-01")
    work(later(minutes=6))

    course.refresh_from_db()
    assert "under-23" in course.conditions
    assert list(differences()) == []


def test_a_birth_date_that_a_course_has_is_not_heard_again() -> None:
    """Or whoever writes in a new person's first course would be told that somebody else has written."""
    reader = clinician(cast().clinic)
    course = opened(reader, registered(reader))

    work(later(minutes=6))

    assert [entry.kind for entry in course.entries.order_by("number")] == ["birth", "event"]
    assert list(verify_record(Path("/nonexistent"))) == []
    assert list(differences()) == []


def test_a_death_is_written_in_the_register_and_taken_back_with_its_entry() -> None:
    units = cast()
    reader = clinician(units.clinic)
    eva = registered(reader)
    course = opened(reader, eva)
    say(reader, course, "2026-05-18 died")
    work(NOON)
    eva.refresh_from_db()
    assert eva.died_on == date(2026, 5, 18)

    tie(eva, units.clinic, "measure")
    say(reader, course, "2026-05-18 no-show", replaces=3, confirmed=True)
    work(NOON)

    eva.refresh_from_db()
    assert eva.died_on is None
    assert list(differences()) == []


def test_nobody_writes_in_a_register_through_the_door_of_courses() -> None:
    from helhet.record.doors.recording import Told, open_course, record

    units = cast()
    reader, eva = known(units.clinic)
    told = Told(NOON.date(), "changed")

    with pytest.raises(Http404):
        record(reader, register_of(eva.subject).pk, told, version=1, now=NOON)
    with pytest.raises(Http404):
        open_course(reader, eva.subject, "register", told, now=NOON)


# --- merging -----------------------------------------------------------------------------------------------


def test_two_who_are_one_are_merged_and_parted_again_and_no_course_changes() -> None:
    units = cast()
    reader = clinician(units.clinic)
    eva, same = registered(reader), registered(reader, OTHER, given_name="E.")
    one, other = opened(reader, eva), opened(reader, same, pathway="oat")
    before = list(Course.objects.exclude(pathway="register").order_by("pk").values())

    merge(reader, eva.subject, same.subject, version=1, now=NOON)

    assert set(Subject.objects.values_list("root", flat=True)) == {eva.pk}
    assert register(reader, OTHER, FACTS, now=NOON).pk == eva.pk
    assert list(Course.objects.exclude(pathway="register").order_by("pk").values()) == before
    assert list(differences()) == []

    unmerge(reader, eva.subject, 2, version=2, now=NOON)

    assert set(Subject.objects.values_list("root", flat=True)) == {eva.pk, same.pk}
    assert [course.subject_id for course in (one, other)] == [eva.pk, same.pk]
    assert list(differences()) == []


def test_who_is_merged_into_one_who_is_merged_has_the_last_as_root() -> None:
    units = cast()
    reader = clinician(units.clinic)
    people = [registered(reader, digits) for digits in (SYNTHETIC, OTHER, number("03819050"))]
    for who in people:
        tie(who, units.clinic, "measure")
    first, second, third = (who.subject for who in people)

    merge(reader, second, third, version=1, now=NOON)
    merge(reader, first, second, version=1, now=NOON)
    roots = set(Subject.objects.values_list("root", flat=True))
    unmerge(reader, first, 2, version=2, now=NOON)

    assert roots == {first.pk}
    assert Subject.objects.get(pk=third.pk).root_id == second.pk
    assert Subject.objects.get(pk=second.pk).root_id == second.pk
    assert list(differences()) == []


def test_what_is_one_already_is_not_merged_and_what_is_no_merge_not_parted() -> None:
    units = cast()
    reader = clinician(units.clinic)
    eva, same = registered(reader), registered(reader, OTHER)
    for who in (eva, same):
        tie(who, units.clinic, "measure")
    merge(reader, eva.subject, same.subject, version=1, now=NOON)

    for into, other, version in ((eva, same, 2), (same, eva, 1), (eva, eva, 2)):
        with pytest.raises(NotKnown):
            merge(reader, into.subject, other.subject, version=version, now=NOON)
    with pytest.raises(NotKnown):
        unmerge(reader, eva.subject, 1, version=2, now=NOON)


def test_a_stranger_to_one_of_them_merges_nobody() -> None:
    units = cast()
    reader = clinician(units.clinic)
    eva = registered(reader)
    same = registered(clinician(units.other_clinic), OTHER)
    tie(eva, units.clinic, "measure")

    with pytest.raises(Http404):
        merge(reader, eva.subject, same.subject, version=1, now=NOON)

    assert Entry.objects.filter(event="merged").count() == 0
