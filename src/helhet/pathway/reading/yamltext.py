"""Bytes that someone wrote → nested dicts, lists and texts with the line of each, or the problems.

Every scalar is text: `no`, `2019-01-01` and `0301` stay what they were typed as. What a hostile or
broken file could do to the reader is refused before a tree is built: size, depth, number of nodes,
aliases (the "billion laughs"), tags, directives, and characters that nobody can see.
"""

import re
from contextlib import suppress
from typing import Final

from helhet.pathway.errors import Problem
from helhet.pathway.reading.documents import Document, SourceFile, Text
from helhet.pathway.reading.yamlevents import UNSEEN, EventReader, Stop, unseen

MOST_BYTES: Final = 1_000_000

SECOND: Final = "Put it in a file of its own; an older edition lies in 'editions/'."
LINE_BREAK = re.compile(r"\r\n|\r|\n")
# Ten thousand %TAG lines take the parser seconds, and a pathway needs none.
DIRECTIVE = re.compile(r"(?<![^\r\n])%")


def read_document(file: SourceFile) -> tuple[Document, tuple[Problem, ...]]:
    """Return the one document of a file, and the problems: several, or none, are one."""
    text = read_text(file)
    if len(text.documents) < 2:
        first = text.documents[0] if text.documents else Document(file.name, None)
        return first, text.problems
    line = text.documents[1].line(())
    problem = Problem(file.name, line, "a second document begins here", SECOND)
    return text.documents[0], (*text.problems, problem)


def read_text(file: SourceFile) -> Text:
    """Return all documents of a file. Never raises; a megabyte takes at most half a second."""
    reader = EventReader(file.name)
    with suppress(Stop):
        reader.read(_decode_yaml(file.content, reader))
    return Text(tuple(reader.documents), tuple(reader.problems))


def read_plain(file: SourceFile) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of a file that is no YAML, or why it has none."""
    reader = EventReader(file.name)
    try:
        return _decode(file.content, reader), ()
    except Stop:
        return "", tuple(reader.problems)


def _decode(content: bytes, reader: EventReader) -> str:
    """Return the text of a file, or note why it is none."""
    if len(content) > MOST_BYTES:
        fault = f"the file has more than {MOST_BYTES:,} bytes"
        reader.refuse(1, fault, "Divide it, or look for what does not belong in it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        reader.refuse(_next_line(before), "a byte here is not UTF-8", "Save the file as UTF-8.")
    if found := UNSEEN.search(text):
        reader.refuse(_next_line(text[: found.start()]), *unseen(found[0]))
    return text


def _decode_yaml(content: bytes, reader: EventReader) -> str:
    text = _decode(content, reader)
    if found := DIRECTIVE.search(text):
        fault = "a line begins with '%', which YAML takes for a directive"
        reader.refuse(_next_line(text[: found.start()]), fault, "Indent the line, or delete it.")
    return text


def _next_line(before: str) -> int:
    """Return the line of what stands after this text."""
    return len(LINE_BREAK.findall(before)) + 1
