"""What was tried against the record and found a hole once; each stays tried."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import connection
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

from helhet.access.chains import Kind
from helhet.access.models import Tie
from helhet.access.readers import staff_reader
from helhet.cli import main
from helhet.parties.models import Person, Residence, Subject
from helhet.record.courses.appending import Author, New
from helhet.record.doors.bulk import NewCourse, record_many
from helhet.record.doors.recording import Told, open_course, record
from helhet.record.erasure.erasing import bury_again
from helhet.record.erasure.graves import check_erasures, unproved, write_graves
from helhet.record.errors import NotAsTheFormSays, NotConfirmed, NotKnown, StillMerged
from helhet.record.forms import is_storable
from helhet.record.messages import outbox
from helhet.record.messages.outbox import work
from helhet.record.models import Content, Course, Erasure, Message, Request
from helhet.record.persons.register import change, merge, register, register_of, unmerge
from helhet.record.renewal.rebuilding import differences, rebuild
from helhet.record.renewal.ticking import tick
from helhet.record.wholeness.verifying import verify_record
from helhet.storage import safety
from helhet.storage.lines import append_lines, read_lines
from tests.ledger.cast import TODAY, cast, member, person, tie
from tests.ledger.conftest import let_go
from tests.ledger.courses import NOON, clinician, day, erase, later, opened, say, told
from tests.ledger.test_outbox import left, living_in_dalen
from tests.ledger.test_register import FACTS, OTHER, registered
from tests.unit.test_numbers import SYNTHETIC

pytestmark = pytest.mark.django_db
NOWHERE = Path("/nonexistent")


def whole() -> bool:
    return not list(differences()) and not list(verify_record(NOWHERE))


# --- registering and merging ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_persons_are_verified_outside_any_test_of_djangos() -> None:
    reader = clinician(cast().clinic)
    registered(reader)
    registered(reader, OTHER)

    assert whole()
    assert list(rebuild(NOON)) == [None, None]


@pytest.mark.parametrize(
    "facts",
    [
        {"born_on": "1990-01-01", "died_on": "1980-01-01"},
        {"home": {"municipality": "9901", "from_day": "2020-01-02", "to_day": "2020-01-01"}},
        {"home": {"municipality": "9901", "from_day": "2020-01-02", "address": 7}},
        {"given_name": "\ud800"},
        {"given_name": "a\0b"},
        {"language": "x" * 36},
    ],
    ids=str,
)
def test_what_the_database_would_refuse_is_refused_alike_for_the_known_and_the_unknown(
    facts: dict[str, Any],
) -> None:
    reader = clinician(cast().clinic)
    registered(reader)

    for number in (SYNTHETIC, OTHER):
        with pytest.raises(NotAsTheFormSays):
            register(reader, number, {**FACTS, **facts}, now=NOON)


def test_only_those_are_merged_who_are_part_of_nobody() -> None:
    units = cast()
    reader = clinician(units.clinic)
    first, second, third = (person(name).subject for name in ("A", "B", "C"))
    for one in (first, second, third):
        tie(Person.objects.get(pk=one.pk), units.clinic, "measure")
        Course.objects.create(subject=one, pathway="register")
    merge(reader, first, second, version=0, now=NOON)

    for into, other, version in ((third, second, 0), (second, first, 0), (second, third, 0)):
        with pytest.raises(NotKnown):
            merge(reader, into, other, version=version, now=NOON)

    assert Subject.objects.get(pk=second.pk).root_id == first.pk


def test_the_newest_birth_date_holds_whichever_message_comes_last() -> None:
    units = cast()
    reader = clinician(units.clinic)
    eva = registered(reader)
    course = opened(reader, eva)
    for born_on in ("2010-01-01", "2011-01-01"):
        version = register_of(eva.subject).version
        change(reader, eva.subject, {"born_on": born_on}, version=version, now=NOON)
    newer, older = Message.objects.filter(name="birth").order_by("-id")[:2]
    Message.objects.filter(pk=older.pk).update(not_before=later(minutes=9))

    work(later(minutes=6))
    work(later(minutes=10))

    course.refresh_from_db()
    births = [entry.number for entry in course.entries.filter(kind="birth").order_by("number")]
    from helhet.record.courses.reading import core_course

    assert len(births) == 2
    assert core_course(course).born == day("2011-01-01")
    assert newer.status == "waiting"


def test_a_home_that_has_ended_gets_no_course() -> None:
    units = cast()
    eva = living_in_dalen(units)
    Residence.objects.update(to_day=date(2021, 1, 1))
    reader = clinician(units.clinic)
    course = opened(reader, eva, "2026-05-18 10:00 acute-admitted")
    say(reader, course, "2026-05-19 09:00 left-by-own-wish")

    work(later(minutes=6))

    assert not Course.objects.filter(pathway="municipal-follow-up").exists()
    assert "not known" in Message.objects.get(name="opens municipal-follow-up").fault


# --- the door ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("event", ["died", "no-show", "attended", "danced"])
def test_a_course_is_opened_by_what_opens_one_and_by_nothing_else(event: str) -> None:
    units = cast()
    eva = person()
    opened(clinician(units.clinic), eva)
    stranger = clinician(units.other_clinic)

    with pytest.raises(NotKnown):
        open_course(stranger, eva.subject, "oat", told(f"2026-05-18 {event}"), now=NOON)

    assert Course.objects.count() == 1


def test_what_only_the_own_unit_may_write_no_other_unit_takes_back() -> None:
    units = cast()
    eva, reader = person(), clinician(units.clinic)
    course = opened(reader, eva, "2026-05-04 acute-admitted")
    say(reader, course, "2026-05-05 suicide-risk-assessed.raised")
    number = course.version
    tie(eva, units.other_clinic)
    other = clinician(units.other_clinic)

    with pytest.raises(PermissionDenied):
        record(
            other, course.pk, Told(TODAY, voids=number), version=number, confirmed=True, now=NOON
        )

    with pytest.raises(PermissionDenied):
        erase(reader, other, course.pk, number, "26/1", NOON)

    course.refresh_from_db()
    assert course.version == number
    assert Content.objects.filter(course=course, number=number).exists()


def test_what_replaced_an_entry_guards_it_too() -> None:
    units = cast()
    eva, reader = person(), clinician(units.clinic)
    course = opened(reader, eva, "2026-05-04 acute-admitted")
    say(reader, course, "2026-05-05 no-show")
    say(reader, course, "2026-05-05 overdose", replaces=3, confirmed=True)
    tie(eva, units.municipality)
    coordinator = staff_reader(member(units.municipality, "municipal-coordinator"), TODAY)

    for number in (3, 4):
        with pytest.raises((PermissionDenied, NotKnown)):
            record(coordinator, course.pk, Told(TODAY, voids=number), version=4, now=NOON)

    course.refresh_from_db()
    assert course.version == 4


def test_an_entry_that_comes_before_another_of_its_day_asks_to_be_confirmed() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person(), "2026-05-18 referral-received")
    say(reader, course, "2026-05-18 right-decided.granted")
    say(reader, course, "2026-05-18 attended")

    with pytest.raises(NotConfirmed):
        say(reader, course, "2026-05-18 referral-withdrawn")


@pytest.mark.parametrize("number", [999, -1, 2**40, 2**70])
def test_what_is_fulfilled_must_be_there(number: int) -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())

    for wrong in (
        Told(TODAY, "no-show", fulfils=number),
        Told(TODAY, "no-show", replaces=number),
        Told(TODAY, voids=number),
    ):
        with pytest.raises((NotKnown, NotAsTheFormSays)):
            record(reader, course.pk, wrong, version=2, now=NOON)


@given(st.text(max_size=20))
def test_what_can_be_stored_can_be_written_and_has_no_nul(text: str) -> None:
    assert is_storable(text) is ("\0" not in text)
    assert not is_storable(text + "\udc00")


def test_what_lies_in_the_future_is_not_imported() -> None:
    subject = person().subject
    entries = [(New("event", date(2031, 1, 1), event="referral-received"), NOON)]

    rejected = record_many(
        [NewCourse(Course(subject=subject, pathway="tsb"), entries)], Author(1, "import"), NOON
    )

    assert [one.why for one in rejected] == ["an entry lies in the future"]


# --- erasing ----------------------------------------------------------------------------------------------


def test_a_name_that_was_erased_stands_nowhere() -> None:
    units = cast()
    asks, approves = clinician(units.clinic), clinician(units.clinic)
    eva = registered(
        asks, phone="90000000", home={"municipality": "9901", "from_day": "2020-01-01"}
    )
    tie(eva, units.clinic, "measure")

    erase(asks, approves, register_of(eva.subject).pk, 1, "26/1", NOON)

    eva.refresh_from_db()
    assert (eva.given_name, eva.family_name, eva.born_on, eva.phone) == ("", "", None, None)
    assert not eva.identifiers.exists()
    assert not eva.residences.exists()
    assert whole()


def test_a_merge_that_stands_is_not_erased_but_taken_back_first() -> None:
    units = cast()
    asks, approves = clinician(units.clinic), clinician(units.clinic)
    eva, same = registered(asks), registered(asks, OTHER)
    for who in (eva, same):
        tie(who, units.clinic, "measure")
    merge(asks, eva.subject, same.subject, version=1, now=NOON)
    register = register_of(eva.subject)

    with pytest.raises(StillMerged):
        erase(asks, approves, register.pk, 2, "26/1", NOON)
    assert Subject.objects.get(pk=same.pk).root_id == eva.pk
    unmerge(asks, eva.subject, 2, version=2, now=NOON)

    assert erase(asks, approves, register.pk, 2, "26/1", NOON) == 1
    assert Subject.objects.get(pk=same.pk).root_id == same.pk
    assert whole()


def test_a_request_tells_nothing_of_what_it_said_and_goes_with_it() -> None:
    units = cast()
    asks, approves = clinician(units.clinic), clinician(units.clinic)
    course = opened(asks, person())
    said = {"right.start-by": day("2026-06-30")}
    say(asks, course, "2026-05-08 right-decided.granted", said, key=uuid4())
    kept = bytes(Request.objects.get().body_hash)

    assert len(kept) == 32
    erase(asks, approves, course.pk, 3, "26/1", NOON)
    assert not Request.objects.exists()


def test_an_effect_still_happens_whose_words_were_erased() -> None:
    units = cast()
    course, eva = left(units)
    tie(eva, units.clinic, "measure")
    asks, approves = clinician(units.clinic), clinician(units.clinic)

    erase(asks, approves, course.pk, 3, "26/1", NOON)
    work(later(minutes=6))

    assert Course.objects.get(pathway="municipal-follow-up").state == "asked"


def test_what_is_taken_back_is_taken_back_though_its_words_were_erased() -> None:
    units = cast()
    course, eva = left(units)
    tie(eva, units.clinic, "measure")
    work(later(minutes=6))
    asks, approves = clinician(units.clinic), clinician(units.clinic)
    say(asks, course, "2026-05-19 09:00 no-show", replaces=3, confirmed=True, now=later(minutes=8))

    erase(asks, approves, course.pk, 3, "26/1", later(minutes=8))
    work(later(minutes=9))

    assert Course.objects.get(pathway="municipal-follow-up").state == ""


def test_erasing_twice_erases_once() -> None:
    units = cast()
    asks, approves = clinician(units.clinic), clinician(units.clinic)
    course = opened(asks, person())

    assert erase(asks, approves, course.pk, 2, "26/1", NOON) == 1
    with pytest.raises(NotKnown):
        erase(asks, approves, course.pk, 2, "26/1", NOON)
    assert Erasure.objects.count() == 1


def test_an_erasure_is_written_down_at_once_and_buries_only_the_very_entry() -> None:
    units = cast()
    asks, approves = clinician(units.clinic), clinician(units.clinic)
    course = opened(asks, person())
    erase(asks, approves, course.pk, 2, "26/1", NOON)
    file = Path(settings.ERASURES_FILE)
    [line] = read_lines(file)
    assert (line["course"], line["number"]) == (str(course.pk), 2)
    assert write_graves(file) == 0

    other = opened(asks, person("Ola"))
    text = file.read_text("utf-8").replace(str(course.pk), str(other.pk))
    file.write_text(text, "utf-8")

    assert unproved(file) == [1]
    assert bury_again(file, NOON, unproved_too=True) == 0
    assert Content.objects.filter(course=other, number=2).exists()
    assert Erasure.objects.count() == 1


def made_up() -> Course:
    """Write down, without a proof, that the second entry of a course was erased; return the course."""
    course = opened(clinician(cast().clinic), person())
    line = {"entry": bytes(course.entries.get(number=2).hash).hex(), "course": str(course.pk)}
    told = {**line, "number": 2, "asked_by": 41, "approved_by": 42, "basis": "26/9"}
    append_lines(Path(settings.ERASURES_FILE), [{**told, "at": NOON.isoformat(), "proof": "00"}])
    return course


def test_a_line_that_somebody_made_up_erases_nothing_and_is_told_of() -> None:
    course, file = made_up(), Path(settings.ERASURES_FILE)

    assert bury_again(file, NOON) == 0

    assert Content.objects.filter(course=course, number=2).exists()
    [finding] = check_erasures(file)
    assert (finding.kind, finding.where) == (Kind.MADE_UP, "line 1 of the file of erasures")


def test_whoever_restores_may_answer_for_lines_that_nothing_proves() -> None:
    course, file = made_up(), Path(settings.ERASURES_FILE)

    assert bury_again(file, NOON, unproved_too=True) == 1

    assert not Content.objects.filter(course=course, number=2).exists()
    assert list(check_erasures(file)) == []


# --- messages and time ------------------------------------------------------------------------------------


def test_a_counter_message_waits_for_what_another_worker_is_about_to_tell() -> None:
    units = cast()
    course, _ = left(units)
    message = Message.objects.get(name="opens municipal-follow-up")
    claimed = outbox._claim(message.pk, later(minutes=6))
    assert claimed is not None
    reader = clinician(units.clinic)
    say(
        reader, course, "2026-05-19 09:00 no-show", replaces=3, confirmed=True, now=later(minutes=6)
    )

    work(later(minutes=6))
    assert Message.objects.get(is_counter=True, name=message.name).status == "waiting"
    work(later(minutes=9))
    work(later(minutes=10))

    assert set(Message.objects.values_list("status", flat=True)) == {"sent"}
    assert not Course.objects.filter(pathway="municipal-follow-up").exists()


def test_a_claimed_message_is_had_by_nobody_else() -> None:
    left(cast())
    message = Message.objects.get(name="opens municipal-follow-up")

    assert outbox._claim(message.pk, later(minutes=6)) is not None
    assert outbox._claim(message.pk, later(minutes=6)) is None


def test_a_message_that_does_not_open_keeps_no_other_waiting() -> None:
    units = cast()
    left(units)
    reader = clinician(units.clinic)
    course = opened(reader, person("Ola"))
    say(reader, course, "2026-05-18 died")
    Message.objects.filter(name="person-wide died").update(sealed=b"spoilt")

    work(later(minutes=6))

    assert Course.objects.filter(pathway="municipal-follow-up").exists()
    assert Message.objects.get(name="person-wide died").fault == "KeyRingError"


def test_a_course_that_cannot_be_read_keeps_no_other_from_its_tick() -> None:
    reader = clinician(cast().clinic)
    bad, good = opened(reader, person()), opened(reader, person("Ola"))
    with let_go():
        Content.objects.filter(course=bad, number=2).update(sealed=b"spoilt")
    Course.objects.update(next_change_at=NOON)

    told_of = list(tick(later(minutes=1)))

    assert sorted(told_of, key=str) == [None, f"course {bad.pk}: KeyRingError"]
    good.refresh_from_db()
    assert good.next_change_at != NOON
    assert [one.where for one in verify_record(NOWHERE)] == [f"course {bad.pk} entry 2"]
    assert [one.tables for one in differences()] == [("KeyRingError",)]


# --- tampering --------------------------------------------------------------------------------------------


def test_a_record_that_was_given_to_another_person_is_found() -> None:
    reader = clinician(cast().clinic)
    course, ola = opened(reader, person()), person("Ola")
    Course.objects.filter(pk=course.pk).update(subject=ola.subject)

    assert [(one.kind, one.where) for one in verify_record(NOWHERE)] == [
        ("altered", f"course {course.pk} entry 1")
    ]


def test_a_tie_that_comes_from_nowhere_is_found_and_taken_away() -> None:
    units = cast()
    kept = tie(person(), units.clinic)

    assert [one.tables for one in differences()] == [("tie",)]
    list(rebuild(NOON))
    assert not Tie.objects.filter(pk=kept.pk).exists()


def test_a_root_that_nobody_merged_is_found() -> None:
    eva, ola = person(), person("Ola")
    Subject.objects.filter(pk=ola.pk).update(root=eva.subject)

    assert [(one.course, one.tables) for one in differences()] == [(str(ola.pk), ("subject",))]


def test_an_address_that_changed_places_is_found() -> None:
    units = cast()
    reader = clinician(units.clinic)
    eva = registered(
        reader, home={"municipality": "9901", "from_day": "2020-01-01", "address": "A 1"}
    )
    tie(eva, units.clinic, "measure")
    new = {"municipality": "9901", "from_day": "2021-01-01", "address": "B 2"}
    change(reader, eva.subject, {"home": new}, version=1, now=NOON)
    one, other = eva.residences.order_by("from_day")
    Residence.objects.filter(pk=one.pk).update(address=other.address)

    assert [found.tables for found in differences()] == [("KeyRingError",)]


# --- an installation --------------------------------------------------------------------------------------


def test_no_new_keys_are_made_beside_what_others_have_sealed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(clinician(cast().clinic), person())
    monkeypatch.setattr(settings, "KEYS_FILE", tmp_path / "keys.json")
    monkeypatch.setattr(settings, "BACKUP_KEY_FILE", tmp_path / "backup.key")
    monkeypatch.setenv("HELHET_DATA", str(tmp_path))

    assert main(["init"]) == 2

    assert "Put keys.json back" in capsys.readouterr().err
    assert not (tmp_path / "keys.json").exists()


def test_a_database_that_is_refused_answers_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[bool] = []
    name = "SQLITE_MUST" if connection.vendor == "sqlite" else "POSTGRESQL_MUST"
    question = next(iter(getattr(safety, name)))
    monkeypatch.setattr(safety, name, {question: "something else"})
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))

    with pytest.raises(ImproperlyConfigured):
        safety.refuse_unsafe(connection)

    assert closed == [True]


def test_a_request_that_ended_the_writers_relation_is_answered_again() -> None:
    units = cast()
    reader, key = clinician(units.clinic), uuid4()
    course = opened(reader, person())
    done = say(reader, course, "2026-05-06 referral-withdrawn", key=key)

    again = record(
        reader, course.pk, told("2026-05-06 referral-withdrawn"), version=2, key=key, now=NOON
    )

    assert (again.number, again.is_repeated) == (done.number, True)
    stranger = clinician(units.other_clinic)
    with pytest.raises(Http404):
        record(
            stranger, course.pk, told("2026-05-06 referral-withdrawn"), version=2, key=key, now=NOON
        )


def test_a_day_is_that_of_the_country_and_not_of_greenwich() -> None:
    reader = clinician(cast().clinic)
    half_past_midnight = datetime(2026, 5, 19, 22, 30, tzinfo=UTC)

    eva = register(reader, SYNTHETIC, FACTS, now=half_past_midnight)
    course = opened(reader, Person.objects.get(pk=eva.pk))
    say(reader, course, "2026-05-18 no-show")
    void = Told(date(2026, 5, 20), voids=3)
    record(reader, course.pk, void, version=3, confirmed=True, now=half_past_midnight)

    assert register_of(eva).entries.get(number=1).happened_on == date(2026, 5, 20)
    with pytest.raises(NotAsTheFormSays):
        record(reader, course.pk, Told(date(2026, 5, 21), voids=2), version=4, now=NOON)
