"""What a pathway's parts are called, as its picture calls them."""

from __future__ import annotations

from functools import cache

from helhet.drawing import draw_pathway, neighbours
from helhet.drawing.words import Words
from helhet.pathway.language.model import Pathway
from helhet.record.pathways import names, pack, table_of


def words_of(pathway: Pathway, language: str) -> Words:
    """Return the words of an edition in a language."""
    return Words(pathway, pack().listener(language), _others(pathway))


@cache
def drawn(name: str, edition: str, language: str) -> str:
    """Return an edition's picture; drawn once a process and language. Raises KeyError for an edition that is not there."""
    pathway = editions(name)[edition]
    return draw_pathway(pathway, pack().listener(language), _others(pathway))


def editions(name: str) -> dict[str, Pathway]:
    """Return a pathway's editions by name, the newest first; raise KeyError for no pathway of the pack."""
    if name not in names():
        raise KeyError(name)
    return {one.edition: one for one in reversed(table_of(name).editions)}


def _others(pathway: Pathway) -> dict[str, Pathway]:
    return {name: table_of(name).newest for name in neighbours(pathway) & set(names())}
