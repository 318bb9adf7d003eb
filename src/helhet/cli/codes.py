"""List the registration codes that follow from entries: of drawn histories, or of an event log of any origin.

Which code follows from which event stands in the pack (codes/*.csv). Nobody types a code: whoever corrects an entry has
corrected its code. In the live record the course's page shows them, to whoever may read the entry. FILE is a file
of drawn histories (.yaml), or a log as `helhet measure` reads it. The list is CSV, to be sent into a file.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from helhet.pathway.calendar import format_day, parse_day
from helhet.pathway.errors import CalendarError

if TYPE_CHECKING:
    from helhet.packs.codes import Coded
    from helhet.packs.pack import Pack

HELP: Final = "list the registration codes that follow from entries"
EXAMPLES: Final = """\
  helhet codes log.csv --pathway tsb > codes.csv
  helhet codes log.csv --pathway tsb --from 2026-01-01 --to 2026-03-31
  helhet codes my-history.yaml --pathway tsb
"""
COLUMNS: Final = ("course", "number", "day", "event", "outcome", "code", "verified", "source")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add = parser.add_argument
    add(
        "file",
        type=Path,
        metavar="FILE",
        help="drawn histories (.yaml), or a log: CSV, Parquet or XES",
    )
    add("--pathway", required=True, metavar="PATHWAY", help="file, folder or name of the pack")
    add("--columns", action="append", default=[], metavar="PART=COLUMN,…", help="of a log, as `helhet measure` has it")  # fmt: skip
    add("--events", type=Path, metavar="FILE", help="a CSV of rows theirs,ours, of a log")
    add("--from", dest="first", type=_day, metavar="DATE", help="entries of this day and later")
    add("--to", dest="last", type=_day, metavar="DATE", help="entries up to and with this day")
    add("--pack", type=Path, metavar="DIR", help="the content pack; default: Norway's")


def run(arguments: argparse.Namespace) -> int:
    """Write the list; return 0."""
    from helhet.packs.pack import NORWAY, open_pack

    pack = open_pack(arguments.pack or NORWAY)
    is_drawn = arguments.file.suffix.lower() in (".yaml", ".yml")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for course, coded in (_drawn if is_drawn else _logged)(arguments, pack):
        act, row = coded.act, coded.row
        if _in_period(act.day, arguments.first, arguments.last):
            said = (course, act.number, format_day(act.day), act.event, act.outcome or "", row.code)
            writer.writerow((*said, "yes" if row.is_verified else "no", row.source))
    return 0


def _in_period(day: int, first: int | None, last: int | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _drawn(arguments: argparse.Namespace, pack: Pack) -> Iterator[tuple[str, Coded]]:
    from helhet.packs.codes import codes_of
    from helhet.packs.files import read_source
    from helhet.packs.finding import load_pathway
    from helhet.pathway.histories.history import read_histories
    from helhet.pathway.tables.table import compile_pathway

    pathways = load_pathway(arguments.pathway, pack)
    table = compile_pathway(pathways, pack.calendar)
    name = pathways[-1].pathway
    for drawn in read_histories(read_source(arguments.file), pathways, pack.calendar, folder=name):
        for coded in codes_of(pack.codes, table, drawn.course, drawn.known_after):
            yield drawn.name, coded


def _logged(arguments: argparse.Namespace, pack: Pack) -> Iterator[tuple[str, Coded]]:
    from helhet.measure.columns import read_wanted
    from helhet.measure.eventfiles import read_event_names
    from helhet.measure.measuring import Question
    from helhet.measure.registering import codes_in_log
    from helhet.packs.finding import load_measurable
    from helhet.pathway.tables.table import compile_pathway

    table = compile_pathway(load_measurable(arguments.pathway, pack)[0], pack.calendar)
    names = read_event_names(arguments.events, table) if arguments.events else None
    columns = read_wanted(arguments.columns)
    yield from codes_in_log(Question(arguments.file, table, columns, names), pack.codes)


def _day(text: str) -> int:
    try:
        return parse_day(text)
    except CalendarError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
