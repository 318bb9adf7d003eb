# ruff: noqa: S608 - only numbers, names of ours and texts through `sql_text` are put into SQL here
"""Rows of the out → tables with names → files: `runs`, `spells` and `deviations`, bucket by bucket."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np

from helhet.measure.coding import Column
from helhet.measure.database import one_row, sql_text
from helhet.measure.events import UNKNOWN
from helhet.measure.keys import Keys
from helhet.measure.staging import Reading
from helhet.measure.summary import Summary
from helhet.measure.times import local_microseconds
from helhet.pathway import layout as at
from helhet.pathway.course import Breach, RunOutcome, Why

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

    def add(self, rows: Column, keys: Keys) -> None:
        """Take what is needed of some rows of the out, whose place is used again."""
        kind = rows[:, at.OUT_KIND]
        runs = self._runs(rows[kind == at.RUN_OUT], keys)
        deviations = _deviations(rows[kind == at.DEVIATION_OUT])
        self.summary.add_runs(runs["clock"], runs["outcome"], runs["is_overdue"], runs["days"])
        self.summary.add_deviations(deviations["why"])
        if self.folder:
            spells = self._spells(rows[kind == at.SPELL_OUT])
            for name, columns in zip(TABLES, (runs, spells, deviations), strict=True):
                self.held[name].append(columns)

    def _runs(self, rows: Column, keys: Keys) -> Columns:
        calendar, table = self.reading.calendar, self.reading.table
        key, course = rows[:, at.OUT_KEY], rows[:, at.OUT_COURSE]
        start, due = rows[:, at.OUT_START_DAY], rows[:, at.OUT_DUE]
        is_open = rows[:, at.OUT_STOP_DAY] == at.NONE
        end = np.where(is_open, self.as_of, rows[:, at.OUT_STOP_DAY])
        working = np.array(calendar.working_index, dtype=np.int32)
        firsts = [edition.valid.from_ for edition in table.editions]
        is_due = due != at.FAR
        last_day = np.searchsorted(np.array(calendar.day_start), due[is_due] - 1, side="right") - 1
        due_on = np.full(len(rows), at.NONE, dtype=np.int32)
        due_on[is_due] = last_day
        return {
            "course": course.astype(np.int32),
            "clock": rows[:, at.OUT_CLOCK].astype(np.int16),
            "key": np.where(key > 0, keys.first[course] + key - 1, at.NONE).astype(np.int32),
            "number": rows[:, at.OUT_NUMBER].astype(np.int32),
            "edition": np.maximum(np.searchsorted(firsts, start, side="right"), 1).astype(np.int16),
            "unit": rows[:, at.OUT_UNIT].astype(np.int32),
            "setting": rows[:, at.OUT_SETTING].astype(np.int16),
            "started": local_microseconds(calendar, rows[:, at.OUT_START_AT]),
            "due": np.where(is_due, local_microseconds(calendar, due), at.NONE),
            "due_on": due_on,
            "stopped": self._local(rows[:, at.OUT_STOP_AT], is_open),
            "days": (end - start).astype(np.int32),
            "working": working[end] - working[start],
            "outcome": (rows[:, at.OUT_OUTCOME_BREACH] // 8).astype(np.int8),
            "breach": (rows[:, at.OUT_OUTCOME_BREACH] % 8).astype(np.int8),
            "is_overdue": is_open & (due <= self.until),
        }

    def _spells(self, rows: Column) -> Columns:
        is_open = rows[:, at.OUT_TO_DAY] == at.NONE
        return {
            "course": rows[:, at.OUT_COURSE].astype(np.int32),
            "place": np.arange(len(rows), dtype=np.int32),
            "state": rows[:, at.OUT_STATE].astype(np.int16),
            "unit": rows[:, at.OUT_SPELL_UNIT].astype(np.int32),
            "setting": rows[:, at.OUT_SPELL_SETTING].astype(np.int16),
            "started": self._local(rows[:, at.OUT_FROM_AT], np.zeros(len(rows), dtype=bool)),
            "stopped": self._local(rows[:, at.OUT_TO_AT], is_open),
        }

    def _local(self, instants: Column, is_none: Column) -> Column:
        local: Column = local_microseconds(self.reading.calendar, instants)
        return np.where(is_none, at.NONE, local)

    def end_bucket(self, bucket: str, number: int, keys: Sequence[str]) -> None:
        """Write the tables of a bucket, whose `courses`, `units` and `coded` are there still."""
        count = f"SELECT count(*) FROM coded WHERE position <= {self.until} AND deed"
        self.summary.unknown_rows += one_row(self.connection, f"{count} = {UNKNOWN}")[0]
        if self.folder is None:
            return
        self.connection.register("key_texts", _texts(keys))
        for name, query in self._queries(bucket).items():
            columns = _joined(self.held[name])
            self.held[name].clear()
            self.connection.register("held", columns)
            to = self.folder / f"{name}-{number:05}.{self.kind}"
            self.connection.execute(f"COPY ({query}) TO {sql_text(str(to))} ({FORMATS[self.kind]})")
            self.connection.unregister("held")
        self.connection.unregister("key_texts")

    def _queries(self, bucket: str) -> Mapping[str, str]:
        names = self.reading.table.names
        course = "courses.name AS course"
        joined = "FROM held JOIN courses ON courses.code = held.course LEFT JOIN units ON units.code = held.unit"
        setting = f"{_named(names.settings, 'setting')} AS setting"
        editions = _named(
            [edition.edition for edition in self.reading.table.editions], "edition - 1"
        )
        runs = (
            f"SELECT {course}, {_named(names.clocks, 'clock')} AS clock, key_texts.text::VARCHAR AS key, number, "
            f"{editions} AS edition, units.text AS unit, {setting}, make_timestamp(started) AS started_at, "
            f"{_moment('due')} AS due_at, {_day('due_on')} AS due_on, {_moment('stopped')} AS stopped_at, "
            f"days, working AS working_days, {_named([*RunOutcome], 'outcome')} AS outcome, "
            f"{_named([*Breach], 'breach')} AS breach_class {joined} LEFT JOIN key_texts ON key_texts.code = held.key "
            "ORDER BY held.course, held.clock, held.key, held.number"
        )
        spells = (
            f"SELECT {course}, {_named(names.states, 'state')} AS state, units.text AS unit, {setting}, "
            f"make_timestamp(started) AS from_at, {_moment('stopped')} AS to_at {joined} ORDER BY held.course, place"
        )
        return {"runs": runs, "spells": spells, "deviations": self._deviations_query(bucket)}

    def _deviations_query(self, bucket: str) -> str:
        names = self.reading.table.names
        events = [f"{event}.{outcome}" if outcome else event for event, outcome in names.deeds]
        state = f"nullif({_named(names.states, 'state')}, '')"
        known = (
            f"SELECT held.course, number, {_named(events, 'deed')} AS event, wall, {state} AS state, "
            f"{_named([*Why], 'why')} AS why, {_named(names.clocks, 'clock')} AS clock "
            "FROM held JOIN coded USING (course, number)"
        )
        told = "staged.event || CASE staged.outcome WHEN '' THEN '' ELSE '.' || staged.outcome END"
        unknown = (
            f"SELECT coded.course, number, {told}, wall, NULL, '{UNKNOWN_EVENT}', NULL "
            f"FROM coded JOIN {bucket} AS staged USING (row) "
            f"WHERE deed = {UNKNOWN} AND position <= {self.until}"
        )
        return (
            "SELECT courses.name AS course, number, event, make_timestamp(wall) AS happened_at, state, why, clock "
            f"FROM ({known} UNION ALL {unknown}) AS deviations JOIN courses ON courses.code = deviations.course "
            "ORDER BY deviations.course, number, why, clock"
        )

    def finish(self, to: Path) -> list[Path]:
        """Put the parts of each table together as one file in the folder `to`; return the files."""
        assert self.folder is not None, "only what was written can be put together"
        to.mkdir(parents=True, exist_ok=True)
        files = []
        for name in TABLES:
            parts = sorted(self.folder.glob(f"{name}-*.{self.kind}"))
            made = (
                parts[0]
                if len(parts) == 1
                else self._united(parts, self.folder / f"{name}.{self.kind}")
            )
            files.append(to / f"{name}.{self.kind}")
            shutil.move(made, files[-1])
        return files

    def _united(self, parts: Sequence[Path], to: Path) -> Path:
        listed = ", ".join(sql_text(str(part)) for part in parts)
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


def _deviations(rows: Column) -> Columns:
    """Two definitions of one clock can say the same of an entry, one right after the other."""
    told = rows[:, at.OUT_COURSE : at.OUT_GATE + 1]
    is_new = np.append(True, np.any(told[1:] != told[:-1], axis=1))[: len(rows)]
    rows = rows[is_new]
    return {
        "course": rows[:, at.OUT_COURSE].astype(np.int32),
        "number": rows[:, at.OUT_ENTRY_NUMBER].astype(np.int32),
        "state": rows[:, at.OUT_STATE].astype(np.int16),
        "why": rows[:, at.OUT_WHY].astype(np.int8),
        "clock": rows[:, at.OUT_GATE].astype(np.int16),
    }


def _joined(parts: Sequence[Columns]) -> Columns:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _texts(texts: Sequence[str]) -> Mapping[str, Any]:
    return {"code": np.arange(len(texts), dtype=np.int32), "text": np.array(texts, dtype=object)}


def _named(names: Sequence[str], code: str) -> str:
    """Return SQL for the name of a code; NULL for -1."""
    return f"([{', '.join(map(sql_text, names))}]::VARCHAR[])[{code} + 1]"


def _moment(column: str) -> str:
    return f"make_timestamp(nullif({column}, -1))"


def _day(column: str) -> str:
    return f"DATE '1970-01-01' + nullif({column}, -1)"
