"""A log and a pathway → runs, spells and deviations of everybody: all steps, from the file to the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from helhet.measure import kernels
from helhet.measure.badrows import FILE, BadRows, bad_rows
from helhet.measure.bulk import OUT_ROWS, SLICE_ENTRIES, Bulk, Reader, plain_reader
from helhet.measure.coding import Named, code_bucket, name_events, register_calendar
from helhet.measure.database import workspace
from helhet.measure.errors import LogError
from helhet.measure.events import EventNames
from helhet.measure.logs import Asked, Log, open_log
from helhet.measure.midnights import AUTO, Midnights, look_at_midnights
from helhet.measure.placing import check_place, put_together
from helhet.measure.results import TABLES, Results
from helhet.measure.staging import BUCKET_ROWS, Reading, Staged, stage, text_fields
from helhet.measure.summary import Summary
from helhet.measure.telling import bad_row_lines, columns_line, many
from helhet.pathway.calendar import LAST_DAY_TEXT
from helhet.pathway.errors import printable
from helhet.pathway.tables import layout as at
from helhet.pathway.tables.table import Table

FEW_ROWS = 20_000
"""Read plainly where the compiled reading is not at hand: some seconds against half a minute."""
Told = Callable[[str], None]
"""Is told what is being done now."""


@dataclass(frozen=True)
class Sizes:
    """How much is held at a time."""

    bucket_rows: int = BUCKET_ROWS
    slice_entries: int = SLICE_ENTRIES
    out_rows: int = OUT_ROWS
    few_rows: int = FEW_ROWS


@dataclass(frozen=True)
class Question:
    """What is asked: of which log, by which pathway, and what is said of the log's ways."""

    log: Path
    table: Table = field(repr=False)
    columns: Mapping[str, str] = field(default_factory=dict)
    names: EventNames | None = None
    formats: Sequence[str] = ()
    encoding: str | None = None
    as_of: int | None = None
    to: Path | None = None
    kind: str = "parquet"
    midnight: str = AUTO


@dataclass(frozen=True)
class Answer:
    """What came of it; `columns` says which column was taken for which part."""

    as_of: int
    is_last_day: bool
    rows: int
    courses: int
    columns: Mapping[str, str]
    summary: Summary
    events: Sequence[Named]
    bad: BadRows
    files: Sequence[Path]
    midnights: Midnights


@dataclass(frozen=True)
class Opened:
    """A log whose rows have been read, and its events named; `reading` says how."""

    log: Log
    staged: Staged
    reading: Reading
    events: Sequence[Named]
    midnights: Midnights
    as_of: int


USUAL = Sizes()


def measure(question: Question, tell: Told = lambda _: None, sizes: Sizes = USUAL) -> Answer:
    """Read a whole log. Raises LogError for a log or question that cannot be read; good rows are never lost."""
    with workspace() as (connection, folder), told_safely():
        return _measure(question, connection, folder, tell, sizes)


@contextmanager
def told_safely() -> Iterator[None]:
    """Turn what the database raises into a LogError that tells nothing of what stands in a row."""
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise LogError(f"The log could not be read to its end: {_first_line(error)}") from None
    except duckdb.Error as error:
        # Its message may hold what stands in a row.
        raise LogError(f"The database could not read the log ({type(error).__name__}).") from None


def _measure(
    question: Question,
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    tell: Told,
    sizes: Sizes,
) -> Answer:
    _check_place(question)
    tell("reading the log")
    opened = open_rows(question, connection, folder, sizes)
    log, staged, reading, as_of = opened.log, opened.staged, opened.reading, opened.as_of
    results = Results(
        connection, reading, as_of, _parts_folder(question, folder), question.kind, Summary()
    )
    bulk = Bulk(
        reading,
        _reader(staged.rows, question.table, tell, sizes),
        results.until,
        sizes.slice_entries,
        sizes.out_rows,
    )
    courses = _read_buckets(connection, staged, bulk, results, tell)
    tell("writing the results")
    with put_together(question.to) if question.to else nullcontext() as beside:
        bad = bad_rows(connection, log, staged.records, reading, beside)
        files = [*(results.finish(beside) if beside else ()), *bad.files]
    return Answer(
        as_of=as_of,
        is_last_day=question.as_of is None,
        rows=staged.rows + len(log.bad),
        courses=courses,
        columns=log.columns,
        summary=results.summary,
        events=opened.events,
        bad=bad,
        files=[question.to / file.name for file in files] if question.to else [],
        midnights=opened.midnights,
    )


def open_rows(
    question: Question, connection: duckdb.DuckDBPyConnection, folder: Path, sizes: Sizes = USUAL
) -> Opened:
    """Read all rows of a log once, and name its events; raise LogError if none can be read."""
    table = question.table
    fields = tuple(dict.fromkeys((*date_fields(table), *text_fields(table))))
    asked = Asked(question.columns, fields, question.encoding)
    log = open_log(question.log, asked, connection, folder)
    reading = Reading(table, log.parts, question.formats)
    staged = _staged(connection, log, reading, folder, sizes)
    if staged.last_day is None:
        raise LogError("\n".join(_why_nothing(connection, question, log, reading, staged)))
    as_of = _as_of(question, staged.last_day)
    register_calendar(connection, reading)
    midnights = look_at_midnights(connection, staged, question.midnight)
    reading = replace(reading, is_midnight_a_day=midnights.are_days)
    names = question.names or EventNames(table)
    events = name_events(connection, staged, reading, names)
    return Opened(log, staged, reading, events, midnights, as_of)


def _check_place(question: Question) -> None:
    if question.to:
        tables = (f"{name}.{question.kind}" for name in TABLES)
        check_place(question.log, question.to, [*tables, FILE])


def date_fields(table: Table) -> list[str]:
    """Return the form fields whose dates the table reads."""
    return [name for name in table.names.fields if "." in name]


def _staged(
    connection: duckdb.DuckDBPyConnection, log: Log, reading: Reading, folder: Path, sizes: Sizes
) -> Staged:
    try:
        return stage(connection, log.rows, reading, folder, sizes.bucket_rows)
    except (duckdb.InvalidInputException, duckdb.IOException):
        if not log.rewrite(folder):
            raise
    return stage(connection, log.rows, reading, folder, sizes.bucket_rows)


def _why_nothing(
    connection: duckdb.DuckDBPyConnection,
    question: Question,
    log: Log,
    reading: Reading,
    staged: Staged,
) -> Iterator[str]:
    """Say of a log of which no row can be read what was taken for what, and why each row is bad."""
    if not (rows := staged.rows + len(log.bad)):
        yield f"{printable(question.log)} has a header and no rows."
    else:
        yield f"{printable(question.log)} has {many(rows, 'row')}, and none can be read."
    yield columns_line(log.columns)
    yield from bad_row_lines(bad_rows(connection, log, staged.records, reading, None))


def _as_of(question: Question, last_day: int) -> int:
    as_of = last_day if question.as_of is None else question.as_of
    if not 0 <= as_of < at.DAYS:
        raise LogError(f"--as-of is not between 1970-01-01 and {LAST_DAY_TEXT}.")
    return as_of


def _parts_folder(question: Question, folder: Path) -> Path | None:
    if question.to is None:
        return None
    parts = folder / "parts"
    parts.mkdir()
    return parts


def _reader(rows: int, table: Table, tell: Told, sizes: Sizes) -> Reader:
    if not kernels.is_primed():
        if rows < sizes.few_rows:
            return plain_reader(table.ints)
        tell("compiling the reading, once for this machine: about 30 seconds")
    return kernels.kernel().read


def _read_buckets(
    connection: duckdb.DuckDBPyConnection,
    staged: Staged,
    bulk: Bulk,
    results: Results,
    tell: Told,
) -> int:
    """Read each bucket; return the number of courses."""
    courses = 0
    for number, relation in enumerate(staged.buckets):
        tell(f"reading courses, part {number + 1} of {len(staged.buckets)}")
        bucket = code_bucket(connection, relation, bulk.reading)
        courses += len(bucket.born)
        texts: list[str] = []
        for rows, keys in bulk.outs(bucket):
            texts = keys.texts
            results.add(rows, bucket, keys)
        results.end_bucket(relation, number, bucket, texts)
    return courses


def _first_line(error: Exception) -> str:
    return printable(str(error).partition("\n")[0])
