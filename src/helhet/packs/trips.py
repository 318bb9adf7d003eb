"""What a pack counts of journeys that no course tells of: its `trips.yaml`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from helhet.packs.words import problems_in, read_data, read_word
from helhet.pathway.errors import Problem
from helhet.pathway.language.spelling import READS_NUMBER, Name
from helhet.pathway.language.words import Title, Word


class Wait(Word):
    """A wait from so many minutes on, until the next begins."""

    from_: Annotated[int, Field(ge=0, le=10_000), READS_NUMBER]
    title: Title


class Trips(Word):
    """The lists, each name with its title; `pathway` is the one that a unit offers which counts."""

    pathway: Name
    ways: Annotated[Mapping[Name, Title], Field(min_length=1)]
    company: Annotated[Mapping[Name, Title], Field(min_length=1)]
    waits: Annotated[Mapping[Name, Wait], Field(min_length=1)]


def read_trips(folder: Path) -> Trips | None:
    """Return what a pack's folder says, None if it counts no journeys; raise DefinitionError with all that is wrong in it."""
    file = folder / "trips.yaml"
    return read_word(file, Trips) if file.exists() else None


def trip_problems(folder: Path, pathways: Collection[str]) -> tuple[Problem, ...]:
    """Return all that is wrong in what a pack counts of journeys."""
    if found := problems_in(lambda: read_trips(folder)):
        return found
    known = read_trips(folder)
    if known is None or known.pathway in pathways:
        return ()
    file = folder / "trips.yaml"
    fault = f"there is no pathway '{known.pathway}'"
    line = read_data(file).line(("pathway",))
    return (Problem(str(file), line, fault, "Name one of the pack."),)
