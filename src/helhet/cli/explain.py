"""Tell why a date is what it is: the rule, the start, the counted days, the skipped holidays, what chose the limit,
how sure the rule is, and the legal basis of that day.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from helhet.cli.errors import UsageError
from helhet.pathway.calendar import Calendar, parse_day
from helhet.pathway.errors import CalendarError
from helhet.pathway.reading.faults import meant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from helhet.pathway.courses.course import Value
    from helhet.pathway.language.model import Pathway

HELP = "tell why a date is what it is"
EXAMPLES = """\
  helhet explain tsb told-of-right --from 2026-05-04
  helhet explain tsb basic-assessment --from 2026-05-04 --setting inpatient --language nb
  helhet explain tsb early-notice --from "2026-03-28 14:00"
  helhet explain tsb guide-deadline --from 2026-05-04 --condition opiates-main --condition injecting
  helhet explain tsb start-of-care --from 2026-05-04 --value right.start-by=2026-06-30
"""
MOMENT: Final = re.compile(r"[0-9-]{10}( [0-9]{2}:[0-9]{2})?")
"""How a start is written; `int` alone would take `1_0` and digits of other scripts."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add = parser.add_argument
    add("pathway", metavar="PATHWAY", help="file, folder or name of the pack")
    add("clock", metavar="CLOCK", help="the clock's name in the file")
    add(
        "--from",
        dest="start",
        required=True,
        metavar="DATE",
        help="the day, or 'day HH:MM', on which the run starts",
    )
    add("--setting", metavar="SETTING", help="the setting of the course then")
    add(
        "--condition",
        action="append",
        default=[],
        metavar="CONDITION",
        help="a condition that holds then; may be given again",
    )
    add(
        "--value",
        action="append",
        default=[],
        metavar="FORM.FIELD=DATE",
        help="a date that the entry's form gives",
    )
    add("--born", type=_day, metavar="DATE", help="the birth date, for rules by age")
    add("--language", choices=("en", "nb", "nn"), default="en", help="default: en")
    add("--pack", type=Path, metavar="FOLDER", help="the content pack; default: Norway's")


def run(arguments: argparse.Namespace) -> int:
    """Print the explanation; return 0."""
    from helhet.packs.finding import load_pathway
    from helhet.packs.pack import NORWAY, open_pack
    from helhet.pathway.explaining.explain import explain_clock
    from helhet.pathway.explaining.limits import counts_hours

    pack = open_pack(arguments.pack or NORWAY)
    editions = load_pathway(arguments.pathway, pack)
    _check_names(arguments, editions)
    day, instant = _start(arguments.start, pack.calendar)
    clocks = [e.clocks[arguments.clock] for e in editions if arguments.clock in e.clocks]
    if instant is None and any(map(counts_hours, clocks)):
        raise UsageError(
            f"'{arguments.clock}' counts hours, so --from needs a time. Write --from '{arguments.start} 14:00'."
        )
    explanation = explain_clock(
        editions,
        pack.calendar,
        arguments.clock,
        start_day=day,
        start_at=instant,
        setting=arguments.setting,
        conditions=frozenset(arguments.condition),
        values=dict(map(_value, arguments.value)),
        born=arguments.born,
        listener=pack.listener(arguments.language),
    )
    sys.stdout.write(explanation.text.rstrip("\n") + "\n")
    for name in explanation.missing:
        sys.stdout.write(_give(name, editions, arguments.language) + "\n")
    return 0


def _give(name: str, editions: Sequence[Pathway], language: str) -> str:
    """Return which option gives what was missing."""
    from helhet.pathway.explaining.texts import text_in
    from helhet.pathway.language.words import LANGUAGES

    settings = "|".join(dict.fromkeys(name for e in editions for name in e.settings))
    options = {"setting": f"--setting {settings}", "birth-date": "--born 2008-06-30"}
    option = options.get(name, f"--value {name}=2026-06-30")
    return text_in(LANGUAGES.index(language), "give").format(option)


def _check_names(arguments: argparse.Namespace, editions: Sequence[Pathway]) -> None:
    """Raise UsageError for a name that no edition has, with what may have been meant."""
    _check([arguments.clock], {name for e in editions for name in e.clocks}, "clocks")
    _check([arguments.setting], {name for e in editions for name in e.settings}, "settings")
    _check(arguments.condition, {name for e in editions for name in e.conditions}, "conditions")
    fields = {
        f"{form}.{name}" for e in editions for form, told in e.forms.items() for name in told.fields
    }
    _check([told.partition("=")[0] for told in arguments.value], fields, "form fields")


def _check(told: Sequence[str | None], known: set[str], plural: str) -> None:
    for name in told:
        if name is not None and name not in known:
            raise UsageError(
                f"'{name}' is not among the pathway's {plural}. {meant(name, sorted(known), plural)}"
            )


def _start(told: str, calendar: Calendar) -> tuple[int, int | None]:
    day, _, time = told.partition(" ")
    hour, _, minute = time.partition(":")
    try:
        if not MOMENT.fullmatch(told):
            raise ValueError
        start = parse_day(day)
        calendar.is_working(start)  # raises outside the calendar
        instant = calendar.instant_of(start, int(hour), int(minute)) if time else None
    except (ValueError, CalendarError):
        raise UsageError(
            "--from takes a day from 1970 to 2100 as 2026-05-04, or a time as '2026-05-04 14:00'."
        ) from None
    if instant is not None and calendar.wall_time(instant)[:3] != (start, int(hour), int(minute)):
        raise UsageError(
            f"There is no {time} on {day}: the clocks go forward past it. Write an earlier or a later time."
        )
    return start, instant


def _day(told: str) -> int:
    try:
        return parse_day(told)
    except CalendarError:
        raise argparse.ArgumentTypeError("write the day as 2026-05-04") from None


def _value(told: str) -> tuple[str, Value]:
    name, _, date = told.partition("=")
    try:
        return name, parse_day(date)
    except CalendarError:
        raise UsageError(
            "--value takes a form field and a day, as right.start-by=2026-06-30."
        ) from None
