"""Puts the whole picture together: heading, states, ways, clocks, boxes, legend, from top to bottom."""

from collections.abc import Callable
from typing import Final

from helhet.drawing.bars import draw_clocks, draw_loose_clocks
from helhet.drawing.columns import MARGIN, Columns, columns_of
from helhet.drawing.describing import subtitle
from helhet.drawing.legend import draw_legend
from helhet.drawing.moves import directed
from helhet.drawing.panels import draw_panels
from helhet.drawing.shapes import FONTS, Line, Part, Rect, Scene, Shape, Text
from helhet.drawing.states import StateRow, draw_states
from helhet.drawing.typesetting import Run, paragraphs
from helhet.drawing.ways import draw_stays, draw_ways
from helhet.drawing.words import Words

BETWEEN: Final = 20
HEADING: Final = 30

Drawer = Callable[[float], Part]


def lay_out(words: Words) -> Scene:
    """Place everything; the same pathway and words always give the same scene."""
    columns = columns_of(words)
    moves = directed(words.pathway, columns.order, columns.steps)
    heading = _heading(columns, words)
    row = draw_states(moves, columns, words, heading.bottom)
    rest = [move for move in moves if move not in row.straight]
    sections: list[tuple[str, Drawer]] = [
        ("moves", lambda top: draw_ways(rest, columns, words, top)),
        ("stays", lambda top: draw_stays(rest, columns, words, top)),
        ("clocks", lambda top: draw_clocks(columns, words, top)),
        ("loose-clocks", lambda top: draw_loose_clocks(columns, words, top)),
    ]
    body = _sections(sections, columns, words, row.part.bottom)
    boxes = draw_panels(columns, words, body.bottom + BETWEEN)
    legend = _section(
        "legend", lambda top: draw_legend(moves, columns, words, top), columns, words, boxes.bottom
    )
    lines = _state_lines(row, columns, body.bottom)
    parts = [heading.shapes, lines, row.part.shapes, body.shapes, boxes.shapes, legend.shapes]
    return Scene(
        columns.width, round(legend.bottom + MARGIN), [shape for part in parts for shape in part]
    )


def _heading(columns: Columns, words: Words) -> Part:
    room = columns.right - MARGIN
    told = paragraphs([[Run(words.title(), "title")], [Run(subtitle(words), "plain")]], room)
    return Part(MARGIN + told.height + BETWEEN, told.at(MARGIN, MARGIN))


def _sections(
    sections: list[tuple[str, Drawer]], columns: Columns, words: Words, top: float
) -> Part:
    whole = Part(top)
    for key, draw in sections:
        part = _section(key, draw, columns, words, whole.bottom)
        whole.add(part.shapes)
        whole.bottom = part.bottom
    return whole


def _section(key: str, draw: Drawer, columns: Columns, words: Words, top: float) -> Part:
    """Draw a section under its heading; one without content is left out."""
    y = top + BETWEEN
    part = draw(y + HEADING)
    if not part.shapes:
        return Part(top)
    told = words.say(key)
    width = FONTS["heading"].width(told)
    line = Line(((MARGIN + width + 12, y + 8), (columns.right, y + 8)), "rule")
    pad = Rect(MARGIN - 2, y - 2, width + 6, 20, "pad")
    heading: list[Shape] = [line, pad, Text(MARGIN, y + 13, told, "heading")]
    return Part(part.bottom, [*heading, *part.shapes])


def _state_lines(row: StateRow, columns: Columns, bottom: float) -> list[Shape]:
    """Each state's own line, down through the ways and clocks."""
    lines: list[Shape] = [
        Line(((columns.x[name], top), (columns.x[name], bottom)), "life")
        for name, top in row.below.items()
    ]
    return lines
