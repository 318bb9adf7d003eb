"""What somebody tells the record, and whether it is of the right kinds; what it means is asked later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from helhet.pathway.courses.course import Value
from helhet.record.errors import Fault, NotAsTheFormSays
from helhet.record.forms import LONGEST_LONG_TEXT, is_storable

# What a database keeps as the number of an entry, and as any other whole number.
LARGEST_NUMBER: Final = 2**31 - 1
LARGEST: Final = 2**63 - 1


@dataclass(frozen=True)
class Told:
    """What somebody tells the record; `voids` alone takes an entry back, `replaces` puts this in its place."""

    happened_on: date
    event: str = ""
    outcome: str | None = None
    happened_at: datetime | None = None
    setting: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    fulfils: int | None = None
    replaces: int | None = None
    voids: int | None = None
    reason: str = ""


def check_kinds(told: Told) -> None:
    """Raise NotAsTheFormSays for what is of another kind than `Told` says, or that no database could keep."""
    if found := list(_faults(vars(told))):
        raise NotAsTheFormSays(found)


def _faults(told: Mapping[str, Any]) -> Iterator[Fault]:
    on, at = told["happened_on"], told["happened_at"]
    if not isinstance(on, date) or isinstance(on, datetime):
        yield Fault("happened_on", "type")
    if at is not None:
        yield from _moment_faults(at)
    for name in ("event", "outcome", "setting", "reason"):
        if told[name] is not None or name in ("event", "reason"):
            yield from _text_faults(name, told[name])
    for name in ("fulfils", "replaces", "voids"):
        number = told[name]
        if number is not None and (
            isinstance(number, bool) or not _is_whole(number, LARGEST_NUMBER)
        ):
            yield Fault(name, "type")
    if told["replaces"] is not None and told["voids"] is not None:
        yield Fault("voids", "one-or-other")
    yield from _value_faults(told["values"])


def _moment_faults(at: object) -> Iterator[Fault]:
    if not isinstance(at, datetime):
        yield Fault("happened_at", "type")
    elif at.utcoffset() is None:
        yield Fault("happened_at", "no-time-zone")


def _text_faults(name: str, text: object) -> Iterator[Fault]:
    if not isinstance(text, str) or not is_storable(text):
        yield Fault(name, "type")
    elif len(text) > LONGEST_LONG_TEXT:
        yield Fault(name, "too-long")


def _value_faults(values: object) -> Iterator[Fault]:
    """Yield what is wrong with values as values; a field whose name is no name is not repeated."""
    if not isinstance(values, Mapping):
        yield Fault("values", "type")
        return
    for name, value in values.items():
        if not isinstance(name, str) or not is_storable(name):
            yield Fault("values", "unknown")
        elif not _is_value(value):
            yield Fault(name, "type")


def _is_value(value: object) -> bool:
    if isinstance(value, tuple):
        return all(isinstance(each, str) and is_storable(each) for each in value)
    return (isinstance(value, str) and is_storable(value)) or _is_whole(value, LARGEST)


def _is_whole(number: object, largest: int) -> bool:
    return isinstance(number, int) and -largest <= number <= largest
