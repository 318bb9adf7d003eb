"""The files that somebody names become rows: each kind in its place, entries under their courses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from helhet.importing.columns import RECORDED
from helhet.importing.courses import ToldCourse
from helhet.importing.csvfiles import CsvFile, Row, open_csv
from helhet.importing.faults import CannotImport, RowFault
from helhet.importing.world import SAME_ID, id_faults, same_faults
from helhet.pathway.errors import printable


@dataclass
class Gathered:
    """All rows of all files, and those that cannot be used, each with what is wrong; nothing if that was said of another."""

    persons: list[Row] = field(default_factory=list)
    courses: list[ToldCourse] = field(default_factory=list)
    left_out: list[tuple[Row, Sequence[RowFault]]] = field(default_factory=list)
    # An entry is lost whose course nobody knows: any course may be the one that lacks it.
    is_torn: bool = False

    def leave_out(self, row: Row, faults: Sequence[RowFault]) -> None:
        """Keep a row of which nobody knows what it belongs to."""
        self.left_out.append((row, faults))
        self.is_torn |= row.file.kind == "entries"


def find_files(paths: Iterable[Path]) -> list[CsvFile]:
    """Return the files named and those of folders, each once; raise CannotImport with all that is wrong."""
    found: dict[Path, CsvFile] = {}
    problems: list[str] = []
    for path in paths:
        for each in _in_folder(path) if path.is_dir() else [path]:
            try:
                found.setdefault(each.resolve(), _opened(each))
            except CannotImport as error:
                problems.append(str(error))
    if not found and not problems:
        problems.append(f"There is nothing to import: a folder holds {_named()}.")
    if problems:
        raise CannotImport("\n".join(problems))
    return list(found.values())


def _opened(path: Path) -> CsvFile:
    if not path.exists():
        raise CannotImport(f"{printable(path)} is not there. Look at its name.")
    return open_csv(path, _kind(path))


def _in_folder(folder: Path) -> list[Path]:
    """Return every CSV file of a folder: one whose name says nothing is told of, not passed over."""
    return sorted(file for file in folder.iterdir() if file.suffix.lower() == ".csv")


def _kind(path: Path) -> str:
    """Return what a file holds, by its name: `persons.csv`, `Persons-2026.csv`."""
    kind = next((kind for kind in RECORDED if path.name.lower().startswith(kind)), None)
    if kind is None:
        raise CannotImport(
            f"{printable(path)}: the name does not say what it holds. Begin it as one of {_named()}, or take it away."
        )
    return kind


def _named() -> str:
    return ", ".join(f"{kind}.csv" for kind in RECORDED)


def gather(files: Sequence[CsvFile]) -> Gathered:
    """Read all rows. They are held in memory: what belongs together may stand anywhere."""
    gathered = Gathered()
    by_course: dict[str, dict[str, list[Row]]] = {"courses": {}, "entries": {}}
    for row in (row for file in files for row in file.rows()):
        if not row.cells:
            gathered.leave_out(row, row.faults)
        elif row.file.kind == "persons":
            gathered.persons.append(row)
        elif found := list(id_faults(row, "course")):
            gathered.leave_out(row, sorted({*found, *row.faults}))
        else:
            by_course[row.file.kind].setdefault(row.get("course"), []).append(row)
    _pair(gathered, by_course["courses"], by_course["entries"])
    return gathered


def _pair(gathered: Gathered, courses: dict[str, list[Row]], entries: dict[str, list[Row]]) -> None:
    for told_id, rows in courses.items():
        mine = entries.pop(told_id, [])
        if len(rows) == 1:
            gathered.courses.append(ToldCourse(rows[0], mine))
            continue
        gathered.left_out += [
            (row, [fault]) for row, fault in same_faults(rows, "course", *SAME_ID)
        ]
        gathered.left_out += [(row, ()) for row in mine]
    for first, *others in entries.values():
        words = "there is no row of this course", "Add it to courses.csv."
        gathered.left_out.append((first, [first.fault("course", *words)]))
        gathered.left_out += [(row, ()) for row in others]
