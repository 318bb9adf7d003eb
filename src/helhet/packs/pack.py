"""A content pack as it lies in its folder: what a country, or a region, says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from helhet.packs.codes import Codes, read_codes
from helhet.packs.files import read_text
from helhet.packs.rates import read_rates
from helhet.packs.words import read_data, read_word, validated
from helhet.pathway.calendar import Calendar
from helhet.pathway.calendarfiles import read_calendar
from helhet.pathway.checking.pack import PackNames
from helhet.pathway.courses.charging import Rates
from helhet.pathway.errors import DefinitionError, Problem
from helhet.pathway.explaining.naming import Listener
from helhet.pathway.language.spelling import Day, Flag, Name, Names, Text
from helhet.pathway.language.words import Title, Word
from helhet.pathway.reading.documents import Document

T = TypeVar("T", bound=Word)
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
    emergency: Title | None = None


class Law(Word):
    """A law or page that a clock's `basis` names: what it is called, and what is doubted of it, in plain English."""

    title: Title
    note: Text | None = None


class Source(Word):
    """Where something was read: who wrote it, which page, when."""

    organisation: Text
    page: Text
    year: Text | None = None
    url: Text | None = None

    def __str__(self) -> str:
        return f"{self.organisation}, {self.page}" + (f" ({self.year})" if self.year else "")


class Role(Word):
    """Who owns clocks and does acts, called as inside a sentence."""

    title: Title


@dataclass(frozen=True, eq=False)
class Pack:
    """A pack that has been read; laws, sources, roles and rates by name."""

    folder: Path
    said: PackFile
    calendar: Calendar = field(repr=False)
    laws: Mapping[str, Law] = field(repr=False)
    sources: Mapping[str, Source] = field(repr=False)
    roles: Mapping[str, Role] = field(repr=False)
    staff_roles: Mapping[str, Role] = field(repr=False)  # those of the decision table
    rates: Mapping[str, Rates] = field(repr=False)
    codes: Codes = field(repr=False)

    @property
    def names(self) -> PackNames:
        """What the pathways of this pack may name."""
        return PackNames(
            frozenset(self.said.person_wide),
            frozenset(self.laws),
            frozenset(self.sources),
            frozenset(self.rates),
        )

    def listener(self, language: str = "en") -> Listener:
        """Return whoever reads this language, with what the pack calls laws, sources and roles."""
        return Listener(
            language,
            laws={name: law.title for name, law in self.laws.items()},
            law_notes={name: law.note for name, law in self.laws.items() if law.note},
            sources={name: str(source) for name, source in self.sources.items()},
            roles={name: role.title for name, role in self.roles.items()},
        )


def open_pack(folder: Path = NORWAY) -> Pack:
    """Read a pack; raise DefinitionError for what is wrong in it, OSError for what cannot be read.

    Costs some 30 ms, most of it the calendar: read once.
    """
    said = _read_settings(folder)
    return Pack(
        folder=folder,
        said=said,
        calendar=_read_days(folder / "calendar", said.calendar),
        laws=_read_list(folder / "laws.yaml", Law),
        sources=_read_list(folder / "sources.yaml", Source),
        roles=_read_list(folder / "roles.yaml", Role),
        staff_roles=_read_list(folder / "access" / "roles.yaml", Role),
        rates={
            path.stem: read_rates(read_text(path), str(path))
            for path in sorted(folder.glob("rates/*.csv"))
        },
        codes=read_codes(
            {str(path): read_text(path) for path in sorted(folder.glob("codes/*.csv"))}
        ),
    )


def _read_settings(folder: Path) -> PackFile:
    return read_word(folder / "pack.yaml", PackFile)


def _read_days(folder: Path, week: Week) -> Calendar:
    return read_calendar(
        read_text(folder / "holidays.csv"),
        read_text(folder / "offsets.csv"),
        saturday_is_working=week.saturday_is_working,
        closed_days=week.closed_days,
    )


def _read_list(path: Path, kind: type[T]) -> Mapping[str, T]:
    """Return a file of things by name; a pack need not have it."""
    document = read_data(path) if path.exists() else Document(path.name, {})
    if not isinstance(document.data, dict):
        raise DefinitionError(
            [Problem(document.file, 1, "the file is no mapping", "Write 'name: …' for each.")]
        )
    things = document.data.items()
    return {name: validated(document, (name,), data, kind) for name, data in things}
