"""The `expect` of a drawn history → what it expects; nothing is judged here."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

from helhet.pathway.courses.course import Breach, RunOutcome, Why
from helhet.pathway.histories.entries import Vocabulary
from helhet.pathway.histories.expected import (
    Expectation,
    ExpectedCharge,
    ExpectedDeviation,
    ExpectedEffect,
    ExpectedRun,
    ExpectedSpell,
)
from helhet.pathway.histories.pages import DAY, TIME, Page, Stamp
from helhet.pathway.language.phrases import NAME
from helhet.pathway.reading.documents import Path

AT: Final = rf"{DAY}(?: {TIME})?"
SPELL: Final = re.compile(
    rf"(?P<state>{NAME})(?: (?P<setting>{NAME}))? (?P<from>{AT})\.\.(?P<to>{AT})?"
)
RUN: Final = re.compile(
    rf"(?P<outcome>{'|'.join(RunOutcome)}) (?P<start>{AT})\.\.(?P<stop>{AT})?"
    rf"(?: due (?P<due>{AT}))?(?: (?P<breach>{'|'.join(Breach)}))?"
)
DEVIATION: Final = re.compile(rf"([0-9]{{1,5}}) ({'|'.join(Why)})(?: ({NAME}))?")
EFFECT: Final = re.compile(rf"([0-9]{{1,5}}) ({NAME})")
CHARGE: Final = re.compile(
    rf"({NAME}) ([0-9A-Za-z-]+) ([0-9]{{1,6}}) (?:× ([0-9]{{1,9}}) = ([0-9]{{1,12}})|(?:× )?unknown)"
)
KEYS: Final = (
    "state",
    "setting",
    "unit",
    "conditions",
    "spells",
    "runs",
    "deviations",
    "effects",
    "charges",
    "next-change",
)
T = TypeVar("T")


def read_expectation(page: Page, value: Any, vocabulary: Vocabulary) -> Expectation:
    """Return what `expect` says; what does not read is noted and left out."""
    told = page.mapping(("expect",), value, "'expect'")
    page.keys(("expect",), told, KEYS, "'expect'")
    reader = _Reader(page, told, vocabulary)
    return Expectation(
        state=reader.name("state", ("state", "states")),
        setting=reader.name("setting", ("setting", "settings")),
        unit=reader.text("unit"),
        conditions=reader.conditions(),
        spells=reader.several("spells", reader.spell),
        runs=reader.runs(),
        deviations=reader.several("deviations", reader.deviation),
        effects=reader.several("effects", reader.effect),
        charges=reader.several("charges", reader.charge),
        next_change=reader.next_change(),
    )


@dataclass(frozen=True)
class _Reader:
    page: Page
    told: dict[str, Any]
    vocabulary: Vocabulary

    def name(self, key: str, kinds: tuple[str, str]) -> str | None:
        if key not in self.told:
            return None
        known = self.vocabulary.names(kinds[1])
        return self.page.name(("expect", key), self.told[key], known, kinds)

    def text(self, key: str) -> str | None:
        return self.page.text(("expect", key), self.told[key], key) if key in self.told else None

    def conditions(self) -> frozenset[str] | None:
        known = self.vocabulary.names("conditions")

        def read(path: Path, item: Any) -> str | None:
            return self.page.name(path, item, known, ("condition", "conditions"))

        read_all = self.several("conditions", read)
        return None if read_all is None else frozenset(read_all)

    def several(self, key: str, read: Callable[[Path, Any], T | None]) -> tuple[T, ...] | None:
        if key not in self.told:
            return None
        return self._each(("expect", key), self.told[key], read)

    def _each(self, path: Path, value: Any, read: Callable[[Path, Any], T | None]) -> tuple[T, ...]:
        items = self.page.items(path, value, "this part of 'expect'")
        found = [read((*path, number), item) for number, item in enumerate(items)]
        return tuple(item for item in found if item is not None)

    def _match(self, path: Path, item: Any, pattern: re.Pattern[str], how: str) -> Any:
        match = pattern.fullmatch(item) if isinstance(item, str) else None
        if match is None:
            self.page.note(path, "this expected line does not read", f"Write it as '{how}'.")
        return match

    def _stamp(self, path: Path, text: str | None) -> Stamp | None:
        return None if text is None else self.page.stamp(path, text, "a day of this line")

    def spell(self, path: Path, item: Any) -> ExpectedSpell | None:
        """Return one expected spell."""
        match = self._match(path, item, SPELL, "STATE [SETTING] FROM..TO")
        begins = self._stamp(path, match["from"]) if match else None
        if begins is None:
            return None
        states, settings = self.vocabulary.names("states"), self.vocabulary.names("settings")
        self.page.name(path, match["state"], states, ("state", "states"))
        if match["setting"]:
            self.page.name(path, match["setting"], settings, ("setting", "settings"))
        to = self._stamp(path, match["to"])
        return ExpectedSpell(self.page.line(path), match["state"], match["setting"], begins, to)

    def runs(self) -> dict[tuple[str, str | None], tuple[ExpectedRun, ...]]:
        """Return the expected runs by clock and key."""
        path = ("expect", "runs")
        told = self.page.mapping(path, self.told.get("runs", {}), "'runs'")
        found: dict[tuple[str, str | None], tuple[ExpectedRun, ...]] = {}
        clocks = self.vocabulary.names("clocks")
        for named, value in told.items():
            clock, _, key = named.partition(" ")
            if self.page.name((*path, named), clock, clocks, ("clock", "clocks")):
                found[clock, key or None] = self._runs_of((*path, named), value)
        return found

    def _runs_of(self, path: Path, value: Any) -> tuple[ExpectedRun, ...]:
        if value == "none":
            return ()
        return self._each(path, [value] if isinstance(value, str) else value, self.run)

    def run(self, path: Path, item: Any) -> ExpectedRun | None:
        """Return one expected run."""
        match = self._match(path, item, RUN, "OUTCOME START..STOP due DUE BREACH")
        start = self._stamp(path, match["start"]) if match else None
        if start is None:
            return None
        return ExpectedRun(
            line=self.page.line(path),
            outcome=RunOutcome(match["outcome"]),
            start=start,
            stop=self._stamp(path, match["stop"]),
            due=self._stamp(path, match["due"]),
            breach=Breach(match["breach"] or Breach.NONE),
        )

    def deviation(self, path: Path, item: Any) -> ExpectedDeviation | None:
        """Return one expected deviation."""
        match = self._match(path, item, DEVIATION, "NUMBER WHY CLOCK")
        if not match:
            return None
        if match[3]:
            self.page.name(path, match[3], self.vocabulary.names("clocks"), ("clock", "clocks"))
        return ExpectedDeviation(self.page.line(path), int(match[1]), Why(match[2]), match[3])

    def effect(self, path: Path, item: Any) -> ExpectedEffect | None:
        """Return one expected course elsewhere."""
        match = self._match(path, item, EFFECT, "NUMBER PATHWAY")
        return match and ExpectedEffect(self.page.line(path), int(match[1]), match[2])

    def charge(self, path: Path, item: Any) -> ExpectedCharge | None:
        """Return one expected charge."""
        how = "CLOCK PAYER DAYS × RATE = AMOUNT', or 'CLOCK PAYER DAYS × unknown"
        match = self._match(path, item, CHARGE, how)
        if not match:
            return None
        clock, payer, days, rate, amount = match.groups()
        self.page.name(path, clock, self.vocabulary.names("clocks"), ("clock", "clocks"))
        known = None if rate is None else (int(rate), int(amount))
        return ExpectedCharge(
            self.page.line(path), clock, payer, int(days), *(known or (None, None))
        )

    def next_change(self) -> int | Literal["never"] | None:
        """Return the day of the next change, or that there is none."""
        value = self.told.get("next-change")
        if value is None:
            return None
        if value == "never":
            return "never"
        stamp = self.page.stamp(("expect", "next-change"), value, "'next-change'")
        return stamp.day if stamp else None
