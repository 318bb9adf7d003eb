"""A course as it is written down (entries) and as it reads (spells, runs, deviations).

Days are days since 1970-01-01, instants microseconds since 1970-01-01T00:00Z (docs/reference/meaning.md §1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

Value = int | str | bool | tuple[str, ...]
"""What a form field holds: a day for a date, an instant for a moment, øre for money, else as written; several keys as a tuple."""


@dataclass(frozen=True)
class Entry:
    """One recorded event. `number` counts from 1 in the order of recording; corrections name an earlier number."""

    number: int
    day: int
    event: str = ""
    outcome: str | None = None
    instant: int | None = None
    setting: str | None = None
    unit: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    fulfils: int | None = None
    replaces: int | None = None
    voids: int | None = None


@dataclass(frozen=True)
class Course:
    """One subject's entries in one pathway. `born` is the birth date as a day (it may be negative), heard before the first entry."""

    entries: tuple[Entry, ...]
    born: int | None = None


class RunOutcome(StrEnum):
    """How a run ended, or that it has not. The order is that of the codes in `layout`."""

    OPEN = "open"
    MET = "met"
    LATE = "late"
    DONE = "done"
    EARLY = "early"
    USED = "used"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    SUPERSEDED = "superseded"


class Breach(StrEnum):
    """Whether a run broke its limit or its gate, and by whom. The order is that of the codes in `layout`."""

    NONE = "none"
    SERVICE = "service"
    PATIENT = "patient"
    UNMET_GATE = "unmet-gate"
    EARLY = "early"


class Why(StrEnum):
    """Why an entry is a deviation. The order is that of the codes in `layout`."""

    NOT_OPEN = "not-open"
    ALREADY_OPEN = "already-open"
    AFTER_END = "after-end"
    NOT_FROM_HERE = "not-from-here"
    OUTCOME_MISSING = "outcome-missing"
    GATE_OPEN = "gate-open"
    NO_RIGHT = "no-right"
    TIME_MISSING = "time-missing"
    BEFORE_FIRST_EDITION = "before-first-edition"


class Spell(NamedTuple):
    """A stretch of time in one state, setting and unit; `to_day` and `to_at` are None while it lasts."""

    from_day: int
    from_at: int
    to_day: int | None
    to_at: int | None
    state: str
    setting: str | None
    unit: str | None


class Run(NamedTuple):
    """A stretch of time on one clock. `due` is the first instant too late; `started_by`, `stopped_by` are entry numbers (0: time)."""

    clock: str
    key: str | None
    number: int
    edition: str
    unit: str | None
    setting: str | None
    start_day: int
    start_at: int
    due: int | None
    earliest: int | None
    stop_day: int | None
    stop_at: int | None
    outcome: RunOutcome
    breach: Breach
    started_by: int
    stopped_by: int | None


class Deviation(NamedTuple):
    """An entry the pathway did not foresee: its number, why, and for a gate the clock."""

    number: int
    why: Why
    clock: str | None
    state: str | None
    day: int
    at: int


@dataclass(frozen=True)
class CourseReading:
    """What a course says as of an instant. `next_change_at` is when time alone will next change it, or None."""

    state: str | None
    setting: str | None
    unit: str | None
    conditions: frozenset[str]
    spells: tuple[Spell, ...]
    runs: tuple[Run, ...]
    deviations: tuple[Deviation, ...]
    next_change_at: int | None
