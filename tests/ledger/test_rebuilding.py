"""Whatever is done to the record, its projections are those that follow from its entries, and what was known stays known."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from helhet.parties.models import Person, Subject
from helhet.record.courses.appending import Author
from helhet.record.doors.recording import Told, open_course, record
from helhet.record.errors import NotAsTheFormSays, NotFromHere, NotKnown
from helhet.record.messages.outbox import work
from helhet.record.messages.righting import standing_heard
from helhet.record.models import REGISTER, Course, Entry, Message, Run, Spell
from helhet.record.pathways import table_of
from helhet.record.persons.reached import DIED, origin_of_entry, told_elsewhere
from helhet.record.persons.reaching import opening_of
from helhet.record.persons.register import change, create, merge, register_of, take_back, unmerge
from helhet.record.queries.known import known_at
from helhet.record.renewal.rebuilding import differences, rebuild
from helhet.record.renewal.ticking import tick
from helhet.record.wholeness.verifying import verify_record
from tests.ledger.cast import cast, person, tie
from tests.ledger.courses import NOON, clinician, later, opened, say
from tests.ledger.test_register import HOME

pytestmark = pytest.mark.django_db


def test_a_row_that_does_not_follow_from_the_entries_is_found_and_made_anew() -> None:
    reader = clinician(cast().clinic)
    course, other = opened(reader, person()), opened(reader, person("Ola"))
    Run.objects.filter(course=course, clock="told-of-right").update(outcome="met")
    Spell.objects.filter(course=other).delete()
    Course.objects.filter(pk=other.pk).update(state="treating")

    found = {one.course: one.tables for one in differences()}

    assert found == {str(course.pk): ("run",), str(other.pk): ("course", "spell")}
    assert list(rebuild(NOON)) == [None, None]
    assert list(differences()) == []


def test_a_day_that_the_municipality_pays_is_one_more_after_midnight() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person(), "2026-05-04 acute-admitted")
    for text, values in (
        ("2026-05-04 09:00 included-after-acute-help.treatment", {}),
        ("2026-05-04 10:00 admitted.help-expected", {"stay.municipality": "9901"}),
        ("2026-05-04 12:00 early-notice-sent", {}),
        ("2026-05-05 12:00 partners-called", {}),
        ("2026-05-05 12:00 own-follow-up-clarified", {}),
        ("2026-05-18 09:00 ready-declared", {}),
        ("2026-05-18 10:00 ready-notice-sent", {}),
    ):
        say(reader, course, text, values)
    charged = course.charges.all()
    days = [(line.to_day - line.from_day).days for line in charged]

    assert list(tick(later(days=1))) == [None]

    more = [(line.to_day - line.from_day).days for line in course.charges.all()]
    assert (sum(days), sum(more)) == (1, 2)
    assert {line.payer for line in charged} == {"9901"}


def test_what_was_known_on_a_day_is_known_of_that_day_for_ever() -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())
    say(reader, course, "2026-05-08 right-decided.granted", now=later(days=1))
    before = known_at(course, later(days=1))

    say(
        reader,
        course,
        "2026-05-07 right-decided.refused",
        replaces=3,
        now=later(days=2),
        confirmed=True,
    )

    assert known_at(course, NOON - timedelta(days=9)) is None
    assert known_at(course, later(days=1)) == before
    assert before is not None
    assert before.state == "entitled"
    after = known_at(course, later(days=2))
    assert after is not None
    assert after.state == "ended"


EVENTS = sorted(table_of("tsb").deed_codes.keys() - {("", None)}, key=str)


class Record(RuleBasedStateMachine):
    """Two persons, two units, and whatever may be told of them, in any order and of any day."""

    courses: Bundle[Any] = Bundle("courses")

    def __init__(self) -> None:
        super().__init__()
        self.atomic: Any = transaction.atomic()
        vars(self.atomic)["_from_testcase"] = (
            True  # what Django lets its own tests wrap around durable ones
        )
        self.atomic.__enter__()
        self.now = NOON
        self.known: dict[Any, Any] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def somebody_is_there(self) -> None:
        units = cast()
        self.readers = [clinician(units.clinic), clinician(units.other_clinic)]
        author = Author(user=1, role="import")
        told = ({"given_name": "Eva", "born_on": "1990-01-01"}, {"given_name": "Ola"})
        made = [create(uuid4(), {**facts, "home": HOME}, author, self.now) for facts in told]
        self.people = [Person.objects.get(pk=course.subject_id) for course in made]
        for who in self.people:
            tie(who, units.clinic, "measure")

    def _pass_time(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(
        target=courses,
        who=st.integers(0, 1),
        where=st.integers(0, 1),
        pathway=st.sampled_from(["tsb", "oat", "municipal-follow-up"]),
        ago=st.integers(0, 40),
    )
    def open(self, who: int, where: int, pathway: str, ago: int) -> Any:
        table = table_of(pathway)
        event = next(name for name, one in table.newest.events.items() if one.opens)
        on = self.now.date() - timedelta(days=ago)
        done = open_course(
            self.readers[where], self.people[who].subject, pathway, Told(on, event), now=self.now
        )
        return done.course, where

    @rule(
        course=courses,
        deed=st.sampled_from(EVENTS),
        ago=st.integers(0, 30),
        minutes=st.integers(1, 2000),
        corrects=st.none() | st.integers(2, 6),
        reason=st.sampled_from(["", "It was so."]),
    )
    def tell(
        self,
        course: Any,
        deed: tuple[str, str | None],
        ago: int,
        minutes: int,
        corrects: int | None,
        reason: str,
    ) -> None:
        self._pass_time(minutes)
        on = self.now.date() - timedelta(days=ago)
        entry = Told(on, deed[0], deed[1], replaces=corrects, reason=reason)
        self._record(course, entry)

    @rule(course=courses, number=st.integers(2, 6))
    def void(self, course: Any, number: int) -> None:
        self._record(course, Told(self.now.date(), voids=number))

    def _record(self, course: Any, entry: Told) -> None:
        course_id, where = course
        row = Course.objects.get(pk=course_id)
        before = (row.version, Entry.objects.count())
        try:
            record(
                self.readers[where],
                course_id,
                entry,
                version=row.version,
                confirmed=True,
                now=self.now,
            )
        except (NotFromHere, NotKnown, NotAsTheFormSays, PermissionDenied, Http404):
            row.refresh_from_db()
            assert (row.version, Entry.objects.count()) == before

    @rule(minutes=st.integers(1, 40_000))
    def tick(self, minutes: int) -> None:
        self._pass_time(minutes)
        assert set(tick(self.now)) <= {None}

    @rule()
    def work(self) -> None:
        self._pass_time(6)
        work(self.now)

    @rule()
    def merge(self) -> None:
        one, other = (who.subject for who in self.people)
        self._register(one, merge, other)

    @rule()
    def unmerge(self) -> None:
        one = self.people[0].subject
        merged = register_of(one).entries.filter(event="merged").order_by("number").last()
        if merged:
            self._register(one, unmerge, merged.number)

    @rule(
        who=st.integers(0, 1),
        facts=st.sampled_from(
            [
                {"died_on": "2026-05-10"},
                {"died_on": "2026-04-20"},
                {"died_on": None},
                {"born_on": "2010-01-01"},
                {"home": {"municipality": "9902", "from_day": "2026-05-11"}},
                {"home": {"municipality": "9903", "from_day": "2026-05-30"}},
            ]
        ),
    )
    def change(self, who: int, facts: dict[str, Any]) -> None:
        self._register(self.people[who].subject, change, facts)

    @rule(who=st.integers(0, 1), number=st.integers(1, 6))
    def take_back(self, who: int, number: int) -> None:
        self._register(self.people[who].subject, take_back, number)

    def _register(self, who: Subject, deed: Callable[..., Any], told: Any) -> None:
        version = register_of(who).version
        with contextlib.suppress(NotKnown):
            deed(self.readers[0], who, told, version=version, now=self.now)

    @rule()
    def everybody_has_heard(self) -> None:
        """Once all has been delivered, each course stands where the person does, whatever came first."""
        for _ in range(4):
            self._pass_time(60)
            work(self.now)
        waiting = Message.objects.filter(status="waiting", not_before__lte=self.now)
        assert not waiting.exists()
        for course in Course.objects.exclude(pathway=REGISTER).select_related("subject"):
            self._has_heard_what_it_should(course)

    def _has_heard_what_it_should(self, course: Course) -> None:
        heard = standing_heard(course).values()
        whose = Course.objects.filter(pk__in=[one.origin for one in heard])
        assert set(whose.values_list("subject__root", flat=True)) <= {course.subject.root_id}
        told = [one for one in told_elsewhere(course, self.now) if one.told["event"] == DIED]
        spell = opening_of(course)
        if told and spell and table_of(course.pathway).event(DIED):
            assert {one.origin for one in told} <= {origin_of_entry(row) for row in heard}

    @rule(course=courses)
    def remember(self, course: Any) -> None:
        row = Course.objects.get(pk=course[0])
        self.known[course[0], self.now] = known_at(row, self.now)
        self._pass_time(1)

    @invariant()
    def rebuilt_is_equal(self) -> None:
        assert list(differences()) == []

    @invariant()
    def known_stays_known(self) -> None:
        for (course_id, moment), reading in self.known.items():
            assert known_at(Course.objects.get(pk=course_id), moment) == reading

    @invariant()
    def numbers_have_no_gap(self) -> None:
        for row in Course.objects.all():
            numbers = list(row.entries.order_by("number").values_list("number", flat=True))
            assert numbers == list(range(1, row.version + 1))

    @invariant()
    def chains_are_whole(self) -> None:
        assert list(verify_record(Path("/nonexistent"))) == []


def test_rebuilt_known_and_chained_whatever_is_done() -> None:
    run_state_machine_as_test(
        Record, settings=settings(max_examples=15, stateful_step_count=15, deadline=None)
    )
