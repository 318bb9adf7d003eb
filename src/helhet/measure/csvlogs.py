"""CSV logs: read by DuckDB if they are flawless; else rewritten record by record, each fault with its line.

DuckDB reads ten times as fast, but cannot be told where a quotation mark was left open, counts
rows and not lines, and gives up a whole file for mixed line ends. So the first fault it meets
hands the file to the second way, which loses no good row and knows the true lines.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, Final, TextIO

import numpy as np

from helhet.measure.encodings import ESCAPE
from helhet.measure.errors import LogError
from helhet.measure.rows import (
    BROKEN_PACKING,
    Fault,
    Numbers,
    Rows,
    csv_scan,
    open_bytes,
)
from helhet.packs.csvrecords import Broken, Record, header_of, is_escaped, records
from helhet.pathway.errors import printable

MOST_BYTES: Final = (
    1_000_000  # of the cells of a record that are read: DuckDB takes lines of twice that
)
_SAMPLE: Final = 1 << 16
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_DATE: Final = re.compile(r"\d{4}-\d\d?-\d\d?\b.*|\d{1,2}[./-]\d{1,2}[./-]\d{4}\b.*|[\d\s.-]*\d{5}")
"""A date, or a number as only data has them: a year alone may name a column."""


@dataclass(frozen=True)
class CsvFile:
    """A CSV file and how it is written; the first record is the header."""

    path: Path
    names: tuple[str, ...]
    delimiter: str
    encoding: str
    is_gzip: bool

    @property
    def is_plain(self) -> bool:
        """Whether DuckDB can read its encoding."""
        return self.encoding == "utf-8-sig"

    def rows(self) -> Rows:
        """Return the rows as DuckDB reads them."""
        columns = tuple(f"c{number}" for number in range(len(self.names)))
        options = (f"delim = '{self.delimiter}'", "header = true", f"max_line_size = {MOST_BYTES}")
        packed = "compression = 'gzip'" if self.is_gzip else "compression = 'none'"
        types = ("VARCHAR",) * len(columns)
        return Rows(
            csv_scan(self.path, dict(zip(columns, types, strict=True)), *options, packed),
            self.names,
            columns,
            types,
            self._estimate(),
            lines=self.lines,
        )

    def _estimate(self) -> int:
        """Return about how many rows there are, rather too many; text packs to about a tenth."""
        with self.open() as file:
            sample = file.read(_SAMPLE)
        size = self.path.stat().st_size * (12 if self.is_gzip else 1)
        return size * (sample.count("\n") + 1) // max(len(sample), 1)

    @contextmanager
    def open(self) -> Iterator[TextIO]:
        """Open the file as text; what is no text in its encoding becomes lone surrogates."""
        errors = "surrogateescape" if self.is_plain else ESCAPE
        with open_bytes(self.path, is_gzip=self.is_gzip) as raw:
            yield TextIOWrapper(raw, self.encoding, errors=errors, newline="")

    def lines(self, rows: Numbers, count: int) -> Numbers | None:
        """Return the line on which each of these rows begins; None if the rows are counted otherwise here."""
        found, sought, number = np.zeros_like(rows), 0, 0
        with self.open() as file:
            for number, record in enumerate(_records(file, self.delimiter)):
                if sought < len(rows) and rows[sought] == number:
                    found[sought] = record.line
                    sought += 1
        return found if number == count else None

    def rewrite(self, to: Path, needed: Collection[int], bad: list[tuple[int, Fault]]) -> Rows:
        """Write the good rows to a CSV file without fault, each with its line; note the bad ones."""
        count, width = 0, len(self.names)
        with self.open() as file, to.open("w", encoding="utf-8", newline="") as written:
            writer = line_writer(written)
            for record in islice(_records(file, self.delimiter), 1, None):
                cells = [cell if n in needed else "" for n, cell in enumerate(record.cells[:width])]
                if fault := _fault(record, width) or long_fault(cells):
                    bad.append((record.line, fault))
                    continue
                count += 1
                writer.writerow((record.line, *cells))
        return lined_rows(to, self.names, count, kept=width)


def line_writer(file: TextIO) -> Any:
    """Return a csv writer for `lined_rows`. All is quoted: left bare, a CR within a value would end its row."""
    return csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)


def long_fault(cells: Collection[str]) -> Fault | None:
    """Return a fault if cells are longer together, as UTF-8, than a row that is read may be."""
    if sum(map(len, cells)) * 4 <= MOST_BYTES:  # nearly always, and quickly seen
        return None
    size = sum(len(cell.encode("utf-8", "surrogatepass")) for cell in cells)
    return Fault.LONG if size > MOST_BYTES else None


def lined_rows(path: Path, names: tuple[str, ...], count: int, *, kept: int) -> Rows:
    """Return the rows of a CSV file of our own: the line of each, then the cells of the first names.

    Cells may be missing at the end of a row. The other names are columns without a value.
    """
    cells = [f"c{number}" for number in range(kept)]
    listed = {"line": "BIGINT", **dict.fromkeys(cells, "VARCHAR")}
    # Cells may be missing and values hold line ends: then DuckDB reads one part after the other only.
    options = (
        *("delim = ','", "header = false", "new_line = '\\n'"),
        *("null_padding = true", "parallel = false"),
    )
    columns = (*cells, *["NULL::VARCHAR"] * (len(names) - kept))
    types = ("VARCHAR",) * len(names)
    return Rows(csv_scan(path, listed, *options), names, columns, types, count, line="line")


def open_csv(path: Path, encoding: str | None, *, is_gzip: bool) -> CsvFile:
    """Find out how a CSV file is written from its header."""
    file = CsvFile(path, (), ",", encoding or "utf-8-sig", is_gzip)
    sample = _sample(file)
    if encoding is None and sample.encode("utf-8", "surrogateescape")[:2] in _UTF16:
        raise LogError(f"{printable(path)} is UTF-16. Say --encoding utf-16, or save it as UTF-8.")
    header, delimiter = header_of(lambda sign: _records(StringIO(sample, newline=""), sign))
    names = [name.strip() for name in header.cells] if header else []
    _check_header(file, names)
    return CsvFile(path, tuple(names), delimiter, file.encoding, is_gzip)


def _sample(file: CsvFile) -> str:
    try:
        with file.open() as text:
            return text.read(_SAMPLE)
    except UnicodeError:  # a mark at its start is missing, for bad bytes raise nothing
        raise LogError(
            f"{printable(file.path)} is no text in {file.encoding}. "
            "Name its encoding, as with --encoding utf-16-le or cp1252, or save it as UTF-8."
        ) from None


def _check_header(file: CsvFile, names: list[str]) -> None:
    path, called = printable(file.path), "UTF-8" if file.is_plain else file.encoding
    if not names:
        raise LogError(f"{path} is empty, or its first line cannot be read. A log has a header.")
    if any(is_escaped(name) for name in names):
        raise LogError(
            f"{path}:1: the header is not {called}. Save the file as UTF-8, or name its encoding, as with --encoding cp1252."
        )
    if any("\0" in name for name in names):
        raise LogError(
            f"{path} has zero bytes, so it may be UTF-16. Say --encoding utf-16-le or utf-16-be."
        )
    # Names are shown in messages; what is a person's must not be among them.
    if any(map(_DATE.fullmatch, names)) or sum(name[:1].isdigit() for name in names) > 1:
        raise LogError(
            f"{path}:1: this looks like data, not like a header. Add a first line that names the columns."
        )
    if len(names) < 3:
        raise LogError(
            f"{path} has too few columns. A log has a course, an event and a time, "
            "with commas, semicolons, tabs or bars between."
        )


_BROKEN: Final = {
    Broken.QUOTE: Fault.QUOTE,
    Broken.LONG: Fault.LONG,
    Broken.ENCODING: Fault.ENCODING,
    Broken.FILE: Fault.BROKEN_PACKING,
}


def _records(file: Iterable[str], delimiter: str) -> Iterator[Record]:
    return records(file, delimiter, BROKEN_PACKING)


def _fault(record: Record, width: int) -> Fault | None:
    if record.broken:
        return _BROKEN[record.broken]
    return None if record.fits(width) else Fault.COLUMNS
