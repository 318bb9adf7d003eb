"""How each kind of value in a pathway file is spelt: text to typed value, with its JSON Schema."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from helhet.pathway.calendar import parse_day
from helhet.pathway.language import phrases
from helhet.pathway.language.phrases import Duration, FieldRef, Guard, Signal

LONGEST_NAME = 64
"""Room for any name a reader can take in; also what keeps "did you mean" fast on hostile files."""
LONGEST_TEXT = 500
"""Room for any title and help text, twice over what the Norwegian pack needs; a picture of a page takes minutes."""

NAME_SCHEMA = {"type": "string", "pattern": rf"^{phrases.NAME}$", "maxLength": LONGEST_NAME}


@dataclass(frozen=True)
class Alternatively:
    """In the JSON Schema a value may also be written in these other ways; validation is not touched."""

    ways: tuple[JsonSchemaValue, ...]

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [handler(core_schema), *self.ways]}


@dataclass(frozen=True)
class AloneOrList:
    """In the JSON Schema one item may stand without the list around it."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core_schema)
        return {"anyOf": [handler.resolve_ref_schema(schema)["items"], schema]}


def reads(reader: Callable[[str], Any], *kinds: type) -> BeforeValidator:
    """Return a validator that reads texts, lets values of `kinds` through and refuses all else.

    Refusing matters: pydantic would build a dataclass from a mapping, past the reader's checks.
    """

    def read(value: Any) -> Any:
        if isinstance(value, str):
            return reader(value)
        if isinstance(value, kinds):
            return value
        raise phrases.PhraseError("a single text stands here, not a list or mapping")

    return BeforeValidator(read)


def spelt(pattern: str) -> WithJsonSchema:
    """Return the JSON Schema of a text of one pattern."""
    return WithJsonSchema({"type": "string", "pattern": pattern})


def as_list(value: Any) -> Any:
    """Return one text as a list of one."""
    return [value] if isinstance(value, str) else value


def names_to_mapping(value: Any) -> Any:
    """Return a list of names as a mapping of names to nothing more; a name twice is refused."""
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        return value
    if len(set(value)) < len(value):
        raise phrases.PhraseError("each name stands once in the list")
    return {name: {} for name in value}


Name = Annotated[str, StringConstraints(pattern=rf"^{phrases.NAME}$", max_length=LONGEST_NAME)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)]
READS_NUMBER = reads(phrases.read_number, int)
# Bounds stand before the reader: behind it they never reach the JSON Schema.
Number = Annotated[int, READS_NUMBER]
GoalNumber = Annotated[int, Field(ge=1, le=5), READS_NUMBER]
Years = Annotated[int, Field(ge=1, le=120), READS_NUMBER]
FewTimes = Annotated[int, Field(ge=1, le=8), READS_NUMBER]
ADecimal = Annotated[
    Decimal, reads(phrases.read_decimal, int, Decimal), spelt(phrases.DECIMAL_PATTERN)
]
Flag = Annotated[
    bool,
    reads(phrases.read_flag, bool),
    # An editor that follows YAML 1.2 takes yes, no, on and off for texts.
    WithJsonSchema({"enum": [True, False, "yes", "no", "on", "off"]}),
]
Day = Annotated[int, reads(parse_day, int), WithJsonSchema({"type": "string", "format": "date"})]
ASignal = Annotated[Signal, reads(phrases.read_signal, Signal), spelt(phrases.SIGNAL_PATTERN)]
ADuration = Annotated[
    Duration, reads(phrases.read_duration, Duration), spelt(phrases.DURATION_PATTERN)
]
AGuard = Annotated[Guard, reads(phrases.read_guard, Guard), spelt(phrases.GUARD_PATTERN)]
AField = Annotated[FieldRef, reads(phrases.read_field, FieldRef), spelt(phrases.FIELD_PATTERN)]
NameOrField = Annotated[
    str | FieldRef,
    reads(phrases.read_name_or_field, FieldRef),
    spelt(phrases.NAME_OR_FIELD_PATTERN),
]
Signals = Annotated[tuple[ASignal, ...], BeforeValidator(as_list), AloneOrList()]
Names = Annotated[tuple[Name, ...], BeforeValidator(as_list), AloneOrList()]
Texts = Annotated[tuple[Text, ...], BeforeValidator(as_list), AloneOrList()]
Fields = Annotated[tuple[AField, ...], BeforeValidator(as_list), AloneOrList()]

OrNames = (
    BeforeValidator(names_to_mapping),
    Alternatively(({"type": "array", "items": NAME_SCHEMA},)),
)
"""What a mapping of names carries that may be written as a list of names: `Annotated[Mapping[…], *OrNames]`."""
