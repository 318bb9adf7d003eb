"""The pathways by the part of the apparatus they belong to, each on a card."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helhet.drawing.moves import natural_order
from helhet.pathway.language.model import Area, Binding, Pathway
from helhet.record.pathways import names, table_of
from helhet.workspaces.gallery.wording import words_of

AREAS: Final[dict[Area, str | Promise]] = {
    Area.EARLY_HELP: _("Early help"),
    Area.TREATMENT: _("Treatment"),
    Area.FOLLOW_UP: _("Follow-up"),
    Area.JUSTICE: _("Justice"),
    Area.PLAN: _("Plan and grants"),
}


class Stop(NamedTuple):
    """A state as a stop on the way; `kind` is waiting, place, resting, final or nothing of these."""

    name: str
    kind: str


class Card(NamedTuple):
    """A pathway in short."""

    name: str
    title: str
    summary: str
    stops: tuple[Stop, ...]
    events: int
    clocks: int
    by_law: int


class Section(NamedTuple):
    """The pathways of one part of the apparatus."""

    title: str | Promise
    cards: list[Card]


def sections(language: str) -> list[Section]:
    """Return the pathways by area, those without any left out. No query."""
    cards = [(table_of(name).newest.area, _card(name, language)) for name in names()]
    by_area = [
        Section(title, [c for its, c in cards if its is area]) for area, title in AREAS.items()
    ]
    return [section for section in by_area if section.cards]


@cache
def _card(name: str, language: str) -> Card:
    pathway = table_of(name).newest
    clocks = [one for one in pathway.clocks.values() if one.shipped]
    return Card(
        name,
        words_of(pathway, language).title(),
        summary(pathway, language),
        tuple(stops(pathway, language)),
        len(pathway.events),
        len(clocks),
        sum(one.binding is Binding.LAW for one in clocks),
    )


def summary(pathway: Pathway, language: str) -> str:
    """Return what the service is, in plain words; "" if nobody has written it."""
    return pathway.summary.in_(language) if pathway.summary else ""


def stops(pathway: Pathway, language: str) -> Iterator[Stop]:
    """Yield the states as a course goes."""
    words = words_of(pathway, language)
    for name in natural_order(pathway):
        state = pathway.states[name]
        kinds = ("final", "resting", "place", "waiting")
        yield Stop(words.state(name), next((kind for kind in kinds if getattr(state, kind)), ""))
