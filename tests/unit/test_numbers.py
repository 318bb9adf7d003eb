"""National identity numbers: which kind one is, and which are refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.no import fodselsnummer

from helhet.parties.numbers import NotANumber, System, read_number, synthetic_number


def number(first_eight: str) -> str:
    """Return the first number that begins so and has control digits; one in five or so has none."""
    return next(found for nth in range(10) if len(found := _ended(f"{first_eight}{nth}")) == 11)


def _ended(nine: str) -> str:
    first = fodselsnummer.calc_check_digit1(nine)
    return nine + first + fodselsnummer.calc_check_digit2(nine + first)


SYNTHETIC = number("01819050")  # 1 January 1990, month + 80


@pytest.mark.parametrize(
    ("text", "system"),
    [
        (number("01819050"), System.FNR),
        (number("41819050"), System.DNR),
        (number("80000001"), System.FHN),
        (number("90000001"), System.FHN),
    ],
)
def test_a_demo_knows_made_up_numbers_by_their_kind(text: str, system: System) -> None:
    assert read_number(text, synthetic=True) == (system, text)


def test_spaces_points_and_hyphens_are_read_over() -> None:
    told = f" {SYNTHETIC[:6]} {SYNTHETIC[6:9]}-{SYNTHETIC[9:]}."

    assert read_number(told, synthetic=True) == (System.FNR, SYNTHETIC)


def test_a_live_system_takes_no_made_up_number() -> None:
    with pytest.raises(NotANumber, match="made up for tests"):
        read_number(SYNTHETIC, synthetic=False)


def test_a_demo_takes_no_number_that_could_be_somebodys() -> None:
    with pytest.raises(NotANumber, match="made-up numbers only"):
        read_number(number("01019050"), synthetic=True)


def test_a_live_system_takes_a_number_of_the_register() -> None:
    told = number("01019050")

    assert read_number(told, synthetic=False) == (System.FNR, told)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "eleven digits"),
        ("0181905", "eleven digits"),
        (SYNTHETIC + "1", "eleven digits"),
        ("٠١٨١٩٠٥٠١٠٠", "eleven digits"),
        (number("01619050"), "holds no month"),
        (number("01939050"), "holds no month"),
        (number("31829050"), "holds no date"),
    ],
)
def test_what_is_no_number_is_refused_without_repeating_it(text: str, message: str) -> None:
    with pytest.raises(NotANumber, match=message) as raised:
        read_number(text, synthetic=True)

    assert not text or text not in str(raised.value)


@given(st.integers(0, 10), st.integers(1, 9))
def test_one_digit_typed_wrong_is_always_noticed(place: int, more: int) -> None:
    wrong = str((int(SYNTHETIC[place]) + more) % 10)

    with pytest.raises(NotANumber):
        read_number(SYNTHETIC[:place] + wrong + SYNTHETIC[place + 1 :], synthetic=True)


@given(st.dates(date(1940, 1, 1), date(2039, 12, 31)), st.integers(0, 249), st.booleans())
def test_a_number_that_is_made_up_is_read_as_one(born: date, nth: int, female: bool) -> None:
    digits = synthetic_number(born, nth, female=female)

    if digits is not None:
        assert read_number(digits, synthetic=True) == (System.FNR, digits)
        plain = f"{digits[:2]}{int(digits[2:4]) - 80:02}{digits[4:]}"
        assert fodselsnummer.get_birth_date(plain) == born
        assert fodselsnummer.get_gender(digits) == ("F" if female else "M")
        with pytest.raises(NotANumber):
            read_number(digits, synthetic=False)


def test_a_day_has_made_up_numbers_enough_and_no_two_the_same() -> None:
    made = [
        synthetic_number(date(1990, 1, 1), nth, female=f)
        for nth in range(250)
        for f in (True, False)
    ]
    told = [digits for digits in made if digits]

    assert len(set(told)) == len(told) > 400
