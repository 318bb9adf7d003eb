"""A municipality: the money that the ledger knows came there, and the courses that began in its services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language

from helhet.ledger.balances import balances
from helhet.parties.models import Unit
from helhet.parties.units import UnitTree
from helhet.plans.model import Channel, Stage
from helhet.record.pathways import names, table_of
from helhet.record.queries.activity import begun_by_year
from helhet.workspaces.plan.figures import CHANNELS, HIDDEN_BELOW, STAGES, courses, millions, post
from helhet.workspaces.plan.posts import GroupShown, posts_of
from helhet.workspaces.plan.shipped import plans


class MoneyRow(NamedTuple):
    """Money that came to a place in a year by a way, and for what if that is told: millions at each stage, in the table's order."""

    year: str
    channel: str | Promise
    what: tuple[str, ...]
    amounts: tuple[str, ...]


class PlaceCard(NamedTuple):
    """A municipality in the list."""

    number: str
    name: str


class PlaceShown(NamedTuple):
    """The page of a municipality."""

    number: str
    name: str
    stages: tuple[str | Promise, ...]
    money: tuple[MoneyRow, ...]
    posts: tuple[GroupShown, ...]
    activity: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]


def places() -> list[PlaceCard]:
    """Return the municipalities that have a number, by name. One query."""
    rows = Unit.objects.filter(kind=Unit.Kind.MUNICIPALITY, to_day=None).exclude(municipality="")
    return [PlaceCard(*row) for row in rows.order_by("name").values_list("municipality", "name")]


def place_of(number: str, language: str, today: date) -> PlaceShown:
    """Return the page of a municipality; raise KeyError for one that is not there."""
    found = Unit.objects.filter(kind=Unit.Kind.MUNICIPALITY, municipality=number).first()
    if found is None or not number:
        raise KeyError(number)
    stages, money = _money(number)
    return PlaceShown(
        number,
        found.name,
        stages,
        money,
        posts_of(number, language),
        _activity(found.pk, language, today),
    )


def _money(number: str) -> tuple[tuple[str | Promise, ...], tuple[MoneyRow, ...]]:
    """Return the stages that anything came at, and a row for each year, way and post."""
    told = balances(["year", "channel", "plan", "measure", "post", "stage"], region=number)
    there = {str(key[-1]) for key in told}
    stages = [one for one in Stage if one in there]
    rows = dict.fromkeys(key[:-1] for key in told)
    return tuple(STAGES[one] for one in stages), tuple(
        MoneyRow(
            str(key[0]),
            CHANNELS[Channel(str(key[1]))],
            tuple(_what(*(str(part) for part in key[2:]))),
            tuple(millions(told[*key, one]) if (*key, one) in told else "" for one in stages),
        )
        for key in rows
    )


def _what(plan: str, measure: str, paid_by: str) -> Iterator[str]:
    """Yield for what money came: its measure, if the plan still has it, and its post."""
    told = plans().plans.get(plan)
    if told and measure in told.measures:
        yield told.measures[measure].title.in_(get_language() or "nb")
    if paid_by:
        yield post(paid_by)


def _activity(
    unit: int, language: str, today: date
) -> tuple[tuple[str, tuple[tuple[int, str], ...]], ...]:
    """Return the pathways of which a year had courses enough to be told, each with its whole years."""
    found: dict[str, list[tuple[int, int]]] = {}
    for (pathway, year), n in sorted(_begun(unit, today)):
        if year < today.year:
            found.setdefault(pathway, []).append((year, n))
    return tuple(
        (_title(pathway, language), tuple((year, courses(n)) for year, n in by_year))
        for pathway, by_year in found.items()
        if any(n >= HIDDEN_BELOW for _year, n in by_year)
    )


@lru_cache(maxsize=512)
def _begun(unit: int, _today: date) -> tuple[tuple[tuple[str, int], int], ...]:
    """Return how many courses began at a unit and below it, asked once a day: anybody may ask."""
    return tuple(begun_by_year(names(), UnitTree.read().below(unit)).items())


def _title(pathway: str, language: str) -> str:
    title = table_of(pathway).newest.title
    return title.in_(language) if title else pathway
