"""Make anew all that follows from the entries: states, runs, dues, charges, who may see whom.

Entries are never touched. Safe to run while others write.
"""

from __future__ import annotations

import argparse
import sys

HELP = "make anew all that follows from the entries"
EXAMPLES = """\
  helhet rebuild
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say that the command takes nothing."""


def run(arguments: argparse.Namespace) -> int:
    """Rebuild; return 0."""
    from datetime import UTC, datetime

    from helhet.cli import live

    live.start()
    from helhet.record.rebuilding import rebuild

    sys.stdout.write(f"Courses made anew: {rebuild(datetime.now(UTC))}.\n")
    return 0
