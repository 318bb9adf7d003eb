"""Every fault of a row that was sent is told with its line and column, and its course left out whole."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helhet.record.models import Course
from helhet.record.renewal.rebuilding import differences
from tests.ledger.sent import (
    COURSES,
    ENTRIES,
    PERSONS,
    SECRETS,
    faults_of,
    receivers,
    run,
    send,
    with_row,
)
from tests.unit.test_numbers import SYNTHETIC

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _units() -> None:
    receivers()


FUTURE = "2099-01-01"
FAULTS: list[tuple[str, Callable[[], dict[str, Any]]]] = [
    ("persons.csv:2: born_on: this is no day.", lambda: one(0, born_on="1.1.1990")),
    (
        "persons.csv:2: born_on: the day lies in the future, or after this was recorded.",
        lambda: one(0, born_on=FUTURE),
    ),
    (
        "persons.csv:2: number: this is no national number. The control digits",
        lambda: one(0, number=f"{SYNTHETIC[:-1]}{(int(SYNTHETIC[-1]) + 1) % 10}"),
    ),
    (
        "persons.csv:2: number: this is no national number. A national number has eleven",
        lambda: one(0, number="1819012345"),
    ),
    ("persons.csv:2: sex: there is no such choice.", lambda: one(0, sex="blue")),
    (
        "persons.csv:3: needs_interpreter: this is neither yes nor no.",
        lambda: one(1, needs_interpreter="maybe"),
    ),
    (
        "persons.csv:2: home_municipality: the home has no such.",
        lambda: one(0, home_municipality=""),
    ),
    (
        "persons.csv:2: home_municipality: this is no number of a municipality. Write four digits, as 9901.",
        lambda: one(0, home_municipality="99"),
    ),
    (
        "persons.csv:2: died_on: this lies outside what is allowed.",
        lambda: one(0, died_on="1980-01-01"),
    ),
    (
        "persons.csv:2: home_to: the home ends before it begins.",
        lambda: one(0, home_to="2001-01-01"),
    ),
    ("persons.csv:3: person: line 2 has the same id.", lambda: one(1, person="p1")),
    (
        "persons.csv:3: number: line 2 has the same number, and tells something else.",
        lambda: one(1, number=SYNTHETIC),
    ),
    ("persons.csv:2: person: the id is missing.", lambda: one(0, person="")),
    ("courses.csv:2: person: the person's row was not taken.", lambda: one(0, sex="blue")),
    ("courses.csv:2: person: nobody has this id.", lambda: course(person="p9")),
    (
        "courses.csv:2: pathway: the pack has no such pathway. Did you mean 'tsb'?",
        lambda: course(pathway="tsbb"),
    ),
    ("courses.csv:2: pathway: the pathway is not about persons.", lambda: course(pathway="grant")),
    ("courses.csv:2: unit: there is no such unit.", lambda: course(unit="nowhere")),
    (
        "courses.csv:3: course: line 2 has the same id.",
        lambda: {"courses": with_row(COURSES, 1, course="c1")},
    ),
    (
        "courses.csv:2: course: there are no entries of the course.",
        lambda: {"entries": ENTRIES[4:]},
    ),
    ("entries.csv:6: course: there is no row of this course.", lambda: {"courses": COURSES[:1]}),
    (
        "entries.csv:2: event: the pathway has no such event. Did you mean 'referral-received'?",
        lambda: entry(event="referal-received"),
    ),
    (
        "entries.csv:2: event: the pathway has no such event. The events here are acute-admitted,",
        lambda: entry(event="zzz"),
    ),
    ("entries.csv:2: event: the event is missing.", lambda: entry(event="")),
    (
        "entries.csv:4: outcome: the event has no such outcome. Did you mean 'granted'?",
        lambda: entry(2, outcome="grated"),
    ),
    ("entries.csv:2: setting: the pathway has no such setting.", lambda: entry(setting="moon")),
    ("entries.csv:2: unit: there is no such unit.", lambda: entry(unit="moon")),
    (
        "entries.csv:2: happened_on: the entry lies in the future.",
        lambda: entry(happened_on=FUTURE),
    ),
    ("entries.csv:2: happened_on: the day is missing.", lambda: entry(happened_on="")),
    ("entries.csv:2: happened_on: this is no day.", lambda: entry(happened_on="4/5-26")),
    (
        "entries.csv:2: happened_on: the day lies outside the calendar",
        lambda: entry(happened_on="1969-12-31"),
    ),
    (
        "entries.csv:3: happened_at: the moment is on another day",
        lambda: entry(1, happened_on="2026-05-06"),
    ),
    (
        "entries.csv:3: happened_at: there is no such time on this day",
        lambda: entry(1, happened_at="2026-03-29 02:30"),
    ),
    (
        "entries.csv:3: happened_at: the time comes twice on this day",
        lambda: entry(1, happened_at="2025-10-26 02:30"),
    ),
    (
        "entries.csv:3: happened_at: this is no moment between 1970 and 2100.",
        lambda: entry(1, happened_at="2026-05-05 25:30"),
    ),
    (
        "entries.csv:2: recorded_at: the entry was recorded before it happened.",
        lambda: entry(recorded_at="2026-05-03 10:00"),
    ),
    (
        "entries.csv:3: recorded_at: the entry was recorded before the one that has the number below.",
        lambda: {
            "entries": with_row(
                with_row(ENTRIES, 0, recorded_at="2026-05-09 10:00"),
                1,
                recorded_at="2026-05-08 10:00",
            )
        },
    ),
    ("entries.csv:3: number: this is no whole number from 1.", lambda: entry(1, number="two")),
    ("entries.csv:3: number: the entry has no number.", lambda: entry(1, number="")),
    (
        "entries.csv:3: number: the course has two entries of this number.",
        lambda: entry(1, number="1"),
    ),
    (
        "entries.csv:5: number: the course has no entry 4 before this one.",
        lambda: entry(3, number="5"),
    ),
    (
        "entries.csv:5: voids: no earlier entry of the course has this number and stands.",
        lambda: entry(3, voids="4"),
    ),
    (
        "entries.csv:4: replaces: no earlier entry of the course has this number",
        lambda: entry(2, replaces="9"),
    ),
    (
        "entries.csv:5: event: the entry takes another back, and says nothing else.",
        lambda: entry(3, event="no-show"),
    ),
    (
        "entries.csv:2: referral.person-took-part: this is neither yes nor no.",
        lambda: {"entries": with_row(ENTRIES, 0, **{"referral.person-took-part": "perhaps"})},
    ),
    (
        "entries.csv:3: referral.wishes: the forms of this event have no such field.",
        lambda: {"entries": with_row(ENTRIES, 1, **{"referral.wishes": "A garden."})},
    ),
    (
        "entries.csv:4: right.start-by: this is no day.",
        lambda: {"entries": with_row(ENTRIES, 2, **{"right.start-by": "soon"})},
    ),
    (
        "courses.csv:2: course: none of its entries opens a course of the pathway.",
        lambda: {
            "entries": [
                {
                    **ENTRIES[0],
                    "event": "no-show",
                    "referral.wishes": "",
                    "referral.person-took-part": "",
                    "referral.first-received": "",
                }
            ]
        },
    ),
    (
        "courses.csv:3: person: the register says that the person died, and the course goes on.",
        lambda: one(1, died_on="2026-05-05"),
    ),
    (
        "courses.csv:3: person: the course says that the person died, and the register does not",
        lambda: {
            "entries": [
                *ENTRIES,
                {"course": "c2", "number": "2", "event": "died", "happened_on": "2026-05-05"},
            ]
        },
    ),
]


def one(nth: int, **cells: str) -> dict[str, Any]:
    return {"persons": with_row(PERSONS, nth, **cells)}


def course(**cells: str) -> dict[str, Any]:
    return {"courses": with_row(COURSES, 0, **cells)}


def entry(nth: int = 0, **cells: str) -> dict[str, Any]:
    return {"entries": with_row(ENTRIES, nth, **cells)}


@pytest.mark.parametrize(("message", "sent"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_fault_is_told_with_its_line_and_the_course_left_out_whole(
    message: str, sent: Callable[[], dict[str, Any]], tmp_path: Path, capsys: Captured
) -> None:
    assert run(send(tmp_path / "sent", **sent())) == 1

    told = capsys.readouterr().err
    assert f"{tmp_path / 'sent'}/{message}" in told
    assert not any(secret in told for secret in SECRETS)
    # Of each course all is there or nothing.
    numbers = {"tsb": 5, "naloxone": 1}
    for kept in Course.objects.exclude(pathway="register"):
        assert kept.entries.count() == kept.version == numbers[kept.pathway]
    assert list(differences()) == []


def test_all_that_is_wrong_in_a_row_is_told_at_once(tmp_path: Path, capsys: Captured) -> None:
    folder = send(
        tmp_path / "sent",
        with_row(PERSONS, 1, person='="9901"', given_name="@Ola", sex="blue", born_on="soon"),
        with_row(COURSES, 1, unit="=1", pathway="tsbb"),
        with_row(
            ENTRIES,
            0,
            happened_on="#REF!",
            recorded_at="2026-05-01 10:00",
            number="3",
            **{"referral.person-took-part": "perhaps", "referral.wishes": "=1+1"},
        ),
    )

    assert faults_of(folder, capsys) == [
        "courses.csv:3: pathway: the pack has no such pathway",
        "courses.csv:3: unit: this begins like a formula, or is what a broken one leaves",
        "entries.csv:2: happened_on: this begins like a formula, or is what a broken one leaves",
        "entries.csv:2: referral.person-took-part: this is neither yes nor no",
        "entries.csv:2: referral.wishes: this begins like a formula, or is what a broken one leaves",
        "entries.csv:3: number: the course has no entry 1 before this one",
        "persons.csv:3: born_on: this is no day",
        "persons.csv:3: given_name: this begins like a formula, or is what a broken one leaves",
        "persons.csv:3: person: this begins like a formula, or is what a broken one leaves",
        "persons.csv:3: sex: there is no such choice",
    ]


def test_a_row_is_counted_once_however_much_is_wrong_in_it(
    tmp_path: Path, capsys: Captured
) -> None:
    persons = with_row(PERSONS, 0, sex="blue", born_on="soon", language="x" * 99)

    assert run(send(tmp_path / "sent", persons)) == 1

    told = capsys.readouterr().out
    assert "persons rejected: 1\n" in told
    assert "Faults: 4.\n" in told


def test_an_entry_of_a_known_course_that_cannot_be_read_costs_that_course_alone(
    tmp_path: Path, capsys: Captured
) -> None:
    folder = send(tmp_path / "sent", entries=with_row(ENTRIES, 0, **{"referral.wishes": "Å"}))
    file = folder / "entries.csv"
    file.write_bytes(file.read_text("utf-8").encode("latin-1"))

    assert faults_of(folder, capsys) == ["entries.csv:2: referral.wishes: this is not UTF-8"]
    assert Course.objects.filter(pathway="naloxone").count() == 1
    assert not Course.objects.filter(pathway="tsb").exists()


def test_what_cannot_be_read_is_told_of_a_course_that_was_imported_before(
    tmp_path: Path, capsys: Captured
) -> None:
    run(send(tmp_path / "sent"))
    capsys.readouterr()

    told = faults_of(send(tmp_path / "sent", entries=with_row(ENTRIES, 3, reason="=1")), capsys)

    assert told == [
        "courses.csv:2: course: this was imported before, and is another now",
        "entries.csv:5: reason: this begins like a formula, or is what a broken one leaves",
    ]
