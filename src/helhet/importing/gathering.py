"""The files that somebody names become rows: each kind in its place, entries under their courses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from helhet.importing.columns import KNOWN
from helhet.importing.courses import ToldCourse
from helhet.importing.csvfiles import CsvFile, Row, open_csv
from helhet.importing.faults import CannotImport, RowFault
from helhet.importing.world import id_faults
from helhet.pathway.errors import printable


@dataclass
class Gathered:
    """All rows of all files, and those that cannot be read or stand alone, each with what is wrong, if it was not said of another."""

    persons: list[Row] = field(default_factory=list)
    courses: list[ToldCourse] = field(default_factory=list)
    files: list[CsvFile] = field(default_factory=list)
    faults: list[tuple[Row, RowFault | None]] = field(default_factory=list)
    # An entry is lost whose course nobody knows: any course may be the one that lacks it.
    is_torn: bool = False


def find_files(paths: Iterable[Path]) -> list[CsvFile]:
    """Return the files named, those of a folder by their names; raise CannotImport with all that is wrong."""
    found: list[CsvFile] = []
    problems: list[str] = []
    for path in paths:
        for each in _in_folder(path) if path.is_dir() else [path]:
            try:
                found.append(_opened(each))
            except CannotImport as error:
                problems.append(str(error))
    if not found and not problems:
        problems.append(f"There is nothing to import: a folder holds {_named()}.")
    if problems:
        raise CannotImport("\n".join(problems))
    return found


def _opened(path: Path) -> CsvFile:
    if not path.exists():
        raise CannotImport(f"{printable(path)} is not there. Look at its name.")
    return open_csv(path, _kind(path))


def _in_folder(folder: Path) -> list[Path]:
    return [file for kind in KNOWN if (file := folder / f"{kind}.csv").exists()]


def _kind(path: Path) -> str:
    """Return what a file holds, by its name: `persons.csv`, `persons-2026.csv`."""
    kind = next((kind for kind in KNOWN if path.name.startswith(kind)), None)
    if kind is None:
        raise CannotImport(
            f"{printable(path)}: the name does not say what it holds. Begin it as one of {_named()}."
        )
    return kind


def _named() -> str:
    return ", ".join(f"{kind}.csv" for kind in KNOWN)


def gather(files: Sequence[CsvFile]) -> Gathered:
    """Read all rows. They are held in memory: what belongs together may stand anywhere."""
    gathered = Gathered(files=list(files))
    courses: dict[str, list[Row]] = {}
    entries: dict[str, list[Row]] = {}
    for file in files:
        for told in file.rows():
            row, fault = told if isinstance(told, tuple) else (told, None)
            if fault:
                gathered.faults.append((row, fault))
                gathered.is_torn |= file.kind == "entries"
            elif file.kind == "persons":
                gathered.persons.append(row)
            elif found := [row.fault("course", *words) for words in id_faults(row, "course")]:
                gathered.faults += [(row, each) for each in found]
                gathered.is_torn |= file.kind == "entries"
            else:
                kept = courses if file.kind == "courses" else entries
                kept.setdefault(row.get("course"), []).append(row)
    _pair(gathered, courses, entries)
    return gathered


def _pair(gathered: Gathered, courses: dict[str, list[Row]], entries: dict[str, list[Row]]) -> None:
    for told_id, rows in courses.items():
        mine = entries.pop(told_id, [])
        if len(rows) == 1:
            gathered.courses.append(ToldCourse(rows[0], mine))
            continue
        words = "another row has the same id", "Keep one, or give each its own."
        gathered.faults += [(row, row.fault("course", *words)) for row in rows]
        gathered.faults += [(row, None) for row in mine]
    for rows in entries.values():
        words = "there is no row of this course", "Add it to courses.csv."
        gathered.faults.append((rows[0], rows[0].fault("course", *words)))
        gathered.faults += [(row, None) for row in rows[1:]]
