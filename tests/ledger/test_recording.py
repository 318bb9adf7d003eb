"""The one door: what is taken is there whole, what is refused has changed nothing."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from helhet.access.models import Access, Tie
from helhet.parties.models import Subject
from helhet.pathway.courses.course import Why
from helhet.record.doors.recording import Told, open_course, preview, record
from helhet.record.errors import (
    KeyReused,
    NotAsTheFormSays,
    NotConfirmed,
    NotFromHere,
    NotKnown,
    Stale,
)
from helhet.record.models import Content, Course, Entry, Message, Run, Spell
from tests.ledger.cast import cast, person, tie
from tests.ledger.courses import NOON, clinician, day, later, opened, say, told

pytestmark = pytest.mark.django_db


def everything() -> dict[str, Any]:
    """Return all that the record holds, for seeing that nothing has changed."""
    models = (Course, Entry, Content, Spell, Run, Message, Tie)
    return {model.__name__: sorted(map(repr, model.objects.values_list())) for model in models}


def test_opening_a_course_writes_the_birth_the_entry_and_all_that_follows() -> None:
    units, eva = cast(), person()
    course = opened(clinician(units.clinic), eva)

    assert [(e.number, e.kind, e.event) for e in course.entries.order_by("number")] == [
        (1, "birth", ""),
        (2, "event", "referral-received"),
    ]
    assert (course.version, course.state, course.unit) == (2, "referred", units.clinic)
    run = course.runs.get(clock="told-of-right")
    assert (run.start_day, run.outcome) == (date(2026, 5, 4), "open")
    assert run.due_at is not None
    assert run.due_at.isoformat() == "2026-05-19T22:00:00+00:00"
    assert [(t.subject_id, t.unit, t.from_day, t.to_day) for t in Tie.objects.all()] == [
        (eva.pk, units.clinic, date(2026, 5, 4), None)
    ]
    assert Access.objects.get().reason == "opened"


def test_what_the_unit_does_not_offer_is_not_begun_there() -> None:
    clinic, eva = cast().clinic, person()
    clinic.offers = ["oat"]
    clinic.save()

    with pytest.raises(NotKnown):
        open_course(clinician(clinic), eva.subject, "tsb", told("2026-05-04 referral-received"))

    assert not Course.objects.filter(pathway="tsb").exists()


def test_who_opened_a_course_writes_on_in_it() -> None:
    units, eva = cast(), person()
    reader = clinician(units.clinic)
    course = opened(reader, eva)

    done = say(
        reader, course, "2026-05-08 right-decided.granted", {"right.start-by": day("2026-06-30")}
    )

    assert (done.number, course.version, course.state) == (3, 3, "entitled")
    assert [s.state for s in course.spells.order_by("number")] == ["referred", "entitled"]


def test_what_was_written_lies_sealed() -> None:
    units, eva = cast(), person()
    reader = clinician(units.clinic)
    course = opened(reader, eva)
    say(reader, course, "2026-05-08 right-decided.granted", {"right.reason": "Sjelden grunn"})

    kept = b"".join(bytes(row.sealed) for row in Content.objects.all())

    assert b"Sjelden" not in kept
    assert "Sjelden" not in str(everything())


# --- refusals ---------------------------------------------------------------------------------------------


def test_a_stranger_writes_nothing_and_finds_nothing() -> None:
    units, eva = cast(), person()
    course = opened(clinician(units.clinic), eva)
    before = everything()
    stranger = clinician(units.other_clinic)

    for course_id in (course.pk, uuid4()):
        with pytest.raises(Http404):
            record(stranger, course_id, told("2026-05-08 no-show"), version=2, now=NOON)
        with pytest.raises(Http404):
            preview(stranger, course_id, told("2026-05-08 no-show"), now=NOON)

    assert everything() == before


def test_who_may_not_write_such_a_form_may_not_take_it_back_either() -> None:
    units, eva = cast(), person()
    reader = clinician(units.clinic)
    course = opened(reader, eva, "2026-05-04 acute-admitted")
    say(reader, course, "2026-05-05 overdose", {})
    tie(eva, units.municipality)
    from helhet.access.readers import staff_reader
    from tests.ledger.cast import TODAY, member

    coordinator = staff_reader(member(units.municipality, "municipal-coordinator"), TODAY)

    with pytest.raises(PermissionDenied):
        record(coordinator, course.pk, Told(TODAY, voids=3), version=3, now=NOON)
    course.refresh_from_db()
    assert course.version == 3


@pytest.mark.parametrize(
    ("what", "error"),
    [
        (told("2026-05-08 danced"), NotKnown),
        (told("2026-05-08 right-decided.perhaps"), NotKnown),
        (told("2026-05-08 attended", setting="moonlit"), NotKnown),
        (told("2026-05-08 notice-sent", replaces=9), NotKnown),
        (Told(date(2026, 5, 8), voids=9), NotKnown),
        (Told(date(2026, 5, 8), voids=1), NotKnown),
        (told("2026-05-08 evaluated"), NotFromHere),
        (told("2026-05-20 no-show"), NotAsTheFormSays),
        (told("2026-05-19 23:00 no-show"), NotAsTheFormSays),
        (told("1969-05-19 no-show"), NotAsTheFormSays),
        (told("2026-05-08 right-decided.granted", {"right.start-by": "soon"}), NotAsTheFormSays),
        (told("2026-05-08 right-decided.granted", {"right.start-by": True}), NotAsTheFormSays),
        (told("2026-05-08 right-decided.granted", {"right.start-by": -4}), NotAsTheFormSays),
        (
            told("2026-05-08 right-decided.granted", {"right.reason": "x" * 30_000}),
            NotAsTheFormSays,
        ),
        (told("2026-05-08 right-decided.granted", {"right.colour": "red"}), NotAsTheFormSays),
        (told("2026-05-08 place-chosen"), NotAsTheFormSays),
    ],
    ids=str,
)
def test_what_cannot_stand_is_refused_and_changes_nothing(
    what: Told, error: type[Exception]
) -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    before = everything()

    with pytest.raises(error) as raised:
        record(reader, course.pk, what, version=2, now=NOON)

    assert everything() == before
    assert "soon" not in str(raised.value)
    assert "xxx" not in str(raised.value)


def test_an_act_says_why_it_cannot_be_done_from_here_and_a_fact_is_always_taken() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())

    with pytest.raises(NotFromHere) as raised:
        say(reader, course, "2026-05-08 evaluated")
    done = say(reader, course, "2026-05-08 12:00 overdose")

    assert raised.value.why is Why.NOT_FROM_HERE
    assert done.number == 3


def test_a_gate_is_passed_with_a_reason_and_that_is_kept_as_a_deviation() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person(), "2026-05-04 acute-admitted")
    say(reader, course, "2026-05-04 09:00 child-named", {"children.child": ("anna",)})

    with pytest.raises(NotFromHere) as raised:
        say(reader, course, "2026-05-12 12:00 discharged.no-follow-up")
    say(reader, course, "2026-05-12 12:00 discharged.no-follow-up", reason="The ward closed.")

    assert (raised.value.why, raised.value.clock) == (Why.GATE_OPEN, "children-asked")
    assert [(d.why, d.clock) for d in course.deviations.all()] == [("gate-open", "children-asked")]
    assert course.is_ended


def test_who_writes_on_what_another_has_changed_is_told() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    say(reader, course, "2026-05-08 no-show")

    with pytest.raises(Stale):
        record(reader, course.pk, told("2026-05-09 no-show"), version=2, now=NOON)

    course.refresh_from_db()
    assert course.version == 3


# --- twice -----------------------------------------------------------------------------------------------


def test_a_request_sent_twice_is_written_once() -> None:
    units, eva = cast(), person()
    reader, key = clinician(units.clinic), uuid4()
    first = open_course(
        reader, eva.subject, "tsb", told("2026-05-04 referral-received"), key=key, now=NOON
    )
    again = open_course(
        reader, eva.subject, "tsb", told("2026-05-04 referral-received"), key=key, now=NOON
    )

    assert (first.course, first.number) == (again.course, again.number)
    assert (first.is_repeated, again.is_repeated) == (False, True)
    assert Course.objects.count() == 1

    other = uuid4()
    done = [
        record(reader, first.course, told("2026-05-08 no-show"), version=2, key=other, now=NOON)
        for _ in range(2)
    ]
    assert [(one.number, one.is_repeated) for one in done] == [(3, False), (3, True)]


def test_a_key_used_for_something_else_is_refused() -> None:
    reader, key = clinician(cast().clinic), uuid4()
    course = opened(reader, person())
    say(reader, course, "2026-05-08 no-show", key=key)

    with pytest.raises(KeyReused):
        say(reader, course, "2026-05-09 no-show", key=key)


# --- the past -----------------------------------------------------------------------------------------------


def test_an_entry_into_the_past_shows_what_it_changes_before_it_is_taken() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    say(reader, course, "2026-05-08 right-decided.granted")
    say(reader, course, "2026-05-18 notice-sent")

    with pytest.raises(NotConfirmed) as raised:
        say(reader, course, "2026-05-06 referral-withdrawn")

    changed = raised.value.changed
    assert (3, "after-end") in [one[:2] for one in changed.deviations]
    assert preview(reader, course.pk, told("2026-05-06 referral-withdrawn"), now=NOON) == changed
    say(reader, course, "2026-05-06 referral-withdrawn", confirmed=True)
    assert course.state == "ended"


def test_a_correction_is_a_later_entry_and_the_first_one_stands() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    say(reader, course, "2026-05-08 right-decided.granted")
    say(reader, course, "2026-05-16 notice-sent")
    before = course.runs.get(clock="told-of-right").stop_day

    say(reader, course, "2026-05-15 notice-sent", replaces=4, confirmed=True)

    assert before == date(2026, 5, 16)
    assert course.runs.get(clock="told-of-right").stop_day == date(2026, 5, 15)
    assert [e.happened_on.day for e in course.entries.filter(event="notice-sent")] == [16, 15]


def test_a_slip_is_taken_back_within_minutes_even_if_it_ended_the_relation() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    say(reader, course, "2026-05-06 referral-withdrawn")
    back = Told(date(2026, 5, 6), voids=3)

    with pytest.raises(PermissionDenied):
        record(reader, course.pk, back, version=3, confirmed=True, now=later(minutes=6))
    record(reader, course.pk, back, version=3, confirmed=True, now=later(minutes=4))

    course.refresh_from_db()
    assert (course.state, course.version) == ("referred", 4)
    assert Access.objects.latest("id").reason == "undo"


def test_nobody_takes_back_what_another_wrote_in_a_relation_that_has_ended() -> None:
    units = cast()
    reader, colleague = clinician(units.clinic), clinician(units.clinic)
    course = opened(reader, person())
    say(reader, course, "2026-05-06 referral-withdrawn")

    with pytest.raises(PermissionDenied):
        record(
            colleague,
            course.pk,
            Told(date(2026, 5, 6), voids=3),
            version=3,
            confirmed=True,
            now=NOON,
        )


def test_time_of_recording_never_runs_back() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    say(reader, course, "2026-05-08 no-show", now=later(days=1))
    say(reader, course, "2026-05-09 no-show", now=later(minutes=-5))

    times = [entry.recorded_at for entry in course.entries.order_by("number")]
    assert times == sorted(times)


def test_what_was_written_today_without_a_time_is_seen_today() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())

    say(reader, course, "2026-05-19 died")

    assert (course.state, course.is_ended) == ("ended", True)
    assert course.as_of == datetime(2026, 5, 19, 21, 59, 59, 999_999, tzinfo=UTC)


def test_a_course_is_opened_for_the_kind_of_subject_that_its_pathway_is_about() -> None:
    reader = clinician(cast().clinic)
    site = Subject(kind="site")
    site.root = site
    site.save()

    with pytest.raises(NotKnown):
        open_course(reader, site, "tsb", told("2026-05-04 referral-received"), now=NOON)

    assert not Course.objects.exists()
