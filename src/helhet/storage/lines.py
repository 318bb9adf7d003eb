"""Files of lines that only grow, kept outside the database: each line is on disk when it has been written.

One JSON object a line. A last line that a crash cut short counts for nothing, and is gone with the next.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO


def read_lines(file: Path) -> list[dict[str, Any]]:
    """Return what each whole line says; nothing if there is no file."""
    if not file.exists():
        return []
    lines = file.read_bytes().splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


def append_lines(file: Path, told: Iterable[Mapping[str, Any]]) -> None:
    """Write lines below those that are there. Several processes may write at once."""
    with file.open("a+b") as out:
        fcntl.flock(out, fcntl.LOCK_EX)
        out.truncate(_whole(out))
        out.writelines(json.dumps(one).encode() + b"\n" for one in told)
        out.flush()
        os.fsync(out.fileno())


def _whole(file: BinaryIO) -> int:
    """Return how many bytes the whole lines of a file take."""
    file.seek(0)
    return file.read().rfind(b"\n") + 1
