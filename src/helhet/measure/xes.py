"""XES logs: read as a stream, written as a CSV of our own with the line of each event.

Only what may play a part is kept: what lies directly in a trace (as `case:NAME`) or in an event.
"""

from __future__ import annotations

import gzip
from collections.abc import Collection, Mapping
from io import BufferedReader
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from helhet.measure.columns import USUAL_NAMES, plain_name
from helhet.measure.csvlogs import line_writer, lined_rows, long_fault
from helhet.measure.errors import LogError
from helhet.measure.rows import BROKEN_PACKING, Fault, Rows, open_bytes

_BLOCK: Final = 1 << 16
MOST_PENDING: Final = 1 << 24  # bytes of one tag
DEEPEST: Final = 100
MOST_NAMES: Final = 10_000
MOST_KEPT: Final = 200
"""Columns: names differ by capitals and signs and yet may be wanted all, and each row has room for every column."""
MOST_OF_TRACE: Final = 1_000
"""Signs of what a trace tells: it is written again for each of its events."""


def read_xes(
    path: Path,
    to: Path,
    asked: Collection[str],
    bad: list[tuple[int, Fault]],
    *,
    is_gzip: bool,
) -> Rows:
    """Write an XES log as CSV and return its rows; `asked` are columns and parts beyond the usual ones.

    What is not well formed ends the reading there: what stands before it is kept, and the line noted.
    """
    usual = (name for names in USUAL_NAMES.values() for name in names)
    reader = _Reader({plain_name(name) for name in (*usual, *asked)})
    with (
        open_bytes(path, is_gzip=is_gzip) as file,
        to.open("w", encoding="utf-8", newline="") as written,
    ):
        reader.read(file, line_writer(written), bad)
    names = (*reader.kept, *sorted(reader.seen - reader.kept.keys()))
    return lined_rows(to, names, reader.count, kept=len(reader.kept))


class _Reader:
    """Follows the tags: log, trace, event, attribute."""

    def __init__(self, wanted: Collection[str]) -> None:
        self.wanted = wanted
        self.kept: dict[str, int] = {}
        """The columns, in the order in which they were first met; so early rows are shorter."""
        self.seen: set[str] = set()
        self.count = 0
        self.tags: list[str] = []
        self.trace: dict[int, str] = {}
        self.event: dict[int, str] = {}
        self.line = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EntityDeclHandler = self._entity

    def read(
        self, file: gzip.GzipFile | BufferedReader, writer: Any, bad: list[tuple[int, Fault]]
    ) -> None:
        """Write a row for each event; `writer` is a csv writer."""
        parser, given = self.parser, 0
        parser.EndElementHandler = lambda _: self._end(writer, bad)
        try:
            while block := file.read(_BLOCK):
                parser.Parse(block)
                given += len(block)
                if given - parser.CurrentByteIndex > MOST_PENDING:
                    raise self._refuse("has a tag without end")
            parser.Parse(b"", True)  # noqa: FBT003 - expat takes it by position
        except BROKEN_PACKING:
            bad.append((parser.CurrentLineNumber, Fault.BROKEN_PACKING))
        except expat.ExpatError:
            bad.append((parser.CurrentLineNumber, Fault.BROKEN_XML))
        except (LookupError, ValueError):
            raise self._refuse("names an encoding that cannot be read. Save it as UTF-8") from None

    def _refuse(self, why: str) -> LogError:
        return LogError(f"Line {self.parser.CurrentLineNumber} of the XES file {why}.")

    def _entity(self, *_: Any) -> None:
        raise self._refuse("declares an entity, which no log needs. Delete the DOCTYPE")

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        self.tags.append(tag)
        if len(self.tags) > DEEPEST:
            raise self._refuse("is nested too deeply for a log")
        if self.tags == ["log", "trace"]:
            self.trace = {}
        elif self.tags == ["log", "trace", "event"]:
            self.event, self.line = {}, self.parser.CurrentLineNumber
        elif self.tags[:3] == ["log", "trace", "event"] and len(self.tags) == 4:
            self._keep(self.event, attributes, "")
        elif self.tags[:2] == ["log", "trace"] and len(self.tags) == 3:
            self._keep(self.trace, attributes, "case:")

    def _keep(self, into: dict[int, str], attributes: Mapping[str, str], before: str) -> None:
        name, value = before + attributes.get("key", ""), attributes.get("value")
        if len(self.seen) < MOST_NAMES:
            self.seen.add(name)
        if value is not None and (name in self.kept or self._may_be_kept(name)):
            into[self.kept.setdefault(name, len(self.kept))] = value

    def _may_be_kept(self, name: str) -> bool:
        return len(self.kept) < MOST_KEPT and plain_name(name) in self.wanted

    def _end(self, writer: Any, bad: list[tuple[int, Fault]]) -> None:
        if self.tags == ["log", "trace", "event"]:
            if self._is_long():
                bad.append((self.line, Fault.LONG))
            else:
                told = {**self.trace, **self.event}
                cells = (told.get(number, "") for number in range(max(told, default=-1) + 1))
                writer.writerow((self.line, *cells))
                self.count += 1
        self.tags.pop()

    def _is_long(self) -> bool:
        of_trace = sum(map(len, self.trace.values()))
        return of_trace > MOST_OF_TRACE or long_fault(self.event.values()) is not None
