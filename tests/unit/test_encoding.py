"""Entries that a table cannot hold are refused, by their number and never by their values."""

import re

import pytest

from helhet.pathway.courses.course import Course, Entry
from helhet.pathway.courses.encoding import encode
from helhet.pathway.errors import EntryError
from helhet.pathway.tables.layout import DAYS
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
