"""Each fault of a definition: one small change to a sound sample, and all that is then said."""

import pytest

from helhet.pathway.checking.whole import (
    MOST_FAULTS,
    check_editions,
    check_pack,
    check_pathway,
    check_release,
    checked_pathways,
    problems_of,
)
from helhet.pathway.errors import DefinitionError
from helhet.pathway.reading.documents import SourceFile
from helhet.pathway.reading.faults import Fault, meant, quoted, thing
from helhet.pathway.reading.pathways import PathwayFiles
from tests.unit.sample import AFTER, LAR, NAMES, Change, cases, changed, pathway, problems, read


def test_sound_sample_has_no_fault() -> None:
    reads = [read(LAR), read(AFTER, "after.yaml")]

    assert problems_of(reads, NAMES) == []


@pytest.mark.parametrize(("changes", "expected"), cases("faults.txt"))
def test_fault_is_told_with_place_and_remedy(changes: list[Change], expected: list[str]) -> None:
    assert problems(*changes) == expected


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("before: discharged", "before: place-chosen"), id="idle gate"),
        pytest.param(("inpatient & told & not can", "not can"), id="while not"),
        pytest.param(
            ("stop: evaluated, cancel", "stop: [evaluated, tally missed], cancel"), id="tally stops"
        ),
        pytest.param(("within: 24 hours", "within: 24 hours, warn: 1 hour"), id="warning in hours"),
    ],
)
def test_sound_change_has_no_fault(change: Change) -> None:
    assert problems(change) == []


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
    assert [fault.fault for fault in faults] == [f"there are {count} {plural}; 62 is the most"]


def test_more_events_than_anybody_can_read_are_refused() -> None:
    many = "\n".join(f"  x{number}: {{from: open}}" for number in range(500))
    text = changed(AFTER, ("clocks:", f"{many}\nclocks:"))

    faults = check_pathway(pathway(text))

    assert [fault.fault for fault in faults] == ["there are more than 500 events and outcomes"]


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
    assert str(raised.value).count("\n") == 2


def test_sound_files_give_their_pathways_in_order() -> None:
    files = [
        PathwayFiles(SourceFile("lar.yaml", LAR.encode())),
        PathwayFiles(SourceFile("after.yaml", AFTER.encode())),
    ]

    assert [each.pathway for each in checked_pathways(files, NAMES)] == ["lar", "after"]


def test_checks_of_several_pathways_say_of_which() -> None:
    lone = pathway(LAR)

    assert check_editions([pathway(AFTER), lone]) == []
    assert [
        (fault.of, fault.path) for fault in check_pack([pathway(AFTER), lone, lone], NAMES)
    ] == []
    assert {fault.of for fault in check_pack([lone, lone], NAMES)} == {0, 1}


def test_long_and_unlike_words_are_cut_and_listed() -> None:
    assert quoted("x" * 100) == f"'{'x' * 64}…'"
    assert meant("zzz", [], "states") == "There are no states here."
    assert meant("zzz", ["b", "a"], "states") == "The states here are a, b."
    assert meant("zzz", [f"a{n:02}" for n in range(13)], "states").endswith("a10, a11, ….")
    assert meant("x" * 65, ["x" * 64], "states").startswith("The states here are")
    assert thing(()) == "the pathway"
    assert thing(("states",)) == "'states'"
