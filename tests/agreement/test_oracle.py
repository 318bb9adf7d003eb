"""The oracle itself, on histories worked out by hand: else two readings could agree on nonsense.

May 2026 has two holidays on weekdays: Friday the 1st and Thursday the 14th; the 25th is Whit Monday.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from helhet.pathway.calendar import parse_day
from helhet.pathway.courses.course import (
    Breach,
    Course,
    CourseReading,
    Deviation,
    Entry,
    Run,
    RunOutcome,
    Why,
)
from helhet.pathway.language.model import Pathway
from tests.agreement.histories import CALENDARS
from tests.agreement.oracle import read_naively

NORWAY = CALENDARS[0]
LATER = "2027-01-01"
EVENTS: dict[str, Any] = {
    "refer": {"opens": "asked", "form": ["plan"]},
    "assess": {"from": "asked", "to": "helped", "form": ["plan"]},
    "visit": {"form": ["plan"]},
    "fall-ill": {"fact": True},
    "move-in": {"setting": "inpatient"},
    "move-out": {"setting": "outpatient"},
    "end": {"to": "ended"},
}


def edition(clocks: dict[str, Any], *, since: str = "2026-01-01", **words: Any) -> Pathway:
    return Pathway.model_validate(
        {
            "pathway": "help",
            "edition": since,
            "valid": {"from": since},
            "subject": "person",
            "area": "treatment",
            "label": "health",
            "settings": ["outpatient", "inpatient"],
            "states": {"asked": {}, "helped": {}, "ended": {"final": True}},
            "events": EVENTS,
            "forms": {"plan": {"fields": {"by": {"type": "date"}, "child": {"type": "key"}}}},
            "clocks": clocks,
            **words,
        }
    )


def day(text: str) -> int:
    return parse_day(text)


def start(text: str) -> int:
    return NORWAY.day_start[day(text)]


def utc(text: str) -> int:
    return (
        datetime.fromisoformat(text).replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    ) // timedelta(microseconds=1)


def read(
    clocks: dict[str, Any],
    *told: tuple[str, str] | tuple[str, str, dict[str, Any]],
    until: str | int = LATER,
    born: str | None = None,
    editions: list[Pathway] | None = None,
    **words: Any,
) -> CourseReading:
    """Read entries told as (day, event) or (day, event, the rest)."""
    entries = [
        Entry(number, day(on), event, **(rest[0] if rest else {}))
        for number, (on, event, *rest) in enumerate(told, start=1)
    ]
    course = Course(tuple(entries), day(born) if born else None)
    as_of = start(until) if isinstance(until, str) else until
    return read_naively(editions or [edition(clocks, **words)], NORWAY, course, as_of)


def only(reading: CourseReading) -> Run:
    (run,) = reading.runs
    return run


ANSWER = {"start": "refer", "stop": "assess", "within": "10 working days"}


def test_ten_working_days_from_a_monday_in_may_pass_ascension_day() -> None:
    run = only(read({"answer": ANSWER}, ("2026-05-04", "refer"), ("2026-05-19", "assess")))

    assert run.due == start("2026-05-20")
    assert (run.outcome, run.breach, run.stop_day) == (
        RunOutcome.MET,
        Breach.NONE,
        day("2026-05-19"),
    )


def test_a_day_after_the_due_day_is_late() -> None:
    run = only(read({"answer": ANSWER}, ("2026-05-04", "refer"), ("2026-05-20", "assess")))

    assert (run.outcome, run.breach) == (RunOutcome.LATE, Breach.SERVICE)


def test_an_open_run_is_broken_from_the_very_instant_of_its_due() -> None:
    due = start("2026-05-20")

    breaches = [
        only(read({"answer": ANSWER}, ("2026-05-04", "refer"), until=until)).breach
        for until in (due - 1, due)
    ]

    assert breaches == [Breach.NONE, Breach.SERVICE]


def test_no_days_is_the_same_day_and_no_working_days_on_a_sunday_is_monday() -> None:
    clocks = {
        "same": {"start": "refer", "stop": "assess", "within": "0 days"},
        "working": {"start": "refer", "stop": "assess", "within": "0 working days"},
    }

    reading = read(clocks, ("2026-05-03", "refer"), ("2026-05-03", "assess"))

    assert [run.due for run in reading.runs] == [start("2026-05-04"), start("2026-05-05")]
    assert {run.outcome for run in reading.runs} == {RunOutcome.MET}


def test_a_month_from_the_31st_is_the_last_of_a_shorter_month() -> None:
    clock = {"start": "refer", "within": "1 month"}

    assert only(read({"clock": clock}, ("2026-01-31", "refer"))).due == start("2026-03-01")


def test_hours_pass_the_change_of_the_clock_and_exactly_24_are_within() -> None:
    clock = {"start": "refer", "stop": "assess", "within": "24 hours"}
    refer = ("2026-03-28", "refer", {"instant": utc("2026-03-28T11:00")})
    due = utc("2026-03-29T11:00") + 1

    outcomes = []
    for at in (due - 1, due):
        run = only(read({"c": clock}, refer, ("2026-03-29", "assess", {"instant": at})))
        assert run.due == due
        outcomes.append(run.outcome)

    assert outcomes == [RunOutcome.MET, RunOutcome.LATE]


def test_a_due_on_the_short_day_is_23_hours_after_its_midnight() -> None:
    clock = {"start": "refer", "within": "0 days"}

    run = only(read({"clock": clock}, ("2026-03-29", "refer")))

    assert (run.start_at, run.due) == (utc("2026-03-28T23:00"), utc("2026-03-29T22:00"))


def test_working_days_before_a_date_count_back_over_whitsun() -> None:
    limit = {"date-from": "plan.by", "less": "2 working days"}
    refer = ("2026-05-04", "refer", {"values": {"plan.by": day("2026-05-26")}})

    run = only(read({"clock": {"start": "refer", "within": limit}}, refer))

    assert run.due == start("2026-05-22")  # after Thursday the 21st come Friday and Tuesday


def test_a_recount_leaves_at_least_what_not_before_says() -> None:
    clock = {
        "start": "refer",
        "within": {"outpatient": "21 days", "inpatient": "7 days"},
        "on-change": {"setting": "recount", "not-before": "3 days"},
    }
    refer = ("2026-06-01", "refer", {"setting": "outpatient"})

    early = only(read({"clock": clock}, refer, ("2026-06-02", "move-in")))
    late = only(read({"clock": clock}, refer, ("2026-06-11", "move-in")))
    last = only(read({"clock": clock}, refer, ("2026-06-21", "move-in")))

    assert early.due == start("2026-06-09")  # 7 days from the start
    assert late.due == start("2026-06-15")  # 3 days from the change
    assert last.due == start("2026-06-23")  # no later than it was: 21 days from the start


def test_a_right_lapses_at_its_due_and_the_act_is_then_without_right() -> None:
    clock = {"start": "refer", "allows": "visit", "within": "7 days"}

    reading = read({"right": clock}, ("2026-06-01", "refer"), ("2026-06-09", "visit"))

    run = only(reading)
    assert (run.outcome, run.breach, run.stopped_by) == (RunOutcome.LAPSED, Breach.NONE, 0)
    assert (run.stop_day, run.stop_at) == (day("2026-06-08"), start("2026-06-09") - 1)
    assert reading.deviations == (
        Deviation(2, Why.NO_RIGHT, None, "asked", day("2026-06-09"), start("2026-06-09")),
    )


def test_a_tally_speaks_when_its_window_fills_and_again_only_after_it_has_emptied() -> None:
    tallies = {"often": {"of": "visit", "reaches": 2, "within": "3 days"}}
    days = ("2026-06-01", "2026-06-03", "2026-06-04", "2026-06-10", "2026-06-13")
    clock = {"start": "tally often", "on-restart": "supersede"}

    reading = read({"review": clock}, *((on, "visit") for on in days), tallies=tallies)

    assert [run.start_day for run in reading.runs] == [day("2026-06-03"), day("2026-06-13")]


def test_while_runs_as_long_as_its_guard_holds_and_never_before_the_course_is_open() -> None:
    clock = {"while": "not in helped & inpatient", "within": "30 days"}

    reading = read(
        {"stay": clock},
        ("2026-06-01", "move-in"),
        ("2026-06-02", "refer"),
        ("2026-06-05", "move-out"),
        ("2026-06-06", "move-in"),
        ("2026-06-09", "assess"),
    )

    assert [(run.start_day, run.stop_day, run.outcome) for run in reading.runs] == [
        (day("2026-06-02"), day("2026-06-05"), RunOutcome.MET),
        (day("2026-06-06"), day("2026-06-09"), RunOutcome.MET),
    ]


def test_a_gate_is_passed_by_act_and_fact_and_only_the_act_deviates() -> None:
    clock = {"start": "refer", "stop": "end", "before": ["visit", "fall-ill"]}
    refer, end = ("2026-06-01", "refer"), ("2026-06-09", "end")

    acted = read({"gate": clock}, refer, ("2026-06-02", "visit"), end)
    befell = read({"gate": clock}, refer, ("2026-06-02", "fall-ill"), end)

    assert [only(reading).breach for reading in (acted, befell)] == [Breach.UNMET_GATE] * 2
    assert [(d.number, d.why, d.clock) for d in acted.deviations] == [(2, Why.GATE_OPEN, "gate")]
    assert befell.deviations == ()


def test_a_run_keeps_its_edition_and_the_new_edition_moves_the_course() -> None:
    states = {"asked": {}, "in-care": {}, "ended": {"final": True}}
    events = {**EVENTS, "assess": {"from": "asked", "to": "in-care"}}
    new = edition(
        {"answer": {**ANSWER, "within": "5 days"}, "stay": {"while": "in in-care"}},
        since="2026-06-03",
        states=states,
        events=events,
        migrates={"helped": "in-care"},
    )
    old = edition({"answer": ANSWER | {"stop": "end"}})

    reading = read(
        {}, ("2026-06-01", "refer"), ("2026-06-02", "assess"), editions=[new, old], until=LATER
    )

    answer, stay = reading.runs
    assert (answer.edition, answer.due) == ("2026-01-01", start("2026-06-16"))
    assert (stay.edition, stay.start_at, stay.started_by) == (
        "2026-06-03",
        start("2026-06-03"),
        0,
    )
    assert [spell.state for spell in reading.spells] == ["asked", "helped", "in-care"]


def test_each_child_has_a_run_and_what_names_no_child_concerns_all() -> None:
    clock = {"start": "visit", "stop": ["assess"], "cancel": "end", "each": "plan.child"}

    def child(*names: str) -> dict[str, Any]:
        return {"values": {"plan.child": names}}

    reading = read(
        {"check": clock},
        ("2026-06-01", "refer"),
        ("2026-06-02", "visit", child("anna", "bo")),
        ("2026-06-03", "assess", child("bo")),
        ("2026-06-04", "visit"),
        ("2026-06-05", "end"),
    )

    assert [(run.key, run.outcome, run.stopped_by) for run in reading.runs] == [
        ("anna", RunOutcome.CANCELLED, 5),
        ("bo", RunOutcome.DONE, 3),
    ]


def test_what_fulfils_an_appointment_stops_that_appointment() -> None:
    clock = {"start": "visit", "stop": "assess", "each": "visit"}

    reading = read(
        {"kept": clock},
        ("2026-06-01", "refer"),
        ("2026-06-02", "visit"),
        ("2026-06-03", "visit"),
        ("2026-06-04", "assess", {"fulfils": 2}),
    )

    assert [(run.key, run.outcome) for run in reading.runs] == [
        ("2", RunOutcome.DONE),
        ("3", RunOutcome.OPEN),
    ]


def test_the_latest_correction_holds_and_what_was_known_before_can_be_read_again() -> None:
    entries = (
        Entry(1, day("2026-06-01"), "refer"),
        Entry(2, day("2026-06-02"), "assess"),
        Entry(3, day("2026-06-05"), "assess", replaces=2),
        Entry(4, day("2026-06-06"), voids=2),
    )
    one = edition({"answer": ANSWER})

    stops = [
        only(read_naively([one], NORWAY, Course(entries), start(LATER), known_after=known)).stop_day
        for known in (1, 2, 3, 4)
    ]

    assert stops == [None, day("2026-06-02"), day("2026-06-05"), None]


def test_a_birthday_speaks_by_itself_and_is_foretold() -> None:
    conditions = {"minor": {"age-under": 18}}
    clock = {"start": "off minor"}
    refer = ("2026-06-01", "refer")

    before = read(
        {"adult": clock}, refer, until="2026-06-04", born="2008-06-05", conditions=conditions
    )
    after = read(
        {"adult": clock}, refer, until="2026-06-05", born="2008-06-05", conditions=conditions
    )

    assert (before.conditions, before.next_change_at) == (
        frozenset({"minor"}),
        start("2026-06-05"),
    )
    assert (after.conditions, only(after).start_at) == (frozenset(), start("2026-06-05"))


def test_a_due_belongs_to_its_day_and_what_it_starts_is_counted_from_there() -> None:
    clocks = {
        "first": {"start": "refer", "within": "3 days"},
        "second": {"start": "due first", "within": "1 day"},
    }

    _, second = read(clocks, ("2026-06-01", "refer")).runs

    assert (second.start_day, second.start_at) == (day("2026-06-04"), start("2026-06-05") - 1)
    assert second.due == start("2026-06-06")


def test_a_due_that_is_past_when_it_is_given_is_said_at_once() -> None:
    clocks = {
        "first": {"start": "visit", "start-at": "plan.by", "within": "3 days"},
        "second": {"start": "due first"},
    }
    visit = ("2026-06-20", "visit", {"values": {"plan.by": day("2026-06-01")}})

    first, second = read(clocks, ("2026-06-01", "refer"), visit).runs

    assert (first.start_day, first.due) == (day("2026-06-01"), start("2026-06-05"))
    assert (second.start_day, second.start_at) == (day("2026-06-20"), start("2026-06-21") - 1)


def test_marks_before_the_due_say_whose_the_breach_is() -> None:
    clock = {**ANSWER, "marks": {"patient": "visit"}}
    refer, assess = ("2026-05-04", "refer"), ("2026-06-30", "assess")

    in_time = only(read({"answer": clock}, refer, ("2026-05-19", "visit"), assess))
    too_late = only(read({"answer": clock}, refer, ("2026-05-20", "visit"), assess))

    assert [in_time.breach, too_late.breach] == [Breach.PATIENT, Breach.SERVICE]


def test_ends_close_what_does_not_outlive_them_and_later_entries_deviate() -> None:
    clocks = {"answer": ANSWER, "file": {"start": "refer", "outlives": True}}

    reading = read(
        clocks,
        ("2026-06-01", "refer"),
        ("2026-06-02", "end"),
        ("2026-06-03", "assess"),
        ("2026-06-04", "refer"),
    )

    assert [run.outcome for run in reading.runs] == [RunOutcome.CLOSED, RunOutcome.OPEN]
    assert [(d.number, d.why) for d in reading.deviations] == [
        (3, Why.AFTER_END),
        (4, Why.ALREADY_OPEN),
    ]
