"""Editions of one pathway side by side: what each change of a later one makes wrong."""

import pytest

from helhet.pathway.checking.whole import MOST_FAULTS, check_editions, problems_of
from tests.unit.sample import AFTER, LAR, Change, changed, is_written, pathway, read

FIRST = changed(
    AFTER,
    (
        "events:",
        "conditions: {met: {on: opened}}\ntallies: {often: {of: opened, reaches: 2}}\nevents:",
    ),
)
SECOND = FIRST.replace("2026-01", "2027-01")


def told(first: str, second: str) -> list[str]:
    """Return what is wrong with two editions together, each in its own file."""
    return [
        str(problem) for problem in problems_of([read(first, "1.yaml"), read(second, "2.yaml")])
    ]


def test_edition_that_follows_another_is_sound() -> None:
    assert told(FIRST, SECOND) == []
    assert told(SECOND, FIRST) == []


def test_last_edition_may_have_a_last_day() -> None:
    assert (
        told(FIRST, changed(SECOND, ("{from: 2027-01-01}", "{from: 2027-01-01, to: 2027-12-31}")))
        == []
    )


def test_state_that_is_gone_may_be_moved() -> None:
    second = changed(
        SECOND,
        ("states: {open: {}", "migrates: {open: begun}\nstates: {begun: {}"),
        ("{opens: open}", "{opens: begun}"),
        ("from: open", "from: begun"),
    )

    assert told(FIRST, second) == []


def test_end_may_be_moved_to_another_end() -> None:
    second = changed(
        SECOND,
        ("closed: {final: true}}", "done: {final: true}}\nmigrates: {closed: done}"),
        ("to: closed", "to: done"),
    )

    assert told(FIRST, second) == []


def test_outcome_keeps_its_setting() -> None:
    settings = ("states: {open", "settings: [ward, clinic]\nstates: {open")
    closed = ("closed: {from: open", "closed: {outcomes: {well: {setting: ward}}, from: open")
    first, second = changed(FIRST, settings, closed), changed(SECOND, settings, closed)

    assert told(first, second) == []
    assert told(first, second.replace("setting: ward", "setting: clinic")) == [
        "2.yaml:13: outcome 'well' of event 'closed' brings another setting than in edition '2026-01'."
        " Give it a new name: a course may span both editions."
    ]
    assert told(first, second.replace("well: {setting: ward}", "ill: {setting: clinic}")) == []


GONE = ("states: {open: {}", "states: {begun: {}")
MOVED = (("{opens: open}", "{opens: begun}"), ("from: open", "from: begun"))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(
            [],
            [("from: 2027-01-01", "from: 2026-01-01")],
            "2.yaml:3: edition '2027-01' of 'after' begins on the same day as '2026-01'."
            " Give each edition a first day of its own.",
            id="same first day",
        ),
        pytest.param(
            [("from: 2026-01-01", "from: 2026-01-01, to: 2027-01-01")],
            [],
            "1.yaml:3: editions '2026-01' and '2027-01' overlap."
            " Delete its 'to': an edition holds until the next begins.",
            id="overlap",
        ),
        pytest.param(
            [("from: 2026-01-01", "from: 2026-01-01, to: 2026-12-31")],
            [],
            "1.yaml:3: edition '2026-01' has a last day, and '2027-01' follows."
            " Delete its 'to': an edition holds until the next begins.",
            id="last day of an earlier edition",
        ),
        pytest.param(
            [],
            [("edition: 2027-01", "edition: 2026-01")],
            "2.yaml:2: there is another edition '2026-01' of 'after'. Give it a name of its own.",
            id="same name",
        ),
        pytest.param(
            [],
            [("subject: activity", "subject: grant")],
            "2.yaml:4: the subject was 'activity' in edition '2026-01' and becomes 'grant'."
            " Keep it, or make this a pathway of its own.",
            id="another subject",
        ),
        pytest.param(
            [],
            [("label: health", "label: welfare")],
            "2.yaml:6: the label was 'health' in edition '2026-01' and becomes 'welfare'."
            " Keep it, or make this a pathway of its own.",
            id="another label",
        ),
        pytest.param(
            [],
            [GONE, *MOVED],
            "2.yaml:7: state 'open' of edition '2026-01' is gone."
            " Say under 'migrates' where open goes.",
            id="state gone",
        ),
        pytest.param(
            [],
            [("states: {open: {}", "migrates: {opn: open}\nstates: {open: {}")],
            "2.yaml:7: 'migrates' moves 'opn', which is no state of the edition before."
            " Did you mean 'open'?",
            id="moved from an unknown state",
        ),
        pytest.param(
            [],
            [("states: {open: {}", "migrates: {open: begn}\nstates: {begun: {}"), *MOVED],
            "2.yaml:7: 'migrates' moves to 'begn', which is no state here. Did you mean 'begun'?",
            id="moved to an unknown state",
        ),
        pytest.param(
            [],
            [("states: {open: {}", "migrates: {open: xyz}\nstates: {begun: {}"), *MOVED],
            "2.yaml:7: 'migrates' moves to 'xyz', which is no state here."
            " The states here are begun, closed.",
            id="moved to a state unlike any",
        ),
        pytest.param(
            [],
            [("states: {open: {}", "migrates: {open: closed}\nstates: {begun: {}"), *MOVED],
            "2.yaml:7: 'migrates' moves 'open' to 'closed', which is ended."
            " A new edition ends no course and opens none again: name another state.",
            id="moved to an end",
        ),
        pytest.param(
            [],
            [("states: {open: {}", "migrates: {closed: open}\nstates: {open: {}")],
            "2.yaml:7: 'migrates' moves 'closed' to 'open', which is not ended."
            " A new edition ends no course and opens none again: name another state.",
            id="moved out of an end",
        ),
        pytest.param(
            [],
            [("closed: {final: true}", "closed: {resting: true}")],
            "2.yaml:7: state 'closed' is another than in edition '2026-01'."
            " Give it a new name: a course may span both editions.",
            id="another end",
        ),
        pytest.param(
            [],
            [("met: {on: opened}", "met: {on: closed}")],
            "2.yaml:8: condition 'met' is another than in edition '2026-01'."
            " Give it a new name: a course may span both editions.",
            id="another condition",
        ),
        pytest.param(
            [],
            [("reaches: 2", "reaches: 3")],
            "2.yaml:9: tally 'often' is another than in edition '2026-01'."
            " Give it a new name: a course may span both editions.",
            id="another tally",
        ),
    ],
)
def test_fault_of_a_later_edition_is_told(
    first: list[Change], second: list[Change], expected: str
) -> None:
    assert told(changed(FIRST, *first), changed(SECOND, *second)) == [expected]

    reads = [read(changed(FIRST, *first)), read(changed(SECOND, *second))]
    faults = check_editions([found.pathway for found in reads if found.pathway])
    assert all(is_written(fault.path, reads[fault.of]) for fault in faults)


def test_first_edition_has_nothing_to_move_from() -> None:
    text = changed(FIRST, ("states:", "migrates: {open: open}\nstates:"))

    faults = check_editions([pathway(LAR), pathway(text)])

    assert [(fault.of, fault.fault, fault.remedy) for fault in faults] == [
        (
            1,
            "'migrates' moves 'open', which is no state of the edition before",
            "There are no earlier states here.",
        )
    ]


def test_names_of_all_editions_together_fit_one_table() -> None:
    first, second = (
        changed(text, ("conditions: {", f"conditions: {{{many}, "))
        for text, many in (
            (FIRST, ", ".join(f"a{number}: {{on: opened}}" for number in range(40))),
            (SECOND, ", ".join(f"b{number}: {{on: opened}}" for number in range(40))),
        )
    )

    assert told(first, second) == [
        "2.yaml:8: all editions together have 81 conditions; 62 is the most."
        " Keep names from edition to edition."
    ]


def with_conditions(text: str, letter: str, count: int) -> str:
    """Return the edition with that many conditions of its own beside the one it has."""
    many = ", ".join(f"{letter}{number}: {{on: opened}}" for number in range(count))
    return changed(text, ("conditions: {", f"conditions: {{{many}, "))


def test_editions_may_have_as_many_names_together_as_one_may() -> None:
    assert told(with_conditions(FIRST, "a", 30), with_conditions(SECOND, "b", 31)) == []


def test_edition_that_is_full_leaves_no_room_for_names_of_another() -> None:
    assert told(with_conditions(FIRST, "a", 1), with_conditions(SECOND, "b", 61)) == [
        "2.yaml:8: all editions together have 63 conditions; 62 is the most."
        " Keep names from edition to edition."
    ]


def test_editions_follow_each_other_by_their_first_days_not_by_their_files() -> None:
    first = changed(FIRST, ("from: 2026-01-01", "from: 2026-01-01, to: 2026-12-31"))

    assert told(SECOND, first) == [
        "2.yaml:3: edition '2026-01' has a last day, and '2027-01' follows."
        " Delete its 'to': an edition holds until the next begins."
    ]


def test_of_very_many_faults_of_editions_the_first_hundred_are_told() -> None:
    moved = ", ".join(f"x{number}: open" for number in range(200))
    text = changed(FIRST, ("states:", f"migrates: {{{moved}}}\nstates:"))

    assert len(check_editions([pathway(text)])) == MOST_FAULTS
