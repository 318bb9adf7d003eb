"""Files that someone wrote, and what stands where in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from helhet.pathway.errors import Problem

Tree = str | list[Any] | dict[str, Any]
"""What a document holds; `Any` stands for a Tree again."""
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class SourceFile:
    """A file as it was found: its name, as it is shown to the one who wrote it, and its bytes."""

    name: str
    content: bytes

    @property
    def stem(self) -> str:
        """The name without folder and ending: `right` of `forms/right.yaml`."""
        return self.name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]


@dataclass(frozen=True)
class Mark:
    """A place in a file, counted from 1."""

    line: int
    column: int


START: Final = Mark(1, 1)


@dataclass(frozen=True)
class Document:
    """One YAML document. `marks` gives for each path where its key, or its item, stands.

    `data` is None if the text could not be read to its end.
    """

    file: str
    data: Tree | None
    marks: Mapping[Path, Mark] = field(default_factory=lambda: MappingProxyType({(): START}))

    def line(self, path: Path) -> int:
        """Return the line of the deepest part of `path` that the file has."""
        while path not in self.marks:
            path = path[:-1]
        return self.marks[path].line


@dataclass(frozen=True)
class Text:
    """All documents of a file, and what is wrong with it as text."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]
