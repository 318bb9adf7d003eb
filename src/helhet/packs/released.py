"""Released files never change: what a pack has released is listed with its hash, so that a reading can be repeated.

A rate, a calendar or an edition that turns out wrong is followed by a new file, not mended in the old one.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from helhet.packs.files import read_bytes, read_source
from helhet.pathway.errors import Problem
from helhet.pathway.reading.yamltext import read_plain

LIST: Final = "released.txt"
GONE: Final = ("the file listed here is not there", "Put it back as it was released.")
OUTSIDE: Final = ("the file listed here lies outside the pack", "Delete the line.")
CHANGED: Final = (
    "this file was released and has been changed since",
    "Put it back, and write a new file beside it.",
)


def released_problems(folder: Path) -> Iterator[Problem]:
    """Yield a problem for each listed file of the pack that is missing or no longer what was released."""
    path = folder / LIST
    if not path.exists():
        return
    text, problems = read_plain(read_source(path))
    yield from problems
    for line, told in enumerate(text.splitlines(), 1):
        wanted, _, name = told.partition("  ")
        yield from _problem(folder / name, wanted, folder, Problem(str(path), line, *GONE))


def _problem(file: Path, wanted: str, folder: Path, gone: Problem) -> Iterator[Problem]:
    if not _lies_in(file, folder):
        yield Problem(gone.file, gone.line, *OUTSIDE)
    elif not file.is_file():
        yield gone
    elif wanted != file_hash(file):
        yield Problem(str(file), 1, *CHANGED)


def _lies_in(file: Path, folder: Path) -> bool:
    """Whether a file lies in the folder where all links have been followed; `..` is a way out."""
    return Path(os.path.realpath(file)).is_relative_to(os.path.realpath(folder))


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal; of one too long to be read, that of its beginning."""
    return hashlib.sha256(read_bytes(path)).hexdigest()


def release(folder: Path, files: list[Path]) -> None:
    """Add files of the pack to its list; one that is listed stays as it is."""
    path = folder / LIST
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    listed = {name: told for told, _, name in (line.partition("  ") for line in lines)}
    for file in files:
        listed.setdefault(file.relative_to(folder).as_posix(), file_hash(file))
    path.write_text("".join(f"{told}  {name}\n" for name, told in sorted(listed.items())), "utf-8")
