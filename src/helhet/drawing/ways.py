"""The ways that are no straight step: longer ways, ways back, and what happens without moving."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from helhet.drawing.columns import MARGIN, Columns
from helhet.drawing.moves import Move
from helhet.drawing.shapes import Dot, Head, Line, Part, Shape, moved
from helhet.drawing.typesetting import Block, Packing, label
from helhet.drawing.words import Words

LEAST_LABEL: Final = 128
RISE: Final = 9
"""How far the ends of a way back stand up."""


@dataclass(frozen=True)
class Item:
    """Something drawn from height 0 downwards that takes the room from `left` to `right`."""

    left: float
    right: float
    height: float
    shapes: tuple[Shape, ...]


def draw_ways(moves: Iterable[Move], columns: Columns, words: Words, top: float) -> Part:
    """Draw the longer ways and the ways back, packed below each other."""
    items = [_way_item(move, columns, words) for move in moves if move.target is not None]
    return pack(items, top)


def draw_stays(moves: Iterable[Move], columns: Columns, words: Words, top: float) -> Part:
    """Draw what happens in a state without moving the course."""
    items = [_stay_item(move, columns, words) for move in moves if move.target is None]
    return pack(items, top)


def pack(items: Sequence[Item], top: float) -> Part:
    """Place items as high as they go; those further left come first."""
    packing = Packing(top)
    shapes: list[Shape] = []
    for item in sorted(items, key=lambda item: (item.left, item.right)):
        y = packing.place(item.left, item.right, item.height)
        shapes += [moved(shape, 0, y) for shape in item.shapes]
    return Part(packing.bottom, shapes)


def _way_item(move: Move, columns: Columns, words: Words) -> Item:
    assert move.target is not None
    target = columns.x[move.target]
    sources = sorted(columns.x[name] for name in move.sources) or [columns.start_x]
    left, right = min(sources[0], target), max(sources[-1], target)
    told = [words.cause(cause) for cause in move.causes]
    block = label(told, max(right - left - 16, LEAST_LABEL))
    fact = " fact" if move.fact else ""
    if right == target:
        return _item(
            block, left, right, 5, _forth(sources, target, block.height + 4, fact), columns
        )
    y = block.height + RISE + 7
    return _item(block, left, right, RISE + 5, _back(sources, target, y, fact), columns)


def _forth(sources: Sequence[float], target: float, y: float, fact: str) -> Iterator[Shape]:
    yield Line(((sources[0], y), (target - 5, y)), "way" + fact)
    for x in sources:
        yield Dot(x, y, 3.2, "end")
    yield Head(target, y, "right", "point")


def _back(sources: Sequence[float], target: float, y: float, fact: str) -> Iterator[Shape]:
    top = y - RISE
    yield Line(
        ((sources[-1], top), (sources[-1], y), (target, y), (target, top + 4)), "way return" + fact
    )
    for x in sources[:-1]:
        yield Line(((x, top), (x, y)), "way return" + fact)
    for x in sources:
        yield Dot(x, top, 3.2, "end return")
    yield Head(target, top - 1, "up", "point return")


def _stay_item(move: Move, columns: Columns, words: Words) -> Item:
    xs = sorted(columns.x[name] for name in move.sources)
    told = [words.cause(cause, fact=move.fact) for cause in move.causes]
    block = label(told, max(xs[-1] - xs[0], columns.pitch * 1.2, LEAST_LABEL))
    left = _clamped((xs[0] + xs[-1] - block.width) / 2, block, columns)
    line = [Line(((xs[0], 5), (xs[-1], 5)), "stay")] if len(xs) > 1 else []
    dots = [Dot(x, 5, 4, "here") for x in xs]
    shapes = (*line, *dots, *block.on_pad(left, 12))
    return Item(min(left, xs[0]), max(left + block.width, xs[-1]), block.height + 22, shapes)


def _item(
    block: Block, left: float, right: float, depth: float, arrow: Iterable[Shape], columns: Columns
) -> Item:
    """Put a label over the middle of its arrow."""
    x = _clamped((left + right - block.width) / 2, block, columns)
    shapes = (*block.on_pad(x, 0), *arrow)
    height = block.height + depth + 10
    return Item(min(x, left), max(x + block.width, right), height, shapes)


def _clamped(x: float, block: Block, columns: Columns) -> float:
    return max(MARGIN, min(x, columns.right - block.width))
