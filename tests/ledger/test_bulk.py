"""Whole courses at once are written as one entry after another is; and both say what the core says of the drawn histories."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction

from helhet.measure.folding import compiled_fold
from helhet.pathway.courses.folding import read_course
from helhet.pathway.histories.history import History
from helhet.record.courses.appending import Author, New, append, lock
from helhet.record.courses.folding import plain_fold
from helhet.record.courses.outgoing import UNDO
from helhet.record.doors.bulk import NewCourse, record_many
from helhet.record.models import Content, Course, Entry, Message, Run
from helhet.record.pathways import pack, table_of
from helhet.record.renewal.rebuilding import differences
from helhet.record.times import date_or_none, moment_or_none, to_moment
from tests.ledger.cast import person
from tests.ledger.drawn import AUTHOR, HISTORIES, NOW, ONE_BY_ONE, entries_of, rows, units_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("nth", range(len(ONE_BY_ONE)))
def test_a_drawn_history_reads_the_same_through_either_door_and_in_the_core(nth: int) -> None:
    history = ONE_BY_ONE[nth]
    entries = entries_of(history, units_of([history]))
    subject = person().subject
    one = Course.objects.create(subject=subject, pathway=history.pathway)
    for entry in entries:
        with transaction.atomic():
            lock(one, one.version)
            append(one, [entry], AUTHOR, NOW)
    other = Course(subject=subject, pathway=history.pathway)

    rejected = record_many([NewCourse(other, [(entry, NOW) for entry in entries])], AUTHOR, NOW)

    assert rejected == []
    assert rows(one) == rows(other)
    assert standing(one) == standing(other)
    assert list(differences()) == []
    assert runs_in(one) == runs_by_core(history)


def standing(course: Course) -> list[tuple[int, str]]:
    """Return the effects whose last message is not one that takes them back."""
    last = {
        (message.number, message.name): message.is_counter
        for message in Message.objects.filter(course=course).order_by("revision")
    }
    return sorted(key for key, is_counter in last.items() if not is_counter)


def runs_in(course: Course) -> list[tuple[Any, ...]]:
    return [
        (run.clock, run.key, run.number, run.start_at, run.due_at, run.stop_day, run.outcome)
        for run in Run.objects.filter(course=course).order_by("clock", "key", "number")
    ]


def runs_by_core(history: History) -> list[tuple[Any, ...]]:
    table = table_of(history.pathway)
    reading = read_course(table, history.course, pack().calendar.day_start[to_day_of(NOW)])
    shift = 0 if history.course.born is None else 1

    def key(run_key: str | None) -> str:
        return "" if run_key is None else run_key

    told = [
        (
            run.clock,
            key(run.key),
            run.number,
            to_moment(run.start_at),
            moment_or_none(run.due),
            date_or_none(run.stop_day),
            run.outcome.value,
        )
        for run in reading.runs
    ]
    keyed_by_entry = {
        name
        for name, clock in table.newest.clocks.items()
        if isinstance(clock.each, str) and "." not in clock.each
    }
    return sorted(
        (name, str(int(k) + shift) if name in keyed_by_entry and k else k, *rest)
        for name, k, *rest in told
    )


def to_day_of(moment: datetime) -> int:
    return pack().calendar.day_of(int(moment.timestamp()) * 1_000_000)


def test_many_courses_are_written_in_few_queries(django_assert_max_num_queries: Any) -> None:
    units = units_of(HISTORIES)
    subject = person().subject
    courses = [
        NewCourse(
            Course(subject=subject, pathway=one.pathway),
            [(entry, NOW) for entry in entries_of(one, units)],
        )
        for one in HISTORIES
    ]
    heard: list[int] = []

    # Rows go in by hundreds: far fewer queries than courses, of which each has dozens of rows.
    with django_assert_max_num_queries(30 + len(courses) // 2):
        assert record_many(courses, AUTHOR, NOW, told=heard.append) == []

    assert heard == [len(courses)]
    assert Course.objects.count() == len(courses)
    assert Entry.objects.count() == Content.objects.count()
    assert list(differences()) == []


def test_the_compiled_stepping_writes_the_same_rows_as_the_plain_one() -> None:
    units, subject = units_of(HISTORIES), person().subject
    written: list[list[Course]] = []
    for fold in (plain_fold, compiled_fold):
        courses = [Course(subject=subject, pathway=one.pathway) for one in HISTORIES]
        told = [[(entry, NOW) for entry in entries_of(one, units)] for one in HISTORIES]
        assert record_many(map(NewCourse, courses, told), AUTHOR, NOW, fold=fold) == []
        written.append(courses)

    for plain, compiled in zip(*written, strict=True):
        assert rows(plain) == rows(compiled)


def test_a_course_that_cannot_be_read_is_rejected_alone() -> None:
    subject = person().subject
    history = HISTORIES[0]
    good = entries_of(history, units_of([history]))
    bad = [replace(good[0], event="danced")]

    rejected = record_many(
        [
            NewCourse(
                Course(subject=subject, pathway=history.pathway), [(one, NOW) for one in what]
            )
            for what in (bad, good)
        ],
        AUTHOR,
        NOW,
    )

    assert len(rejected) == 1
    assert "event or outcome that the pathway does not know" in rejected[0].why
    assert Course.objects.count() == 1


def test_what_was_told_elsewhere_is_taken_back_when_its_entry_is() -> None:
    """The outbox has it as sent, so that nothing is sent twice, and a void sends its counter-message."""
    told = next(
        one
        for one in HISTORIES
        if one.pathway == "tsb" and any(e.event == "left-by-own-wish" for e in one.course.entries)
    )
    course = Course(subject=person().subject, pathway=told.pathway)
    entries = entries_of(told, units_of([told]))
    record_many([NewCourse(course, [(entry, NOW) for entry in entries])], AUTHOR, NOW)
    sent = Message.objects.get(name="opens municipal-follow-up")
    assert (sent.status, sent.revision, sent.not_before) == ("sent", 1, NOW + UNDO)

    with transaction.atomic():
        lock(course, course.version)
        append(course, [New("void", date(2026, 1, 1), voids=sent.number)], AUTHOR, NOW)

    assert Message.objects.get(name=sent.name, revision=2).is_counter


def test_entries_of_several_authors_stand_under_their_own_names() -> None:
    course = Course(subject=person().subject, pathway=HISTORIES[0].pathway)
    entries = entries_of(HISTORIES[0], units_of(HISTORIES[:1]))
    entries[0] = replace(entries[0], author=Author(9, "treatment-clinician"))

    record_many([NewCourse(course, [(entry, NOW) for entry in entries])], AUTHOR, NOW)

    users = list(course.entries.order_by("number").values_list("user", flat=True))
    assert users == [9, *[7] * (len(entries) - 1)]
