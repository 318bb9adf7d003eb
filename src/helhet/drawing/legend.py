"""The legend: each sign that a picture uses, and what it says."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from helhet.drawing.bars import has_open_ends
from helhet.drawing.clock_words import ClockWords
from helhet.drawing.columns import MARGIN, Columns
from helhet.drawing.moves import Move
from helhet.drawing.shapes import FONTS, Dot, Head, Line, Part, Rect, Shape, Text, moved
from helhet.drawing.words import Words
from helhet.pathway.language.model import Binding

SIGN: Final = 40
BETWEEN: Final = 26
ROW: Final = 24

Entry = tuple[list[Shape], str]


def draw_legend(moves: Iterable[Move], columns: Columns, words: Words, top: float) -> Part:
    """Draw the signs in rows across the picture; signs that are not used are left out."""
    part = Part(top)
    x, y = MARGIN, top
    for shapes, told in _entries(list(moves), columns, words):
        width = SIGN + FONTS["quiet"].width(told)
        if x > MARGIN and x + width > columns.right:
            x, y = MARGIN, y + ROW
        part.add(moved(shape, x, y + ROW / 2) for shape in shapes)
        part.add([Text(x + SIGN, y + ROW / 2 + 4, told, "quiet")])
        x += width + BETWEEN
    part.bottom = y + ROW
    return part


def _entries(moves: Sequence[Move], columns: Columns, words: Words) -> Iterator[Entry]:
    yield from _state_entries(words)
    yield from _move_entries(moves, columns, words)
    yield from _clock_entries(words)
    if has_open_ends(columns, words):
        ongoing: list[Shape] = [Rect(0, -3, 24, 6, "bar none", 3), Head(32, 0, "right", "bar none")]
        yield ongoing, words.say("key-ongoing")


def _state_entries(words: Words) -> Iterator[Entry]:
    states = words.pathway.states.values()
    for kind in ("waiting", "place", "resting", "final"):
        if any(getattr(state, kind) for state in states):
            sign: list[Shape] = [Rect(0, -8, 30, 16, f"state {kind}", 5)]
            if kind == "final":
                sign.append(Rect(3, -5, 24, 10, "inner", 3))
            yield sign, words.say(f"key-{kind}" if kind in ("waiting", "resting") else kind)


def _move_entries(moves: Sequence[Move], columns: Columns, words: Words) -> Iterator[Entry]:
    moving = [move for move in moves if move.target is not None]
    if any(not move.fact and not _is_back(move, columns) for move in moving):
        yield [Line(((0, 0), (26, 0)), "way"), Head(31, 0, "right", "point")], words.say("key-move")
    if any(move.fact for move in moving):
        yield (
            [Line(((0, 0), (26, 0)), "way fact"), Head(31, 0, "right", "point")],
            words.say("key-fact"),
        )
    if any(_is_back(move, columns) for move in moving):
        back = Line(((30, -6), (30, 4), (4, 4), (4, -3)), "way return")
        yield (
            [back, Dot(30, -6, 3, "end return"), Head(4, -8, "up", "point return")],
            words.say("key-return"),
        )
    if len(moving) < len(moves):
        yield [Dot(15, 0, 4, "here")], words.say("key-stay")


def _is_back(move: Move, columns: Columns) -> bool:
    assert move.target is not None
    return any(columns.column(source) > columns.column(move.target) for source in move.sources)


def _clock_entries(words: Words) -> Iterator[Entry]:
    clocks = [ClockWords(name, clock, words) for name, clock in words.pathway.clocks.items()]
    shipped = [clock for clock in clocks if clock.clock.shipped]
    for binding in Binding:
        if any(clock.clock.binding is binding for clock in shipped):
            yield _bar(str(binding)), words.say(binding)
    if any(clock.is_recurring() for clock in clocks):
        pieces: list[Shape] = [Rect(x, -3, 8, 6, "bar none", 2) for x in (0, 11, 22)]
        yield pieces, words.say("key-recurring")
    if any(clock.is_unsure() for clock in shipped):
        dashed: list[Shape] = [Rect(0, -3, 24, 6, "bar none unsure", 3), Text(29, 4, "?", "doubt")]
        yield dashed, words.say("key-uncertain")
    if len(shipped) < len(clocks):
        yield _bar("off"), words.say("key-off")


def _bar(kind: str) -> list[Shape]:
    return [
        Rect(4, -3, 26, 6, f"bar {kind}", 3),
        Dot(4, 0, 4.5, f"bar {kind}"),
        Line(((30, -4.5), (30, 4.5)), f"cap {kind}"),
    ]
