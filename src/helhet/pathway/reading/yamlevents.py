"""A parser's events → documents, on a stack of our own, stopping at the limits."""

import re
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import yaml

from helhet.pathway.errors import Problem
from helhet.pathway.reading.documents import Document, Path, Tree

MOST_NODES: Final = 50_000
MOST_LEVELS: Final = 20
MOST_PROBLEMS: Final = 100

# The C parser is about ten times as fast; a Python built without libyaml has the other.
LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

# Control characters but line breaks; line breaks that editors do not count as lines; marks that
# turn the direction of writing, so that a text reads otherwise than it is; signs of no width, so
# that two names look like one. A soft hyphen stays: where a long word may break is worth saying.
UNSEEN = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)

QUOTE = (
    "Look at this line and the one above: indent alike, write a space after a key's colon,"
    " and put quotes around a text that holds ': '."
)
SYNTAX: Final = {
    "mapping values are not allowed": ("a colon stands where none can", QUOTE),
    "expected key": ("the line does not fit those above it", QUOTE),
    "'-' indicator": (
        "the line does not fit the list above it",
        "Begin each item with '- ' and indent all alike.",
    ),
    "block sequence entries": (
        "a list begins on the line of its key",
        "Begin it on the next line, or write it in brackets.",
    ),
    "',' or ']'": ("a list in brackets is not closed", "Write ',' between items and ']' last."),
    "',' or '}'": ("a mapping in braces is not closed", "Write ',' between items and '}' last."),
    "unexpected end": ("a text in quotes is not closed", "Write the closing quote."),
    "cannot start any token": (
        "a text begins with a character that YAML keeps for itself",
        "Put quotes around the text.",
    ),
    "escape": ("a backslash in this text means nothing", "Use single quotes around the text."),
    "comment or line break": (
        "a text stands on the line of its '|' or '>'",
        "Begin it on the next line, indented.",
    ),
}
"""What the parser says, in part, and what a writer can do about it. Its own words may quote the file."""
NOT_YAML: Final = (
    "this is not well-formed YAML",
    "Check the indentation, quotes and brackets here and on the line above.",
)


class Stop(Exception):  # noqa: N818 - an end, not an error: the problem is noted
    """The rest of the text is not worth reading."""


@dataclass
class _Frame:
    """A list or mapping that is being filled, and the key that waits for its value."""

    into: list[Any] | dict[str, Any]
    path: Path
    key: str | None = None

    def next_path(self) -> Path:
        if isinstance(self.into, list):
            return (*self.path, len(self.into))
        assert self.key is not None, "a mapping's value follows its key"
        return (*self.path, self.key)

    def put(self, value: Tree) -> None:
        if isinstance(self.into, list):
            self.into.append(value)
            return
        assert self.key is not None, "a mapping's value follows its key"
        self.into[self.key] = value
        self.key = None


class EventReader:
    """Takes the parser's events one by one, on a stack of its own, and stops at the limits."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.documents: list[Document] = []
        self.problems: list[Problem] = []
        self.frames: list[_Frame] = []
        self.nodes = 0
        # Of one document, from its beginning on.
        self.lines: dict[Path, int]
        self.root: Tree

    def read(self, text: str) -> None:
        try:
            for event in yaml.parse(text, Loader=LOADER):
                self._take(event)
        except yaml.MarkedYAMLError as error:
            self._note_syntax(error, text)
        else:
            if not self.documents:
                self.note(1, "the file is empty", "Write the definition, or delete the file.")

    def note(self, line: int, fault: str, remedy: str) -> None:
        self.problems.append(Problem(self.file, line, fault, remedy))
        if len(self.problems) >= MOST_PROBLEMS:
            raise Stop

    def refuse(self, line: int, fault: str, remedy: str) -> NoReturn:
        self.note(line, fault, remedy)
        raise Stop

    def _note_syntax(self, error: yaml.MarkedYAMLError, text: str) -> None:
        at, begun = error.problem_mark, error.context_mark
        assert at is not None, "the parser marks every problem"
        if begun and at.index >= len(text):
            at = begun  # the text's end says nothing, the beginning of what is open does
        words = (told for part, told in SYNTAX.items() if part in str(error.problem))
        fault, remedy = next(words, NOT_YAML)
        line = min(at.line + 1, len(text.splitlines()))
        self.problems.append(Problem(self.file, line, fault, remedy))

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.lines = {}
        elif isinstance(event, yaml.DocumentEndEvent):
            self._end_document()
        elif isinstance(event, yaml.CollectionEndEvent):
            self._put(self.frames.pop().into)
        elif isinstance(event, yaml.NodeEvent):
            self._take_node(event)

    def _end_document(self) -> None:
        if self.root == "":
            self.note(self.lines[()], "this document is empty", "Fill it, or delete it.")
        self.documents.append(Document(self.file, self.root, self.lines))

    def _take_node(self, event: yaml.NodeEvent) -> None:
        self._check_node(event)
        top = self.frames[-1] if self.frames else None
        if top and isinstance(top.into, dict) and top.key is None:
            self._take_key(event, top)
            return
        path = top.next_path() if top else ()
        self.lines.setdefault(path, line_of(event))
        if isinstance(event, yaml.CollectionStartEvent):
            self._open(event, path)
        else:
            self._put(self._scalar(event))

    def _check_node(self, event: yaml.NodeEvent) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            fault = f"the file has more than {MOST_NODES:,} values"
            self.refuse(line_of(event), fault, "Divide it.")
        if isinstance(event, yaml.AliasEvent):
            self.note(line_of(event), "an alias ('*') stands here", "Write the value out.")
        elif event.anchor is not None:
            self.note(line_of(event), "an anchor ('&') stands here", "Delete it.")
        if getattr(event, "tag", None) is not None:
            self.note(line_of(event), "a tag ('!') stands here", "Delete it, or quote the text.")

    def _take_key(self, event: yaml.NodeEvent, top: _Frame) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            self.refuse(line_of(event), "a key is not a plain text", "Write a name and then ': '.")
        top.key = self._scalar(event)
        path = top.next_path()
        if path in self.lines:
            first = self.lines[path]
            fault = f"this key stands twice in its mapping, first on line {first}"
            self.note(line_of(event), fault, "Rename or delete one of them.")
        self.lines[path] = line_of(event)

    def _open(self, event: yaml.CollectionStartEvent, path: Path) -> None:
        if len(self.frames) >= MOST_LEVELS:
            fault = f"lists and mappings stand more than {MOST_LEVELS} deep in each other here"
            self.refuse(
                line_of(event), fault, "No definition is so deep: look for brackets too many."
            )
        is_list = isinstance(event, yaml.SequenceStartEvent)
        self.frames.append(_Frame([] if is_list else {}, path))

    def _scalar(self, event: yaml.NodeEvent) -> str:
        text: str = getattr(event, "value", "")
        if found := UNSEEN.search(text):
            self.note(line_of(event), *unseen(found[0]))
        return text

    def _put(self, value: Tree) -> None:
        if self.frames:
            self.frames[-1].put(value)
        else:
            self.root = value


def line_of(event: yaml.Event) -> int:
    assert event.start_mark is not None, "the parser marks every event"
    return event.start_mark.line + 1


def unseen(character: str) -> tuple[str, str]:
    """Return fault and remedy of a character that UNSEEN found."""
    if character == "\t":
        return "a tab stands here", "Use spaces."
    return f"a character that nobody can see stands here, U+{ord(character):04X}", "Delete it."
