"""The rows that were not taken, as they came, in files that can be mended and imported again."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from helhet.importing.csvfiles import CsvFile, Row
from helhet.importing.faults import CannotImport
from helhet.pathway.errors import printable


def make_folder(folder: Path) -> bool:
    """Make a folder that only its owner may read, and return whether it is new; raise CannotImport if it holds anything."""
    is_new = not folder.exists()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise CannotImport(
            f"{printable(folder)} is not empty. Name a folder for the rejected rows that is new, or empty it."
        )
    folder.chmod(0o700)
    return is_new


def write_rejected(folder: Path, rows: Iterable[Row]) -> None:
    """Write each file's header and the rows of it that were not taken, byte by byte as they came."""
    by_file: dict[Path, tuple[CsvFile, set[int]]] = {}
    lines: dict[Path, set[int]] = defaultdict(set)
    for row in rows:
        by_file[row.file.path] = row.file, lines[row.file.path]
        lines[row.file.path].update(range(row.line, row.line + row.lines))
    for file, numbers in by_file.values():
        with _new_file(_free(folder, file)) as out:
            _copy(file, numbers, out)


def _free(folder: Path, file: CsvFile) -> Path:
    """Return a name that no other file has taken: two folders may each have a persons.csv."""
    name, nth = folder / file.path.name, 1
    while name.exists():
        nth += 1
        name = folder / f"{file.path.stem}-{nth}{file.path.suffix}"
    return name


def _new_file(path: Path) -> TextIO:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return TextIOWrapper(
        os.fdopen(descriptor, "wb"), encoding="utf-8", errors="surrogateescape", newline=""
    )


def _copy(file: CsvFile, numbers: set[int], out: TextIO) -> None:
    with file.path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as source:
        for number, line in enumerate(source, start=1):
            if number <= file.header_lines or number in numbers:
                out.write(line if line.endswith(("\n", "\r")) else line + "\n")
