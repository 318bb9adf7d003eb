"""What is said where a reading differs from what its drawn history expects."""

import pytest

from helhet.pathway.courses.charging import ChargeLine, Rate
from helhet.pathway.courses.course import Breach, Deviation, Run, RunOutcome, Why
from helhet.pathway.courses.effects import Effect
from helhet.pathway.courses.folding import read_course
from helhet.pathway.errors import Problem
from helhet.pathway.histories.history import History, read_histories
from helhet.pathway.histories.judging import judge, judge_charges, judge_effects
from helhet.pathway.histories.telling import told_deviation, told_run
from helhet.pathway.reading.documents import SourceFile
from helhet.pathway.tables.table import compile_pathway
from tests.unit.explained import NORWAY, at, day, pathway

EDITION = pathway("within: 7 days, before: plan-anew", "rest: {start: close}")
DRAWN = """\
history: helped late
until: 2026-05-20
entries:
  - 2026-05-04 ask
  - 2026-05-05 tell.twice
  - 2026-05-06 plan-anew
  - 2026-05-12 09:30 begin.here: {setting: outpatient, unit: north}
expect:
"""
# What the reading says is on line 1 of the history, or on the line that expects something.
TRUE = """\
  state: helped
  setting: outpatient
  unit: north
  conditions: [seen, told]
  next-change: never
  spells:
    - asked 2026-05-04..2026-05-12
    - helped outpatient 2026-05-12 09:30..
  runs:
    answer: late 2026-05-04..2026-05-12 due 2026-05-11 service
    rest: none
  deviations: [3 gate-open answer]
  effects: []
  charges: []
"""
RUN = "answer: late 2026-05-04..2026-05-12 due 2026-05-11 service"
READS = "the reading says"
ANSWER = "the runs of 'answer' are not as expected: the reading says"
READ_RUN = "late 2026-05-04 00:00..2026-05-12 09:30 due 2026-05-11 23:59 service"
SPELLS = "the spells are not as expected: the reading says"


def drawn(expect: str) -> History:
    [history] = read_histories(
        SourceFile("h.yaml", (DRAWN + expect).encode()), [EDITION], NORWAY, folder="help"
    )
    return history


def told(history: History) -> list[tuple[int, str]]:
    reading = read_course(compile_pathway([EDITION], NORWAY), history.course, history.until)
    return said(judge(history, reading, NORWAY))


def said(problems: list[Problem]) -> list[tuple[int, str]]:
    """Return line and fault of each; file and remedy are the same for all."""
    for problem in problems:
        assert problem.file == "h.yaml"
        assert problem.remedy == "Count again, or mend the history or the pathway."
    return [(problem.line, problem.fault) for problem in problems]


def test_nothing_is_said_of_a_reading_as_expected() -> None:
    assert told(drawn(TRUE)) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "state: helped",
            "state: asked",
            (1, "'state' is not as expected: the reading says helped"),
        ),
        (
            "setting: outpatient\n",
            "setting: inpatient\n",
            (1, "'setting' is not as expected: the reading says outpatient"),
        ),
        (
            "unit: north\n",
            "unit: south\n",
            (1, "'unit' is not as expected: the reading says north"),
        ),
        (
            "conditions: [seen, told]",
            "conditions: []",
            (1, "'conditions' are not as expected: those that hold are seen, told"),
        ),
        (
            "next-change: never",
            "next-change: 2026-05-21",
            (1, "'next-change' is not as expected: the reading says never"),
        ),
        (RUN, RUN.replace("late", "met"), (18, f"{ANSWER} {READ_RUN}")),
        (RUN, RUN.replace(" service", " patient"), (18, f"{ANSWER} {READ_RUN}")),
        (RUN, RUN.replace("05-04", "05-03"), (18, f"{ANSWER} {READ_RUN}")),
        (RUN, RUN.replace("..2026-05-12", ".."), (18, f"{ANSWER} {READ_RUN}")),
        (RUN, RUN.replace("05-12", "05-12 09:31"), (18, f"{ANSWER} {READ_RUN}")),
        (RUN, RUN.replace(" due 2026-05-11", ""), (18, f"{ANSWER} {READ_RUN}")),
        (RUN, RUN.replace("due 2026-05-11", "due 2026-05-12"), (18, f"{ANSWER} {READ_RUN}")),
        (RUN, "answer: none", (1, f"{ANSWER} {READ_RUN}")),
        (
            "rest: none",
            "rest: open 2026-05-06..",
            (19, "the runs of 'rest' are not as expected: the reading says no such run"),
        ),
        (
            "asked 2026",
            "helped 2026",
            (15, f"{SPELLS} asked 2026-05-04 00:00..2026-05-12 09:30"),
        ),
        (
            "helped outpatient 2026-05-12 09:30..",
            "helped inpatient 2026-05-12 09:30..",
            (16, f"{SPELLS} helped outpatient 2026-05-12 09:30.."),
        ),
        (
            "    - helped outpatient 2026-05-12 09:30..\n",
            "",
            (1, f"{SPELLS} helped outpatient 2026-05-12 09:30.."),
        ),
        (
            "    - helped outpatient 2026-05-12 09:30..\n",
            "    - helped outpatient 2026-05-12 09:30..\n    - asked 2026-05-13..\n",
            (17, f"{SPELLS} no such spell"),
        ),
        (
            "[3 gate-open answer]",
            "[3 not-from-here]",
            (20, "the deviations are not as expected: the reading says 3 gate-open answer"),
        ),
        (
            "[3 gate-open answer]",
            "[]",
            (1, "the deviations are not as expected: the reading says 3 gate-open answer"),
        ),
    ],
)
def test_each_difference_is_told_where_it_was_expected(
    old: str, new: str, expected: tuple[int, str]
) -> None:
    assert TRUE.count(old) == 1

    assert told(drawn(TRUE.replace(old, new))) == [expected]


def test_deviations_that_may_explain_a_difference_are_told_with_it() -> None:
    assert told(drawn("  state: asked\n")) == [
        (1, "'state' is not as expected: the reading says helped"),
        (1, "there are deviations, which may be why: 3 gate-open answer"),
    ]


def test_what_nobody_expects_is_not_judged() -> None:
    assert told(drawn("  state: helped\n")) == []
    assert judge_effects(drawn("  state: helped\n"), [EFFECT]) == []
    assert judge_charges(drawn("  state: helped\n"), [COST]) == []


QUIET = """\
history: waits
until: 2026-05-06
entries:
  - 2026-05-04 ask
expect:
"""


@pytest.mark.parametrize(
    ("expect", "fault"),
    [
        ("setting: outpatient", "'setting' is not as expected: the reading says none"),
        ("conditions: [told]", "'conditions' are not as expected: those that hold are none"),
        (
            "deviations: [1 not-from-here]",
            "the deviations are not as expected: the reading says none",
        ),
        (
            "runs: {answer: met 2026-05-04..2026-05-04}",
            f"{ANSWER} open 2026-05-04 00:00.. due 2026-05-11 23:59",
        ),
        (
            "runs: {answer x: open 2026-05-04..}",
            "the runs of 'answer x' are not as expected: the reading says no such run",
        ),
    ],
)
def test_what_a_reading_has_none_of_is_told(expect: str, fault: str) -> None:
    text = f"{QUIET}  {expect}\n"
    [history] = read_histories(
        SourceFile("h.yaml", text.encode()), [EDITION], NORWAY, folder="help"
    )

    assert [said_of for _, said_of in told(history)] == [fault]


def test_times_are_compared_to_the_minute() -> None:
    text = (DRAWN + TRUE).replace("2026-05-12 09:30 begin", "2026-05-12 09:30:30 begin")
    [history] = read_histories(
        SourceFile("h.yaml", text.encode()), [EDITION], NORWAY, folder="help"
    )

    assert told(history) == []
    assert told(drawn(TRUE.replace("2026-05-12 09:30..", "2026-05-12 09:30:15.."))) == []


def test_deviations_are_told_one_after_the_other() -> None:
    text = f"{DRAWN}  state: asked\n  deviations: []\n".replace(
        "  - 2026-05-12", "  - 2026-05-07 plan-anew\n  - 2026-05-12"
    )
    [history] = read_histories(
        SourceFile("h.yaml", text.encode()), [EDITION], NORWAY, folder="help"
    )

    assert told(history)[1:] == [
        (
            1,
            "the deviations are not as expected:"
            " the reading says 3 gate-open answer; 4 gate-open answer",
        )
    ]

    [history] = read_histories(
        SourceFile("h.yaml", text.replace("  deviations: []\n", "").encode()),
        [EDITION],
        NORWAY,
        folder="help",
    )
    assert told(history)[1:] == [
        (
            1,
            "there are deviations, which may be why: 3 gate-open answer; 4 gate-open answer",
        )
    ]


# --- effects and charges ------------------------------------------------------------------------------

EFFECT = Effect(number=3, name="after", pathway="after")
RUN_IN_MAY = Run(
    clock="rest",
    key=None,
    number=1,
    edition="1",
    unit=None,
    setting=None,
    start_day=day("2026-05-04"),
    start_at=NORWAY.day_start[day("2026-05-04")],
    due=None,
    earliest=None,
    stop_day=None,
    stop_at=None,
    outcome=RunOutcome.OPEN,
    breach=Breach.NONE,
    started_by=1,
    stopped_by=None,
)


def test_run_is_told_to_the_minute_and_due_on_its_last() -> None:
    due = at("2026-05-05 14:00") + 1
    dues = (None, due, NORWAY.day_start[day("2026-05-06")])

    assert [told_run(RUN_IN_MAY._replace(due=due), NORWAY) for due in dues] == [
        "open 2026-05-04 00:00..",
        "open 2026-05-04 00:00.. due 2026-05-05 14:00",
        "open 2026-05-04 00:00.. due 2026-05-05 23:59",
    ]


def test_deviation_of_no_clock_is_told_without_one() -> None:
    assert told_deviation(Deviation(4, Why.NOT_FROM_HERE, None, None, 0, 0)) == "4 not-from-here"


def line(payer: str | None, day_ore: int | None) -> ChargeLine:
    """Return three days in May at a rate."""
    rate = None if day_ore is None else Rate(day_ore)
    return ChargeLine(RUN_IN_MAY, day("2026-05-04"), day("2026-05-07"), payer, rate)


COST = line("0301", 574500)


@pytest.mark.parametrize(
    ("expect", "found", "expected"),
    [
        ("effects: [3 after]", [EFFECT], []),
        ("effects: []", [], []),
        (
            "effects: []",
            [EFFECT],
            [(1, "the effects are not as expected: the reading says 3 after")],
        ),
        ("effects: [3 after]", [], [(9, "the effects are not as expected: the reading says none")]),
        (
            "effects: [3 after]",
            [EFFECT, EFFECT],
            [(9, "the effects are not as expected: the reading says 3 after; 3 after")],
        ),
    ],
)
def test_effects_are_compared_by_entry_and_pathway(
    expect: str, found: list[Effect], expected: list[tuple[int, str]]
) -> None:
    assert said(judge_effects(drawn(f"  {expect}\n"), found)) == expected


@pytest.mark.parametrize(
    ("expect", "found", "reads"),
    [
        ("charges: []", [], None),
        ("charges: [rest 0301 3 × 5745 = 17235]", [COST], None),
        ("charges: [rest 0301 3 unknown]", [line("0301", None)], None),
        ("charges: [rest unknown 3 × 5745 = 17235]", [line(None, 574500)], None),
        ("charges: []", [COST], "rest 0301 3 × 5745 = 17235"),
        ("charges: [rest 0301 3 × 5745 = 17235]", [], "none"),
        ("charges: [rest 0301 4 × 5745 = 22980]", [COST], "rest 0301 3 × 5745 = 17235"),
        ("charges: [rest 1103 3 × 5745 = 17235]", [COST], "rest 0301 3 × 5745 = 17235"),
        ("charges: [rest 0301 3 unknown]", [COST], "rest 0301 3 × 5745 = 17235"),
        (
            "charges: []",
            [COST, line("1103", None)],
            "rest 0301 3 × 5745 = 17235; rest 1103 3 unknown",
        ),
        # Øre are not dropped when kroner are compared.
        (
            "charges: [rest 0301 3 × 5745 = 17235]",
            [line("0301", 574510)],
            "rest 0301 3 × 5745.10 = 17235.30",
        ),
    ],
)
def test_charges_are_compared_line_by_line(
    expect: str, found: list[ChargeLine], reads: str | None
) -> None:
    line_of_it = 1 if expect == "charges: []" else 9

    assert said(judge_charges(drawn(f"  {expect}\n"), found)) == (
        [(line_of_it, f"the charges are not as expected: the reading says {reads}")]
        if reads
        else []
    )
