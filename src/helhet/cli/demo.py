"""Make an invented region in an installation of its own, show what is due in it, and serve its pages.

Eight municipalities and their units, two years up to today: nobody in it lives. A second start keeps
what is there. HELHET_DATA names the folder (else .helhet in this one), DATABASE_URL another database.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import Final

from helhet.cli import demomark
from helhet.cli.serve import port_of, serve_pages

HELP = "make an invented region and show what is due in it"
EXAMPLES = """\
  helhet demo                           2,000 persons, in .helhet
  helhet demo --persons 200 --reset     fewer, in place of those that are there
  helhet demo --no-serve                make and show, then stop
  PORT=8080 helhet demo                 serve on another port than 8000
"""
PERSONS: Final = 2000
SEED: Final = 2016
MOST_DIGITS: Final = 18


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--no-serve",
        action="store_true",
        help="stop when the region is there",
    )
    parser.add_argument("--port", type=int, help="of the pages (default: PORT, or 8000)")
    parser.add_argument("--reset", action="store_true", help="take the demo away and make it anew")
    parser.add_argument("--persons", type=_count, metavar="N", help=f"default: {PERSONS}")
    parser.add_argument("--seed", type=_seed, metavar="S", help=f"another region (default: {SEED})")


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError("write a number from 1 to 100000")
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal() or len(text) > MOST_DIGITS:
        raise argparse.ArgumentTypeError(f"write a number from 0, of at most {MOST_DIGITS} digits")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Make the region unless it is there, and show it; return 0."""
    from helhet.site.environment import env_path

    os.environ["HELHET_DEMO"] = "1"
    port = port_of(arguments.port)
    mark = env_path("HELHET_DATA", Path(".helhet")) / demomark.NAME
    is_new = demomark.open_folder(mark)
    is_finished = demomark.is_finished(mark)
    if is_finished and not arguments.reset:
        if (arguments.persons, arguments.seed) != (None, None):
            sys.stdout.write("Kept as it is: --persons and --seed make another with --reset.\n")
    else:
        if not is_new:
            demomark.empty(mark)
        seed = SEED if arguments.seed is None else arguments.seed
        _make(mark, arguments.persons or PERSONS, seed)
    _show(mark)
    if arguments.no_serve:
        return 0
    return serve_pages("127.0.0.1", port, works=True)


def _make(mark: Path, persons: int, seed: int) -> None:
    from datetime import UTC, datetime

    from django.conf import settings

    from helhet.access.sealing import seal_log
    from helhet.cli.progress import progress
    from helhet.record.pathways import today
    from helhet.record.wholeness.verifying import seal_heads
    from helhet.region.making import Making
    from helhet.region.movingup import make_moved_up
    from helhet.region.world import the_region

    now = datetime.now(UTC)
    try:
        with progress() as doing:
            doing("making a region")
            making = Making(seed, now, doing)
            making.make(persons)
            made = making.pass_things_on()
            make_moved_up(the_region(), now)
            doing("sealing")
            seal_heads(settings.CHECKPOINTS_FILE)
            seal_log(settings.CHECKPOINTS_FILE)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. The next start makes the region anew.\n")
        raise
    demomark.finish(mark, {**vars(made), "seed": seed, "on": today(now).isoformat()})


def _show(mark: Path) -> None:
    """Print what was made, and what each unit has on its hands now."""
    from django.utils import timezone

    from helhet.cli.tables import show_table
    from helhet.record.queries.workload import workloads

    now = timezone.localtime()
    sys.stdout.write(
        "An invented region, made on {on} from seed {seed}: {units} units, {persons} persons, "
        "{courses} courses, {entries} entries.\n".format(**demomark.told(mark))
    )
    sys.stdout.write(f"What its units have on their hands, as of {now:%a %d %b %Y %H:%M}:\n\n")
    rows = [[work.name, *map(str, work[2:])] for work in workloads(now)]
    show_table(["Unit", *_COLUMNS], rows)
    sys.stdout.write(f"\n{_LEGEND}\n\n")
    command = "helhet" if shutil.which("helhet") else os.path.relpath(sys.argv[0])
    sys.stdout.write(
        f"Go on with `{command} tour`, or `{command} verify` (about a minute); `{command} demo --reset` makes it anew.\n"
    )


_COLUMNS: Final = (
    "open",
    "waiting",
    "overdue",
    "due today",
    "in 7 days",
    "appointments",
    "charged",
)
_LEGEND: Final = """\
open, waiting                  courses, and those of them that wait for help
overdue, due today, in 7 days  deadlines, also what is still owed in courses that have ended; the 7 days begin today
appointments                   set for the next 7 days
charged                        stays in the unit whose days a municipality pays for now
Units that have nothing open are left out."""
