"""Which courses a course opens elsewhere, who hears of it, and what a correction sends and takes back."""

from helhet.pathway.courses.course import Course, Entry, Value
from helhet.pathway.courses.effects import (
    Effect,
    changed_effects,
    effects,
    heard_by,
    hearers,
    person_wide,
)
from helhet.pathway.courses.folding import read_course
from helhet.pathway.language.model import Pathway
from helhet.pathway.tables.table import Table, compile_pathway
from tests.unit.explained import NORWAY, at, day, edition
from tests.unit.sample import pathway

TREATMENT = """
pathway: treatment
edition: "1"
valid: {from: 2019-01-01}
subject: person
area: treatment
label: health
states: {begun: {}, ended: {final: yes}}
forms:
  onward:
    fields:
      unit: {type: unit}
      first: {type: date}
      child: {type: person, many: yes}
      reason: {type: text}
events:
  begin: {opens: begun}
  leave:
    fact: yes
    to: ended
    opens-course: {pathway: follow-up, unit: home-municipality, tells-back: [taken-over]}
    outcomes:
      walked-out: {}
      moved: {opens-course: {pathway: treatment, unit: onward.unit, carry: [onward.first, onward.reason]}}
    form: onward
  child-offered: {form: onward, opens-course: {pathway: next-of-kin, for: onward.child, origin: hidden}}
  taken-over: {fact: yes, hears: [follow-up.answered.yes, follow-up.answered]}
  died: {fact: yes, person-wide: yes, to: ended}
clocks:
  stay: {while: in begun}
"""
FOLLOW_UP = """
pathway: follow-up
edition: "1"
valid: {from: 2019-01-01}
subject: person
area: follow-up
label: health
states: {asked: {}, ended: {final: yes}}
events:
  ask: {opens: asked}
  answered: {outcomes: {yes: {}, no: {to: ended}}}
  left-treatment: {fact: yes, hears: treatment.leave}
  walked-out: {fact: yes, hears: [treatment.leave.walked-out, treatment.leave]}
  died: {fact: yes, person-wide: yes, to: ended}
clocks:
  answer: {start: ask, stop: answered, within: 7 days}
"""


def table_of(*editions: Pathway) -> Table:
    return compile_pathway(editions or (pathway(TREATMENT),), NORWAY)


BEGIN = Entry(1, day("2026-05-04"), "begin")
LEAVE = Entry(2, day("2026-05-20"), "leave", "walked-out")
LEFT = Effect(
    number=2,
    name="opens follow-up",
    pathway="follow-up",
    unit="home-municipality",
    tells_back=("taken-over",),
)


# --- courses opened -------------------------------------------------------------------------------------


def test_an_event_opens_a_course_elsewhere_at_the_unit_it_names() -> None:
    assert effects(table_of(), Course((BEGIN, LEAVE))) == (LEFT,)
    assert LEFT.key == (2, "opens follow-up")


def test_an_event_without_its_outcome_opens_what_the_event_says() -> None:
    left = Entry(2, day("2026-05-20"), "leave")

    assert effects(table_of(), Course((BEGIN, left))) == (LEFT,)


def test_the_outcome_s_own_course_is_opened_and_carries_what_the_form_has() -> None:
    values: dict[str, Value] = {"onward.unit": "north", "onward.first": day("2026-04-01")}
    moved = Entry(2, day("2026-05-20"), "leave", "moved", values=values)

    (effect,) = effects(table_of(), Course((BEGIN, moved)))

    assert (effect.pathway, effect.unit, effect.subject) == ("treatment", "north", None)
    assert effect.carried == {"onward.first": day("2026-04-01")}
    assert (effect.is_origin_hidden, effect.tells_back) == (False, ())


def test_a_unit_that_is_no_text_is_not_known() -> None:
    moved = Entry(2, day("2026-05-20"), "leave", "moved", values={"onward.unit": 7})

    (effect,) = effects(table_of(), Course((BEGIN, moved)))

    assert effect.unit is None


def test_a_unit_that_the_form_leaves_empty_is_not_known() -> None:
    moved = Entry(2, day("2026-05-20"), "leave", "moved")

    (effect,) = effects(table_of(), Course((BEGIN, moved)))

    assert (effect.unit, effect.carried) == (None, {})


def test_one_course_is_opened_for_each_key_and_its_origin_may_be_hidden() -> None:
    offered = Entry(
        2, day("2026-05-20"), "child-offered", values={"onward.child": ("anna", "bo", "anna")}
    )

    opened = effects(table_of(), Course((BEGIN, offered)))

    assert [(effect.name, effect.subject) for effect in opened] == [
        ("opens next-of-kin anna", "anna"),
        ("opens next-of-kin bo", "bo"),
    ]
    assert all(effect.is_origin_hidden and effect.unit is None for effect in opened)


def test_one_key_alone_opens_one_course_and_no_key_none() -> None:
    one = Entry(2, day("2026-05-20"), "child-offered", values={"onward.child": "anna"})
    none = Entry(3, day("2026-05-21"), "child-offered")

    opened = effects(table_of(), Course((BEGIN, one, none)))

    assert [effect.key for effect in opened] == [(2, "opens next-of-kin anna")]


def test_a_deviation_has_its_effects_for_it_happened() -> None:
    late = Entry(3, day("2026-06-01"), "leave", "walked-out")
    course = Course((BEGIN, LEAVE, late))
    reading = read_course(table_of(), course, NORWAY.day_start[day("2026-07-01")])

    assert [deviation.number for deviation in reading.deviations] == [3]
    assert [effect.number for effect in effects(table_of(), course)] == [2, 3]


def test_only_what_happened_by_then_and_was_known_then_has_effects() -> None:
    timed = Entry(2, day("2026-05-20"), "leave", "walked-out", at("2026-05-20 14:00"))
    void = Entry(3, day("2026-05-21"), voids=2)
    course = Course((BEGIN, timed, void))

    assert effects(table_of(), course) == ()
    assert effects(table_of(), course, known_after=2) == (LEFT,)
    before, after = at("2026-05-20 13:59"), at("2026-05-20 14:00")
    assert effects(table_of(), course, until=before, known_after=2) == ()
    assert effects(table_of(), course, until=after, known_after=2) == (LEFT,)


def test_what_is_opened_is_what_the_edition_of_the_day_says() -> None:
    first = pathway(TREATMENT)
    second = edition(
        pathway(TREATMENT.replace("pathway: follow-up", "pathway: after")), "2", "2026-06-01"
    )
    bare = {name: event for name, event in first.events.items() if name != "child-offered"}
    early = first.model_copy(update={"events": bare})
    later = Entry(3, day("2026-06-02"), "leave", "walked-out")
    offered = Entry(4, day("2026-05-21"), "child-offered", values={"onward.child": "anna"})

    opened = effects(table_of(early, second), Course((BEGIN, LEAVE, later, offered)))

    assert [(effect.number, effect.pathway) for effect in opened] == [
        (2, "follow-up"),
        (4, "next-of-kin"),
        (3, "after"),
    ]


# --- after a correction -----------------------------------------------------------------------------------


def test_a_new_effect_is_sent_and_one_that_is_gone_is_countered() -> None:
    left = {LEFT.key: LEFT}
    other = {(3, "opens treatment"): Effect(3, "opens treatment", "treatment")}

    assert changed_effects({}, left) == (left, {})
    assert changed_effects(left, {}) == ({}, left)
    assert changed_effects(left, left | other) == (other, {})
    assert changed_effects(left | other, other | left) == ({}, {})


def test_an_effect_with_another_content_is_countered_and_sent_anew() -> None:
    left, key = {LEFT.key: LEFT}, (3, "opens treatment")
    north = {key: Effect(*key, "treatment", unit="north")}
    south = {key: Effect(*key, "treatment", unit="south")}

    assert changed_effects(left | north, left | south) == (south, north)


# --- who hears --------------------------------------------------------------------------------------------


def test_who_hears_an_event_or_one_of_its_outcomes() -> None:
    pathways = [
        pathway(TREATMENT),
        pathway(FOLLOW_UP),
        edition(pathway(FOLLOW_UP), "2", "2026-06-01"),
    ]

    assert heard_by(pathways) == {
        "follow-up.answered.yes": (("treatment", "taken-over"),),
        "follow-up.answered": (("treatment", "taken-over"),),
        "treatment.leave": (("follow-up", "left-treatment"), ("follow-up", "walked-out")),
        "treatment.leave.walked-out": (("follow-up", "walked-out"),),
    }


def test_person_wide_events_reach_every_pathway_that_knows_them() -> None:
    pathways = [pathway(TREATMENT), pathway(FOLLOW_UP)]

    assert person_wide(pathways) == {"died": ("treatment", "follow-up")}


def test_an_entry_is_heard_once_by_each_that_hears_it() -> None:
    heard = heard_by([pathway(TREATMENT), pathway(FOLLOW_UP)])
    alone = Entry(2, day("2026-05-20"), "leave")

    assert hearers(heard, "treatment", LEAVE) == (
        ("follow-up", "left-treatment"),
        ("follow-up", "walked-out"),
    )
    assert hearers(heard, "treatment", alone) == (
        ("follow-up", "left-treatment"),
        ("follow-up", "walked-out"),
    )
    assert hearers(heard, "treatment", BEGIN) == ()


def test_an_outcome_may_be_all_that_is_heard() -> None:
    only = FOLLOW_UP.replace(
        "[treatment.leave.walked-out, treatment.leave]", "treatment.leave.moved"
    )
    heard = heard_by([pathway(TREATMENT), pathway(only)])
    moved = Entry(2, day("2026-05-20"), "leave", "moved")

    assert hearers(heard, "treatment", moved) == (
        ("follow-up", "left-treatment"),
        ("follow-up", "walked-out"),
    )
    assert hearers(heard, "treatment", LEAVE) == (("follow-up", "left-treatment"),)
