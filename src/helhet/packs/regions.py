"""An invented region: its municipalities, units and the persons who live there, as a pack's file tells them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from helhet.packs.assumptions import Share, Spread
from helhet.packs.pack import Pack
from helhet.packs.words import problems_in, read_data, validated
from helhet.pathway.errors import DefinitionError, Problem
from helhet.pathway.language.spelling import Name, Names, Number, Text
from helhet.pathway.language.words import Word
from helhet.pathway.reading.documents import Document
from helhet.pathway.reading.faults import meant, quoted

FILE: Final = Path("region") / "region.yaml"
Weight = Annotated[Number, Field(ge=1)]


class Place(Word):
    """A municipality: the number of the unit that it is, and how many live there against the others."""

    number: Text
    weight: Weight


class Staff(Word):
    """So many people in one role of a unit."""

    role: Name
    number: Weight = 1


class UnitOfRegion(Word):
    """A unit: what it is, whose it is, what it offers, to whom, and who works there."""

    name: Text
    kind: Literal["region", "trust", "municipality", "unit", "team"]
    below: Name | None = None
    place: Place | None = None
    offers: Names = ()
    also: Names = ()
    """Pathways that it offers to whom it knows already; nobody comes to them of themselves."""
    serves: Names = ()
    """Municipalities; all of them if none is named."""
    staff: tuple[Staff, ...] = ()


class Arrivals(Word):
    """How many of a hundred persons come to a pathway in the years told of, and when their first course begins."""

    share: Share
    since: Spread
    """Days ago."""


class Inhabitants(Word):
    """Who lives there: names to draw from, ages, languages."""

    given_names: Mapping[Literal["female", "male"], tuple[Text, ...]]
    family_names: tuple[Text, ...]
    age: Spread
    female: Share
    language: tuple[Name, ...]
    needs_interpreter: Share = 0
    protected: Share = 0
    """Whose address is confidential."""


class MovedUp(Word):
    """Somebody known by an alias who moves up to a name: by which consent and what it says, to which first entry, and who they are."""

    consent: Name
    says: Mapping[str, Text] = {}
    to: Name
    first: Name
    given_name: Text
    family_name: Text
    born: Text


class Region(Word):
    """A region of nobody, for showing what Helhet does."""

    region: Name
    note: Text
    inhabitants: Inhabitants
    units: Mapping[Name, UnitOfRegion]
    arrivals: Mapping[Name, Arrivals]
    recorded_late: Share = 0
    """Of a hundred entries those that are written down days after."""
    things: Mapping[Name, tuple[Text, ...]] = {}
    """Titles of what is nobody, by the pathway that is about it."""
    aliases: Mapping[Name, tuple[Text, ...]] = {}
    """By which names a team calls somebody of whom it knows no more, by the pathway that is about such."""
    moves_up: Mapping[Name, MovedUp] = {}
    """Who of the aliases of a pathway moves up to a name: the first of them from where the consent may be given."""
    tasks: tuple[Text, ...] = ()
    """What staff have written down to remember; about nobody."""

    @property
    def municipalities(self) -> dict[str, Place]:
        """The municipalities by the code of their unit."""
        return {code: unit.place for code, unit in self.units.items() if unit.place}


def read_region(pack: Pack, pathways: list[str]) -> Region:
    """Return the region of a pack; raise DefinitionError with everything in it that is not there, OSError without one."""
    document = read_data(pack.folder / FILE)
    read = validated(document, (), document.data, Region)
    if problems := list(_problems(read, pathways, document)):
        raise DefinitionError(problems)
    return read


def region_problems(pack: Pack, pathways: list[str]) -> tuple[Problem, ...]:
    """Return what is wrong in the region of a pack; nothing if it has none."""
    if not (pack.folder / FILE).exists():
        return ()
    return problems_in(lambda: read_region(pack, pathways))


def _problems(read: Region, pathways: list[str], document: Document) -> Iterator[Problem]:
    for path, name, known, plural in _named(read, set(pathways)):
        if name not in known:
            fault = f"{quoted(name)} is not known"
            yield Problem(document.file, document.line(path), fault, meant(name, known, plural))


def _named(
    read: Region, pathways: set[str]
) -> Iterator[tuple[tuple[str, ...], str, set[str], str]]:
    for code, unit in read.units.items():
        at = ("units", code)
        if unit.below:
            yield (*at, "below"), unit.below, set(read.units), "units"
        yield from (((*at, "offers"), name, pathways, "pathways") for name in unit.offers)
        yield from (((*at, "also"), name, pathways, "pathways") for name in unit.also)
        known = set(read.municipalities)
        yield from (((*at, "serves"), name, known, "municipalities") for name in unit.serves)
    yield from ((("arrivals", name), name, pathways, "pathways") for name in read.arrivals)
    yield from ((("things", name), name, pathways, "pathways") for name in read.things)
    yield from ((("aliases", name), name, pathways, "pathways") for name in read.aliases)
    for name, told in read.moves_up.items():
        yield ("moves-up", name), name, pathways, "pathways"
        yield ("moves-up", name, "to"), told.to, pathways, "pathways"
