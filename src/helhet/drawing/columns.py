"""One column a state: where each stands from left to right, and how wide the picture is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from helhet.drawing.measuring import Font, wrap
from helhet.drawing.moves import natural_order
from helhet.drawing.shapes import FONTS
from helhet.drawing.words import Words

MARGIN: Final = 28.0
NARROWEST: Final = 1120
"""Below this the clocks' texts would stand on top of each other instead of side by side."""
WIDEST_WITH_GAPS: Final = 1480
"""On A4 across, texts of a picture this wide are still read: 12 units are 6 points and a half."""
WIDE_GAP: Final = 84
"""A label fits between two states; in a narrower gap it stands above them."""
LEAST_GAP: Final = 32
MOST_GAP: Final = 190
PADDING: Final = 11
START: Final = 18


@dataclass(frozen=True)
class Columns:
    """`x` is the middle of each state, in natural order; `start_x` is where courses come in."""

    order: tuple[str, ...]
    x: dict[str, float]
    start_x: float
    pitch: float
    box_width: float
    width: float

    @property
    def gap(self) -> float:
        """The room between two neighbours in a row."""
        return self.pitch - self.box_width

    @property
    def has_wide_gaps(self) -> bool:
        """Whether an arrow's label fits between neighbours."""
        return self.gap >= WIDE_GAP

    @property
    def is_staggered(self) -> bool:
        """Whether every other state stands a row lower, for want of width."""
        return self.gap < LEAST_GAP

    @property
    def right(self) -> float:
        """Where the picture's content ends."""
        return self.width - MARGIN

    def column(self, state: str) -> int:
        """Return the place of a state in the natural order."""
        return self.order.index(state)


def columns_of(words: Words) -> Columns:
    """Return the columns of a pathway: as wide as the names need, with gaps for labels if they fit."""
    order = natural_order(words.pathway)
    box = _box_width([words.state(name) for name in order])
    pitch, first = _pitch(len(order), box)
    x = {name: round(first + place * pitch, 1) for place, name in enumerate(order)}
    width = max(NARROWEST, x[order[-1]] + box / 2 + MARGIN)
    return Columns(order, x, MARGIN + 8, pitch, box, round(width))


def _box_width(titles: Sequence[str]) -> float:
    words = (FONTS["state"].width(word) for title in titles for word in title.split())
    return round(min(max(*words, 72, _width_for_three_lines(titles)) + 2 * PADDING, 170))


def _width_for_three_lines(titles: Sequence[str]) -> float:
    font: Font = FONTS["state"]
    return next(
        width for width in range(72, 800, 4) if all(len(wrap(t, font, width)) <= 3 for t in titles)
    )


def _pitch(count: int, box: float) -> tuple[float, float]:
    """Return the distance between states, and the middle of the first."""
    room = WIDEST_WITH_GAPS - 2 * MARGIN - START
    gap = min(room / count - box, MOST_GAP)
    if gap >= WIDE_GAP:
        return box + gap, MARGIN + START + gap + box / 2
    before_first = MARGIN + START + 40 + box / 2
    room = WIDEST_WITH_GAPS - MARGIN - before_first - box / 2
    pitch = room / max(count - 1, 1)
    if pitch >= box + LEAST_GAP:
        return min(pitch, box + MOST_GAP), before_first
    # Staggered: each box has the room of nearly two columns.
    return max(pitch, box * 0.58 + PADDING), before_first
