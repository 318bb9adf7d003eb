"""Bring money that others have booked into the ledger, set a file beside it, take it out again, add it up, and close a year.

A mapping says what the columns of a CSV or Excel file are; nothing is guessed. A file is read whole first: with a fault in any row
nothing is booked. Who is stopped in the middle runs the same command again: a row is booked once. docs/how-to/follow-the-money.md.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from helhet.cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from helhet.importing.money.mapping import MoneyMapping

HELP: Final = "bring money into the ledger, set a file beside it, take it out, add it up"
EXAMPLES: Final = """\
  helhet money import paid.csv mapping.yaml --dry-run    say what would be booked, and every fault
  helhet money import paid.csv mapping.yaml
  helhet money reconcile paid.xlsx mapping.yaml          what is only in one of the two, or differs
  helhet money export postings.parquet                   or .csv, .xlsx
  helhet money balances --by plan,year,stage             sums in kroner
  helhet money close 2024                                let a year take no more
"""
WRONG_INPUT: Final = 2
TOLD: Final = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    does = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    for name, told in (
        ("import", "book the rows of a file"),
        ("reconcile", "set a file beside the ledger"),
    ):
        one = does.add_parser(name, help=told)
        one.add_argument("path", type=Path, metavar="FILE", help="CSV or .xlsx")
        one.add_argument("mapping", type=Path, metavar="MAPPING", help="what its columns are")
        if name == "import":
            one.add_argument(
                "--dry-run", action="store_true", help="check and add up; book nothing"
            )
            one.add_argument(
                "--right-rows", action="store_true", help="book the right rows of a faulty file"
            )
    out = does.add_parser("export", help="write all postings to a file")
    out.add_argument("path", type=Path, metavar="FILE", help=".csv, .xlsx or .parquet")
    out.add_argument("--origin", metavar="NAME", help="only those of one origin")
    sums = does.add_parser("balances", help="add up, by some dimensions")
    sums.add_argument(
        "--by",
        default="plan,year,stage,counts",
        help="dimensions with commas between; default: plan,year,stage,counts",
    )
    sums.add_argument(
        "--to", type=Path, metavar="FILE", help="write them to .csv, .xlsx or .parquet instead"
    )
    close = does.add_parser("close", help="let a year take no more postings")
    close.add_argument("year", type=int, metavar="YEAR")


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked; return 1 if rows are wrong, or file and ledger differ."""
    from helhet.cli import live

    live.start()
    deeds: dict[str, Callable[[argparse.Namespace], int]] = {
        "import": _import,
        "reconcile": _reconcile,
        "export": _export,
        "balances": _balances,
        "close": _close,
    }
    return deeds[arguments.deed](arguments)


def _import(arguments: argparse.Namespace) -> int:
    from helhet.cli.progress import progress
    from helhet.importing.faults import CannotImport
    from helhet.importing.money.bringing import bring
    from helhet.ledger.errors import Refused, YearClosed
    from helhet.plans.money import millions

    mapping = _mapping(arguments)
    with progress() as told:
        try:
            done = bring(
                arguments.path,
                mapping,
                rehearse=arguments.dry_run,
                right_rows=arguments.right_rows,
                progress=lambda rows: told(f"{rows} rows"),
            )
        except (CannotImport, Refused, YearClosed) as error:
            sys.stderr.write(f"{error}\n")
            return WRONG_INPUT
    for fault in done.faults[:TOLD]:
        sys.stderr.write(f"{fault}\n")
    if len(done.faults) > TOLD:
        sys.stderr.write(f"And more: the first {TOLD} are told.\n")
    booked = not arguments.dry_run and (arguments.right_rows or not done.faulty)
    say = sys.stdout.write
    say(
        ""
        if booked
        else "Nothing was booked.\n"
        if done.faulty
        else "Nothing was booked. This would be:\n"
    )
    for (year, stage), ore in sorted(done.sums.items()):
        say(f"{year} {stage}: {millions(ore)} million kroner\n")
    say(f"rows new: {done.new}, booked before: {done.known}, with faults: {done.faulty}\n")
    return 1 if done.faulty else 0


def _reconcile(arguments: argparse.Namespace) -> int:
    from helhet.cli.progress import progress
    from helhet.importing.faults import CannotImport
    from helhet.importing.money.reconciling import reconcile
    from helhet.ledger.exporting import kroner

    mapping = _mapping(arguments)
    with progress() as told:
        try:
            done = reconcile(arguments.path, mapping, progress=lambda rows: told(f"{rows} rows"))
        except CannotImport as error:
            sys.stderr.write(f"{error}\n")
            return WRONG_INPUT
    say = sys.stdout.write
    for fault in done.read.faults[:TOLD]:
        sys.stderr.write(f"{fault}\n")
    for line in done.lines[:TOLD]:
        say(f"only in the file: line {line}\n")
    for posting in done.postings[:TOLD]:
        say(f"only in the ledger: posting {posting}\n")
    for one in done.differences[:TOLD]:
        say(
            f"different in {', '.join(one.what)}: line {one.line} has {kroner(one.ore)} in {one.year}, posting {one.posting} {kroner(one.booked_ore)} in {one.booked_year}\n"
        )
    say(
        f"the same: {done.matched}, only in the file: {done.only_file} (of them taken back in the ledger: {done.taken_back}),"
        f" only in the ledger: {done.only_ledger}, different: {done.differing}, with faults: {done.read.faulty}\n"
    )
    return 0 if done.agrees else 1


def _export(arguments: argparse.Namespace) -> int:
    from helhet.ledger.exporting import POSTING, posting_rows

    where = {"origin": arguments.origin} if arguments.origin else {}
    n = _write(arguments.path, POSTING, posting_rows(**where))
    sys.stdout.write(f"Wrote {n} postings.\n")
    return 0


def _write(path: Path, header: Sequence[str], rows: Iterator[Sequence[str | int]]) -> int:
    """Write rows to a file that is not there yet; return how many."""
    from helhet.cli.moneyfiles import MOST_ROWS, WRITERS, TooManyError, write
    from helhet.cli.progress import counted, progress

    if path.suffix not in WRITERS:
        raise UsageError("FILE ends in .csv, .xlsx or .parquet.")
    if path.exists():
        raise UsageError("FILE is there already. Name another, or take it away.")
    try:
        with progress() as told:
            return write(path, header, counted(rows, told))
    except TooManyError as error:
        raise UsageError(
            f"A sheet of Excel holds {MOST_ROWS:,} rows, and there are more. Write .csv or .parquet."
        ) from error


def _balances(arguments: argparse.Namespace) -> int:
    from helhet.cli.tables import show_table
    from helhet.ledger.balances import DIMENSIONS
    from helhet.ledger.exporting import balance_rows

    by = arguments.by.split(",")
    if wrong := [one for one in by if one not in DIMENSIONS]:
        raise UsageError(f"'{wrong[0]}' is no dimension. There are {', '.join(DIMENSIONS)}.")
    if arguments.to is not None:
        n = _write(arguments.to, [*by, "amount"], balance_rows(by))
        sys.stdout.write(f"Wrote {n} sums.\n")
        return 0
    rows = [[str(cell) for cell in row] for row in balance_rows(by)]
    show_table([*by, "kroner"], rows, texts=len(by))
    return 0


def _close(arguments: argparse.Namespace) -> int:
    from helhet.ledger.booking import close_year

    if not 1990 <= arguments.year <= 2100:
        raise UsageError("YEAR is a year between 1990 and 2100.")
    close_year(arguments.year)
    sys.stdout.write(f"{arguments.year} takes no more postings.\n")
    return 0


def _mapping(arguments: argparse.Namespace) -> MoneyMapping:
    from helhet.importing.money.mapping import read_mapping
    from helhet.plans.reading import read_plans
    from helhet.record.pathways import pack

    for path in (arguments.path, arguments.mapping):
        if not path.is_file():
            raise UsageError(f"There is no file {path}. Look at its name.")
    mapping = read_mapping(arguments.mapping)
    plans = read_plans(pack().folder / "plans", frozenset(pack().sources)).plans
    if mapping.origin in plans:
        raise UsageError(
            f"'{mapping.origin}' is a plan of the pack, whose lines are booked under its name. Give the books another 'origin'."
        )
    return mapping
