"""Runs the benchmarks and prints them as Markdown; `--write` puts them into docs/reference/measurements.md."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from bench import measuring, money, recording, starting, stepping
from bench.timing import Line, table

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "measurements.md"
LIBRARIES = ("numba", "numpy", "duckdb", "pandas", "polars")
HEAD = """# Measurements

Written by `make bench ARGS=--write`. Times are CPU seconds of this one run on a machine that others may share: read the ratios.
The live record's are of the clock where it does not say CPU: with the disk, the server and whoever else was there.
{machine}
"""


def main() -> int:
    """Run all benchmarks; return 0."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"also write {PAGE.name}")
    parser.add_argument(
        "--entries", type=int, default=2_000_000, help="entries of the log for `helhet measure`"
    )
    parser.add_argument(
        "--courses", type=int, default=1_000_000, help="open courses for the worklist"
    )
    arguments = parser.parse_args()
    parts = [HEAD.format(machine=machine())]
    for title, lines in benchmarks(arguments.entries, arguments.courses):
        parts.append(f"## {title}\n\n{table(lines)}\n")
        sys.stdout.write(parts[-1] + "\n")
        sys.stdout.flush()
    if arguments.write:
        PAGE.write_text("\n".join(parts), "utf-8")
    return 0


def benchmarks(entries: int, courses: int) -> list[tuple[str, list[Line]]]:
    """Return each benchmark's title and lines."""
    return [
        ("Stepping: 13 clocks", stepping.lines()),
        ("Starting", starting.lines()),
        (f"A log of {entries:,} entries", measuring.lines(entries)),
        (f"The live record beside {courses:,} open courses", recording.lines(courses)),
        ("Money", money.lines(300_000)),
    ]


def machine() -> str:
    """Return what was measured on."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {libraries}."


if __name__ == "__main__":
    sys.exit(main())
