"""Names that are spelt otherwise are found, names that are others are not; a birth date may hold one slip."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhet.parties.likeness import near_days, unlikeness, words_of


def far(sought: str, name: str) -> int | None:
    return unlikeness(words_of(sought), words_of(name))


@pytest.mark.parametrize(
    ("sought", "name"),
    [
        ("Åse Bjørnsæther", "Aase Bjoernsaether"),
        ("aase", "A\u030ase Berg"),  # å as a letter and a ring
        ("Nordmann Kari", "Kari Nordmann"),
        ("Anne Olsen", "Anne-Marie Berg Olsen"),
        ("Anne Marie Berg Hansen", "Anne Berg"),
        ("OBrien Sean", "Seán O'Brien"),
        ("Ka\u200bri", "Kari"),  # a sign that nobody sees
        ("ＫＡＲＩ", "Kari"),  # noqa: RUF001 - wide letters, as some keyboards write them
    ],
)
def test_the_same_name_spelt_otherwise_is_the_same(sought: str, name: str) -> None:
    assert far(sought, name) == 0


@pytest.mark.parametrize(
    ("sought", "name", "slips"),
    [
        ("Kiri", "Kari", 1),
        ("Kair", "Kari", 1),
        ("Kar Nordman", "Kari Nordmann", 2),
        ("Kristiansen", "Christiansen", 2),
        ("Solveig", "Sollveig", 1),
    ],
)
def test_a_slip_in_a_word_is_counted(sought: str, name: str, slips: int) -> None:
    assert far(sought, name) == slips


@pytest.mark.parametrize(
    ("sought", "name"),
    [
        ("Kari", "Mona"),
        ("Kari Hansen", "Kari Olsen"),
        ("Li", "Bo"),
        ("Li", "Lo"),
        ("", "Kari"),
        ("Kari", ""),
        ("Kari", "Каri"),  # noqa: RUF001 - two letters of another alphabet that look alike
    ],
)
def test_another_name_is_another(sought: str, name: str) -> None:
    assert far(sought, name) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1990-02-01", "1990-01-02"),
        ("1990-02-01", "1990-02-11"),
        ("1990-02-01", "1909-02-01"),
        ("1990-12-10", "1990-12-01"),
        ("1990-02-01", "1890-02-01"),
    ],
)
def test_a_birth_date_with_one_slip_is_near(typed: str, meant: str) -> None:
    assert date.fromisoformat(meant) in near_days(date.fromisoformat(typed))


@given(st.dates())
def test_a_day_is_near_to_some_others_and_not_to_itself(day: date) -> None:
    near = near_days(day)

    assert day not in near
    assert len(near) < 80


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_is_typed_has_an_answer_that_is_the_same_from_both_sides(
    one: str, other: str
) -> None:
    assert (far(one, other) is None) == (far(other, one) is None)
    assert not words_of(one) or far(one, one) == 0


def test_what_is_typed_to_keep_the_machine_busy_is_cut_short() -> None:
    words = words_of("\ufdfa" * 200 + " " + "a b " * 100)

    assert len(words) <= 8
    assert max(map(len, words)) <= 40
