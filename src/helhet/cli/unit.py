"""Make the units of an installation, say which lies below which, or show them as a tree.

Whoever has a role in a unit has it in those below, too: so where a unit lies decides who reads what. A handover to
somebody's home municipality goes to the unit that has its number.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from helhet.cli.errors import UsageError

if TYPE_CHECKING:
    from helhet.parties.models import Unit

HELP = "make units, and say which lies below which"
EXAMPLES = """\
  helhet unit set fjordheim --name "Fjordheim trust" --kind trust
  helhet unit set nordvik --name "Nordvik clinic" --below fjordheim
                                  made if it is not there; of one that is, what is named is changed
  helhet unit set dalen --name "Dalen" --kind municipality --municipality 9901
  helhet unit set nordvik --top   it lies below none
  helhet unit set nordvik --offers tsb,oat   what is begun there by hand (all: everything)
  helhet unit list
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    deeds = parser.add_subparsers(metavar="DEED", required=True, dest="deed")
    deeds.add_parser("list", help="show the units as a tree")
    told = deeds.add_parser("set", help="make a unit, or change one")
    told.add_argument("code")
    told.add_argument("--name", help="as others read it")
    told.add_argument("--kind", help="region, trust, municipality, unit or team")
    told.add_argument("--municipality", metavar="NUMBER", help="of a municipality, four digits")
    told.add_argument("--offers", metavar="PATHWAYS", help="what is begun there by hand, or all")
    where = told.add_mutually_exclusive_group()
    where.add_argument("--below", metavar="CODE", help="the unit that it lies below")
    where.add_argument("--top", action="store_true", help="it lies below none")


def run(arguments: argparse.Namespace) -> int:
    """Do it; return 0."""
    from helhet.cli import live

    live.start()
    if arguments.deed == "set":
        _set(arguments)
    sys.stdout.writelines(f"{line}\n" for line in _tree(None, 0))
    return 0


def unit_of(code: str) -> Unit:
    """Return a unit by its code; raise UsageError if there is none."""
    from helhet.parties.models import Unit

    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise UsageError("There is no such unit. Make it with `helhet unit set`.")
    return found


def _set(arguments: argparse.Namespace) -> None:
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from helhet.parties.models import Unit
    from helhet.record.pathways import today

    now = today(timezone.now())
    found = Unit.objects.filter(code=arguments.code).first()
    unit = found or Unit(code=arguments.code, kind=Unit.Kind.UNIT, from_day=now)
    for field in ("name", "kind", "municipality"):
        setattr(unit, field, getattr(arguments, field) or getattr(unit, field))
    if arguments.below or arguments.top:
        unit.parent = _above(unit, arguments.below) if arguments.below else None
    if arguments.offers:
        unit.offers = _offers(arguments.offers)
    _check(unit)
    try:
        unit.full_clean(exclude=["parent", "to_day"])
    except ValidationError as refused:
        fields = ", ".join(sorted(refused.message_dict))
        raise UsageError(f"This cannot be a unit: look at {fields} once more.") from None
    unit.save()


def _offers(told: str) -> list[str] | None:
    """Return the pathways of a list with commas, None for `all`; raise UsageError for one that there is not."""
    from helhet.record.pathways import names

    if told == "all":
        return None
    offers = sorted({one.strip() for one in told.split(",") if one.strip()})
    if unknown := [one for one in offers if one not in names()]:
        raise UsageError(f"There is no pathway {unknown[0]}. There are {', '.join(names())}.")
    return offers


def _above(unit: Unit, code: str) -> Unit:
    """Return the unit that another is to lie below; raise UsageError if that lies below it."""
    from helhet.parties.units import UnitTree

    above = unit_of(code)
    if unit.pk and above.pk in UnitTree.read().below(unit.pk):
        raise UsageError("A unit lies below none of those that lie below it. Move the other first.")
    return above


def _check(unit: Unit) -> None:
    """Hold that a municipality has a number, nothing else has one, and no two have the same."""
    from helhet.parties.models import Unit

    number = unit.municipality
    is_number = len(number) == 4 and number.isascii() and number.isdecimal()
    if unit.kind == Unit.Kind.MUNICIPALITY and not is_number:
        raise UsageError("A municipality has a number of four digits. Add --municipality.")
    if unit.kind != Unit.Kind.MUNICIPALITY and number:
        raise UsageError("Only a municipality has a number. Add --kind municipality.")
    if number and Unit.objects.filter(municipality=number).exclude(code=unit.code).exists():
        raise UsageError("Another unit has this number. Look at `helhet unit list`.")


def _tree(parent: int | None, depth: int) -> Iterator[str]:
    from helhet.parties.models import Unit

    for unit in Unit.objects.filter(parent=parent).order_by("code"):
        number = f" {unit.municipality}" if unit.municipality else ""
        offers = "" if unit.offers is None else f" [{', '.join(unit.offers) or 'begins nothing'}]"
        yield f"{'  ' * depth}{unit.code} ({unit.kind}{number}): {unit.name}{offers}"
        yield from _tree(unit.pk, depth + 1)
