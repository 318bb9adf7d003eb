"""Files that someone wrote, and what stands where in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

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
class Document:
    """One YAML document. `lines` gives for each path the line of its key, or its item, from 1.

    `data` is None if the text could not be read to its end.
    """

    file: str
    data: Tree | None
    lines: Mapping[Path, int] = field(default_factory=lambda: MappingProxyType({(): 1}))

    def line(self, path: Path) -> int:
        """Return the line of the deepest part of `path` that the file has."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]


@dataclass(frozen=True)
class Text:
    """All documents of a file, and what is wrong with it as text."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]
