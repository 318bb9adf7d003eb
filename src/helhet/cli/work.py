"""Do what waits: deliver the outbox, read again what time has changed, seal the log and the record.

Goes on until it is stopped, some seconds between two rounds. Messages that could not be delivered
after several tries are set aside and told of.
"""

from __future__ import annotations

import argparse
import sys
import time

HELP = "deliver messages, tick and seal, until stopped"
EXAMPLES = """\
  helhet work                           until Ctrl-C
  helhet work --once                    one round, for cron
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--once", action="store_true", help="one round, then stop")
    parser.add_argument(
        "--pause",
        type=float,
        default=10,
        metavar="SECONDS",
        help="between two rounds (default: 10)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Work; return 0, or 1 after one round if messages lie set aside."""
    from helhet.cli import live

    live.start()
    while True:
        aside = _round()
        if arguments.once:
            return 1 if aside else 0
        time.sleep(arguments.pause)


def _round() -> int:
    """Do one round; return how many messages lie set aside. Says nothing if there was nothing to do."""
    from datetime import UTC, datetime

    from django.conf import settings

    from helhet.access.sealing import seal_log
    from helhet.record.graves import write_graves
    from helhet.record.models import Message
    from helhet.record.outbox import work
    from helhet.record.ticking import tick
    from helhet.record.verifying import seal_heads

    now, file = datetime.now(UTC), settings.CHECKPOINTS_FILE
    done = {
        "messages delivered": work(now),
        "courses read again": sum(failed is None for failed in tick(now)),
        "looks sealed": seal_log(file),
        "courses sealed": seal_heads(file),
        "erasures written down": write_graves(settings.ERASURES_FILE),
    }
    aside = Message.objects.filter(status=Message.Status.SET_ASIDE).count()
    done["messages set aside, for they could not be delivered"] = aside
    told = [f"{what}: {count}" for what, count in done.items() if count]
    if told:
        sys.stdout.write(f"{now:%Y-%m-%d %H:%M:%S} UTC  {'; '.join(told)}.\n")
        sys.stdout.flush()
    return aside
