"""List the messages that could not be delivered, with what is missing; put them back when it has been mended.

A message is named by its course, the entry that has the effect, and the effect. Never what it says.
"""

from __future__ import annotations

import argparse
import sys

HELP = "list messages that were set aside, or try them again"
EXAMPLES = """\
  helhet outbox                         exit code 1 if any were set aside
  helhet outbox --again                 put them all back; `helhet work` delivers them
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--again", action="store_true", help="put them back into the outbox")


def run(arguments: argparse.Namespace) -> int:
    """List or put back; return 1 if messages lie set aside."""
    from datetime import UTC, datetime

    from helhet.cli import live

    live.start()
    from helhet.record.messages.outbox import try_again
    from helhet.record.models import Message

    aside = list(Message.objects.filter(status=Message.Status.SET_ASIDE).order_by("id"))
    for message in aside:
        if arguments.again:
            try_again(message, datetime.now(UTC))
        sys.stdout.write(
            f"course {message.course_id} entry {message.number}: {message.name}: {message.fault}\n"
        )
    what = "Put back" if arguments.again else "Set aside"
    sys.stdout.write(f"{what}: {len(aside)}.\n")
    return 1 if aside and not arguments.again else 0
