"""Tell what a plan comes to by each way of counting, or set two ways side by side with the lines between them.

Nobody's way is the right one: a figure says whose it is and which lines made it. Amounts are millions of kroner. What nobody
has verified in a source is marked with a question mark.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from helhet.cli.errors import UsageError
from helhet.cli.tables import show_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from helhet.packs.pack import Pack
    from helhet.plans.counting import Count
    from helhet.plans.model import Plan, Rule
    from helhet.plans.reading import Plans

HELP: Final = "tell what a plan comes to, by each way of counting, and what two ways differ by"
EXAMPLES: Final = """\
  helhet plan                                                   the plans there are
  helhet plan rus-2016-2020                                     by each way of counting, year by year
  helhet plan rus-2016-2020 yearly-increases                    the lines of one way, and why others are left out
  helhet plan rus-2016-2020 yearly-increases government-high    two ways side by side, and the lines between them
  helhet plan my-plan/                                          the same of a plan.yaml of your own
"""
LANGUAGES: Final = ("en", "nb", "nn")
T = TypeVar("T")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add = parser.add_argument
    add(
        "plan",
        nargs="?",
        metavar="PLAN",
        help="its name, file or folder; without one the plans are listed",
    )
    add("ways", nargs="*", metavar="WAY", help="one way of counting, or two")
    add("--language", choices=LANGUAGES, default="en", help="of titles; default: en")
    add("--pack", type=Path, metavar="FOLDER", help="the content pack; default: Norway's")


def run(arguments: argparse.Namespace) -> int:
    """Print what is asked for; return 0."""
    from helhet.packs.pack import NORWAY, open_pack
    from helhet.plans.counting import count, rules_for
    from helhet.plans.reading import plans_of

    pack = open_pack(arguments.pack or NORWAY)
    plans, language = plans_of(pack), arguments.language
    if arguments.plan is None:
        _list(plans, language)
        return 0
    plan = _plan(arguments.plan, plans, pack)
    rules = rules_for(plan, plans.rules)
    if len(arguments.ways) > 2:
        raise UsageError("Name one way of counting, or two.")
    chosen = {name: _named(name, rules, "ways of counting") for name in arguments.ways} or rules
    counts = [count(plan, name, rule, plans.prices) for name, rule in chosen.items()]
    sys.stdout.write(f"{plan.title.in_(language)}, millions of kroner\n\n")
    if not arguments.ways:
        _table(rules, counts, language)
    elif len(counts) == 1:
        _lines(plan, counts[0], language)
    else:
        _differ(plan, rules, counts[0], counts[1], language)
    return 0


def _plan(told: str, plans: Plans, pack: Pack) -> Plan:
    from helhet.plans.folders import plan_file
    from helhet.plans.reading import read_plan

    file = plan_file(Path(told))
    return read_plan(file, pack) if file else _named(told, plans.plans, "plans")


def _named(name: str, there: Mapping[str, T], plural: str) -> T:
    from helhet.pathway.reading.faults import meant

    if name not in there:
        raise UsageError(f"There is no '{name}'. {meant(name, there, plural)}")
    return there[name]


def _list(plans: Plans, language: str) -> None:
    rows = [[name, plan.title.in_(language)] for name, plan in plans.plans.items()]
    show_table(["Plan", ""], rows, texts=2)


def _table(rules: Mapping[str, Rule], counts: Sequence[Count], language: str) -> None:
    from helhet.plans.model import Counts
    from helhet.plans.money import millions

    years = sorted({year for one in counts for year in one.by_year})
    rows = []
    for one in counts:
        name = one.rule
        # What is promised for several years is of none of them.
        of_years = {} if rules[name].counts in (Counts.FRAME, Counts.MEASURE) else one.by_year
        by_year = [millions(int(of_years[year])) if year in of_years else "" for year in years]
        whose = rules[name].said_by
        title = rules[name].title.in_(language) + (f" ({whose.in_(language)})" if whose else "")
        rows.append([name, title, millions(int(one.ore)), *by_year])
    show_table(["Way", "", "In all", *map(str, years)], rows, texts=2)


def _lines(plan: Plan, one: Count, language: str) -> None:
    from helhet.plans.money import millions

    rows = [
        [_title(plan, line.name, language), millions(int(line.ore)), ""] for line in one.counted
    ]
    rows += [[_title(plan, name, language), "", why.value] for name, why in one.left.items()]
    rows.append(["In all", millions(int(one.ore)), ""])
    show_table(["Line", "Counted", "Left out"], rows)


def _differ(plan: Plan, rules: Mapping[str, Rule], one: Count, other: Count, language: str) -> None:
    from helhet.plans.counting import differences
    from helhet.plans.money import millions

    titles = [rules[count.rule].title.in_(language) for count in (one, other)]
    rows = [
        [title, millions(int(count.ore))] for title, count in zip(titles, (one, other), strict=True)
    ]
    rows += [
        [f"  {_title(plan, name, language)}", f"{'-' if ore > 0 else '+'}{millions(abs(int(ore)))}"]
        for name, ore in differences(one, other).items()
    ]
    rows.append(rows.pop(1))
    show_table(["Way", "In all"], rows)


def _title(plan: Plan, name: str, language: str) -> str:
    line = plan.lines[name]
    years = str(line.last_year) if line.year else f"{line.first_year}-{line.last_year}"
    return f"{years} {line.title.in_(language)}{'' if line.verified else ' (?)'}"
