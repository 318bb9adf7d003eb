"""Values of forms in drawn histories, each by the type of its field."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from helhet.pathway.courses.course import Value
from helhet.pathway.histories.pages import Page
from helhet.pathway.language.model import FieldType, FormField
from helhet.pathway.language.phrases import PhraseError, read_flag, read_number
from helhet.pathway.reading.documents import Path

MONEY: Final = re.compile(r"(-?)([0-9]{1,9})(?:\.([0-9]{2}))?")
ORE: Final = 100


def read_value(page: Page, path: Path, field: FormField, value: Any) -> Value | None:
    """Return what a field holds, or None and a note: several as a tuple, money in whole øre."""
    if not field.many:
        return _read_one(page, path, field, value)
    if isinstance(value, str):
        value = [value]
    items = page.items(path, value, "a field that holds several")
    read = [_read_one(page, (*path, n), field, item) for n, item in enumerate(items)]
    return tuple(item for item in read if isinstance(item, str))


def _read_one(page: Page, path: Path, field: FormField, value: Any) -> Value | None:
    if not isinstance(value, str):
        page.note(path, "a list or mapping stands where the form has one value", "Write one text.")
        return None
    return READERS.get(field.type, _read_text)(page, path, field, value)


def _read_text(page: Page, path: Path, field: FormField, value: str) -> str | None:
    return page.text(path, value, "the value")


def _read_choice(page: Page, path: Path, field: FormField, value: str) -> str | None:
    if value in field.choices:
        return value
    page.note(path, "the form has no such choice", f"The choices are {', '.join(field.choices)}.")
    return None


def _read_date(page: Page, path: Path, field: FormField, value: str) -> int | None:
    stamp = page.stamp(path, value, "the value")
    if stamp is not None and stamp.instant is not None:
        page.note(path, "a time stands where the form has a date", "Write the day alone.")
    return stamp.day if stamp else None


def _read_moment(page: Page, path: Path, field: FormField, value: str) -> int | None:
    stamp = page.stamp(path, value, "the value")
    if stamp is None:
        return None
    if stamp.instant is None:
        page.note(path, "the form asks for a moment, and the time is missing", "Add it, as 14:30.")
    return stamp.instant


def _read_number(page: Page, path: Path, field: FormField, value: str) -> int | None:
    try:
        number = read_number(value)
    except PhraseError:
        page.note(path, "the value is no whole number", "Write at most nine digits.")
        return None
    return number if _fits(page, path, field, number) else None


def _read_money(page: Page, path: Path, field: FormField, value: str) -> int | None:
    """Return øre; bounds are in kroner, as they are written."""
    match = MONEY.fullmatch(value)
    if match is None:
        page.note(path, "the value is no amount in kroner", "Write it as 5745 or 5745.50.")
        return None
    sign, kroner, ore = match.groups()
    amount = (int(kroner) * ORE + int(ore or 0)) * (-1 if sign else 1)
    return amount if _fits(page, path, field, amount, unit=ORE) else None


def _read_yes_no(page: Page, path: Path, field: FormField, value: str) -> bool | None:
    try:
        return read_flag(value)
    except PhraseError:
        page.note(path, "the value is neither yes nor no", "Write yes or no.")
        return None


def _fits(page: Page, path: Path, field: FormField, number: int, unit: int = 1) -> bool:
    low, high = field.minimum, field.maximum
    fits = (low is None or number >= low * unit) and (high is None or number <= high * unit)
    if not fits:
        page.note(path, "the value is outside what the form allows", "See its minimum and maximum.")
    return fits


READERS: Final[Mapping[FieldType, Callable[[Page, Path, FormField, str], Value | None]]] = {
    FieldType.NUMBER: _read_number,
    FieldType.MONEY: _read_money,
    FieldType.YES_NO: _read_yes_no,
    FieldType.DATE: _read_date,
    FieldType.MOMENT: _read_moment,
    FieldType.CHOICE: _read_choice,
}
"""Every other type is a text: names of children, kits, persons, units."""
