"""The rows of a log, before they mean anything: where DuckDB finds them, and how a row is named to the user."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from gzip import GzipFile
from io import BufferedReader
from pathlib import Path
from typing import Any, Final

import numpy as np

from helhet.measure.database import glob_safe, sql_text


class Fault(IntEnum):
    """Why a row cannot be read. Form dates have FORM_DATE and more, in the order of the columns that are read."""

    EMPTY = -1  # no row at all
    COLUMNS = 1
    QUOTE = 2
    ENCODING = 3
    BROKEN_XML = 4
    BROKEN_PACKING = 5
    NO_COURSE = 6
    NO_EVENT = 7
    NO_TIME = 8
    TIME = 9
    TIME_OUTSIDE = 10
    SETTING = 11
    BORN = 12
    LONG = 13
    FORM_DATE = 100


SAID = {
    Fault.COLUMNS: "has another number of columns than the header. Mend it, or quote what holds the delimiter",
    Fault.QUOTE: "has a quotation mark that is not closed, or text after a closing one. Double it inside a quoted value",
    Fault.ENCODING: "has bytes that are not text in this encoding. Save the file as UTF-8, or name its encoding, as with --encoding cp1252",
    Fault.BROKEN_XML: "is where the XML breaks off; what may follow was not read. Get the whole file",
    Fault.BROKEN_PACKING: "is where the packed file breaks off; what may follow was not read. Get the whole file",
    Fault.LONG: "is too long. Shorten it to a million bytes, and what an XES trace tells of itself to a thousand signs",
    Fault.NO_COURSE: "names no course",
    Fault.NO_EVENT: "names no event",
    Fault.NO_TIME: "has no time",
    Fault.TIME: "has a time that cannot be read. Write YYYY-MM-DD, perhaps with THH:MM:SS and an offset, or say --date-format",
    Fault.TIME_OUTSIDE: "has a time that is not between 1970-01-01 and 2100-12-31",
    Fault.SETTING: "has a setting that the pathway does not know",
    Fault.BORN: "has a birth date that cannot be read, or that nobody alive has",
}


Numbers = np.ndarray[Any, np.dtype[np.int64]]
Lines = Callable[[Numbers, int], Numbers | None]
"""The lines of the file on which rows begin: of these rows (rising) of a log of so many; None if it cannot be told."""


@dataclass(frozen=True)
class Rows:
    """A log that DuckDB can scan.

    `columns` are SQL for its columns, `types` their types, `names` what the user calls them. `line` is SQL for
    the line on which a row stands, if the scan knows it; else `lines` finds it, or a row's number has to do.
    """

    scan: str
    names: tuple[str, ...]
    columns: tuple[str, ...]
    types: tuple[str, ...]
    estimate: int
    number: str = "row_number() OVER ()"
    line: str | None = None
    lines: Lines | None = None


def csv_scan(path: Path, columns: Mapping[str, str], *options: str) -> str:
    """Return SQL for a CSV file whose every setting is known: nothing is guessed by the reader.

    Without `parallel = false`: with it, DuckDB 2.0.0 drops all from a quotation mark left open, and says nothing.
    """
    listed = ", ".join(f"{sql_text(name)}: '{kind}'" for name, kind in columns.items())
    told = ("auto_detect = false", "quote = '\"'", "escape = '\"'", *options)
    return f"read_csv({glob_safe(path)}, columns = {{{listed}}}, {', '.join(told)})"


BROKEN_PACKING: Final = (EOFError, zlib.error, gzip.BadGzipFile)
"""What is raised where a packed file is not whole."""


@contextmanager
def open_bytes(path: Path, *, is_gzip: bool) -> Iterator[GzipFile | BufferedReader]:
    """Open a file, perhaps packed, for its bytes."""
    if is_gzip:
        with gzip.open(path) as packed:
            yield packed
    else:
        with path.open("rb") as file:
            yield file
