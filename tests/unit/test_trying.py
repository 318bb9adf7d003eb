"""Entries tried on a course that is drawn: between others, after its end, before it has begun, with much that comes of them."""

import pytest

from helhet.pathway.courses.course import Course, Entry
from helhet.pathway.courses.trying import deviations_of
from helhet.pathway.tables.table import compile_pathway
from tests.agreement.test_trying import written
from tests.unit.explained import NORWAY, day
from tests.unit.sample import pathway

CLOCKS = "\n".join(f"  c{n}: {{start: begin, stop: leave, within: {n} days}}" for n in range(1, 13))
STAY = f"""
pathway: stay
edition: "1"
valid: {{from: 2019-01-01}}
subject: person
area: treatment
label: health
states: {{begun: {{}}, away: {{}}, ended: {{final: yes}}}}
events:
  begin: {{opens: begun}}
  go: {{from: begun, to: away}}
  come: {{from: away, to: begun}}
  leave: {{from: [begun, away], to: ended}}
  died: {{fact: yes, to: ended}}
conditions: {{young: {{age-under: 40}}}}
clocks:
  talk: {{while: young, before: leave}}
{CLOCKS}
"""
BORN = day("1990-02-03")
TOLD = [
    Entry(1, day("2026-05-04"), "begin"),
    Entry(2, day("2026-05-06"), "go"),
    Entry(3, day("2026-05-10"), "come"),
]
TRIED = {
    # Before, between and after the others; as the state is there, and as it is not.
    11: ("2026-05-04", "come", True),
    12: ("2026-05-05", "go", False),
    13: ("2026-05-05", "come", True),
    14: ("2026-05-06", "come", False),
    15: ("2026-05-08", "go", True),
    16: ("2026-05-08", "leave", False),
    17: ("2026-05-11", "go", False),
    18: ("2026-05-11", "come", True),
    19: ("2026-05-12", "leave", False),
    20: ("2026-05-12", "begin", True),
    21: ("2026-05-12", "died", False),
}


@pytest.mark.parametrize("born", [None, BORN])
def test_each_is_unforeseen_where_it_would_be_alone(born: int | None) -> None:
    table = compile_pathway([pathway(STAY)], NORWAY, frozenset())
    course = Course(tuple(TOLD), born)
    tried = [Entry(number, day(on), event) for number, (on, event, _) in TRIED.items()]

    found = deviations_of(table, course, tried)

    assert found == {entry.number: written(table, course, entry) for entry in tried}
    assert {number: bool(told) for number, told in found.items()} == {
        number: is_unforeseen or (event == "leave" and born is not None)
        for number, (_, event, is_unforeseen) in TRIED.items()
    }


def test_what_ended_leaves_nothing_to_do() -> None:
    table = compile_pathway([pathway(STAY)], NORWAY, frozenset())
    ended = Course((*TOLD, Entry(4, day("2026-05-20"), "leave")))
    tried = [Entry(5, day("2026-05-21"), "go"), Entry(6, day("2026-06-01"), "leave")]

    assert all(deviations_of(table, ended, tried).values())


def test_a_course_that_has_nothing_yet_begins_with_what_is_tried() -> None:
    table = compile_pathway([pathway(STAY)], NORWAY, frozenset())
    tried = [Entry(1, day("2026-05-04"), "begin"), Entry(2, day("2026-05-05"), "go")]

    found = deviations_of(table, Course(()), tried)

    assert (bool(found[1]), bool(found[2])) == (False, True)


def test_nothing_tried_is_nothing_found() -> None:
    table = compile_pathway([pathway(STAY)], NORWAY, frozenset())

    assert deviations_of(table, Course(tuple(TOLD), BORN), []) == {}
