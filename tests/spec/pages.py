"""The blocks of a reference page that are tests: pathways, drawn histories, texts that must be refused.

A text keeps its place in the page: empty lines stand before it, so that a problem's line is the page's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from helhet.pathway.reading.documents import SourceFile

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "docs" / "reference" / "language"

PATHWAY: Final = "yaml pathway"
EDITION: Final = "yaml pathway edition"
HISTORY: Final = "yaml history"
REFUSED_HISTORY: Final = "yaml history refused"
REFUSED: Final = "yaml refused"
REFUSED_EDITION: Final = "yaml refused edition"
TEXT: Final = "text"
KINDS: Final = (
    *(PATHWAY, EDITION, HISTORY),
    *(REFUSED, REFUSED_EDITION, REFUSED_HISTORY, TEXT),
)

FENCE: Final = re.compile(r"```(.*)")
NAME: Final = re.compile(r"^history: (.+)$", re.MULTILINE)


class PageError(ValueError):
    """A page whose blocks do not belong together; the message says which line of which page."""


@dataclass(frozen=True)
class Block:
    """A fenced block: what is said behind its fence, its text, and the line where the text begins."""

    page: str
    line: int
    kind: str
    text: str

    def placed(self) -> SourceFile:
        """Return the text as a file of the page's name in which every line has the page's number."""
        return SourceFile(self.page, ("\n" * (self.line - 1) + self.text).encode())

    def alone(self, name: str) -> SourceFile:
        """Return the text as a file of its own."""
        return SourceFile(name, self.text.encode())

    def error(self, told: str) -> PageError:
        return PageError(f"{self.page}:{self.line - 1}: {told}")


@dataclass(frozen=True)
class Drawn:
    """A drawn history of a page, and the editions of the pathway it belongs to."""

    pathways: tuple[Block, ...]
    history: Block

    @property
    def name(self) -> str:
        """The history's own name."""
        found = NAME.findall(self.history.text)
        if len(found) != 1:
            raise self.history.error("a block holds one history, and it has a name")
        return str(found[0]).strip("\"'")


@dataclass(frozen=True)
class Refused:
    """A text that must be refused, after which problems; `pathways` are those it stands beside."""

    pathways: tuple[Block, ...]
    block: Block
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """What one page has to be tried."""

    name: str
    pathways: tuple[tuple[Block, ...], ...]
    drawn: tuple[Drawn, ...]
    refused: tuple[Refused, ...]


def blocks_of(path: Path) -> Iterator[Block]:
    """Yield the blocks of a page in their order; raise PageError for one that is not closed."""
    page = path.relative_to(ROOT).as_posix()
    begun: tuple[int, str] | None = None
    told: list[str] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        fence = FENCE.fullmatch(line)
        if begun is None and fence:
            begun, told = (number + 1, fence[1]), []
        elif begun is not None and line == "```":
            yield Block(page, *begun, "".join(told))
            begun = None
        else:
            told.append(line + "\n")
    if begun is not None:
        raise PageError(f"{page}:{begun[0] - 1}: a block is not closed")


def read_page(path: Path) -> Page:
    """Return what a page has to be tried; raise PageError for blocks that do not belong together."""
    reader = _PageReader()
    for block in blocks_of(path):
        reader.take(block)
    reader.end()
    return Page(
        path.stem, tuple(map(tuple, reader.pathways)), tuple(reader.drawn), tuple(reader.refused)
    )


def all_pages() -> list[Page]:
    """Return every page of the language."""
    return [read_page(path) for path in sorted(FOLDER.glob("*.md"))]


class _PageReader:
    """Takes blocks one by one and says which belong together."""

    def __init__(self) -> None:
        self.pathways: list[list[Block]] = []
        self.drawn: list[Drawn] = []
        self.refused: list[Refused] = []
        self.unanswered: Block | None = None
        self.last = ""

    def take(self, block: Block) -> None:
        if block.kind not in KINDS:
            raise block.error(f"a block is one of {', '.join(KINDS)}")
        if block.kind == TEXT:
            self._answer(block)
        else:
            self.end()
            self._take_yaml(block)
        self.last = block.kind

    def end(self) -> None:
        if self.unanswered is not None:
            raise self.unanswered.error("no 'text' follows that says why it is refused")

    def _take_yaml(self, block: Block) -> None:
        if block.kind in (REFUSED, REFUSED_EDITION, REFUSED_HISTORY):
            self.unanswered = block
        elif block.kind == PATHWAY:
            self.pathways.append([block])
        elif block.kind == EDITION:
            if self.last not in (PATHWAY, EDITION):
                raise block.error("an edition follows the pathway's other editions")
            self.pathways[-1].append(block)
        else:
            self.drawn.append(Drawn(self._above(block), block))

    def _answer(self, block: Block) -> None:
        if self.unanswered is None:
            raise block.error("nothing stands before this that could be refused")
        beside = () if self.unanswered.kind == REFUSED else self._above(block)
        self.refused.append(Refused(beside, self.unanswered, tuple(block.text.splitlines())))
        self.unanswered = None

    def _above(self, block: Block) -> tuple[Block, ...]:
        if not self.pathways:
            raise block.error("no pathway stands above this")
        return tuple(self.pathways[-1])
