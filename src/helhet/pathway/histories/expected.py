"""The answers that a drawn history expects, each as it is written on its line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from helhet.pathway.courses.course import Breach, RunOutcome, Why
from helhet.pathway.histories.pages import Stamp


@dataclass(frozen=True)
class ExpectedSpell:
    """`STATE [SETTING] FROM..TO`; `to` is None while it lasts."""

    line: int
    state: str
    setting: str | None
    from_: Stamp
    to: Stamp | None


@dataclass(frozen=True)
class ExpectedRun:
    """`OUTCOME START..STOP [due DUE] [BREACH]`; `due` is the last day or minute in time."""

    line: int
    outcome: RunOutcome
    start: Stamp
    stop: Stamp | None
    due: Stamp | None
    breach: Breach


@dataclass(frozen=True)
class ExpectedDeviation:
    """`NUMBER WHY [CLOCK]`."""

    line: int
    number: int
    why: Why
    clock: str | None


@dataclass(frozen=True)
class ExpectedEffect:
    """`NUMBER PATHWAY`: a course that an entry opens elsewhere."""

    line: int
    number: int
    pathway: str


@dataclass(frozen=True)
class ExpectedCharge:
    """`CLOCK PAYER DAYS × RATE = AMOUNT` in whole kroner; rate and amount are None if unknown."""

    line: int
    clock: str
    payer: str
    days: int
    rate: int | None
    amount: int | None


@dataclass(frozen=True)
class Expectation:
    """What a history expects. None, and a clock that `runs` does not name: nothing was said of it."""

    state: str | None = None
    setting: str | None = None
    unit: str | None = None
    conditions: frozenset[str] | None = None
    spells: tuple[ExpectedSpell, ...] | None = None
    runs: Mapping[tuple[str, str | None], tuple[ExpectedRun, ...]] = field(default_factory=dict)
    deviations: tuple[ExpectedDeviation, ...] | None = None
    effects: tuple[ExpectedEffect, ...] | None = None
    charges: tuple[ExpectedCharge, ...] | None = None
    next_change: int | Literal["never"] | None = None
