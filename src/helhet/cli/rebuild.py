"""Make anew all that follows from the entries: states, runs, dues, charges, who may see whom.

Entries are never touched. Safe to run while others write.
"""

from __future__ import annotations

import argparse

HELP = "make anew all that follows from the entries"
EXAMPLES = """\
  helhet rebuild
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say that the command takes nothing."""


def run(arguments: argparse.Namespace) -> int:
    """Rebuild; return 1 if a course could not be read."""
    from datetime import UTC, datetime

    from helhet.cli import live

    live.start()
    from helhet.cli.folds import fold_for
    from helhet.record.models import Course
    from helhet.record.renewal.rebuilding import rebuild

    fold = fold_for(Course.objects.count())
    return live.tell("Courses made anew", rebuild(datetime.now(UTC), fold=fold))
