"""Moving up from an alias to a name: all of it or nothing, once, by the alias's own unit; and nobody else learns that the two belong together."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from helhet.access.chains import Kind
from helhet.access.deciding import Reader
from helhet.access.models import Access, AccessedSubject
from helhet.access.readers import own_reader, staff_reader
from helhet.parties.models import Identifier, Person, Subject
from helhet.parties.numbers import synthetic_number
from helhet.record.content import opened as opened_contents
from helhet.record.doors import moving
from helhet.record.doors.moving import Move, move_up
from helhet.record.doors.recording import record
from helhet.record.doors.repeating import Recorded
from helhet.record.doors.taking import Called, Newcomer, take_in_called
from helhet.record.errors import (
    KeyReused,
    MovedUpAlready,
    NotAsTheFormSays,
    NotFromHere,
    NotKnown,
    Refusal,
    Stale,
)
from helhet.record.models import REGISTER, Content, Course, Entry, MovedUp, Request
from helhet.record.persons.register import (
    change,
    merge,
    register,
    register_without_number,
    unmerge,
)
from helhet.record.queries import finding
from helhet.record.queries.belonging import belonging
from helhet.record.queries.readings import who_has_read
from helhet.record.renewal.rebuilding import differences
from helhet.record.telling import Told
from helhet.record.times import to_day
from helhet.record.wholeness.movedup import check_moved_up
from helhet.record.wholeness.verifying import verify_record
from helhet.region.making import Making
from helhet.region.movingup import make_moved_up
from helhet.region.world import the_region
from helhet.signin.accounts import demo_accounts
from tests.ledger.cast import TODAY, Cast, cast, member, person, tie
from tests.ledger.conftest import let_go
from tests.ledger.courses import NOON, clinician, erase, later, say, told
from tests.ledger.test_taking import at_once

pytestmark = pytest.mark.django_db
BORN = date(1990, 2, 1)
NUMBER = next(one for nth in range(9) if (one := synthetic_number(BORN, nth, female=True)))
FACTS = {"given_name": "Kari", "family_name": "Prøve", "born_on": "1990-02-01"}
KARI = Newcomer(NUMBER, FACTS)
KEY = UUID(int=7)
CONSENT = {"by-name.passed-on": "That they are looked for at the day centre"}
NOWHERE = Path("/nowhere")


@pytest.fixture
def units() -> Cast:
    return cast()


@pytest.fixture
def reader(units: Cast) -> Reader:
    return clinician(units.ward)


@pytest.fixture
def stay(reader: Reader) -> Course:
    return in_ward(reader)


def in_ward(reader: Reader, called: str = "Kalle") -> Course:
    """Begin a stay on the ward for somebody whom the reader's unit calls so."""
    done = take_in_called(
        reader,
        Called(called),
        "street-hospital",
        told("2026-05-04 application-received"),
        key=uuid4(),
        now=NOON,
    )
    course = Course.objects.select_related("subject").get(pk=done.course)
    say(reader, course, "2026-05-05 admitted")
    return course


def asked(course: Course, who: Newcomer | UUID = KARI, **other: Any) -> Move:
    """Return the move of somebody on the ward to a talk about early help, by name."""
    return Move(
        course.pk,
        other.get("version", course.version),
        other.get("consent", told("2026-05-08 name-agreed", CONSENT)),
        who,
        other.get("pathway", "tsb"),
        other.get("opening", told("2026-05-08 referral-received")),
    )


def move(reader: Reader, course: Course, who: Newcomer | UUID = KARI, **other: Any) -> Recorded:
    key = other.pop("key", KEY)
    return move_up(reader, asked(course, who, **other), key=key, now=other.get("now", NOON))


def _forget_log() -> None:
    with let_go():
        AccessedSubject.objects.all().delete()
        Access.objects.all().delete()


def take_back(reader: Reader, course: Course, number: int) -> None:
    """Take an entry back, as whoever wrote it in error."""
    course.refresh_from_db()
    gone = Told(date(2026, 5, 8), voids=number, reason="somebody else")
    record(reader, course.pk, gone, version=course.version, confirmed=True, now=later(1))


@pytest.mark.parametrize("number", [NUMBER, ""])
def test_the_consent_the_person_and_the_course_by_name_are_written_in_one_go(
    reader: Reader, stay: Course, number: str
) -> None:
    done = move(reader, stay, Newcomer(number, FACTS))

    stay.refresh_from_db()
    named = Course.objects.get(pk=done.course)
    who = Person.objects.get(pk=named.subject_id)
    link = MovedUp.objects.get()
    assert stay.entries.get(number=stay.version).event == "name-agreed"
    assert (who.given_name, who.family_name, who.born_on) == ("Kari", "Prøve", BORN)
    assert (named.pathway, named.unit_id, named.state) == ("tsb", reader.unit, "referred")
    assert (named.opened_by, named.subject_id == stay.subject_id) == (None, False)
    assert (link.course_id, link.number, link.alias_id) == (stay.pk, stay.version, stay.subject_id)
    assert (link.named_id, link.named_course_id) == (who.pk, named.pk)
    assert Identifier.objects.count() == (1 if number else 0)
    assert list(differences()) == []


def test_nothing_comes_along_but_what_is_written_anew(reader: Reader, stay: Course) -> None:
    say(reader, stay, "2026-05-06 stay-prolonged", {"stay.last-day": 20_000})

    done = move(reader, stay, version=stay.version)

    named = Course.objects.get(pk=done.course)
    told_there = opened_contents(Content.objects.filter(course=named)).values()
    assert [one["values"] for one in told_there if "values" in one] == [{}]
    assert "moved-up" not in str([*told_there])


def test_the_same_request_is_answered_as_before(reader: Reader, stay: Course) -> None:
    version = stay.version

    first, again = (move(reader, stay, version=version) for _ in range(2))

    assert (again.course, again.number, again.is_repeated) == (first.course, first.number, True)
    assert (
        MovedUp.objects.count() == Person.objects.count() == Request.objects.filter(key=KEY).count()
    )


def test_a_key_is_good_for_one_request(reader: Reader, stay: Course) -> None:
    move(reader, stay)

    with pytest.raises(KeyReused):
        move(reader, stay, Newcomer("", FACTS))
    with pytest.raises(KeyReused):
        move(reader, stay, opening=told("2026-05-07 referral-received"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", [KEY, None])
@pytest.mark.parametrize("number", [NUMBER, ""])
def test_at_one_instant_somebody_moves_up_once(key: UUID | None, number: str) -> None:
    reader = clinician(cast().ward)
    stay = in_ward(reader)
    version = stay.version

    def deed() -> object:
        try:
            sent = key or uuid4()
            return move(reader, stay, Newcomer(number, FACTS), version=version, key=sent).course
        except (Stale, MovedUpAlready) as refused:
            return type(refused)

    done = at_once([deed, deed])

    assert (len(set(done)) == 1) is (key is not None)
    assert MovedUp.objects.count() == Person.objects.count() == 1
    assert Course.objects.filter(pathway="tsb").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_aliases_of_one_number_at_one_instant_are_one_person_with_two_courses() -> None:
    reader = clinician(cast().ward)
    stays = [in_ward(reader, called) for called in ("Kalle", "Lange")]

    done = at_once([partial(move, reader, one, key=uuid4()) for one in stays])

    assert len({one.course for one in done}) == MovedUp.objects.count() == 2
    assert Person.objects.count() == 1


@pytest.mark.parametrize("at", ["create", "write_entry", "MovedUp"])
@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_whatever_fails_on_the_way_leaves_nothing(
    at: str, nth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = clinician(cast().ward)
    stay = in_ward(reader)
    before = (stay.version, Entry.objects.count(), Subject.objects.count())
    calls = []

    def dies(whole: Any) -> Any:
        def deed(*told: Any, **named: Any) -> Any:
            calls.append(at)
            if len(calls) == nth:
                raise KeyboardInterrupt  # as if the process were killed here
            return whole(*told, **named)

        return deed

    if at == "MovedUp":
        monkeypatch.setattr(MovedUp, "save", dies(MovedUp.save))
    else:
        monkeypatch.setattr(moving, at, dies(getattr(moving, at)))
    if (at, nth) in (("create", 2), ("MovedUp", 2)):
        move(reader, stay)
        assert MovedUp.objects.count() == 1
        return
    with pytest.raises(KeyboardInterrupt):
        move(reader, stay)

    stay.refresh_from_db()
    assert (stay.version, Entry.objects.count(), Subject.objects.count()) == before
    assert not MovedUp.objects.exists()
    assert not Request.objects.filter(key=KEY).exists()
    monkeypatch.undo()
    assert move(reader, stay).course == MovedUp.objects.get().named_course_id


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"consent": told("2026-05-08 name-agreed")}, NotAsTheFormSays),
        ({"consent": told("2026-05-08 naloxone-offered.taken")}, NotKnown),
        ({"consent": told("2026-05-08 name-agreed", CONSENT, replaces=2)}, NotKnown),
        ({"consent": told("2027-01-01 name-agreed", CONSENT)}, NotAsTheFormSays),
        ({"pathway": "mental-health-adult"}, NotKnown),
        ({"pathway": "street-hospital"}, NotKnown),
        ({"opening": told("2026-05-08 right-decided.entitled")}, NotKnown),
        ({"opening": told("2027-01-01 referral-received")}, NotAsTheFormSays),
        ({"version": 1}, Stale),
        ({"who": Newcomer(NUMBER, {**FACTS, "given_name": 3})}, Refusal),
    ],
    ids=str,
)
def test_what_is_refused_has_changed_nothing(
    reader: Reader, stay: Course, other: dict[str, Any], refusal: type[Exception]
) -> None:
    version = stay.version

    with pytest.raises(refusal):
        move(reader, stay, other.pop("who", KARI), **other)

    stay.refresh_from_db()
    assert stay.version == version
    assert not Person.objects.exists()
    assert not MovedUp.objects.exists()


def test_a_consent_that_may_not_be_given_from_here_moves_nobody(
    reader: Reader, stay: Course
) -> None:
    take_back(reader, stay, stay.version)
    stay.refresh_from_db()

    with pytest.raises(NotFromHere):
        move(reader, stay)

    assert not Person.objects.exists()


def test_an_alias_has_one_name_until_that_is_taken_back(reader: Reader, stay: Course) -> None:
    first = move(reader, stay)
    stay.refresh_from_db()
    another = Newcomer("", {**FACTS, "given_name": "Siri"})

    with pytest.raises(MovedUpAlready):
        move(reader, stay, another, key=uuid4(), version=stay.version)

    again = move(
        reader,
        stay,
        MovedUp.objects.get().named_id,
        key=uuid4(),
        version=stay.version,
        pathway="early-help",
        opening=told(
            "2026-05-08 concern-raised",
            {"concern.from": "self", "concern.answer-by": to_day(date(2026, 5, 12))},
        ),
    )
    assert again.course != first.course
    assert len({row.named_id for row in MovedUp.objects.all()}) == 1


def test_who_was_somebody_else_is_parted_by_taking_back_the_consent(
    reader: Reader, stay: Course
) -> None:
    wrong = move(reader, stay)
    person_of = Course.objects.get(pk=wrong.course).subject_id
    stay.refresh_from_db()

    take_back(reader, stay, stay.version)

    assert belonging(reader, stay.subject_id) == belonging(reader, person_of) == []
    stay.refresh_from_db()
    right = Newcomer("", {**FACTS, "given_name": "Siri"})
    done = move(reader, stay, right, key=uuid4(), version=stay.version)
    [told_of] = belonging(reader, stay.subject_id)
    assert told_of.subject == Course.objects.get(pk=done.course).subject_id
    assert list(verify_record(NOWHERE)) == []


def test_a_wrong_opening_by_name_that_is_taken_back_parts_them_too(
    reader: Reader, stay: Course
) -> None:
    named = Course.objects.get(pk=move(reader, stay).course)

    take_back(reader, named, named.version)

    assert belonging(reader, stay.subject_id) == []


def test_a_corrected_consent_still_holds(reader: Reader, stay: Course) -> None:
    move(reader, stay)
    stay.refresh_from_db()
    number = stay.version

    other = {"by-name.passed-on": "Nothing but the name"}
    say(reader, stay, "2026-05-07 name-agreed", other, replaces=number, confirmed=True)

    assert len(belonging(reader, stay.subject_id)) == 1
    assert list(verify_record(NOWHERE)) == []


def test_a_consent_that_is_withdrawn_leaves_what_is_known(reader: Reader, stay: Course) -> None:
    move(reader, stay)
    say(reader, stay, "2026-05-09 name-consent-withdrawn")

    assert len(belonging(reader, stay.subject_id)) == 1


# --- Who learns of it --------------------------------------------------------------------------------------


def test_the_own_unit_sees_on_both_sides_that_they_belong_together(
    reader: Reader, stay: Course
) -> None:
    named = Course.objects.get(pk=move(reader, stay).course).subject_id
    _forget_log()

    where = (stay.pk, 3)
    assert belonging(reader, stay.subject_id) == [(named, "Kari Prøve", False, *where)]
    assert belonging(reader, named) == [(stay.subject_id, "Kalle (alias)", True, *where)]
    shown = Access.objects.values_list("subjects__subject", "deed")
    assert {one[0] for one in shown} == {named, stay.subject_id}


@pytest.mark.parametrize("role", ["treatment-clinician", "unit-leader"])
def test_a_unit_above_beside_or_far_away_never_learns_of_it(
    units: Cast, reader: Reader, stay: Course, role: str
) -> None:
    named = Course.objects.get(pk=move(reader, stay).course).subject_id
    for where in (units.clinic, units.other_clinic, units.trust):
        for who in (stay.subject_id, named):
            tie(Person(subject_id=who), where)
        stranger = staff_reader(member(where, role), TODAY)

        assert belonging(stranger, stay.subject_id) == []
        assert belonging(stranger, named) == []


def test_to_look_for_it_costs_a_stranger_the_same_whether_it_is_so(
    units: Cast, reader: Reader, stay: Course
) -> None:
    named = Course.objects.get(pk=move(reader, stay).course).subject_id
    other = person("Ola")
    for who in (named, other.pk):
        tie(Person(subject_id=who), units.other_clinic)
    stranger = clinician(units.other_clinic)

    asked_for = []
    for who in (named, other.pk, uuid4()):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert belonging(stranger, who) == []
        asked_for.append(len(queries))

    assert len(set(asked_for)) == 1


def test_the_person_and_whoever_leads_read_no_link_in_the_log(
    units: Cast, reader: Reader, stay: Course
) -> None:
    named = Course.objects.get(pk=move(reader, stay).course).subject_id
    belonging(reader, named)
    account = member(units.ward, "treatment-clinician").user
    account.person = Person.objects.get(pk=named)
    account.save()

    rows = who_has_read(own_reader(account, TODAY), named).rows

    assert {one.reason for one in rows} >= {"opened"}
    assert str(stay.subject_id) not in str(rows)
    assert "Kalle" not in str(rows)


def test_search_never_joins_the_two(units: Cast, reader: Reader, stay: Course) -> None:
    named = Course.objects.get(pk=move(reader, stay).course).subject_id

    by_name = finding.named(reader, "Kari Prøve", BORN, NOON)
    by_alias = finding.called(reader, "Kalle", NOON)

    assert [one.subject for one in by_name] == [named]
    assert [one.subject for one in by_alias] == [stay.subject_id]
    assert finding.named(clinician(units.other_clinic), "Kari Prøve", BORN, NOON) == []


# --- Who may do it -----------------------------------------------------------------------------------------


def test_no_other_unit_moves_an_alias_up_though_a_tie_says_it_has_to_do_with_them(
    units: Cast, stay: Course
) -> None:
    tie(Person(subject=stay.subject), units.other_clinic)

    with pytest.raises(Http404):
        move(clinician(units.other_clinic), stay)

    assert not Access.objects.order_by("-pk").first().is_permitted  # type: ignore[union-attr]
    assert not Person.objects.exists()


@pytest.mark.parametrize("role", ["unit-leader", "analyst", "court-officer"])
def test_a_role_that_would_write_neither_moves_nobody(units: Cast, stay: Course, role: str) -> None:
    with pytest.raises((Http404, PermissionDenied)):
        move(staff_reader(member(units.ward, role), TODAY), stay)

    assert not Person.objects.exists()


def test_a_course_that_is_nowhere_is_refused_as_a_strangers(units: Cast, stay: Course) -> None:
    stranger, refusals = clinician(units.municipality), []
    for course in (stay.pk, uuid4()):
        _forget_log()
        with CaptureQueriesContext(connection) as queries, pytest.raises(Http404):
            move_up(
                stranger,
                Move(
                    course,
                    stay.version,
                    told("2026-05-08 name-agreed", CONSENT),
                    KARI,
                    "tsb",
                    told("2026-05-08 referral-received"),
                ),
                key=uuid4(),
                now=NOON,
            )
        refusals.append((len(queries), list(Access.objects.values_list("deed", "is_permitted"))))

    assert refusals[0] == refusals[1]


def test_an_id_of_somebody_elses_person_is_nobody_here(
    units: Cast, reader: Reader, stay: Course
) -> None:
    other = person("Ola")
    tie(other, units.other_clinic)

    for who in (other.pk, uuid4(), stay.subject_id):
        with pytest.raises(Http404):
            move(reader, stay, who)

    assert not MovedUp.objects.exists()


def test_a_known_number_and_a_new_one_are_asked_logged_and_answered_alike(units: Cast) -> None:
    reader, asked_for = clinician(units.ward), []
    register(clinician(units.other_clinic), NUMBER, FACTS, now=NOON)
    number = next(one for nth in range(20, 40) if (one := synthetic_number(BORN, nth, female=True)))
    for digits, called in ((NUMBER, "Kalle"), (number, "Lange")):
        stay = in_ward(reader, called)
        _forget_log()

        done = move(reader, stay, Newcomer(digits, FACTS), key=uuid4())

        assert not done.is_repeated
        asked_for.append(
            list(Access.objects.order_by("pk").values_list("deed", "reason", "is_permitted"))
        )

    assert asked_for[0] == asked_for[1]


def test_whoever_is_not_offered_the_service_by_name_is_refused(
    reader: Reader, stay: Course
) -> None:
    only = replace(reader, offers=frozenset({"street-hospital"}))

    with pytest.raises(NotKnown):
        move(only, stay)

    assert not Person.objects.exists()


# --- What stays, and what goes -----------------------------------------------------------------------------


def test_merged_with_another_identity_they_still_belong_together_and_parted_again(
    units: Cast, reader: Reader, stay: Course
) -> None:
    named = Subject.objects.get(pk=Course.objects.get(pk=move(reader, stay).course).subject_id)
    other = register_without_number(reader, FACTS, uuid4(), now=NOON)
    tie(Person(subject=other), units.ward)

    version = merge(reader, other, named, version=1, now=NOON)

    assert [one.subject for one in belonging(reader, stay.subject_id)] == [other.pk]
    assert [one.subject for one in belonging(reader, other.pk)] == [stay.subject_id]
    unmerge(reader, other, version, version=version, now=NOON)
    assert [one.subject for one in belonging(reader, stay.subject_id)] == [named.pk]
    assert belonging(reader, other.pk) == []


@pytest.mark.parametrize("side", ["consent", "alias", "person"])
def test_an_erasure_on_either_side_takes_the_link(
    units: Cast, reader: Reader, stay: Course, side: str
) -> None:
    done = move(reader, stay)
    stay.refresh_from_db()
    named = Course.objects.get(pk=done.course).subject_id
    place = {
        "consent": (stay.pk, stay.version),
        "alias": (Course.objects.get(subject=stay.subject, pathway=REGISTER).pk, 1),
        "person": (Course.objects.get(subject=named, pathway=REGISTER).pk, 1),
    }[side]

    erase(reader, clinician(units.ward), *place, "hpl-43", NOON)

    assert not MovedUp.objects.exists()
    assert belonging(reader, stay.subject_id) == belonging(reader, named) == []
    assert list(verify_record(NOWHERE)) == []
    assert list(differences()) == []


def test_what_else_is_erased_of_them_leaves_the_link(
    units: Cast, reader: Reader, stay: Course
) -> None:
    done = move(reader, stay)
    named = Subject.objects.get(pk=Course.objects.get(pk=done.course).subject_id)
    change(reader, named, {"phone": "99999999"}, version=1, now=NOON)
    place = Course.objects.get(subject=named, pathway=REGISTER).pk

    erase(reader, clinician(units.ward), place, 2, "hpl-43", NOON)

    assert MovedUp.objects.count() == 1


def test_verify_tells_of_a_link_that_leads_nowhere_elsewhere_or_is_gone(
    reader: Reader, stay: Course
) -> None:
    move(reader, stay)
    other = in_ward(reader, "Lange")
    row = MovedUp.objects.get()
    where = f"course {stay.pk} entry {row.number}: who moved up"

    with let_go():
        MovedUp.objects.update(named=person("Ola").pk)
    assert [(one.kind, one.where) for one in verify_record(NOWHERE)] == [(Kind.ALTERED, where)]
    with let_go():
        MovedUp.objects.all().delete()
    assert [(one.kind, one.where) for one in verify_record(NOWHERE)] == [(Kind.MISSING, where)]
    made_up = MovedUp(
        course=other,
        number=2,
        alias_id=other.subject_id,
        named_id=row.named_id,
        named_course_id=row.named_course_id,
        salt=bytes(16),
    )
    row.save(force_insert=True)
    made_up.save(force_insert=True)
    assert [(one.kind, one.where) for one in verify_record(NOWHERE)] == [
        (Kind.ALTERED, f"course {other.pk} entry 2: who moved up")
    ]


def test_a_row_is_never_changed(reader: Reader, stay: Course) -> None:
    move(reader, stay)

    with pytest.raises(DatabaseError), transaction.atomic():
        MovedUp.objects.update(number=1)


def test_the_imported_and_the_plainly_written_consent_join_nobody(
    reader: Reader, stay: Course
) -> None:
    say(reader, stay, "2026-05-08 name-agreed", CONSENT)

    assert belonging(reader, stay.subject_id) == []
    assert list(verify_record(NOWHERE)) == []


def test_in_the_invented_region_one_alias_is_known_by_name_too() -> None:
    now = datetime(2026, 11, 22, 8, tzinfo=UTC)
    Making(2016, now).make(1)

    assert make_moved_up(the_region(), now) == 1

    [row] = MovedUp.objects.select_related("named_course", "course")
    assert (row.course.pathway, row.named_course.pathway) == ("oat-low-threshold", "oat")
    assert row.course.unit_id == row.named_course.unit_id
    assert Person.objects.get(pk=row.named_id).given_name == "Torunn"
    assert not [*differences(), *check_moved_up()]
    staff = {one.username for _, some in demo_accounts() for one in some}
    assert row.course.unit is not None
    assert f"{row.course.unit.code}-treatment-clinician-1" in staff
