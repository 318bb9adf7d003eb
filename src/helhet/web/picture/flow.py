"""Draws amounts that flow through columns as one SVG: each band as wide as what it carries; all it shows stands in a table beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from helhet.web.picture.drawing import Words

TALL: Final = 380
"""How high the column that carries most is, without what lies between its nodes."""
THICK, ROOM, GAP, END, TOP = 14, 34, 8, 210, 26
"""A node's width; what its two lines of text need; what lies between nodes; the last column's text; what stands above."""


class Node(NamedTuple):
    """Where amounts are: in which column, and its two lines of text; `sort` is a class of the style sheet."""

    key: str
    column: int
    title: str
    amount: str
    sort: str = ""


class Flow(NamedTuple):
    """An amount from one node to another; below nothing it is not drawn."""

    source: str
    target: str
    amount: float


@dataclass
class _Placed:
    node: Node
    x: float
    y: float
    high: float
    given: float = 0
    taken: float = 0


def draw(
    nodes: Sequence[Node], flows: Sequence[Flow], words: Words, *, width: int, key: str
) -> SafeString:
    """Return the flows as an SVG of a width in units; `key` tells its names from those of other pictures in a page.

    Nodes stand in the order they are given in; a flow from or to a node that is not there is a KeyError.
    """
    drawn = [one for one in flows if one.amount > 0]
    placed, high = _place(nodes, drawn, width)
    scale = _scale(nodes, drawn)
    bands = [_band(placed[one.source], placed[one.target], one.amount * scale) for one in drawn]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="flow-picture" viewBox="0 0 {} {}" role="img" lang="{}"'
        ' aria-labelledby="{key}-title" aria-describedby="{key}-desc"><title id="{key}-title">{}</title>'
        '<desc id="{key}-desc">{}</desc>{}{}</svg>',
        width,
        round(high),
        words.language,
        words.title,
        words.description,
        format_html_join("", '<path class="band {}" d="{}"/>', bands),
        format_html_join("", "{}", ((_node(one),) for one in placed.values())),
        key=key,
    )


def _amount(node: Node, flows: Iterable[Flow]) -> float:
    """Return what goes through a node: what comes in or what goes out, whichever is more."""
    into = sum(one.amount for one in flows if one.target == node.key)
    out = sum(one.amount for one in flows if one.source == node.key)
    return max(into, out)


def _scale(nodes: Sequence[Node], flows: Sequence[Flow]) -> float:
    columns: dict[int, float] = {}
    for one in nodes:
        columns[one.column] = columns.get(one.column, 0) + _amount(one, flows)
    return TALL / max([*columns.values(), 1e-9])


def _place(
    nodes: Sequence[Node], flows: Sequence[Flow], width: int
) -> tuple[dict[str, _Placed], float]:
    """Return where each node stands, and how high the whole is."""
    scale = _scale(nodes, flows)
    last = max((one.column for one in nodes), default=0)
    step = (width - END - THICK) / max(last, 1)
    tops: dict[int, float] = {}
    placed = {}
    for one in nodes:
        high = max(_amount(one, flows) * scale, 2)
        y = tops.get(one.column, TOP)
        placed[one.key] = _Placed(one, one.column * step, y, high)
        tops[one.column] = y + max(high, ROOM) + GAP
    return placed, max(tops.values(), default=TOP)


def _band(source: _Placed, target: _Placed, thick: float) -> tuple[str, str]:
    """Return the class and the shape of a flow, beside those that left and reached its nodes before."""
    x, y, to_x, to_y = source.x + THICK, source.y + source.given, target.x, target.y + target.taken
    source.given += thick
    target.taken += thick
    half = (x + to_x) / 2
    told = (
        f"M{x:.1f} {y:.1f}C{half:.1f} {y:.1f} {half:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
        f"V{to_y + thick:.1f}C{half:.1f} {to_y + thick:.1f} {half:.1f} {y + thick:.1f} {x:.1f} {y + thick:.1f}Z"
    )
    return target.node.sort, told


def _node(placed: _Placed) -> SafeString:
    x = placed.x + THICK + 6
    return format_html(
        '<g class="node {}"><rect x="{}" y="{}" width="{}" height="{}"/><text x="{}" y="{}"><tspan class="what">{}</tspan>'
        '<tspan x="{}" dy="15">{}</tspan></text></g>',
        placed.node.sort,
        f"{placed.x:.1f}",
        f"{placed.y:.1f}",
        THICK,
        f"{placed.high:.1f}",
        f"{x:.1f}",
        f"{placed.y + min(placed.high / 2, 40) - 3 + (6 if placed.high < ROOM else 0):.1f}",
        placed.node.title,
        f"{x:.1f}",
        placed.node.amount,
    )
