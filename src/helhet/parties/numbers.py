"""National identity numbers of Norway: which kind one is, and whether it can be one at all.

Fødselsnummer, D-number (first digit + 4) and the health service's help number, FHN (first digit 8
or 9). The control digits are those of numbers given out so far; a later series that counts them
otherwise is refused until its rule has been read.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from stdnum.exceptions import ValidationError as NumberError
from stdnum.no import fodselsnummer

# Numbers that the tax administration makes up for tests have 80 added to the month.
SYNTHETIC_MONTHS: Final = range(81, 93)
_DIGITS: Final = re.compile(r"[0-9]{11}")


class System(StrEnum):
    """Who gives a number out, as HL7 Norway names the systems (domain/treatment.md 9.3)."""

    FNR = "fnr"
    DNR = "dnr"
    FHN = "fhn"


class NotANumber(ValueError):  # noqa: N818 - says what is wrong, and is shown to whoever typed it
    """A text that is no national number; the message never repeats it."""


def read_number(text: str, *, synthetic: bool) -> tuple[System, str]:
    """Return the system and the eleven digits; raise NotANumber for what is none.

    `synthetic` says which world this is: a demo takes made-up numbers only, a live system takes none.
    """
    digits = re.sub(r"[\s.-]", "", text)
    if not _DIGITS.fullmatch(digits):
        raise NotANumber("A national number has eleven digits.")
    first, second = (
        fodselsnummer.calc_check_digit1(digits),
        fodselsnummer.calc_check_digit2(digits),
    )
    if digits[9:] != first + second:
        raise NotANumber("The control digits do not fit. Look for a digit typed wrong.")
    if digits[0] in "89":
        return _of_world(System.FHN, digits, is_synthetic=synthetic, synthetic=synthetic)
    is_synthetic = int(digits[2:4]) in SYNTHETIC_MONTHS
    _birth(digits, is_synthetic=is_synthetic)
    system = System.DNR if digits[0] in "4567" else System.FNR
    return _of_world(system, digits, is_synthetic=is_synthetic, synthetic=synthetic)


def born_as(system: System, digits: str) -> tuple[date, Literal["female", "male"]] | None:
    """Return the birth date and the sex that a number tells; a help number tells neither."""
    if system is System.FHN:
        return None
    born = _birth(digits, is_synthetic=int(digits[2:4]) in SYNTHETIC_MONTHS)
    return born, "male" if int(digits[8]) % 2 else "female"


def _birth(digits: str, *, is_synthetic: bool) -> date:
    month = int(digits[2:4]) - (80 if is_synthetic else 0)
    if not 1 <= month <= 12:
        raise NotANumber("The number holds no month.")
    try:
        return fodselsnummer.get_birth_date(f"{digits[:2]}{month:02}{digits[4:]}")
    except NumberError:
        raise NotANumber("The number holds no date of birth.") from None


def _of_world(
    system: System, digits: str, *, is_synthetic: bool, synthetic: bool
) -> tuple[System, str]:
    if is_synthetic and not synthetic:
        raise NotANumber("The number is made up for tests, and this is no demo.")
    if synthetic and not is_synthetic:
        raise NotANumber("A demo takes made-up numbers only: those with 80 added to the month.")
    return system, digits


def synthetic_number(born: date, nth: int, *, female: bool) -> str | None:
    """Return the nth made-up fødselsnummer (80 added to the month) of a birth date and sex; None if it has no control digits.

    Only for those born 1940-2039: the individual number says the century (000-499 before 2000, else 500-999).
    """
    individual = (500 if born.year >= 2000 else 0) + 2 * nth + (0 if female else 1)
    digits = f"{born.day:02}{born.month + 80:02}{born.year % 100:02}{individual:03}"
    first = fodselsnummer.calc_check_digit1(digits)
    second = fodselsnummer.calc_check_digit2(digits + first)
    return digits + first + second if len(first) == len(second) == 1 else None
