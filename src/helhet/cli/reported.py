"""Bring what municipalities report by year: posts by profession, courses held, people reached by sector.

A CSV file with the columns municipality, year, figure, value and source. It is written whole or not at all, and known again if
it comes twice; a number that is reported anew needs --replace, and the one before is kept. docs/reference/import.md.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from helhet.cli.errors import UsageError

HELP = "bring what municipalities report by year: posts, courses held, people reached"
EXAMPLES = """\
  helhet reported reported.csv --dry-run    say what would be written, and every fault
  helhet reported reported.csv
  helhet reported reported.csv --replace    let its numbers be newer than others
"""
WRONG_INPUT: Final = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("path", type=Path, metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help="check and count; write nothing")
    parser.add_argument(
        "--replace", action="store_true", help="a number here is newer than one from before"
    )


def run(arguments: argparse.Namespace) -> int:
    """Import; return 1 if anything is wrong with a row, and nothing was written."""
    from helhet.cli import live

    live.start()
    from helhet.cli.brought import say
    from helhet.importing.faults import CannotImport
    from helhet.importing.reported import import_reported
    from helhet.plans.reading import plans_of
    from helhet.record.pathways import pack

    if not arguments.path.is_file():
        raise UsageError("FILE is not there. Name a CSV file.")
    reportable = plans_of(pack()).reportable
    try:
        done = import_reported(
            arguments.path, reportable, replace=arguments.replace, rehearse=arguments.dry_run
        )
    except CannotImport as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_INPUT
    told = done.brought
    counts = {
        "figures new": told.new,
        "figures reported anew": told.revised,
        "figures here before": told.known,
    }
    say(counts, done.faults, is_rehearsal=arguments.dry_run)
    return 1 if done.faults else 0
