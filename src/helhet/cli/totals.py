"""Bring totals that somebody else has counted of help about nobody: a helpline, a chat, a needle exchange.

A CSV file with the columns period, kind, place, need and count. It is written whole or not at all, and known again if it comes
twice. A column that is none of these is refused, so nothing of a person can come along. docs/reference/import.md.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from helhet.cli.errors import UsageError

if TYPE_CHECKING:
    from helhet.access.deciding import Reader

HELP = "bring totals that others have counted, by week or month"
EXAMPLES = """\
  helhet totals totals.csv --unit askdal-outreach --by kari --dry-run
                                  say what would be written, and every fault
  helhet totals totals.csv --unit askdal-outreach --by kari
  helhet totals totals.csv --unit askdal-outreach --by kari --replace
                                  let its numbers stand in the place of others
"""
WRONG_INPUT: Final = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("path", type=Path, metavar="FILE")
    parser.add_argument("--unit", required=True, metavar="CODE", help="the unit that they are of")
    parser.add_argument(
        "--by", required=True, metavar="USER", help="somebody who may count for the unit"
    )
    parser.add_argument("--dry-run", action="store_true", help="check and count; write nothing")
    parser.add_argument(
        "--replace", action="store_true", help="a number here stands in the place of another"
    )


def run(arguments: argparse.Namespace) -> int:
    """Import; return 1 if anything is wrong with a row, and nothing was written."""
    from helhet.cli import live

    live.start()
    from helhet.access.log import LogUnavailable
    from helhet.cli.brought import say
    from helhet.importing.faults import CannotImport
    from helhet.importing.totals import import_totals

    if not arguments.path.is_file():
        raise UsageError("FILE is not there. Name a CSV file.")
    reader = _reader(arguments.by, arguments.unit)
    try:
        done = import_totals(
            reader, arguments.path, replace=arguments.replace, rehearse=arguments.dry_run
        )
    except (CannotImport, LogUnavailable) as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_INPUT
    told = done.brought
    counts = {
        "totals new": told.new,
        "totals replaced": told.replaced,
        "totals here before": told.known,
    }
    say(counts, done.faults, is_rehearsal=arguments.dry_run)
    return 1 if done.faults else 0


def _reader(username: str, code: str) -> Reader:
    """Return a user in a role in which they may count for a unit."""
    from django.utils.timezone import localdate

    from helhet.access.readers import staff_reader
    from helhet.ledgers.doors import may_count
    from helhet.parties.models import Membership

    held = Membership.objects.filter(user__username=username, unit__code=code)
    readers = (staff_reader(one, localdate()) for one in held.order_by("pk"))
    found = next((one for one in readers if one.is_current and may_count(one)), None)
    if found is None:
        raise UsageError("--by names nobody who may count for this unit now. Look at both names.")
    return found
