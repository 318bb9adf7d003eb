"""A content pack as it lies in its folder: what a country, or a region, says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from helhet.pathway.calendar import Calendar, read_calendar
from helhet.pathway.checking.pack import PackNames
from helhet.pathway.courses.charging import Rates, read_rates
from helhet.pathway.errors import DefinitionError, Problem
from helhet.pathway.language.spelling import Day, Flag, Name, Names, Text
from helhet.pathway.language.words import Title, Word
from helhet.pathway.reading.documents import Document, SourceFile
from helhet.pathway.reading.yamltext import read_document

NORWAY: Final = Path(__file__).parents[1] / "content" / "norway"
"""The pack that comes with Helhet."""


class Week(Word):
    """Which days the pack's offices work, beside the holidays of its calendar."""

    saturday_is_working: Flag = False
    closed_days: tuple[Day, ...] = ()


class PackFile(Word):
    """What `pack.yaml` holds."""

    name: Name
    title: Title
    time_zone: Text
    languages: tuple[Name, ...]
    calendar: Week = Week()
    person_wide: Names = ()


@dataclass(frozen=True, eq=False)
class Pack:
    """A pack that has been read; `laws` and `sources` are as they stand in their files, by name."""

    folder: Path
    said: PackFile
    calendar: Calendar = field(repr=False)
    laws: Mapping[str, Any] = field(repr=False)
    sources: Mapping[str, Any] = field(repr=False)
    rates: Mapping[str, Rates] = field(repr=False)

    @property
    def names(self) -> PackNames:
        """What the pathways of this pack may name."""
        return PackNames(
            frozenset(self.said.person_wide),
            frozenset(self.laws),
            frozenset(self.sources),
            frozenset(self.rates),
        )

    @cached_property
    def law_titles(self) -> Mapping[str, Title]:
        """What laws and pages are called, by the `ref` of a clock's basis."""
        return {name: Title.model_validate(law["title"]) for name, law in self.laws.items()}

    @cached_property
    def source_lines(self) -> Mapping[str, str]:
        """Where a rule was read, in one line, by the key of a clock's source."""
        return {name: _told_source(source) for name, source in self.sources.items()}


def _told_source(source: Mapping[str, Any]) -> str:
    year = f" ({source['year']})" if "year" in source else ""
    return f"{source['organisation']}, {source['page']}{year}"


def open_pack(folder: Path = NORWAY) -> Pack:
    """Read a pack; raise DefinitionError for what is wrong in it, OSError for what cannot be read.

    Costs some 30 ms, most of it the calendar: read once.
    """
    said = _read_settings(folder)
    return Pack(
        folder=folder,
        said=said,
        calendar=_read_days(folder / "calendar", said.calendar),
        laws=_read_list(folder / "laws.yaml"),
        sources=_read_list(folder / "sources.yaml"),
        rates={
            path.stem: read_rates(path.read_text("utf-8"), str(path))
            for path in sorted(folder.glob("rates/*.csv"))
        },
    )


def _read_settings(folder: Path) -> PackFile:
    document = _read(folder / "pack.yaml")
    try:
        return PackFile.model_validate(document.data, by_alias=True, by_name=False)
    except ValidationError as error:
        raise DefinitionError(
            Problem(
                document.file,
                document.line(told["loc"]),
                f"'{'.'.join(map(str, told['loc'])) or 'the file'}' is not as it should be",
                told["msg"].rstrip(".") + ".",
            )
            for told in error.errors(include_url=False)
        ) from None


def _read_days(folder: Path, week: Week) -> Calendar:
    return read_calendar(
        (folder / "holidays.csv").read_text("utf-8"),
        (folder / "offsets.csv").read_text("utf-8"),
        saturday_is_working=week.saturday_is_working,
        closed_days=week.closed_days,
    )


def _read_list(path: Path) -> Mapping[str, Any]:
    """Return a file of things by name; a pack need not have it."""
    document = _read(path) if path.exists() else Document(path.name, {})
    if isinstance(document.data, dict):
        return document.data
    raise DefinitionError(
        [Problem(document.file, 1, "the file is no mapping", "Write 'name: …' for each.")]
    )


def _read(path: Path) -> Document:
    document, problems = read_document(SourceFile(str(path), path.read_bytes()))
    if problems:
        raise DefinitionError(problems)
    return document
