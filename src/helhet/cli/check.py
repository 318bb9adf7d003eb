"""`helhet check`: what is wrong in pathway files and their histories, all of it in one run."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from helhet.cli.errors import UsageError

HELP = "tell what is wrong in pathway files and their histories, all of it in one run"
EXAMPLES = """\
  helhet check                          the whole Norwegian pack, with its drawn histories
  helhet check tsb oat                  two pathways of it
  helhet check my-service/              a pathway's folder: pathway.yaml, forms/, histories/, assumptions.yaml
  helhet check my-service/pathway.yaml  one file
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
    from helhet.packs.checks import check
    from helhet.packs.pack import NORWAY, open_pack
    from helhet.packs.texts import text_problems
    from helhet.plans.reading import plan_problems

    pack = open_pack(arguments.pack or NORWAY)
    checked = check(pack, arguments.paths, release=arguments.release)
    of_plans = (
        () if arguments.paths else plan_problems(pack.folder / "plans", frozenset(pack.sources))
    )
    if arguments.texts and not arguments.texts.is_dir():
        raise UsageError(f"{arguments.texts} is no folder. Name the one in which the words lie.")
    texts = text_problems(arguments.texts, pack) if arguments.texts else ()
    problems = (*checked.problems, *of_plans, *texts)
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    if arguments.gaps:
        sys.stdout.writelines(f"{gap}\n" for gap in checked.gaps)
    histories = (
        "histories not read"
        if checked.histories is None
        else _counted(checked.histories, "history")
    )
    read = f"{_counted(checked.pathways, 'edition')}, {histories}"
    sys.stdout.write(f"{read}: {_counted(len(problems), 'problem')}.\n")
    return 1 if problems else 0


def _counted(number: int, noun: str) -> str:
    if number == 1:
        return f"1 {noun}"
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number or 'no'} {plural}"
