"""Each fault of a definition: one small change to a sound sample, and all that is then said."""

import pytest

from helhet.pathway.checking.names import name_faults
from helhet.pathway.checking.whole import (
    MOST_FAULTS,
    check_editions,
    check_map,
    check_pack,
    check_pathway,
    check_release,
    checked_pathways,
    measurable_pathways,
    problems_of,
)
from helhet.pathway.errors import DefinitionError
from helhet.pathway.reading.documents import SourceFile
from helhet.pathway.reading.faults import Fault, meant, quoted, thing
from helhet.pathway.reading.pathways import PathwayFiles
from tests.unit.sample import (
    AFTER,
    LAR,
    NAMES,
    Change,
    cases,
    changed,
    is_written,
    pathway,
    problems,
    read,
)


def test_sound_sample_has_no_fault() -> None:
    reads = [read(LAR), read(AFTER, "after.yaml")]

    assert problems_of(reads, NAMES) == []


@pytest.mark.parametrize(("changes", "expected"), cases("faults.txt"))
def test_fault_is_told_with_place_and_remedy(changes: list[Change], expected: list[str]) -> None:
    assert problems(*changes) == expected


WHILE = "while: in ready & inpatient & told & not can-receive,"
BY_SETTING = ("clocks", "evaluation", "within", 0, "when")  # nobody wrote the 'when'
IN_LIST = ("settings", "limit")  # the settings are no keys


@pytest.mark.parametrize(("changes", "_"), cases("faults.txt"))
def test_fault_stands_on_the_line_of_its_last_word(changes: list[Change], _: list[str]) -> None:
    found = read(changed(LAR, *changes))

    odd = [
        fault.path
        for fault in check_pathway(pathway(changed(LAR, *changes)))
        if not is_written(fault.path, found)
    ]

    assert odd in ([], [BY_SETTING], [IN_LIST])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("before: discharged", "before: place-chosen"), id="idle gate"),
        pytest.param(("inpatient & told & not can", "not can"), id="while not"),
        pytest.param(
            ("stop: evaluated, cancel", "stop: [evaluated, tally missed], cancel"), id="tally stops"
        ),
        pytest.param(("within: 24 hours", "within: 24 hours, warn: 1 hour"), id="warning in hours"),
        pytest.param(
            ("from: 2026-02-01, to: 2026-06-30", "from: 2026-02-01, to: 2026-02-01"),
            id="period of a day",
        ),
        pytest.param(
            ("from: 2026-02-01, to: 2026-06-30", "to: 2026-06-30"), id="period from the first day"
        ),
        pytest.param(
            ("valid: {from: 2026-01-01}", "valid: {from: 2026-01-01, to: 2026-01-01}"),
            id="edition of a day",
        ),
        *(
            pytest.param((WHILE, f"while: {guard},"), id=f"while {guard}")
            for guard in ("inpatient, outlives: yes", "told, outlives: yes", "can-receive")
        ),
        pytest.param(
            ("valid: {from: 2026-01-01}", "valid: {from: 1970-01-01}"), id="edition from 1970"
        ),
        pytest.param(
            ("valid: {from: 2026-01-01}", "valid: {from: 2100-12-31}"), id="edition of the last day"
        ),
        pytest.param(("payment: {while", "payment: {within: 0 days, while"), id="while of no days"),
        pytest.param(
            (
                "child-mapped: {form: children}",
                "child-mapped: {form: children, outcomes: [one, more]}",
            ),
            id="outcomes of an event without from",
        ),
        pytest.param(
            (
                "decision: {start: [referral-received, warn told-of-right], stop: right-decided,",
                "decision: {start: referral-received, stop: [right-decided, due told-of-right],"
                " before: right-decided,",
            ),
            id="gate that time opens",
        ),
        pytest.param(("minimum: 0, maximum: 20", "minimum: 20, maximum: 20"), id="one number"),
        pytest.param(("enters referred, due told-of-right", "due evaluation"), id="weeks between"),
        pytest.param(
            (
                "summary: {start: enters ended, stop: summary-sent, within: 7 days",
                "summary: {start: [enters ended, due summary], stop: summary-sent, within: 1 day",
            ),
            id="due a day on",
        ),
        pytest.param(
            (
                "summary: {start: enters ended, stop: summary-sent, within: 7 days",
                "summary: {start: [enters ended, warn summary], stop: summary-sent, within: 2 days, warn: 1 day",
            ),
            id="warning a day on",
        ),
        pytest.param(
            (
                "summary: {start: enters ended, stop: summary-sent, within: 7 days",
                "summary: {start: [enters ended, warn summary], stop: summary-sent, within: 49 hours, warn: 1 day",
            ),
            id="warning 24 hours on, for a day has 25 at the most",
        ),
    ],
)
def test_sound_change_has_no_fault(change: Change) -> None:
    assert problems(change) == []


@pytest.mark.parametrize(
    ("condition", "start"),
    [
        ("{on: attended, off: evaluated}", "on much-missed"),
        ("{on: evaluated, off: attended}", "off much-missed"),
    ],
)
def test_key_is_brought_by_what_turns_the_condition(condition: str, start: str) -> None:
    turned = ("much-missed: {on: tally missed}", f"much-missed: {condition}")
    started = ("child-mapped: {start: attended,", f"child-mapped: {{start: {start},")

    assert problems(turned, started) == []


def test_faults_among_editions_are_told_beside_those_of_the_pack() -> None:
    reads = [read(AFTER, "1.yaml"), read(changed(AFTER, ("label: health", "label: x")), "2.yaml")]
    again = [read(AFTER, "1.yaml"), read(AFTER, "2.yaml")]

    assert {problem.file for problem in problems_of(reads, NAMES)} == {"2.yaml"}
    assert [problem.fault for problem in problems_of(again, NAMES)] == [
        "there is another edition '2026-01' of 'after'",
        "edition '2026-01' of 'after' begins on the same day as '2026-01'",
    ]


def test_state_in_which_no_clock_can_run_is_owed_by_nobody() -> None:
    text = changed(
        AFTER,
        ("states: {open: {},", "states: {open: {}, pause: {},"),
        (
            "  closed: {from: open, to: closed}",
            "  paused: {from: open, to: pause}\n  closed: {from: [open, pause], to: closed}",
        ),
        ("stop: closed,", "stop: closed, cancel: leaves open,"),
    )

    faults = check_pathway(pathway(text))

    assert faults == [
        Fault(
            ("states", "pause"),
            "nobody owes anything in state 'pause'",
            "Let a clock with a limit or a 'while' run there, or make it final or resting.",
        )
    ]


STUCK = (
    ("states: {open: {},", "states: {open: {}, pause: {},"),
    ("clocks:", "  paused: {from: open, to: pause}\nclocks:"),
)


@pytest.mark.parametrize(
    ("event", "what"),
    [
        ("noted: {from: pause}", "nothing"),
        ("paused-again: {from: pause, to: pause}", "nothing"),
        (
            "died: {fact: true, person-wide: true, from: pause, to: closed}",
            "nothing but a person-wide event",
        ),
    ],
)
def test_state_that_only_a_person_wide_event_leaves_is_left_by_nothing_else(
    event: str, what: str
) -> None:
    text = changed(changed(AFTER, *STUCK), ("clocks:", f"  {event}\nclocks:"))

    assert Fault(
        ("states", "pause"),
        f"{what} leads out of state 'pause', which is neither final nor resting",
        "Give an event that leads on, or make the state final or resting.",
    ) in check_pathway(pathway(text))


def test_clock_that_is_shipped_off_owes_nothing() -> None:
    text = changed(AFTER, ("binding: law", "binding: law, shipped: off"))

    assert [fault.path for fault in check_pathway(pathway(text))] == [("states", "open")]


@pytest.mark.parametrize(
    ("plural", "written"),
    [
        ("states", "states: {open: {}, closed: {final: true}, %s}"),
        ("settings", "settings: {%s}\nstates: {open: {}, closed: {final: true}}"),
        ("conditions", "conditions: {%s}\nstates: {open: {}, closed: {final: true}}"),
    ],
)
def test_more_than_an_integer_has_bits_for_is_refused(plural: str, written: str) -> None:
    part = {"conditions": "{on: opened}"}.get(plural, "{}")
    many = ", ".join(f"x{number}: {part}" for number in range(63))
    text = changed(AFTER, ("states: {open: {}, closed: {final: true}}", written % many))

    faults = check_pathway(pathway(text))

    count = 65 if plural == "states" else 63
    assert faults == [
        Fault((plural,), f"there are {count} {plural}; 62 is the most", "Divide the pathway.")
    ]


@pytest.mark.parametrize(("events", "is_too_many"), [(495, False), (496, True)])
def test_more_events_and_outcomes_than_anybody_can_read_are_refused(
    events: int, is_too_many: bool
) -> None:
    many = "\n".join(f"  x{number}: {{from: open}}" for number in range(events))
    # With the two of the sample, an event more, and its two outcomes.
    turns = "  turned: {from: open, outcomes: [well, ill]}"
    text = changed(AFTER, ("clocks:", f"{many}\n{turns}\nclocks:"))

    fault = Fault(("events",), "there are more than 500 events and outcomes", "Divide the pathway.")
    assert list(name_faults(pathway(text))) == ([fault] if is_too_many else [])


def test_of_very_many_faults_the_first_hundred_are_told() -> None:
    many = ", ".join(f"x{number}" for number in range(1000))
    text = changed(AFTER, ("from: open", f"from: [{many}]"))

    assert len(check_pathway(pathway(text))) == MOST_FAULTS


def test_release_asks_for_a_title_on_all_that_users_see() -> None:
    faults = check_release(pathway(LAR))

    assert [thing(fault.path) for fault in faults][:3] == [
        "setting 'outpatient'",
        "setting 'inpatient'",
        "state 'referred'",
    ]
    assert {thing(fault.path) for fault in faults} >= {
        "condition 'told'",
        "tally 'missed'",
        "event 'attended'",
        "outcome 'granted' of event 'right-decided'",
        "clock 'decision'",
        "form 'right'",
        "field 'setting' of form 'attendance'",
        "choice 'inpatient' of field 'setting' of form 'attendance'",
    }
    assert str(faults[0].fault) == "setting 'outpatient' has no title"


TITLE = "title: {en: A, nb: B, nn: C}"
TITLED = f"""\
pathway: small
edition: 2026-01
valid: {{from: 2026-01-01}}
{TITLE}
subject: person
area: treatment
label: health
states: {{open: {{{TITLE}}}, closed: {{{TITLE}, final: true}}}}
events:
  opened: {{{TITLE}, opens: open, form: f}}
  closed: {{{TITLE}, from: open, to: closed, outcomes: {{well: {{{TITLE}}}}}}}
clocks: {{contact: {{{TITLE}, start: opened, stop: closed, within: 3 days, binding: law}}}}
forms: {{f: {{{TITLE}, fields: {{x: {{{TITLE}, type: choice, choices: {{a: {{{TITLE}}}}}}}}}}}}}
"""


def test_pathway_with_every_title_may_be_released() -> None:
    assert check_release(pathway(TITLED)) == []


def test_what_a_form_finds_has_a_title_too() -> None:
    scores = f"scores: {{use: {{of: [d], missing: 0, bands: {{low: {{at-least: 0}}}}}}, told: {{{TITLE}, of: [d], missing: 0}}}}"
    signals = "signals: {much: {when: {d: {at-least: 5}}}}"
    form = (
        f"forms: {{f: {{{TITLE}, fields: {{d: {{{TITLE}, type: number}}}}, {scores}, {signals}}}}}"
    )
    at = TITLED.index("forms: {f")

    faults = check_release(pathway(TITLED[:at] + form))

    assert [fault.path for fault in faults] == [
        ("forms", "f", "scores", "use"),
        ("forms", "f", "signals", "much"),
        ("forms", "f", "scores", "use", "bands", "low"),
    ]


def test_untitled_pathway_may_not_be_released() -> None:
    faults = check_release(pathway(AFTER))

    assert faults[0] == Fault(
        (), "the pathway has no title", "Write 'title: {en: …, nb: …, nn: …}'."
    )


def test_every_problem_of_every_file_is_raised_at_once() -> None:
    files = [
        PathwayFiles(SourceFile("b.yaml", LAR.replace("opens: referred", "opens: x").encode())),
        PathwayFiles(SourceFile("a.yaml", b"a: [")),
        PathwayFiles(SourceFile("c.yaml", b"")),
    ]

    with pytest.raises(DefinitionError) as raised:
        checked_pathways(files, NAMES)

    assert [(problem.file, problem.line) for problem in raised.value.problems] == [
        ("a.yaml", 1),
        ("b.yaml", 25),
        ("c.yaml", 1),
    ]
    assert str(raised.value).splitlines() == [str(problem) for problem in raised.value.problems]


def test_sound_files_give_their_pathways_in_order() -> None:
    files = [
        PathwayFiles(SourceFile("lar.yaml", LAR.encode())),
        PathwayFiles(SourceFile("after.yaml", AFTER.encode())),
    ]

    assert [each.pathway for each in checked_pathways(files, NAMES)] == ["lar", "after"]


def test_files_are_held_against_the_lists_of_the_pack() -> None:
    files = [PathwayFiles(SourceFile("lar.yaml", LAR.encode()))]

    with pytest.raises(DefinitionError, match="'after', which is no pathway of this pack"):
        checked_pathways(files, NAMES)

    assert [each.pathway for each in checked_pathways(files)] == ["lar"]


LOST = ("states: {open: {},", "states: {open: {}, lost: {},")


def test_log_can_be_read_by_a_pathway_with_nothing_wrong_but_its_map() -> None:
    files = [PathwayFiles(SourceFile("after.yaml", changed(AFTER, LOST).encode()))]

    pathways, problems = measurable_pathways(files)

    assert [each.pathway for each in pathways] == ["after"]
    assert [str(problem) for problem in problems] == [
        "after.yaml:7: a course can never come to state 'lost'. Let an event lead to it, or delete it."
    ]


def test_no_log_can_be_read_by_a_pathway_with_another_fault() -> None:
    text = changed(AFTER, LOST, ("stop: closed,", "stop: closd,"))
    files = [PathwayFiles(SourceFile("after.yaml", text.encode()))]

    with pytest.raises(DefinitionError) as raised:
        measurable_pathways(files)

    assert str(raised.value) == (
        "after.yaml:12: clock 'contact' stops on 'closd', which is no event here. Did you mean 'closed'?"
    )


def test_of_very_many_faults_of_a_map_the_first_hundred_are_told() -> None:
    many = "\n".join(f"  x{number}: {{from: lost}}" for number in range(200))
    text = changed(AFTER, LOST, ("clocks:", f"{many}\nclocks:"))

    assert len(check_map(pathway(text))) == MOST_FAULTS
    assert len(check_pathway(pathway(text))) == MOST_FAULTS
    assert check_map(pathway(changed(text, ("stop: closed,", "stop: closd,")))) == []


def test_checks_of_several_pathways_say_of_which() -> None:
    lone = pathway(LAR)

    assert check_editions([pathway(AFTER), lone]) == []
    assert [
        (fault.of, fault.path) for fault in check_pack([pathway(AFTER), lone, lone], NAMES)
    ] == []
    assert {fault.of for fault in check_pack([lone, lone], NAMES)} == {0, 1}


def test_long_and_unlike_words_are_cut_and_listed() -> None:
    assert quoted("x" * 64) == f"'{'x' * 64}'"
    assert quoted("x" * 100) == f"'{'x' * 64}…'"
    assert meant("zzz", [], "states") == "There are no states here."
    assert meant("zzz", ["b", "a"], "states") == "The states here are a, b."
    assert meant("zzz", [f"a{n:02}" for n in range(13)], "states").endswith("a10, a11, ….")
    assert meant("x" * 65, ["x" * 64], "states").startswith("The states here are")
    assert thing(()) == "the pathway"
    assert thing(("states",)) == "'states'"
