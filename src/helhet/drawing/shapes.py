"""What a picture is made of: placed texts, boxes and lines, and how much room they take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from helhet.drawing.measuring import Font

FONTS: Final = {
    "title": Font(22, bold=True),
    "heading": Font(13.5, bold=True),
    "state": Font(13, bold=True),
    "strong": Font(12, bold=True),
    "label": Font(12),
    "plain": Font(12),
    "quiet": Font(11.5),
    "law": Font(12, bold=True),
    "guidance": Font(12, bold=True),
    "target": Font(12, bold=True),
    "right": Font(12, bold=True),
    "none": Font(12, bold=True),
    "doubt": Font(12, bold=True),
}
"""The kinds of text; svg.py gives each kind its colour by a class of the same name."""

ASCENT: Final = 0.80
DESCENT: Final = 0.22


class Box(NamedTuple):
    """The room something takes."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True)
class Text:
    """One line of text; `x` is its left end, `y` its baseline."""

    x: float
    y: float
    text: str
    kind: str

    @property
    def width(self) -> float:
        """How wide the text is drawn."""
        return FONTS[self.kind].width(self.text)

    @property
    def box(self) -> Box:
        """The room the letters take."""
        size = FONTS[self.kind].size
        return Box(self.x, self.y - ASCENT * size, self.x + self.width, self.y + DESCENT * size)


@dataclass(frozen=True)
class Rect:
    """A box; `radius` rounds its corners."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    radius: float = 0


@dataclass(frozen=True)
class Dot:
    """A small circle."""

    x: float
    y: float
    radius: float
    kind: str


@dataclass(frozen=True)
class Line:
    """A stretch of straight legs; its corners are rounded when drawn."""

    points: tuple[tuple[float, float], ...]
    kind: str


@dataclass(frozen=True)
class Head:
    """The point of an arrow at (x, y); `turn` is where it points: right, left, up or down."""

    x: float
    y: float
    turn: str
    kind: str


Shape = Text | Rect | Dot | Line | Head


@dataclass
class Part:
    """Some shapes and the depth at which they end; parts are put under each other."""

    bottom: float
    shapes: list[Shape] = field(default_factory=list)

    def add(self, shapes: Iterable[Shape]) -> None:
        """Put more shapes on top of those that are there."""
        self.shapes.extend(shapes)


@dataclass(frozen=True)
class Scene:
    """A whole picture, placed."""

    width: float
    height: float
    shapes: Sequence[Shape]

    @property
    def texts(self) -> list[Text]:
        """All texts, in the order of reading."""
        return [shape for shape in self.shapes if isinstance(shape, Text)]


def moved(shape: Shape, dx: float, dy: float) -> Shape:
    """Return the shape moved right by `dx` and down by `dy`."""
    if isinstance(shape, Line):
        return replace(shape, points=tuple((x + dx, y + dy) for x, y in shape.points))
    return replace(shape, x=shape.x + dx, y=shape.y + dy)
