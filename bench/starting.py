"""How long it takes to be ready: the plain commands, the compiled stepping with kept code, and compiled anew."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence

from bench.timing import Line, Process, run_process

RUNS = 5


def lines() -> list[Line]:
    """Return start times of whole processes, the least of a few runs; the first compile is run once."""
    said = {
        "helhet --version": ("helhet.cli", "--version"),
        "helhet explain": ("helhet.cli", "explain", "tsb", "told-of-right", "--from", "2026-05-04"),
        "helhet check (whole pack, all histories)": ("helhet.cli", "check"),
        "compiled stepping, code kept": ("bench.ready",),
    }
    found = [_line(what, arguments) for what, arguments in said.items()]
    return [*found, _cold()]


def _line(what: str, arguments: Sequence[str]) -> Line:
    best = min((run_process(*arguments) for _ in range(RUNS)), key=lambda ran: ran.cpu)
    return Line(what, "whole process", _figure(best))


def _cold() -> Line:
    with tempfile.TemporaryDirectory() as empty:
        kept, os.environ["HELHET_CACHE"] = os.environ.get("HELHET_CACHE"), empty
        try:
            ran = run_process("bench.ready")
        finally:
            os.environ.pop("HELHET_CACHE")
            os.environ.update({"HELHET_CACHE": kept} if kept else {})
    return Line("compiled stepping, compiled anew", "whole process", _figure(ran))


def _figure(ran: Process) -> str:
    return f"{ran.cpu:.2f} s CPU, {ran.wall:.2f} s wall, {ran.peak_mb:.0f} MB"
