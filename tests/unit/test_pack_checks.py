"""Pathways of one pack side by side: what they open, hear and cite, and what may not pass."""

import pytest

from helhet.pathway.checking.pack import PackNames
from helhet.pathway.checking.whole import MOST_FAULTS, check_pack, problems_of
from tests.unit.sample import AFTER, LAR, NAMES, Change, changed, is_written, pathway, read
from tests.unit.test_forms import INSTRUMENTS

FIREWALL = "Between labels only an event with 'release: true' passes, done by a human."
DISCHARGED = "unit: stay.municipality, for: children.person}"
PERSON = ("subject: activity", "subject: person")


def told(lar: list[Change], after: list[Change], names: PackNames = NAMES) -> list[str]:
    """Return what is wrong with the two samples in one pack."""
    reads = [read(changed(LAR, *lar)), read(changed(AFTER, *after), "after.yaml")]
    return [str(problem) for problem in problems_of(reads, names)]


HEARS = "came-back: {from: away, to: treating, setting: outpatient"
RELEASED = ("closed: {from: open, to: closed}", "closed: {from: open, to: closed, release: true}")
COURT = ("label: health", "label: court")
CARRIED = (DISCHARGED, f"{DISCHARGED[:-1]}, carry: stay.municipality}}")
FORM = (
    "opened: {opens: open}",
    "opened: {opens: open, form: stay}",
)
STAY = ("clocks:", "forms: {stay: {fields: {municipality: {type: municipality}}}}\nclocks:")


@pytest.mark.parametrize(
    ("lar", "after"),
    [
        pytest.param([(HEARS, f"{HEARS}, hears: after.closed")], [], id="hearing within a label"),
        pytest.param(
            [
                (HEARS, f"{HEARS}, hears: after.closed"),
                ("opens-course: {", "release: true, opens-course: {"),
            ],
            [COURT, RELEASED],
            id="hearing and opening across labels by release",
        ),
        pytest.param([CARRIED], [FORM, STAY], id="carrying to the same form"),
        pytest.param([(DISCHARGED, "unit: stay.municipality}")], [PERSON], id="the same subject"),
        pytest.param(
            [("for: children.person", "for: children.child")], [], id="naming an activity by a key"
        ),
        pytest.param([(DISCHARGED, "for: children.person}")], [], id="in the own unit"),
        pytest.param(
            [
                (DISCHARGED, f"{DISCHARGED[:-1]}, tells-back: closed}}"),
                (HEARS, f"{HEARS}, hears: after.closed"),
            ],
            [],
            id="telling back",
        ),
    ],
)
def test_what_may_pass_is_not_told(lar: list[Change], after: list[Change]) -> None:
    assert told(lar, after) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            (
                "opened: {opens: open}",
                "opened: {opens: open, opens-course: {pathway: after, unit: stay.place}, form: stay}",
            ),
            "'opens-course' of event 'opened'",
            id="opening elsewhere",
        ),
        pytest.param(
            (
                "closed: {from: open, to: closed}",
                "closed: {from: open, to: closed, moves: {unit: stay.place}, form: stay}",
            ),
            "'moves' of event 'closed'",
            id="moving",
        ),
    ],
)
def test_what_is_about_an_alias_leaves_no_team(change: Change, expected: str) -> None:
    alias = ("subject: activity", "subject: alias")
    form = ("clocks:", "forms: {stay: {fields: {place: {type: unit}}}}\nclocks:")

    [problem] = problems_of([read(changed(AFTER, alias, form, change), "after.yaml")], NAMES)

    assert expected in str(problem)
    told = "tells another unit of an alias, which is known to one team alone"
    remedy = "Take it out: elsewhere somebody is registered as who they are."
    assert str(problem).endswith(f"{told}. {remedy}")


MOVES_UP = ("closed: {from: open, to: closed}", "closed: {from: open, to: closed, moves-up: lar}")
ALIAS = ("subject: activity", "subject: alias")


def test_an_alias_may_move_up_to_a_pathway_about_a_person() -> None:
    assert told([("opens-course: {", "release: true, opens-course: {")], [ALIAS, MOVES_UP]) == []


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(
            [MOVES_UP],
            "moves up to a name, but the pathway is about 'activity'. Take it out: only somebody known by an alias moves up.",
            id="no alias",
        ),
        pytest.param(
            [ALIAS, (MOVES_UP[0], MOVES_UP[1].replace("lar", "lra"))],
            "names 'lra', which is no pathway of this pack. Did you mean 'lar'?",
            id="unknown",
        ),
        pytest.param(
            [ALIAS, (MOVES_UP[0], MOVES_UP[1].replace("lar", "nothing-like-it"))],
            "names 'nothing-like-it', which is no pathway of this pack. The pathways here are",
            id="unlike any",
        ),
        pytest.param(
            [ALIAS, (MOVES_UP[0], MOVES_UP[1].replace("lar", "after"))],
            "moves up to 'after', which is about 'alias'. Name a pathway about a person.",
            id="about nobody by name",
        ),
        pytest.param(
            [ALIAS, COURT, MOVES_UP],
            f"tells health what is court's. {FIREWALL}",
            id="through the firewall",
        ),
    ],
)
def test_a_name_that_nobody_can_move_up_to_is_told(after: list[Change], expected: str) -> None:
    [one] = [one for one in told([], after) if expected in one]
    line = changed(AFTER, *after).partition("moves-up")[0].count("\n") + 1
    assert one.startswith(f"after.yaml:{line}: ")
    assert expected in one


def test_a_pathway_that_nobody_opens_by_hand_is_nothing_to_move_up_to() -> None:
    reads = [read(LAR), read(changed(AFTER, ALIAS, MOVES_UP), "after.yaml")]
    opened = {
        name: event.model_copy(update={"hears": ("after.closed",)}) if event.opens else event
        for name, event in reads[0].pathway.events.items()  # type: ignore[union-attr]
    }
    lar = reads[0].pathway.model_copy(update={"events": opened})  # type: ignore[union-attr]

    faults = check_pack([lar, reads[1].pathway], NAMES)  # type: ignore[list-item]

    [one] = [one for one in faults if "moves up to 'lar', which nobody opens by hand" in one.fault]
    assert one.remedy == "Name one that is opened by an event that is not heard."
    assert one.path == ("events", "closed", "moves-up", 0)


@pytest.mark.parametrize(
    "more", ["fact: true", "outcomes: {yes: {}, no: {}}", "hears: lar.discharged"]
)
def test_a_consent_to_move_up_is_an_act_of_its_own(more: str) -> None:
    change = (MOVES_UP[0], MOVES_UP[1].replace("}", f", {more}}}"))

    [problem] = problems_of([read(changed(AFTER, ALIAS, change), "after.yaml")], NAMES)

    assert "An event that 'moves-up' is a consent" in str(problem)


@pytest.mark.parametrize(
    ("lar", "after", "expected"),
    [
        pytest.param(
            [("{pathway: after,", "{pathway: aftr,")],
            [],
            "lar.yaml:37: 'opens-course' of event 'discharged' names 'aftr',"
            " which is no pathway of this pack. Did you mean 'after'?",
            id="unknown pathway",
        ),
        pytest.param(
            [("{pathway: after,", "{pathway: xyz,")],
            [],
            "lar.yaml:37: 'opens-course' of event 'discharged' names 'xyz',"
            " which is no pathway of this pack. The pathways here are after, lar.",
            id="pathway unlike any",
        ),
        pytest.param(
            [("for: children.person", "for: children.persona")],
            [],
            "lar.yaml:37: 'for' of 'opens-course' of event 'discharged' names 'children.persona',"
            " but form 'children' has no field 'persona'. Did you mean 'person'?",
            id="unknown field",
        ),
        pytest.param(
            [(DISCHARGED, "unit: stay.municipality}")],
            [],
            "lar.yaml:37: 'opens-course' of event 'discharged' opens a course about another"
            " subject, 'activity'. Name a form field with 'for' that says which one.",
            id="another subject",
        ),
        pytest.param(
            [("for: children.person", "for: children.child")],
            [PERSON],
            "lar.yaml:37: 'for' of 'opens-course' of event 'discharged' names a person by"
            " 'children.child', which is key. Name a field of type person.",
            id="person named by no person",
        ),
        pytest.param(
            [(DISCHARGED, "for: children.person, origin: hidden}")],
            [PERSON],
            "lar.yaml:37: 'opens-course' of event 'discharged' hides where it comes from, and opens in the unit"
            " that it comes from. Name the unit with 'unit', or a form field that says which.",
            id="hidden in the unit that it comes from",
        ),
        pytest.param(
            [],
            [COURT],
            "lar.yaml:37: 'opens-course' of event 'discharged' tells court what is health's. "
            + FIREWALL,
            id="opening across labels",
        ),
        pytest.param(
            [CARRIED],
            [],
            "lar.yaml:37: 'opens-course' of event 'discharged' carries"
            " 'stay.municipality', which is no field of that type there."
            " Give pathway 'after' the same form, or leave the field out.",
            id="carrying to no form",
        ),
        pytest.param(
            [CARRIED],
            [FORM, (STAY[0], STAY[1].replace("type: municipality", "type: text"))],
            "lar.yaml:37: 'opens-course' of event 'discharged' carries"
            " 'stay.municipality', which is no field of that type there."
            " Give pathway 'after' the same form, or leave the field out.",
            id="carrying to another type",
        ),
        pytest.param(
            [(DISCHARGED, f"{DISCHARGED[:-1]}, tells-back: closd}}")],
            [],
            "lar.yaml:37: 'tells-back' of 'opens-course' of event 'discharged' hears"
            " 'after.closd', which is no event of 'after'. Did you mean 'closed'?",
            id="telling back an unknown event",
        ),
        pytest.param(
            [(DISCHARGED, f"{DISCHARGED[:-1]}, tells-back: closed}}")],
            [],
            "lar.yaml:37: 'tells-back' of 'opens-course' of event 'discharged' asks to be told of"
            " 'after.closed', which no event here hears. Let an event hear it, or do not ask.",
            id="telling back to nobody",
        ),
        pytest.param(
            [(HEARS, f"{HEARS}, hears: aftr.closed")],
            [],
            "lar.yaml:39: 'hears' of event 'came-back' hears 'aftr.closed',"
            " but there is no pathway 'aftr'. Did you mean 'after'?",
            id="hearing an unknown pathway",
        ),
        pytest.param(
            [(HEARS, f"{HEARS}, hears: xyz.closed")],
            [],
            "lar.yaml:39: 'hears' of event 'came-back' hears 'xyz.closed',"
            " but there is no pathway 'xyz'. The pathways here are after, lar.",
            id="hearing a pathway unlike any",
        ),
        pytest.param(
            [(HEARS, f"{HEARS}, hears: after.xyz")],
            [],
            "lar.yaml:39: 'hears' of event 'came-back' hears 'after.xyz',"
            " which is no event of 'after'. The events there are closed, opened.",
            id="hearing an event unlike any",
        ),
        pytest.param(
            [(HEARS, f"{HEARS}, hears: after.closed.well")],
            [],
            "lar.yaml:39: 'hears' of event 'came-back' hears 'after.closed.well',"
            " which is no outcome of 'closed'. There are no outcomes there.",
            id="hearing an unknown outcome",
        ),
        pytest.param(
            [
                (HEARS, f"{HEARS}, hears: after.closed"),
                ("opens-course: {", "release: true, opens-course: {"),
            ],
            [COURT],
            "lar.yaml:39: 'hears' of event 'came-back' lets health hear 'after.closed',"
            " which is court's. " + FIREWALL,
            id="hearing across labels",
        ),
        pytest.param(
            [("died: {fact: true, ", "died: {")],
            [],
            "lar.yaml:41: event 'died' is person-wide, but no fact. Say 'fact: true'.",
            id="person-wide act",
        ),
        pytest.param(
            [("left: {fact: true,", "left: {fact: true, person-wide: true,")],
            [],
            "lar.yaml:38: event 'left' is person-wide, but not in the pack's list of such events."
            " The person-wide events here are died, moved-municipality.",
            id="person-wide and unlisted",
        ),
        pytest.param(
            [("ref: act-2", "ref: act-3")],
            [],
            "lar.yaml:43: 'ref' of 'basis' of clock 'told-of-right' names 'act-3',"
            " which is not among the laws of the pack. Did you mean 'act-2'?",
            id="unknown law",
        ),
        pytest.param(
            [("source: S1}", "source: X9}")],
            [],
            "lar.yaml:43: 'source' of 'basis' of clock 'told-of-right' names 'X9',"
            " which is not among the sources of the pack. The sources here are S1.",
            id="unknown source of a basis",
        ),
        pytest.param(
            [("rest: {start", "rest: {source: X9, start")],
            [],
            "lar.yaml:52: 'source' of clock 'rest' names 'X9',"
            " which is not among the sources of the pack. The sources here are S1.",
            id="unknown source of a clock",
        ),
        pytest.param(
            [("periods: [{", "periods: [{basis: [{ref: act-2, source: X9}], ")],
            [],
            "lar.yaml:51: 'source' of 'basis' of 'periods' of clock 'choice' names 'X9',"
            " which is not among the sources of the pack. The sources here are S1.",
            id="unknown source of a basis of a period",
        ),
        pytest.param(
            [("periods: [{", "periods: [{source: X9, ")],
            [],
            "lar.yaml:51: 'source' of 'periods' of clock 'choice' names 'X9',"
            " which is not among the sources of the pack. The sources here are S1.",
            id="unknown source of a period",
        ),
        pytest.param(
            [("  referral: {fields", "  referral: {source: X9, fields")],
            [],
            "lar.yaml:55: 'source' of form 'referral' names 'X9',"
            " which is not among the sources of the pack. The sources here are S1.",
            id="unknown source of a form",
        ),
        pytest.param(
            [("rate: day-rate", "rate: dayrate")],
            [],
            "lar.yaml:53: 'rate' of 'charge' of clock 'payment' names 'dayrate',"
            " which is not among the rates of the pack. Did you mean 'day-rate'?",
            id="unknown rate",
        ),
    ],
)
def test_what_may_not_pass_is_told(lar: list[Change], after: list[Change], expected: str) -> None:
    assert told(lar, after) == [expected]

    reads = [read(changed(LAR, *lar)), read(changed(AFTER, *after), "after.yaml")]
    faults = check_pack([found.pathway for found in reads if found.pathway], NAMES)
    assert all(is_written(fault.path, reads[fault.of]) for fault in faults)


def test_course_opened_by_an_outcome_is_checked_too() -> None:
    opened = ("refused: {to: ended}", "refused: {to: ended, opens-course: {pathway: aftr}}")

    assert told([opened], []) == [
        "lar.yaml:26: 'opens-course' of outcome 'refused' of event 'right-decided' names 'aftr',"
        " which is no pathway of this pack. Did you mean 'after'?"
    ]


def test_pack_with_a_pathway_that_cannot_be_read_is_not_judged_as_a_pack() -> None:
    reads = [read(LAR), read("a: [", "after.yaml")]

    assert {problem.file for problem in problems_of(reads, NAMES)} == {"after.yaml"}


def test_empty_pack_knows_nothing() -> None:
    told_of = told([], [], PackNames())

    assert len(told_of) == 4


def test_of_very_many_faults_of_a_pack_the_first_hundred_are_told() -> None:
    heard = ", ".join(f"x{number}.y" for number in range(200))
    text = changed(LAR, (HEARS, f"{HEARS}, hears: [{heard}]"))

    assert len(check_pack([pathway(text)], NAMES)) == MOST_FAULTS


def test_a_source_that_the_pack_has_not_is_told_wherever_an_instrument_names_one() -> None:
    lar = read(LAR).pathway
    assert lar is not None
    asked = lar.model_copy(update={"forms": {"asked": INSTRUMENTS["hscl-10"]}})

    faults = check_pack([asked], NAMES)

    assert {one.path for one in faults if one.path[0] == "forms"} == {
        ("forms", "asked", "licence", "source"),
        ("forms", "asked", "scores", "mean", "source"),
        ("forms", "asked", "scores", "mean", "bands", "low", "source"),
        ("forms", "asked", "scores", "mean", "bands", "raised", "source"),
    }
