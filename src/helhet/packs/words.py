"""A file of a pack as a record of words, or everything that is wrong in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from helhet.packs.files import read_source
from helhet.pathway.errors import DefinitionError, Problem
from helhet.pathway.language.words import Word
from helhet.pathway.reading.documents import Document
from helhet.pathway.reading.documents import Path as DocumentPath
from helhet.pathway.reading.yamltext import read_document

T = TypeVar("T", bound=Word)


def read_word(path: Path, kind: type[T]) -> T:
    """Return a file as a record; raise DefinitionError with all that is wrong in it."""
    document = read_data(path)
    return validated(document, (), document.data, kind)


def read_data(path: Path) -> Document:
    """Return a file as plain data; raise DefinitionError if it cannot be read to its end."""
    document, problems = read_document(read_source(path))
    if problems:
        raise DefinitionError(problems)
    return document


def problems_in(read: Callable[[], object]) -> tuple[Problem, ...]:
    """Return what is wrong in a file, found by reading it; nothing if it can be read."""
    try:
        read()
    except DefinitionError as error:
        return tuple(error.problems)
    return ()


def validated(document: Document, path: DocumentPath, data: Any, kind: type[T]) -> T:
    """Return what stands at a path as a record; raise DefinitionError with all that is wrong in it."""
    try:
        return kind.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        raise DefinitionError(
            Problem(
                document.file,
                document.line((*path, *told["loc"])),
                f"'{'.'.join(map(str, (*path, *told['loc']))) or 'the file'}' is not as it should be",
                _remedy(told["type"], told["msg"]),
            )
            for told in error.errors(include_url=False)
        ) from None


def _remedy(kind: str, message: str) -> str:
    """Return what to do about a fault, in our words where the library's are a programmer's."""
    if kind == "extra_forbidden":
        return "There is no such key here: mend its name, or take it away."
    if kind == "missing":
        return "It is needed: add it."
    return message.removeprefix("Value error, ").rstrip(".") + "."
