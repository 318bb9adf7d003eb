"""The states: the main way in a row with arrows from each to the next, the others a row lower."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from helhet.drawing.columns import MARGIN, PADDING, WIDE_GAP, Columns
from helhet.drawing.moves import Move
from helhet.drawing.shapes import Dot, Head, Line, Part, Rect, Shape
from helhet.drawing.typesetting import Block, Run, centred, flow, label, stack
from helhet.drawing.words import Words
from helhet.pathway.language.model import State

MOST_LABEL_HEIGHT: Final = 96
WAY_BELOW_TOP: Final = 16
UNSAID: Final = Block(0, 0, ())
"""The label of an arrow that has too much to say: it is drawn again, with its label, among the other ways."""
LABEL_ROOM: Final = 22
"""What of a gap is left free beside a label: for the arrow's point and some air."""


@dataclass(frozen=True)
class StateRow:
    """The drawn row; `below` is where each state's line begins, `straight` what is drawn and said already."""

    part: Part
    below: dict[str, float]
    straight: frozenset[Move]


def draw_states(moves: Sequence[Move], columns: Columns, words: Words, top: float) -> StateRow:
    """Draw the states in their rows, and the arrows of the main way."""
    blocks = {name: _inside(name, columns, words) for name in columns.order}
    height = max(block.height for block in blocks.values()) + 2 * PADDING
    straight = dict(_straight(moves, columns, words))
    way = height / 2 if columns.has_wide_gaps else WAY_BELOW_TOP
    above = max((told.height + _lift(columns) - way for told in straight.values()), default=0)
    first = top + max(above, 0)
    rows = {name: first + (height + PADDING) * columns.is_lower(name) for name in columns.order}
    part = Part(max(rows.values()) + height, [Dot(columns.start_x, first + way, 7, "start")])
    for name, y in rows.items():
        part.add(_box(name, words.pathway.states[name], blocks[name], columns, y, height))
    for move, told in straight.items():
        part.add(_arrow(move, told, columns, first + way))
    said = frozenset(move for move, told in straight.items() if told is not UNSAID)
    return StateRow(part, {name: y + height for name, y in rows.items()}, said)


def _inside(name: str, columns: Columns, words: Words) -> Block:
    room = columns.box_width - PADDING
    told = flow([Run(words.state(name), "state")], room)
    tags = words.tags(words.pathway.states[name])
    told = stack([told, *(flow([Run(tag, "quiet")], room) for tag in tags)])
    return centred(told)


def _box(
    name: str, state: State, block: Block, columns: Columns, y: float, height: float
) -> Iterator[Shape]:
    width = columns.box_width
    left = columns.x[name] - width / 2
    yield Rect(left, y, width, height, _kind(state), 9)
    if state.final:
        yield Rect(left + 3.5, y + 3.5, width - 7, height - 7, "inner", 6)
    yield from block.at(columns.x[name] - block.width / 2, y + (height - block.height) / 2)


def _kind(state: State) -> str:
    kinds = [kind for kind in ("waiting", "place", "final", "resting") if getattr(state, kind)]
    return " ".join(["state", *kinds])


def _straight(
    moves: Sequence[Move], columns: Columns, words: Words
) -> Iterator[tuple[Move, Block]]:
    """Yield the moves that open the main way or make a step of it, one for each state, with their labels."""
    taken: set[str] = set()
    for move in moves:
        if move.target is None or move.target in taken or not _is_step(move, columns):
            continue
        told = label([words.cause(cause) for cause in move.causes], _label_width(move, columns))
        taken.add(move.target)
        yield move, told if told.height <= MOST_LABEL_HEIGHT else UNSAID


def _label_width(move: Move, columns: Columns) -> float:
    start, end = _ends(move, columns)
    if columns.has_wide_gaps or end - start >= WIDE_GAP:
        return end - start - LABEL_ROOM
    if not move.sources:
        return columns.x[columns.order[0]] - MARGIN - LABEL_ROOM / 2
    return columns.pitch - LABEL_ROOM / 2


def _is_step(move: Move, columns: Columns) -> bool:
    assert move.target is not None
    if not move.sources:
        return move.target == columns.main[0] and not columns.is_staggered
    return move.sources == (columns.steps.get(move.target),)


def _ends(move: Move, columns: Columns) -> tuple[float, float]:
    """Return from where to where an arrow between boxes runs."""
    assert move.target is not None
    half = columns.box_width / 2
    start = columns.x[move.sources[0]] + half if move.sources else columns.start_x
    return start, columns.x[move.target] - half


def _arrow(move: Move, told: Block, columns: Columns, y: float) -> Iterator[Shape]:
    fact = " fact" if move.fact else ""
    start, end = _ends(move, columns)
    yield Line(((start, y), (end - 5, y)), "way" + fact)
    yield Head(end, y, "right", "point")
    left = max(MARGIN, (start + end - told.width) / 2)
    yield from told.at(left, y - told.height - _lift(columns))


def _lift(columns: Columns) -> float:
    """How far above its arrow a label stands: in a narrow gap, above the states on both sides."""
    return 4 if columns.has_wide_gaps else WAY_BELOW_TOP + 4
