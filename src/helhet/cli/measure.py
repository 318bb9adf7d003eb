"""`helhet measure`: read an event log of any origin by a pathway: runs, spells and deviations of everybody, and a table by clock.

LOG is a CSV, Parquet or XES file, perhaps packed with gzip. Each row tells of one event: the course (the case,
the person), the event, and when it happened; perhaps its outcome, setting, unit and values of the pathway's forms.
Ids are text: a case called NA stays a case, and 007 stays 007. Times may have an offset; without one they are local
time of the content pack, and a date alone stands where the pathway puts it in its day. Numbers in DIR/*:
days as the pathway's meaning has them, `*_at` local time, `due_at` the first moment too late, `due_on` the last day in time.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

from helhet.pathway.calendar import parse_day
from helhet.pathway.errors import CalendarError

if TYPE_CHECKING:
    from helhet.measure.measuring import Question
    from helhet.pathway.tables.table import Table

HELP: Final = "read an event log by a pathway: who waited how long, what was late, who waits now"
EXAMPLES: Final = """\
  helhet measure log.csv --pathway tsb
  helhet measure log.xes.gz --pathway my-pathway.yaml --events names.csv --as-of 2026-06-30 --to results
  helhet measure log.parquet --pathway tsb --columns course=PATIENT,event=WHAT,happened_at=WHEN,right.start-by=DUE
  helhet measure log.csv --pathway tsb --date-format "%d.%m.%Y %H:%M" --strict

names.csv has rows `theirs,ours`, as `First visit,attended`, with commas or semicolons; capitals do not matter.
A row for an event holds for all its outcomes, and these are then looked for among those of ours. An outcome that is
called otherwise has its own row, as `First visit.came,attended.in-person`; `First visit.*,attended` takes it with any other
outcome. Nothing as ours: left out.
Large logs are read in parts by way of TMPDIR, which needs about the room of the log. Exit code 1 with --strict and bad rows.
"""

SHOW_CURSOR: Final = "\x1b[?25h"
"""Undoes what the moving line of progress did to the terminal."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("log", metavar="LOG", type=Path, help="CSV, Parquet or XES, perhaps packed with gzip")
    add(
        "--pathway",
        required=True,
        metavar="PATHWAY",
        help="a pathway file, its folder, or a name of the pack",
    )
    add("--columns", action="append", default=[], metavar="PART=COLUMN,…",
        help="which column is what: course, event, happened_at, time_of_day, outcome, setting, unit, born, lifecycle, FORM.FIELD; guessed from usual names")  # fmt: skip
    add(
        "--events",
        type=Path,
        metavar="FILE",
        help="a CSV of rows theirs,ours for events that the log calls otherwise",
    )
    add(
        "--as-of",
        type=_day,
        metavar="DATE",
        help="read as of the end of this day; default: the last day in the log",
    )
    add(
        "--date-format",
        action="append",
        default=[],
        metavar="FORMAT",
        help="a way dates are written beside ISO, as %%d.%%m.%%Y",
    )
    add(
        "--midnight",
        choices=("auto", "day", "time"),
        default="auto",
        metavar="WHAT",
        help="auto, day or time: whether exactly midnight is a day without a time (default: auto, a day if the log has no other times)",
    )
    add("--encoding", help="of a CSV that is not UTF-8, as latin-1")
    add("--to", type=Path, metavar="DIR", help="write runs, spells, deviations and bad rows here")
    add(
        "--format",
        choices=("parquet", "csv"),
        default="parquet",
        help="of what is written (default: parquet)",
    )
    add("--strict", action="store_true", help="exit with 1 if a row is bad")
    add(
        "--pack",
        type=Path,
        metavar="DIR",
        help="the content pack, for calendar and names (default: Norway)",
    )


def run(arguments: argparse.Namespace) -> int:
    from helhet.cli import measured
    from helhet.cli.progress import progress
    from helhet.measure.measuring import measure
    from helhet.packs.finding import load_measurable
    from helhet.packs.pack import NORWAY, open_pack
    from helhet.pathway.tables.table import compile_pathway

    pack = open_pack(arguments.pack or NORWAY)
    pathways, odd = load_measurable(arguments.pathway, pack)
    question = _question(arguments, compile_pathway(pathways, pack.calendar))
    with _leaving_nothing(), progress() as tell:
        answer = measure(question, tell)
    measured.show(question, answer, odd)
    return 1 if arguments.strict and answer.bad.count else 0


def _question(arguments: argparse.Namespace, table: Table) -> Question:
    from helhet.measure.columns import read_wanted
    from helhet.measure.eventfiles import read_event_names
    from helhet.measure.events import EventNames
    from helhet.measure.measuring import Question
    from helhet.measure.times import check_format

    names = read_event_names(arguments.events, table) if arguments.events else EventNames(table)
    return Question(
        log=arguments.log,
        table=table,
        columns=read_wanted(arguments.columns),
        names=names,
        formats=[check_format(written) for written in arguments.date_format],
        encoding=arguments.encoding,
        as_of=arguments.as_of,
        to=arguments.to,
        kind=arguments.format,
        midnight=arguments.midnight,
    )


def _day(text: str) -> int:
    try:
        return parse_day(text)
    except CalendarError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


@contextmanager
def _leaving_nothing() -> Iterator[None]:
    """Let a polite kill, Ctrl-C or a closed terminal remove what was put down on the way, people's rows among it.

    What is passed over stays so: `nohup` has a command outlive its terminal.
    """
    stops = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    heard = [each for each in stops if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, _stop) for each in heard}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _stop(number: int, _frame: FrameType | None) -> None:
    from helhet.measure.database import stop_at_once

    if sys.stderr.isatty():
        print(SHOW_CURSOR, file=sys.stderr, flush=True)
    stop_at_once(128 + number)
