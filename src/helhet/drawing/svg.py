"""Writes a picture as one standalone SVG: text as text, light and dark, nothing fetched."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from helhet.drawing.describing import describe
from helhet.drawing.layout import lay_out
from helhet.drawing.palette import style
from helhet.drawing.shapes import Dot, Head, Line, Rect, Scene, Shape, Text
from helhet.drawing.words import Words
from helhet.pathway.explaining.naming import ENGLISH, Listener
from helhet.pathway.language.model import Pathway

CORNER: Final = 7


def draw_pathway(
    pathway: Pathway, listener: Listener = ENGLISH, others: Mapping[str, Pathway] = {}
) -> str:
    """Return the pathway as one SVG that stands alone, or inside a page. Its names must be checked.

    `listener` brings the language and the titles of owners; `others` are the pathways that this one
    opens or hears, by name. What is in neither is named by its name in the file. The same pathway,
    listener and others always give the same text.
    """
    words = Words(pathway, listener, others)
    key = f"{pathway.pathway}-{listener.language}"
    return write(lay_out(words), words.title(), describe(words), listener.language, key)


def write(scene: Scene, title: str, description: str, language: str, key: str) -> str:
    """Return the scene as SVG; `key` tells its names apart from those of other pictures in one page."""
    size = f'viewBox="0 0 {_n(scene.width)} {_n(scene.height)}" width="{_n(scene.width)}" height="{_n(scene.height)}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="helhet-drawing" {size} role="img"'
        f' lang="{escape(language)}" xml:lang="{escape(language)}"'
        f' aria-labelledby="{key}-title" aria-describedby="{key}-desc">',
        f'<title id="{key}-title">{_text(title)}</title>',
        f'<desc id="{key}-desc">{_text(description)}</desc>',
        f"<style>\n{style(key)}</style>",
        _HATCH.format(key=key),
        '<rect class="page" width="100%" height="100%"/>',
        *(_shape(shape) for shape in scene.shapes),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


_HATCH: Final = (
    '<defs><pattern id="{key}-hatch" width="5" height="5" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect class="page" width="5" height="5"/>'
    '<path class="hatch" d="M0 0V5"/></pattern></defs>'
)


def _shape(shape: Shape) -> str:
    match shape:
        case Text():
            return _text_element(shape)
        case Rect():
            place = f'x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" height="{_n(shape.height)}"'
            round_ = f' rx="{_n(shape.radius)}"' if shape.radius else ""
            return f'<rect class="{shape.kind}" {place}{round_}/>'
        case Dot():
            return f'<circle class="{shape.kind}" cx="{_n(shape.x)}" cy="{_n(shape.y)}" r="{_n(shape.radius)}"/>'
        case Line():
            return f'<path class="{shape.kind}" d="{_way(shape.points)}"/>'
        case Head():
            return f'<path class="{shape.kind}" d="{_head(shape)}"/>'


def _text_element(text: Text) -> str:
    # The stated length holds the letters to the room they were given, whatever font the reader has.
    length = (
        f' textLength="{_n(text.width)}" lengthAdjust="spacingAndGlyphs"'
        if len(text.text) > 1
        else ""
    )
    return f'<text class="{text.kind}" x="{_n(text.x)}" y="{_n(text.y)}"{length}>{_text(text.text)}</text>'


def _way(points: Sequence[tuple[float, float]]) -> str:
    """Draw the legs with rounded corners."""
    parts = [f"M{_pair(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        parts += [
            f"L{_pair(_towards(corner, before))}",
            f"Q{_pair(corner)} {_pair(_towards(corner, after))}",
        ]
    return "".join([*parts, f"L{_pair(points[-1])}"])


def _towards(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """Return the point a corner's radius from `start` on the way to `end`; the legs are upright or level."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = abs(dx) + abs(dy)
    share = min(CORNER, length / 2) / length if length else 0
    return start[0] + dx * share, start[1] + dy * share


def _head(head: Head) -> str:
    long, half = 9, 4.5
    x, y = head.x, head.y
    corners = {
        "right": [(x - long, y - half), (x, y), (x - long, y + half)],
        "left": [(x + long, y - half), (x, y), (x + long, y + half)],
        "up": [(x - half, y + long), (x, y), (x + half, y + long)],
    }[head.turn]
    return "M" + "L".join(_pair(corner) for corner in corners) + "Z"


def _pair(point: tuple[float, float]) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _n(number: float) -> str:
    """Write a number with at most one decimal, and never as -0."""
    return f"{round(number, 1) + 0:.1f}".removesuffix(".0")


# What XML 1.0 cannot hold, however written.
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text), quote=False)
