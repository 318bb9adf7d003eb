"""The short texts inside a pathway file and how they read: signals, limits, guards, names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

NAME = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
"""A name in a file: lower case, digits, single hyphens."""

MOST_UNITS = 40_000
"""No limit is longer than the calendar: about 110 years in days."""


class PhraseError(ValueError):
    """A text that does not read as what it should be; the message says what would."""


class SignalKind(StrEnum):
    """What a signal tells of."""

    EVENT = "event"
    ENTERS = "enters"
    LEAVES = "leaves"
    ON = "on"
    OFF = "off"
    DUE = "due"
    WARN = "warn"
    TALLY = "tally"


@dataclass(frozen=True)
class Signal:
    """Something a clock, condition or tally can listen to, as `right-decided.granted` or `enters ended`."""

    kind: SignalKind
    name: str
    outcome: str | None = None

    def __str__(self) -> str:
        told = f"{self.name}.{self.outcome}" if self.outcome else self.name
        return told if self.kind is SignalKind.EVENT else f"{self.kind} {told}"


SIGNAL_PATTERN = rf"^(?:(?:enters|leaves|on|off|due|warn|tally) {NAME}|{NAME}(?:\.{NAME})?)$"


def read_signal(text: str) -> Signal:
    """Return the signal a text names; raise PhraseError if it reads as none."""
    if "," in text:
        raise PhraseError("several signals are a list: '[one, other]'")
    if not re.fullmatch(SIGNAL_PATTERN, text):
        raise PhraseError(
            "a signal is 'event', 'event.outcome', 'enters STATE', 'leaves STATE', 'on CONDITION', "
            "'off CONDITION', 'due CLOCK', 'warn CLOCK' or 'tally NAME'"
        )
    kind, _, name = text.rpartition(" ")
    if kind:
        return Signal(SignalKind(kind), name)
    event, _, outcome = name.partition(".")
    return Signal(SignalKind.EVENT, event, outcome or None)


class TimeUnit(StrEnum):
    """What a limit is counted in."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True)
class Duration:
    """A length of time as the file says it: `10 working days`."""

    amount: int
    unit: TimeUnit

    def __str__(self) -> str:
        unit = str(self.unit)
        return f"{self.amount} {unit[:-1] if self.amount == 1 else unit}"


DURATION_PATTERN = r"^[0-9]{1,5} (?:hours?|days?|working days?|weeks?|months?)$"


def read_duration(text: str) -> Duration:
    """Return the duration a text gives, as `7 days` or `1 month`; raise PhraseError otherwise."""
    if not re.fullmatch(DURATION_PATTERN, text):
        raise PhraseError(
            "a time is a whole number and 'hours', 'days', 'working days', 'weeks' or 'months', as '10 working days'"
        )
    amount, _, unit = text.partition(" ")
    if int(amount) > MOST_UNITS:
        raise PhraseError(f"no time here is longer than {MOST_UNITS} of its unit")
    return Duration(int(amount), TimeUnit(unit.removesuffix("s") + "s"))


@dataclass(frozen=True)
class Term:
    """One part of a guard: a name (a setting or a condition) or a choice of states; perhaps denied."""

    names: tuple[str, ...]
    is_state: bool
    denied: bool

    def __str__(self) -> str:
        told = ("in " if self.is_state else "") + " | ".join(self.names)
        return f"not {told}" if self.denied else told


@dataclass(frozen=True)
class Guard:
    """Terms that must all hold: `in ready & inpatient & not can-receive`."""

    terms: tuple[Term, ...]

    def __str__(self) -> str:
        return " & ".join(map(str, self.terms))

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)


TERM_PATTERN = rf"(?:not )?(?:in {NAME}(?: \| {NAME})*|{NAME})"
GUARD_PATTERN = rf"^{TERM_PATTERN}(?: & {TERM_PATTERN})*$"


def read_guard(text: str) -> Guard:
    """Return the guard a text gives; raise PhraseError if it reads as none."""
    if not re.fullmatch(GUARD_PATTERN, text):
        raise PhraseError(
            "a guard is names joined by ' & ', each perhaps with 'not ', states as 'in S' or 'in S | T'"
        )
    return Guard(tuple(_read_term(part) for part in text.split(" & ")))


def _read_term(text: str) -> Term:
    denied = text.startswith("not ")
    told = text.removeprefix("not ")
    is_state = told.startswith("in ")
    names = tuple(told.removeprefix("in ").split(" | "))
    return Term(names, is_state, denied)


@dataclass(frozen=True)
class FieldRef:
    """A field of a form, as `right.start-by`."""

    form: str
    field: str

    def __str__(self) -> str:
        return f"{self.form}.{self.field}"


FIELD_PATTERN = rf"^{NAME}\.{NAME}$"


def read_field(text: str) -> FieldRef:
    """Return the field a text names; raise PhraseError if it is not `form.field`."""
    if not re.fullmatch(FIELD_PATTERN, text):
        raise PhraseError("a field is named 'form.field'")
    form, _, field = text.partition(".")
    return FieldRef(form, field)


NAME_OR_FIELD_PATTERN = rf"^{NAME}(?:\.{NAME})?$"


def read_name_or_field(text: str) -> str | FieldRef:
    """Return a name as it is and `form.field` as a field; raise PhraseError otherwise."""
    if "." in text:
        return read_field(text)
    if not re.fullmatch(NAME, text):
        raise PhraseError("here stands a name, or a field named 'form.field'")
    return text


def read_number(text: str) -> int:
    """Return a whole number of at most nine digits; raise PhraseError otherwise.

    Python takes seconds over the digits of a hostile number, and nothing counted here is longer.
    """
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise PhraseError("a number is whole and has at most nine digits, as 21")
    return int(text)


DECIMAL_PATTERN = r"^-?[0-9]{1,9}(?:\.[0-9]{1,4})?$"


def read_decimal(text: str) -> Decimal:
    """Return a number that may have decimals, as 1.85; raise PhraseError otherwise."""
    if not re.fullmatch(DECIMAL_PATTERN, text):
        raise PhraseError("a number has at most nine digits and four decimals, as 1.85")
    return Decimal(text)


FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def read_flag(text: str) -> bool:
    """Return a yes or no; raise PhraseError for any other word."""
    if text not in FLAGS:
        raise PhraseError("yes or no is written 'yes', 'no', 'true', 'false', 'on' or 'off'")
    return FLAGS[text]
