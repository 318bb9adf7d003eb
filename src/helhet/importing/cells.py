"""Texts of cells as what their columns take: days, moments, numbers, answers of forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Final

from helhet.importing.faults import CellFault
from helhet.pathway.calendar import Calendar
from helhet.pathway.courses.course import Value
from helhet.pathway.histories.values import MONEY, ORE
from helhet.pathway.language.model import FieldType, FormField
from helhet.pathway.language.phrases import PhraseError, read_flag, read_number
from helhet.record.persons.facts import day
from helhet.record.times import to_day, to_instant, to_moment

SEVERAL: Final = "|"
"""What stands between several answers in one cell."""
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)


def read_day(text: str) -> date:
    """Return a day written as 2026-05-04."""
    told = day(text) if _DAY.fullmatch(text) else None
    if told is None:
        raise CellFault("this is no day", "Write it as 2026-05-04.")
    return told


def read_moment(text: str, calendar: Calendar) -> datetime:
    """Return a moment; one without an offset is read as clocks in the pack's time zone show it."""
    try:
        told = datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
        if told is not None and told.tzinfo is not None:
            calendar.day_of(to_instant(told))
            return told.astimezone(UTC)
    except (ValueError, OverflowError):  # also a moment that the calendar does not hold
        told = None
    if told is None:
        raise CellFault(
            "this is no moment between 1970 and 2100",
            "Write it as 2026-05-04 14:30, perhaps with seconds and an offset, as +02:00.",
        )
    return to_moment(_instant(told, calendar))


def _instant(wall: datetime, calendar: Calendar) -> int:
    """Return the instant of a wall time; nothing is guessed where the clocks are put forward or back."""
    on, at = to_day(wall.date()), (wall.hour, wall.minute, wall.second, wall.microsecond)
    if not 0 <= on < len(calendar.day_start) - 1:
        raise CellFault("the day lies outside the calendar, 1970 to 2100", "Mend it.")
    first, second = (calendar.instant_of(on, *at, fold=fold) for fold in (0, 1))
    if calendar.wall_time(first) != (on, *at):
        raise CellFault(
            "there is no such time on this day, for clocks are put forward",
            "Write the time that was meant, or its offset, as +01:00.",
        )
    if first != second:
        raise CellFault(
            "the time comes twice on this day, for clocks are put back",
            "Write its offset: +02:00 is the first, +01:00 the second.",
        )
    return first


def read_count(text: str) -> int:
    """Return a whole number from 1, as entries are numbered."""
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise CellFault("this is no whole number from 1", "Write digits alone.")
    return int(text)


def read_answer(field: FormField, text: str, calendar: Calendar) -> Value:
    """Return what a field of a form holds; several as a tuple, money in øre. Bounds are the form's own to check."""
    if field.many:
        return tuple(one.strip() for one in text.split(SEVERAL) if one.strip())
    if field.type is FieldType.MOMENT:
        return to_instant(read_moment(text, calendar))
    return _READERS.get(field.type, str)(text)


def _number(text: str) -> int:
    try:
        return read_number(text)
    except PhraseError:
        raise CellFault("this is no whole number", "Write at most nine digits.") from None


def _money(text: str) -> int:
    match = MONEY.fullmatch(text)
    if match is None:
        raise CellFault("this is no amount in kroner", "Write it as 5745 or 5745.50.")
    sign, kroner, ore = match.groups()
    return (int(kroner) * ORE + int(ore or 0)) * (-1 if sign else 1)


def read_yes_no(text: str) -> bool:
    """Return a yes or no."""
    try:
        return read_flag(text)
    except PhraseError:
        raise CellFault("this is neither yes nor no", "Write yes or no.") from None


def _date(text: str) -> int:
    return to_day(read_day(text))


_READERS: Final[Mapping[FieldType, Callable[[str], Value]]] = {
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.YES_NO: read_yes_no,
    FieldType.DATE: _date,
}
"""Every other type is a text."""
