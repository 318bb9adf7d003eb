"""What a pack counts of help that is about nobody in particular, and which kits are kept in stock: its `contacts.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from helhet.packs.words import read_word
from helhet.pathway.language.spelling import READS_NUMBER, Name
from helhet.pathway.language.words import Title, Word

FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$")]


class Hours(Word):
    """A part of the day, from an hour on until the next part begins."""

    from_: Annotated[int, Field(ge=0, le=23), READS_NUMBER]
    title: Title


class Kit(Word):
    """A thing that is handed out; so many days before a batch expires somebody is told."""

    title: Title
    warn_days: Annotated[int, Field(ge=0, le=3650), READS_NUMBER]


class HandedOut(Word):
    """The event of a pathway by which a kit is handed out to somebody, and the fields in which its entry tells of each kit and of their batch; `kinds` is what its
    form calls each kit."""

    event: Name
    each: FieldName
    batch: FieldName
    expires: FieldName
    kind: FieldName
    kinds: Mapping[Name, Name]


class Contacts(Word):
    """The lists, each name with its title. A number below `fewest-told` is not told as such; `met` is the event of each pathway by which somebody was met,
    `reach-first` the state in which somebody is to be reached before all others."""

    kinds: Annotated[Mapping[Name, Title], Field(min_length=1)]
    needs: Annotated[Mapping[Name, Title], Field(min_length=1)]
    places: Annotated[Mapping[Name, Title], Field(min_length=1)]
    hours: Annotated[Mapping[Name, Hours], Field(min_length=1)]
    fewest_told: Annotated[int, Field(ge=2, le=100), READS_NUMBER]
    kits: Mapping[Name, Kit]
    handed_out: Mapping[Name, HandedOut] = {}
    met: Mapping[Name, Name] = {}
    reach_first: Mapping[Name, Name] = {}

    def hours_at(self, hour: int) -> str:
        """Return the part of the day in which an hour lies; before the first one begins it is the last."""
        begun = [(one.from_, name) for name, one in self.hours.items() if one.from_ <= hour]
        return max(begun)[1] if begun else max((one.from_, n) for n, one in self.hours.items())[1]


def read_contacts(folder: Path) -> Contacts:
    """Return what a pack's folder says; raise DefinitionError with all that is wrong in it, OSError if it cannot be read."""
    return read_word(folder / "contacts.yaml", Contacts)
