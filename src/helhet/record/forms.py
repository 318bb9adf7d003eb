"""Whether values fit the forms of an event, by the edition of the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from helhet.pathway.calendar import LAST_DAY, MICROSECONDS_PER_DAY
from helhet.pathway.courses.course import Value
from helhet.pathway.forms.asking import asked
from helhet.pathway.forms.deciding import decided, is_decided
from helhet.pathway.language.forms import FieldType, Form, FormField
from helhet.pathway.tables.table import Table
from helhet.record.errors import Fault

ORE_PER_KRONE: Final = 100
# Signs. Own choice: two lines for an answer, some pages for what is told at length.
LONGEST_TEXT: Final = 500
LONGEST_LONG_TEXT: Final = 20_000
# What names one of several stands in rows of its own: a run's key, the name of an effect.
LONGEST_KEY: Final = 100
_KEYS: Final = (FieldType.KEY, FieldType.PERSON, FieldType.UNIT, FieldType.MUNICIPALITY)
_NUMBERS: Final = {FieldType.NUMBER: 1, FieldType.MONEY: ORE_PER_KRONE}


def faults(table: Table, day: int, event: str, values: Mapping[str, Value]) -> list[Fault]:
    """Return what is wrong with the values of an event on a day; nothing if they fit."""
    fields, asked = fields_of(table, day, event), asked_after(table, day, event, values)
    unknown = [Fault(name, "unknown") for name in values if name not in fields]
    return unknown + [
        Fault(name, code)
        for name, field in fields.items()
        for code in _faults(field, values.get(name), is_asked=name in asked)
    ]


def asked_after(table: Table, day: int, event: str, values: Mapping[str, Value]) -> set[str]:
    """Return the fields, as `form.field`, that are asked after these answers."""
    return {
        f"{name}.{key}"
        for name, form in _forms(table, day, event)
        for key in asked(name, form, values)
    }


def outcome_of(table: Table, day: int, event: str, values: Mapping[str, Value]) -> str | None:
    """Return the outcome that the answers decide; None if the event's outcome is somebody's to choose."""
    its = table.event_on(day, event)
    return decided(table.edition_on(day), its, values) if is_decided(its) else None


def _forms(table: Table, day: int, event: str) -> Iterator[tuple[str, Form]]:
    forms = table.edition_on(day).forms
    yield from ((name, forms[name]) for name in table.event_on(day, event).form if name in forms)


def fields_of(table: Table, day: int, event: str) -> dict[str, FormField]:
    """Return the fields that the forms of an event have on a day, as `form.field`."""
    return {
        f"{name}.{key}": field
        for name, form in _forms(table, day, event)
        for key, field in form.fields.items()
    }


def units_named(
    table: Table, day: int, event: str, values: Mapping[str, Value]
) -> Iterator[tuple[str, Value]]:
    """Yield each field of values that fit in which a unit is named, with the unit's code."""
    return _named(FieldType.UNIT, fields_of(table, day, event), values)


def persons_named(
    table: Table, day: int, event: str, values: Mapping[str, Value]
) -> Iterator[tuple[str, Value]]:
    """Yield each field of values that fit in which a person is named, with what names them."""
    return _named(FieldType.PERSON, fields_of(table, day, event), values)


def _named(
    kind: FieldType, fields: Mapping[str, FormField], values: Mapping[str, Value]
) -> Iterator[tuple[str, Value]]:
    for name, field in fields.items():
        if field.type is kind and values.get(name):
            several = values[name]
            for each in several if isinstance(several, tuple) else (several,):
                yield name, each


def _faults(field: FormField, value: Value | None, *, is_asked: bool = True) -> Iterator[str]:
    if value is None or value in ("", ()):
        if field.required and is_asked:
            yield "required"
        return
    if not is_asked:
        yield "not-asked"
        return
    if isinstance(value, tuple) != field.many:
        yield "one-or-many"
        return
    several = value if isinstance(value, tuple) else (value,)
    yield from {code for each in several if (code := _fault(field, each))}


def _fault(field: FormField, value: Value) -> str | None:
    kind = field.type
    if kind is FieldType.YES_NO:
        return None if isinstance(value, bool) else "type"
    if kind in (FieldType.DATE, FieldType.MOMENT) or kind in _NUMBERS:
        return _number_fault(field, value)
    if not isinstance(value, str) or not is_storable(value):
        return "type"
    if kind is FieldType.CHOICE:
        return None if value in field.choices else "choice"
    return "too-long" if len(value) > _longest(kind) else None


def _longest(kind: FieldType) -> int:
    if kind in _KEYS:
        return LONGEST_KEY
    return LONGEST_LONG_TEXT if kind is FieldType.LONG_TEXT else LONGEST_TEXT


def _number_fault(field: FormField, value: Value) -> str | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return "type"
    if field.type is FieldType.DATE:
        return None if 0 <= value <= LAST_DAY else "range"
    if field.type is FieldType.MOMENT:
        return None if 0 <= value < (LAST_DAY + 1) * MICROSECONDS_PER_DAY else "range"
    times = _NUMBERS.get(field.type, 1)
    low, high = field.minimum, field.maximum
    fits = (low is None or value >= low * times) and (high is None or value <= high * times)
    return None if fits else "range"


def is_storable(text: str) -> bool:
    """Return whether a database takes a text: PostgreSQL no NUL, and neither of them half a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text
