"""How long something takes, and a table of it."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One row of a table: what was measured, by what, its figure, and the ratio to the first line of its kind."""

    what: str
    by: str
    figure: str
    ratio: str = ""


def best_cpu_seconds(work: Callable[[], object], times: int = 5) -> float:
    """Return the least CPU time of several runs: the one that others disturbed least."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


@dataclass(frozen=True)
class Process:
    """What a whole process took: CPU and wall seconds, and peak memory in MB."""

    cpu: float
    wall: float
    peak_mb: float
    output: str


def run_process(*arguments: str) -> Process:
    """Run this Python with arguments as a process of its own, and measure it from outside."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    code = "import runpy,sys;sys.argv=sys.argv[1:];n=sys.argv[0]\n"
    code += "try: runpy.run_module(n,run_name='__main__',alter_sys=True)\n"
    # getrusage would tell of the memory that this process had when it began the other.
    code += "finally: sys.stderr.write('\\npeak ' + open('/proc/self/status').read().split('VmHWM:')[1].split()[0])\n"
    ran = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = int(ran.stderr.rpartition("peak ")[2] or 0) / 1024
    return Process(cpu, wall, peak, ran.stdout)


def table(lines: Sequence[Line]) -> str:
    """Return lines as a Markdown table."""
    rows = [("what", "by", "figure", "ratio"), ("---",) * 4]
    rows += [(line.what, line.by, line.figure, line.ratio) for line in lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
