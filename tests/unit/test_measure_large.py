"""Two million entries through the command: nothing is lost, and what it took is printed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from helhet.measure import kernels
from tests.unit.measure_sample import PATHWAY, rows, write

COURSES = 250_000
ENTRIES = 8 * COURSES
WAYS = """
    (0, 0, 'referral', '', ''), (1, 3, 'right-decided', 'granted', ''), (2, 7, 'attended', '', ''),
    (3, 40, 'moved', '', 'outpatient'), (4, 50, 'moved', '', 'inpatient'),
    (5, 60, 'moved', '', 'outpatient'), (6, 70, 'moved', '', 'inpatient'), (7, 90, 'discharged', '', '')
"""
LOG = f"""
    SELECT lpad(course::VARCHAR, 7, '0') AS case_id, event AS activity, outcome, setting,
        'unit ' || course % 120 AS unit,
        CASE WHEN course % 5 = 0 THEN strftime(day, '%Y-%m-%d') ELSE strftime(day, '%Y-%m-%dT%H:%M:%S') END AS time
    FROM (
        SELECT course, way.*, TIMESTAMP '2020-01-06 08:00' + to_days((course % 1500 + later
            + CASE WHEN place = 2 THEN course % 20 ELSE 0 END)::INTEGER) + to_minutes(course % 480) AS day
        FROM range({COURSES}) AS courses(course), (VALUES {WAYS}) AS way(place, later, event, outcome, setting)
    ) ORDER BY day, course, place
"""  # noqa: S608 - constants above


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the log as CSV and Parquet, and the pathway."""
    folder = tmp_path_factory.mktemp("large")
    write(folder / "clinic.yaml", PATHWAY)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE log AS {LOG}")
        connection.execute(f"COPY log TO '{folder}/log.csv' (HEADER)")
        connection.execute(f"COPY log TO '{folder}/log.parquet' (FORMAT parquet)")
    return folder


@pytest.mark.volume
@pytest.mark.parametrize("log", ["log.csv", "log.parquet"])
def test_two_million_entries_are_read_whole(
    place: Path, log: str, capsys: pytest.CaptureFixture[str]
) -> None:
    kernels.prime()
    to = place / f"{log}-results"
    command = [sys.executable, "-m", "helhet.cli", "measure", log, "--pathway", "clinic.yaml"]

    with subprocess.Popen(
        [*command, "--to", str(to)], cwd=place, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        printed = process.stdout.read().decode()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)

    with capsys.disabled():
        cpu = used.ru_utime + used.ru_stime
        print(f"\n{log}: {cpu:.1f} CPU s, {used.ru_maxrss / 1024:,.0f} MB at the most")  # noqa: T201 - what the test is for
    assert process.returncode == 0
    assert printed.startswith(f"{log}: {ENTRIES:,} rows, {COURSES:,} courses\n")
    assert rows(to, "runs", "count(*), count(DISTINCT course)") == [(4 * COURSES, COURSES)]
    assert rows(to, "spells", "count(*), count(DISTINCT course)") == [(7 * COURSES, COURSES)]
    assert rows(to, "deviations", "count(*)") == [0]
    ended = rows(
        to, "runs", "count(*) FILTER (outcome = 'done'), count(*) FILTER (outcome = 'open')"
    )
    assert ended == [(2 * COURSES, 0)]
