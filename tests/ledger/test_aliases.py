"""Somebody known to one team by what it calls them: taken in once, found and seen by that team alone, and gone when erased."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404

from helhet.access.deciding import Reader
from helhet.access.models import Access, Tie
from helhet.access.readers import staff_reader
from helhet.parties.keychecks import write_checks
from helhet.parties.models import Alias, Subject
from helhet.record.content import opened as opened_contents
from helhet.record.doors.recording import open_course
from helhet.record.doors.taking import Called, take_in_called
from helhet.record.erasure.erasing import bury_again
from helhet.record.errors import Fault, NotAsTheFormSays, NotKnown, Refusal, Stale
from helhet.record.models import REGISTER, Content, Course, Entry, Erasure, ErasureProof
from helhet.record.persons.calling import call_otherwise, version_of
from helhet.record.persons.register import change, merge
from helhet.record.queries import finding
from helhet.record.queries.openings import Opening, known_to, openings
from helhet.record.queries.person import look_at_person
from helhet.record.queries.readings import who_has_read
from helhet.record.queries.worklist import names_of
from helhet.record.renewal.rebuilding import differences, rebuild
from helhet.record.wholeness.resealing import rotate
from helhet.record.wholeness.verifying import verify_record
from helhet.storage.keys import KeyRing
from tests.ledger.cast import TODAY, Cast, cast, member, person, tie
from tests.ledger.conftest import let_go
from tests.ledger.courses import NOON, clinician, erase, later, say, told
from tests.ledger.test_taking import at_once

pytestmark = pytest.mark.django_db
APPLIED = told("2026-05-04 application-received")
KEY = UUID(int=7)


@pytest.fixture
def units() -> Cast:
    return cast()


def taken_in(
    reader: Reader, name: str = "Kalle", key: UUID | None = None, *, is_same: bool = False
) -> Course:
    """Begin a stay for somebody whom the reader's unit calls so."""
    who = Called(name, is_same)
    done = take_in_called(reader, who, "street-hospital", APPLIED, key=key or uuid4(), now=NOON)
    return Course.objects.select_related("subject").get(pk=done.course)


def test_somebody_is_taken_in_by_what_the_team_calls_them_and_no_more(units: Cast) -> None:
    course = taken_in(clinician(units.ward))

    alias = Alias.objects.get()
    assert (alias.subject_id, alias.team, alias.called) == (course.subject_id, units.ward, "Kalle")
    assert course.subject.kind == "alias"
    assert (course.unit, course.state) == (units.ward, "applied")
    assert set(Access.objects.values_list("reason", flat=True)) == {"opened"}
    assert list(differences()) == []


def test_the_same_request_sent_twice_is_one_course_for_one_alias(units: Cast) -> None:
    reader = clinician(units.ward)

    first, again = (taken_in(reader, key=KEY) for _ in range(2))

    assert first == again
    assert Subject.objects.count() == 1


def test_a_request_sent_again_after_a_new_key_has_come_is_the_same_one(
    units: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "KEYS_FILE", tmp_path / "keys.json")
    KeyRing.new().write(tmp_path / "keys.json")
    write_checks()
    reader = clinician(units.ward)
    first = taken_in(reader, key=KEY)

    assert rotate()

    assert taken_in(reader, key=KEY) == first
    assert Subject.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", [KEY, None])
def test_at_one_instant_one_name_is_one_alias(key: UUID | None) -> None:
    reader = clinician(cast().ward)

    def deed() -> object:
        try:
            who = Called("Kalle")
            sent = key or uuid4()
            return take_in_called(reader, who, "street-hospital", APPLIED, key=sent, now=NOON)
        except NotAsTheFormSays as refused:
            return refused.faults

    done = at_once([deed, deed])

    assert Subject.objects.count() == 1
    assert (done.count((Fault("called", "taken"),)) == 1) is (key is None)


def test_a_name_is_one_persons_in_its_team_and_may_be_anothers_elsewhere(units: Cast) -> None:
    reader = clinician(units.ward)
    first = taken_in(reader)

    with pytest.raises(NotAsTheFormSays, match="called: taken"):
        taken_in(reader)

    assert Course.objects.exclude(pathway=REGISTER).count() == 1
    assert taken_in(clinician(units.other_clinic)).subject_id != first.subject_id
    assert taken_in(reader, is_same=True).subject_id == first.subject_id


@pytest.mark.parametrize(
    "name", ["", " ", " Kalle", "K\u200balle", "K\u0430lle", "12", "x" * 201, "K\x00"], ids=repr
)
def test_a_name_is_written_with_letters_that_everybody_sees(units: Cast, name: str) -> None:
    with pytest.raises(NotAsTheFormSays):
        taken_in(clinician(units.ward), name)

    assert not Subject.objects.exists()


@pytest.mark.parametrize(
    ("pathway", "text", "refusal"),
    [
        ("tsb", "2026-05-04 referral-received", NotKnown),
        ("street-hospital", "2026-05-04 admitted", NotKnown),
        ("street-hospital", "2027-01-01 application-received", NotAsTheFormSays),
        ("nothing", "2026-05-04 application-received", Http404),
    ],
)
def test_what_is_refused_has_written_nobody_down(
    units: Cast, pathway: str, text: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        take_in_called(
            clinician(units.ward), Called("Kalle"), pathway, told(text), key=KEY, now=NOON
        )

    assert not Subject.objects.exists()
    assert not Access.objects.filter(is_permitted=True).exists()


@pytest.mark.parametrize("role", ["unit-leader", "analyst", "system-administrator"])
def test_a_role_that_writes_nothing_there_takes_nobody_in(units: Cast, role: str) -> None:
    reader = staff_reader(member(units.ward, role), TODAY)

    with pytest.raises(Http404):
        taken_in(reader)

    assert not Subject.objects.exists()
    assert list(openings(reader, "alias")) == []
    assert Opening("street-hospital", "application-received") in openings(
        clinician(units.ward), "alias"
    )


# --- the team's alone --------------------------------------------------------------------------------------


def test_the_team_and_whoever_leads_it_see_the_name_and_that_it_is_an_alias(units: Cast) -> None:
    course = taken_in(clinician(units.ward))
    who, said = course.subject_id, "Kalle (alias)"
    readers = [clinician(units.ward), staff_reader(member(units.clinic, "unit-leader"), TODAY)]

    for reader in readers:
        assert names_of(reader, [who]) == {who: said}
        assert known_to(reader, who).name == said
    assert look_at_person(readers[0], who, NOON).name == said
    assert look_at_person(readers[0], who, NOON).is_alias
    assert who_has_read(readers[1], who).name == said


def test_a_stranger_learns_nothing(units: Cast) -> None:
    who = taken_in(clinician(units.ward)).subject
    stranger = clinician(units.other_clinic)

    assert names_of(stranger, [who.pk]) == {}
    assert finding.called(stranger, "Kalle", NOON) == []
    assert not Access.objects.filter(user=stranger.user, subjects__subject=who.pk).exists()
    for ask in (
        lambda: known_to(stranger, who.pk),
        lambda: look_at_person(stranger, who.pk, NOON),
        lambda: open_course(stranger, who, "street-hospital", APPLIED, now=NOON),
    ):
        with pytest.raises(Http404):
            ask()
    refused = Access.objects.filter(user=stranger.user, subjects__subject=who.pk)
    assert list(refused.values_list("is_permitted", flat=True)) == [False] * 3


def test_another_unit_that_has_to_do_with_them_does_not_know_what_the_team_calls_them(
    units: Cast,
) -> None:
    who = taken_in(clinician(units.ward)).subject
    other = clinician(units.other_clinic)
    Tie.objects.create(
        subject=who, unit=units.other_clinic, kind="care", origin=uuid4(), number=1, from_day=TODAY
    )

    assert names_of(other, [who.pk]) == {}
    assert look_at_person(other, who.pk, NOON).name == ""
    assert finding.called(other, "Kalle", NOON) == []
    with pytest.raises(Http404):
        known_to(other, who.pk)
    with pytest.raises(Http404):
        open_course(other, who, "street-hospital", APPLIED, now=NOON)


def test_the_own_team_finds_by_the_name_with_slips_in_it_and_that_is_logged(units: Cast) -> None:
    reader = clinician(units.ward)
    kalle, kalla = (taken_in(reader, name).subject_id for name in ("Kalle", "Kalla"))
    taken_in(reader, "Mona")
    taken_in(clinician(units.other_clinic))

    found = finding.called(reader, "Kalle", NOON)

    assert [(one.subject, one.is_exact) for one in found] == [(kalle, True), (kalla, False)]
    assert {one.name for one in found} == {"Kalle (alias)", "Kalla (alias)"}
    log = Access.objects.latest("pk")
    assert (log.reason, log.parts) == ("searched", "ID")


def test_whom_nobody_in_the_team_has_to_do_with_any_more_is_not_found_and_is_still_them(
    units: Cast,
) -> None:
    reader = clinician(units.ward)
    who = taken_in(reader).subject_id
    long_ago = TODAY - timedelta(days=100)
    Tie.objects.update(from_day=long_ago, to_day=long_ago)

    assert finding.called(reader, "Kalle", NOON) == []
    with pytest.raises(NotAsTheFormSays, match="called: taken"):
        taken_in(reader)
    assert taken_in(reader, is_same=True).subject_id == who


def test_what_somebody_is_called_may_become_another_name_and_the_old_one_is_free(
    units: Cast,
) -> None:
    reader = clinician(units.ward)
    who = taken_in(reader, "Kale").subject_id
    mona = taken_in(reader, "Mona").subject_id

    for _ in range(2):  # twice, as a double click
        call_otherwise(reader, who, "Kalle", version=1, now=NOON)

    assert names_of(reader, [who]) == {who: "Kalle (alias)"}
    assert Entry.objects.filter(course__subject=who, course__pathway=REGISTER).count() == 2
    assert list(differences()) == []
    assert taken_in(reader, "Kale").subject_id != who
    with pytest.raises(NotAsTheFormSays, match="called: taken"):
        call_otherwise(reader, mona, "Kalle", version=1, now=NOON)
    with pytest.raises(Stale):
        call_otherwise(reader, who, "Lange-Kalle", version=1, now=NOON)
    with pytest.raises(NotAsTheFormSays):
        call_otherwise(reader, mona, "12", version=1, now=NOON)
    assert names_of(reader, [who, mona]) == {who: "Kalle (alias)", mona: "Mona (alias)"}


def test_nobody_but_the_team_says_what_somebody_is_called(units: Cast) -> None:
    who = taken_in(clinician(units.ward)).subject
    other, leader = (
        clinician(units.other_clinic),
        staff_reader(member(units.ward, "unit-leader"), TODAY),
    )
    named = person()
    tie(named, units.ward)
    Tie.objects.create(
        subject=who, unit=units.other_clinic, kind="care", origin=uuid4(), number=1, from_day=TODAY
    )

    for reader, subject in ((other, who.pk), (clinician(units.ward), named.pk)):
        with pytest.raises(Http404):
            call_otherwise(reader, subject, "Mona", version=1, now=NOON)
        with pytest.raises(Http404):
            version_of(reader, subject)
    with pytest.raises(PermissionDenied):
        call_otherwise(leader, who.pk, "Mona", version=1, now=NOON)
    assert Alias.objects.get().called == "Kalle"


def test_a_name_that_was_erased_gives_way_to_no_older_one(units: Cast) -> None:
    """For the older one may be another's by now, and an erasure must not fail for that."""
    reader = clinician(units.ward)
    who = taken_in(reader).subject_id
    call_otherwise(reader, who, "Lange", version=1, now=NOON)
    other = taken_in(reader).subject_id
    register = Course.objects.get(pathway=REGISTER, subject=who)

    erase(reader, clinician(units.ward), register.pk, 2, "26/1", later(days=1))

    assert names_of(reader, [who, other]) == {other: "Kalle (alias)"}
    assert list(differences()) == []


def test_an_alias_becomes_nobody_else_and_nothing_else_is_told_of_it(units: Cast) -> None:
    reader, who = clinician(units.ward), person()
    alias = taken_in(reader).subject
    tie(who, units.ward)

    asks: list[Callable[[], object]] = [
        lambda: merge(reader, who.subject, alias, version=1, now=NOON),
        lambda: merge(reader, alias, who.subject, version=1, now=NOON),
        lambda: change(reader, alias, {"given_name": "Kari"}, version=1, now=NOON),
    ]
    for ask in asks:
        with pytest.raises((Http404, Refusal)):
            ask()

    assert Entry.objects.filter(course__subject=alias, course__pathway=REGISTER).count() == 1
    assert Subject.objects.get(pk=alias.pk).root_id == alias.pk


# --- whole, and gone when it must go -----------------------------------------------------------------------


def test_a_name_that_somebody_wrote_into_the_row_is_noticed_and_made_anew(units: Cast) -> None:
    taken_in(clinician(units.ward))
    register = Course.objects.get(pathway=REGISTER)
    spoils: list[Callable[[], object]] = [
        lambda: Alias.objects.update(called="Mona"),
        lambda: Alias.objects.update(team=units.other_clinic),
        lambda: Alias.objects.all().delete(),
    ]
    for spoil in spoils:
        spoil()

        assert [(one.course, one.tables) for one in differences()] == [
            (str(register.pk), ("person",))
        ]
        assert list(rebuild(NOON)) == [None, None]
        assert Alias.objects.get().called == "Kalle"
        assert list(differences()) == []


def test_a_name_that_was_spoilt_in_the_record_is_found(units: Cast, tmp_path: Path) -> None:
    taken_in(clinician(units.ward))
    content = Content.objects.get(course__pathway=REGISTER)
    other = Content.objects.exclude(course__pathway=REGISTER).first()
    assert other is not None
    with let_go():
        Content.objects.filter(pk=content.pk).update(sealed=other.sealed)

    [finding, *_] = verify_record(tmp_path / "checkpoints.jsonl")

    assert str(content.course_id) in finding.where


def test_whose_name_is_erased_is_called_nothing_and_the_name_is_free(units: Cast) -> None:
    reader = clinician(units.ward)
    course = taken_in(reader)
    register = Course.objects.get(pathway=REGISTER)

    erase(reader, clinician(units.ward), register.pk, 1, "26/1", later(days=1))

    assert not Alias.objects.exists()
    assert opened_contents(register.contents.all()) == {}
    assert look_at_person(reader, course.subject_id, NOON).name == ""
    assert list(differences()) == []
    assert taken_in(reader).subject_id != course.subject_id


def test_a_name_that_was_erased_does_not_come_back_with_an_older_copy(units: Cast) -> None:
    reader = clinician(units.ward)
    taken_in(reader)
    register = Course.objects.get(pathway=REGISTER)
    [before] = Content.objects.filter(course=register)
    erase(reader, clinician(units.ward), register.pk, 1, "26/1", later(days=1))
    before.save(force_insert=True)
    with let_go():
        ErasureProof.objects.all().delete()
        Erasure.objects.all().delete()
    list(rebuild(later(days=1)))
    assert Alias.objects.get().called == "Kalle"

    assert bury_again(Path(settings.ERASURES_FILE), later(days=2)) == 1

    assert not Alias.objects.exists()


def test_a_death_is_written_in_the_aliass_register_too_and_the_name_stays(units: Cast) -> None:
    reader = clinician(units.ward)
    course = taken_in(reader)

    say(reader, course, "2026-05-06 died")

    course.refresh_from_db()
    assert course.state == "ended"
    assert Alias.objects.get().called == "Kalle"
