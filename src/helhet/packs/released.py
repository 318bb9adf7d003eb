"""Released files never change: what a pack has released is listed with its hash, so that a reading can be repeated.

A rate, a calendar or an edition that turns out wrong is followed by a new file, not mended in the old one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from helhet.pathway.errors import Problem

LIST = "released.txt"


def released_problems(folder: Path) -> Iterator[Problem]:
    """Yield a problem for each listed file of the pack that is missing or no longer what was released."""
    path = folder / LIST
    if not path.exists():
        return
    for line, told in enumerate(path.read_text("utf-8").splitlines(), 1):
        wanted, _, name = told.partition("  ")
        file = folder / name
        if not name or not file.is_file():
            yield Problem(
                str(path),
                line,
                "the file listed here is not there",
                "Put it back as it was released.",
            )
        elif wanted != file_hash(file):
            yield Problem(
                str(file),
                1,
                "this file was released and has been changed since",
                "Put it back, and write a new file beside it.",
            )


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def release(folder: Path, files: list[Path]) -> None:
    """Add files of the pack to its list; one that is listed stays as it is."""
    path = folder / LIST
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    listed = {name: told for told, _, name in (line.partition("  ") for line in lines)}
    for file in files:
        listed.setdefault(file.relative_to(folder).as_posix(), file_hash(file))
    path.write_text("".join(f"{told}  {name}\n" for name, told in sorted(listed.items())), "utf-8")
