"""Bring persons, courses and entries from elsewhere: CSV files persons.csv, courses.csv, entries.csv, or a folder of them.

Every row is checked; what holds together is written, a course whole or not at all, and each fault is told with
its line and column. Run it again after mending, or after it was stopped: what is here already is recognised by the
sender's own ids. docs/reference/import.md lists the columns.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from helhet.cli.errors import UsageError
from helhet.pathway.errors import printable

if TYPE_CHECKING:
    from helhet.importing.run import Outcome, Run

HELP = "bring persons, courses and entries from CSV files"
EXAMPLES = """\
  helhet import sent/ --source oldsystem --by kari --dry-run
                                        say what would be written, and every fault
  helhet import sent/ --source oldsystem --by kari --rejected mend/
                                        write what holds together; the other rows lie in mend/
  helhet import mend/ --source oldsystem --by kari
                                        the mended rows
"""
WRONG_INPUT: Final = 2
REJECTED: Final = (
    "What was not taken lies in {}, byte by byte as it came. In a spreadsheet open it with every column as text: "
    "else ids and days become others, and what begins with = + - or @ is run.\n"
)
COUNTED: Final = (
    "persons new",
    "persons in the register already",
    "persons imported before",
    "persons rejected",
    "courses new",
    "courses imported before",
    "courses rejected",
    "entries new",
    "entries imported before",
    "entries rejected",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("paths", type=Path, nargs="+", metavar="FOLDER_OR_FILE")
    parser.add_argument(
        "--source",
        required=True,
        metavar="NAME",
        help="who sends; ids are known again under the same name only",
    )
    parser.add_argument(
        "--by", required=True, metavar="USER", help="the user who answers for what is imported"
    )
    parser.add_argument("--dry-run", action="store_true", help="check and count; write nothing")
    parser.add_argument(
        "--rejected",
        type=Path,
        metavar="FOLDER",
        help="put the rows that are not taken into files there, to be mended and imported; also in a dry run",
    )


def run(arguments: argparse.Namespace) -> int:
    """Import; return 1 if any row was not taken."""
    from helhet.cli import live
    from helhet.cli.progress import progress

    live.start()
    from helhet.access.log import LogUnavailable
    from helhet.importing.faults import CannotImport

    try:
        with progress() as tell:
            outcome = _import(arguments, tell)
    except (CannotImport, LogUnavailable) as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_INPUT
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. Run it again: what has been written is recognised.\n")
        raise
    _say(outcome, is_rehearsal=arguments.dry_run)
    if arguments.rejected and outcome.rejected:
        sys.stdout.write(REJECTED.format(printable(arguments.rejected)))
    return 1 if outcome.faults else 0


def _import(arguments: argparse.Namespace, tell: Callable[[str], None]) -> Outcome:
    from helhet.importing.gathering import find_files, gather
    from helhet.importing.rejecting import make_folder, write_rejected
    from helhet.importing.running import run_import

    run = _prepared(arguments, tell)
    files = find_files(arguments.paths)
    is_made = bool(arguments.rejected) and make_folder(arguments.rejected)
    tell("reading")
    outcome = run_import(run, gather(files))
    if arguments.rejected:
        write_rejected(arguments.rejected, outcome.rejected)
    if is_made and not outcome.rejected:
        arguments.rejected.rmdir()
    return outcome


def _prepared(arguments: argparse.Namespace, tell: Callable[[str], None]) -> Run:
    from datetime import UTC, datetime

    from django.conf import settings

    from helhet.importing.known import Sender
    from helhet.importing.run import Run
    from helhet.importing.world import World
    from helhet.record.pathways import pack

    world = World(datetime.now(UTC), pack().calendar, settings.DEMO)
    sender, user = Sender(_source(arguments.source)), _user(arguments.by)
    if others := sender.others():
        sys.stderr.write(f"{_new_source(sender.source, others)}\n")
    return Run(sender, user, world, is_rehearsal=arguments.dry_run, tell=tell)


def _source(name: str) -> str:
    from helhet.importing.models import NAME

    if not re.fullmatch(rf"[a-z][a-z0-9-]{{0,{NAME - 1}}}", name):
        raise UsageError(
            "--source takes a name of small letters, digits and hyphens, as 'oldsystem'. Give one sender the same name always."
        )
    return name


def _new_source(name: str, others: list[str]) -> str:
    from helhet.pathway.reading.faults import meant

    hint = meant(name, others, "sources")
    return f"Nothing has come from '{name}' before. {hint} The same ids under another name are other persons."


def _user(name: str) -> int:
    from helhet.parties.models import User

    found = User.objects.filter(username=name, is_active=True).values_list("pk", flat=True).first()
    if found is None:
        raise UsageError(
            "--by names no active user. Name the user who answers for what is imported."
        )
    return found


def _say(outcome: Outcome, *, is_rehearsal: bool) -> None:
    for fault in outcome.faults:
        sys.stderr.write(f"{fault}\n")
    if is_rehearsal:
        sys.stdout.write("Nothing was written. This would be:\n")
    for what in COUNTED:
        if count := outcome.counts[what]:
            sys.stdout.write(f"{what}: {count}\n")
    sys.stdout.write(f"Faults: {len(outcome.faults)}.\n")
