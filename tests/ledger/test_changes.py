"""What an entry would change of what was read before: each run before and after, later entries, stretches of time, who is told."""

from datetime import date

import pytest

from helhet.pathway.courses.course import RunOutcome
from helhet.record.doors.recording import Told, preview
from helhet.record.messages.outbox import work
from tests.ledger.cast import cast, person
from tests.ledger.courses import NOON, clinician, day, later, opened, say, told
from tests.ledger.test_outbox import living_in_dalen

pytestmark = pytest.mark.django_db
BACK = date(2026, 5, 19)


def test_a_deadline_that_moves_is_told_with_its_day_before_and_after() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    say(reader, course, "2026-05-08 right-decided.granted", {"right.start-by": day("2026-06-30")})
    better = told(
        "2026-05-08 right-decided.granted", {"right.start-by": day("2026-06-15")}, replaces=3
    )

    changed = preview(reader, course.pk, better, now=NOON)

    moved = {one.before.clock: one for one in changed.runs if one.before and one.after}
    before, after = moved["start-of-care"].before, moved["start-of-care"].after
    assert before is not None
    assert after is not None
    assert (after.due or 0) < (before.due or 0)
    assert changed.is_any
    assert changed.spells_gone == changed.spells_new == ()


def test_what_is_taken_back_shortens_the_way_and_ends_what_it_had_begun() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    say(reader, course, "2026-05-08 right-decided.granted", {"right.start-by": day("2026-06-30")})

    changed = preview(reader, course.pk, Told(BACK, voids=3), now=later(minutes=6))

    gone = {one.before.clock for one in changed.runs if one.before and one.after is None}
    assert "start-of-care" in gone
    assert [spell.state for spell in changed.spells_gone] == ["referred", "entitled"]
    assert [spell.state for spell in changed.spells_new] == ["referred"]


def test_a_late_entry_names_each_later_one_that_was_not_foreseen_then() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    say(reader, course, "2026-05-08 right-decided.granted")

    changed = preview(reader, course.pk, told("2026-05-06 referral-withdrawn"), now=NOON)

    assert [(one.event, one.day) for one in changed.deviations] == [
        ("right-decided", day("2026-05-08"))
    ]


def test_who_was_told_is_among_what_changes_and_asks_to_be_confirmed() -> None:
    units = cast()
    eva, reader = living_in_dalen(units), clinician(units.clinic)
    course = opened(reader, eva, "2026-05-18 10:00 acute-admitted")
    say(reader, course, "2026-05-19 09:00 left-by-own-wish")
    work(later(minutes=6))

    changed = preview(reader, course.pk, Told(BACK, voids=3), now=later(minutes=7))

    assert ("opens", "municipal-follow-up", True) in [
        (one.kind, one.pathway, one.is_taken_back) for one in changed.effects
    ]
    assert changed.is_any


def test_an_entry_that_comes_last_changes_nothing_that_was_read() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())

    changed = preview(reader, course.pk, told("2026-05-08 right-decided.granted"), now=NOON)

    assert not changed.is_any
    assert not changed.runs
    assert not changed.effects


def test_a_run_is_known_by_what_started_it_though_another_begins_before_it() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    say(reader, course, "2026-05-06 right-decided.granted")
    say(reader, course, "2026-05-18 appointment-set", {"appointment.planned-on": day("2026-05-28")})
    earlier = told("2026-05-08 appointment-set", {"appointment.planned-on": day("2026-05-12")})

    changed = preview(reader, course.pk, earlier, now=NOON)

    begun = [one.after for one in changed.runs if one.before is None]
    assert [one.before for one in changed.runs if one.before] == []
    assert all(one is not None and one.started_by == 5 for one in begun)
    assert RunOutcome.OPEN in [one.outcome for one in begun if one]
