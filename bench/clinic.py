"""The clinic of `clinic.yaml` and invented courses in it: the same ones for the same seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from helhet.pathway.calendar import Calendar, parse_day
from helhet.pathway.courses.course import Course, Entry, Value
from helhet.pathway.reading.documents import SourceFile
from helhet.pathway.reading.pathways import read_pathway
from helhet.pathway.tables.table import Table, compile_pathway

FILE = Path(__file__).parent / "clinic.yaml"
FIRST_REFERRAL = parse_day("2019-01-07")
UNTIL = parse_day("2025-12-31")
TICKS_PER_HOUR = 3_600_000_000


def clinic(calendar: Calendar) -> Table:
    """Return the clinic's table: 13 clocks, one definition each."""
    read = read_pathway(SourceFile(FILE.name, FILE.read_bytes()))
    assert read.pathway, "\n".join(map(str, read.problems))
    return compile_pathway([read.pathway], calendar)


def courses(calendar: Calendar, number: int, seed: int = 1) -> list[Course]:
    """Return invented courses of 5 to 17 entries, about 12 on average, three in ten recorded without a time."""
    chance = np.random.default_rng(seed)
    return [_Writer(calendar, chance).course() for _ in range(number)]


class _Writer:
    """Writes one course, drawing how long each step takes and which way it goes."""

    def __init__(self, calendar: Calendar, chance: np.random.Generator) -> None:
        self.calendar, self.chance = calendar, chance
        self.day = FIRST_REFERRAL + int(chance.integers(0, 2000))
        self.unit = f"unit-{chance.integers(0, 120)}"
        self.entries: list[Entry] = []

    def course(self) -> Course:
        born = self.day - int(self.chance.integers(17 * 365, 70 * 365))
        self._referral()
        if self._happens(0.1):
            self._add("left", 9)
            self._add("returned", 3)
        else:
            self._care()
        return Course(tuple(self.entries), born)

    def _referral(self) -> None:
        self._add("referral", 0)
        self._add("right-decided", 9, "granted", values={"right.start-by": self.day + 60})
        self._add("notice-sent", 9)

    def _care(self) -> None:
        children: dict[str, Value] = {"child.name": ("a", "b")} if self._happens(0.2) else {}
        self._add(
            "attended",
            70,
            setting="outpatient" if self._happens(0.6) else "inpatient",
            values=children,
        )
        self._add("early-notice", 2)
        self._add("decided", 20, "treatment")
        for _ in range(int(self.chance.integers(1, 6))):
            self._add("evaluated", 50)
        if self._happens(0.3):
            self._add("moved", 5, setting="inpatient")
        self._end()

    def _end(self) -> None:
        if self._happens(0.5):
            self._add("ready-notice", 20)
            self._add("answered", 2, "no" if self._happens(0.5) else "yes")
        if self._happens(0.7):
            self._add("discharged", 20)
            self._add("summary-sent", 9)
        else:
            self._add("left", 9)
            self._add("contacted", 3)

    def _happens(self, share: float) -> bool:
        return bool(self.chance.random() < share)

    def _add(
        self,
        event: str,
        most_days: int,
        outcome: str | None = None,
        setting: str | None = None,
        values: dict[str, Value] | None = None,
    ) -> None:
        # Never two on one day: what others write has no rule for which of them came first.
        self.day += int(self.chance.integers(1, most_days + 2))
        office_hour = int(self.chance.integers(8 * TICKS_PER_HOUR, 16 * TICKS_PER_HOUR))
        instant = self.calendar.day_start[self.day] + office_hour if self._happens(0.7) else None
        number = len(self.entries) + 1
        self.entries.append(
            Entry(number, self.day, event, outcome, instant, setting, self.unit, values or {})
        )
