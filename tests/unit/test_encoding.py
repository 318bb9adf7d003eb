"""Entries that a table cannot hold are refused, by their number and never by their values."""

import re

import pytest

from helhet.pathway.courses.course import Course, Entry
from helhet.pathway.courses.encoding import encode
from helhet.pathway.courses.ordering import effective_entries, position
from helhet.pathway.errors import EntryError
from helhet.pathway.tables.layout import DAYS, ENTRY_VALUES, MISSING
from helhet.pathway.tables.table import compile_pathway
from tests.unit.explained import NORWAY, at, day, pathway

TABLE = compile_pathway([pathway("within: 7 days")], NORWAY)
ASK = Entry(1, day("2026-05-04"), "ask")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (Entry(2, -1, "tell"), "entry 2 lies outside the calendar (1970 to 2100)"),
        (Entry(2, DAYS, "tell"), "entry 2 lies outside the calendar (1970 to 2100)"),
        (
            Entry(2, day("2026-05-04"), "tell", instant=at("2026-05-05 00:00")),
            "entry 2 has a time on another day than its own",
        ),
        (
            Entry(2, day("2026-05-04"), "tell", instant=at("2026-05-04 00:00") - 1),
            "entry 2 has a time on another day than its own",
        ),
        (
            Entry(2, day("2026-05-04"), "Kari"),
            "entry 2 has an event or outcome that the pathway does not know",
        ),
        (
            Entry(2, day("2026-05-04"), "tell", "Kari"),
            "entry 2 has an event or outcome that the pathway does not know",
        ),
        (
            Entry(2, day("2026-05-04"), ""),
            "entry 2 has an event or outcome that the pathway does not know",
        ),
        (
            Entry(2, day("2026-05-04"), "tell", setting="Kari"),
            "entry 2 has a setting that the pathway does not know",
        ),
    ],
)
def test_entry_that_the_table_cannot_hold_is_refused(entry: Entry, expected: str) -> None:
    with pytest.raises(EntryError, match=f"^{re.escape(expected)}$"):
        encode(TABLE, Course((ASK, entry)))


@pytest.mark.parametrize("on", [0, DAYS - 1])
def test_first_and_last_day_of_the_calendar_are_held(on: int) -> None:
    entry = Entry(1, on, "ask", instant=NORWAY.day_start[on + 1] - 1)

    assert encode(TABLE, Course((entry,))).ints[0] == on


def test_entry_that_is_taken_back_is_not_looked_at() -> None:
    wrong = Entry(2, day("2026-05-05"), "Kari")
    back = Entry(3, day("2026-05-06"), "", voids=2)

    assert encode(TABLE, Course((ASK, wrong, back))) == encode(TABLE, Course((ASK,)))
    with pytest.raises(EntryError):
        encode(TABLE, Course((ASK, wrong, back)), known_after=2)


def test_empty_course_is_no_integers() -> None:
    assert encode(TABLE, Course((), born=0)).ints == []


@pytest.mark.parametrize(
    ("told", "read"),
    [(0, 0), (1, 1), (DAYS - 1, DAYS - 1), (DAYS, MISSING), (-1, MISSING), (True, MISSING)],
)
def test_a_date_is_a_day_of_the_calendar(told: int, read: int) -> None:
    asked = Entry(1, day("2026-05-04"), "ask", values={"plan.by": told})

    table = compile_pathway([pathway("within: {date-from: plan.by}")], NORWAY)

    column = ENTRY_VALUES + table.names.fields.index("plan.by")

    assert encode(table, Course((asked,))).ints[column] == read


def test_what_is_void_already_may_be_voided_again() -> None:
    void = [Entry(number, ASK.day, voids=1) for number in (2, 3)]

    assert effective_entries([ASK, *void]) == []


def test_what_replaces_an_entry_stands_in_its_place() -> None:
    anew = Entry(2, ASK.day + 1, "ask", replaces=1)

    assert effective_entries([ASK, anew]) == [Entry(1, ASK.day + 1, "ask")]


def test_what_opens_stands_at_the_first_instant_of_its_day_and_the_rest_at_the_last() -> None:
    starts = NORWAY.day_start

    assert position(TABLE, ASK) == starts[ASK.day]
    assert position(TABLE, Entry(1, ASK.day, "tell")) == starts[ASK.day + 1] - 1
