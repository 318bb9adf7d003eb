"""How the pathways fit together: what leads where, and the ways out after which nobody owes anything."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from helhet.drawing import draw_network, links
from helhet.pathway.checking.gaps import gaps
from helhet.pathway.language.model import Pathway
from helhet.record.pathways import names, pack, table_of
from helhet.workspaces.gallery.wording import words_of


class Leading(NamedTuple):
    """A pathway, and those that it opens or sends word to, each by name and title."""

    name: str
    title: str
    opens: tuple[tuple[str, str], ...]
    tells: tuple[tuple[str, str], ...]


class Falling(NamedTuple):
    """A pathway, and its ways out after which nobody owes anything: what happens, and where it leads."""

    name: str
    title: str
    ways: tuple[tuple[str, str], ...]


def _newest() -> list[Pathway]:
    return [table_of(name).newest for name in names()]


@cache
def drawn_together(language: str) -> str:
    """Return the picture; drawn once a process and language."""
    return draw_network(_newest(), pack().listener(language))


@cache
def leading(language: str) -> tuple[Leading, ...]:
    """Return what leads where, for the table beside the picture."""
    titles = {one.pathway: words_of(one, language).title() for one in _newest()}
    told = links(_newest())
    return tuple(
        Leading(
            name,
            title,
            tuple(
                (one.target, titles[one.target]) for one in told if one.source == name and one.opens
            ),
            tuple(
                (one.target, titles[one.target])
                for one in told
                if one.source == name and not one.opens
            ),
        )
        for name, title in titles.items()
        if any(one.source == name for one in told)
    )


@cache
def falling(language: str) -> tuple[Falling, ...]:
    """Return where somebody may fall between."""
    newest = _newest()
    heard = {told for one in newest for event in one.events.values() for told in event.hears}
    found = ((one, words_of(one, language), [*gaps(one, heard)]) for one in newest)
    return tuple(
        Falling(
            one.pathway,
            words.title(),
            tuple(
                (
                    words.deed(
                        gap.event, one.events[gap.event], [gap.outcome] if gap.outcome else []
                    ),
                    words.state(gap.state),
                )
                for gap in its
            ),
        )
        for one, words, its in found
        if its
    )
