# ruff: noqa: S608 - only numbers, names of ours and texts through `sql_text` are put into SQL here
"""Rows of the out → tables with names → files: `runs`, `spells` and `deviations`, bucket by bucket."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import duckdb
import numpy as np

from helhet.measure.coding import Bucket
from helhet.measure.database import glob_safe, one_row, sql_text
from helhet.measure.events import LEFT_OUT, UNKNOWN
from helhet.measure.keys import Keys
from helhet.measure.staging import Reading
from helhet.measure.summary import Summary
from helhet.measure.times import Column, Days, days_of
from helhet.pathway.courses.course import Breach, RunOutcome, Why
from helhet.pathway.tables import layout as at

UNKNOWN_EVENT: Final = "unknown-event"
TABLES: Final = ("runs", "spells", "deviations")
FORMATS: Final = {"parquet": "FORMAT parquet, COMPRESSION zstd", "csv": "FORMAT csv, HEADER"}

Columns = dict[str, Column]


@dataclass(frozen=True)
class Results:
    """What comes of the courses. With `folder` each bucket's tables are written there, in `kind` of file."""

    connection: duckdb.DuckDBPyConnection
    reading: Reading
    as_of: int
    folder: Path | None
    kind: str
    summary: Summary
    held: dict[str, list[Columns]] = field(default_factory=lambda: {name: [] for name in TABLES})

    @property
    def until(self) -> int:
        """The instant up to which is read: the last of the as-of day."""
        return self.reading.calendar.day_start[self.as_of + 1] - 1

    @property
    def days(self) -> Days:
        return days_of(self.reading.calendar)

    def add(self, rows: Column, bucket: Bucket, keys: Keys) -> None:
        """Take what is needed of some rows of the out, whose place is used again."""
        kind = rows[:, at.OUT_KIND]
        runs = self._runs(rows[kind == at.RUN_OUT], keys)
        deviations = self._deviations(rows[kind == at.DEVIATION_OUT], bucket)
        self.summary.add_runs(runs)
        self.summary.add_deviations(deviations["why"])
        self.summary.opened_again += self._opened_again(deviations)
        if self.folder:
            spells = self._spells(rows[kind == at.SPELL_OUT])
            for name, columns in zip(TABLES, (runs, spells, deviations), strict=True):
                self.held[name].append(columns)

    def _runs(self, rows: Column, keys: Keys) -> Columns:
        """Return the columns of runs, ordered by course, clock, key and number."""
        rows = rows[self._order(rows)]
        key, course = rows[:, at.OUT_KEY], rows[:, at.OUT_COURSE]
        start, due = rows[:, at.OUT_START_DAY], rows[:, at.OUT_DUE]
        is_open = rows[:, at.OUT_STOP_DAY] == at.NONE
        end = np.where(is_open, self.as_of, rows[:, at.OUT_STOP_DAY])
        firsts = [edition.valid.from_ for edition in self.reading.table.editions]
        return {
            "course": course.astype(np.int32),
            "clock": rows[:, at.OUT_CLOCK].astype(np.int16),
            "key": np.where(key > 0, keys.first[course] + key - 1, at.NONE).astype(np.int32),
            "number": rows[:, at.OUT_NUMBER].astype(np.int32),
            "edition": np.maximum(np.searchsorted(firsts, start, side="right") - 1, 0),
            "unit": rows[:, at.OUT_UNIT].astype(np.int32),
            "setting": rows[:, at.OUT_SETTING].astype(np.int16),
            "started": self.days.local(rows[:, at.OUT_START_AT]),
            "due": self._local(due, due == at.FAR),
            "due_on": np.where(due == at.FAR, at.NONE, self.days.day_of(due - 1)).astype(np.int32),
            "stopped": self._local(rows[:, at.OUT_STOP_AT], is_open),
            "days": (end - start).astype(np.int32),
            "working": (self.days.working[end] - self.days.working[start]).astype(np.int32),
            "outcome": (rows[:, at.OUT_OUTCOME_BREACH] // 8).astype(np.int8),
            "breach": (rows[:, at.OUT_OUTCOME_BREACH] % 8).astype(np.int8),
            "is_overdue": is_open & (due <= self.until),
        }

    def _order(self, rows: Column) -> Column:
        """Courses stand together, and runs of one clock and key in their order already."""
        clocks, keys = len(self.reading.table.names.clocks), int(rows[:, at.OUT_KEY].max(initial=0))
        place = (rows[:, at.OUT_COURSE] * clocks + rows[:, at.OUT_CLOCK]) * (keys + 1)
        return np.argsort(place + rows[:, at.OUT_KEY], kind="stable")

    def _spells(self, rows: Column) -> Columns:
        is_open = rows[:, at.OUT_TO_DAY] == at.NONE
        return {
            "course": rows[:, at.OUT_COURSE].astype(np.int32),
            "state": rows[:, at.OUT_STATE].astype(np.int16),
            "unit": rows[:, at.OUT_SPELL_UNIT].astype(np.int32),
            "setting": rows[:, at.OUT_SPELL_SETTING].astype(np.int16),
            "started": self.days.local(rows[:, at.OUT_FROM_AT]),
            "stopped": self._local(rows[:, at.OUT_TO_AT], is_open),
        }

    def _deviations(self, rows: Column, bucket: Bucket) -> Columns:
        """Two definitions of one clock can say the same of an entry, one right after the other: once is enough."""
        told = rows[:, at.OUT_COURSE : at.OUT_GATE + 1]
        is_new = np.append(True, np.any(told[1:] != told[:-1], axis=1))[: len(rows)]
        rows = rows[is_new]
        course, number = rows[:, at.OUT_COURSE], rows[:, at.OUT_ENTRY_NUMBER]
        return {
            "course": course.astype(np.int32),
            "number": number.astype(np.int32),
            "deed": bucket.deed_of(course, number),
            "happened": self.days.local(rows[:, at.OUT_ON_AT]),
            "state": rows[:, at.OUT_STATE].astype(np.int16),
            "why": rows[:, at.OUT_WHY].astype(np.int8),
            "clock": rows[:, at.OUT_GATE].astype(np.int16),
        }

    def _opened_again(self, deviations: Columns) -> int:
        """Return how many courses have an opening after their end; the rows of a course stand together in one out."""
        is_again = deviations["why"] == at.ALREADY_OPEN
        is_again &= np.isin(deviations["state"], self._ends)
        return len(np.unique(deviations["course"][is_again]))

    @cached_property
    def _ends(self) -> list[int]:
        """The codes of the states in which a course has ended."""
        editions = [edition.states for edition in self.reading.table.editions]
        ends = {name for states in editions for name, state in states.items() if state.is_end}
        return [code for code, name in enumerate(self.reading.table.names.states) if name in ends]

    def _local(self, instants: Column, is_none: Column) -> Column:
        return np.where(is_none, at.NONE, self.days.local(instants))

    def end_bucket(self, relation: str, number: int, bucket: Bucket, keys: Sequence[str]) -> None:
        """Write the tables of a bucket, whose `coded` is there still."""
        unknown, after = one_row(
            self.connection,
            f"SELECT count(*) FILTER (position <= {self.until} AND deed = {UNKNOWN}), "
            f"count(*) FILTER (position > {self.until} AND deed <> {LEFT_OUT}) FROM coded",
        )
        self.summary.unknown_rows += unknown
        self.summary.rows_after += after
        if self.folder is None:
            return
        texts = {"course": bucket.names, "unit": bucket.units, "key": as_texts(keys)}
        for name, query in self._queries(relation).items():
            columns = _joined(self.held[name])
            self.held[name].clear()
            # A code of -1 takes the last text, which is the empty one.
            columns |= {part: texts[part][columns[part]] for part in texts.keys() & columns.keys()}
            self.connection.register("held", columns)
            to = self.folder / f"{name}-{number:05}.{self.kind}"
            self.connection.execute(f"COPY ({query}) TO {sql_text(str(to))} ({FORMATS[self.kind]})")
            self.connection.unregister("held")

    def _queries(self, relation: str) -> Mapping[str, str]:
        names, editions = self.reading.table.names, self.reading.table.editions
        setting = f"{_named(names.settings, 'setting')} AS setting"
        # A column without rows has no type of its own.
        unit = "nullif(unit::VARCHAR, '') AS unit"
        runs = (
            f"SELECT course::VARCHAR AS course, {_named(names.clocks, 'clock')} AS clock, nullif(key::VARCHAR, '') AS key, number, "
            f"{_named([each.edition for each in editions], 'edition')} AS edition, {unit}, {setting}, "
            f"make_timestamp(started) AS started_at, {_moment('due')} AS due_at, "
            f"DATE '1970-01-01' + nullif(due_on, -1) AS due_on, {_moment('stopped')} AS stopped_at, "
            f"days, working AS working_days, {_named([*RunOutcome], 'outcome')} AS outcome, "
            f"{_named([*Breach], 'breach')} AS breach_class FROM held"
        )
        spells = (
            f"SELECT course::VARCHAR AS course, {_named(names.states, 'state')} AS state, {unit}, {setting}, "
            f"make_timestamp(started) AS from_at, {_moment('stopped')} AS to_at FROM held"
        )
        return {"runs": runs, "spells": spells, "deviations": self._deviations_query(relation)}

    def _deviations_query(self, relation: str) -> str:
        names = self.reading.table.names
        events = [f"{event}.{outcome}" if outcome else event for event, outcome in names.deeds]
        known = (
            f"SELECT course::VARCHAR AS course, number, {_named(events, 'deed')} AS event, make_timestamp(happened) AS happened_at, "
            f"nullif({_named(names.states, 'state')}, '') AS state, {_named([*Why], 'why')} AS why, "
            f"{_named(names.clocks, 'clock')} AS clock FROM held"
        )
        told = "staged.event || CASE staged.outcome WHEN '' THEN '' ELSE '.' || staged.outcome END"
        unknown = (
            f"SELECT staged.course, number, {told}, make_timestamp(wall), NULL, '{UNKNOWN_EVENT}', NULL "
            f"FROM coded JOIN {relation} AS staged USING (row) "
            f"WHERE deed = {UNKNOWN} AND position <= {self.until} ORDER BY coded.course, number"
        )
        return f"({known}) UNION ALL ({unknown})"

    def finish(self, to: Path) -> Iterator[Path]:
        """Put the parts of each table together as one file in the folder `to`; yield the files."""
        assert self.folder is not None, "only what was written can be put together"
        for name in TABLES:
            parts = sorted(self.folder.glob(f"{name}-*.{self.kind}"))
            whole = self.folder / f"{name}.{self.kind}"
            made = parts[0] if len(parts) == 1 else self._united(parts, whole)
            yield Path(shutil.move(made, to / whole.name))

    def _united(self, parts: Sequence[Path], to: Path) -> Path:
        listed = ", ".join(map(glob_safe, parts))
        if self.kind == "parquet":
            scan = f"SELECT * FROM read_parquet([{listed}])"
            self.connection.execute(f"COPY ({scan}) TO {sql_text(str(to))} ({FORMATS['parquet']})")
            return to
        with to.open("wb") as whole:
            for number, part in enumerate(parts):
                with part.open("rb") as file:
                    if number:
                        file.readline()  # its header; no column's name holds a line break
                    shutil.copyfileobj(file, whole)
        return to


def _joined(parts: Sequence[Columns]) -> Columns:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def as_texts(texts: Sequence[str]) -> Column:
    """Return texts as a column, with an empty one at the end."""
    return np.array([*texts, ""], dtype=object)


def _named(names: Sequence[str], code: str) -> str:
    """Return SQL for the name of a code; NULL for -1."""
    return f"([{', '.join(map(sql_text, names))}]::VARCHAR[])[{code} + 1]"


def _moment(column: str) -> str:
    return f"make_timestamp(nullif({column}, -1))"
