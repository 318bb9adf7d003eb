"""Make an invented region in an installation of its own, and show what is due in it, unit by unit.

Eight municipalities and their units, two years up to today: nobody in it lives. A second start keeps
what is there. HELHET_DATA names the folder (else .helhet in this one), DATABASE_URL another database.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Final

from helhet.cli.errors import UsageError

if TYPE_CHECKING:
    from helhet.region.making import Made

HELP = "make an invented region and show what is due in it"
EXAMPLES = """\
  helhet demo                           2,000 persons, in .helhet
  helhet demo --persons 200 --reset     fewer, in place of those that are there
  helhet demo --no-serve                make and show, then stop
"""
MARK: Final = "demo.json"
REAL: Final = (
    "The installation here is no demo, and stays as it is. Name another folder in HELHET_DATA."
)
PERSONS: Final = 2000
SEED: Final = 2016


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--no-serve",
        action="store_true",
        help="stop when the region is there (nothing is served yet)",
    )
    parser.add_argument("--reset", action="store_true", help="take the demo away and make it anew")
    parser.add_argument(
        "--persons", type=_count, default=PERSONS, metavar="N", help=f"default: {PERSONS}"
    )
    parser.add_argument(
        "--seed", type=int, default=SEED, metavar="S", help=f"another region (default: {SEED})"
    )


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError("write a number from 1 to 100000")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Make the region unless it is there, and show it; return 0."""
    from helhet.site.environment import env_path

    os.environ["HELHET_DEMO"] = "1"
    mark = env_path("HELHET_DATA", Path(".helhet")) / MARK
    if (mark.parent / "secret").exists():
        _refuse_what_is_real()
    _init()
    if arguments.reset:
        _take_away(mark)
    if not _is_there(mark):
        _make(mark, arguments.persons, abs(arguments.seed))
    _show(mark)
    return 0


def _refuse_what_is_real() -> None:
    """Raise UsageError for an installation that is no demo, before its tables are touched."""
    from helhet.cli import live

    live.start(needs_tables=False)
    from django.db import connection

    from helhet.parties.models import Unit

    if Unit._meta.db_table in connection.introspection.table_names() and not _is_of_demo():
        raise UsageError(REAL)


def _init() -> None:
    """Make folder, keys and tables, without the words that are meant for a real installation."""
    from helhet.cli import init

    with redirect_stdout(io.StringIO()):
        init.run(argparse.Namespace())


def _is_there(mark: Path) -> bool:
    """Return whether a whole demo is there; raise UsageError for anything else that is."""
    from helhet.parties.models import Unit
    from helhet.record.models import Course

    is_empty = not Course.objects.exists() and not Unit.objects.exists()
    if mark.exists() and not is_empty:
        return True
    if is_empty:
        return False
    if _is_of_demo():
        raise UsageError(
            "The demo here was not finished. Run `helhet demo --reset` to make it anew."
        )
    raise UsageError(REAL)


def _is_of_demo() -> bool:
    """Return whether the units here are those of the invented region, and no others; or nobody is here yet."""
    from helhet.parties.models import Subject, Unit
    from helhet.region.world import the_region

    here = set(Unit.objects.values_list("code", flat=True))
    return here <= set(the_region().units) and (bool(here) or not Subject.objects.exists())


def _take_away(mark: Path) -> None:
    """Take away the tables of a demo and what stands beside them; keys stay. Raise UsageError if it is none."""
    from django.conf import settings
    from django.core.management import call_command

    if not _is_of_demo():
        raise UsageError(REAL)
    for label in ("record", "access", "parties", "auth", "contenttypes"):
        call_command("migrate", label, "zero", verbosity=0, interactive=False)
    for file in (mark, Path(settings.CHECKPOINTS_FILE), Path(settings.ERASURES_FILE)):
        file.unlink(missing_ok=True)
    call_command("migrate", verbosity=0, interactive=False)


def _make(mark: Path, persons: int, seed: int) -> None:
    from datetime import UTC, datetime

    from django.conf import settings

    from helhet.cli.progress import progress
    from helhet.record.verifying import seal_heads
    from helhet.region.making import Making

    now = datetime.now(UTC)
    with progress() as doing:
        doing("making a region")
        made = Making(seed, now, doing).make(persons)
        doing("sealing")
        seal_heads(settings.CHECKPOINTS_FILE)
    mark.write_text(json.dumps(_told(made, seed, f"{now:%Y-%m-%d}")) + "\n", "utf-8")


def _told(made: Made, seed: int, on: str) -> dict[str, object]:
    return {**vars(made), "seed": seed, "on": on}


def _show(mark: Path) -> None:
    """Print what was made, and what each unit has on its hands today."""
    from datetime import UTC, datetime

    from helhet.cli.tables import show_table
    from helhet.record.workload import workloads

    told = json.loads(mark.read_text("utf-8"))
    sys.stdout.write(
        "An invented region, made on {on} from seed {seed}: {units} units, {persons} persons, "
        "{courses} courses, {entries} entries.\n\n".format(**told)
    )
    rows = [[work.name, *map(str, work[2:])] for work in workloads(datetime.now(UTC))]
    header = ["Unit", "open courses", "waiting", "overdue", "due in 7 days", "days being paid"]
    show_table(header, rows)
    sys.stdout.write(
        "\nGo on with `helhet work --once`, `helhet verify`, `helhet tour`; `helhet demo --reset` makes it anew.\n"
    )
