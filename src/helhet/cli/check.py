"""`helhet check`: what is wrong in pathway files, their histories and plans, all of it in one run."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from helhet.cli.errors import UsageError

if TYPE_CHECKING:
    from helhet.packs.checks import Check
    from helhet.packs.pack import Pack
    from helhet.pathway.errors import Problem

HELP = "tell what is wrong in pathway files, their histories and plans, all of it in one run"
EXAMPLES = """\
  helhet check                          the whole Norwegian pack, with its drawn histories
  helhet check tsb oat                  two pathways of it
  helhet check my-service/              a pathway's folder: pathway.yaml, forms/, histories/, assumptions.yaml
  helhet check my-service/pathway.yaml  one file
  helhet check my-plan/                 a plan's folder: plan.yaml
  helhet check --gaps                   also: after which ways out does nobody owe anything?
  helhet check --texts texts/           also: do the words fit that this installation puts into instruments?
  helhet check --release                also: has everything that users see its title?
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="file, folder or name; default: the whole pack"
    )
    parser.add_argument(
        "--pack", type=Path, metavar="FOLDER", help="the content pack; default: Norway's"
    )
    parser.add_argument(
        "--gaps",
        action="store_true",
        help="also list the ways out after which nobody owes anything",
    )
    parser.add_argument(
        "--texts", type=Path, metavar="FOLDER", help="also check the words of instruments there"
    )
    parser.add_argument("--release", action="store_true", help="also tell what has no title yet")


def run(arguments: argparse.Namespace) -> int:
    """Print every problem; return 1 if there is any."""
    from helhet.packs.pack import NORWAY, open_pack
    from helhet.packs.texts import text_problems

    if arguments.texts and not arguments.texts.is_dir():
        raise UsageError(f"{arguments.texts} is no folder. Name the one in which the words lie.")
    pack = open_pack(arguments.pack or NORWAY)
    read, told = _pathways(arguments, pack)
    plans, of_plans = _plans(arguments.paths, pack)
    texts = text_problems(arguments.texts, pack) if arguments.texts else ()
    problems = (*told.problems, *of_plans, *texts)
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    if arguments.gaps:
        sys.stdout.writelines(f"{gap}\n" for gap in told.gaps)
    sys.stdout.write(f"{', '.join([*read, *plans])}: {_counted(len(problems), 'problem')}.\n")
    return 1 if problems else 0


def _pathways(arguments: argparse.Namespace, pack: Pack) -> tuple[list[str], Check]:
    """Return what was read of pathways, and what was found in them; nothing if plans alone were named."""
    from helhet.packs.checks import Check, check
    from helhet.plans.folders import plan_file

    paths = [one for one in arguments.paths if not plan_file(Path(one))]
    if arguments.paths and not paths:
        return [], Check(0, None, ())
    told = check(pack, paths, release=arguments.release)
    number = told.histories
    histories = "histories not read" if number is None else _counted(number, "history")
    return [_counted(told.pathways, "edition"), histories], told


def _plans(paths: list[str], pack: Pack) -> tuple[list[str], tuple[Problem, ...]]:
    """Return how many plans were named, and what is wrong in them; with no path, in those of the pack."""
    from helhet.plans.checking import plan_problems, problems_of
    from helhet.plans.folders import plan_file
    from helhet.plans.series import read_series

    if not paths:
        return [], plan_problems(pack.folder / "plans", frozenset(pack.sources))
    files = [file for one in paths if (file := plan_file(Path(one)))]
    series = read_series(pack.folder / "plans") if files else {}
    told = [one for file in files for one in problems_of(file, frozenset(pack.sources), series)]
    return [_counted(len(files), "plan")] if files else [], tuple(told)


def _counted(number: int, noun: str) -> str:
    if number == 1:
        return f"1 {noun}"
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number or 'no'} {plural}"
