"""The words of the language: what a pathway file may say, and what one says."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, get_args

from helhet.pathway.language.limits import Change
from helhet.pathway.language.model import Pathway
from helhet.pathway.language.phrases import SignalKind, TimeUnit
from helhet.pathway.language.words import Word

SPELT = (Change, SignalKind, TimeUnit)
"""Words that stand inside short texts, so that no record names them as its values."""
WITHIN = {"OnChange.of"}
"""Keys that no file writes: reading puts them there."""


def every_word() -> set[str]:
    """Return `Record.key` for each key that a pathway file may have."""
    return {
        f"{record.__name__}.{key(record, name)}"
        for record in records(Pathway)
        for name in record.model_fields
    } - WITHIN


def every_value() -> set[str]:
    """Return each word that stands for one of a few values, as `long-text` or `working days`."""
    annotations = [field.annotation for record in records(Pathway) for field in fields(record)]
    found = {value for annotation in annotations for value in _values(annotation)}
    return found | {str(member) for enum in SPELT for member in enum}


def words_in(value: object) -> Iterator[str]:
    """Yield `Record.key` for each key that a pathway has, at any depth."""
    if isinstance(value, Word):
        for name in value.model_fields_set:
            yield f"{type(value).__name__}.{key(type(value), name)}"
            yield from words_in(getattr(value, name))
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from words_in(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from words_in(part)


def records(record: type[Word]) -> set[type[Word]]:
    """Return a record and all that stand in it."""
    found, todo = {record}, [record]
    while todo:
        inner = {part for field in fields(todo.pop()) for part in _records_in(field.annotation)}
        todo.extend(inner - found)
        found |= inner
    return found


def fields(record: type[Word]) -> Iterator[Any]:
    return iter(record.model_fields.values())


def key(record: type[Word], name: str) -> str:
    """Return a field's name as it is written in a file."""
    return record.model_fields[name].alias or name


def _records_in(annotation: Any) -> Iterator[type[Word]]:
    if isinstance(annotation, type) and issubclass(annotation, Word):
        yield annotation
    for part in get_args(annotation):
        yield from _records_in(part)


def _values(annotation: Any) -> Iterator[str]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from map(str, annotation)
    for part in get_args(annotation):
        if isinstance(part, str):
            yield part
        else:
            yield from _values(part)
