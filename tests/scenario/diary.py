"""The diary as it is written: chapters of days; each day what was done, which courses and clocks began, changed and ended by it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from helhet.packs.files import read_source
from helhet.pathway.reading.yamltext import read_document

FOLDER: Final = Path(__file__).parent / "days"
_ACT: Final = re.compile(
    r"(?:(?P<time>\d\d:\d\d) )?(?P<role>\S+) at (?P<unit>\S+), (?P<opens>opens )?(?P<course>[^,]+), (?P<event>[^\s.]+)(?:\.(?P<outcome>\S+))?"
)
TOLD_APART: Final = frozenset(
    {"fulfils", "corrects", "takes-back", "happened", "reason", "refused", "setting"}
)
"""What a line may say of an act beside the fields of its forms."""


@dataclass(frozen=True)
class Act:
    """One line of what was done: when, by whom, in which course (one that it opens, if `opens`), and what was written down."""

    line: str
    time: str | None
    role: str
    unit: str
    course: str
    event: str
    outcome: str | None
    opens: bool
    values: Mapping[str, Any]
    apart: Mapping[str, str]


@dataclass(frozen=True)
class Day:
    """One day: what it tells a reader, what was done, and all that became of it."""

    on: date
    tells: str
    acts: tuple[Act, ...]
    begins: list[str] = field(default_factory=list)
    clocks: Mapping[str, list[str]] = field(default_factory=dict)
    looks: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Chapter:
    """A part of the road, in a file of its own."""

    name: str
    title: str
    days: tuple[Day, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """Return the whole diary, in order."""
    return tuple(_chapter(path) for path in sorted(FOLDER.glob("*.yaml")))


def _chapter(path: Path) -> Chapter:
    document, problems = read_document(read_source(path))
    assert not problems, problems
    told: Any = document.data
    return Chapter(path.stem, told["chapter"], tuple(map(_day, told["days"])))


def _day(told: Mapping[str, Any]) -> Day:
    unknown = told.keys() - {"day", "tells", "acts", "begins", "clocks", "looks"}
    assert not unknown, unknown
    return Day(
        date.fromisoformat(told["day"]),
        told["tells"].strip(),
        tuple(_acts(told.get("acts") or [])),
        list(told.get("begins") or []),
        told.get("clocks") or {},
        told.get("looks") or {},
    )


def _acts(told: list[Any]) -> Iterator[Act]:
    for one in told:
        line, said = next(iter(one.items())) if isinstance(one, dict) else (one, {})
        found = _ACT.fullmatch(line)
        assert found, line
        yield Act(
            line,
            found["time"],
            found["role"],
            found["unit"],
            found["course"],
            found["event"],
            found["outcome"],
            bool(found["opens"]),
            values={name: value for name, value in said.items() if name not in TOLD_APART},
            apart={name: value for name, value in said.items() if name in TOLD_APART},
        )
