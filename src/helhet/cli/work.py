"""Do what waits: deliver the outbox, read again what time has changed, seal the log and the record.

Goes on until it is stopped, some seconds between two rounds, also when the database goes away and
comes back. Stops between two steps when it is told to (SIGTERM). Messages that could not be
delivered after several tries are set aside and told of.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import takewhile
from threading import Event
from typing import Final, TextIO

# Seconds, at most, until a database that does not answer is asked again. Own choice.
LONGEST_WAIT: Final = 60.0

HELP = "deliver messages, tick and seal, until stopped"
EXAMPLES = """\
  helhet work                           until Ctrl-C or SIGTERM
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
    """Work; return 0 when stopped, or 1 after one round if messages lie set aside."""
    from helhet.cli import live

    live.start()
    stop = Event()
    before = signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        if arguments.once:
            return 1 if _round(stop) else 0
        _go_on(stop, arguments.pause)
    finally:
        signal.signal(signal.SIGTERM, before)
    return 0


def _go_on(stop: Event, pause: float) -> None:
    """Do round after round until stopped; while the database does not answer, ask again, each time later."""
    from django.db import Error, close_old_connections, connections

    wait = pause
    while not stop.is_set():
        close_old_connections()
        try:
            _round(stop)
            wait = pause
        except Error as error:
            connections.close_all()
            wait = min(max(2 * wait, 1), LONGEST_WAIT)
            _say(
                sys.stderr,
                f"The database does not answer ({type(error).__name__}). Asking again in {wait:g} s",
            )
        stop.wait(wait)


def _round(stop: Event) -> int:
    """Do one round, up to the step in which it is stopped; return how many messages lie set aside. Says nothing of nothing."""
    from helhet.record.models import Message

    done = {what: step() for what, step in _steps(stop) if not stop.is_set()}
    aside = Message.objects.filter(status=Message.Status.SET_ASIDE).count()
    done["messages set aside, for they could not be delivered"] = aside
    told = [f"{what}: {count}" for what, count in done.items() if count]
    if told:
        _say(sys.stdout, "; ".join(told))
    return aside


def _steps(stop: Event) -> Iterator[tuple[str, Callable[[], int]]]:
    """Yield the steps of a round, each with what it counts."""
    from django.conf import settings

    from helhet.access.kept import write_withdrawals
    from helhet.access.sealing import seal_log
    from helhet.record.erasure.graves import write_graves
    from helhet.record.messages.outbox import work
    from helhet.record.renewal.ticking import tick
    from helhet.record.wholeness.verifying import seal_heads

    now, file = datetime.now(UTC), settings.CHECKPOINTS_FILE
    yield "messages delivered", lambda: work(now)
    ticked = takewhile(lambda _: not stop.is_set(), tick(now))
    yield "courses read again", lambda: sum(failed is None for failed in ticked)
    yield "looks sealed", lambda: seal_log(file)
    yield "courses sealed", lambda: seal_heads(file)
    yield "erasures written down", lambda: write_graves(settings.ERASURES_FILE)
    yield "withdrawals written down", lambda: write_withdrawals(settings.WITHDRAWALS_FILE)


def _say(stream: TextIO, what: str) -> None:
    stream.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC  {what}.\n")
    stream.flush()
