"""Look whether all that was recorded is there, unaltered: entries, what they say, the log of access, and what follows.

Holds every entry against its chain, the chains against their seals, the seals against the checkpoints
outside the database, the kept sums of money against their postings, and the rows that follow from entries against rows made anew.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from helhet.pathway.errors import printable

if TYPE_CHECKING:
    from helhet.access.chains import Finding

HELP = "look whether the record and its log are whole"
EXAMPLES = """\
  helhet verify                         exit code 1 if anything is amiss
  helhet verify --no-projections        the chains alone, for a quick look
  helhet verify --restores              also what each restore is known to have lost
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--no-projections",
        action="store_true",
        help="leave out what follows from the entries; `helhet rebuild` can make that anew",
    )
    parser.add_argument(
        "--restores",
        action="store_true",
        help="say first when the database was restored, and what was lost; no finding",
    )


def run(arguments: argparse.Namespace) -> int:
    """Verify; return 1 if anything was found."""
    from helhet.cli import live

    live.start()
    if arguments.restores:
        _tell_restores()
    from helhet.cli.progress import progress

    found = 0
    with progress() as doing:
        for finding in _findings(doing, projections=not arguments.no_projections):
            sys.stdout.write(f"{finding}\n")
            found += 1
    sys.stdout.write(f"Findings: {found}.\n" if found else "All is whole.\n")
    return 1 if found else 0


def _tell_restores() -> None:
    from django.conf import settings

    from helhet.access.checkpoints import read_restores

    for restore in read_restores(settings.CHECKPOINTS_FILE):
        sys.stdout.writelines(f"{printable(line)}\n" for line in restore.told())


def _findings(doing: Callable[[str], None], *, projections: bool) -> Iterator[str]:
    from datetime import UTC, datetime

    from django.conf import settings

    from helhet.access.kept import check_withdrawals
    from helhet.access.sealing import verify_log
    from helhet.cli.folds import fold_for
    from helhet.ledger.balances import faults
    from helhet.record.models import Course
    from helhet.record.renewal.rebuilding import differences
    from helhet.record.wholeness.verifying import verify_record

    file = settings.CHECKPOINTS_FILE
    doing("holding the log of access against its seals")
    for finding in verify_log(file, datetime.now(UTC)):
        yield _told(finding)
    doing("holding the consents against the withdrawals written down outside")
    for finding in check_withdrawals(settings.WITHDRAWALS_FILE):
        yield _told(finding)
    doing("walking the entries of every course")
    for finding in verify_record(file):
        yield _told(finding)
    if not projections:
        return
    doing("adding the postings up, to compare with the kept sums")
    for fault in faults():
        yield f"money: {fault}"
    doing("making anew what follows from the entries, to compare")
    fold = fold_for(Course.objects.count())
    for difference in differences(fold=fold):
        tables = ", ".join(difference.tables)
        yield f"course {difference.course}: does not follow from its entries: {tables}"


def _told(finding: Finding) -> str:
    return f"{finding.chain}: {finding.kind}: {finding.where}"
