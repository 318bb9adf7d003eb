"""What a mapping file says: which column is what, how amounts are written, and what a row is known by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, model_validator

from helhet.packs.words import read_word
from helhet.pathway.language.spelling import Name, Text, as_list
from helhet.pathway.language.words import Word


class Unit(StrEnum):
    """What an amount in the file is counted in."""

    ORE = "ore"
    KRONER = "kr"
    THOUSAND = "thousand"
    MILLION = "mill"


class Format(StrEnum):
    """How a day is written."""

    ISO = "yyyy-mm-dd"
    NORWEGIAN = "dd.mm.yyyy"


class Told(Word):
    """Where something about a row is told: the same for all (`is`), or a column, whose values may be translated."""

    is_: Text | None = None
    column: Text | None = None
    values: Mapping[Text, Text] = {}
    format: Format = Format.ISO

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.is_ is None) == (self.column is None):
            raise ValueError("say 'is', the same for all rows, or 'column'")
        return self


class AmountTold(Word):
    """The column of amounts, and how they are written: nothing is guessed, for a point parts thousands here and decimals there."""

    column: Text
    unit: Unit
    decimal: Literal[",", "."]
    thousands: Literal["", " ", ",", ".", "'"] = ""

    @model_validator(mode="after")
    def _two_signs(self) -> Self:
        if self.decimal == self.thousands:
            raise ValueError("decimals and thousands are parted by different signs")
        return self


class Currency(Word):
    """The column that names the currency, and the one that may stand there."""

    column: Text
    only: Text


class Rows(Word):
    """What the rows of a file say, each about one posting."""

    plan: Told
    year: Told
    stage: Told
    counts: Told
    booked_on: Told
    source: Told
    channel: Told | None = None
    measure: Told | None = None
    post: Told | None = None
    receiver: Told | None = None
    region: Told | None = None
    text: Told | None = None
    verified: Told | None = None
    said_by: Told | None = None
    from_year: Told | None = None
    price_year: Told | None = None

    def told(self) -> Iterator[tuple[str, Told]]:
        """Yield each thing that is told, by its name."""
        for name in Rows.model_fields:
            if (one := getattr(self, name)) is not None:
                yield name, one


class MoneyMapping(Word):
    """A mapping: from which books, and what their columns are. Every column is named or in `ignored`, so that none is overlooked.

    `key` names the columns that make a row itself; without it a row is known by all it says, and how often that was said before.
    """

    origin: Name
    sheet: Text | None = None
    amount: AmountTold
    currency: Currency | None = None
    key: Annotated[tuple[Text, ...], BeforeValidator(as_list)] = ()
    rows: Rows
    ignored: Annotated[tuple[Text, ...], BeforeValidator(as_list)] = ()

    def columns(self) -> set[str]:
        """Return the columns that a file must have."""
        told = {one.column for _, one in self.rows.told() if one.column is not None}
        currency = {self.currency.column} if self.currency else set()
        return {self.amount.column, *told, *currency, *self.key}


RESERVED: Final = "demo"


def read_mapping(path: Path) -> MoneyMapping:
    """Return a mapping; raise DefinitionError with all that is wrong in it, OSError."""
    return read_word(path, MoneyMapping)
