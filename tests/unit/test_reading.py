"""A pathway file and its forms → a pathway, or every problem with its line, in plain words."""

import pytest
from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from helhet.pathway.errors import Problem
from helhet.pathway.language.model import Binding, Change, Pathway
from helhet.pathway.language.phrases import (
    Duration,
    FieldRef,
    Signal,
    SignalKind,
    TimeUnit,
    read_guard,
)
from helhet.pathway.reading.documents import SourceFile
from helhet.pathway.reading.faults import LONGEST_QUOTE, MOST_COMPARED, Fault, meant
from helhet.pathway.reading.pathways import PathwayFiles, read_pathways
from helhet.pathway.reading.wording import MOST_FAULTS, faults_of
from tests.unit.sample import AFTER, LAR, cases, changed, pathway, problems, read
from tests.unit.sample import Change as TextChange


def test_sample_reads_as_it_is_written() -> None:
    lar = pathway(LAR)

    decision = lar.clocks["decision"]
    assert decision.start == (
        Signal(SignalKind.EVENT, "referral-received"),
        Signal(SignalKind.WARN, "told-of-right"),
    )
    assert decision.within[0].limit == Duration(5, TimeUnit.DAYS)
    assert decision.binding is Binding.LAW
    assert lar.clocks["evaluation"].on_change is not None
    assert lar.clocks["evaluation"].on_change.of == {
        "setting": Change.RECOUNT,
        "told": Change.RESTART,
    }
    assert [str(limit.when) for limit in lar.clocks["evaluation"].within] == [
        "outpatient",
        "inpatient",
    ]
    assert lar.events["referral-received"].place_in_day == "first"
    assert lar.events["attended"].setting == FieldRef("attendance", "setting")
    assert lar.events["municipality-answered"].outcomes.keys() == {"yes", "no"}
    assert [lar.states[name].waiting for name in ("referred", "entitled", "treating")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(("changes", "expected"), cases("misreadings.txt"))
def test_what_does_not_read_is_told_in_plain_words(
    changes: list[TextChange], expected: list[str]
) -> None:
    assert problems(*changes) == expected


def test_flags_are_yes_no_true_false_on_off_and_nothing_else() -> None:
    words = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}

    read_as = {
        word: pathway(LAR.replace("place: on", f"place: {word}")).states["treating"].place
        for word in words
    }

    assert read_as == words
    for other in ("Yes", "TRUE", "y", "1", "~"):
        assert len(problems(("place: on", f"place: {other}"))) == 1


def test_pathway_that_is_no_mapping_is_told_once() -> None:
    assert [str(problem) for problem in read("- a\n").problems] == [
        "lar.yaml:1: the pathway is no mapping. Write keys and values,"
        " at least pathway, edition, valid, subject, area, label, states, events."
    ]


def test_pathway_without_states_is_told() -> None:
    text = changed(AFTER, ("states: {open: {}, closed: {final: true}}", "states: {}"))

    assert [problem.fault for problem in read(text).problems] == ["'states' is empty"]


def test_word_that_is_missing_is_told_at_the_top() -> None:
    text = changed(AFTER, ("label: health\n", ""))

    assert [str(problem) for problem in read(text, "after.yaml").problems] == [
        "after.yaml:1: the pathway has no 'label'. Add it."
    ]


def test_of_very_many_misreadings_the_first_hundred_are_told() -> None:
    many = "\n".join(f"  x{number}: 1" for number in range(1000))
    text = changed(AFTER, ("events:", f"events:\n{many}"))

    found = [str(problem) for problem in read(text).problems]

    assert len(found) == MOST_FAULTS + 1
    assert "lar.yaml:1: there are 900 more problems. Mend the others first." in found


def test_a_hundred_misreadings_are_all_told() -> None:
    many = "\n".join(f"  x{number}: 1" for number in range(MOST_FAULTS))
    text = changed(AFTER, ("events:", f"events:\n{many}"))

    found = {problem.fault for problem in read(text).problems}

    assert found == {f"event 'x{number}' is no mapping" for number in range(MOST_FAULTS)}


def test_word_is_compared_with_those_of_three_hundred() -> None:
    known = [f"state-{number}" for number in range(MOST_COMPARED + 1)]

    assert meant("stat-7", known[1:], "states") == "Did you mean 'state-7'?"
    assert meant("stat-7", known, "states", most=2) == "The states here are state-0, state-1, …."
    assert meant("stat-7", [], "states") == "There are no states here."


def test_word_longer_than_a_quote_is_not_compared() -> None:
    name = "a" * LONGEST_QUOTE

    assert meant(name, [name], "states") == f"Did you mean '{name}'?"
    assert meant(f"{name}a", [name], "states") == f"The states here are {name}."


def test_what_a_later_pydantic_may_say_is_passed_on() -> None:
    error = ValidationError.from_exception_data(
        "Pathway",
        [InitErrorDetails(type=PydanticCustomError("new", "be odd"), loc=("states",), input=1)],
    )

    assert faults_of(error) == [Fault(("states",), "'states' is not as it should be", "Be odd.")]


def test_what_is_no_visible_sign_is_told_as_its_escape() -> None:
    told = str(Problem("a\x1b[2J.yaml", 3, "x\u202ey\n", "\uffff \U000e0041 æ."))

    assert told == "a\\u001b[2J.yaml:3: x\\u202ey\\u000a. \\uffff \\U000e0041 æ."


def test_duration_is_said_as_it_is_written() -> None:
    durations = (Duration(1, TimeUnit.MONTHS), Duration(10, TimeUnit.WORKING_DAYS))

    assert [str(duration) for duration in durations] == ["1 month", "10 working days"]


REASON = (
    "title: {en: Referral, nb: Henvisning, nn: Tilvising}\nfields:\n  reason:\n    type: text\n"
)
WITHOUT = changed(LAR, ("  referral: {fields: {reason: {type: text}}}\n", ""))


@pytest.mark.parametrize(
    ("text", "kind"), [("history: a\n", "drawn history"), ("title: {}\nfields: {}\n", "form")]
)
def test_file_of_another_kind_is_told_as_such(text: str, kind: str) -> None:
    assert [str(problem) for problem in read(text).problems] == [
        f"lar.yaml:1: this is a {kind}, no pathway."
        " Name the pathway's folder: what lies in it is read with it."
    ]


def test_file_of_another_kind_is_placed_all_the_same() -> None:
    found = read("history: a\nuntil: b\n", forms={"forms/referral.yaml": REASON})

    assert found.place(("until",)) == ("lar.yaml", 2)
    assert found.place(("forms", "referral", "fields")) == ("forms/referral.yaml", 2)


def test_form_file_is_read_though_the_pathway_has_no_forms_of_its_own() -> None:
    found = read(AFTER, forms={"forms/referral.yaml": REASON})

    assert found.pathway is not None
    assert list(found.pathway.forms) == ["referral"]


@pytest.mark.parametrize("key", ["states", "events"])
def test_pathway_with_a_key_of_another_kind_is_read_as_a_pathway(key: str) -> None:
    found = [problem.fault for problem in read(f"history: a\n{key}: {{}}\n").problems]

    assert "'history' is no key of the pathway" in found


def test_form_may_stand_in_a_file_of_its_name() -> None:
    found = read(WITHOUT, forms={"forms/referral.yaml": REASON})

    assert found.problems == ()
    assert isinstance(found.pathway, Pathway)
    assert list(found.pathway.forms)[-1] == "referral"


def test_problem_in_a_form_file_has_that_files_line() -> None:
    wrong = REASON.replace("type: text", "type: txt")

    found = read(WITHOUT, forms={"forms/referral.yaml": wrong})

    assert [str(problem) for problem in found.problems] == [
        "forms/referral.yaml:4: 'type' of field 'reason' of form 'referral' cannot be 'txt'."
        " Did you mean 'text'?"
    ]


def test_fault_of_a_form_file_is_placed_in_it() -> None:
    found = read(WITHOUT, forms={"forms/referral.yaml": REASON})

    fault = Fault(("forms", "referral", "fields", "reason", "many"), "x", "Y.")

    assert str(found.problem(fault)) == "forms/referral.yaml:3: x. Y."
    assert found.place(("forms", "right", "fields")) == ("lar.yaml", 55)
    assert found.place(("forms",)) == ("lar.yaml", 54)


def test_form_in_both_places_is_a_problem() -> None:
    found = read(LAR, forms={"forms/referral.yaml": REASON})

    assert [str(problem) for problem in found.problems] == [
        "lar.yaml:55: form 'referral' stands here and in forms/referral.yaml. Keep one of them."
    ]


def test_two_files_of_one_form_are_a_problem() -> None:
    found = read(WITHOUT, forms={"a/referral.yaml": REASON, "b/referral.yml": REASON})

    assert [str(problem) for problem in found.problems] == [
        "b/referral.yml:1: form 'referral' stands here and in a/referral.yaml. Keep one of them."
    ]


def test_form_file_that_cannot_be_read_is_told_with_the_rest() -> None:
    found = read(changed(WITHOUT, ("area: treatment", "area: x")), forms={"referral.yaml": ""})

    assert [problem.file for problem in found.problems] == ["referral.yaml", "lar.yaml"]


def test_forms_that_are_no_mapping_are_told_beside_form_files() -> None:
    text = f"{AFTER}forms: 1\n"

    found = read(text, "after.yaml", {"referral.yaml": REASON})

    assert [str(problem) for problem in found.problems] == [
        "after.yaml:13: 'forms' is no mapping. Write keys and values, or {} for none."
    ]


def test_form_files_beside_no_mapping_are_passed_over() -> None:
    found = read("- a\n", forms={"referral.yaml": REASON})

    assert [problem.fault for problem in found.problems] == ["the pathway is no mapping"]


def test_name_of_a_form_file_must_be_a_name() -> None:
    found = read(LAR, forms={"forms/My Form.yaml": REASON})

    assert [str(problem) for problem in found.problems] == [
        "forms/My Form.yaml:1: 'My Form' is no name."
        " A name is lower-case letters, digits and single hyphens, and begins with a letter."
    ]


def test_short_ways_of_writing_limits_are_placed_on_their_lines() -> None:
    text = changed(
        AFTER,
        (
            "within: 3 days, binding: law}",
            "binding: law,\n    within: [\n      3 days,\n      {\n      }, {a: 1 day,\n      b: 2 days}]}",
        ),
    )
    found = read(text, "after.yaml")

    lines = [found.place(("clocks", "contact", "within", n, "when"))[1] for n in range(5)]

    assert lines == [14, 15, 16, 17, 13]


def test_each_word_of_a_limit_is_placed_on_its_line() -> None:
    text = changed(
        AFTER,
        (
            "within: 3 days,",
            "within: [\n    {limit: 3 days,\n    when: a}], no-sooner: {a: 1 day,\n    b: {limit: 2 days,\n    less: 1 day}},",
        ),
    )
    found = read(text, "after.yaml")

    lines = {
        (word, n): found.place(("clocks", "contact", word, n, last))[1]
        for word, last in (("within", "when"), ("no-sooner", "less"))
        for n in (0, 1)
    }

    assert lines == {
        ("within", 0): 14,
        ("within", 1): 12,
        ("no-sooner", 0): 14,
        ("no-sooner", 1): 16,
    }


def test_what_is_not_in_a_list_is_placed_where_the_list_stands() -> None:
    found = read(changed(LAR, ("goals: [1, 3]", "goals: [1,\n  3]")))

    assert [found.place(("goals", n))[1] for n in range(4)] == [8, 9, 8, 8]


def test_several_pathways_each_carry_their_own_problems() -> None:
    files = [
        PathwayFiles(SourceFile("lar.yaml", LAR.encode())),
        PathwayFiles(SourceFile("other.yaml", b"a: 1"), (SourceFile("form.yaml", b""),)),
    ]

    reads = read_pathways(files)

    assert [bool(each.pathway) for each in reads] == [True, False]
    assert {problem.file for problem in reads[1].problems} == {"other.yaml", "form.yaml"}


@pytest.mark.parametrize(
    "text", ["inpatient", "in ready & not in asked | ended & noticed & not can-receive"]
)
def test_a_guard_is_told_as_it_was_written(text: str) -> None:
    assert str(read_guard(text)) == text
