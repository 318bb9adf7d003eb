"""Files of lines that only grow, kept outside the database: each line is on disk when it has been written.

One JSON object a line. A last line that a crash cut short counts for nothing, and is gone with the next.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from helhet.pathway.errors import FileError, Problem


def read_lines(file: Path) -> list[dict[str, Any]]:
    """Return what each whole line says; nothing if there is no file. Raises FileError for a line that was never written here."""
    if not file.exists():
        return []
    lines = file.read_bytes().split(b"\n")[:-1]
    return [_read(file, nth, line) for nth, line in enumerate(lines, start=1)]


def _read(file: Path, nth: int, line: bytes) -> dict[str, Any]:
    with suppress(ValueError):
        told = json.loads(line)
        if isinstance(told, dict):
            return told
    raise not_ours(file, nth)


def not_ours(file: Path, nth: int) -> FileError:
    """Return the error for a line, counted from 1, that says nothing that this file is for."""
    return FileError(
        [
            Problem(
                str(file),
                nth,
                "the line is none that Helhet writes there",
                "Put the right file back from its copy, or take the line away and run `helhet verify`.",
            )
        ]
    )


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
