"""Read again every course that time alone has changed: rights that lapse, days that cost, birthdays.

Safe to run again, and while others write. `helhet work` does it too; run this one from cron if no worker runs.
"""

from __future__ import annotations

import argparse

HELP = "read again what time alone has changed"
EXAMPLES = """\
  helhet tick
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say that the command takes nothing."""


def run(arguments: argparse.Namespace) -> int:
    """Tick; return 1 if a course could not be read."""
    from datetime import UTC, datetime

    from helhet.cli import live

    live.start()
    from helhet.record.renewal.ticking import tick

    return live.tell("Courses read again", tick(datetime.now(UTC)))
