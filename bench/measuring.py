"""A whole log, measured: `helhet measure`, and what a user would write instead, on the questions all can answer.

The others answer for three clocks with one start and one stop. Helhet reads all 13 clocks of the clinic in the
same time, with states, recounts, keys, rights and deviations. All must name the same numbers.
"""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path

import duckdb

from bench.clinic import FILE, courses
from bench.timing import Line, Process, run_process
from helhet.packs.pack import open_pack
from helhet.pathway.calendar import Calendar, format_day
from helhet.pathway.courses.course import Course
from helhet.pathway.histories.telling import told_instant

DISTINCT = 4_000
AS_OF = "2025-12-31"


def lines(entries: int) -> list[Line]:
    """Return CPU seconds and peak memory of whole processes on one log of about so many entries."""
    with tempfile.TemporaryDirectory() as name:
        log = Path(name) / "log.csv"
        _write_log(log, entries)
        return _measured(log) + _measured(_as_parquet(log))


def _measured(log: Path) -> list[Line]:
    run_process("helhet.cli", "--version")  # the first start reads the disk
    helhet = run_process(
        "helhet.cli",
        "measure",
        str(log),
        "--pathway",
        str(FILE),
        "--as-of",
        AS_OF,
        "--to",
        str(log.parent / "results"),
    )
    rows = [_line(log, "helhet measure, 13 clocks, all rows written", helhet, helhet)]
    expected = _helhet_answers(log.parent / "results")
    for by in ("duckdb", "pandas", "polars"):
        ran = run_process(f"bench.{by}_answers", str(log))
        assert json.loads(ran.output) == expected, f"{by} answers otherwise than helhet"
        rows.append(_line(log, f"{by}, 3 clocks", ran, helhet))
    return rows


def _line(log: Path, by: str, ran: Process, helhet: Process) -> Line:
    figure = f"{ran.cpu:.1f} s CPU, {ran.wall:.1f} s wall, {ran.peak_mb:.0f} MB"
    return Line(log.suffix.removeprefix("."), by, figure, f"{ran.cpu / helhet.cpu:.2f}")


def _helhet_answers(results: Path) -> dict[str, list[float]]:
    """Return what the others answer too: by clock runs ended, late, mean, median and p90 of days."""
    rows = duckdb.execute(
        """SELECT clock, count(*), count(*) FILTER (outcome = 'late'), round(avg(days), 6),
                  round(median(days), 6), quantile_disc(days, 0.9)
           FROM read_parquet(?) WHERE stopped_at IS NOT NULL AND outcome IN ('met', 'late', 'done')
           AND clock IN ('told-of-right', 'whole-wait', 'start-of-care') GROUP BY clock""",
        [str(results / "runs.parquet")],
    ).fetchall()
    return {clock: list(figures) for clock, *figures in rows}


def _write_log(path: Path, entries: int) -> None:
    """Write distinct courses as often as needed, each time under other ids."""
    calendar = open_pack().calendar
    rows = [
        row
        for number, course in enumerate(courses(calendar, DISTINCT))
        for row in _rows(calendar, number, course)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        log = csv.writer(file)
        log.writerow(
            ["course", "event", "happened_at", "outcome", "setting", "unit", "right.start-by"]
        )
        for copy in range(max(entries // len(rows), 1)):
            log.writerows([f"{copy}-{row[0]}", *row[1:]] for row in rows)


def _rows(calendar: Calendar, number: int, course: Course) -> list[list[str]]:
    found = []
    for entry in course.entries:
        at = (
            format_day(entry.day)
            if entry.instant is None
            else told_instant(entry.instant, calendar, timed=True)
        )
        start_by = entry.values.get("right.start-by")
        date = format_day(start_by) if isinstance(start_by, int) else ""
        found.append(
            [
                str(number),
                entry.event,
                at,
                entry.outcome or "",
                entry.setting or "",
                entry.unit or "",
                date,
            ]
        )
    return found


def _as_parquet(log: Path) -> Path:
    parquet = log.with_suffix(".parquet")
    duckdb.execute(f"COPY (FROM read_csv('{log}', all_varchar=true)) TO '{parquet}'")
    return parquet
