"""Show the core at work on the shipped pathways and invented people: checked, explained, read, measured, drawn.

The log that is measured is made of the pack's drawn histories, each moved by some weeks: nobody in it lives.
"""

from __future__ import annotations

import argparse
import csv
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helhet.packs.pack import Pack
    from helhet.pathway.courses.course import Entry

HELP = "show pathway files at work: checked, explained, read, measured, drawn"
EXAMPLES = """\
  helhet tour                           five short stories; a log, its results and a picture in tour-output/
  helhet tour --to shown                the same, to another folder
"""
WEEKS = 12
COLUMNS = ("course", "event", "happened_at", "outcome", "setting", "unit")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--to",
        type=Path,
        default=Path("tour-output"),
        metavar="FOLDER",
        help="default: tour-output",
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the commands of the tour one after the other; return the first code that is not 0."""
    from helhet.cli import main
    from helhet.packs.pack import open_pack

    arguments.to.mkdir(parents=True, exist_ok=True)
    pack = open_pack()
    _write_log(pack, arguments.to / "log.csv")
    for told, command in _stories(pack, arguments.to):
        sys.stdout.write(f"\n{told}\n$ helhet {shlex.join(command)}\n\n")
        sys.stdout.flush()
        if code := main(command):
            return code
    sys.stdout.write(f"\nOpen {arguments.to / 'tsb.svg'} in a browser. {WHAT_NEXT}\n")
    return 0


WHAT_NEXT = "Next: docs/how-to/write-a-pathway.md, and `helhet --help`."


def _stories(pack: Pack, folder: Path) -> Iterator[tuple[str, list[str]]]:
    history = pack.folder / "pathways" / "naloxone" / "histories" / "reminded-and-expired.yaml"
    yield (
        "The shipped pathways hold together, and their drawn histories say what was counted by hand.",
        ["check"],
    )
    yield "Why is a date what it is?", ["explain", "tsb", "told-of-right", "--from", "2026-05-04"]
    yield "One invented person's course, read live.", ["history", str(history)]
    log, results = str(folder / "log.csv"), str(folder / "results")
    measured = ["measure", log, "--pathway", "tsb", "--as-of", "2026-12-31", "--to", results]
    yield "A log of several hundred invented courses, measured by the same pathway.", measured
    yield "The pathway as a picture.", ["draw", "tsb", "--to", str(folder / "tsb.svg")]


def _write_log(pack: Pack, path: Path) -> None:
    """Write the drawn histories of `tsb` as an event log, each on several start weeks."""
    from helhet.packs.finding import load_pathway
    from helhet.pathway.histories.history import read_histories
    from helhet.pathway.reading.documents import SourceFile

    pathways = load_pathway("tsb", pack)
    folder = pack.folder / "pathways" / "tsb" / "histories"
    files = [SourceFile(file.name, file.read_bytes()) for file in sorted(folder.glob("*.yaml"))]
    histories = [
        h for file in files for h in read_histories(file, pathways, pack.calendar, folder="tsb")
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        rows.writeheader()
        for number, history in enumerate(histories):
            for week in range(WEEKS):
                course = f"{number + 1:02}-{week + 1:02}"
                rows.writerows(
                    _row(pack, course, entry, 7 * week)
                    for entry in history.course.entries
                    if entry.event
                )


def _row(pack: Pack, course: str, entry: Entry, days: int) -> dict[str, str | None]:
    from helhet.pathway.calendar import format_day
    from helhet.pathway.histories.telling import told_instant

    happened = format_day(entry.day + days)
    if entry.instant is not None:
        happened += told_instant(entry.instant, pack.calendar, timed=True)[10:]
    row = {
        "course": course,
        "event": entry.event,
        "happened_at": happened,
        "outcome": entry.outcome,
    }
    return {**row, "setting": entry.setting, "unit": entry.unit}
