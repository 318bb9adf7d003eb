"""Money into the ledger and added up, beside what an analyst would do instead: pandas, and a plain table of SQLite.

    python -m bench.money 100000          prints what was measured with so many rows

Runs in a process of its own, for its database.
"""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import sys
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np

from bench.timing import Line, best_cpu_seconds, run_process

MUNICIPALITIES, YEARS = 357, 15
COLUMNS = ("Sak", "År", "Trinn", "Kommune", "Beløp", "Dato")


def lines(rows: int) -> list[Line]:
    """Return the lines of a run in a process of its own."""
    return [Line(*row) for row in json.loads(run_process("bench.money", str(rows)).output)]


def main(rows: int) -> None:
    """Measure, and print the lines as JSON."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = _file(folder, rows)
        ours = _ours(folder, file)
        theirs = best_cpu_seconds(partial(_pandas, folder, file), times=1)
        sums = best_cpu_seconds(_balances)
        plain = best_cpu_seconds(partial(_plain_sums, folder))
    told = [
        Line(f"{rows:,} rows of CSV booked", "helhet", _rate(rows, ours), "1"),
        Line("the same into a plain table, unchecked", "pandas, sqlite3", _rate(rows, theirs), f"{ours / theirs:.1f}"),
        Line("sums by year, stage and region", "helhet", f"{sums * 1e3:.0f} ms", "1"),
        Line("the same", "sqlite3, GROUP BY", f"{plain * 1e3:.0f} ms", f"{sums / plain:.2f}"),
    ]  # fmt: skip
    sys.stdout.write(json.dumps([[one.what, one.by, one.figure, one.ratio] for one in told]))


def _rate(rows: int, seconds: float) -> str:
    return f"{rows / seconds:,.0f} rows a CPU second"


def _file(folder: Path, rows: int) -> Path:
    chance = np.random.default_rng(1)
    file = folder / "money.csv"
    with file.open("w", encoding="utf-8", newline="") as told:
        writer = csv.writer(told, delimiter=";")
        writer.writerow(COLUMNS)
        for n in range(rows):
            year, where = 2010 + chance.integers(YEARS), chance.integers(MUNICIPALITIES)
            ore = int(chance.integers(1, 10**9))
            stage = ("Tildelt", "Utbetalt")[n % 2]
            writer.writerow(
                [
                    f"S{n}",
                    year,
                    stage,
                    f"{where:04}",
                    f"{ore // 100},{ore % 100:02}",
                    f"01.03.{year}",
                ]
            )
    return file


def _ours(folder: Path, file: Path) -> float:
    os.environ.update(HELHET_DATA=str(folder / "data"), HELHET_DEMO="1")
    from helhet.cli import main as helhet

    sys.stdout, out = sys.stderr, sys.stdout
    helhet(["init"])
    sys.stdout = out
    from helhet.importing.money.bringing import bring
    from tests.ledger.moneyfiles import a_mapping

    mapping = a_mapping(folder)
    return best_cpu_seconds(partial(bring, file, mapping), times=1)


def _balances() -> None:
    from helhet.ledger.balances import balances

    balances(["year", "stage", "region"])


def _pandas(folder: Path, file: Path) -> None:
    import pandas as pd

    told = pd.read_csv(file, sep=";", decimal=",", dtype={"Kommune": str})
    with closing(sqlite3.connect(folder / "plain.sqlite3")) as connection, connection:
        told.to_sql("money", connection, index=False)


def _plain_sums(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "plain.sqlite3")) as connection:
        connection.execute(
            'SELECT "År", "Trinn", "Kommune", SUM("Beløp") FROM money GROUP BY 1, 2, 3'
        ).fetchall()


if __name__ == "__main__":
    main(int(sys.argv[1]))
